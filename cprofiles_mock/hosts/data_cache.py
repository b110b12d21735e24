"""What sessions of botocore read from memory while the mock is active: this service's data.

Code here uses undocumented names of botocore.
"""

from __future__ import annotations

import marshal
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.loaders import Loader

from ..protocol.compiled import SERVICE_NAME
from ..runtime.forking import renew_in_children, run_in_children
from ..runtime.gc_pause import no_collection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_unpacking = Lock()


def _renew_lock() -> None:
    """Renew the lock, in a child that was forked."""
    global _unpacking
    _unpacking = Lock()


run_in_children(_renew_lock)


class _Packed(bytes):
    """An entry of a :class:`LazyDict` that nobody has asked for yet, as ``marshal`` wrote it."""

    __slots__ = ()


class LazyDict(dict[Any, Any]):  # noqa: PLW1641  (as a dict, it has no hash)
    """A dict whose entries are made when they are asked for, each once; from then on they stay.

    A session reads two of the hundreds of services in botocore's endpoint data, and a few of the
    shapes in a service model.
    """

    __slots__ = ()

    # C code that reads a dict directly would find packed entries. It does so only with exact dicts,
    # and with subclasses that iterate as dict does.
    def __iter__(self) -> Iterator[Any]:
        return iter(self.keys())

    def __getitem__(self, key: Any) -> Any:
        value = dict.__getitem__(self, key)
        return self._unpacked(key) if type(value) is _Packed else value

    def _unpacked(self, key: Any) -> Any:
        # All threads get the same object, because botocore changes some of these in place.
        with _unpacking:
            value = dict.__getitem__(self, key)
            if type(value) is _Packed:
                value = marshal.loads(value)  # noqa: S302  (bytes that we dumped)
                dict.__setitem__(self, key, value)
        return value

    def _whole(self) -> LazyDict:
        """The dict itself, once every entry has been made."""
        with no_collection():
            for key in list(self.keys()):
                _ = self[key]
        return self

    def get(self, key: Any, default: Any = None) -> Any:
        """As that of dict."""
        return self[key] if key in self else default  # noqa: SIM401  (which calls this method)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """As that of dict."""
        return self[key] if key in self else dict.setdefault(self, key, default)

    def pop(self, key: Any, *default: Any) -> Any:
        """As that of dict."""
        if key in self:
            # So that what is taken out has been made.
            _ = self[key]
        return dict.pop(self, key, *default)

    def popitem(self) -> tuple[Any, Any]:
        """As that of dict."""
        return dict.popitem(self._whole())

    def items(self) -> Any:
        """As that of dict."""
        return dict.items(self._whole())

    def values(self) -> Any:
        """As that of dict."""
        return dict.values(self._whole())

    def copy(self) -> dict[Any, Any]:
        """Return a plain dict with the same entries."""
        return dict(self.items())

    def __or__(self, other: Any) -> Any:
        return self.copy() | other

    def __eq__(self, other: object) -> bool:
        return self.copy() == (other.copy() if isinstance(other, LazyDict) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __repr__(self) -> str:
        return repr(self.copy())

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Copies and pickles are plain dicts."""
        return dict, (self.copy(),)


class _Copies(NamedTuple):
    """Data of which each session gets a copy of its own; marshal takes a tenth of parsing."""

    # All of it, but for the large tables.
    rest: bytes
    # Where each of these is, and its entries.
    tables: tuple[tuple[tuple[Any, ...], dict[str, _Packed]], ...]

    def make(self) -> Any:
        with no_collection():
            data = marshal.loads(self.rest)  # noqa: S302  (bytes that we dumped)
            for (*above, name), entries in self.tables:
                parent = data
                for step in above:
                    parent = parent[step]
                parent[name] = LazyDict(entries)
        return data


def _copies(data: Any) -> _Copies:
    plain = _plain(data)
    tables = []
    for path in list(_paths_of_tables(plain)):
        *above, name = path
        parent = plain
        for step in above:
            parent = parent[step]
        entries = {key: _Packed(marshal.dumps(value)) for key, value in parent[name].items()}
        # None keeps the place among the other members.
        parent[name] = None
        tables.append((tuple(path), entries))
    return _Copies(marshal.dumps(plain), tuple(tables))


def _paths_of_tables(data: Any) -> Iterator[list[Any]]:
    """The shapes and operations of a service model, and the services of a partition."""
    if not isinstance(data, dict):
        return
    for name in ("shapes", "operations"):
        if isinstance(data.get(name), dict):
            yield [name]
    partitions = data.get("partitions")
    for number, partition in enumerate(partitions if isinstance(partitions, list) else ()):
        if isinstance(partition, dict) and isinstance(partition.get("services"), dict):
            yield ["partitions", number, "services"]


def _plain(data: Any) -> Any:
    """The same in plain dicts, which are all that marshal takes."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data


class DataCache:
    """While installed, sessions read this service's data from memory instead of parsing it again.

    A fresh session spends most of its time on that, and every test creates one. A whole Loader must
    not be shared: sessions append to its search paths, and botocore edits some data in place. So
    each session keeps its own Loader; only the service's model and the data in ``NAMES`` are
    cached, by the distinct search paths, and each session gets a copy of its own.
    """

    NAMES = frozenset({"endpoints", "partitions", "_retry", "sdk-default-configuration"})

    def __init__(self) -> None:
        self._lock = Lock()
        self._data: dict[tuple[Any, ...], tuple[_Copies, Any]] = {}
        self._originals: tuple[Any, Any] | None = None
        renew_in_children(self)

    def renew_locks(self) -> None:
        """Renew the lock, in a child that was forked."""
        self._lock = Lock()

    def install(self) -> None:
        """Put the cache in front of botocore's Loader."""
        load_service_model = Loader.load_service_model
        load_data_with_path = Loader.load_data_with_path
        self._originals = load_service_model, load_data_with_path

        def cached_service_model(
            loader: Loader, service_name: str, type_name: str, api_version: str | None = None
        ) -> Any:
            def load() -> Any:
                return load_service_model(loader, service_name, type_name, api_version), None

            if service_name != SERVICE_NAME:
                return load()[0]
            return self._get(loader, (service_name, type_name, api_version), load)[0]

        def cached_data_with_path(loader: Loader, name: str) -> Any:
            def load() -> Any:
                return load_data_with_path(loader, name)

            return self._get(loader, (name,), load) if name in self.NAMES else load()

        patched: Any = Loader
        patched.load_service_model = cached_service_model
        patched.load_data_with_path = cached_data_with_path

    def uninstall(self) -> None:
        """Restore the methods of botocore's Loader."""
        assert self._originals is not None
        patched: Any = Loader
        patched.load_service_model, patched.load_data_with_path = self._originals
        self._originals = None

    def _get(self, loader: Loader, what: tuple[Any, ...], load: Callable[[], Any]) -> Any:
        # botocore: a Loader returns the same object each time, so the cache does too.
        own: dict[Any, Any] = loader.__dict__.setdefault("_cprofiles_mock_data", {})
        if what in own:
            return own[what]
        key = (tuple(dict.fromkeys(loader.search_paths)), what)
        with self._lock:
            cached = self._data.get(key)
        if cached is None:
            data, path = load()
            cached = _copies(data), path
            with self._lock:
                self._data[key] = cached
        copies, path = cached
        own[what] = copies.make(), path
        return own[what]


data_cache = DataCache()
