"""Problems in a state document: what is wrong, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .progress import with_bar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..exceptions import ServiceError

Built = TypeVar("Built")

#: Names of members and positions in lists, from the outermost to the innermost.
Path = tuple["str | int", ...]


class Problem(ValueError):  # noqa: N818  (it becomes a StateError once the file is known)
    """An invalid value; ``path`` leads to it from the entry that was being read.

    ``others`` are further problems of the same entry.
    """

    def __init__(
        self, path: Path, text: str, others: Iterable[Problem] = (), *, meant: str | None = None
    ) -> None:
        super().__init__(text)
        self.path = path
        self.text = text
        self.others = tuple(others)
        # The member that was probably meant by the one at the end of the path.
        self.meant = meant

    def under(self, *path: str | int) -> Problem:
        """The same problem, with its path extended by ``path`` on the outside."""
        others = [each.under(*path) for each in self.others]
        return Problem((*path, *self.path), self.text, others, meant=self.meant)

    @property
    def parts(self) -> list[Problem]:
        """The problem itself and the others, each on its own."""
        return [Problem(self.path, self.text, meant=self.meant), *self.others]


class Problems:
    """Collects problems, so that a reader can go on after one and raise all of them at the end.

    ``with problems:`` catches a Problem that its block raises.
    """

    __slots__ = ("_found",)

    def __init__(self, found: Iterable[Problem] = ()) -> None:
        self._found: list[Problem] = list(found)

    def __bool__(self) -> bool:
        return bool(self._found)

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        if not isinstance(error, Problem):
            return False
        self.add(error)
        return True

    @property
    def parts(self) -> list[Problem]:
        """The problems, each on its own."""
        return self._found

    @property
    def paths(self) -> set[Path]:
        """The paths of the problems, and of the members that were meant by others."""
        meant = {(*each.path[:-1], each.meant) for each in self._found if each.meant}
        return {each.path for each in self._found} | meant

    def explain(self, error: ServiceError) -> bool:
        """Whether an error may merely follow from one of the problems.

        So it does where they concern the same part of an entry, or one a part of the other's.
        """
        for place in (error.path, *error.depends_on):
            for path in self.paths:
                if path == place[: len(path)]:
                    return True
                # What is wrong below a name leaves the name as it is.
                if path[: len(place)] == place and not error.is_of_name:
                    return True
        return False

    def add_errors(self, errors: Iterable[ServiceError]) -> None:
        """Add the service's errors about an entry, but for those that follow from the problems."""
        known = Problems(self._found)
        for error in errors:
            if not known.explain(error):
                self.add(Problem(error.path, error.message))

    def add(self, problem: Problem) -> None:
        """Add a problem, and the others that it has."""
        self._found += problem.parts

    def raise_any(self, *path: str | int) -> None:
        """Raise all problems as one Problem, if there are any, with their paths below ``path``."""
        if self._found:
            first, *others = self._found
            raise Problem(first.path, first.text, others, meant=first.meant).under(*path)


def path_text(path: Iterable[str | int]) -> str:
    """A path as text, such as ``Domains[0].Profiles[3].PhoneNumber``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def each(name: str, items: Any, build: Callable[[Any], Built], *, key: str = "") -> Iterator[Built]:
    """Yield the result of ``build`` for each entry of the list ``name``; none if it is None.

    An entry with a Problem is skipped; at the end, the problems of all are raised as one, with the
    entries' paths. ``key`` is the member that names an entry, if ``build`` refuses the name of one
    that was built: here that of one which was skipped is refused. At a terminal, a progress bar is
    shown.
    """
    if items is None:
        return
    if type(items) is not list:
        raise Problem((name,), "must be a list")
    problems = Problems()
    skipped: set[str] = set()
    for number, item in enumerate(with_bar(items, "loading", name.lower())):
        named = item.get(key) if type(item) is dict else None
        if isinstance(named, str) and named in skipped:
            problems.add(Problem((key,), f"{named} is there already").under(name, number))
            skipped.remove(named)
        try:
            built = build(item)
        except Problem as problem:
            problems.add(problem.under(name, number))
            if isinstance(named, str):
                skipped.add(named)
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
