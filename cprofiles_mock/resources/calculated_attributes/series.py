"""Which objects of a profile count for a definition, by time.

Objects are put in order by their times, which takes none of their JSON unless a source tells the
times. What an object has to say is read when the range and the count have left it over, and kept
then, so that asking again costs little.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Union

from ...rules.calculated_attributes.statistics import prepared
from ...rules.calculated_attributes.windows import MICROSECOND
from ...rules.dates import moment_of, on_calendars
from ...rules.ingestion.objects import ProfileObject, StandardObject
from ...state.attributes import created_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ...state.attributes import AttributeReader, Record
    from .state import Definition

#: What tells whether objects are still as they were: an object that is put again is another one, a
#: standard object stays and counts its revisions.
Versions = list[Union["Record", tuple[StandardObject, int]]]

#: An object and its revision, by the object's identity.
_Version = tuple[int, int]
#: The time of an object in seconds since the epoch, its place among the objects of one moment, its
#: revision, and the object. A plain tuple, as there is one for every object.
_Timed = tuple[float, int, int, "Record"]

_moment = itemgetter(0)
_moment_and_order = itemgetter(0, 1)

_UNREAD: Any = object()


class Entry:
    """An object that counts unless its filter or its value says no, each read at its first use."""

    __slots__ = ("is_included", "moment", "record", "value")

    def __init__(self, record: Record, moment: float) -> None:
        self.record = record
        #: In seconds since the epoch.
        self.moment = moment
        self.is_included: bool | None = None
        self.value: Any = _UNREAD

    def judge(self, definition: Definition, since: float, reader: AttributeReader) -> bool:
        """Whether the definition's filter includes it.

        It is judged as of the moment at which it was saved; what had been saved before ``since``,
        when the definition was made, as of that moment.
        """
        if self.is_included is None:
            is_included = definition.compiled.is_included
            # A profile was saved when it was created, which is its time.
            saved_at = getattr(self.record, "ingested_at", self.moment)
            self.is_included = is_included is None or is_included(
                lambda name: reader.attribute(self.record, name), max(saved_at, since)
            )
        return self.is_included

    def read(self, definition: Definition, reader: AttributeReader) -> Any:
        """The value of the definition's expression, as its statistic takes it; None if none."""
        if self.value is _UNREAD:
            expression = definition.compiled.expression
            values = [reader.field(self.record, name) for name in expression.attributes]
            self.value = prepared(definition.statistic, expression.evaluate(values))
        return self.value


class Series:
    """The objects of one profile that may count for one definition, oldest first."""

    __slots__ = ("_entries", "_timed", "versions")

    def __init__(
        self,
        definition: Definition,
        records: Collection[Record],
        reader: AttributeReader,
        former: Series | None = None,
    ) -> None:
        self.versions = versions_of(records)
        if definition.compiled.timestamp_source is None:
            timed = _by_own_time(records)
        else:
            known = {} if former is None else former.moments()
            timed = _by_source(definition, records, reader, known)
        counts_from = definition.counts_from
        if counts_from is not None:
            first = counts_from - MICROSECOND
            timed = (each for each in timed if _ingested_at(each) >= first)
        self._timed = sorted(timed, key=_moment_and_order)
        # By version, made as they are needed.
        self._entries = {} if former is None else former.entries_of(self._timed)

    def moments(self) -> dict[_Version, float]:
        """The times by version; none of these objects is gone while this exists."""
        return {(id(record), revision): moment for moment, _, revision, record in self._timed}

    def entries_of(self, timed: Sequence[_Timed]) -> dict[_Version, Entry]:
        """The entries that there are of these objects, by version."""
        versions = ((id(record), revision) for _, _, revision, record in timed)
        return {each: self._entries[each] for each in versions if each in self._entries}

    def within(
        self,
        definition: Definition,
        bounds: tuple[float, float],
        since: float,
        reader: AttributeReader,
    ) -> Sequence[Entry]:
        """The objects between two moments that the filter includes, oldest first.

        Of them, the latest, if the definition says how many. Looks at no more of them than needed.
        """
        first = bisect_left(self._timed, bounds[0], key=_moment)
        last = bisect_right(self._timed, bounds[1], key=_moment)
        most = definition.object_count
        if definition.compiled.is_included is None:
            first = first if most is None else max(first, last - most)
            return [self._entry(position) for position in range(first, last)]
        found: list[Entry] = []
        for position in range(last - 1, first - 1, -1):
            entry = self._entry(position)
            if entry.judge(definition, since, reader):
                found.append(entry)
                if len(found) == most:
                    break
        found.reverse()
        return found

    def _entry(self, position: int) -> Entry:
        moment, _, revision, record = self._timed[position]
        version = id(record), revision
        entry = self._entries.get(version)
        if entry is None:
            entry = self._entries[version] = Entry(record, moment)
        return entry


def versions_of(records: Collection[Record]) -> Versions:
    """What tells whether the objects are still as they were. They are all of one class."""
    if isinstance(next(iter(records), None), StandardObject):
        return [(each, each.revision) for each in records if isinstance(each, StandardObject)]
    return [*records]


def _by_own_time(records: Collection[Record]) -> Iterator[_Timed]:
    """The objects by the time of their ingestion, or of a standard object's last update."""
    for record in records:
        if isinstance(record, ProfileObject):
            yield record.ingested_at, record.ingestion_number, 0, record
        elif isinstance(record, StandardObject):
            moment = record.updated_at
            if not on_calendars(moment):
                # A source may tell of times that are on no calendar.
                moment = record.ingested_at
            yield moment, record.ingestion_number, record.revision, record
        else:
            made = created_at(record)
            if made is not None:
                yield made, 0, 0, record


def _by_source(
    definition: Definition,
    records: Collection[Record],
    reader: AttributeReader,
    known: Mapping[_Version, float],
) -> Iterator[_Timed]:
    """The objects by the times that their JSON tells; without those for which it tells none."""
    compiled = definition.compiled
    assert compiled.timestamp_source is not None  # or they would go by their own time
    path = compiled.timestamp_source[1]
    for _, order, revision, record in _by_own_time(records):
        moment = known.get((id(record), revision))
        if moment is None:
            moment = moment_of(reader.member(record, path), compiled.timestamp_format)
        if moment is not None:
            yield moment, order, revision, record


def _ingested_at(timed: _Timed) -> float:
    """When an object was ingested, or a profile was created."""
    return getattr(timed[3], "ingested_at", timed[0])
