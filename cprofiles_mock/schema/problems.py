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
    """An invalid value; ``path`` leads to it from the entry that was being read.

    ``others`` are further problems of the same entry.
    """

    def __init__(self, path: Path, text: str, others: Iterable[Problem] = ()) -> None:
        super().__init__(text)
        self.path = path
        self.text = text
        self.others = tuple(others)

    def under(self, *path: str | int) -> Problem:
        """The same problem, with its path extended by ``path`` on the outside."""
        others = [each.under(*path) for each in self.others]
        return Problem((*path, *self.path), self.text, others)

    @property
    def parts(self) -> list[Problem]:
        """The problem itself and the others, each on its own."""
        return [Problem(self.path, self.text), *self.others]


class Problems:
    """Collects problems, so that a reader can go on after one and raise all of them at the end.

    ``with problems:`` catches a Problem that its block raises.
    """

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        if not isinstance(error, Problem):
            return False
        self.add(error)
        return True

    def add(self, problem: Problem) -> None:
        """Add a problem, and the others that it has."""
        self._found += problem.parts

    def raise_any(self) -> None:
        """Raise all problems as one Problem, if there are any."""
        if self._found:
            first, *others = self._found
            raise Problem(first.path, first.text, others)


def path_text(path: Iterable[str | int]) -> str:
    """A path as text, such as ``Domains[0].Profiles[3].PhoneNumber``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def each(name: str, items: Any, build: Callable[[Any], Built]) -> Iterator[Built]:
    """Yield the result of ``build`` for each entry of the list ``name``; none if it is None.

    An entry with a Problem is skipped; at the end, the problems of all are raised as one, with the
    entries' paths. At a terminal, a progress bar is shown.
    """
    if items is None:
        return
    if type(items) is not list:
        raise Problem((name,), "must be a list")
    problems = Problems()
    for number, item in enumerate(with_bar(items, "loading", name.lower())):
        try:
            built = build(item)
        except Problem as problem:  # noqa: PERF203  (each entry is built on its own)
            problems.add(problem.under(name, number))
        else:
            yield built
    problems.raise_any()


class Unreadable(ValueError):  # noqa: N818  (as Problem)
    """A text that violates its format: what is wrong, and in which line, if that is known.

    ``others`` are further mistakes in the same text.
    """

    def __init__(self, line: int | None, text: str, others: Iterable[Unreadable] = ()) -> None:
        super().__init__(text)
        self.line = line
        self.text = text
        self.others = tuple(others)


#: A token of a text: its kind (a brace, a bracket, "key" or "value"), its value and its position.
Token = tuple[str, Any, int]


def locate(tokens: Iterable[Token], paths: Iterable[Path]) -> list[int]:
    """For each path, the position of the value there, or of the innermost value around it.

    The tokens are gone through once, however many paths there are.
    """
    paths = list(paths)
    sought = {path[:length] for path in paths for length in range(len(path) + 1)}
    longest = max(map(len, sought), default=0)
    positions: dict[Path, int] = {}
    steps: list[str | int] = []
    for kind, value, position in tokens:
        if kind in "}]":
            steps.pop()
            continue
        if kind == "key":
            steps[-1] = value
        elif steps and isinstance(steps[-1], int):
            steps[-1] += 1
        if len(steps) <= longest:
            here = tuple(steps)
            if here in sought and here not in positions:
                positions[here] = position
                if len(positions) == len(sought):
                    break
        if kind in "{[":
            # A placeholder until the first key: a name that no member can have.
            steps.append("\0" if kind == "{" else -1)
    around = ([positions[path[:n]] for n in range(len(path), -1, -1) if path[:n] in positions]
              for path in paths)  # fmt: skip
    return [next(iter(found), 0) for found in around]
