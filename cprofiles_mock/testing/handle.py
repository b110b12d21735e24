"""The handle of an active mock: what a test can see and do beyond the API."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from moto import settings

from .. import exceptions
from ..instruments import reporting
from ..instruments.argument_checks import TEXT, WHOLE_NUMBER
from ..instruments.controls import active_controls
from ..instruments.names import region_not_offered
from ..models import (
    CustomerProfilesBackend,
    customerprofiles_backends,
    default_account,
    reset_backends,
)
from ..resources.matching.identity_resolution import run_job
from ..runtime.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..instruments.controls import Controls
    from ..instruments.faults import Fault, When
    from ..instruments.journal import Calls


class NoBackendError(KeyError):
    """The service is not offered in a region; the text names those in which it is."""

    def __str__(self) -> str:
        # A KeyError shows its text as repr does.
        return str(self.args[0])


class MockHandle:
    """The handle of an active mock, as returned by ``with mock_customerprofiles() as mock``.

    It stays usable as long as any activation is entered; the state, the journal of calls, the
    faults and the lag belong to the outermost one. In moto's server mode all of these are in the
    server: its control calls replace these methods, which raise RuntimeError.
    """

    def __init__(self) -> None:
        # Kept, so that the calls can be read when the mock is not active any more.
        self._controls = active_controls()
        self._first_call = self._controls.journal.last_number if self._controls else 0
        self._first_watch = self._controls.sources.last_number if self._controls else 0
        self._faults: list[Fault] = []
        #: Whether the activation that returned this handle has ended.
        self.has_ended = False

    def __repr__(self) -> str:
        """Whether the activation goes on, and what this handle has recorded and left to happen."""
        state = "ended" if self.has_ended else "active"
        if settings.TEST_SERVER_MODE or self._controls is None:
            return f"<{type(self).__name__}: {state}>"
        calls = counted(len(self.calls), "call")
        pending = len(self._controls.faults.unused(self._faults))
        faults = f", {counted(pending, 'fault')} pending" if pending else ""
        return f"<{type(self).__name__}: {state}, {calls}{faults}>"

    def backend(
        self, region: str = "us-east-1", account_id: str | None = None
    ) -> CustomerProfilesBackend:
        """The state of one region of one account, to assert on directly.

        ``account_id`` defaults to moto's account: ``MOTO_ACCOUNT_ID`` or 123456789012.
        Raises KeyError for a region where the service is not offered, and TypeError if the region
        or the account is not a string.
        """
        if settings.TEST_SERVER_MODE:
            raise RuntimeError(_IN_THE_SERVER)
        TEXT.check(region=region)
        TEXT.check_given(account_id=account_id)
        account = account_id or default_account()
        try:
            return customerprofiles_backends[account][region]
        except KeyError:
            raise NoBackendError(region_not_offered(region)) from None

    @property
    def calls(self) -> Calls:
        """The calls since this handle was created, in order; each attempt of a client is one.

        The mock keeps the last 10,000; ``keep_calls`` changes that. After the end of the outermost
        activation, these are the calls that were recorded until then.
        """
        if self._controls is None or settings.TEST_SERVER_MODE:
            return _controls().journal.calls(after=self._first_call)
        return self._controls.journal.calls(after=self._first_call)

    def keep_calls(self, count: int) -> None:
        """Set how many calls are kept, 0 for none. Raises TypeError, or ValueError below 0."""
        WHOLE_NUMBER.check(count=count)
        if not 0 <= count <= sys.maxsize:
            raise ValueError(f"count is a whole number from 0 to {sys.maxsize}, not {count!r}")
        _controls().journal.resize(count)

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
    ) -> None:
        """Make the next attempts to call an operation fail.

        ``error`` is the code of an error that the operation declares, or a connection failure:
        EndpointConnectionError, ConnectTimeoutError, ConnectionClosedError or ReadTimeoutError.
        With ``undeclared``, any other code is accepted too, such as ExpiredTokenException, with an
        HTTP ``status`` from 400 to 599.

        ``times`` counts attempts, not calls. How many a client makes before it gives up depends on
        the version of botocore and on its settings, unless the client's configuration sets
        ``retries={"total_max_attempts": 1}``. ``region`` and ``when`` restrict which requests fail:
        ``when`` is a function that receives the request's parameters and returns whether it fails,
        or a mapping of the values that some parameters must have. Faults happen in the order in
        which they were set. A request that violates the operation's shape fails for that reason,
        and does not use up the fault.

        An UnusedFaultWarning, at the line of this call, reports a fault that has not happened when
        this handle's activation ends. Raises TypeError for an argument of the wrong type, and
        ValueError for a fault that could never happen, such as one for an unknown operation.
        """
        fault = _controls().fail_next(
            operation,
            error,
            times=times,
            message=message,
            region=region,
            when=when,
            undeclared=undeclared,
            status=status,
        )
        fault.place = reporting.caller()
        self._faults.append(fault)

    def lag(self, *, reads: int | None = None, seconds: float | None = None) -> None:
        """Hide new data from now on, as the real service does for some seconds.

        A new profile, a new key, an ingested object and a match are hidden from the next ``reads``
        calls of SearchProfiles, ListProfileObjects and GetMatches in their domain, all three
        counted together and each page as a call, or for ``seconds`` by the clock. ``lag(reads=0)``
        ends the lag and shows everything. Raises ValueError unless exactly one of the two is given
        and is in range, and TypeError if it is not a number.
        """
        _controls().set_lag(reads=reads, seconds=seconds)

    def run_identity_resolution(
        self, domain_name: str, region: str = "us-east-1", account_id: str | None = None
    ) -> str:
        """Run the identity resolution job of a domain now, and return its JobId.

        The job does not count as one of the scheduled jobs. Raises ValueError if there is no such
        domain or its Matching is not enabled, and whatever ``backend`` raises.
        """
        TEXT.check(domain_name=domain_name)
        return run_job(self.backend(region, account_id), domain_name)

    def dump(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        region: str = "us-east-1",
        account_id: str | None = None,
        domain_name: str | None = None,
    ) -> dict[str, Any]:
        """Return all state of one region of an account, and write it to ``path`` if given.

        The suffix selects the format: .json, .yaml or .yml; or .csv for the profiles of one domain,
        which ``domain_name`` names if there are several. Raises ValueError for another suffix,
        OSError if the file cannot be written, and whatever ``backend`` raises. An EmptyDumpWarning
        says where the domains are if this region has none and another region or account has some;
        if this one has some too, the log says it, at the level INFO.
        """
        # Imported here, as most tests use no files.
        from .. import snapshots

        backend = self.backend(region, account_id)
        if path is None:
            return snapshots.dump(backend)
        return snapshots.dump_file(backend, path, domain_name=domain_name)

    def load(
        self,
        source: str | os.PathLike[str] | Mapping[str, Any],
        *,
        region: str = "us-east-1",
        account_id: str | None = None,
        domain_name: str | None = None,
    ) -> None:
        """Load a state, dumped or written by hand, from a file or a mapping.

        Each domain replaces the domain of the same name; all others stay. A .csv file adds profiles
        to the domain ``domain_name``, or to the only one. Raises StateError, a ValueError, for
        invalid content, and then changes nothing; OSError for a file that cannot be read; and
        whatever ``backend`` raises.
        """
        from .. import snapshots

        backend = self.backend(region, account_id)
        if isinstance(source, str | os.PathLike):
            snapshots.load_file(backend, source, domain_name=domain_name)
        else:
            snapshots.load(backend, source, domain_name=domain_name)

    def reset(self) -> None:
        """Start afresh: drop the state of every region and account, calls, faults and lag.

        moto's other services stay as they are. Sources that no object had are warned of, as at the
        end.
        """
        reset_backends()
        _controls().clear()

    def end(self, *, report: bool) -> None:
        """End what this handle has begun; ``report`` warns of what was without effect.

        That is each fault that has not happened, and each source whose path no object had.
        """
        self.has_ended = True
        controls = active_controls()
        if controls is None:
            return
        watched = controls.sources.end(self._first_watch)
        unused = controls.faults.unused(self._faults)
        controls.faults.discard(unused)
        if not report:
            return
        for fault in unused:
            # Here the activation ends, which in pytest may be far from the test.
            text = f"a fault did not happen: {fault}"
            reporting.warn_at(fault.place, text, exceptions.UnusedFaultWarning)
        for each in watched:
            each.report()


_IN_THE_SERVER = (
    "in moto's server mode all this lives in the server; its control calls, "
    "/cprofiles-mock/..., give a hand on it"
)


def _controls() -> Controls:
    """The controls of the outermost activation. Raises RuntimeError if there are none."""
    if settings.TEST_SERVER_MODE:
        raise RuntimeError(_IN_THE_SERVER)
    controls = active_controls()
    if controls is None:
        raise RuntimeError("the mock is not active any more")
    return controls
