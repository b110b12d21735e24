"""Who matches whom by the rules."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import pytest

from cprofiles_mock.rules.matching.rule_index import MOST_RECORDS, RuleIndex
from cprofiles_mock.rules.matching.rules import MatchingRules, compile_rules


@dataclass(eq=False)
class Person:
    number: int

    @property
    def profile_id(self) -> str:
        return f"{self.number:032x}"


def index(*levels: list[str], **config: Any) -> RuleIndex[Person]:
    return RuleIndex(
        compile_rules({"MatchingRules": [{"Rule": level} for level in levels], **config})
    )


def people(found: RuleIndex[Person], *members: dict[str, str]) -> list[Person]:
    persons = [Person(number) for number in range(1, len(members) + 1)]
    for person, each in zip(persons, members, strict=True):
        assert found.put(person, each) == []
    return persons


def numbers(found: RuleIndex[Person]) -> list[tuple[int, list[int]]]:
    """Each group's level and members."""
    return [(each.rule_level, [item.number for item in each.items]) for each in found.groups()]


def test_a_profile_is_matched_at_the_first_level_that_holds() -> None:
    found = index(["AccountNumber"], ["FirstName", "LastName"], ["LastName"])
    people(
        found,
        {"AccountNumber": "1", "FirstName": "Ann", "LastName": "Lee"},
        {"AccountNumber": "1", "LastName": "Ray"},
        {"AccountNumber": "2", "FirstName": "Bob", "LastName": "Sol"},
        {"AccountNumber": "3", "FirstName": "bob", "LastName": "SOL"},
        {"FirstName": "Eve"},
    )
    assert numbers(found) == [(1, [1, 2]), (2, [3, 4])]


def test_a_better_match_that_comes_later_is_taken() -> None:
    found = index(["AccountNumber"], ["LastName"])
    one, _two = people(found, {"AccountNumber": "1", "LastName": "Lee"}, {"LastName": "Lee"})
    assert found.level(one) == 2
    found.put(Person(3), {"AccountNumber": "1"})
    assert found.level(one) == 1
    # The second still matches the first, at its own best level.
    assert numbers(found) == [(2, [1, 2, 3])]


def test_who_loses_a_match_falls_back_to_the_next_level() -> None:
    found = index(["AccountNumber"], ["LastName"])
    one, two, three = people(
        found,
        {"AccountNumber": "1", "LastName": "Lee"},
        {"LastName": "Lee"},
        {"AccountNumber": "1"},
    )
    found.discard(three)
    assert [found.level(each) for each in (one, two, three)] == [2, 2, None]
    found.put(two, {"LastName": "Ray"})
    assert numbers(found) == []
    found.discard(three)


def test_a_match_is_known_by_its_oldest_member() -> None:
    found = index(["LastName"])
    one, two = people(found, {"LastName": "Lee"}, {"LastName": "Lee"})
    group = found.group(one)
    assert group is not None
    found.put(Person(3), {"LastName": "Lee"})
    again = found.find(group.match_id)
    assert again is not None
    assert [each.number for each in again.items] == [1, 2, 3]
    found.discard(one)
    assert found.find(group.match_id) is None
    assert found.group(two) is not None
    assert found.group(one) is None
    assert found.group(Person(9)) is None


def test_only_links_of_the_levels_for_merging_merge() -> None:
    found = index(["AccountNumber"], ["LastName"], MaxAllowedRuleLevelForMerging=1)
    one, two, three = people(
        found,
        {"AccountNumber": "1", "LastName": "Lee"},
        {"AccountNumber": "1"},
        {"LastName": "Lee"},
    )
    assert found.to_merge(two) == [one, two]
    assert found.to_merge(three) == []


# --- too many -----------------------------------------------------------------------------------


def test_a_level_of_values_that_too_many_have_is_left_out() -> None:
    found = index(["LastName"], ["FirstName", "LastName"])
    for number in range(MOST_RECORDS):
        assert found.put(Person(number), {"LastName": "Lee"}) == []
    one, two = Person(1000), Person(1001)
    assert found.put(one, {"LastName": "Lee", "FirstName": "Ann"}) == [1]
    assert found.put(two, {"LastName": "Lee", "FirstName": "Ann"}) == [1]
    assert found.level(two) == 2
    assert found.put(Person(1002), {"LastName": "Lee"}) == [1]
    # It has no value for the second level, which cannot be left out then.
    assert found.level(Person(1002)) is None


def test_a_profile_that_has_two_of_the_values_is_one_of_many_once() -> None:
    found = index(
        ["EmailAddress"],
        AttributeTypesSelector={
            "AttributeMatchingModel": "MANY_TO_MANY",
            "EmailAddress": ["EmailAddress", "PersonalEmailAddress"],
        },
    )
    both = {"EmailAddress": "a@example.com", "PersonalEmailAddress": "b@example.com"}
    for number in range(MOST_RECORDS):
        assert found.put(Person(number), both) == []
    assert found.put(Person(MOST_RECORDS), both) == [1]


def test_a_level_that_was_left_out_is_looked_at_again() -> None:
    found = index(["LastName"], ["FirstName"])
    crowd = [Person(number) for number in range(MOST_RECORDS)]
    for each in crowd:
        found.put(each, {"LastName": "Lee"})
    last, other = Person(1000), Person(1001)
    ann = {"LastName": "Lee", "FirstName": "Ann"}
    found.put(other, {"FirstName": "Ann"})
    assert found.put(last, ann) == [1]
    assert found.put(last, ann) == [1]
    assert found.level(last) == 2
    found.discard(crowd[0])
    assert found.put(last, ann) == []
    assert found.level(last) == 1
    assert found.put(last, ann) == []
    assert found.level(other) == 2


# --- against a slow model -----------------------------------------------------------------------


def slow_levels(
    rules: MatchingRules, values: dict[Person, Any]
) -> dict[Person, tuple[int, set[Person]]]:
    """For each that matches anyone: its best level, and whom it matches there."""
    found: dict[Person, tuple[int, set[Person]]] = {}
    for one in values:
        for number, level in enumerate(rules.levels, 1):
            links = {
                other
                for other in values
                if other is not one and all(values[one][a] & values[other][a] for a in level)
            }
            if links:
                found[one] = (number, links)
                break
    return found


def slow_connected(
    links: dict[Person, tuple[int, set[Person]]], start: Person, most: int
) -> list[int]:
    found = {start}
    while True:
        more = {
            end
            for one, (level, others) in links.items()
            if level <= most
            for other in others
            for end in (one, other)
            if one in found or other in found
        }
        if more <= found:
            return sorted(each.number for each in found)
        found |= more


@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_a_slow_model_whatever_is_done(seed: int) -> None:
    chance = random.Random(seed)
    found = index(
        ["AccountNumber", "FirstName"],
        ["EmailAddress"],
        ["FirstName", "LastName"],
        ["LastName"],
        MaxAllowedRuleLevelForMerging=2,
        AttributeTypesSelector={
            "AttributeMatchingModel": chance.choice(["ONE_TO_ONE", "MANY_TO_MANY"]),
            "EmailAddress": ["EmailAddress", "PersonalEmailAddress"],
        },
    )
    names = ["AccountNumber", "FirstName", "LastName", "EmailAddress", "PersonalEmailAddress"]
    values: dict[Person, Any] = {}
    for number in range(100):
        known = list(values)
        person = chance.choice(known) if known and chance.random() < 0.5 else Person(number)
        if person in values and chance.random() < 0.4:
            found.discard(person)
            del values[person]
        else:
            members = {name: chance.choice("abcdefgh") for name in names if chance.random() < 0.5}
            assert found.put(person, members) == []
            values[person] = found.rules.values(members)
        links = slow_levels(found.rules, values)
        assert {each: found.level(each) for each in values} == {
            each: links[each][0] if each in links else None for each in values
        }
        expected = {tuple(slow_connected(links, each, 4)) for each in links}
        assert {tuple(members) for _, members in numbers(found)} == expected
        for each in values:
            merged = [item.number for item in found.to_merge(each)]
            assert merged == (slow_connected(links, each, 2) if len(merged) > 1 else [])
            assert len(merged) > 1 or slow_connected(links, each, 2) == [each.number]
