"""Sources of object types whose paths no object had: mistakes that the service takes silently."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..rules.ingestion.presence import Presence, read_paths, unread_paths
from ..runtime.suggestions import did_you_mean
from . import reporting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .reporting import Place

# An object may well lack what is optional. A path that none has is a mistake if they have something
# else, which no source reads, or if there are many of them: so many.
_MANY = 10
# How many objects are kept, to find what may have been meant.
_EXAMPLES = 3
# How many unread paths a warning names.
_NAMED = 3
# How paths begin, and so no similarity.
_PREFIX = "_source."

#: The member ``Fields`` of an object type.
Fields = Mapping[str, Mapping[str, str]]


@dataclass(slots=True, eq=False)
class UnusedPath:
    """A path that none of the objects had that were put since it was first watched."""

    field: str
    path: str
    is_in: Presence
    objects: int = 0


class WatchedSources:
    """The sources of one object type, until some object has had each of their paths."""

    __slots__ = ("_examples", "_fields", "_object_type_name", "_place", "unused")

    def __init__(
        self, object_type_name: str, fields: Fields, unused: list[UnusedPath], place: Place | None
    ) -> None:
        self.unused = unused
        self._object_type_name = object_type_name
        self._fields = fields
        self._place = place
        # The last objects that lacked a path.
        self._examples: deque[Mapping[str, Any]] = deque(maxlen=_EXAMPLES)

    def see(self, source: Mapping[str, Any]) -> bool:
        """Note which paths an object has. Returns whether any are left to watch."""
        self.unused = [each for each in self.unused if not each.is_in(source)]
        for each in self.unused:
            each.objects += 1
        if self.unused:
            self._examples.append(source)
        return bool(self.unused)

    def report(self) -> None:
        """Warn of each path that no object had, at the line that put the object type."""
        if not self._examples:
            return
        unread = self._unread()
        for each in self.unused:
            if each.objects and (unread or each.objects >= _MANY):
                objects = f"{each.objects:,} object{'s' * (each.objects > 1)}"
                reporting.warn_at(
                    self._place,
                    f"field {each.field} of object type {self._object_type_name} stays empty: of "
                    f"the {objects} put, none has {each.path}{_meant(each.path, unread)}",
                    exceptions.UnusedSourceWarning,
                )

    def _unread(self) -> list[str]:
        """The paths of the last objects that no source reads, as accessors."""
        sources = [field["Source"] for field in self._fields.values()]
        unused = {each.path for each in self.unused}
        unread = (unread_paths(each, sources, unused) for each in self._examples)
        return list(dict.fromkeys(chain.from_iterable(unread)))


class SourceWatch:
    """The object types whose sources are watched, in the order in which they were put."""

    def __init__(self) -> None:
        self._watched: list[tuple[int, WatchedSources]] = []
        #: The number of the object type that was put last.
        self.last_number = 0

    def watch(
        self, object_type_name: str, fields: Fields, old: Fields, watched: WatchedSources | None
    ) -> WatchedSources | None:
        """Watch the sources of an object type that is put now; None if there is nothing to watch.

        ``old`` are the fields that it replaces, and ``watched`` is what was still watched of those:
        a path that was there before is unused only if it was so before.
        """
        unused_before = {each.path: each for each in watched.unused} if watched else {}
        read_before = {path for each in old.values() for path in read_paths(each["Source"])}
        unused = [
            unused_before.get(path) or UnusedPath(name, path, is_in)
            for name, field in fields.items()
            for path, is_in in read_paths(field["Source"]).items()
            if path in unused_before or path not in read_before
        ]
        self._watched = [
            each for each in self._watched if each[1].unused and each[1] is not watched
        ]
        if not unused:
            return None
        new = WatchedSources(object_type_name, fields, unused, reporting.caller())
        self.last_number += 1
        self._watched.append((self.last_number, new))
        return new

    def end(self, after: int = 0) -> list[WatchedSources]:
        """Stop watching the object types that were put after that number, and return them."""
        ended = [each for number, each in self._watched if number > after]
        self._watched = [each for each in self._watched if each[0] <= after]
        return ended


def _meant(path: str, unread: Sequence[str]) -> str:
    """A hint: the name that was probably meant, here or elsewhere, or else what is there."""
    if not unread:
        return ""
    elsewhere = [each for each in unread if _last_name(each) == _last_name(path)]
    hint = did_you_mean(
        path.removeprefix(_PREFIX),
        [each.removeprefix(_PREFIX) for each in elsewhere or unread],
        cutoff=0.0 if elsewhere else 0.6,
        prefix=_PREFIX,
    )
    if hint:
        return hint
    more = ", …" if len(unread) > _NAMED else ""
    return f"; no field reads {', '.join(unread[:_NAMED])}{more}"


def _last_name(path: str) -> str:
    return path.rpartition(".")[2].strip("[]\"'").lower()
