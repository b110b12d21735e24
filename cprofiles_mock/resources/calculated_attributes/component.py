"""The calculated attributes of one domain, and what they come to for a profile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...rules.calculated_attributes.statistics import calculate, passes, value_text
from ...runtime import clock
from ...state.attributes import AttributeReader, records_of
from ...state.cloudformation import ResourceType
from ...state.components import ResourceComponent, component
from ...state.declarations import Column
from ...state.numbered import Listing, NumberedResources
from . import errors
from .defaults import default_definitions
from .sections import CalculatedAttributesSection
from .series import Series, versions_of
from .state import Definition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...rules.calculated_attributes.windows import Window
    from ...state.domain import Domain
    from ...state.profile import Profile
    from .series import Entry

# Of how many profiles it is kept what their objects have to say.
_MOST_PROFILES = 64


@dataclass(frozen=True, slots=True)
class Calculated:
    """What a calculated attribute comes to for one profile."""

    calculated_attribute_name: str
    display_name: str | None
    value: str | None
    is_partial: bool
    #: The objects that count, oldest first.
    counted: Sequence[Entry]

    @property
    def answer(self) -> dict[str, Any]:
        """The members that the reading operations have in common."""
        return {
            "CalculatedAttributeName": self.calculated_attribute_name,
            "DisplayName": self.display_name,
            "IsDataPartial": "true" if self.is_partial else "false",
            "Value": self.value,
            "LastObjectTimestamp": clock.moment(self.counted[-1].moment) if self.counted else None,
        }


@component
class CalculatedAttributes(ResourceComponent[Definition]):
    """The definitions of one domain, by their names: those of callers, and the service's own."""

    noun = "Calculated attribute definition"
    plural = "calculated attribute definitions"
    # Service quota "calculated attributes per domain" (Administrator Guide, 2026).
    limit = 50
    arn_kind = "calculated-attributes"
    section = CalculatedAttributesSection(
        "CalculatedAttributes",
        made_by="CreateCalculatedAttributeDefinition",
        key="CalculatedAttributeName",
        besides={"Horizon": "Time"},
        defaults={"UseHistoricalData": False},
    )
    title = "Calculated attributes"
    columns = (
        Column("CalculatedAttributeName", lambda each: each.calculated_attribute_name),
        Column("Statistic", lambda each: each.statistic),
        Column("Expression", lambda each: each.attribute_details["Expression"]),
        Column("Conditions", lambda each: each.conditions),
        Column("Filter", lambda each: each.filter),
    )
    cloudformation = ResourceType(
        name="CalculatedAttributeDefinition",
        create="CreateCalculatedAttributeDefinition",
        read="GetCalculatedAttributeDefinition",
        update="UpdateCalculatedAttributeDefinition",
        delete="DeleteCalculatedAttributeDefinition",
        key=("DomainName", "CalculatedAttributeName"),
        create_only=(
            "UseHistoricalData",
            "Conditions.Range.TimestampSource",
            "Conditions.Range.TimestampFormat",
        ),
        attributes=("CreatedAt", "LastUpdatedAt", "Status", "Readiness"),
        arn_kind="calculated-attributes",
        not_in_cloudformation=("Filter",),
    )
    has_defaults = True

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        # Those that the service made. They do not count against the limit.
        self.defaults: NumberedResources[str, Definition] = NumberedResources()
        for each in default_definitions():
            self.defaults.add(each.calculated_attribute_name, each)
        # By profile and definition.
        self._series: dict[str, dict[str, Series]] = {}

    def get(self, key: str) -> Definition | None:
        """The definition of that name, whoever made it, or None."""
        return self.defaults.get(key) or self.resources.get(key)

    def remove(self, key: str) -> Definition:
        """Remove a definition. Raises ResourceNotFoundException."""
        found = self.find(key)
        (self.defaults if found.is_default else self.resources).remove(key)
        for series in self._series.values():
            series.pop(key, None)
        return found

    def check_free(self, key: str) -> None:
        """Raise BadRequestException if the domain has a definition of that name already."""
        if self.get(key) is not None:
            raise errors.exists_already(key)

    def every(self) -> Listing[Definition]:
        """All definitions, the service's own first."""

        def after(number: int) -> Iterator[tuple[int, Definition]]:
            yield from self.defaults.after(number)
            # Numbers of defaults are never used again.
            first = self.defaults.last
            for own, each in self.resources.after(max(0, number - first)):
                yield first + own, each

        return Listing(after)

    def forget(self, profile: Profile) -> None:
        """Drop what was read of a profile's objects."""
        self._series.pop(profile.profile_id, None)

    def calculate(
        self,
        definition: Definition,
        profile: Profile,
        reader: AttributeReader,
        override: Window | None = None,
    ) -> Calculated:
        """Calculate a value, by the clock as it is now.

        ``override`` takes the place of the definition's window.
        """
        now = clock.timestamp()
        made_at = definition.created_at or self.domain.created_at
        since = made_at.timestamp()
        window = definition.window if override is None else override
        within = self._series_of(definition, profile, reader).within(
            definition, window.bounds(now, definition.horizon), since, reader
        )
        counted = [each for each in within if each.read(definition, reader) is not None]
        found = calculate(definition.statistic, [each.value for each in counted], now)
        threshold, most = definition.threshold, definition.object_count
        if found is None:
            value = None
        elif threshold is None:
            value = value_text(found)
        else:
            value = "true" if passes(found, threshold) else "false"
        return Calculated(
            calculated_attribute_name=definition.calculated_attribute_name,
            display_name=definition.display_name,
            value=value,
            is_partial=not window.is_reached(since, now)
            or (most is not None and len(within) < most),
            counted=counted,
        )

    def _series_of(
        self, definition: Definition, profile: Profile, reader: AttributeReader
    ) -> Series:
        """The objects of a profile that may count, read anew as far as they have changed."""
        records = records_of(self.domain, profile, definition.compiled.expression.type_name)
        of_profile = self._series.get(profile.profile_id)
        if of_profile is None:
            if len(self._series) >= _MOST_PROFILES:
                del self._series[next(iter(self._series))]
            of_profile = self._series[profile.profile_id] = {}
        former = of_profile.get(definition.calculated_attribute_name)
        if former is not None and former.versions == versions_of(records):
            return former
        series = Series(definition, records, reader, former)
        of_profile[definition.calculated_attribute_name] = series
        return series
