"""Which paths of an object a ``Source`` reads, and whether an object has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from .accessors import is_accessor, steps_of
from .handlebars import members_of_template, paths_of_interpolation

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence, Set

    from .accessors import Step

#: Whether an object has a path, be its value null or empty.
Presence = Callable[[Mapping[str, Any]], bool]

# Of an object with very many members, enough are named to find the one that was meant.
_MOST_PATHS = 500


def read_paths(source: str) -> dict[str, Presence]:
    """The paths that a valid source reads, such as ``_source.address.city``, and their presence.

    A template with blocks counts as one path, which an object has if it has any of the members that
    the template names: blocks are there for what may be missing. A constant reads none.
    """
    if "{{" not in source:
        steps = steps_of(source) if is_accessor(source) else []
        return {source: _presence(steps)} if steps else {}
    paths = paths_of_interpolation(source)
    if paths is not None:
        return {_accessor(steps): _presence(steps) for steps in paths if steps}
    members = members_of_template(source)
    return {source: lambda each: not members.isdisjoint(each)} if members else {}


def unread_paths(
    source: Mapping[str, Any], sources: Iterable[str], unused: Container[str]
) -> list[str]:
    """The paths of an object's values that none of these valid sources reads, as accessors.

    ``unused`` are the paths that no object had; they read nothing. Of the items of a list, the
    first stands for all. Nothing is unread if a template may read any member.
    """
    read: set[tuple[str, ...]] = set()
    for each in sources:
        if "{{" not in each:
            if is_accessor(each) and each not in unused:
                read.add(_names(steps_of(each)))
        elif (paths := paths_of_interpolation(each)) is not None:
            read.update(tuple(path) for path in paths if _accessor(path) not in unused)
        elif (members := members_of_template(each)) is not None:
            read.update((name,) for name in members)
        else:
            return []
    return list(islice(_unread("_source", (), source, read), _MOST_PATHS))


def _accessor(names: Sequence[str]) -> str:
    return ".".join(("_source", *names))


def _unread(
    path: str, names: tuple[str, ...], value: Any, read: Set[tuple[str, ...]]
) -> Iterator[str]:
    if names in read or value is None or value in ("", [], {}):
        return
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _unread(f"{path}.{name}", (*names, name), child, read)
    elif isinstance(value, list):
        yield from _unread(f"{path}[]", names, value[0], read)
    else:
        yield path


def _names(steps: Sequence[Step]) -> tuple[str, ...]:
    return tuple(step for step in steps if isinstance(step, str))


def _presence(steps: Sequence[Step]) -> Presence:
    if len(steps) == 1 and isinstance(name := steps[0], str):
        return lambda source: name in source
    return lambda source: _has(source, steps)


def _has(value: Any, steps: Sequence[Step]) -> bool:
    if not steps:
        return True
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        return isinstance(value, dict) and step in value and _has(value[step], rest)
    if not isinstance(value, list):
        return False
    if step is None:
        return any(_has(item, rest) for item in value)
    return step < len(value) and _has(value[step], rest)
