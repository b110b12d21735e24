"""Which profiles look like the same person.

This replaces the machine learning of the real service, whose rules are not known. Similarities
and differences between two profiles count as points, positive or negative, and the sum is converted
to a score between 0 and 1. ``docs/identity-resolution.md`` explains it with examples.
"""

from __future__ import annotations

from itertools import combinations, islice, product
from typing import TYPE_CHECKING, Any, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from .people import Person, Place, keys_of, person_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Pairs with at least this score match.
THRESHOLD = 0.5

# The points that give a score of 0.5.
_EVEN_POINTS = 5.5

# The most points that two addresses can contribute.
_MAX_ADDRESS_POINTS = 6.5

# In a block of candidates larger than this, which is sorted, only neighbours are compared.
_SMALL_BLOCK = 8
_NEIGHBOURS = 4

# How many members of each of two groups are compared before the groups are joined.
_COMPARED_MEMBERS = 3


class Likeness(NamedTuple):
    """Profiles that look like the same person: sorted positions, and a score from 0 to 1."""

    members: tuple[int, ...]
    confidence: float


def groups_of_alike(profiles: Iterable[Mapping[str, Any]]) -> list[Likeness]:
    """Group the profiles that look like the same person; members are keyed by wire name.

    The groups do not depend on the order of the profiles. A group's confidence is the lowest score
    of the pairs that link it.
    """
    unsorted = [person_of(members) for members in profiles]
    order = sorted(range(len(unsorted)), key=unsorted.__getitem__)
    people = [unsorted[position] for position in order]
    links = [
        (score, first, second)
        for first, others in enumerate(_candidates(people))
        for second in sorted(set(others))
        if (score := score_of(people[first], people[second])) >= THRESHOLD
    ]
    links.sort(key=lambda link: (-link[0], link[1], link[2]))
    found = [
        Likeness(tuple(sorted(order[number] for number in group)), round(weakest, 4))
        for group, weakest in _groups(people, links)
    ]
    return sorted(found)


def score_of(one: Person, other: Person) -> float:
    """How likely it is that two people are the same, from 0 to 1."""
    points = points_of(one, other)
    return 1 / (1 + 2 ** (_EVEN_POINTS - points))


def points_of(one: Person, other: Person) -> float:
    """The sum of points for and against; an attribute that either person lacks counts 0.

    Addresses are not compared if the other attributes already rule out a match.
    """
    points = (
        _phones(one.phones, other.phones)
        + _emails(one.emails, other.emails)
        + _births(one.birth, other.birth)
        + _business(one.business, other.business)
        + _names(one, other)
    )
    if points + _MAX_ADDRESS_POINTS < _EVEN_POINTS:
        # Addresses take longest to compare, and can no longer make these two match.
        return points
    return points + max((_places(*pair) for pair in product(one.places, other.places)), default=0.0)


# --- points -------------------------------------------------------------------------------------


def _names(one: Person, other: Person) -> float:
    straight = _first(one.first, other.first) + _last(one.last, other.last)
    if one.first == other.first and one.last == other.last:
        return straight
    # Swapped names count almost as much, but are less certain.
    return max(straight, _first(one.first, other.last) + _last(one.last, other.first) - 1)


def _first(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    alike = _similarity(one, other)
    if (
        alike < 0.85
        and one[0] == other[0]
        and (one.startswith(f"{other} ") or other.startswith(f"{one} "))
    ):
        return 2.5
    return _name_points(alike, -5.0)


def _last(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return _name_points(_similarity(one, other), -4.0)


def _name_points(alike: float, of_others: float) -> float:
    # Written out, because each pair of people comes here up to four times.
    if alike >= 0.85:
        return 3.0 if alike >= 0.99 else 2.5
    return 0.0 if alike >= 0.7 else of_others


def _business(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return _points_for(_similarity(one, other), (0.99, 6.0), (0.9, 4.0), (0.7, 0.0), (0.0, -2.0))


def _births(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    if one == other:
        return 7.0
    return {1: 4.0, 2: -2.5}.get(OSA.distance(one, other, score_cutoff=2), -5.0)


def _phones(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return 0.0
    return 6.0 if _have_one_in_common(one, other) else -1.0


def _emails(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return 0.0
    if _have_one_in_common(one, other):
        return 6.0
    for mine, others in product(one, other):
        alike = JaroWinkler.similarity(mine, others, score_cutoff=0.95)
        # People of the same name often distinguish their addresses by digits.
        if alike and _digits(mine) == _digits(others):
            return 2.0
    return -1.0


def _have_one_in_common(one: Sequence[str], other: Sequence[str]) -> bool:
    # For the few that a person has, no set is worth its making.
    for each in one:  # noqa: SIM110  (any() takes twice as long)
        if each in other:
            return True
    return False


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _places(one: Place, other: Place) -> float:
    points = 0.0
    if one.street and other.street:
        alike = fuzz.token_set_ratio(one.street, other.street) / 100
        alike = (alike + fuzz.token_sort_ratio(one.street, other.street) / 100) / 2
        street = _points_for(alike, (0.85, 4.0), (0.7, 2.0), (0.6, 0.0), (0.0, -3.0))
        points += min(street, 1.0) if _house_numbers_differ(one.street, other.street) else street
    if one.city and other.city:
        points += _points_for(_similarity(one.city, other.city), (0.85, 1.0), (0.0, -2.0))
    if one.postal_code and other.postal_code:
        points += 1.5 if one.postal_code == other.postal_code else -0.5
    return points


def _house_numbers_differ(one: str, other: str) -> bool:
    """Whether both streets begin with a number, and the numbers differ."""
    mine, others = one.partition(" ")[0], other.partition(" ")[0]
    return mine.isdigit() and others.isdigit() and mine != others


def _points_for(alike: float, *grades: tuple[float, float]) -> float:
    for least, points in grades[:-1]:
        if alike >= least:
            return points
    return grades[-1][1]


def _similarity(one: str, other: str) -> float:
    """The similarity of two words, from 0 to 1; their beginnings weigh a little more."""
    if one == other:
        return 1.0
    # Below the lowest threshold of any attribute, the exact similarity does not matter.
    return JaroWinkler.similarity(one, other, score_cutoff=0.7)


# --- pairs and groups ---------------------------------------------------------------------------


def _candidates(people: Sequence[Person]) -> list[list[int]]:
    """For each person, the later people that it is compared with."""
    # By the hashes of the keys, which are smaller than the keys themselves, and a million of which
    # have to be kept. Keys with the same hash would only add candidates.
    first_of: dict[int, int] = {}
    blocks: dict[int, list[int]] = {}
    for number, person in enumerate(people):
        for key in map(hash, keys_of(person)):
            # Most keys belong to a single profile; these need no list.
            first = first_of.setdefault(key, number)
            if first != number:
                blocks.setdefault(key, [first]).append(number)
    del first_of
    candidates: list[list[int]] = [[] for _ in people]
    for block in blocks.values():
        if len(block) <= _SMALL_BLOCK:
            pairs: Iterable[tuple[int, int]] = combinations(block, 2)
        else:
            # People are sorted by all of their attributes, so neighbours are the most alike.
            pairs = (
                (first, second)
                for position, first in enumerate(block)
                for second in islice(block, position + 1, position + 1 + _NEIGHBOURS)
            )
        for first, second in pairs:
            candidates[first].append(second)
    return candidates


def _groups(
    people: Sequence[Person], links: Iterable[tuple[float, int, int]]
) -> list[tuple[list[int], float]]:
    """Join linked people into groups, best links first, if the groups as a whole are alike.

    A link does not join two groups if the points between their members are negative in sum;
    otherwise a chain of small differences would join strangers.
    """
    group_of: dict[int, list[int]] = {}
    weakest: dict[int, float] = {}
    for score, first, second in links:
        one = group_of.setdefault(first, [first])
        other = group_of.setdefault(second, [second])
        if one is other:
            continue
        pairs = product(one[:_COMPARED_MEMBERS], other[:_COMPARED_MEMBERS])
        if sum(points_of(people[a], people[b]) for a, b in pairs) < 0:
            continue
        lowest = min(score, weakest.pop(id(one), 1.0), weakest.pop(id(other), 1.0))
        large, small = (one, other) if len(one) >= len(other) else (other, one)
        large.extend(small)
        for number in small:
            group_of[number] = large
        weakest[id(large)] = lowest
    groups = {id(group): group for group in group_of.values() if len(group) > 1}
    return [(group, weakest[key]) for key, group in groups.items()]
