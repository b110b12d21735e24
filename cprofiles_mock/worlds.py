"""Other states in place of the present one, for a while: none, a copy, or one that was kept.

What is replaced is the state of this service in all accounts and regions. moto's other services,
the journal and what else a test controls stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .models import all_backends, customerprofiles_backends
from .state.copying import copy_of
from .state.numbered import NumberedResources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from .models import CustomerProfilesBackend
    from .state.domain import Domain

    Domains = NumberedResources[str, Domain]
    Kept = tuple[str, str, CustomerProfilesBackend, Domains]


class StateKept:
    """Keeps the present state, and puts it back at the end.

    Meanwhile there are the domains that ``begin_with`` makes of the present ones, under the lock of
    their backend. Whatever happens does not reach those that are kept. One that ends before others
    that have begun inside it ends them, too.
    """

    def __init__(self, begin_with: Callable[[Domains], Domains]) -> None:
        self._begin_with = begin_with
        self._kept: list[Kept] = []

    def __enter__(self) -> None:
        self.begin()

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()

    def begin(self) -> None:
        """Keep the present state. If that raises, nothing has changed."""
        kept = []
        for account_id, region_name, backend in all_backends():
            with backend.lock:
                kept.append((account_id, region_name, backend, backend.domains))
                try:
                    backend.domains = self._begin_with(backend.domains)
                except BaseException:
                    _put_back(kept)
                    raise
        self._kept = kept
        _begun.append(self)

    def end(self) -> None:
        """Put the state back; without effect if that has been done."""
        if self not in _begun:
            return
        del _begun[_begun.index(self) :]
        kept = {id(backend): domains for _, _, backend, domains in self._kept}
        for _, _, backend in all_backends():
            # In one step: another thread may make calls all the time.
            backend.replace(kept.get(id(backend), NumberedResources()))
        _put_back(self._kept)
        self._kept = []


# Those that have begun and not ended.
_begun: list[StateKept] = []


def set_aside() -> StateKept:
    """Begin without state."""
    return StateKept(lambda _: NumberedResources())


def snapshot() -> StateKept:
    """Begin with a copy of the present state."""
    return StateKept(copy_of)


class World:
    """A state of its own, which is there while it is entered, and is kept in between."""

    def __init__(self) -> None:
        self._kept: list[Kept] = []
        self._outside = set_aside()
        self._entered = 0

    def enter(self) -> None:
        """Put this state in place of the present one, unless it is there."""
        self._entered += 1
        if self._entered == 1:
            self._outside.begin()
            _put_back(self._kept)

    def leave(self) -> None:
        """Leave as often as it was entered; then there is again what was there before."""
        self._entered -= 1
        if not self._entered:
            self._kept = [
                (account_id, region_name, backend, backend.domains)
                for account_id, region_name, backend in all_backends()
            ]
            self._outside.end()


def _put_back(kept: Iterable[Kept]) -> None:
    for account_id, region_name, backend, domains in kept:
        with backend.lock:
            backend.domains = domains
        # moto: a reset in the meantime has dropped the backend.
        customerprofiles_backends[account_id][region_name] = backend
