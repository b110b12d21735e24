"""Profile object types: how objects of one kind are mapped onto profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..exceptions import BadRequestException
from ..instruments import reporting
from ..instruments.controls import active_controls
from ..rules.ingestion.mapping import compile_mapping, mapping_mistakes
from ..rules.ingestion.rules import mistakes
from ..rules.ingestion.sources import path_meant_by
from ..rules.ingestion.templates import template_key_types, templates
from ..rules.key_index import PREDEFINED_KEY_NAMES, standard_index_keys
from ..runtime import clock
from ..runtime.suggestions import did_you_mean
from ..schema.sections import ResourceSection
from ..state.cloudformation import ResourceType
from ..state.components import ResourceComponent, component
from ..state.declarations import Column
from ..state.object_types import ObjectType, mapping_of_template
from ..state.registry import operation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from types_boto3_customer_profiles.type_defs import (
        DeleteProfileObjectTypeRequestTypeDef,
        GetProfileObjectTypeRequestTypeDef,
        ListProfileObjectTypesRequestTypeDef,
        PutProfileObjectTypeRequestTypeDef,
    )

    from ..rules.ingestion.templates import Template
    from ..state.domain import Domain
    from ..state.numbered import NumberedResources
    from ..state.profile import Profile

#: "Maximum number of objects in a profile" (Administrator Guide, 2026).
MOST_OBJECTS = 1000


def _settled_by_template(object_type: ObjectType) -> tuple[str, ...]:
    """The members that follow from its template."""
    if object_type.template_id is None:
        return ()
    return ("AllowProfileCreation", "SourceLastUpdatedTimestampFormat", "Fields", "Keys")


def _shown_description(object_type: ObjectType) -> str:
    template = object_type.template_id
    return object_type.description + (f" (template {template})" if template else "")


@component
class ObjectTypes(ResourceComponent[ObjectType]):
    """The object types that a domain defines, by their names."""

    noun = "Profile object type"
    plural = "object types"
    # Service quota "object types per domain" (Administrator Guide, 2026).
    limit = 100
    arn_kind = "object-types"
    section = ResourceSection(
        "ObjectTypes",
        made_by="PutProfileObjectType",
        key="ObjectTypeName",
        defaults={"AllowProfileCreation": False},
        omits=_settled_by_template,
        # AWS's own template may differ from the one here; what it settles is then written in full.
        yielding=("TemplateId",),
    )
    title = "Object types"
    columns = (
        Column("ObjectTypeName", lambda each: each.object_type_name),
        Column("Description", _shown_description),
        Column("Keys", lambda each: list(each.keys)),
        Column("Definition", lambda each: {"Fields": each.fields, "Keys": each.keys}),
    )
    cloudformation = ResourceType(
        name="ObjectType",
        create="PutProfileObjectType",
        read="GetProfileObjectType",
        update="PutProfileObjectType",
        delete="DeleteProfileObjectType",
        key=("DomainName", "ObjectTypeName"),
        attributes=("CreatedAt", "LastUpdatedAt", "MaxAvailableProfileObjectCount"),
        arn_kind="object-types",
        create_overwrites=True,
    )

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        # The domain itself needs them, for ingestion and for the content types of keys.
        self.resources = domain.object_types

    def find(self, key: str) -> ObjectType:
        """The object type of that name. Raises ResourceNotFoundException."""
        if key not in self.resources:
            name = self.domain.domain_name
            raise exceptions.object_type_not_found(key, name, self.resources)
        return self.resources[key]

    def mistakes(self, request: Mapping[str, Any]) -> Iterator[BadRequestException]:
        """The rules that a PutProfileObjectType violates."""
        name = request.get("ObjectTypeName", "")
        if name.startswith("_"):
            yield exceptions.reserved_object_type_name(name).at("ObjectTypeName")
        if self.domain.has_data_store:
            yield from _of_data_store(self.domain, name, request)
        claimed = request.get("MaxProfileObjectCount", 0)
        if claimed > MOST_OBJECTS:
            yield too_many_objects_claimed(claimed, MOST_OBJECTS).at("MaxProfileObjectCount")
        if "TemplateId" in request:
            yield from _of_template(request)
        else:
            yield from _of_mapping(self.domain, request)


@operation("PutProfileObjectType")
def put_profile_object_type(
    domain: Domain, request: PutProfileObjectTypeRequestTypeDef
) -> ObjectType:
    """Creates or replaces. A member that is left out of a replacement has its default again, but
    Tags: they are taken at creation alone. What was ingested already stays as it is, but is no
    longer found by a key that no object type has any more. While the domain's data store is on, the
    encryption key stays as it is, and no two names may collide in it.

    Not modelled: the encryption key's existence.
    """
    name = request["ObjectTypeName"]
    object_types = domain.component(ObjectTypes)
    exceptions.raise_any(object_types.mistakes(request))
    old = domain.object_types.get(name)
    if old is None:
        object_types.check_room()
    encryption_key = request.get("EncryptionKey") or None
    if old is not None and domain.has_data_store:
        encryption_key = old.encryption_key
    now = clock.now()
    new = ObjectType(
        object_type_name=name,
        description=request["Description"],
        expiration_days=request.get("ExpirationDays"),
        encryption_key=encryption_key,
        source_priority=request.get("SourcePriority"),
        max_profile_object_count=request.get("MaxProfileObjectCount"),
        arn=f"{domain.arn}/object-types/{name}",
        created_at=old.created_at if old else now,
        last_updated_at=now,
        tags=old.tags if old else dict(request.get("Tags", {})),
        **(_from_template(request) if "TemplateId" in request else _from_request(request)),
    )
    if "TemplateId" not in request:
        _warn_of_constants(new, old)
        _watch_sources(domain, new, old)
    if old is None:
        domain.object_types.add(name, new)
    else:
        domain.object_types.replace(name, new)
    _after_change(domain)
    return new


def _of_data_store(
    domain: Domain, name: str, request: Mapping[str, Any]
) -> Iterator[BadRequestException]:
    """What a data store does not allow: two types of one name in it, and another encryption key."""
    old = domain.object_types.get(name)
    if old is None:
        other = domain.colliding_type(name)
        if other is not None:
            yield exceptions.object_type_names_collide(name, other).at("ObjectTypeName")
    elif "EncryptionKey" in request and (request["EncryptionKey"] or None) != old.encryption_key:
        yield encryption_key_is_fixed(name).at("EncryptionKey")


def _warn_of_constants(new: ObjectType, old: ObjectType | None) -> None:
    """Warn of each source that is a constant and reads like a path, unless it was there before."""
    for name, field in new.fields.items():
        source = field["Source"]
        known = old is not None and old.fields.get(name, {}).get("Source") == source
        meant = None if known else path_meant_by(source)
        if meant is not None:
            reporting.warn(
                f"field {name} of object type {new.object_type_name} has the constant {source!r} "
                f"as its Source, the same for every object; did you mean {meant!r}?",
                exceptions.ConstantSourceWarning,
            )


def _watch_sources(domain: Domain, new: ObjectType, old: ObjectType | None) -> None:
    """Let the mock warn, when it ends, of sources whose paths no object of the type had.

    A state that is loaded has objects that nobody put.
    """
    controls = active_controls()
    if controls is None or domain.region.is_loading:
        return
    new.watched_sources = controls.sources.watch(
        new.object_type_name,
        new.fields,
        old.fields if old else {},
        old.watched_sources if old else None,
    )


def _of_template(request: Mapping[str, Any]) -> Iterator[BadRequestException]:
    """A template must exist, and the rest cannot differ from it.

    Its keys agree with those of the domain: no object type may give them other content types.
    """
    template = templates().get(request["TemplateId"])
    if template is None:
        yield unknown_template(request["TemplateId"]).at("TemplateId")
        return
    for member, value in _settled(template).items():
        if member in request and request[member] != value:
            yield differs_from_template(member, template.template_id).at(member)


def _settled(template: Template) -> dict[str, Any]:
    return {
        "AllowProfileCreation": template.allow_profile_creation,
        "SourceLastUpdatedTimestampFormat": template.source_last_updated_timestamp_format,
        "Fields": template.fields,
        "Keys": template.keys,
    }


def _of_mapping(domain: Domain, request: Mapping[str, Any]) -> Iterator[BadRequestException]:
    fields, keys = request.get("Fields"), request.get("Keys")
    if fields is None or keys is None:
        missing = "Fields" if fields is None else "Keys"
        yield neither_template_nor_mapping().at(missing, depends_on=[("TemplateId",)])
        return
    yield from mistakes(
        fields,
        keys,
        allow_profile_creation=request.get("AllowProfileCreation", False),
        known_keys=_known_keys(domain),
    )
    yield from mapping_mistakes(fields, request.get("SourceLastUpdatedTimestampFormat"))


def _from_template(request: PutProfileObjectTypeRequestTypeDef) -> dict[str, Any]:
    """What a template settles."""
    template = templates()[request["TemplateId"]]
    return {
        "template_id": template.template_id,
        "allow_profile_creation": template.allow_profile_creation,
        "source_last_updated_timestamp_format": template.source_last_updated_timestamp_format,
        "fields": template.fields,
        "keys": template.keys,
        "mapping": mapping_of_template(template.template_id),
    }


def _from_request(request: PutProfileObjectTypeRequestTypeDef) -> dict[str, Any]:
    """What the request says of fields and keys, in which no mistake was found."""
    fields: Mapping[str, Any] = request["Fields"]
    keys: Mapping[str, Any] = request["Keys"]
    timestamp_format = request.get("SourceLastUpdatedTimestampFormat")
    return {
        "allow_profile_creation": request.get("AllowProfileCreation", False),
        "source_last_updated_timestamp_format": timestamp_format,
        "fields": fields,
        "keys": keys,
        "mapping": compile_mapping(fields, keys, timestamp_format),
    }


def _known_keys(domain: Domain) -> dict[str, Sequence[str]]:
    """The key names that exist in the domain, with their content types.

    An object type that is being replaced counts: it cannot change the content type of its own keys
    either.
    """
    predefined: dict[str, Sequence[str]] = dict.fromkeys(PREDEFINED_KEY_NAMES, ())
    return {**predefined, **template_key_types(), **domain.object_types.key_types}


@operation("GetProfileObjectType")
def get_profile_object_type(
    domain: Domain, request: GetProfileObjectTypeRequestTypeDef
) -> ObjectType:
    """Finds what was put, and no type that a template implies: a program that looks before it
    creates must be able to put one of that name.
    """
    return domain.component(ObjectTypes).find(request["ObjectTypeName"])


@operation("ListProfileObjectTypes")
def list_profile_object_types(
    domain: Domain, request: ListProfileObjectTypesRequestTypeDef
) -> NumberedResources[str, ObjectType]:
    """Lists what was put, and no type that a template implies."""
    return domain.object_types


@operation("DeleteProfileObjectType")
def delete_profile_object_type(
    domain: Domain, request: DeleteProfileObjectTypeRequestTypeDef
) -> dict[str, str]:
    """Deletes the objects of the type, takes out of profiles what they had populated, and disables
    the integrations that put them. If a template has that name, it implies the type again; what was
    ingested by an implied type is deleted too. The types of standard objects are reserved.
    """
    name = request["ObjectTypeName"]
    if name.startswith("_"):
        raise exceptions.reserved_object_type_name(name)
    domain.object_type(name)
    for profile in list(domain.profiles.values()):
        _scrub(domain, profile, name)
    for each in domain.components():
        each.object_type_deleted(name)
    if name in domain.object_types:
        domain.object_types.remove(name)
    _after_change(domain)
    return {"Message": "OK"}


def _scrub(domain: Domain, profile: Profile, object_type_name: str) -> None:
    """Remove from a profile what objects of a type brought."""
    for gone in list(profile.objects_of(object_type_name).values()):
        domain.remove_object(profile, gone, "DELETED_BY_CUSTOMER")
    if any(each.object_type_name == object_type_name for each in profile.each_origin()):
        before = standard_index_keys(profile)
        profile.scrub(object_type_name)
        domain.profiles.reindex_fields(profile, before)
        domain.record(profile, "UPDATED", follows_deletion=True)
    for standard_object in list(profile.each_standard_object()):
        index_keys = standard_object.index_keys
        if standard_object.scrub(object_type_name):
            domain.profiles.reindex(profile, index_keys, standard_object.index_keys)
        else:
            profile.drop_standard_object(standard_object)
            domain.profiles.reindex(profile, index_keys, ())


def _after_change(domain: Domain) -> None:
    """Update what depends on the object types of the domain."""
    domain.object_types_changed()
    claimed = sum(each.max_profile_object_count or 0 for each in domain.object_types.values())
    for each in domain.object_types.values():
        each.max_available_profile_object_count = max(0, MOST_OBJECTS - claimed)


# --- refusals ---------------------------------------------------------------------------------


def encryption_key_is_fixed(name: str) -> BadRequestException:
    return BadRequestException(
        f"The EncryptionKey of object type {name} cannot be changed: the domain's data store is "
        "enabled; leave EncryptionKey out, or put another object type"
    )


def unknown_template(template_id: str) -> BadRequestException:
    hint = did_you_mean(template_id, templates()) or _LIST_OF_TEMPLATES
    return BadRequestException(f"TemplateId {template_id} does not exist{hint}")


_LIST_OF_TEMPLATES = "; ListProfileObjectTypeTemplates lists those there are"


def differs_from_template(member: str, template_id: str) -> BadRequestException:
    return BadRequestException(
        f"{member} cannot differ from that of template {template_id}; leave it out, or leave out "
        "TemplateId"
    )


def neither_template_nor_mapping() -> BadRequestException:
    return BadRequestException(
        "Either TemplateId or Fields and Keys must be given; ListProfileObjectTypeTemplates lists "
        "the templates, and DetectProfileObjectType makes Fields and Keys of sample objects"
    )


def too_many_objects_claimed(count: int, limit: int) -> BadRequestException:
    return BadRequestException(
        f"MaxProfileObjectCount {count} is too large: a profile has at most {limit} objects"
    )
