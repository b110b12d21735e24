"""Profile object types: how objects of one kind are mapped onto profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..rules.ingestion.mapping import compile_mapping
from ..rules.ingestion.rules import check
from ..rules.ingestion.templates import template_key_names, templates
from ..rules.key_index import PREDEFINED_KEY_NAMES, standard_index_keys
from ..runtime import clock
from ..state.object_types import ObjectType, key_content_types, mapping_of_template
from ..state.registry import operation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from types_boto3_customer_profiles.type_defs import (
        DeleteProfileObjectTypeRequestTypeDef,
        GetProfileObjectTypeRequestTypeDef,
        ListProfileObjectTypesRequestTypeDef,
        PutProfileObjectTypeRequestTypeDef,
    )

    from ..state.domain import Domain
    from ..state.profile import Profile

#: Service quota "object types per domain" (Administrator Guide, 2026).
MOST_OBJECT_TYPES = 100

#: "Maximum number of objects in a profile" (Administrator Guide, 2026).
MOST_OBJECTS = 1000


@operation("PutProfileObjectType")
def put_profile_object_type(
    domain: Domain, request: PutProfileObjectTypeRequestTypeDef
) -> ObjectType:
    """Creates or replaces. A member that is left out of a replacement has its default again, but
    Tags: they are taken at creation alone. What was ingested already stays as it is, but its keys
    compare by the content types that their names have now.

    Not modelled: the encryption key's existence.
    """
    name = request["ObjectTypeName"]
    if name.startswith("_"):
        raise exceptions.reserved_object_type_name(name)
    old = domain.object_types.get(name)
    if old is None and len(domain.object_types) >= MOST_OBJECT_TYPES:
        raise exceptions.too_many_object_types(MOST_OBJECT_TYPES)
    if request.get("MaxProfileObjectCount", 0) > MOST_OBJECTS:
        raise exceptions.too_many_objects_claimed(MOST_OBJECTS)
    now = clock.now()
    new = ObjectType(
        object_type_name=name,
        description=request["Description"],
        expiration_days=request.get("ExpirationDays"),
        encryption_key=request.get("EncryptionKey") or None,
        source_priority=request.get("SourcePriority"),
        arn=f"{domain.arn}/object-types/{name}",
        created_at=old.created_at if old else now,
        last_updated_at=now,
        tags=old.tags if old else dict(request.get("Tags", {})),
        **(_of_template(request) if "TemplateId" in request else _of_request(domain, request)),
    )
    if "MaxProfileObjectCount" in request:
        new.max_profile_object_count = request["MaxProfileObjectCount"]
    if old is None:
        domain.object_types.add(name, new)
    else:
        domain.object_types.replace(name, new)
    _after_change(domain)
    return new


def _of_template(request: PutProfileObjectTypeRequestTypeDef) -> dict[str, Any]:
    """What a template settles; a member that is given all the same must not differ from it."""
    template = templates().get(request["TemplateId"])
    if template is None:
        raise exceptions.unknown_template(request["TemplateId"])
    settled = {
        "AllowProfileCreation": template.allow_profile_creation,
        "SourceLastUpdatedTimestampFormat": template.source_last_updated_timestamp_format,
        "Fields": template.fields,
        "Keys": template.keys,
    }
    for member, value in settled.items():
        if member in request and request[member] != value:  # type: ignore[literal-required]
            raise exceptions.differs_from_template(member, template.template_id)
    return {
        "template_id": template.template_id,
        "allow_profile_creation": template.allow_profile_creation,
        "source_last_updated_timestamp_format": template.source_last_updated_timestamp_format,
        "max_profile_object_count": template.default_max_profile_object_count,
        "fields": template.fields,
        "keys": template.keys,
        "mapping": mapping_of_template(template.template_id),
    }


def _of_request(domain: Domain, request: PutProfileObjectTypeRequestTypeDef) -> dict[str, Any]:
    if "Fields" not in request or "Keys" not in request:
        raise exceptions.neither_template_nor_mapping()
    fields: Mapping[str, Any] = request["Fields"]
    keys: Mapping[str, Any] = request["Keys"]
    allow_profile_creation = request.get("AllowProfileCreation", False)
    check(
        fields,
        keys,
        allow_profile_creation=allow_profile_creation,
        known_keys=_known_keys(domain, besides=request["ObjectTypeName"]),
    )
    timestamp_format = request.get("SourceLastUpdatedTimestampFormat")
    return {
        "allow_profile_creation": allow_profile_creation,
        "source_last_updated_timestamp_format": timestamp_format,
        "fields": fields,
        "keys": keys,
        "mapping": compile_mapping(fields, keys, timestamp_format),
    }


def _known_keys(domain: Domain, *, besides: str) -> dict[str, Sequence[str]]:
    """The key names that exist whatever becomes of the object type ``besides``."""
    others = (each for each in domain.object_types.values() if each.object_type_name != besides)
    of_service: dict[str, Sequence[str]] = dict.fromkeys(
        (*PREDEFINED_KEY_NAMES, *template_key_names()), ()
    )
    return {**of_service, **key_content_types(others)}


@operation("GetProfileObjectType")
def get_profile_object_type(
    domain: Domain, request: GetProfileObjectTypeRequestTypeDef
) -> ObjectType:
    """A template that no definition replaces is an object type too."""
    return domain.object_type(request["ObjectTypeName"])


class ListedObjectTypes:
    """The templates that no definition replaces, then the definitions, oldest first."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain

    def after(self, number: int) -> Iterator[tuple[int, ObjectType]]:
        """The object types whose number is above ``number``."""
        implied = templates()
        for template in implied.values():
            if template.number > number and template.template_id not in self._domain.object_types:
                yield template.number, self._domain.object_type(template.template_id)
        for defined, object_type in self._domain.object_types.after(max(0, number - len(implied))):
            yield len(implied) + defined, object_type


@operation("ListProfileObjectTypes")
def list_profile_object_types(
    domain: Domain, request: ListProfileObjectTypesRequestTypeDef
) -> ListedObjectTypes:
    """Lists the templates too, as object types that need no definition."""
    return ListedObjectTypes(domain)


@operation("DeleteProfileObjectType")
def delete_profile_object_type(
    domain: Domain, request: DeleteProfileObjectTypeRequestTypeDef
) -> dict[str, str]:
    """Deletes the objects of the type, takes out of profiles what they had populated, and disables
    the integrations that put them. A template of that name can be used again as it is; where there
    is no definition, the data ingested by the template is deleted all the same. Those of standard
    objects are reserved.
    """
    name = request["ObjectTypeName"]
    if name.startswith("_"):
        raise exceptions.reserved_object_type_name(name)
    domain.object_type(name)
    changed = [each for each in domain.profiles.values() if _scrub(domain, each, name)]
    # Not before all are done: rules may merge profiles, and what they have with them.
    for profile in changed:
        if profile.profile_id in domain.profiles:
            domain.match(profile)
    for integration in domain.integrations.values():
        integration.disable(name)
    if name in domain.object_types:
        domain.object_types.remove(name)
    _after_change(domain)
    domain.forget_unused_keys()
    return {"Message": "OK"}


def _scrub(domain: Domain, profile: Profile, object_type_name: str) -> bool:
    """Take out what a type brought; whether a field of the profile was among it."""
    for gone in list((profile.objects or {}).get(object_type_name, {}).values()):
        domain.remove_object(profile, gone, "DELETED_BY_CUSTOMER")
    changed = any(each.object_type_name == object_type_name for each in profile.each_origin())
    if changed:
        before = standard_index_keys(profile)
        profile.scrub(object_type_name)
        domain.reindex_fields(profile, before)
        domain.note(profile, "UPDATED")
    for standard_object in list(profile.each_standard_object()):
        index_keys = standard_object.index_keys
        if standard_object.scrub(object_type_name):
            domain.reindex(profile, index_keys, standard_object.index_keys)
        else:
            profile.drop_standard_object(standard_object)
            domain.reindex(profile, index_keys, ())
    return changed


def _after_change(domain: Domain) -> None:
    """What follows from the object types that there are now."""
    domain.refresh_key_types()
    claimed = sum(each.max_profile_object_count or 0 for each in domain.object_types.values())
    for each in domain.object_types.values():
        each.max_available_profile_object_count = max(0, MOST_OBJECTS - claimed)
