"""Key definitions: the values by which an object finds its profile and is itself found.

Source: the Amazon Connect Administrator Guide (2026), "key definitions" and "standard identifiers".
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Any

from ..key_index import IndexKey, normal_form, normalise
from .accessors import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

#: The most index keys of one composite key, several of whose fields may hold lists.
MOST_COMBINATIONS = 1000

#: Key names whose values the service generates; such keys are for lookup only.
IDENTIFIER_KEYS = frozenset({"_profileId", "_orderId", "_caseId", "_assetId"})


@dataclass(frozen=True, slots=True)
class KeyDefinition:
    """A compiled key definition, an element of an object type's ``Keys``.

    ``content_types`` are those of its fields and determine how their values compare.
    """

    name: str
    identifiers: frozenset[str]
    field_names: tuple[str, ...]
    # The field name if there is only one, else None.
    field_name: str | None
    content_types: tuple[str, ...]
    # What normalises the values of the only field. None if they compare as they are, or if there is
    # more than one field.
    normal: Callable[[str], str] | None
    # Whether it is used to find the profile, and whether only after all other keys.
    finds_profile: bool
    secondary: bool
    # Whether the profile stores it, and whether only a profile that the object creates does.
    stored: bool
    new_only: bool

    def index_keys(self, values: Mapping[str, Any]) -> list[IndexKey]:
        """The index keys of an object's ``values``, by field name; none if a value is missing.

        Each element of a list is a separate value.
        """
        if self.field_name is not None:
            value = values[self.field_name]
            if type(value) is str:
                text = value if self.normal is None else self.normal(value)
                return [(self.name, (text,))] if text else []
        each = [
            _normal_values(values[name], content_type)
            for name, content_type in zip(self.field_names, self.content_types, strict=True)
        ]
        combinations = (
            islice(product(*each), MOST_COMBINATIONS) if len(each) > 1 else product(*each)
        )
        return [(self.name, combination) for combination in dict.fromkeys(combinations)]

    def texts(self, values: Mapping[str, Any]) -> list[tuple[str, ...]]:
        """The values of the key as they were sent, in the combinations that are compared."""
        each = [
            [
                text
                for text in _texts(values[name])
                if text is not None and normalise(content_type, text)
            ]
            for name, content_type in zip(self.field_names, self.content_types, strict=True)
        ]
        return list(dict.fromkeys(islice(product(*each), MOST_COMBINATIONS)))

    def empty_fields(self, values: Mapping[str, Any]) -> list[str]:
        """The names of the key's fields that have no value to compare, each once."""
        each = zip(self.field_names, self.content_types, strict=True)
        return list(
            dict.fromkeys(name for name, kind in each if not _normal_values(values[name], kind))
        )


def define_key(
    name: str, definition: Mapping[str, Any], content_types: Mapping[str, str]
) -> KeyDefinition:
    """Compile a key definition; ``content_types`` are those of the object type's fields."""
    identifiers = frozenset(definition.get("StandardIdentifiers", ()))
    field_names = tuple(definition["FieldNames"])
    # Those of the fields for a predefined key too: what its name suggests does not count.
    kinds = tuple(content_types[field] for field in field_names)
    return KeyDefinition(
        name=name,
        identifiers=identifiers,
        field_names=field_names,
        field_name=field_names[0] if len(field_names) == 1 else None,
        content_types=kinds,
        normal=normal_form(kinds[0]) if len(kinds) == 1 else None,
        # The real service accepted SECONDARY alone (Amplify).
        finds_profile=not identifiers.isdisjoint(("PROFILE", "SECONDARY")),
        secondary="SECONDARY" in identifiers,
        stored="LOOKUP_ONLY" not in identifiers and name not in IDENTIFIER_KEYS,
        new_only="NEW_ONLY" in identifiers,
    )


def agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two lists of content types are the same, up to the length of the shorter."""
    return all(a == b for a, b in zip(one, other, strict=False))


def _texts(value: Any) -> Iterable[str | None]:
    return map(text_of, value if isinstance(value, list) else (value,))


def _normal_values(value: Any, content_type: str) -> list[str]:
    normal = (normalise(content_type, text) for text in _texts(value) if text is not None)
    return [value for value in normal if value]
