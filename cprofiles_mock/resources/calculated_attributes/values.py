"""What calculated attributes come to: the operations that read them for profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...exceptions import BadRequestException
from ...rules.calculated_attributes.expressions import InvalidDefinition
from ...rules.calculated_attributes.windows import window_of_override
from ...state import queries
from ...state.attributes import AttributeReader
from ...state.numbered import Listing
from ...state.queries import CalculatedAttribute, CountedObject
from ...state.registry import operation
from .component import CalculatedAttributes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from types_boto3_customer_profiles.type_defs import (
        BatchGetCalculatedAttributeForProfileRequestTypeDef,
        GetCalculatedAttributeForProfileRequestTypeDef,
        ListCalculatedAttributesForProfileRequestTypeDef,
    )

    from ...rules.calculated_attributes.windows import Window
    from ...state.domain import Domain
    from ...state.profile import Profile
    from .component import Calculated


@operation("GetCalculatedAttributeForProfile")
def get_calculated_attribute_for_profile(
    domain: Domain, request: GetCalculatedAttributeForProfileRequestTypeDef
) -> dict[str, Any]:
    """Calculated at the call. Without an object that counts there is no Value."""
    profile = domain.profile(request["ProfileId"])
    attributes = domain.component(CalculatedAttributes)
    definition = attributes.find(request["CalculatedAttributeName"])
    return attributes.calculate(definition, profile, AttributeReader()).answer


@operation("ListCalculatedAttributesForProfile")
def list_calculated_attributes_for_profile(
    domain: Domain, request: ListCalculatedAttributesForProfileRequestTypeDef
) -> Listing[dict[str, Any]]:
    """All of the domain's, those without a Value too, in the order of their definitions."""
    profile = domain.profile(request["ProfileId"])
    attributes = domain.component(CalculatedAttributes)
    reader = AttributeReader()

    def after(number: int) -> Iterator[tuple[int, dict[str, Any]]]:
        for own, each in attributes.every().after(number):
            yield own, attributes.calculate(each, profile, reader).answer

    return Listing(after)


@operation("BatchGetCalculatedAttributeForProfile")
def batch_get_calculated_attribute_for_profile(
    domain: Domain, request: BatchGetCalculatedAttributeForProfileRequestTypeDef
) -> dict[str, Any]:
    """Profiles that are not there come back in Errors. A range in ConditionOverrides takes the
    place of the definition's for this call, and reaches no object that the definition has not.
    """
    attributes = domain.component(CalculatedAttributes)
    definition = attributes.find(request["CalculatedAttributeName"])
    overrides: Mapping[str, Any] = request.get("ConditionOverrides", {})
    override = None
    if "Range" in overrides:
        try:
            override = window_of_override(overrides["Range"])
        except InvalidDefinition as error:
            raise BadRequestException(str(error)) from None
    values, missing = [], []
    for profile_id in dict.fromkeys(request["ProfileIds"]):
        profile = domain.profiles.get(profile_id)
        if profile is None:
            message = exceptions.profile_not_found(profile_id, domain.domain_name).message
            missing.append({"Code": "404", "Message": message, "ProfileId": profile_id})
        else:
            found = attributes.calculate(definition, profile, AttributeReader(), override)
            values.append({**found.answer, "ProfileId": profile_id})
    return {
        "CalculatedAttributeValues": values,
        "Errors": missing,
        "ConditionOverrides": request.get("ConditionOverrides"),
    }


@queries.calculated_attributes.answered_by
def _calculated_attributes(domain: Domain, profile: Profile) -> list[CalculatedAttribute]:
    # Whoever only looks must not make the component.
    attributes = domain.existing(CalculatedAttributes) or CalculatedAttributes(domain)
    reader = AttributeReader()
    definitions = [each for _, each in attributes.every().after(0)]
    return [_shown(attributes.calculate(each, profile, reader)) for each in definitions]


class _Calculator:
    """What other families ask for single values."""

    def __init__(self, attributes: CalculatedAttributes) -> None:
        self._attributes = attributes
        self.names = {*attributes.defaults, *attributes.resources}

    def value(self, name: str, profile: Profile, window: Window | None) -> str | None:
        definition = self._attributes.find(name)
        # A reader keeps what it has parsed, which would be all objects of the domain.
        return self._attributes.calculate(definition, profile, AttributeReader(), window).value


@queries.calculator.answered_by
def _calculator(domain: Domain) -> _Calculator:
    return _Calculator(domain.existing(CalculatedAttributes) or CalculatedAttributes(domain))


def _shown(found: Calculated) -> CalculatedAttribute:
    return CalculatedAttribute(
        found.calculated_attribute_name,
        found.display_name,
        found.value,
        found.is_partial,
        [
            CountedObject(
                getattr(each.record, "object_type_name", "_profile"),
                getattr(each.record, "profile_object_unique_key", None),
                each.moment,
            )
            for each in found.counted
        ],
    )
