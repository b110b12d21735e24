"""Outcomes that a test sets for coming requests: errors, and answers of its own.

All wait in one queue, in the order in which they were set. Given a request, the queue decides which
of them it gets.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Union

from ..runtime.forking import renew_in_children
from .argument_checks import TEXT, WHOLE_NUMBER, Kind
from .names import check_operation, check_parameters, check_region

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .reporting import Place

#: A condition on a request: a function of its parameters, or the values that some must have.
When = Union[Callable[[dict[str, Any]], Any], Mapping[str, Any]]  # noqa: UP007  (at run time)

# What ``when`` must be if it is not a mapping.
_CONDITION = Kind(
    "a function of the parameters, or a mapping of the values that some of them must have", callable
)


@dataclass(slots=True, kw_only=True, eq=False)
class Outcome(ABC):
    """What the next ``left`` requests get that match it; all of them if ``left`` is None."""

    operation: str
    left: int | None
    region: str | None
    when: When | None
    # How many requests have got it.
    happened: int = field(default=0, init=False)
    # The line that set it; None if it was set over HTTP.
    place: Place | None = field(default=None, init=False)

    #: The warning of an outcome that no request has got, or not as often as it was set; None if
    #: that says nothing.
    warning: ClassVar[type[Warning] | None] = None

    #: Whether it happens only to requests that get no other outcome.
    is_last: ClassVar[bool] = False

    @abstractmethod
    def happen(self) -> dict[str, Any]:
        """Return the body of the response, or raise the error."""

    @abstractmethod
    def as_json(self) -> dict[str, Any]:
        """What the server tells of it."""

    def fits(self, parameters: Mapping[str, Any], region: str) -> bool:
        """Whether the outcome is for this request to its operation."""
        if self.region is not None and self.region != region:
            return False
        if self.when is None:
            return True
        if isinstance(self.when, Mapping):
            return all(parameters.get(name) == value for name, value in self.when.items())
        return bool(self.when(deepcopy(dict(parameters))))

    @property
    def is_unused(self) -> bool:
        """Whether it happened less often than the test said."""
        return not self.happened if self.left is None else self.left > 0

    @property
    def conditions(self) -> str:
        """How often it happens, and where, and when, in words."""
        times = {None: " from now on", 1: " once"}.get(self.left, f" {self.left} times")
        where = f" in {self.region}" if self.region else ""
        condition = " when its condition holds" if self.when is not None else ""
        place = f" (set at {self.place})" if self.place else ""
        return f"{times}{where}{condition}{place}"


def check_conditions(
    operation: str, region: str | None, when: When | None, times: int | None = 1
) -> None:
    """Check what all outcomes have. Raises TypeError and ValueError."""
    TEXT.check(operation=operation)
    TEXT.check_given(region=region)
    WHOLE_NUMBER.check_given(times=times)
    if times is not None and times < 1:
        raise ValueError(f"times is a whole number from 1, not {times!r}")
    check_operation(operation)
    if region is not None:
        check_region(region)
    if isinstance(when, Mapping):
        check_parameters(operation, when)
    else:
        _CONDITION.check_given(when=when)


class Outcomes:
    """The outcomes that may still happen, in the order in which they were set."""

    def __init__(self) -> None:
        #: For checking whether there are any; ``listed`` returns a copy.
        self.pending: list[Outcome] = []
        self._lock = Lock()
        renew_in_children(self)

    def renew_locks(self) -> None:
        """Renew the lock, in a child that was forked."""
        self._lock = Lock()

    def add(self, outcome: Outcome) -> None:
        """Set an outcome; earlier ones for the same request happen first."""
        with self._lock:
            self.pending = sorted([*self.pending, outcome], key=lambda each: each.is_last)

    def take(self, operation: str, parameters: Mapping[str, Any], region: str) -> Outcome | None:
        """Return the outcome of this request, if one is set, and count that it happened."""
        # A condition is the test's own code, and may make calls and set outcomes: no lock is held.
        for outcome in self.listed():
            if outcome.operation == operation and outcome.fits(parameters, region):
                with self._lock:
                    # Another request may have used it up meanwhile.
                    if outcome in self.pending:
                        outcome.happened += 1
                        if outcome.left is not None:
                            outcome.left -= 1
                            if not outcome.left:
                                self.pending.remove(outcome)
                        return outcome
        return None

    def listed(self, kind: type[Outcome] = Outcome) -> list[Outcome]:
        """The outcomes of a kind that may still happen."""
        with self._lock:
            return [each for each in self.pending if isinstance(each, kind)]

    def pending_among(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        """Those of the outcomes that may still happen."""
        mine = {id(each) for each in outcomes}
        return [each for each in self.listed() if id(each) in mine]

    def discard(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        """Remove outcomes, and return those of them that were there."""
        gone = {id(each) for each in outcomes}
        with self._lock:
            removed = [each for each in self.pending if id(each) in gone]
            self.pending = [each for each in self.pending if id(each) not in gone]
        return removed
