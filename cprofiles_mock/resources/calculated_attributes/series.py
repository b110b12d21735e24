"""Which objects of a profile count for a definition, by time.

What an object has to say is read once and kept, so that asking again costs little more than what
the range and the count leave over.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Union

from ...rules.calculated_attributes.statistics import prepared
from ...rules.calculated_attributes.windows import MICROSECOND
from ...rules.dates import moment_of, on_calendars
from ...rules.ingestion.objects import ProfileObject, StandardObject
from ...state.attributes import created_at

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ...state.attributes import AttributeReader, Record
    from .state import Definition

#: What tells whether objects are still as they were: an object that is put again is another one, a
#: standard object stays and counts its revisions.
Versions = list[Union["Record", tuple[StandardObject, int]]]

_UNREAD: Any = object()


class Entry:
    """An object that may count: its time, and what it says, each read at its first use."""

    __slots__ = ("ingested_at", "is_included", "moment", "order", "record", "revision", "value")

    def __init__(self, record: Record, moment: float, ingested_at: float) -> None:
        self.record = record
        #: In seconds since the epoch, as is ``ingested_at``.
        self.moment = moment
        self.ingested_at = ingested_at
        #: Its place among the objects of one moment.
        self.order = 0
        self.revision = 0
        self.is_included: bool | None = None
        self.value: Any = _UNREAD

    def judge(self, definition: Definition, since: float, reader: AttributeReader) -> bool:
        """Whether the definition's filter includes it.

        It is judged as of the moment at which it was saved; what had been saved before ``since``,
        when the definition was made, as of that moment.
        """
        if self.is_included is None:
            is_included = definition.compiled.is_included
            self.is_included = is_included is None or is_included(
                lambda name: reader.attribute(self.record, name), max(self.ingested_at, since)
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

    __slots__ = ("_entries", "_moments", "versions")

    def __init__(
        self,
        definition: Definition,
        records: Collection[Record],
        reader: AttributeReader,
        former: Series | None = None,
    ) -> None:
        self.versions = versions_of(records)
        known = {} if former is None else former.by_version()
        entries = []
        for record in records:
            revision = record.revision if isinstance(record, StandardObject) else 0
            entry = known.get((id(record), revision)) or _entry(definition, record, reader)
            if entry is not None:
                entries.append(entry)
        entries.sort(key=attrgetter("moment", "order"))
        self._entries = entries
        self._moments = [each.moment for each in entries]

    def by_version(self) -> dict[tuple[int, int], Entry]:
        """The entries by what they are of; none of these objects is gone while this exists."""
        return {(id(each.record), each.revision): each for each in self._entries}

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
        first = bisect_left(self._moments, bounds[0])
        last = bisect_right(self._moments, bounds[1])
        most = definition.object_count
        if definition.compiled.is_included is None:
            return self._entries[first if most is None else max(first, last - most) : last]
        found: list[Entry] = []
        for position in range(last - 1, first - 1, -1):
            entry = self._entries[position]
            if entry.judge(definition, since, reader):
                found.append(entry)
                if len(found) == most:
                    break
        found.reverse()
        return found


def versions_of(records: Collection[Record]) -> Versions:
    """What tells whether the objects are still as they were."""
    return [(each, each.revision) if isinstance(each, StandardObject) else each for each in records]


def _entry(definition: Definition, record: Record, reader: AttributeReader) -> Entry | None:
    """The entry of an object; None if it can never count."""
    entry = _plain_entry(record)
    counts_from = definition.counts_from
    if entry is None or (counts_from is not None and entry.ingested_at < counts_from - MICROSECOND):
        return None
    source = definition.compiled.timestamp_source
    if source is not None:
        value = reader.member(record, source[1])
        moment = moment_of(value, definition.compiled.timestamp_format)
        if moment is None:
            return None
        entry.moment = moment
    return entry


def _plain_entry(record: Record) -> Entry | None:
    """An entry by the object's own time: of its ingestion, or a standard object's last update."""
    if isinstance(record, ProfileObject):
        entry = Entry(record, record.ingested_at, record.ingested_at)
        entry.order = record.ingestion_number
        return entry
    if isinstance(record, StandardObject):
        updated_at = record.updated_at
        # A source may tell of times that are on no calendar.
        moment = updated_at if on_calendars(updated_at) else record.ingested_at
        entry = Entry(record, moment, record.ingested_at)
        entry.order, entry.revision = record.ingestion_number, record.revision
        return entry
    made = created_at(record)
    return None if made is None else Entry(record, made, made)
