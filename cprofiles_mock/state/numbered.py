"""Resources of one kind, in the order of their creation."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, Generic, TypeVar, overload

from ..runtime.wording import named

Key = TypeVar("Key")
Resource = TypeVar("Resource")
Default = TypeVar("Default")
Item = TypeVar("Item")

_number = attrgetter("number")


class Listing(Generic[Item]):
    """What a handler of a paged operation returns: items by rising sequence number.

    ``after`` yields the items whose number is above a given one, each with its number, in order.
    """

    def __init__(self, after: Callable[[int], Iterator[tuple[int, Item]]]) -> None:
        self.after = after


def numbered(
    items: Iterable[Resource],
    show: Callable[[Resource], Any] = lambda item: item,
    *,
    number: Callable[[Resource], int] = _number,
) -> Listing[Any]:
    """A listing of items that know their numbers, in the order given; ``show`` makes the row."""
    return Listing(
        lambda above: ((number(each), show(each)) for each in items if number(each) > above)
    )


class NumberedResources(Mapping[Key, Resource]):
    """A mapping that lists its values by rising sequence numbers.

    A number is given at creation and never reused, so that a listing continued after the number of
    its last item repeats nothing and skips nothing, whatever was deleted in between.
    """

    def __init__(self) -> None:
        self._resources: dict[Key, Resource] = {}
        self._number_of: dict[Key, int] = {}
        #: The resource of a key, or None, as ``get``. Every request looks up its domain, and this
        #: function of the dictionary spares it a call of a method in Python.
        self.find: Callable[[Key], Resource | None] = self._resources.get
        self._numbers: list[int] = []
        self._keys: list[Key] = []
        self._last = 0

    def __getitem__(self, key: Key) -> Resource:
        return self._resources[key]

    @overload
    def get(self, key: Key, /) -> Resource | None: ...

    @overload
    def get(self, key: Key, /, default: Resource | Default) -> Resource | Default: ...

    def get(self, key: Key, /, default: Any = None) -> Any:
        """The resource of that key, or the default."""
        # Mapping's own raises and catches a KeyError on the way.
        return self._resources.get(key, default)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {named(self._keys) or 'empty'}>"

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def last(self) -> int:
        """The number given last."""
        return self._last

    def skip_to(self, number: int) -> None:
        """Make the next number greater than ``number``, unless it already is."""
        self._last = max(self._last, number)

    def add(self, key: Key, resource: Resource) -> None:
        """Append a new resource. Raises KeyError if the key is taken."""
        if key in self._resources:
            raise KeyError(key)
        self._last += 1
        self._resources[key] = resource
        self._number_of[key] = self._last
        self._numbers.append(self._last)
        self._keys.append(key)

    def replace(self, key: Key, resource: Resource) -> None:
        """Replace a resource, keeping its number. Raises KeyError if there is none."""
        if key not in self._resources:
            raise KeyError(key)
        self._resources[key] = resource

    def remove(self, key: Key) -> Resource:
        """Remove a resource and return it. Raises KeyError if there is none."""
        resource = self._resources.pop(key)
        position = bisect_right(self._numbers, self._number_of.pop(key)) - 1
        del self._numbers[position], self._keys[position]
        return resource

    def after(self, number: int) -> Iterator[tuple[int, Resource]]:
        """Each resource whose number is above ``number``, with its number, oldest first."""
        for position in range(bisect_right(self._numbers, number), len(self._keys)):
            key = self._keys[position]
            yield self._number_of[key], self._resources[key]

    def where(self, is_listed: Callable[[Resource], bool]) -> Listing[Resource]:
        """A listing of the resources for which ``is_listed`` holds."""
        return Listing(lambda number: (pair for pair in self.after(number) if is_listed(pair[1])))
