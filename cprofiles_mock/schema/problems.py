"""Problems in a state document: what is wrong, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .progress import with_bar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Built = TypeVar("Built")

#: Names of members and positions in lists, from the outermost to the innermost.
Path = tuple["str | int", ...]


class Problem(ValueError):  # noqa: N818  (it becomes a StateError once the file is known)
    """An invalid value; ``path`` leads to it from the entry that was being read."""

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(text)
        self.path = path
        self.text = text

    def under(self, *path: str | int) -> Problem:
        """The same problem, with its path extended by ``path`` on the outside."""
        return Problem((*path, *self.path), self.text)


def path_text(path: Iterable[str | int]) -> str:
    """A path as text, such as ``Domains[0].Profiles[3].PhoneNumber``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def each(name: str, items: Any, build: Callable[[Any], Built]) -> Iterator[Built]:
    """Yield the result of ``build`` for each entry of the list ``name``; none if it is None.

    A Problem gets the entry's path. At a terminal, a progress bar is shown.
    """
    if items is None:
        return
    if type(items) is not list:
        raise Problem((name,), "must be a list")
    for number, item in enumerate(with_bar(items, name.lower())):
        try:
            built = build(item)
        except Problem as problem:
            raise problem.under(name, number) from None
        yield built


class Unreadable(ValueError):  # noqa: N818  (as Problem)
    """A text that violates its format: what is wrong, and in which line, if that is known."""

    def __init__(self, line: int | None, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.text = text


#: A token of a text: its kind (a brace, a bracket, "key" or "value"), its value and its position.
Token = tuple[str, Any, int]


def locate(tokens: Iterable[Token], path: Path) -> int:
    """The position of the value at ``path``, or else of the innermost value around it."""
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
            # A placeholder until the first key: a name that no member can have.
            steps.append("\0" if kind == "{" else -1)
    return nearest
