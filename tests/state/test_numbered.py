"""Resources of one kind, in the order of their creation."""

from __future__ import annotations

import pytest

from cprofiles_mock.state.numbered import NumberedResources


@pytest.fixture
def letters() -> NumberedResources[str, str]:
    """Four resources, added in no alphabetical order."""
    collection: NumberedResources[str, str] = NumberedResources()
    for key in "dbac":
        collection.add(key, key.upper())
    return collection


def test_a_collection_maps_keys_to_resources(letters: NumberedResources[str, str]) -> None:
    assert letters["b"] == "B"
    assert letters.get("z") is None
    assert "a" in letters
    assert len(letters) == 4


def test_a_collection_lists_in_the_order_of_creation(letters: NumberedResources[str, str]) -> None:
    assert list(letters) == ["d", "b", "a", "c"]
    assert list(letters.values()) == ["D", "B", "A", "C"]
    assert list(letters.after(0)) == [(1, "D"), (2, "B"), (3, "A"), (4, "C")]


def test_a_listing_goes_on_after_a_number(letters: NumberedResources[str, str]) -> None:
    assert list(letters.after(2)) == [(3, "A"), (4, "C")]
    assert list(letters.after(4)) == []


def test_a_listing_goes_on_after_a_number_that_was_removed(
    letters: NumberedResources[str, str],
) -> None:
    assert letters.remove("b") == "B"
    assert list(letters.after(2)) == [(3, "A"), (4, "C")]
    assert list(letters.after(1)) == [(3, "A"), (4, "C")]
    assert list(letters) == ["d", "a", "c"]


def test_a_number_is_never_given_twice(letters: NumberedResources[str, str]) -> None:
    letters.remove("c")
    letters.add("c", "C2")
    assert list(letters.after(3)) == [(5, "C2")]


def test_a_key_that_is_taken_is_refused(letters: NumberedResources[str, str]) -> None:
    with pytest.raises(KeyError):
        letters.add("a", "other")
    assert letters["a"] == "A"


def test_what_is_not_there_cannot_be_removed(letters: NumberedResources[str, str]) -> None:
    with pytest.raises(KeyError):
        letters.remove("z")
    assert len(letters) == 4


def test_what_is_not_there_cannot_be_replaced(letters: NumberedResources[str, str]) -> None:
    with pytest.raises(KeyError):
        letters.replace("z", "Z")
    assert letters.find("z") is None
    assert len(letters) == 4
