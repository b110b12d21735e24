"""An index of which profiles match by the rules, updated profile by profile.

A profile's level is the lowest at which another profile matches it, and it links to all profiles
that match it at that level. Groups are the connected components of links in either direction.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping

    from .rules import Alternatives, MatchingRules

#: Values that more profiles than this share do not match: "The attribute that can belong to more
#: than 500 different profiles" (Administrator Guide, 2026).
MOST_RECORDS = 500


class Numbered(Protocol):
    """An item that can be matched, such as a profile."""

    @property
    def number(self) -> int:
        """Increases from one item to the next."""
        ...

    @property
    def profile_id(self) -> str:
        """The identifier of the profile."""
        ...


Item = TypeVar("Item", bound=Numbered)
Key = tuple[int, "Hashable"]


class Group(NamedTuple):
    """Profiles that match, oldest first, and the highest level that connects them."""

    match_id: str
    rule_level: int
    items: tuple[Any, ...]


class RuleIndex(Generic[Item]):
    """The profiles of a domain, indexed by the values that the rules compare."""

    def __init__(self, rules: MatchingRules) -> None:
        self.rules = rules
        self._values: dict[Item, tuple[Alternatives, ...]] = {}
        # Most values belong to a single profile, which is stored without a dictionary.
        self._postings: dict[Key, Item | dict[Item, None]] = {}
        self._levels: dict[Item, int] = {}
        self._links: dict[Item, dict[Item, None]] = {}
        self._linked_by: dict[Item, dict[Item, None]] = {}
        self._groups: dict[str, Group] | None = None
        # Items that must be matched even if their values do not change.
        self._unsettled: set[Item] = set()

    def add(self, item: Item, members: Mapping[str, Any]) -> None:
        """Add a new item without matching it; ``put`` does that later."""
        self._add(item, self.rules.values(members))

    def put(self, item: Item, members: Mapping[str, Any]) -> list[int]:
        """Add or update an item, and match it. ``members`` are keyed by wire name.

        Returns the levels that were skipped because all values belong to too many profiles. At
        these levels, existing matches of other items remain.
        """
        values = self.rules.values(members)
        if self._values.get(item) != values:
            self.discard(item)
            self._add(item, values)
        elif item not in self._unsettled:
            return []
        skipped = []
        for level in range(1, len(self.rules.levels) + 1):
            found = self._matching(item, level)
            if found is None:
                skipped.append(level)
                continue
            if found:
                self._link(item, level, found)
            for other in found:
                self._link(other, level, (item,))
        if not skipped:
            self._unsettled.discard(item)
        return skipped

    def discard(self, item: Item) -> None:
        """Remove an item; no effect if it is not there."""
        values = self._values.pop(item, None)
        if values is None:
            return
        self._unsettled.discard(item)
        for key in _keys(values):
            self._unpost(key, item)
        self._unlink(item)
        for other in list(self._linked_by.pop(item, ())):
            links = self._links[other]
            del links[item]
            if not links:
                level = self._levels[other]
                self._unlink(other)
                self._relink(other, level)
        self._groups = None

    def level(self, item: Item) -> int | None:
        """The lowest level at which another item matches ``item``; None if none does."""
        return self._levels.get(item)

    def group(self, item: Item) -> Group | None:
        """The group that contains ``item``; None if it is in none."""
        if item not in self._values:
            return None
        return self.find(_match_id(self._connected(item, len(self.rules.levels))[0]))

    def find(self, match_id: str) -> Group | None:
        """The group with the identifier ``match_id``, or None."""
        self.groups()
        return (self._groups or {}).get(match_id)

    def groups(self) -> list[Group]:
        """All groups, sorted by their oldest members."""
        if self._groups is None:
            seen: set[Item] = set()
            found = []
            for item in self._levels:
                if item not in seen:
                    items = self._connected(item, len(self.rules.levels))
                    seen.update(items)
                    level = max(self._levels.get(each, 0) for each in items)
                    found.append(Group(_match_id(items[0]), level, tuple(items)))
            found.sort(key=lambda group: group.items[0].number)
            self._groups = {group.match_id: group for group in found}
        return list(self._groups.values())

    def to_merge(self, item: Item) -> list[Item]:
        """The item and all connected to it up to the merging level, oldest first; empty if none."""
        items = self._connected(item, self.rules.merging_level)
        return items if len(items) > 1 else []

    def _connected(self, item: Item, most: int) -> list[Item]:
        found = {item: None}
        pending = [item]
        while pending:
            each = pending.pop()
            nearby = list(self._links.get(each, ())) if self._levels.get(each, 0) <= most else []
            nearby += [o for o in self._linked_by.get(each, ()) if self._levels[o] <= most]
            for other in nearby:
                if other not in found:
                    found[other] = None
                    pending.append(other)
        return sorted(found, key=lambda each: each.number)

    # --- matching -------------------------------------------------------------------------------

    def _matching(self, item: Item, level: int) -> list[Item] | None:
        """All others that match ``item`` at ``level``; None if its values are too common."""
        values = self._values[item]
        attributes = self.rules.levels[level - 1]
        if not all(values[attribute] for attribute in attributes):
            return []
        rarest = min(attributes, key=lambda attribute: self._count(attribute, values))
        if self._count(rarest, values) > MOST_RECORDS:
            return None
        candidates: dict[Item, None] = {}
        for value in values[rarest]:
            candidates.update(dict.fromkeys(self._posted((rarest, value))))
        del candidates[item]
        return [
            other
            for other in candidates
            if all(
                not values[attribute].isdisjoint(self._values[other][attribute])
                for attribute in attributes
            )
        ]

    def _count(self, attribute: int, values: tuple[Alternatives, ...]) -> int:
        """The number of items that have one of the attribute's values."""
        posted = [self._posted((attribute, value)) for value in values[attribute]]
        count = sum(map(len, posted))
        if count > MOST_RECORDS and len(posted) > 1:
            # An item may have several of the values.
            return len(set[Item]().union(*posted))
        return count

    def _relink(self, item: Item, start: int) -> None:
        for level in range(start, len(self.rules.levels) + 1):
            found = self._matching(item, level)
            if found:
                self._link(item, level, found)
                return

    # --- links and postings ---------------------------------------------------------------------

    def _link(self, item: Item, level: int, others: Iterable[Item]) -> None:
        """Link ``item`` to ``others``, which match it at ``level``, unless it has a lower level."""
        current = self._levels.get(item, level + 1)
        if current < level:
            return
        if current > level:
            self._unlink(item)
            self._levels[item] = level
            self._links[item] = {}
        for other in others:
            self._links[item][other] = None
            self._linked_by.setdefault(other, {})[item] = None
        self._groups = None

    def _unlink(self, item: Item) -> None:
        self._levels.pop(item, None)
        for other in self._links.pop(item, ()):
            linked_by = self._linked_by[other]
            del linked_by[item]
            if not linked_by:
                del self._linked_by[other]

    def _posted(self, key: Key) -> Collection[Item]:
        posted = self._postings[key]
        return posted if isinstance(posted, dict) else (posted,)

    def _add(self, item: Item, values: tuple[Alternatives, ...]) -> None:
        self._values[item] = values
        self._unsettled.add(item)
        for key in _keys(values):
            self._post(key, item)

    def _post(self, key: Key, item: Item) -> None:
        posted = self._postings.get(key)
        if posted is None:
            self._postings[key] = item
        elif isinstance(posted, dict):
            posted[item] = None
        else:
            self._postings[key] = {posted: None, item: None}

    def _unpost(self, key: Key, item: Item) -> None:
        posted = self._postings[key]
        if not isinstance(posted, dict):
            del self._postings[key]
            return
        del posted[item]
        if len(posted) == 1:
            self._postings[key] = next(iter(posted))


def _keys(values: tuple[Alternatives, ...]) -> Iterator[Key]:
    return ((number, value) for number, each in enumerate(values) for value in each)


def _match_id(oldest: Numbered) -> str:
    """The identifier of a group, which does not change as long as its oldest member remains."""
    return hashlib.blake2s(f"match {oldest.profile_id}".encode(), digest_size=16).hexdigest()
