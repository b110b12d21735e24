"""The handle of an active mock: what a test can see and do beyond the API."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from moto import settings

from ..instruments import reporting
from ..instruments.answers import CannedAnswer
from ..instruments.argument_checks import WHOLE_NUMBER
from ..instruments.controls import active_controls
from ..instruments.faults import Fault
from ..runtime.wording import counted
from .verbs import Verbs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..instruments.controls import Controls
    from ..instruments.dead_letters import DeadLetters
    from ..instruments.journal import Calls
    from ..instruments.paths import PathCounts
    from ..instruments.trigger_invocations import TriggerInvocations


class MockHandle(Verbs):
    """The handle of an active mock, as returned by ``with mock_customerprofiles() as mock``.

    It stays usable as long as any activation is entered; the state, the journal of calls, the
    faults, the answers and the lag belong to the outermost one. In moto's server mode all of these
    are in the server: its control calls replace these methods, which raise RuntimeError.
    """

    def __init__(self) -> None:
        super().__init__()
        # Kept, so that the calls can be read when the mock is not active any more; in moto's server
        # mode they are not here.
        controls = active_controls()
        self._kept = None if settings.TEST_SERVER_MODE else controls
        self._first_call = controls.journal.last_number if controls else 0
        self._first_dead_letter = controls.dead_letters.last_number if controls else 0
        self._first_invocation = controls.invocations.last_number if controls else 0
        self._first_watch = controls.sources.last_number if controls else 0
        self._first_paths = controls.paths.counts if controls else None
        #: Whether the activation that returned this handle has ended.
        self.has_ended = False

    def __repr__(self) -> str:
        """Whether the activation goes on, and what this handle has recorded and left to happen."""
        state = "ended" if self.has_ended else "active"
        if settings.TEST_SERVER_MODE or self._kept is None:
            return f"<{type(self).__name__}: {state}>"
        calls = counted(len(self.calls), "call")
        pending = self._kept.outcomes.pending_among(self._outcomes)
        counts = [
            f", {counted(count, noun)} pending"
            for kind, noun in ((Fault, "fault"), (CannedAnswer, "answer"))
            if (count := sum(isinstance(each, kind) for each in pending))
        ]
        return f"<{type(self).__name__}: {state}, {calls}{''.join(counts)}>"

    def _check_place(self) -> None:
        if settings.TEST_SERVER_MODE:
            raise RuntimeError(_IN_THE_SERVER)

    @property
    def _active(self) -> Controls:
        self._check_place()
        controls = active_controls()
        if controls is None:
            raise RuntimeError("the mock is not active any more")
        return controls

    @property
    def calls(self) -> Calls:
        """The calls since this handle was created, in order; each attempt of a client is one.

        The mock keeps the last 10,000; ``keep_calls`` changes that. After the end of the outermost
        activation, these are the calls that were recorded until then.
        """
        controls = self._kept or self._active
        return controls.journal.calls(after=self._first_call)

    @property
    def dead_letters(self) -> DeadLetters:
        """The objects since this handle was created that were accepted and not ingested, in order.

        No queue is needed for that. The mock keeps the last 10,000. They can be read after the end
        of the outermost activation, too.
        """
        controls = self._kept or self._active
        return controls.dead_letters.letters(after=self._first_dead_letter)

    @property
    def trigger_invocations(self) -> TriggerInvocations:
        """What event triggers did since this handle was created, in order.

        There is one entry for each object that was ingested and each event trigger of its type. The
        mock keeps the last 10,000. They can be read after the end of the outermost activation, too.
        """
        controls = self._kept or self._active
        return controls.invocations.after(self._first_invocation)

    @property
    def path_counts(self) -> PathCounts:
        """How many calls since this handle was created took which path through botocore.

        They can be read after the end of the outermost activation, too.
        """
        controls = self._kept or self._active
        assert self._first_paths is not None  # wherever there are controls
        return controls.paths.counts.since(self._first_paths)

    @property
    def shortcuts(self) -> bool:
        """Whether calls that nobody looks at take a shortcut; set it to False if in doubt.

        It belongs to the outermost activation, which begins with True unless the environment
        variable CPROFILES_MOCK_SHORTCUTS is ``off``. Setting raises TypeError for what is no bool.
        """
        return self._active.shortcuts

    @shortcuts.setter
    def shortcuts(self, allowed: bool) -> None:
        if type(allowed) is not bool:
            raise TypeError(f"shortcuts is True or False, not {allowed!r}")
        self._active.shortcuts = allowed

    def keep_calls(self, count: int) -> None:
        """Set how many calls are kept, 0 for none. Raises TypeError, or ValueError below 0."""
        WHOLE_NUMBER.check(count=count)
        if not 0 <= count <= sys.maxsize:
            raise ValueError(f"count is a whole number from 0 to {sys.maxsize}, not {count!r}")
        self._active.journal.resize(count)

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

    def end(self, *, report: bool) -> None:
        """End what this handle has begun; ``report`` warns of what was without effect.

        That is each fault or answer that has not happened, and each source that no object had.
        """
        self.has_ended = True
        controls = self._kept
        if controls is None:
            # In moto's server mode nothing of it is here.
            return
        watched = controls.sources.end(self._first_watch)
        ended = controls.outcomes.discard(self._outcomes)
        if not report:
            return
        for outcome in ended:
            if outcome.is_unused and outcome.warning is not None:
                # Here the activation ends, which in pytest may be far from the test.
                reporting.warn_at(outcome.place, str(outcome), outcome.warning)
        for each in watched:
            each.report()


_IN_THE_SERVER = (
    "in moto's server mode all this lives in the server; its control calls, "
    "/cprofiles-mock/..., give a hand on it"
)
