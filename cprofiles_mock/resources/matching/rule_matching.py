"""The rule-based matching of a domain: its rules, their status, and who matches by them.

Sources: the service model on ``RuleBasedMatchingStatus``; the Amazon Connect Administrator Guide
(2026), "rule-based matching for Identity Resolution"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...instruments.dead_letters import DeadLetter
from ...rules.matching.rule_index import RuleIndex
from ...rules.matching.rules import compile_rules, rule_mistakes
from ...runtime import clock
from ...state import queries
from ...state.components import component
from ...state.dead_letters import report
from ...state.domain import Component
from ...state.history import SERVICE_PRINCIPAL
from ...state.merge import choice_of, merge
from . import errors
from .sections import RuleMatchingSection
from .settings import with_conflict_resolution

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ...state.changes import Change
    from ...state.domain import Domain
    from ...state.history import HistoryRecord
    from ...state.profile import Profile

#: "If it is an existing domain, the rule-based Identity Resolution waits one hour before creating
#: the matching rule" (service model). How long the creating takes is not documented.
SECONDS_PENDING = 3600
SECONDS_IN_PROGRESS = 3600


@component
class RuleMatching(Component):
    """What rule-based matching keeps of one domain. Moments are in seconds since the epoch."""

    setting = "RuleBasedMatching"
    actions = frozenset({"CREATED", "UPDATED", "INGESTED", "MERGED"})
    section = RuleMatchingSection()

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        self.index: RuleIndex[Profile] | None = None
        # The configuration that the index was made by, which may be an earlier one.
        self.at_work: Mapping[str, Any] | None = None
        # The records of its own merges, which it has followed up at once.
        self._followed_up: list[HistoryRecord] = []

    # A configuration that does not work yet begins to at ``next_due``.

    def status(self, now: float) -> str | None:
        """PENDING, IN_PROGRESS or ACTIVE; None if matching is disabled."""
        if self.config is None or not self.config["Enabled"]:
            return None
        if self.next_due == math.inf:
            return "ACTIVE"
        return "PENDING" if now < self.next_due - SECONDS_IN_PROGRESS else "IN_PROGRESS"

    def check_setting(self, config: Mapping[str, Any]) -> dict[str, Any]:
        """What is stored of a ``RuleBasedMatching``; it cannot be changed while IN_PROGRESS."""
        stored = with_conflict_resolution(config)
        if stored != (self.config or {}):
            if self.status(clock.timestamp()) == "IN_PROGRESS":
                raise errors.rules_in_progress(self.domain.domain_name)
            exceptions.raise_any(self.setting_mistakes(stored))
        return stored

    @classmethod
    def setting_mistakes(cls, config: Mapping[str, Any]) -> Iterator[exceptions.ServiceError]:
        """What of the rules cannot be compared."""
        return rule_mistakes(config)

    def configure(self, config: Mapping[str, Any], *, is_new: bool) -> None:
        """Apply a ``RuleBasedMatching``.

        In a new domain it works at once; otherwise the earlier rules work on until it does.
        """
        if config == self.config:
            return
        self.config = config
        self.next_due = math.inf
        now = clock.timestamp()
        if not config["Enabled"]:
            self.index = self.at_work = None
        elif is_new:
            self.advance(now)
        else:
            self.next_due = now + SECONDS_PENDING + SECONDS_IN_PROGRESS

    def advance(self, at: float) -> None:
        """Match all profiles by the configured rules, and merge if these allow it.

        All are indexed before any is matched, and matched before any is merged: a value that
        belongs to too many profiles does so for each of them.
        """
        self.next_due = math.inf
        index = self.put_to_work(self.config or {})
        profiles = list(self.domain.profiles.values())
        for profile in profiles:
            index.add(profile, profile.members())
        for profile in profiles:
            self._find(index, profile)
        for profile in profiles:
            if profile.profile_id in self.domain.profiles:
                self._merge(index, profile, at)

    def put_to_work(self, config: Mapping[str, Any]) -> RuleIndex[Profile]:
        """Compare by the rules of a configuration from now on; nothing is compared yet."""
        index: RuleIndex[Profile] = RuleIndex(compile_rules(config))
        self.index, self.at_work = index, config
        return index

    def forget(self, profile: Profile) -> None:
        """Drop the profile from the index."""
        if self.index is not None:
            self.index.discard(profile)

    def react(self, changes: Sequence[Change]) -> None:
        """Match the profiles that are new or have changed, and merge if the rules allow it.

        Each is matched once, as it is now. What is merged is matched again at once, before the next
        profile: its new values decide whom that one matches.
        """
        index = self.index
        if index is None:
            return
        own = {id(record) for record in self._followed_up}
        self._followed_up.clear()
        moments = {
            change.profile: change.record.at for change in changes if id(change.record) not in own
        }
        for profile, at in moments.items():
            if profile.profile_id in self.domain.profiles:
                self._match(index, profile, at)

    def profiles_loaded(self, profiles: Sequence[Profile]) -> None:
        """Match profiles that a state file brought. Nothing is merged."""
        if self.index is None:
            return
        # All are indexed before any is matched, as when rules begin to work.
        for profile in profiles:
            self.index.add(profile, profile.members())
        for profile in profiles:
            self.index.put(profile, profile.members())

    def _match(self, index: RuleIndex[Profile], profile: Profile, at: float) -> None:
        self._find(index, profile)
        self._merge(index, profile, at)

    def _find(self, index: RuleIndex[Profile], profile: Profile) -> None:
        for level in index.put(profile, profile.members()):
            _report(self.domain, profile, errors.too_common(level))

    def _merge(self, index: RuleIndex[Profile], profile: Profile, at: float) -> None:
        group = index.to_merge(profile)
        if not group:
            return
        main, *others = group
        choose = choice_of((self.at_work or {}).get("ConflictResolution"))
        try:
            merge(self.domain, main, others, choose, performed_by=SERVICE_PRINCIPAL, at=at)
        except exceptions.BadRequestException as error:
            _report(self.domain, profile, error.message)
        else:
            self._followed_up.append(main.history[-1])
            self._match(index, main, at)


@queries.rule_based_matching.answered_by
def _rule_based_matching_of(domain: Domain) -> Mapping[str, Any] | None:
    rules = domain.existing(RuleMatching)
    if rules is None or rules.config is None:
        return None
    status = rules.status(clock.timestamp())
    return None if status is None else {**rules.config, "Status": status}


def _report(domain: Domain, profile: Profile, text: str) -> None:
    whole = json.dumps({"ProfileId": profile.profile_id, **profile.set_values()})
    letter = DeadLetter(
        domain.domain_name, "_profile", whole, text, (), clock.now(), profile.profile_id,
        key_name="_profileId", key_values=(profile.profile_id,),
    )  # fmt: skip
    report(domain, letter)
