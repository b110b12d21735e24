"""Objects of a profile: those put by a caller, and the standard objects that they populate."""

from __future__ import annotations

import hashlib
import json
from binascii import b2a_base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .accessors import text_of
from .precedence import Origin, prevails
from .standard_objects import STANDARD_OBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..key_index import IndexKey
    from .mapping import Changes, Path


def unique_key(object_type_name: str, values: tuple[str, ...]) -> str:
    """The ProfileObjectUniqueKey: 44 characters, the same for the same type and unique value.

    The length was observed in responses of the real service; what it hashes is not known.
    """
    # blake2s is the fastest of the 32-byte hashes for such short texts.
    digest = hashlib.blake2s(f"{object_type_name}{values!r}".encode()).digest()
    return b2a_base64(digest, newline=False).decode("ascii")


@dataclass(slots=True, kw_only=True, eq=False)
class ProfileObject:
    """An object as put by a caller. ``object`` is its JSON text, unchanged."""

    object_type_name: str
    profile_object_unique_key: str
    object: str
    # Its position in listings, which a replacement inherits.
    number: int = 0
    # The index keys by which its profile is found.
    index_keys: tuple[IndexKey, ...] = ()
    # Seconds since the epoch.
    updated_at: float = 0.0
    expires_at: float = 0.0
    # The size of its JSON in bytes.
    size: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class StandardObject:
    """A standard object, such as ``_order``, that objects of other types populate."""

    object_type_name: str
    profile_object_unique_key: str
    number: int = 0
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
    def object(self) -> str:
        """Its JSON, as ListProfileObjects returns it."""
        whole: dict[str, Any] = {
            STANDARD_OBJECTS[self.object_type_name].identifier_member: self.identifier
        }
        for path, value in self.values.items():
            _set(whole, path, value)
        return json.dumps(whole, ensure_ascii=False)


def _set(whole: dict[str, Any], path: Path, value: Any) -> None:
    """Set ``value`` at ``path`` in ``whole``; nested values are copied rather than modified.

    In a path through a list, such as ``OrderItems[].Title``, the nth value goes to the nth item.
    """
    name, *rest = path
    if not rest:
        whole[name.removesuffix("[]")] = value
    elif name.endswith("[]"):
        values = value if isinstance(value, list) else [value]
        there = whole.get(name[:-2])
        items = [dict(item) if isinstance(item, dict) else {} for item in _list_or_empty(there)]
        items += ({} for _ in range(len(values) - len(items)))
        for item, each in zip(items, values, strict=False):
            if each is not None:
                _set(item, tuple(rest), each)
        whole[name[:-2]] = items
    else:
        there = whole.get(name)
        below = dict(there) if isinstance(there, dict) else {}
        _set(below, tuple(rest), value)
        whole[name] = below


def _list_of_items(path: Path) -> Path | None:
    """The start of a path, up to the list that it goes through (``OrderItems[]``), or None."""
    for number, name in enumerate(path):
        if name.endswith("[]"):
            return path[: number + 1]
    return None


def _list_or_empty(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
