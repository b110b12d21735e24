"""Matches: the profiles that look like the same person, or that rules say are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...instruments import reporting
from ...runtime import clock
from ...state.numbered import Listing, numbered
from ...state.registry import operation
from . import errors
from .identity_resolution import IdentityResolution
from .rule_matching import RuleMatching

if TYPE_CHECKING:
    from collections.abc import Iterable

    from types_boto3_customer_profiles.type_defs import (
        GetMatchesRequestTypeDef,
        GetSimilarProfilesRequestTypeDef,
        ListRuleBasedMatchesRequestTypeDef,
    )

    from ...rules.matching.rule_index import RuleIndex
    from ...state.domain import Domain
    from ...state.profile import Profile


@operation("GetMatches")
def get_matches(domain: Domain, request: GetMatchesRequestTypeDef) -> dict[str, Any]:
    """The results of the latest job, until seven days after it. Profiles that were deleted or
    merged since are left out. Before Matching was enabled there are none, with a warning of ours.
    """
    resolution = domain.existing(IdentityResolution)
    generated_at = None if resolution is None else resolution.generated_at
    if generated_at is None and not (resolution and resolution.is_enabled):
        text = errors.matching_disabled(domain.domain_name)
        reporting.warn(text, exceptions.MatchingDisabledWarning)
    if resolution is None or generated_at is None or resolution.has_lapsed(clock.timestamp()):
        return {"PotentialMatches": 0, "Matches": _NONE}
    matches = _listed_matches(domain, resolution)
    return {
        "MatchGenerationDate": clock.moment(generated_at),
        "PotentialMatches": sum(1 for _ in matches.after(0)),
        "Matches": matches,
    }


def _listed_matches(domain: Domain, resolution: IdentityResolution) -> Listing[dict[str, Any]]:
    """The matches that are left of the latest results; numbers continue from job to job."""
    return Listing(
        lambda above: (
            (
                number,
                {
                    "MatchId": match.match_id,
                    "ProfileIds": [each.profile_id for each in match.profiles],
                    "ConfidenceScore": match.confidence_score,
                },
            )
            for number, match in resolution.pending(after=above)
            if not domain.profiles.is_delayed("match", match.match_id)
        )
    )


def _profile_ids(profiles: Iterable[Profile]) -> Listing[str]:
    """The identifiers of profiles, oldest profile first."""
    oldest_first = sorted(profiles, key=lambda each: each.number)
    return numbered(oldest_first, lambda each: each.profile_id)


_NONE = _profile_ids(())


@operation("GetSimilarProfiles")
def get_similar_profiles(
    domain: Domain, request: GetSimilarProfilesRequestTypeDef
) -> dict[str, Any]:
    """SearchKey is matchId or profileId, in any case. A profile that looks like no other has an
    empty list.
    """
    key = request["SearchKey"].lower().lstrip("_")
    if key not in ("matchid", "profileid"):
        raise errors.unknown_search_key(request["SearchKey"])
    value = request["SearchValue"]
    profile = domain.profile(value) if key == "profileid" else None
    by_rules = request["MatchType"] == "RULE_BASED_MATCHING"
    find = _by_rules if by_rules else _by_likeness
    found = find(domain, profile, value)
    if found is None:
        if profile is None:
            raise errors.match_not_found(value, domain.domain_name)
        found = {"ProfileIds": _NONE}
    return {"MatchType": request["MatchType"], **found}


def _by_likeness(domain: Domain, profile: Profile | None, value: str) -> dict[str, Any] | None:
    resolution = domain.existing(IdentityResolution)
    if resolution is None or resolution.has_lapsed(clock.timestamp()):
        return None
    if profile is None:
        match = resolution.find(match_id=value)
    else:
        match = resolution.find(profile_id=value)
    return match and {
        "MatchId": match.match_id,
        "ConfidenceScore": match.confidence_score,
        "ProfileIds": _profile_ids(match.profiles),
    }


def _by_rules(domain: Domain, profile: Profile | None, value: str) -> dict[str, Any] | None:
    index = _rule_index(domain)
    if index is None:
        return None
    group = index.find(value) if profile is None else index.group(profile)
    return group and {
        "MatchId": group.match_id,
        "RuleLevel": group.rule_level,
        "ProfileIds": _profile_ids(group.items),
    }


def _rule_index(domain: Domain) -> RuleIndex[Profile] | None:
    rules = domain.existing(RuleMatching)
    return None if rules is None else rules.index


@operation("ListRuleBasedMatches")
def list_rule_based_matches(
    domain: Domain, request: ListRuleBasedMatchesRequestTypeDef
) -> Listing[str]:
    """By the rules that are at work now. Groups come in the order of their oldest members."""
    index = _rule_index(domain)
    return numbered(
        index.groups() if index else (),
        lambda group: group.match_id,
        number=lambda group: group.items[0].number,
    )
