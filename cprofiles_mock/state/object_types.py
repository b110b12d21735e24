"""Object types: the definition as it was put, and its compiled mapping."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from ..rules.ingestion.mapping import ObjectMapping, compile_mapping
from ..rules.ingestion.precedence import LOWEST, Origin
from ..rules.ingestion.templates import templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

#: Templates whose objects make inferred profiles of those that belong to no profile
#: (Administrator Guide, "inferred profiles" and "contact record templates").
INFERRING_TEMPLATES = frozenset({"CTR", "CTR-NoInferred"})


@dataclass(slots=True, kw_only=True, eq=False)
class ObjectType:
    """A profile object type: defined in a domain, or implied by a template of its name."""

    object_type_name: str
    description: str
    template_id: str | None = None
    expiration_days: int | None = None
    encryption_key: str | None = None
    allow_profile_creation: bool = False
    source_last_updated_timestamp_format: str | None = None
    max_profile_object_count: int | None = None
    # Of the objects that a profile may have, those that no object type has claimed.
    max_available_profile_object_count: int | None = None
    source_priority: int | None = None
    fields: Mapping[str, Any]
    keys: Mapping[str, Any]
    mapping: ObjectMapping
    # An implied type has no ARN and no times.
    arn: str | None = None
    created_at: datetime | None = None
    last_updated_at: datetime | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def infers_profiles(self) -> bool:
        """Whether an object that belongs to no profile makes an inferred one."""
        return self.template_id in INFERRING_TEMPLATES

    def origin(self, updated_at: float) -> Origin:
        """What a field is remembered to come from when an object of this type populates it."""
        return Origin(self.object_type_name, self.source_priority or LOWEST, updated_at)


def key_content_types(object_types: Iterable[ObjectType]) -> dict[str, tuple[str, ...]]:
    """By which content types the values of each key of the object types compare.

    Of several keys of one name, the one with the most fields says it for all: the rest agrees with
    it as far as it reaches.
    """
    known: dict[str, tuple[str, ...]] = {}
    for object_type in object_types:
        for key in object_type.mapping.keys:
            known[key.name] = max(known.get(key.name, ()), key.content_types, key=len)
    return known


@cache
def mapping_of_template(template_id: str) -> ObjectMapping:
    """The compiled mapping of a template, once for all domains. Raises KeyError."""
    template = templates()[template_id]
    return compile_mapping(
        template.fields, template.keys, template.source_last_updated_timestamp_format
    )


def implied_type(name: str) -> ObjectType | None:
    """The object type that a template of that name stands for where a domain does not define it."""
    template = templates().get(name)
    if template is None:
        return None
    return ObjectType(
        object_type_name=name,
        description=f"Template {name}",
        template_id=name,
        allow_profile_creation=template.allow_profile_creation,
        source_last_updated_timestamp_format=template.source_last_updated_timestamp_format,
        max_profile_object_count=template.default_max_profile_object_count,
        fields=template.fields,
        keys=template.keys,
        mapping=mapping_of_template(name),
    )
