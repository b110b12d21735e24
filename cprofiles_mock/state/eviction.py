"""Eviction: the objects that leave a profile when it would hold too many, or too many bytes.

Source: the Amazon Connect Administrator Guide (2026), "data limits".
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..rules.ingestion.objects import ProfileObject
    from .domain import Domain
    from .profile import Profile

#: "Maximum number of objects in a profile", and the size of all of them.
MOST_OBJECTS = 1000
LARGEST_OBJECTS = 51_200 * 1024


def make_room(
    domain: Domain, profile: Profile, new: ProfileObject, old: ProfileObject | None
) -> None:
    """Evict objects until the profile can take a new one, which may replace an old one."""
    # Nearly every profile has room, whatever is replaced.
    if profile.object_count >= MOST_OBJECTS or profile.object_bytes + new.size > LARGEST_OBJECTS:
        more, bytes_more = (1, new.size) if old is None else (0, new.size - old.size)
        evict(domain, profile, more, bytes_more, preferred=new.object_type_name, keep=old)


def evict(
    domain: Domain,
    profile: Profile,
    more: int,
    bytes_more: int,
    *,
    preferred: str | None = None,
    keep: ProfileObject | None = None,
) -> None:
    """Evict the oldest objects of a type until ``more`` objects of ``bytes_more`` bytes would fit.

    The type is the one furthest above its own MaxProfileObjectCount, or else the preferred one, or
    else the one that the profile has most of. The object ``keep`` is never evicted.
    """
    while _is_too_much(profile, more, bytes_more):
        candidates = [each for each in profile.each_object() if each is not keep]
        name = _type_to_evict(domain, candidates, preferred)
        of_type = [each for each in candidates if each.object_type_name == name]
        oldest = min(of_type, key=lambda each: each.updated_at)
        domain.remove_object(profile, oldest, "EXPIRED")


def _is_too_much(profile: Profile, more: int, bytes_more: int) -> bool:
    return (
        profile.object_count + more > MOST_OBJECTS
        or profile.object_bytes + bytes_more > LARGEST_OBJECTS
    )


def _type_to_evict(
    domain: Domain, candidates: Iterable[ProfileObject], preferred: str | None
) -> str:
    counts = Counter(each.object_type_name for each in candidates)
    excess = {
        name: count - limit
        for name, count in counts.items()
        if (limit := domain.object_type(name).object_limit(domain.created_at)) and count > limit
    }
    if excess:
        return max(excess, key=excess.__getitem__)
    if preferred is not None and preferred in counts:
        return preferred
    return max(counts, key=counts.__getitem__)
