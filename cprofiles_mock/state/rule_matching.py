"""The rule-based matching of a domain: its rules, their status, and who matches by them.

Sources: the service model on ``RuleBasedMatchingStatus``; the Amazon Connect Administrator Guide
(2026), "rule-based matching for Identity Resolution"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from logging import INFO, WARNING
from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..instruments.reporting import logger
from ..rules.matching.rule_index import RuleIndex
from ..rules.matching.rules import compile_rules
from .history import SERVICE_PRINCIPAL
from .merge import choice_of, merge
from .outbox import DeadLetter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .domain import Domain
    from .profile import Profile

#: "If it is an existing domain, the rule-based Identity Resolution waits one hour before creating
#: the matching rule" (service model). How long the creating takes is not documented.
SECONDS_PENDING = 3600
SECONDS_IN_PROGRESS = 3600


@dataclass(slots=True)
class RuleMatching:
    """What rule-based matching keeps of one domain. Moments are in seconds since the epoch."""

    config: Mapping[str, Any] | None = None
    # When the configuration begins to work, where it does not yet.
    ready_at: float = math.inf
    index: RuleIndex[Profile] | None = None
    # The configuration that the index was made by, which may be one before the present.
    at_work: Mapping[str, Any] | None = None

    def status(self, now: float) -> str | None:
        """PENDING, IN_PROGRESS or ACTIVE; None where it is disabled."""
        if self.config is None or not self.config["Enabled"]:
            return None
        if self.ready_at == math.inf:
            return "ACTIVE"
        return "PENDING" if now < self.ready_at - SECONDS_IN_PROGRESS else "IN_PROGRESS"

    def configure(
        self, domain: Domain, config: Mapping[str, Any], now: float, *, is_new: bool
    ) -> None:
        """Follow a change of ``RuleBasedMatching``.

        In a new domain it works at once; else the rules before go on until it does.
        """
        if config == self.config:
            return
        self.config = config
        self.ready_at = math.inf
        if not config["Enabled"]:
            self.index = self.at_work = None
        elif is_new:
            self.begin(domain, now)
        else:
            self.ready_at = now + SECONDS_PENDING + SECONDS_IN_PROGRESS

    def begin(self, domain: Domain, at: float) -> None:
        """Match all profiles by the rules that are configured, and merge where these allow it.

        All are indexed before any is matched, and matched before any is merged: what belongs to
        too many does so for each of them.
        """
        self.ready_at = math.inf
        index = self.put_to_work(self.config or {})
        profiles = list(domain.profiles.values())
        for profile in profiles:
            index.add(profile, profile.members())
        for profile in profiles:
            self._find(domain, index, profile)
        for profile in profiles:
            if profile.profile_id in domain.profiles:
                self._merge(domain, index, profile, at)

    def put_to_work(self, config: Mapping[str, Any]) -> RuleIndex[Profile]:
        """Compare by the rules of a configuration from now on; nothing is compared yet."""
        index: RuleIndex[Profile] = RuleIndex(compile_rules(config))
        self.index, self.at_work = index, config
        return index

    def match(self, domain: Domain, profile: Profile, *, at: float | None = None) -> None:
        """Match a profile that is new or has changed, and merge where the rules allow it.

        Only while rules are at work.
        """
        index = self.index
        assert index is not None
        self._find(domain, index, profile)
        self._merge(domain, index, profile, at)

    def _find(self, domain: Domain, index: RuleIndex[Profile], profile: Profile) -> None:
        for level in index.put(profile, profile.members()):
            _report(domain, profile, exceptions.too_common(level))

    def _merge(
        self, domain: Domain, index: RuleIndex[Profile], profile: Profile, at: float | None
    ) -> None:
        group = index.to_merge(profile)
        if not group:
            return
        main, *others = group
        choose = choice_of((self.at_work or {}).get("ConflictResolution"))
        try:
            merge(domain, main, others, choose, performed_by=SERVICE_PRINCIPAL, at=at)
        except exceptions.BadRequestException as error:
            _report(domain, profile, error.message)
        else:
            self.match(domain, main, at=at)


def _report(domain: Domain, profile: Profile, text: str) -> None:
    url = domain.dead_letter_queue_url
    logger.log(
        WARNING if url is None else INFO,
        "domain %s, profile %s: %s",
        domain.domain_name,
        profile.profile_id,
        text,
    )
    if url is not None:
        attributes = {
            "DomainName": domain.domain_name,
            "ObjectTypeName": "_profile",
            "Message": text,
        }
        whole = {"ProfileId": profile.profile_id, **profile.set_values()}
        domain.dead_letters.append(DeadLetter(url, json.dumps(whole), attributes))
