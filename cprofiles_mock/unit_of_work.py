"""The one door to a domain: every piece of work on state goes through a unit of work.

It runs what is due, takes the lock, looks up the domain, sets caller and lag for this piece of work
alone, lets the components settle afterwards, and sends messages once the lock is released.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from . import exceptions
from .instruments.controls import active_controls
from .instruments.lag import READS, WRITES
from .runtime import clock
from .state.history import SERVICE_PRINCIPAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from .instruments.dead_letters import DeadLetter
    from .instruments.lag import Lag
    from .models import CustomerProfilesBackend
    from .state.domain import Domain
    from .state.outbox import Message
    from .state.region import Region

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
    """A unit of work on a domain; entering it returns the domain.

    ``caller`` is the caller's ARN, ``operation_name`` the operation if the work is a request.
    Entering raises ResourceNotFoundException if there is no such domain.
    """
    return UnitOfWork(backend, domain_name, caller, operation_name, True)


def work_in(
    backend: CustomerProfilesBackend,
    domain_name: str | None = None,
    caller: str = SERVICE_PRINCIPAL,
    operation_name: str | None = None,
) -> UnitOfWork[Domain | None]:
    """A unit of work on a backend, and on the domain of that name, if there is one."""
    return UnitOfWork(backend, domain_name, caller, operation_name, False)


class UnitOfWork(Generic[Entered]):
    """One piece of work on the state of a backend, as a context manager.

    If the work raises, nothing of it is published. Units of one backend may be nested in one
    thread: the messages of all leave when the outermost ends, or are dropped if that one raises.
    """

    # Every request comes here, so this reads attributes rather than calling methods.

    __slots__ = (
        "_backend", "_caller", "_domain", "_domain_name", "_operation_name", "_outer", "_required",
        "dead_letters",
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
        # What the work, or what it led to, has accepted and not ingested; known when it has ended.
        self.dead_letters: tuple[DeadLetter, ...] = ()

    def __enter__(self) -> Entered:
        backend, name = self._backend, self._domain_name
        domain: Domain | None = None
        if name is not None:
            domain = backend.domains.find(name)
            if domain is not None:
                now = clock.timestamp()
                if now >= domain.next_due or now >= domain.profiles.next_due:
                    _catch_up(backend, domain, now)
        backend.lock.acquire()
        if name is not None:
            # Another thread may have deleted the domain, or made another one of its name.
            domain = backend.domains.find(name)
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
            if domain is not None and domain.profiles.delayed is not None:
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
        backend = self._backend
        region = backend.region
        outgoing: Sequence[Message] = ()
        try:
            if exception_type is None:
                while region.unsettled:
                    region.unsettled.pop().settle()
            elif not self._outer[2]:
                _drop(region, exception_type)
        finally:
            region.caller, region.lag, region.is_working = self._outer
            if region.dead_letters and not region.is_working:
                self.dead_letters, region.dead_letters = tuple(region.dead_letters), []
            if region.outbox and not region.is_working:
                outgoing, region.outbox = region.outbox, []
            backend.lock.release()
        if outgoing:
            _deliver(outgoing, backend)


def _drop(region: Region, exception_type: type[BaseException]) -> None:
    """Drop what failed work recorded and put out."""
    has_changes = any(domain.changes for domain in region.unsettled)
    has_messages = bool(region.outbox)
    for domain in region.unsettled:
        domain.changes.clear()
    region.unsettled.clear()
    region.outbox.clear()
    if issubclass(exception_type, exceptions.ServiceError):
        # A refusal leaves the state as it was: handlers validate first, then change.
        assert not has_changes, "a refused operation has changed profiles"
        assert not has_messages, "a refused operation has put out messages"


def _catch_up(backend: CustomerProfilesBackend, domain: Domain, now: float) -> None:
    """Run everything that is due, as the service itself.

    Its messages leave before the work that it precedes begins.
    """
    work = work_in(backend)
    with work:
        domain.catch_up(now)
    keep_dead_letters(work)


def keep_dead_letters(work: UnitOfWork[Any]) -> None:
    """Keep the dead letters of work that is no call, if the mock has an owner who can ask."""
    controls = active_controls()
    if work.dead_letters and controls is not None:
        controls.dead_letters.put(work.dead_letters)
