"""The handle of an active mock: what a test's author has beyond the API."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from moto import settings

from .. import exceptions
from ..instruments import reporting
from ..instruments.argument_checks import TEXT, WHOLE_NUMBER
from ..instruments.controls import active_controls
from ..models import CustomerProfilesBackend, customerprofiles_backends
from ..resources.matching.identity_resolution import run_job

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..instruments.controls import Controls
    from ..instruments.faults import Fault, When
    from ..instruments.journal import Calls

DEFAULT_ACCOUNT_ID = "123456789012"


class MockHandle:
    """What ``with mock_customerprofiles() as mock`` gives: a hand on the mock while it is active.

    It stays usable as long as any activation is entered; the state, the journal of calls, the
    faults and the lag belong to the outermost. In moto's server mode all of these live in the
    server: there the methods raise RuntimeError, and the server's control calls do their work.
    """

    def __init__(self) -> None:
        controls = active_controls()
        self._first_call = controls.journal.last_number if controls else 0
        self._faults: list[Fault] = []
        #: Whether the activation that gave it has been left.
        self.has_ended = False

    def backend(
        self, region: str = "us-east-1", account_id: str | None = None
    ) -> CustomerProfilesBackend:
        """The state of one region of one account, to assert on directly.

        ``account_id`` is moto's account unless given: ``MOTO_ACCOUNT_ID`` or 123456789012.
        Raises KeyError for a region that the service is not offered in, and TypeError for a region
        or an account that is no text.
        """
        if settings.TEST_SERVER_MODE:
            raise RuntimeError(_IN_THE_SERVER)
        TEXT.check(region=region)
        TEXT.check_given(account_id=account_id)
        account = account_id or os.environ.get("MOTO_ACCOUNT_ID", DEFAULT_ACCOUNT_ID)
        return customerprofiles_backends[account][region]

    @property
    def calls(self) -> Calls:
        """The calls since this handle was given, in order, each attempt of a client being one.

        The mock keeps the last 10,000; ``keep_calls`` changes that.
        """
        return _controls().journal.calls(after=self._first_call)

    def keep_calls(self, count: int) -> None:
        """Keep so many calls from now on, 0 for none. Raises TypeError, or ValueError for less."""
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
        """Let the next attempts to call an operation fail.

        ``error`` is the code of an error that the operation declares, or a failure of the
        connection: EndpointConnectionError, ConnectTimeoutError, ConnectionClosedError or
        ReadTimeoutError. With ``undeclared`` any code will do, ExpiredTokenException for one, with
        an HTTP ``status`` from 400 to 599.

        ``times`` counts attempts, not calls: a client with botocore's default settings makes up to
        five attempts before it gives up. ``region`` and ``when`` narrow down what fails: ``when``
        gets the parameters of the request and says whether it is meant, or is a mapping of the
        values that some of them must have. What was set first happens first. A request that
        breaks the operation's shape is refused for that, and leaves the fault as it is.

        What has not happened when this handle's activation ends is told by an UnusedFaultWarning.
        Raises TypeError for an argument of another type, and ValueError for what could never
        happen: an unknown operation, say.
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
        self._faults.append(fault)

    def lag(self, *, reads: int | None = None, seconds: float | None = None) -> None:
        """Hide from now on what is new, as the real service does for some seconds.

        A new profile, a new key, an ingested object and a match are hidden from the next ``reads``
        calls of SearchProfiles, ListProfileObjects and GetMatches in their domain together, a page
        being a call, or for ``seconds`` by the clock. ``lag(reads=0)`` ends it, and shows all.
        Raises ValueError unless exactly one of them is given, and TypeError for no number.
        """
        _controls().set_lag(reads=reads, seconds=seconds)

    def run_identity_resolution(
        self, domain_name: str, region: str = "us-east-1", account_id: str | None = None
    ) -> str:
        """Run the identity resolution job of a domain now, and return its JobId.

        It does not count among the jobs of the schedule. Raises ValueError where there is no such
        domain or its Matching is not enabled; otherwise what ``backend`` raises.
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
        """Return all state of a region of an account, and write it to ``path`` where one is given.

        The suffix names the format: .json, .yaml or .yml; or .csv for the profiles of one domain,
        which ``domain_name`` names where there are several. Raises ValueError for another suffix,
        OSError where the file cannot be written, and what ``backend`` raises.
        """
        # Most tests have no files.
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
        """Load what ``dump`` gives, or what a person wrote, from a file or a mapping.

        Each domain takes the place of one of its name; others stay. A .csv file adds profiles to
        the domain ``domain_name``, or to the only one. Raises StateError, a ValueError, for what
        cannot be taken, and then changes nothing; OSError for a file that cannot be read; and what
        ``backend`` raises.
        """
        from .. import snapshots

        backend = self.backend(region, account_id)
        if isinstance(source, str | os.PathLike):
            snapshots.load_file(backend, source, domain_name=domain_name)
        else:
            snapshots.load(backend, source, domain_name=domain_name)

    def reset(self) -> None:
        """Begin anew: forget the state of every region and account, calls, faults and lag.

        moto's other services stay as they are.
        """
        for _, _, backend in list(customerprofiles_backends.iter_backends()):
            backend.reset()
        _controls().clear()

    def end(self, *, report: bool) -> None:
        """Take back the faults that were set here and have not happened, and tell of them."""
        self.has_ended = True
        controls = active_controls()
        if controls is None or not self._faults:
            return
        unused = controls.faults.unused(self._faults)
        controls.faults.discard(unused)
        for fault in unused if report else ():
            reporting.warn(f"a fault did not happen: {fault}", exceptions.UnusedFaultWarning)


_IN_THE_SERVER = (
    "in moto's server mode all this lives in the server; its control calls, "
    "/cprofiles-mock/..., give a hand on it"
)


def _controls() -> Controls:
    """The controls of the outermost activation. Raises RuntimeError where there are none."""
    if settings.TEST_SERVER_MODE:
        raise RuntimeError(_IN_THE_SERVER)
    controls = active_controls()
    if controls is None:
        raise RuntimeError("the mock is not active any more")
    return controls
