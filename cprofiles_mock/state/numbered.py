"""Resources of one kind, in the order of their creation."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, overload

Key = TypeVar("Key")
Resource = TypeVar("Resource")
Default = TypeVar("Default")


class NumberedResources(Mapping[Key, Resource]):
    """A mapping that lists its values by rising sequence numbers.

    A number is given at creation and never again, so that a listing which goes on after the
    number of its last item repeats nothing and skips nothing, whatever was deleted meanwhile.
    """

    def __init__(self) -> None:
        self._resources: dict[Key, tuple[int, Resource]] = {}
        self._numbers: list[int] = []
        self._keys: list[Key] = []
        self._last = 0

    def __getitem__(self, key: Key) -> Resource:
        return self._resources[key][1]

    @overload
    def get(self, key: Key, /) -> Resource | None: ...

    @overload
    def get(self, key: Key, /, default: Resource | Default) -> Resource | Default: ...

    def get(self, key: Key, /, default: Any = None) -> Any:
        """The resource of that key, or the default."""
        # Mapping's own raises and catches a KeyError on the way.
        found = self._resources.get(key)
        return default if found is None else found[1]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def last(self) -> int:
        """The number that was given last."""
        return self._last

    def skip_to(self, number: int) -> None:
        """Let the next resource have a number above ``number``, if it does not anyway."""
        self._last = max(self._last, number)

    def add(self, key: Key, resource: Resource) -> None:
        """Append a new resource. Raises KeyError where the key is taken."""
        if key in self._resources:
            raise KeyError(key)
        self._last += 1
        self._resources[key] = (self._last, resource)
        self._numbers.append(self._last)
        self._keys.append(key)

    def replace(self, key: Key, resource: Resource) -> None:
        """Put another resource in the place of one. Raises KeyError where there is none."""
        self._resources[key] = (self._resources[key][0], resource)

    def remove(self, key: Key) -> Resource:
        """Take a resource out and return it. Raises KeyError where there is none."""
        number, resource = self._resources.pop(key)
        position = bisect_right(self._numbers, number) - 1
        del self._numbers[position], self._keys[position]
        return resource

    def after(self, number: int) -> Iterator[tuple[int, Resource]]:
        """Each resource whose number is above ``number``, with its number, oldest first."""
        for position in range(bisect_right(self._numbers, number), len(self._keys)):
            yield self._resources[self._keys[position]]
