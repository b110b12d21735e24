"""Objects of a profile: those put by a caller, and the standard objects that they populate."""

from __future__ import annotations

import hashlib
import json
from binascii import b2a_base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from .accessors import text_of
from .precedence import Origin, prevails
from .standard_objects import STANDARD_OBJECTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from ..key_index import IndexKey
    from .contributions import Changes, Path


def unique_key(object_type_name: str, values: tuple[str, ...]) -> str:
    """The ProfileObjectUniqueKey: 44 characters, the same for the same type and unique value.

    The length was observed in responses of the real service; what it hashes is not known.
    """
    # blake2s is the fastest of the 32-byte hashes for such short texts.
    digest = hashlib.blake2s(f"{object_type_name}{values!r}".encode()).digest()
    return b2a_base64(digest, newline=False).decode("ascii")


class FieldReader(Protocol):
    """Reads the fields of an object's type from its source: the mapping that it was ingested by."""

    @property
    def field_names(self) -> Collection[str]:
        """The names of all fields."""
        ...

    def read_field(self, name: str, source: Mapping[str, Any]) -> Any:
        """The value of one field; None if the object has none for it, or the type no such field."""
        ...


@dataclass(frozen=True, slots=True)
class RecordedFields:
    """The values that a mapping read which the object's type no longer has."""

    values: Mapping[str, Any]

    @property
    def field_names(self) -> Collection[str]:
        """The names of the fields that the type had."""
        return self.values.keys()

    def read_field(self, name: str, source: Mapping[str, Any]) -> Any:  # noqa: ARG002  (as above)
        """The value that was read from the source then."""
        return self.values.get(name)


@dataclass(slots=True, eq=False)
class ProfileObject:
    """An object as put by a caller. ``object`` is its JSON text, unchanged."""

    object_type_name: str
    profile_object_unique_key: str
    object: str
    # What a later replacement of its type does not change.
    fields: FieldReader
    # The index keys by which its profile is found.
    index_keys: tuple[IndexKey, ...] = ()
    # Seconds since the epoch. The source may say when it updated the object.
    ingested_at: float = 0.0
    updated_at: float = 0.0
    expires_at: float = 0.0
    # The size of its JSON in bytes.
    size: int = 0
    # Its position in listings, which a replacement inherits.
    number: int = 0
    # Its position in the order of ingestion; a replacement gets one of its own.
    ingestion_number: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class StandardObject:
    """A standard object, such as ``_order``, that objects of other types populate."""

    object_type_name: str
    profile_object_unique_key: str
    number: int = 0
    # When an object last populated it, in seconds since the epoch, and in which order.
    ingested_at: float = 0.0
    ingestion_number: int = 0
    # Counted up whenever its values may have changed.
    revision: int = 0
    # Its own identifier, such as the OrderId.
    identifier: str
    values: dict[Path, Any] = field(default_factory=dict)
    origins: dict[Path, Origin] = field(default_factory=dict)
    # The index keys by which objects find it among the standard objects of its profile.
    found_by: set[IndexKey] = field(default_factory=set)

    def populate(self, changes: Changes, origin: Origin) -> None:
        """Update values from an object where its origin prevails; other values are kept.

        Lists are replaced whole: items' values from earlier objects of the same type are removed.
        """
        self.revision += 1
        lists = {root for path in changes if (root := _list_of_items(path))}
        for path, old in list(self.origins.items()):
            if (
                old.object_type_name == origin.object_type_name
                and _list_of_items(path) in lists
                and prevails(origin, old)
            ):
                del self.values[path], self.origins[path]
        for path, value in changes.items():
            if path not in self.values or prevails(origin, self.origins[path]):
                self.values[path] = value
                self.origins[path] = origin

    def scrub(self, object_type_name: str) -> bool:
        """Remove the values that objects of that type populated; return whether any are left."""
        self.revision += 1
        for path in [p for p, o in self.origins.items() if o.object_type_name == object_type_name]:
            del self.values[path], self.origins[path]
        return bool(self.values)

    def own_keys(self) -> Iterable[IndexKey]:
        """The index key of its identifier, if its kind has such a key."""
        key_name = STANDARD_OBJECTS[self.object_type_name].identifier_key
        return () if key_name is None else ((key_name, (self.identifier,)),)

    @property
    def index_keys(self) -> set[IndexKey]:
        """The index keys by which its profile is found: those of all its predefined keys."""
        index_keys = set(self.own_keys())
        for key_name, member in STANDARD_OBJECTS[self.object_type_name].index_keys.items():
            if text := text_of(self.values.get((member,))):
                index_keys.add((key_name, (text,)))
        return index_keys

    @property
    def updated_at(self) -> float:
        """When it was last updated by any source, in seconds since the epoch."""
        return max((each.updated_at for each in self.origins.values()), default=self.ingested_at)

    @property
    def object(self) -> str:
        """Its JSON, as ListProfileObjects returns it."""
        return json.dumps(self.document, ensure_ascii=False)

    @property
    def document(self) -> dict[str, Any]:
        """Its members, nested as in its JSON."""
        whole: dict[str, Any] = {
            STANDARD_OBJECTS[self.object_type_name].identifier_member: self.identifier
        }
        # What goes into a list comes after the list itself.
        for path, value in sorted(self.values.items(), key=_goes_into_list):
            _set(whole, path, value)
        return whole


def _set(whole: dict[str, Any], path: Path, value: Any) -> None:
    """Set ``value`` at ``path`` in ``whole``; nested values are copied rather than modified.

    In a path through a list, such as ``OrderItems[].Title``, the nth value goes to the nth item; in
    one such as ``OrderItems[0].Title``, the value goes to the first. Items that have no members are
    kept behind those.
    """
    name, *rest = path
    if not rest:
        whole[name.removesuffix("[]")] = value
    elif name.endswith("]"):
        name, is_first = name.rpartition("[")[0], name.endswith("[0]")
        values = value if isinstance(value, list) and not is_first else [value]
        before = _list_or_empty(whole.get(name))
        items = [dict(item) for item in before if isinstance(item, dict)]
        items += ({} for _ in range(len(values) - len(items)))
        for item, each in zip(items, values, strict=False):
            if each is not None:
                _set(item, tuple(rest), each)
        whole[name] = [*items, *(item for item in before if not isinstance(item, dict))]
    else:
        there = whole.get(name)
        below = dict(there) if isinstance(there, dict) else {}
        _set(below, tuple(rest), value)
        whole[name] = below


def _goes_into_list(item: tuple[Path, Any]) -> bool:
    return len(item[0]) > 1 and any(name.endswith("]") for name in item[0])


def _list_of_items(path: Path) -> Path | None:
    """The start of a path, up to the list that it goes through (``OrderItems[]``), or None."""
    for number, name in enumerate(path):
        if name.endswith("[]"):
            return path[: number + 1]
    return None


def _list_or_empty(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
