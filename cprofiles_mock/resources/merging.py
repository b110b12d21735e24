"""Profiles merged by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..exceptions import BadRequestException
from ..state.merge import merge, prefer_main
from ..state.registry import operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from types_boto3_customer_profiles.type_defs import MergeProfilesRequestTypeDef

    from ..rules.ingestion.contributions import Path
    from ..state.domain import Domain

# FieldSourceProfileIds does not name these; each goes with the member that it replaces.
_FOLLOWERS = {"PartyType": "PartyTypeString", "Gender": "GenderString"}


@operation("MergeProfiles")
def merge_profiles(domain: Domain, request: MergeProfilesRequestTypeDef) -> dict[str, str]:
    """Done at once, not in the background. Addresses that nowhere contradict each other are united;
    else the main profile's is kept whole. Of objects of one type with one unique key, the later is
    kept. GenderString and PartyTypeString come from where Gender and PartyType come from.
    """
    main_id, other_ids = request["MainProfileId"], list(request["ProfileIdsToBeMerged"])
    sources = list(_sources(request.get("FieldSourceProfileIds", {})))
    unknown = [each for each in (main_id, *other_ids) if each not in domain.profiles]
    if unknown:
        raise unknown_profile_ids(dict.fromkeys(unknown))
    if main_id in other_ids:
        raise merged_into_itself(main_id)
    for each in other_ids:
        if other_ids.count(each) > 1:
            raise merged_twice(each)
    for path, profile_id in sources:
        if profile_id not in (main_id, *other_ids):
            raise source_not_merged(".".join(path), profile_id)
    main = domain.profiles[main_id]
    merge(
        domain,
        main,
        [domain.profiles[each] for each in other_ids],
        prefer_main,
        named={path: domain.profiles[profile_id] for path, profile_id in sources},
    )
    return {"Message": "Success!"}


def _sources(named: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for member, value in named.items():
        if member == "Attributes":
            for key, profile_id in value.items():
                yield (member, key), profile_id
        else:
            yield (member,), value
            if member in _FOLLOWERS:
                yield (_FOLLOWERS[member],), value


# --- refusals ---------------------------------------------------------------------------------


def unknown_profile_ids(profile_ids: Iterable[str]) -> BadRequestException:
    return BadRequestException(f"Unknown profile IDs: {', '.join(profile_ids)}")


def merged_into_itself(profile_id: str) -> BadRequestException:
    return BadRequestException(
        f"MainProfileId {profile_id} must not be among the ProfileIdsToBeMerged; leave it out"
    )


def merged_twice(profile_id: str) -> BadRequestException:
    return BadRequestException(
        f"ProfileIdsToBeMerged has {profile_id} more than once; name it once"
    )


def source_not_merged(member: str, profile_id: str) -> BadRequestException:
    return BadRequestException(
        f"The source of {member}, {profile_id}, is none of the profiles that are merged; name "
        "MainProfileId or one of ProfileIdsToBeMerged"
    )
