"""What is wrong with a state document, and where in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .progress import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Built = TypeVar("Built")

#: Names of members and positions in lists, from the outermost inwards.
Path = tuple["str | int", ...]


class Problem(ValueError):  # noqa: N818  (it becomes a StateError once it is known of which file)
    """A value that cannot be taken, by its path in what was being read."""

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(text)
        self.path = path
        self.text = text

    def under(self, *path: str | int) -> Problem:
        """The same, as seen from further out."""
        return Problem((*path, *self.path), self.text)


def path_text(path: Iterable[str | int]) -> str:
    """A path as people write it: ``Domains[0].Profiles[3].PhoneNumber``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def each(name: str, items: Any, build: Callable[[Any], Built]) -> Iterator[Built]:
    """What ``build`` makes of each entry of the list ``name``, which may not be there.

    A Problem gets the entry's path. Whoever waits at a terminal sees how it goes on.
    """
    if items is None:
        return
    if type(items) is not list:
        raise Problem((name,), "must be a list")
    for number, item in enumerate(shown(items, name.lower())):
        try:
            built = build(item)
        except Problem as problem:
            raise problem.under(name, number) from None
        yield built


class Unreadable(ValueError):  # noqa: N818  (as Problem)
    """A text that is not of its format: what is wrong, and in which line, if that is known."""

    def __init__(self, line: int | None, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.text = text


#: A piece of a text: a brace, a bracket, a key or a scalar; its value; and where it begins.
Token = tuple[str, Any, int]


def locate(tokens: Iterable[Token], path: Path) -> int:
    """Where what a path leads to begins, or else the nearest around it."""
    nearest, depth = 0, -1
    steps: list[str | int] = []
    for kind, value, position in tokens:
        if kind in "}]":
            steps.pop()
            continue
        if kind == "key":
            steps[-1] = value
        elif steps and isinstance(steps[-1], int):
            steps[-1] += 1
        if len(steps) > depth and path[: len(steps)] == tuple(steps):
            nearest, depth = position, len(steps)
            if depth == len(path):
                break
        if kind in "{[":
            # Nothing is under a name that no member can have.
            steps.append("\0" if kind == "{" else -1)
    return nearest
