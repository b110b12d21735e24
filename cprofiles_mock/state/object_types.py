"""Object types: the definition as it was put, its compiled mapping, and those of a domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from ..rules.ingestion.mapping import ObjectMapping, compile_mapping
from ..rules.ingestion.precedence import LOWEST, Origin
from ..rules.ingestion.templates import templates
from ..rules.key_index import CONTENT_TYPES, PREDEFINED_KEY_NAMES, IndexKey, index_key, normalise
from .numbered import NumberedResources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from ..instruments.unused_sources import WatchedSources
    from ..rules.ingestion.keys import KeyDefinition

#: Templates whose objects make inferred profiles of those that belong to no profile
#: (Administrator Guide, "inferred profiles" and "contact record templates").
INFERRING_TEMPLATES = frozenset({"CTR", "CTR-NoInferred"})

_PREDEFINED = frozenset(PREDEFINED_KEY_NAMES)


@dataclass(slots=True, kw_only=True, eq=False)
class ObjectType:
    """A profile object type: defined in a domain, or implied by a template of its name.

    Objects are put by either. An implied one is never returned to a client.
    """

    object_type_name: str
    description: str
    template_id: str | None = None
    expiration_days: int | None = None
    encryption_key: str | None = None
    allow_profile_creation: bool = False
    source_last_updated_timestamp_format: str | None = None
    max_profile_object_count: int | None = None
    # The number of objects that a profile may have, less what the object types claim.
    max_available_profile_object_count: int | None = None
    source_priority: int | None = None
    fields: Mapping[str, Any]
    keys: Mapping[str, Any]
    mapping: ObjectMapping
    # An implied type has no ARN, no times and no description.
    arn: str | None = None
    created_at: datetime | None = None
    last_updated_at: datetime | None = None
    tags: dict[str, str] = field(default_factory=dict)
    # What no object has had yet of what its sources read; None if there is nothing to watch.
    watched_sources: WatchedSources | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.object_type_name}>"

    @property
    def infers_profiles(self) -> bool:
        """Whether an object that belongs to no profile makes an inferred one."""
        return self.template_id in INFERRING_TEMPLATES

    def object_limit(self, domain_created_at: datetime) -> int | None:
        """Its MaxProfileObjectCount, or else the default of its template, or of one with its name.

        A default that has an effective date counts in domains created later alone.
        Source: the Amazon Connect Administrator Guide (2026), "data limits".
        """
        if self.max_profile_object_count is not None:
            return self.max_profile_object_count
        template = templates().get(self.template_id or self.object_type_name)
        if template is None:
            return None
        after = template.default_max_profile_object_count_effective_after
        if after is not None and domain_created_at <= after:
            return None
        return template.default_max_profile_object_count

    def why_no_key(self, values: Mapping[str, Any]) -> str:
        """Which key an object with these values lacks, and which sources of it are empty.

        That is the unique key, if it has no value, and else all PROFILE and SECONDARY keys.
        """
        keys = self.mapping.keys
        unique = keys[self.mapping.unique]
        if unique.index_keys(values):
            missing = [(keys[number], "profile key") for number in self.mapping.finders]
        else:
            missing = [(unique, "unique key")]
        return "; ".join(
            f"{kind} {key.name} {self.why_empty(key, values)}" for key, kind in missing
        )

    def why_empty(self, key: KeyDefinition, values: Mapping[str, Any]) -> str:
        """That a key has no value, and which sources are empty."""
        sources = [self.source_of(name) for name in key.empty_fields(values)]
        verb = "is" if len(sources) == 1 else "are"
        return f"has no value, as {' and '.join(sources)} {verb} missing or empty"

    def source_of(self, field_name: str) -> str:
        """The source of a field, for texts."""
        return f"{self.fields[field_name]['Source']} of field {field_name}"

    def origin(self, updated_at: float) -> Origin:
        """The origin that a field remembers when an object of this type populates it."""
        return Origin(self.object_type_name, self.source_priority or LOWEST, updated_at)


def name_in_data_store(object_type_name: str) -> str:
    """The name of an object type's table in a data store, which no two types can share.

    Source: the Amazon Connect Administrator Guide (2026), "enable Customer Profiles".
    """
    return object_type_name.lower().replace("-", "_")


def key_content_types(object_types: Iterable[ObjectType]) -> dict[str, tuple[str, ...]]:
    """The content types by which the values of each key of the object types compare.

    Of several keys of one name, the one with the most fields decides: the others match its first
    fields.
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


def implying_names() -> list[str]:
    """The names of templates by which objects can be put without a definition."""
    return [name for name in templates() if not name.startswith("_")]


def implied_type(name: str) -> ObjectType | None:
    """The object type that a template of that name implies in a domain that does not define it."""
    template = templates().get(name)
    if template is None:
        return None
    return ObjectType(
        object_type_name=name,
        description="",
        template_id=name,
        allow_profile_creation=template.allow_profile_creation,
        source_last_updated_timestamp_format=template.source_last_updated_timestamp_format,
        fields=template.fields,
        keys=template.keys,
        mapping=mapping_of_template(name),
    )


class ObjectTypeStore(NumberedResources[str, ObjectType]):
    """The object types that a domain defines, in the order of their creation, and their keys."""

    def __init__(self) -> None:
        super().__init__()
        # Templates that are used as object types without a definition.
        self.implied: dict[str, ObjectType] = {}
        # The content types by which the values of a key compare, by the key's name.
        self.key_types: dict[str, tuple[str, ...]] = {}
        # Of the service's standard keys: all those that object types give them.
        self._types_of_standard_keys: dict[str, set[tuple[str, ...]]] = {}
        # Those of them by which values have another form than the key's own and as written.
        self._further_types: dict[str, list[tuple[str, ...]]] = {}

    def resolve(self, name: str) -> ObjectType | None:
        """The object type of that name, defined here or implied by a template."""
        found = self.find(name) or self.implied.get(name)
        if found is None:
            found = implied_type(name)
            if found is not None:
                self.implied[name] = found
        return found

    def colliding(self, name: str, has_objects: Callable[[str], bool]) -> str | None:
        """Another type that has the same name in a data store.

        That is one that is defined, or one that is implied and has objects.
        """
        in_store = name_in_data_store(name)
        same = (
            each
            for each in {**self, **self.implied}
            if each != name and name_in_data_store(each) == in_store
        )
        return next((each for each in same if each in self or has_objects(each)), None)

    def knows_key(self, name: str) -> bool:
        """Whether the service or an object type has a key of that name."""
        return name in _PREDEFINED or name in self.key_types

    def key_names(self) -> set[str]:
        """The names of the service's standard keys and of the object types' keys."""
        return {*PREDEFINED_KEY_NAMES, *self.key_types}

    def index_key(self, key_name: str, values: Sequence[str]) -> IndexKey:
        """The index key of a key, by the content types of its name."""
        kinds = self.key_types.get(key_name)
        if kinds is None:
            return index_key(key_name, values)
        padded = (*kinds, *["STRING"] * (len(values) - len(kinds)))
        return key_name, tuple(map(normalise, padded, values))

    def sought(self, key_name: str, values: Sequence[str]) -> list[IndexKey]:
        """The index keys that a search looks for, in the order in which they are tried.

        A standard key has entries of several forms: those that fields of profiles feed are
        normalised, those of objects are of their fields' content types, and so perhaps as written.
        """
        if key_name not in _PREDEFINED:
            return [self.index_key(key_name, values)]
        own, as_written = index_key(key_name, values), (key_name, tuple(values))
        if key_name not in self._further_types:
            return [own] if own == as_written else [own, as_written]
        forms = {own: None, as_written: None}
        for kinds in self._further_types[key_name]:
            if len(kinds) == len(values):
                forms[key_name, tuple(map(normalise, kinds, values))] = None
        return list(forms)

    def refresh_key_types(self) -> set[str]:
        """Reread how the values of keys compare; the names of the keys that now differ."""
        before = self.key_types
        of_standard_keys = self._types_of_standard_keys
        self._types_of_standard_keys = {}
        for object_type in self.values():
            for key in object_type.mapping.keys:
                if key.name in _PREDEFINED:
                    types = self._types_of_standard_keys.setdefault(key.name, set())
                    types.add(key.content_types)
        self._further_types = {}
        for name, found in self._types_of_standard_keys.items():
            usual = {CONTENT_TYPES.get(name, "STRING")}, {"STRING"}
            further = sorted(kinds for kinds in found if set(kinds) not in usual)
            if further:
                self._further_types[name] = further
        self.key_types = {
            name: kinds
            for name, kinds in key_content_types(self.values()).items()
            if name not in _PREDEFINED
        }
        return {
            *_differing(before, self.key_types),
            *_differing(of_standard_keys, self._types_of_standard_keys),
        }


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    """The keys of two mappings under which they have different values."""
    return {name for name in {*one, *other} if one.get(name) != other.get(name)}
