"""Interactions: what web analytics tell of profiles and items, and what an event weighs.

Sources: the Amazon Connect Administrator Guide (2026), "standard web analytics object fields"; the
service model on ``EventParameters``; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..dates import moment_of
from ..ingestion.accessors import text_of
from ..numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from ..ingestion.objects import StandardObject


_ITEM = ("Item", "Id")
_ITEMS = (("ItemsList[]", "Id"), ("ItemsList[0]", "Id"))
_TYPE, _TIME, _VALUE = ("EventType",), ("EventTimestamp",), ("EventValue",)


class Interaction(NamedTuple):
    """An event of a profile with one item."""

    item_id: str
    #: In lower case; empty if it has none.
    event_type: str
    value: Decimal | None
    #: In seconds since the epoch.
    at: float


def interactions_of(standard_object: StandardObject) -> Iterator[Interaction]:
    """The interactions that a ``_webAnalytics`` object tells of: one for each of its items.

    One without a time that can be read is of the moment when it was ingested.
    """
    values = standard_object.values
    items: dict[str, None] = {}
    for found in (values.get(_ITEM), *(values.get(path) for path in _ITEMS)):
        for each in found if isinstance(found, list) else (found,):
            if item_id := text_of(each):
                items[item_id] = None
    if items:
        event_type = (text_of(values.get(_TYPE)) or "").lower()
        value = number_of(values.get(_VALUE))
        at = moment_of(values.get(_TIME))
        for item_id in items:
            yield Interaction(
                item_id, event_type, value, standard_object.ingested_at if at is None else at
            )


class Weights:
    """What events count for, by an ``EventsConfig``; without one, each counts 1."""

    def __init__(self, config: Mapping[str, Any] | None) -> None:
        self.events: Sequence[Mapping[str, Any]] = (config or {}).get("EventParametersList", ())
        self._by_type: dict[str, tuple[float, float | None]] = {
            each["EventType"].lower(): (
                each.get("EventWeight", 1.0),
                each.get("EventValueThreshold"),
            )
            for each in self.events
        }

    def of(self, interaction: Interaction) -> float:
        """The weight of an interaction; 0 if it does not count."""
        if not self._by_type:
            return 1.0
        weight, threshold = self._by_type.get(interaction.event_type, (0.0, None))
        if threshold is not None and (interaction.value is None or interaction.value < threshold):
            return 0.0
        return weight
