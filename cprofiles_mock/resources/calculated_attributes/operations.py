"""Operations on the definitions of calculated attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...exceptions import BadRequestException
from ...rules.calculated_attributes.expressions import InvalidDefinition
from ...rules.calculated_attributes.filters import attribute_names
from ...rules.calculated_attributes.members import check_member
from ...rules.calculated_attributes.windows import check_conditions
from ...rules.ingestion.standard_objects import STANDARD_OBJECTS
from ...runtime import clock
from ...state.registry import operation
from . import errors
from .component import CalculatedAttributes
from .state import Compiled, Definition, compiled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_customer_profiles.type_defs import (
        CreateCalculatedAttributeDefinitionRequestTypeDef,
        DeleteCalculatedAttributeDefinitionRequestTypeDef,
        GetCalculatedAttributeDefinitionRequestTypeDef,
        ListCalculatedAttributeDefinitionsRequestTypeDef,
        UpdateCalculatedAttributeDefinitionRequestTypeDef,
    )

    from ...state.domain import Domain
    from ...state.numbered import Listing

#: "Each calculated attribute can only reference one ObjectType and at most, two fields from that
#: ObjectType" (service model).
MOST_ATTRIBUTES = 2

#: What no update can change (Administrator Guide, "calculated attributes APIs").
_FIXED = ("TimestampSource", "TimestampFormat")


@operation("CreateCalculatedAttributeDefinition")
def create_calculated_attribute_definition(
    domain: Domain, request: CreateCalculatedAttributeDefinitionRequestTypeDef
) -> Definition:
    """With UseHistoricalData the answer says PREPARING, and everything after it COMPLETED.

    Not modelled: the limit of a definition's data, beyond which the service drops the oldest.
    """
    attributes = domain.component(CalculatedAttributes)
    name = request["CalculatedAttributeName"]
    attributes.check_free(name)
    attributes.check_room()
    details: Mapping[str, Any] = request["AttributeDetails"]
    conditions: Mapping[str, Any] = request.get("Conditions", {})
    event_filter: Mapping[str, Any] | None = request.get("Filter")
    try:
        parts = compiled(details, conditions, event_filter)
        if not domain.region.is_loading:
            _check_type(domain, parts, event_filter)
        _check_attributes(details, parts)
        check_conditions(conditions)
    except InvalidDefinition as error:
        raise BadRequestException(str(error)) from None
    now = clock.now()
    definition = Definition(
        calculated_attribute_name=name,
        display_name=request.get("DisplayName"),
        description=request.get("Description"),
        attribute_details=details,
        conditions=conditions or None,
        filter=event_filter,
        statistic=request["Statistic"],
        compiled=parts,
        use_historical_data=request.get("UseHistoricalData", False),
        created_at=now,
        last_updated_at=now,
        tags=dict(request.get("Tags", {})),
    )
    attributes.resources.add(name, definition)
    return definition.in_preparation() if definition.use_historical_data else definition


@operation("GetCalculatedAttributeDefinition")
def get_calculated_attribute_definition(
    domain: Domain, request: GetCalculatedAttributeDefinitionRequestTypeDef
) -> Definition:
    """Finds the service's own definitions too; they have no times."""
    return domain.component(CalculatedAttributes).find(request["CalculatedAttributeName"])


@operation("UpdateCalculatedAttributeDefinition")
def update_calculated_attribute_definition(
    domain: Domain, request: UpdateCalculatedAttributeDefinitionRequestTypeDef
) -> Definition:
    """Members that are absent keep their values, as do those of Conditions. A wider range does not
    bring back what lay outside of the former one.
    """
    definition = domain.component(CalculatedAttributes).find(request["CalculatedAttributeName"])
    conditions = _updated(definition.conditions or {}, request.get("Conditions", {}))
    try:
        check_conditions(conditions)
    except InvalidDefinition as error:
        raise BadRequestException(str(error)) from None
    former = definition.window
    definition.display_name = request.get("DisplayName", definition.display_name)
    definition.description = request.get("Description", definition.description)
    definition.conditions = conditions or None
    definition.horizon = former.horizon_of_update(
        definition.window, clock.timestamp(), definition.horizon
    )
    definition.last_updated_at = clock.now()
    return definition


@operation("DeleteCalculatedAttributeDefinition")
def delete_calculated_attribute_definition(
    domain: Domain, request: DeleteCalculatedAttributeDefinitionRequestTypeDef
) -> dict[str, Any]:
    """One of the service's own can be deleted too, and does not come back."""
    domain.component(CalculatedAttributes).remove(request["CalculatedAttributeName"])
    return {}


@operation("ListCalculatedAttributeDefinitions")
def list_calculated_attribute_definitions(
    domain: Domain, request: ListCalculatedAttributeDefinitionsRequestTypeDef
) -> Listing[Definition]:
    """The service's own come first, then the others, oldest first."""
    return domain.component(CalculatedAttributes).every()


def _check_type(domain: Domain, parts: Compiled, event_filter: Mapping[str, Any] | None) -> None:
    """Check that the object type has what the definition refers to.

    Raises ResourceNotFoundException, BadRequestException or InvalidDefinition.
    """
    name = parts.expression.type_name
    if name == "_profile":
        raise errors.not_an_object_of_profiles(name)
    standard = STANDARD_OBJECTS.get(name)
    if standard is None:
        fields = domain.object_type(name).mapping.field_names
        for attribute in parts.expression.attributes:
            if attribute not in fields:
                raise errors.unknown_field(attribute, name, fields)
    else:
        paths = [*parts.expression.attributes]
        if parts.timestamp_source is not None and parts.timestamp_source[0] == name:
            paths.append(parts.timestamp_source[1])
        if event_filter is not None:
            paths += attribute_names(event_filter)
        for path in paths:
            check_member(standard, path)


def _check_attributes(details: Mapping[str, Any], parts: Compiled) -> None:
    """Check that the expression uses the attributes that are listed, and one type.

    Raises BadRequestException.
    """
    listed = [each["Name"] for each in details["Attributes"]]
    if len(listed) > MOST_ATTRIBUTES:
        raise errors.too_many_attributes(MOST_ATTRIBUTES)
    used = parts.expression.attributes
    for attribute in listed:
        if attribute not in used:
            raise errors.unused_attribute(attribute)
    for attribute in used:
        if attribute not in listed:
            raise errors.unlisted_attribute(attribute)
    type_name = parts.expression.type_name
    if parts.timestamp_source is not None and parts.timestamp_source[0] != type_name:
        raise errors.timestamp_source_of_other_type(type_name, parts.timestamp_source[0])


def _updated(former: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The conditions after an update: partial by member, and the source of times stays.

    Raises BadRequestException.
    """
    conditions = {**former, **given}
    if "Range" in given:
        before = former.get("Range", {})
        for member in _FIXED:
            if member in given["Range"] and given["Range"][member] != before.get(member):
                raise errors.cannot_be_updated(member)
        kept = {member: before[member] for member in _FIXED if member in before}
        conditions["Range"] = {**given["Range"], **kept}
    return conditions
