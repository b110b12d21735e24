"""What event triggers did: the real service shows that nowhere, and a test wants to know it.

Pure: entries are values, whatever makes them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args, overload

from ..runtime.suggestions import did_you_mean
from ..runtime.wording import counted
from .argument_checks import TEXT
from .names import check_account, check_region

if TYPE_CHECKING:
    from datetime import datetime

#: How many entries are kept.
KEPT = 10_000

# How many are shown in a representation: a terminal's height.
_MOST_SHOWN = 20

#: Whether the trigger was invoked, or else the first reason that applies why it was not.
Outcome = Literal["INVOKED", "CONDITION", "SEGMENT", "EXPIRED", "NO_INTEGRATION", "LIMIT"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)


class TriggerInvocation(NamedTuple):
    """An object that was ingested, and what an event trigger of its type did with it.

    ``object`` is its JSON text, ``uri`` that of the integration that was invoked, None if none was,
    and ``at`` the moment of the ingestion in UTC.
    """

    domain_name: str
    event_trigger_name: str
    object_type_name: str
    profile_object_unique_key: str
    profile_id: str
    object: str
    uri: str | None
    at: datetime
    outcome: Outcome

    def as_json(self) -> dict[str, Any]:
        """What the server tells of it."""
        return {**self._asdict(), "at": self.at.isoformat()}


class _Entry(NamedTuple):
    """An invocation, its number, and where it happened."""

    number: int
    region: str
    account_id: str
    invocation: TriggerInvocation


class TriggerInvocations(Sequence[TriggerInvocation]):
    """What event triggers did, in order; equal to a list, or another of these, of the same."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self._entries = entries

    @overload
    def __getitem__(self, index: int) -> TriggerInvocation: ...

    @overload
    def __getitem__(self, index: slice) -> TriggerInvocations: ...

    def __getitem__(self, index: int | slice) -> TriggerInvocation | TriggerInvocations:
        if isinstance(index, slice):
            return TriggerInvocations(self._entries[index])
        return self._entries[index].invocation

    def __len__(self) -> int:
        return len(self._entries)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TriggerInvocations | list | tuple):
            return list(self) == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a list has none

    def __repr__(self) -> str:
        """How many there are, and a line for each; of many the last ones."""
        if not self._entries:
            return "no trigger invocations"
        lines = [
            f"  {each.event_trigger_name}({each.object_type_name} of profile {each.profile_id}) in "
            f"{each.domain_name} -> {each.outcome}"
            for each in self[-_MOST_SHOWN:]
        ]
        if len(self) > _MOST_SHOWN:
            lines.insert(0, f"  ... {len(self) - _MOST_SHOWN:,} more ...")
        return "\n".join([f"{counted(len(self), 'trigger invocation')}:", *lines])

    def filter(
        self,
        event_trigger_name: str | None = None,
        *,
        domain_name: str | None = None,
        object_type_name: str | None = None,
        profile_id: str | None = None,
        outcome: str | None = None,
        region: str | None = None,
        account_id: str | None = None,
    ) -> TriggerInvocations:
        """Those that match all given arguments.

        Raises ValueError for an outcome that there is not, a region where the service is not
        offered, and an account that is not twelve digits, unless moto has it; TypeError for an
        argument that is not a string.
        """
        wanted = {
            "event_trigger_name": event_trigger_name,
            "domain_name": domain_name,
            "object_type_name": object_type_name,
            "profile_id": profile_id,
            "outcome": outcome,
        }
        TEXT.check_given(**wanted, region=region, account_id=account_id)
        if outcome is not None and outcome not in OUTCOMES:
            hint = did_you_mean(outcome, OUTCOMES) or f"; there are {', '.join(OUTCOMES)}"
            raise ValueError(f"no trigger has the outcome {outcome!r}{hint}")
        if region is not None:
            check_region(region, {each.region for each in self._entries})
        if account_id is not None:
            check_account(account_id, {each.account_id for each in self._entries})
        given = {name: value for name, value in wanted.items() if value is not None}
        return TriggerInvocations(
            [
                each
                for each in self._entries
                if region in (None, each.region)
                and account_id in (None, each.account_id)
                and all(getattr(each.invocation, name) == value for name, value in given.items())
            ]
        )


class InvocationLog:
    """The latest entries. It may be read while other threads add some."""

    def __init__(self) -> None:
        self._ring: deque[_Entry] = deque(maxlen=KEPT)
        self._numbers = count(1)
        self.last_number = 0

    def add(self, region: Any, invocation: TriggerInvocation) -> None:
        """Add an entry of a region, an object with its name and account."""
        number = self.last_number = next(self._numbers)
        self._ring.append(_Entry(number, region.region_name, region.account_id, invocation))

    def after(self, number: int) -> TriggerInvocations:
        """The entries with a number above this one."""
        # Copied first, in one step: other threads may add some meanwhile.
        return TriggerInvocations([each for each in list(self._ring) if each.number > number])

    def clear(self) -> None:
        """Remove all entries."""
        self._ring.clear()
