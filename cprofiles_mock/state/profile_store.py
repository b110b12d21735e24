"""The profiles of a domain: what leads to each, what they count, and when the next one expires."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ..instruments.lag import PropagationDelay
from ..rules.key_index import (
    STANDARD_KEY_NAMES,
    IndexKey,
    KeyIndex,
    standard_index_keys,
)
from ..runtime import clock
from ..runtime.wording import counted
from .profile import Profile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Sequence

    from ..rules.ingestion.objects import ProfileObject
    from .region import Region

#: "If you have more than 100 objects associated with a single profile, that profile counts as two
#: profiles. If you have more than 200 objects, that profile counts as three" (service model).
OBJECTS_OF_ONE_METERED_PROFILE = 100

SECONDS_OF_A_DAY = 86_400


class ProfileStore(dict[str, Profile]):
    """The profiles of one domain by their identifiers, in the order of their creation.

    Its methods keep index and counts right; they record nothing. What leaves a record is a method
    of ``Domain``.
    """

    __slots__ = (
        "delayed", "index", "last_object_number", "last_profile_number", "metered_count",
        "next_due", "object_count", "region", "total_size",
    )  # fmt: skip

    def __init__(self, region: Region) -> None:
        super().__init__()
        self.region = region
        self.index: KeyIndex[Profile] = KeyIndex()
        # What is not visible yet; None if no lag is set.
        self.delayed: PropagationDelay | None = None
        self.object_count = 0
        self.total_size = 0
        self.metered_count = 0
        self.last_profile_number = 0
        self.last_object_number = 0
        # Nothing expires before this moment, in seconds since the epoch.
        self.next_due = math.inf

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {counted(len(self), 'profile')}>"

    @property
    def stats(self) -> dict[str, int]:
        """What GetDomain counts."""
        return {
            "ProfileCount": len(self),
            "MeteringProfileCount": self.metered_count,
            "ObjectCount": self.object_count,
            "TotalSize": self.total_size,
        }

    def dictionaries(self) -> list[dict[Any, Any]]:
        """What holds the profiles, in the order in which it can be emptied step by step."""
        # An entry of the index frees a profile no sooner than the store itself does.
        return [*self.index.dictionaries(), self]

    # --- propagation delay ------------------------------------------------------------------------

    def delay(self, *thing: Hashable) -> None:
        """Hide something new from searches and listings, if the call under way lags."""
        lag = self.region.lag
        if lag is not None:
            self.delayed = self.delayed or PropagationDelay()
            self.delayed.delay(thing, lag, clock.timestamp())

    def reveal(self, profile: Profile) -> None:
        """Reveal everything hidden that belongs to a profile, the profile included."""
        if self.delayed is not None:
            self.delayed.reveal(profile.profile_id)

    def is_delayed(self, *thing: Hashable) -> bool:
        """Whether something is hidden from searches and listings."""
        return self.delayed is not None and thing in self.delayed

    # --- profiles and their index keys ------------------------------------------------------------

    def find(self, sought: IndexKey) -> Sequence[Profile]:
        """The profiles that an index key leads to, in the order of their creation."""
        name, values = sought
        found = self.index.find(sought)
        if name == "_profileId" and len(values) == 1 and values[0] in self:
            # Every profile has this key; storing it for each would only cost memory.
            own = self[values[0]]
            return sorted({own, *found}, key=attrgetter("number")) if found else (own,)
        return found

    def add(self, profile: Profile) -> None:
        """Store a new profile, and add its index keys."""
        self.last_profile_number += 1
        profile.number = self.last_profile_number
        self[profile.profile_id] = profile
        self.metered_count += 1
        if self.region.lag is not None:
            self.delay("profile", profile.profile_id)
        # A new profile has neither keys of its own nor objects yet.
        for each in standard_index_keys(profile):
            self.index.add(each, profile)

    def discard(self, profile: Profile) -> None:
        """Drop a profile and everything that leads to it."""
        for each in profile.index_keys():
            self.index.discard(each, profile)
        del self[profile.profile_id]
        self.metered_count -= metered(profile.object_count)
        self.object_count -= profile.object_count
        self.total_size -= profile.object_bytes

    def reindex(
        self, profile: Profile, before: Collection[IndexKey], after: Collection[IndexKey]
    ) -> None:
        """Replace the profile's index keys ``before`` by ``after``.

        An index key stays if another field, object or key still produces it.
        """
        self._index(profile, after)
        for each in before:
            if each not in after:
                self._unindex(profile, each, fed=profile.feeds(each))

    def reindex_fields(
        self,
        profile: Profile,
        before: Collection[IndexKey],
        key_names: Collection[str] = STANDARD_KEY_NAMES,
    ) -> None:
        """The same after a change of fields; ``before`` is what they fed of those keys."""
        after = standard_index_keys(profile, key_names)
        self._index(profile, after)
        for each in before:
            if each not in after:
                self._unindex(profile, each, fed=profile.feeds_by_object(each))

    def _index(self, profile: Profile, index_keys: Collection[IndexKey]) -> None:
        add, removed = self.index.add, profile.removed_index_keys
        lags = self.region.lag is not None
        for each in index_keys:
            if not removed or each not in removed or each in (profile.keys or ()):
                if lags and profile not in self.index.find(each):
                    self.delay("key", profile.profile_id, each)
                add(each, profile)

    def _unindex(self, profile: Profile, gone: IndexKey, *, fed: bool) -> None:
        removed = profile.removed_index_keys
        if not fed and removed:
            # A deleted key stays deleted only as long as something feeds it.
            removed.discard(gone)
        still_fed = fed and not (removed and gone in removed)
        if not still_fed and not (profile.keys and gone in profile.keys):
            self.index.discard(gone, profile)

    def renew_added_keys(
        self,
        names: Collection[str],
        forms_of: Callable[[str, Sequence[str]], Iterable[IndexKey]],
    ) -> None:
        """Give keys added by hand the forms that the standard keys of these names have now."""
        for profile in self.values():
            before = profile.keys or {}
            if any(name in names for name, _ in before):
                profile.set_added_keys(profile.added_keys(), forms_of)
                self.reindex(profile, before, profile.keys or {})

    # --- objects ----------------------------------------------------------------------------------

    def has_objects(self, object_type_name: str) -> bool:
        """Whether any profile has an object of that type."""
        return any(each.objects_of(object_type_name) for each in self.values())

    def put_object(self, profile: Profile, new: ProfileObject, old: ProfileObject | None) -> None:
        """Store an object with a profile, in place of the one of the same type and unique key.

        The profile lives at least as long as the object.
        """
        self.last_object_number = number = self.last_object_number + 1
        new.ingestion_number = number
        bytes_more = new.size
        if old is None:
            new.number = number
            count = profile.object_count
            if count and count % OBJECTS_OF_ONE_METERED_PROFILE == 0:
                self.metered_count += 1
            profile.object_count = count + 1
            self.object_count += 1
            if self.region.lag is not None:
                self.delay("object", profile.profile_id, new.profile_object_unique_key)
            self._index(profile, new.index_keys)
        else:
            new.number = old.number
            bytes_more -= old.size
        self.total_size += bytes_more
        profile.object_bytes += bytes_more
        profile.keep_object(new, old)
        if old is not None and old.index_keys != new.index_keys:
            self.reindex(profile, old.index_keys, new.index_keys)
        self.extend_expiry(profile, new.expires_at)

    def discard_object(self, profile: Profile, gone: ProfileObject) -> None:
        """Drop an object; the fields that it populated stay."""
        profile.drop_object(gone)
        profile.object_count = count = profile.object_count - 1
        if count and count % OBJECTS_OF_ONE_METERED_PROFILE == 0:
            self.metered_count -= 1
        self.object_count -= 1
        self.total_size -= gone.size
        profile.object_bytes -= gone.size
        self.reindex(profile, gone.index_keys, ())

    def extend_expiry(self, profile: Profile, until: float) -> None:
        """Extend the profile's expiry to ``until`` if that is later, and check for expiry then."""
        # Each object that is put comes here; max() and min() would take four times as long.
        if until > profile.expires_at:  # noqa: PLR1730
            profile.expires_at = until
        if until < self.next_due:  # noqa: PLR1730
            self.next_due = until

    def recount(self, profile: Profile, objects_before: int, bytes_before: int) -> None:
        """Update the counts after the objects of a profile were replaced by others."""
        self.object_count += profile.object_count - objects_before
        self.total_size += profile.object_bytes - bytes_before
        self.metered_count += metered(profile.object_count) - metered(objects_before)


def metered(object_count: int) -> int:
    """The number of profiles that one with that many objects counts as."""
    return 1 + max(0, object_count - 1) // OBJECTS_OF_ONE_METERED_PROFILE
