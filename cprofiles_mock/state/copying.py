"""Copies of domains, with everything in them.

Each resource, component and index is copied, whatever family it belongs to, and refers to the
other copies as the original refers to the other originals. What never changes is shared.
"""

from __future__ import annotations

import io
import pickle
import re
from contextvars import ContextVar
from types import FunctionType, MappingProxyType
from typing import Any

from ..instruments.unused_sources import WatchedSources
from ..rules.ingestion.mapping import ObjectMapping
from ..rules.ingestion.precedence import Origin
from ..runtime.gc_pause import no_collection
from .history import HistoryRecord
from .profile_fields import OneSource
from .region import Region

# What a copy shares with its original, because it never changes, or belongs to neither: a region to
# its backend, the sources that are watched to the test.
_SHARED = (
    MappingProxyType, re.Pattern, HistoryRecord, ObjectMapping, OneSource, Origin, Region,
    WatchedSources,
)  # fmt: skip

_loading: ContextVar[list[Any]] = ContextVar("_loading")


def copy_of(original: Any, region: Region | None = None) -> Any:
    """Copy a domain, or any collection of domains.

    They stay in their region, or come into ``region`` if it is given. Call this under the lock of
    the backend.
    """
    shared: list[Any] = []
    stream = io.BytesIO()
    # pickle is several times as fast as copy.deepcopy. The bytes never leave this function.
    pickler = _Pickler(stream, shared, region)
    token = _loading.set(shared)
    try:
        with no_collection():
            pickler.dump(original)
            return pickle.loads(stream.getbuffer())  # noqa: S301  (bytes that we dumped)
    finally:
        _loading.reset(token)


class _Pickler(pickle.Pickler):
    """Writes what is shared as its place in a list."""

    def __init__(self, stream: io.BytesIO, shared: list[Any], region: Region | None) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self._shared = shared
        self._region = region
        # By class, whether its instances are shared.
        self._is_shared: dict[type, bool] = {}

    def reducer_override(self, value: Any) -> Any:
        """pickle: asked for all but the built-in types of data, once for each value."""
        kind = type(value)
        is_shared = self._is_shared.get(kind)
        if is_shared is None:
            is_shared = self._is_shared[kind] = issubclass(kind, _SHARED)
        if not is_shared and not _is_local(value):
            return NotImplemented
        if kind is Region and self._region is not None:
            value = self._region
        self._shared.append(value)
        return _take, (len(self._shared) - 1,)


def _is_local(value: Any) -> bool:
    """Whether it is a function or a class that has no name by which it can be imported."""
    return isinstance(value, FunctionType | type) and "<" in value.__qualname__


def _take(place: int) -> Any:
    return _loading.get()[place]
