"""Matches: the profiles that look like the same person, or that rules say are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...instruments import reporting
from ...runtime import clock
from ...state.registry import operation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from types_boto3_customer_profiles.type_defs import (
        GetMatchesRequestTypeDef,
        GetSimilarProfilesRequestTypeDef,
        ListRuleBasedMatchesRequestTypeDef,
    )

    from ...state.domain import Domain
    from ...state.profile import Profile


class ListedMatches:
    """The matches that are left of the latest results."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain

    def after(self, number: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """The matches whose number is above ``number``; numbers go on from job to job."""
        for its_number, match in self._domain.resolution.pending(self._domain, after=number):
            if self._domain.is_hidden("match", match.match_id):
                continue
            yield (
                its_number,
                {
                    "MatchId": match.match_id,
                    "ProfileIds": [each.profile_id for each in match.profiles],
                    "ConfidenceScore": match.confidence_score,
                },
            )


class ListedProfileIds:
    """The identifiers of profiles, oldest first."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._profiles = sorted(profiles, key=lambda each: each.number)

    def after(self, number: int) -> Iterator[tuple[int, str]]:
        """Those of the profiles whose number is above ``number``."""
        return ((each.number, each.profile_id) for each in self._profiles if each.number > number)


@operation("GetMatches")
def get_matches(domain: Domain, request: GetMatchesRequestTypeDef) -> dict[str, Any]:
    """The results of the latest job, until seven days after it. Profiles that were deleted or
    merged since are left out. Before Matching was enabled there are none, with a warning of ours.
    """
    resolution = domain.resolution
    if resolution.generated_at is None and not (domain.matching and domain.matching["Enabled"]):
        text = exceptions.matching_disabled(domain.domain_name)
        reporting.warn(text, exceptions.MatchingDisabledWarning)
    if resolution.lapsed(clock.timestamp()) or resolution.generated_at is None:
        return {"PotentialMatches": 0, "Matches": _NONE}
    matches = ListedMatches(domain)
    return {
        "MatchGenerationDate": clock.moment(resolution.generated_at),
        "PotentialMatches": sum(1 for _ in matches.after(0)),
        "Matches": matches,
    }


_NONE = ListedProfileIds(())


@operation("GetSimilarProfiles")
def get_similar_profiles(
    domain: Domain, request: GetSimilarProfilesRequestTypeDef
) -> dict[str, Any]:
    """SearchKey is matchId or profileId, in any case. A profile that looks like no other has an
    empty list.
    """
    key = request["SearchKey"].lower().lstrip("_")
    if key not in ("matchid", "profileid"):
        raise exceptions.unknown_search_key(request["SearchKey"])
    value = request["SearchValue"]
    profile = domain.profile(value) if key == "profileid" else None
    by_rules = request["MatchType"] == "RULE_BASED_MATCHING"
    find = _by_rules if by_rules else _by_likeness
    found = find(domain, profile, value)
    if found is None:
        if profile is None:
            raise exceptions.match_not_found(value, domain.domain_name)
        found = {"ProfileIds": _NONE}
    return {"MatchType": request["MatchType"], **found}


def _by_likeness(domain: Domain, profile: Profile | None, value: str) -> dict[str, Any] | None:
    if domain.resolution.lapsed(clock.timestamp()):
        return None
    if profile is None:
        match = domain.resolution.find(domain, match_id=value)
    else:
        match = domain.resolution.find(domain, profile_id=value)
    return match and {
        "MatchId": match.match_id,
        "ConfidenceScore": match.confidence_score,
        "ProfileIds": ListedProfileIds(match.profiles),
    }


def _by_rules(domain: Domain, profile: Profile | None, value: str) -> dict[str, Any] | None:
    index = domain.rules.index
    if index is None:
        return None
    group = index.find(value) if profile is None else index.group(profile)
    return group and {
        "MatchId": group.match_id,
        "RuleLevel": group.rule_level,
        "ProfileIds": ListedProfileIds(group.items),
    }


class ListedGroups:
    """The identifiers of the groups that rules make, by their oldest members."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain

    def after(self, number: int) -> Iterator[tuple[int, str]]:
        """Those of the groups whose oldest member has a number above ``number``."""
        index = self._domain.rules.index
        for group in index.groups() if index else ():
            if group.items[0].number > number:
                yield group.items[0].number, group.match_id


@operation("ListRuleBasedMatches")
def list_rule_based_matches(
    domain: Domain, request: ListRuleBasedMatchesRequestTypeDef
) -> ListedGroups:
    """By the rules that are at work now."""
    return ListedGroups(domain)
