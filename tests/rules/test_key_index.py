"""The key index and how values compare, without any request."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from cprofiles_mock.rules.key_index import (
    KEY_OF_FIELD,
    STANDARD_KEY_NAMES,
    KeyIndex,
    all_of,
    any_of,
    holds,
    index_key,
    nearest_key_name,
    normalise,
    standard_index_keys,
)
from cprofiles_mock.state.profile import Profile


@dataclass(eq=False)
class Thing:
    """What an index may hold."""

    number: int


@pytest.fixture
def things() -> list[Thing]:
    """Nine things; the first has the number 1."""
    return [Thing(number) for number in range(1, 10)]


# --- normalisation ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content_type", "value", "normal"),
    [
        ("STRING", " A b ", " A b "),
        ("NUMBER", "1.0", "1.0"),
        ("EMAIL_ADDRESS", " Ann@Example.COM ", "ann@example.com"),
        ("EMAIL_ADDRESS", "STRASSE@x", "strasse@x"),
        ("NAME", "  Ann \t B.  Lee ", "ann b. lee"),
        ("NAME", "MÜLLER", "müller"),
        ("PHONE_NUMBER", "+1 (206) 345-7890", "2063457890"),
        ("PHONE_NUMBER", "206.345.7890", "2063457890"),
        ("PHONE_NUMBER", "+44 20 7946 0000", "442079460000"),
        ("PHONE_NUMBER", "22063457890", "22063457890"),
        ("PHONE_NUMBER", "206\u2013345\u20137890", "2063457890"),
        ("PHONE_NUMBER", "112", "112"),
        ("PHONE_NUMBER", " Reception ", "reception"),
        ("PHONE_NUMBER", "", ""),
    ],
)
def test_a_value_is_normalised_as_its_content_type_compares(
    content_type: str, value: str, normal: str
) -> None:
    assert normalise(content_type, value) == normal


@pytest.mark.parametrize(("field", "key_name"), KEY_OF_FIELD.items())
def test_each_field_of_a_profile_produces_its_key(field: str, key_name: str) -> None:
    profile = Profile("a")
    assert standard_index_keys(profile) == set()
    setattr(profile, field, "7")
    assert standard_index_keys(profile) == {(key_name, ("7",))}
    assert standard_index_keys(profile, {key_name}) == {(key_name, ("7",))}
    assert standard_index_keys(profile, STANDARD_KEY_NAMES - {key_name}) == set()
    setattr(profile, field, " \t")
    assert standard_index_keys(profile) == set()


def test_an_entry_compares_as_the_standard_key_does_unless_told_otherwise() -> None:
    assert index_key("_phone", ["+1 206 345 7890"]) == ("_phone", ("2063457890",))
    assert index_key("custom", ["A", "b"]) == ("custom", ("A", "b"))
    assert index_key("custom", ["A", "b"], "NAME") == ("custom", ("a", "b"))


# --- the index ----------------------------------------------------------------------------------

ENTRY = ("key", ("value",))


def test_an_entry_of_nothing_finds_nothing() -> None:
    index: KeyIndex[Thing] = KeyIndex()
    assert list(index.find(ENTRY)) == []
    assert list(index.key_names) == []


def test_an_entry_finds_its_items_by_rising_number(things: list[Thing]) -> None:
    index: KeyIndex[Thing] = KeyIndex()
    for position in (4, 2, 7, 3, 0):
        index.add(ENTRY, things[position])
    assert [thing.number for thing in index.find(ENTRY)] == [1, 3, 4, 5, 8]
    assert list(index.key_names) == ["key"]


def test_adding_an_item_twice_changes_nothing(things: list[Thing]) -> None:
    index: KeyIndex[Thing] = KeyIndex()
    for position in (0, 0, 1, 2, 1, 2, 0):
        index.add(ENTRY, things[position])
    assert list(index.find(ENTRY)) == things[:3]


def test_a_discarded_item_is_found_no_more(things: list[Thing]) -> None:
    index: KeyIndex[Thing] = KeyIndex()
    for thing in things[:3]:
        index.add(ENTRY, thing)
    index.discard(ENTRY, things[1])
    assert list(index.find(ENTRY)) == [things[0], things[2]]
    index.discard(ENTRY, things[0])
    assert list(index.find(ENTRY)) == [things[2]]
    index.discard(ENTRY, things[2])
    assert list(index.find(ENTRY)) == []
    index.add(ENTRY, things[1])
    assert list(index.find(ENTRY)) == [things[1]]


def test_discarding_what_is_not_there_changes_nothing(things: list[Thing]) -> None:
    index: KeyIndex[Thing] = KeyIndex()
    index.discard(ENTRY, things[0])
    index.add(ENTRY, things[0])
    index.discard(ENTRY, things[1])
    assert list(index.find(ENTRY)) == [things[0]]
    index.add(ENTRY, things[2])
    index.discard(ENTRY, things[1])
    index.discard(("key", ("other",)), things[0])
    assert list(index.find(ENTRY)) == [things[0], things[2]]


def test_a_name_stays_known_when_nothing_is_left_of_it(things: list[Thing]) -> None:
    index: KeyIndex[Thing] = KeyIndex()
    index.add(ENTRY, things[0])
    index.discard(ENTRY, things[0])
    assert list(index.key_names) == ["key"]


# --- several keys -------------------------------------------------------------------------------


def test_all_of_finds_what_is_in_every_posting(things: list[Thing]) -> None:
    postings = [things[0:6], things[2:9], things[1:4]]
    assert list(all_of(postings, 0)) == things[2:4]
    assert list(all_of(postings, 3)) == things[3:4]
    assert list(all_of([*postings, ()], 0)) == []


def test_all_of_one_posting_twice_is_that_posting(things: list[Thing]) -> None:
    assert list(all_of([things, things], 7)) == things[7:]


def test_any_of_finds_what_is_in_a_posting_once_and_in_order(things: list[Thing]) -> None:
    postings = [things[5:8], things[0:2], [things[1], things[6]], ()]
    assert [thing.number for thing in any_of(postings, 0)] == [1, 2, 6, 7, 8]
    assert [thing.number for thing in any_of(postings, 2)] == [6, 7, 8]
    assert list(any_of([], 0)) == []


def test_a_posting_holds_the_item_itself_and_no_namesake(things: list[Thing]) -> None:
    assert holds(things, things[4])
    assert not holds(things, Thing(5))
    assert not holds(things, Thing(10))
    assert not holds((), things[0])


# --- the nearest name ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("EmailAddress", "_email"),
        ("business_email_address", "_email"),
        ("mobile-phone-number", "_phone"),
        ("FirstName", "_fullName"),
        ("AccountNumber", "_account"),
        ("loyalty_ID", "loyaltyId"),
        ("loyalId", "loyaltyId"),
        ("nothing of the kind", None),
    ],
)
def test_the_nearest_name_is_the_one_that_was_meant(name: str, nearest: str | None) -> None:
    assert nearest_key_name(name, ["_email", "_phone", "loyaltyId"]) == nearest
