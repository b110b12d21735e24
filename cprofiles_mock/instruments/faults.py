"""Faults: errors that a test wants the service to raise."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar

from .. import exceptions
from ..runtime.suggestions import did_you_mean
from .argument_checks import NUMBER, TEXT, WHOLE_NUMBER
from .error_codes import COMMON_ERRORS, CONNECTION_ERRORS
from .names import declared_errors
from .outcomes import Outcome, check_conditions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .outcomes import When

_MESSAGES = {
    "ThrottlingException": "Rate exceeded",
    "ExpiredTokenException": "The security token included in the request is expired",
}
_MESSAGE = "The test asked for this error"


class NoAnswerError(Exception):
    """The connection is to fail; ``kind`` is one of ``CONNECTION_ERRORS``."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(slots=True, kw_only=True, eq=False)
class Fault(Outcome):
    """Makes requests fail; ``status`` is None for no response."""

    code: str
    status: int | None
    message: str

    warning: ClassVar[type[Warning] | None] = exceptions.UnusedFaultWarning

    def happen(self) -> dict[str, Any]:
        """Raise the error, or NoAnswerError if the connection is to fail."""
        if self.status is None:
            raise NoAnswerError(self.code, self.message)
        raise exceptions.InjectedError(self.code, self.status, self.message)

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
        return f"a fault did not happen: {self.operation} fails with {self.code}{self.conditions}"


@dataclass(slots=True, kw_only=True, eq=False)
class FailRate(Fault):
    """Makes a share of requests fail, from 0 to 1, as a seed decides."""

    rate: float
    seed: int
    _random: Random = field(init=False)

    warning: ClassVar[type[Warning] | None] = None
    is_last: ClassVar[bool] = True

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311  (a test wants to know what comes)

    def fits(self, parameters: Mapping[str, Any], region: str) -> bool:
        """Whether this request fails; each request that could is drawn for once."""
        return Fault.fits(self, parameters, region) and self._random.random() < self.rate

    def replaces(self, other: Outcome) -> bool:
        """Whether it takes the place of another one."""
        return isinstance(other, FailRate) and (other.operation, other.code) == (
            self.operation,
            self.code,
        )

    def as_json(self) -> dict[str, Any]:
        """What the server tells of it."""
        return {**Fault.as_json(self), "rate": self.rate, "seed": self.seed}


def make_fail_rate(
    operation: str,
    error: str,
    rate: float,
    *,
    seed: int,
    message: str | None,
    region: str | None,
    when: When | None,
    undeclared: bool,
    status: int | None,
) -> FailRate:
    """Make a rate of failures; ``Verbs.fail_rate`` documents arguments and errors."""
    NUMBER.check(rate=rate)
    WHOLE_NUMBER.check(seed=seed)
    if not 0 <= rate <= 1:
        raise ValueError(f"rate is a number from 0 to 1, not {rate!r}")
    fault = make_fault(
        operation,
        error,
        times=None,
        message=message,
        region=region,
        when=when,
        undeclared=undeclared,
        status=status,
    )
    return FailRate(
        operation=operation,
        code=error,
        status=fault.status,
        message=fault.message,
        left=None,
        region=region,
        when=when,
        rate=rate,
        seed=seed,
    )


def make_fault(
    operation: str,
    error: str,
    *,
    times: int | None,
    message: str | None,
    region: str | None,
    when: When | None,
    undeclared: bool,
    status: int | None,
) -> Fault:
    """Make a fault; ``Verbs.fail_next`` documents arguments and errors."""
    TEXT.check(error=error)
    TEXT.check_given(message=message)
    WHOLE_NUMBER.check_given(status=status)
    check_conditions(operation, region, when, times)
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
