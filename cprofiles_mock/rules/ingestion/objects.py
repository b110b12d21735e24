"""Objects of a profile: those that were put, and the standard ones that they populate."""

from __future__ import annotations

import hashlib
import json
from binascii import b2a_base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .precedence import Origin, prevails
from .sources import text_of
from .standard_objects import STANDARD_OBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..key_index import IndexKey
    from .mapping import Changes, Path


def unique_key(object_type_name: str, values: tuple[str, ...]) -> str:
    """The ProfileObjectUniqueKey: 44 characters, the same for the same type and unique value.

    The length was seen in real answers. What the real service hashes is not known.
    """
    # Of the hashes with 32 bytes it is the quickest for so short a text.
    digest = hashlib.blake2s(f"{object_type_name}{values!r}".encode()).digest()
    return b2a_base64(digest, newline=False).decode("ascii")


@dataclass(slots=True, kw_only=True, eq=False)
class ProfileObject:
    """An object as it was put. ``object`` is its JSON, kept as it came."""

    object_type_name: str
    profile_object_unique_key: str
    object: str
    # Its place in listings, which a replacement keeps.
    number: int = 0
    # The index entries by which it leads to its profile.
    index_keys: tuple[IndexKey, ...] = ()
    # Seconds since the epoch.
    updated_at: float = 0.0
    expires_at: float = 0.0
    # Bytes of its JSON.
    size: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class StandardObject:
    """A standard object, ``_order`` for one, that objects of other types populate."""

    object_type_name: str
    profile_object_unique_key: str
    number: int = 0
    # Its own identifier, OrderId for one.
    identifier: str
    values: dict[Path, Any] = field(default_factory=dict)
    origins: dict[Path, Origin] = field(default_factory=dict)
    # The entries of keys by which objects find it among those of its profile.
    found_by: set[IndexKey] = field(default_factory=set)

    def populate(self, changes: Changes, origin: Origin) -> None:
        """Take over values; the rest stays as it is.

        But a list is taken over whole: what an object of the same type once said of its items goes.
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
        """Take out what objects of that type populated; whether anything is left."""
        for path in [p for p, o in self.origins.items() if o.object_type_name == object_type_name]:
            del self.values[path], self.origins[path]
        return bool(self.values)

    def own_keys(self) -> Iterable[IndexKey]:
        """The key that is its identifier, where its kind has such a key."""
        key_name = STANDARD_OBJECTS[self.object_type_name].identifier_key
        return () if key_name is None else ((key_name, (self.identifier,)),)

    @property
    def index_keys(self) -> set[IndexKey]:
        """The index entries by which it leads to its profile: all of its predefined keys."""
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
    """Put a value where its path leads; ``whole`` is made on the way, and nothing else changed.

    Through a list, ``OrderItems[].Title``, each value of a list goes to the item of its number.
    """
    name, *rest = path
    if not rest:
        whole[name.removesuffix("[]")] = value
    elif name.endswith("[]"):
        values = value if isinstance(value, list) else [value]
        there = whole.get(name[:-2])
        items = [dict(item) if isinstance(item, dict) else {} for item in _list_of(there)]
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
    """The part of a path that leads to a list, ``OrderItems[]``, if it goes through one."""
    for number, name in enumerate(path):
        if name.endswith("[]"):
            return path[: number + 1]
    return None


def _list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
