"""Faults: errors that a test wants the service to raise.

Given a request, they decide whether that request fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Union

from ..runtime.forking import renew_in_children
from ..runtime.suggestions import did_you_mean
from .argument_checks import TEXT, WHOLE_NUMBER, Kind
from .error_codes import COMMON_ERRORS, CONNECTION_ERRORS
from .names import check_parameters, check_region, declared_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .reporting import Place

#: A condition on a request: a function of its parameters, or the values that some must have.
When = Union[Callable[[dict[str, Any]], Any], Mapping[str, Any]]  # noqa: UP007  (at run time)

_MESSAGES = {
    "ThrottlingException": "Rate exceeded",
    "ExpiredTokenException": "The security token included in the request is expired",
}
_MESSAGE = "The test asked for this error"

# What ``when`` must be if it is not a mapping.
_CONDITION = Kind(
    "a function of the parameters, or a mapping of the values that some of them must have", callable
)


class NoAnswerError(Exception):
    """The connection is to fail; ``kind`` is one of ``CONNECTION_ERRORS``."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(slots=True, eq=False)
class Fault:
    """Makes the next ``left`` matching requests fail; ``status`` is None for no response."""

    operation: str
    code: str
    status: int | None
    message: str
    left: int
    region: str | None
    when: When | None
    #: The line that set the fault; None for one that was set over HTTP.
    place: Place | None = None

    def fits(self, parameters: Mapping[str, Any], region: str) -> bool:
        """Whether the fault applies to this request."""
        if self.region is not None and self.region != region:
            return False
        if self.when is None:
            return True
        if isinstance(self.when, Mapping):
            return all(parameters.get(name) == value for name, value in self.when.items())
        return bool(self.when(deepcopy(dict(parameters))))

    def as_json(self) -> dict[str, Any]:
        """What the server tells of it."""
        return {
            "operation": self.operation,
            "error": self.code,
            "status": self.status,
            "message": self.message,
            "times": self.left,
            "region": self.region,
            "when": self.when,
        }

    def __str__(self) -> str:
        times = "once" if self.left == 1 else f"{self.left} times"
        where = f" in {self.region}" if self.region else ""
        condition = " when its condition holds" if self.when is not None else ""
        place = f" (set at {self.place})" if self.place else ""
        return f"{self.operation} fails with {self.code} {times}{where}{condition}{place}"


class Faults:
    """The faults that have not happened yet, in the order in which they were set."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = Lock()
        renew_in_children(self)

    def renew_locks(self) -> None:
        """Renew the lock, in a child that was forked."""
        self._lock = Lock()

    @property
    def pending(self) -> Sequence[Fault]:
        """The pending faults, for checking whether there are any; ``unused`` returns a copy."""
        return self._faults

    def add(self, fault: Fault) -> None:
        """Set a fault; earlier faults for the same request happen first."""
        with self._lock:
            self._faults.append(fault)

    def take(self, operation: str, parameters: Mapping[str, Any], region: str) -> Fault | None:
        """Return the fault that applies to this request, if any, and reduce its ``left`` by one."""
        # A condition is the test's own code, and may make calls and set faults: no lock is held.
        for fault in self.unused():
            if fault.operation == operation and fault.fits(parameters, region):
                with self._lock:
                    # Another request may have used it up meanwhile.
                    if fault in self._faults:
                        fault.left -= 1
                        if not fault.left:
                            self._faults.remove(fault)
                        return fault
        return None

    def unused(self, among: Iterable[Fault] | None = None) -> list[Fault]:
        """The faults, of ``among`` if given, that have not happened as often as set."""
        with self._lock:
            mine = None if among is None else {id(fault) for fault in among}
            return [each for each in self._faults if mine is None or id(each) in mine]

    def discard(self, faults: Iterable[Fault]) -> None:
        """Remove faults; ones that are no longer there are ignored."""
        gone = {id(fault) for fault in faults}
        with self._lock:
            self._faults = [each for each in self._faults if id(each) not in gone]


def make_fault(
    operation: str,
    error: str,
    *,
    times: int,
    message: str | None,
    region: str | None,
    when: When | None,
    undeclared: bool,
    status: int | None,
) -> Fault:
    """Make a fault; ``Verbs.fail_next`` documents arguments and errors."""
    TEXT.check(operation=operation, error=error)
    TEXT.check_given(message=message, region=region)
    WHOLE_NUMBER.check(times=times)
    WHOLE_NUMBER.check_given(status=status)
    if times < 1:
        raise ValueError(f"times is a whole number from 1, not {times!r}")
    if region is not None:
        check_region(region)
    if isinstance(when, Mapping):
        check_parameters(operation, when)
    else:
        _CONDITION.check_given(when=when)
    return Fault(
        operation=operation,
        code=error,
        status=_status(operation, error, undeclared=undeclared, status=status),
        message=message or _MESSAGES.get(error, _MESSAGE),
        left=times,
        region=region,
        when=when,
    )


def _status(operation: str, error: str, *, undeclared: bool, status: int | None) -> int | None:
    """The HTTP status of an error; None if the connection is to fail. Raises ValueError."""
    declared = declared_errors(operation)
    if error in CONNECTION_ERRORS:
        return None
    if error in declared:
        if status not in (None, declared[error]):
            raise ValueError(f"{error} has the status {declared[error]}, not {status!r}")
        return declared[error]
    if not undeclared:
        known = ", ".join([*sorted(declared), *CONNECTION_ERRORS])
        hint = did_you_mean(error, (*declared, *CONNECTION_ERRORS))
        raise ValueError(
            f"{operation} declares no {error!r}, but {known}; undeclared=True allows any{hint}"
        )
    if not error or not (error.isascii() and error.isidentifier()):
        raise ValueError(f"{error!r} cannot be the code of an error")
    if status is None:
        return COMMON_ERRORS.get(error, 400)
    if not 400 <= status <= 599:
        raise ValueError(f"the status of an error is from 400 to 599, not {status!r}")
    return status
