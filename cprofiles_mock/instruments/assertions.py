"""Assertions on calls: that an operation was called, once or not at all, with some parameters."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from reprlib import Repr
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from .argument_checks import TEXT
from .names import check_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping


class AssertableCall(Protocol):
    """What an assertion reads of a call."""

    def sent(self, name: str, default: Any) -> Any:
        """The value of a parameter, not a copy; ``default`` if it was not sent."""

    @property
    def attempt(self) -> int:
        """Which attempt of its client it was, from 1."""


OneCall = TypeVar("OneCall", bound=AssertableCall)
Mine = TypeVar("Mine", bound="AssertableCalls[Any]")

# How many calls a failed assertion lists.
_LISTED = 20

_MISSING: Any = object()

_short = Repr()
_short.maxstring = _short.maxother = 200


class AssertableCalls(Sequence[OneCall]):
    """Calls on which a test can make assertions that fail readably.

    In each assertion ``operation`` is a name of the API, and ``parameters`` are values that some
    of its parameters must have, by their names in the API; they compare by ``==``, so that
    ``unittest.mock.ANY`` stands for any value. Each attempt of a call that botocore tries again is
    in the journal, but counts as one call here. What says that something was not called, or only
    once, fails if the mock no longer keeps all calls. Each raises AssertionError if it does not
    hold, and ValueError for an operation or parameter that the service does not have: an assertion
    on such a name would mean nothing.
    """

    #: How many earlier calls are no longer kept.
    lost: int

    @abstractmethod
    def filter(self: Mine, operation: str | None = None) -> Mine:
        """The calls of an operation."""

    @abstractmethod
    def those(self: Mine, calls: Sequence[OneCall]) -> Mine:
        """Some of these calls."""

    def assert_called(self: Mine, operation: str, /, **parameters: Any) -> Mine:
        """Assert that an operation was called at least once; return those calls."""
        of_operation, found = self._find(operation, parameters)
        if not found:
            raise AssertionError(self._not_called(operation, parameters, of_operation))
        return found

    def assert_called_once(self, operation: str, /, **parameters: Any) -> OneCall:
        """Assert that an operation was called exactly once; return that call, its last attempt."""
        found = self.assert_called(operation, **parameters)
        self._check_all_are_kept(operation, parameters)
        count = sum(each.attempt == 1 for each in found)
        if count > 1:
            raise AssertionError(
                f"{_described(operation, parameters)} was called {count} times, not once:"
                f"{_listed(found)}"
            )
        return found[-1]

    def assert_not_called(self, operation: str, /, **parameters: Any) -> None:
        """Assert that an operation was not called."""
        _, found = self._find(operation, parameters)
        if found:
            raise AssertionError(f"{_described(operation, parameters)} was called:{_listed(found)}")
        self._check_all_are_kept(operation, parameters)

    def _check_all_are_kept(self, operation: str, parameters: Mapping[str, Any]) -> None:
        if self.lost:
            raise AssertionError(
                f"how often {_described(operation, parameters)} was called cannot be told: "
                f"{self.lost:,} earlier calls are no longer kept; keep_calls() keeps more"
            )

    def _find(self: Mine, operation: str, parameters: Mapping[str, Any]) -> tuple[Mine, Mine]:
        """The calls of an operation, and those of them with these parameters."""
        TEXT.check(operation=operation)
        check_parameters(operation, parameters)
        of_operation = self.filter(operation)
        return of_operation, of_operation.those(
            [each for each in of_operation if not _differences(each, parameters)]
        )

    def _not_called(
        self, operation: str, parameters: Mapping[str, Any], of_operation: Sequence[OneCall]
    ) -> str:
        text = f"{_described(operation, parameters)} was not called"
        if self.lost:
            text += f" by those that are kept ({self.lost:,} earlier calls are not)"
        if of_operation:
            return f"{text}; {operation} was called, though:{_listed(of_operation, parameters)}"
        return f"{text}; the calls were:{_listed(self)}" if self else f"{text}; nothing was"


def _described(operation: str, parameters: Mapping[str, Any]) -> str:
    given = ", ".join(f"{name}={_short.repr(value)}" for name, value in parameters.items())
    return f"{operation}({given})" if given else operation


def _differences(call: AssertableCall, parameters: Mapping[str, Any]) -> list[str]:
    """What a call had in place of the values wanted."""
    differences = []
    for name, value in parameters.items():
        sent = call.sent(name, _MISSING)
        if sent is _MISSING:
            differences.append(f"{name} is not given")
        elif not sent == value:  # noqa: SIM201  (a matcher may define == alone)
            differences.append(f"{name} is {_short.repr(sent)}")
    return differences


def _listed(calls: Sequence[AssertableCall], parameters: Mapping[str, Any] | None = None) -> str:
    """The calls, a line for each, with their differences from what was wanted."""
    lines = []
    for number, call in enumerate(calls[:_LISTED], 1):
        differences = _differences(call, parameters or {})
        hint = f"; {', '.join(differences)}" if differences else ""
        lines.append(f"\n  {number}. {call!r}{hint}")
    if len(calls) > _LISTED:
        lines.append(f"\n  ... and {len(calls) - _LISTED} more")
    return "".join(lines)
