"""The object type templates: mappings for known sources that the service provides.

Templates for external sources are JSON files in ``template_data``, in wire format; those for the
standard objects are generated from the objects' members. Sources: the Amazon Connect Administrator
Guide (2023 and 2026), "mapping Salesforce objects", "mapping Zendesk objects" and so on, one page
for each source; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .standard_objects import STANDARD_OBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .standard_objects import Member, StandardObject

#: The files of ``template_data``, in the order in which their templates are listed.
_SOURCES = (
    "contact_records", "salesforce", "zendesk", "marketo", "servicenow", "segment", "shopify",
    "campaigns", "web_analytics",
)  # fmt: skip

# Limits of standard objects (Administrator Guide, 2026, "data limits"). A limit applies to domains
# created after the given time.
_DEFAULT_COUNTS = {"_webAnalytics": (250, datetime(2026, 9, 1, tzinfo=timezone.utc))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An object type template; ``fields`` and ``keys`` are in wire format and never change."""

    number: int
    template_id: str
    source_name: str
    source_object: str
    allow_profile_creation: bool
    fields: Mapping[str, Mapping[str, str]]
    keys: Mapping[str, list[dict[str, Any]]]
    source_last_updated_timestamp_format: str | None = None
    default_max_profile_object_count: int | None = None
    default_max_profile_object_count_effective_after: datetime | None = None
    # Whether its objects are excluded from calculated attributes and event triggers.
    store_only: bool = False


@cache
def templates() -> Mapping[str, Template]:
    """All templates by identifier, in the order of the listing; loaded on first use."""
    found: dict[str, Template] = {}
    for template in (*_of_sources(), *_of_standard_objects()):
        found[template["TemplateId"]] = _template(len(found) + 1, template)
    return MappingProxyType(found)


@cache
def template_key_types() -> Mapping[str, tuple[str, ...]]:
    """The key names that templates define, each with the content types of its fields.

    They exist without an object type that defines them. Of several definitions of a name, the one
    with the most fields counts.
    """
    known: dict[str, tuple[str, ...]] = {}
    for template in templates().values():
        for name, definitions in template.keys.items():
            for definition in definitions:
                fields = (template.fields[field] for field in definition["FieldNames"])
                kinds = tuple(field.get("ContentType", "STRING") for field in fields)
                known[name] = max(known.get(name, ()), kinds, key=len)
    return MappingProxyType(known)


def _template(number: int, wire: Mapping[str, Any]) -> Template:
    return Template(
        number=number,
        template_id=wire["TemplateId"],
        source_name=wire["SourceName"],
        source_object=wire["SourceObject"],
        allow_profile_creation=wire["AllowProfileCreation"],
        fields=MappingProxyType(wire["Fields"]),
        keys=MappingProxyType(wire["Keys"]),
        source_last_updated_timestamp_format=wire.get("SourceLastUpdatedTimestampFormat"),
        default_max_profile_object_count=wire.get("DefaultMaxProfileObjectCount"),
        default_max_profile_object_count_effective_after=wire.get(
            "DefaultMaxProfileObjectCountEffectiveAfter"
        ),
        store_only=wire.get("StoreOnly", False),
    )


def _of_sources() -> Iterator[dict[str, Any]]:
    data = files(__package__) / "template_data"
    for source in _SOURCES:
        yield from json.loads((data / f"{source}.json").read_text(encoding="utf-8"))


def _of_standard_objects() -> Iterator[dict[str, Any]]:
    """A template for each standard object except the profile."""
    for standard_object in STANDARD_OBJECTS.values():
        if standard_object.name == "_profile":
            continue
        template = {
            "TemplateId": standard_object.name,
            "SourceName": "CustomerProfiles",
            "SourceObject": standard_object.name,
            "AllowProfileCreation": False,
            "Fields": _fields_of(standard_object),
            "Keys": _keys_of(standard_object),
        }
        if standard_object.name in _DEFAULT_COUNTS:
            count, after = _DEFAULT_COUNTS[standard_object.name]
            template["DefaultMaxProfileObjectCount"] = count
            template["DefaultMaxProfileObjectCountEffectiveAfter"] = after
        yield template


def _fields_of(standard_object: StandardObject) -> dict[str, dict[str, str]]:
    identifier = standard_object.identifier_member
    fields = {
        name: {"Source": f"_source.{name}", "ContentType": "STRING"}
        for name in ("ProfileId", identifier)
    }
    for path in _leaves(standard_object.members):
        fields[path.replace("[]", "")] = {
            "Source": f"_source.{path}",
            "Target": f"{standard_object.name}.{path}",
            "ContentType": "STRING",
        }
    return fields


def _leaves(members: Mapping[str, Member], above: str = "") -> Iterator[str]:
    """The paths of all members that a field can fill; a map counts as a single member."""
    for name, member in members.items():
        if member.members and not member.keyed:
            yield from _leaves(member.members, f"{above}{name}{'[]' * member.repeated}.")
        else:
            yield above + name


def _keys_of(standard_object: StandardObject) -> dict[str, list[dict[str, Any]]]:
    """The keys: its identifier finds the object, and ``_profileId`` its profile.

    The service generates both values, so both keys are LOOKUP_ONLY ("key definitions"); therefore
    the unique key needs a name of its own.
    """
    name, identifier = standard_object.name, standard_object.identifier_member
    keys = {
        standard_object.identifier_key or f"{name}Id": _key(
            identifier, standard_object.identifier, "LOOKUP_ONLY"
        ),
        "_standardObjectId": _key(identifier, "UNIQUE"),
        "_profileId": _key("ProfileId", "PROFILE", "LOOKUP_ONLY"),
    }
    for key_name, member in standard_object.index_keys.items():
        keys[key_name] = _key(member)
    return keys


def _key(field_name: str, *identifiers: str) -> list[dict[str, Any]]:
    return [{"StandardIdentifiers": list(identifiers), "FieldNames": [field_name]}]
