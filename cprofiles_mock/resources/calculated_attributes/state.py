"""The definitions of calculated attributes, compiled, and those of one domain."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ...rules.calculated_attributes.expressions import parse_expression, parse_reference
from ...rules.calculated_attributes.filters import compile_filter
from ...rules.calculated_attributes.windows import Window, window_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ...rules.calculated_attributes.expressions import Expression
    from ...rules.calculated_attributes.filters import Predicate

#: How much of the historical data has been processed.
READY = {"ProgressPercentage": 100}
NOT_READY = {"ProgressPercentage": 0}


class Compiled(NamedTuple):
    """What a definition means, parsed once."""

    expression: Expression
    #: The type and the path of the TimestampSource, if there is one.
    timestamp_source: tuple[str, str] | None
    timestamp_format: str | None
    is_included: Predicate | None


def compiled(
    details: Mapping[str, Any],
    conditions: Mapping[str, Any] | None,
    event_filter: Mapping[str, Any] | None,
) -> Compiled:
    """Compile the parts of a definition that never change. Raises InvalidDefinition."""
    time_range = (conditions or {}).get("Range", {})
    source = time_range.get("TimestampSource")
    return Compiled(
        expression=parse_expression(details["Expression"]),
        timestamp_source=None if source is None else parse_reference(source),
        timestamp_format=time_range.get("TimestampFormat"),
        is_included=None if event_filter is None else compile_filter(event_filter),
    )


@dataclass(slots=True, kw_only=True, eq=False)
class Definition:
    """A definition. One that the service made has no times, unless it was updated."""

    calculated_attribute_name: str
    display_name: str | None
    description: str | None
    attribute_details: Mapping[str, Any]
    conditions: Mapping[str, Any] | None
    filter: Mapping[str, Any] | None
    statistic: str
    compiled: Compiled
    # None if the service made it.
    use_historical_data: bool | None = None
    created_at: datetime | None = None
    last_updated_at: datetime | None = None
    tags: dict[str, str] = field(default_factory=dict)
    # Nothing older counts, in seconds since the epoch; an update that widens the range leaves it.
    horizon: float | None = None
    status: str = "COMPLETED"
    readiness: Mapping[str, Any] = field(default_factory=lambda: READY)

    @property
    def is_default(self) -> bool:
        """Whether the service made it."""
        return self.created_at is None

    @property
    def window(self) -> Window:
        """The part of time that counts."""
        return window_of((self.conditions or {}).get("Range"))

    @property
    def object_count(self) -> int | None:
        """How many objects count at most."""
        return (self.conditions or {}).get("ObjectCount")

    @property
    def threshold(self) -> Mapping[str, str] | None:
        """What makes the value true or false."""
        return (self.conditions or {}).get("Threshold")

    @property
    def counts_from(self) -> float | None:
        """When the first object was ingested that counts; None if all do. In seconds."""
        if self.created_at is None or self.use_historical_data:
            return None
        return self.created_at.timestamp()

    def in_preparation(self) -> Definition:
        """The definition as it is while historical data is still being processed."""
        return replace(self, status="PREPARING", readiness=NOT_READY)
