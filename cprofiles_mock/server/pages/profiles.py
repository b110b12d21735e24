"""One profile as the page shows it: fields, keys, objects and history.

Call these functions under the backend's lock. They change nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ...rules.ingestion.objects import ProfileObject
from ...rules.key_index import standard_index_keys
from ...runtime import clock
from ...schema.times import shown_time
from ...state import queries
from ...state.history import record_id
from .paging import ROWS, part

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from ...instruments.lag import Lag
    from ...rules.ingestion.contributions import Path
    from ...rules.ingestion.objects import StandardObject
    from ...rules.key_index import IndexKey
    from ...state.domain import Domain
    from ...state.history import HistoryRecord
    from ...state.profile import Profile
    from ...state.queries import CalculatedAttribute


class Viewer:
    """A view of a domain at the present time: what the lag hides, and what is due to expire."""

    def __init__(self, domain: Domain, lag: Lag | None) -> None:
        self.now = clock.timestamp()
        # If the lag has been ended, the next read finds everything that it hid.
        self._hidden = domain.profiles.delayed if lag else None

    def hides(self, *thing: Hashable) -> bool:
        """Whether the next read of the domain will not find ``thing``."""
        return self._hidden is not None and self._hidden.outlasts_read(thing, self.now)

    def listed(self, profile: Profile) -> dict[str, Any]:
        """A profile's row in a listing of profiles."""
        return {
            "profile_id": profile.profile_id,
            "name": name_of(profile),
            "phone": profile.phone_number,
            "email": profile.email_address,
            "objects": profile.object_count,
            "hidden": self.hides("profile", profile.profile_id),
            "expired": profile.expires_at <= self.now,
        }


def name_of(profile: Profile) -> str:
    """The name of a person or business, or an empty text."""
    names = (profile.first_name, profile.middle_name, profile.last_name)
    return " ".join(filter(None, names)) or profile.business_name or ""


def profile_page(
    domain: Domain, profile_id: str, lag: Lag | None, page_number: Callable[[str], int]
) -> dict[str, Any]:
    """All data of a profile; only the history of a removed one. Raises ServiceError if unknown."""
    records = domain.history_of(profile_id)
    newest_first = range(len(records) - 1, -1, -1)
    history = part(newest_first, len(records), page_number("history"))
    page: dict[str, Any] = {
        "profile_id": profile_id,
        "gone": profile_id not in domain.profiles,
        "name": "",
        "history": history.of(lambda position: _record(profile_id, position, records[position])),
    }
    if page["gone"]:
        return page
    profile = domain.profile(profile_id)
    viewer = Viewer(domain, lag)
    keys = _keys(profile, viewer)
    objects: list[ProfileObject | StandardObject] = [
        *profile.each_object(),
        *profile.each_standard_object(),
    ]
    objects.sort(key=attrgetter("number"))
    return {
        **page,
        "name": name_of(profile),
        "hidden": viewer.hides("profile", profile_id),
        "expired": profile.expires_at <= viewer.now,
        "expires_at": shown_time(profile.expires_at),
        "inferred": profile.inferred,
        "fields": _fields(profile),
        "keys": part(keys, len(keys), page_number("keys")),
        "objects": part(objects, len(objects), page_number("objects")).of(
            lambda each: _object(profile_id, each, viewer)
        ),
        **_calculated(queries.calculated_attributes(domain, profile)),
    }


def _fields(profile: Profile) -> list[dict[str, Any]]:
    """A row for each field that is set, including each sub-field of addresses and attributes."""
    rows = []
    for member, value in profile.set_values().items():
        if isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values()):
            for name, each in value.items():
                rows.append(_field(profile, f"{member}.{name}", each, (member, name)))
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            rows.append(_field(profile, member, text, (member,)))
    return rows


def _field(profile: Profile, name: str, value: str, path: Path) -> dict[str, Any]:
    origin = profile.origin_of(path)
    at = profile.updated_at(path)
    return {
        "name": name,
        "value": value,
        "origin": origin and origin.object_type_name,
        "updated_at": shown_time(at) if at else "",
    }


def _keys(profile: Profile, viewer: Viewer) -> list[dict[str, Any]]:
    """Each key that finds the profile, or would if it were not deleted, with the reasons."""
    reasons: dict[IndexKey, dict[str, None]] = {
        ("_profileId", (profile.profile_id,)): {"every profile has it": None}
    }

    def feed(index_keys: Sequence[IndexKey], reason: str) -> None:
        for each in index_keys:
            reasons.setdefault(each, {})[reason] = None

    feed(list(profile.keys or ()), "added by hand")
    feed(sorted(standard_index_keys(profile)), "fields")
    for each in profile.each_object():
        feed(each.index_keys, f"objects of {each.object_type_name}")
    for standard in profile.each_standard_object():
        feed(sorted(standard.index_keys), f"objects of {standard.object_type_name}")
    return [
        {
            "name": entry[0],
            "values": list(entry[1]),
            "reasons": ", ".join(why),
            "deleted": entry in (profile.removed_index_keys or ())
            and entry not in (profile.keys or ()),
            "hidden": viewer.hides("key", profile.profile_id, entry),
        }
        for entry, why in reasons.items()
    ]


def _object(
    profile_id: str, found: ProfileObject | StandardObject, viewer: Viewer
) -> dict[str, Any]:
    row = {
        "type": found.object_type_name,
        "key": found.profile_object_unique_key,
        "text": found.object,
        "standard": True,
        "hidden": viewer.hides("object", profile_id, found.profile_object_unique_key),
    }
    if isinstance(found, ProfileObject):
        row |= {
            "standard": False,
            "updated_at": shown_time(found.updated_at),
            "expires_at": shown_time(found.expires_at),
            "expired": found.expires_at <= viewer.now,
            "size": found.size,
        }
    return row


def _calculated(attributes: Sequence[CalculatedAttribute]) -> dict[str, Any]:
    """A row for each calculated attribute with a value, and the names of the others."""
    return {
        "calculated": [
            {
                "name": each.name,
                "display_name": each.display_name or "",
                "value": each.value,
                "is_partial": each.is_partial,
                "count": len(each.counted),
                # The latest first; all of them might be thousands.
                "objects": [
                    {**counted._asdict(), "at": shown_time(counted.at)}
                    for counted in reversed(each.counted[-ROWS:])
                ],
            }
            for each in attributes
            if each.value is not None
        ],
        "without_value": [each.name for each in attributes if each.value is None],
    }


def _record(profile_id: str, position: int, record: HistoryRecord) -> dict[str, Any]:
    content = record.content
    return {
        "id": record_id(profile_id, position),
        "at": shown_time(record.at),
        "action_type": record.action_type,
        "type": record.object_type_name,
        "by": record.performed_by,
        "key": record.profile_object_unique_key,
        "text": content if isinstance(content, str) else json.dumps(content, ensure_ascii=False),
    }
