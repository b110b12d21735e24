"""Faults: errors that a test wants the service to raise.

Pure: given a request, it decides whether that request fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Union

from ..runtime.forking import renew_in_children

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .reporting import Place

#: A condition on a request: a function of its parameters, or the values that some must have.
When = Union[Callable[[dict[str, Any]], Any], Mapping[str, Any]]  # noqa: UP007  (at run time)

#: How a connection can fail, by botocore's names; the client receives no response.
CONNECTION_ERRORS = (
    "EndpointConnectionError",
    "ConnectTimeoutError",
    "ConnectionClosedError",
    "ReadTimeoutError",
)

#: Errors that any AWS service may return, with their status (API Reference, "common errors").
COMMON_ERRORS = {
    "ExpiredTokenException": 403,
    "IncompleteSignature": 403,
    "InternalFailure": 500,
    "MalformedHttpRequestException": 400,
    "NotAuthorized": 401,
    "OptInRequired": 403,
    "RequestAbortedException": 400,
    "RequestEntityTooLargeException": 413,
    "RequestExpired": 400,
    "RequestTimeoutException": 408,
    "ServiceUnavailable": 503,
    "UnknownOperationException": 404,
    "UnrecognizedClientException": 403,
    "ValidationError": 400,
}


class NoAnswerError(Exception):
    """The connection is to fail; ``kind`` is one of :data:`CONNECTION_ERRORS`."""

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
