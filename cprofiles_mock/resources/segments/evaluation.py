"""One profile, looked at for one segment or several."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from ...runtime import clock
from ...schema.progress import with_bar
from ...state import queries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ...rules.calculated_attributes.windows import Window
    from ...state.domain import Domain
    from ...state.profile import Profile
    from ...state.queries import Calculator

#: Whether the profile that an evaluation is of passes.
Predicate = Callable[["Evaluation"], bool]


class LazyCalculator:
    """The calculator of a domain, made when something first asks for a calculated attribute."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain

    @cached_property
    def _made(self) -> Calculator:
        return queries.calculator(self._domain)

    @property
    def names(self) -> Collection[str]:
        """The names of all definitions."""
        return self._made.names

    def value(self, name: str, profile: Profile, window: Window | None) -> str | None:
        """The value for a profile now; ``window`` takes the place of the definition's."""
        return self._made.value(name, profile, window)


class Evaluation:
    """A profile, the moment, and what predicates ask about besides."""

    __slots__ = ("_calculator", "_found", "_predicates", "now", "profile")

    def __init__(
        self,
        profile: Profile,
        now: float,
        predicates: Mapping[str, Predicate],
        calculator: Calculator,
    ) -> None:
        self.profile = profile
        #: In seconds since the epoch.
        self.now = now
        self._predicates = predicates
        self._calculator = calculator
        self._found: dict[str, bool] | None = None

    def is_in(self, segment_name: str) -> bool:
        """Whether the profile is in a segment; each is evaluated once."""
        if self._found is None:
            self._found = {}
        found = self._found.get(segment_name)
        if found is None:
            found = self._found[segment_name] = self._predicates[segment_name](self)
        return found

    def calculated(self, name: str, window: Window | None) -> str | None:
        """The value of a calculated attribute; ``window`` takes the place of its own."""
        return self._calculator.value(name, self.profile, window)


class Evaluator:
    """Tells who is in a segment at one moment."""

    def __init__(
        self,
        matches: Predicate,
        predicates: Mapping[str, Predicate],
        calculator: Calculator,
        now: float | None = None,
    ) -> None:
        self._matches = matches
        self._predicates = predicates
        self._calculator = calculator
        #: In seconds since the epoch; for a segment by SQL that of its snapshot.
        self.now = clock.timestamp() if now is None else now

    def includes(self, profile: Profile) -> bool:
        """Whether the profile is in it."""
        return self._matches(Evaluation(profile, self.now, self._predicates, self._calculator))

    def members(
        self, profiles: Mapping[str, Profile], *, has_bar: bool = False
    ) -> Iterator[Profile]:
        """Those of the profiles that are in it, in their order; ``has_bar`` shows the progress."""
        matches, predicates, calculator = self._matches, self._predicates, self._calculator
        asked: Sequence[Profile] = list(profiles.values())
        for each in with_bar(asked, "evaluating", "segment") if has_bar else asked:
            if matches(Evaluation(each, self.now, predicates, calculator)):
                yield each
