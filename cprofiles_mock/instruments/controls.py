"""What a test controls beyond the API: the journal, faults and lag.

They belong to the owner of the mock: the outermost activation, or the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..runtime.suggestions import did_you_mean
from .argument_checks import NUMBER, TEXT, WHOLE_NUMBER, Kind
from .faults import COMMON_ERRORS, CONNECTION_ERRORS, Fault, Faults, NoAnswerError
from .journal import KEPT, Journal
from .lag import Lag
from .names import check_parameters, check_region, declared_errors
from .unused_sources import SourceWatch

if TYPE_CHECKING:
    from .faults import When

_MESSAGES = {
    "ThrottlingException": "Rate exceeded",
    "ExpiredTokenException": "The security token included in the request is expired",
}
_MESSAGE = "The test asked for this error"

# What ``when`` must be if it is not a mapping.
_CONDITION = Kind(
    "a function of the parameters, or a mapping of the values that some of them must have", callable
)


class Controls:
    """The journal, the pending faults, the sources that are watched, and the current lag."""

    def __init__(self, journal_size: int = KEPT) -> None:
        self.journal = Journal(journal_size)
        self.faults = Faults()
        self.sources = SourceWatch()
        # None if nothing is to be hidden.
        self.lag: Lag | None = None

    def clear(self) -> None:
        """Remove all calls and all faults, and end the lag; warn of sources that no object had."""
        self.journal.clear()
        self.faults.discard(self.faults.unused())
        self.lag = None
        for watched in self.sources.end():
            watched.report()

    def inject(self, operation: str, parameters: Mapping[str, Any], region: str) -> None:
        """Raise the fault that is set for this request, if there is one.

        Raises ServiceError, or NoAnswerError if the connection is to fail.
        """
        fault = self.faults.take(operation, parameters, region)
        if fault is None:
            return
        if fault.status is None:
            raise NoAnswerError(fault.code, fault.message)
        raise exceptions.InjectedError(fault.code, fault.status, fault.message)

    def fail_next(
        self,
        operation: str,
        error: str,
        *,
        times: int = 1,
        message: str | None = None,
        region: str | None = None,
        when: When | None = None,
        undeclared: bool = False,
        status: int | None = None,
    ) -> Fault:
        """Set a fault, and return it; ``MockHandle.fail_next`` documents the arguments.

        Raises TypeError for an argument of the wrong type, and ValueError for a fault that could
        never happen.
        """
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
        fault = Fault(
            operation=operation,
            code=error,
            status=_status(operation, error, undeclared=undeclared, status=status),
            message=message or _MESSAGES.get(error, _MESSAGE),
            left=times,
            region=region,
            when=when,
        )
        self.faults.add(fault)
        self.journal.errors.add(error)
        return fault

    def set_lag(self, *, reads: int | None = None, seconds: float | None = None) -> None:
        """Set the lag; ``MockHandle.lag`` documents arguments and errors."""
        WHOLE_NUMBER.check_given(reads=reads)
        NUMBER.check_given(seconds=seconds)
        if (reads is None) == (seconds is None):
            raise ValueError("give either reads or seconds; reads=0 ends the lag")
        if reads is not None and reads < 0:
            raise ValueError(f"reads is a whole number from 0, not {reads!r}")
        if seconds is not None and not 0 <= seconds < 1e9:
            raise ValueError(f"seconds is a number from 0, not {seconds!r}")
        is_set = bool(reads or seconds)
        self.lag = Lag(reads=reads or 0, seconds=float(seconds or 0)) if is_set else None


# The controls of the active mock; None under plain `mock_aws`.
_active: Controls | None = None


def active_controls() -> Controls | None:
    """The controls of the active mock or the server; None under plain ``mock_aws``."""
    return _active


def apply_controls(controls: Controls | None) -> None:
    """Apply these controls to all further calls; None removes them."""
    global _active
    _active = controls


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
