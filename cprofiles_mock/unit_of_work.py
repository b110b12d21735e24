"""The one door to a domain: every piece of work on state goes through a unit of work.

It lets happen what is due, takes the lock, looks up the domain, sets caller and lag for this one
piece of work, lets the components settle afterwards, and sends messages once the lock is released.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from . import exceptions
from .instruments.controls import active_controls
from .instruments.lag import READS, WRITES
from .runtime import clock
from .state.history import SERVICE_PRINCIPAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from .instruments.lag import Lag
    from .models import CustomerProfilesBackend
    from .state.domain import Domain
    from .state.outbox import Message

    #: Sends messages to other services; called without the lock.
    Deliver = Callable[[Sequence[Message], CustomerProfilesBackend], None]


def _refuse(messages: Sequence[Message], _: CustomerProfilesBackend) -> None:
    raise RuntimeError(f"nothing delivers messages: call cprofiles_mock.register() ({messages})")


_deliver: Deliver = _refuse


def deliver_by(deliver: Deliver) -> None:
    """Set what sends messages to other services; the hosts do so when they register."""
    global _deliver
    _deliver = deliver


Entered = TypeVar("Entered")


def work_on(
    backend: CustomerProfilesBackend,
    domain_name: str,
    caller: str = SERVICE_PRINCIPAL,
    operation_name: str | None = None,
) -> UnitOfWork[Domain]:
    """A piece of work on a domain, which entering it returns.

    ``caller`` is the ARN of whoever makes the call, ``operation_name`` the operation if the work is
    a request. Entering raises ResourceNotFoundException if there is no such domain.
    """
    return UnitOfWork(backend, domain_name, caller, operation_name, True)


def work_in(
    backend: CustomerProfilesBackend,
    domain_name: str | None = None,
    caller: str = SERVICE_PRINCIPAL,
    operation_name: str | None = None,
) -> UnitOfWork[Domain | None]:
    """A piece of work on a backend, and on the domain of that name, which need not exist."""
    return UnitOfWork(backend, domain_name, caller, operation_name, False)


class UnitOfWork(Generic[Entered]):
    """One piece of work on the state of a backend, as a context manager.

    If the work raises, nothing of it is published. Units of one backend may be nested in one
    thread: the messages of all leave when the outermost ends.
    """

    # Every request comes here, so nothing is called that an attribute can tell.

    __slots__ = (
        "_backend", "_caller", "_domain", "_domain_name", "_operation_name", "_outer", "_required",
    )  # fmt: skip

    def __init__(
        self,
        backend: CustomerProfilesBackend,
        domain_name: str | None,
        caller: str,
        operation_name: str | None,
        required: bool,
    ) -> None:
        self._backend = backend
        self._domain_name = domain_name
        self._caller = caller
        self._operation_name = operation_name
        self._required = required

    def __enter__(self) -> Entered:
        backend, name = self._backend, self._domain_name
        domain: Domain | None = None
        if name is not None:
            domain = backend.domains.get(name)
            if domain is not None:
                now = clock.timestamp()
                if now >= domain.next_due or now >= domain.profiles.next_due:
                    _catch_up(backend, domain, now)
        backend.lock.acquire()
        if name is not None:
            # Another thread may have deleted the domain, or made another one of its name.
            domain = backend.domains.get(name)
            if domain is None and self._required:
                backend.lock.release()
                raise exceptions.domain_not_found(name, backend.account_id)
        self._domain = domain
        region = backend.region
        self._outer = region.caller, region.lag, region.is_working
        region.caller = self._caller
        region.is_working = True
        controls = active_controls()
        if controls is not None and controls.lag is not None:
            self._begin_lag(controls.lag)
        else:
            region.lag = None
            if domain is not None:
                domain.profiles.delayed = None
        return domain  # type: ignore[return-value]  # the functions above say which

    def _begin_lag(self, lag: Lag) -> None:
        """Set how long what the work writes stays hidden.

        A read reveals what has been hidden long enough.
        """
        operation_name, domain = self._operation_name, self._domain
        writes = operation_name is None or operation_name in WRITES
        self._backend.region.lag = lag if writes else None
        if domain is not None and operation_name in READS:
            delayed = domain.profiles.delayed
            if delayed is not None:
                delayed.begin_read(clock.timestamp())

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        backend, domain = self._backend, self._domain
        region = backend.region
        outgoing: Sequence[Message] = ()
        try:
            if not self._required and self._domain_name is not None:
                # The work may have made it.
                domain = backend.domains.get(self._domain_name)
            if exception_type is not None:
                self._drop(domain, exception_type)
            elif domain is not None and domain.changes:
                domain.settle()
        finally:
            region.caller, region.lag, region.is_working = self._outer
            if region.outbox and not region.is_working:
                outgoing, region.outbox = region.outbox, []
            backend.lock.release()
        if outgoing:
            _deliver(outgoing, backend)

    def _drop(self, domain: Domain | None, exception_type: type[BaseException]) -> None:
        """Drop what a failed piece of work recorded and put out."""
        region, is_nested = self._backend.region, self._outer[2]
        has_changes = domain is not None and bool(domain.changes)
        has_messages = bool(region.outbox) and not is_nested
        if domain is not None:
            domain.changes.clear()
        if has_messages:
            region.outbox.clear()
        if issubclass(exception_type, exceptions.ServiceError):
            # A refusal leaves the state as it was: handlers validate first, then change.
            assert not has_changes, "a refused operation has changed profiles"
            assert not has_messages, "a refused operation has put out messages"


def _catch_up(backend: CustomerProfilesBackend, domain: Domain, now: float) -> None:
    """Let everything happen that is due, as work of the service's own.

    Its messages leave before the work that it precedes begins.
    """
    with work_in(backend):
        domain.catch_up(now)
