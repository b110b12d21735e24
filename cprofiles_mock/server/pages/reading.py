"""The data of the pages, copied from the state under its lock.

Reading for a page changes nothing: it makes no backend, expires nothing, runs no job, and counts no
read for the lag. Whatever is due to expire is still there, and is marked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore import xform_name

from ... import exceptions
from ...models import customerprofiles_backends, existing_backends
from ...rules.ingestion.templates import template_key_types
from ...rules.key_index import any_of, holds, nearest_key_name
from ...schema.times import shown_time
from ...state.components import ResourceComponent
from ...state.trial import explain, trial_copy
from .paging import part
from .profiles import Viewer, profile_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ...instruments.explanation import Explanation
    from ...instruments.lag import Lag
    from ...state.domain import Domain
    from ...state.profile import Profile


class Place(NamedTuple):
    """The account, region and name of a domain."""

    account_id: str
    region: str
    domain_name: str


def domains(account_id: str | None, region: str | None, number: int) -> dict[str, Any]:
    """All domains, or those of an account, a region, or both."""
    backends = existing_backends()
    chosen = [
        backend
        for backend in backends
        if account_id in (None, backend.account_id) and region in (None, backend.region_name)
    ]
    rows = []
    for backend in chosen:
        with backend.lock:
            rows += [
                {"account_id": backend.account_id, "region": backend.region_name,
                 "domain_name": name, **each.stats}
                for name, each in backend.domains.items()
            ]  # fmt: skip
    return {
        "domains": part(rows, len(rows), number),
        "accounts": list(dict.fromkeys(each.account_id for each in backends)),
        "regions": sorted({each.region_name for each in backends}),
    }


def domain(place: Place, lag: Lag | None, page_number: Callable[[str], int]) -> dict[str, Any]:
    """A domain with its settings, resources and profiles. Raises ServiceError if there is none."""
    with _domain(place) as found:
        viewer = Viewer(found, lag)
        profiles = part(found.profiles.values(), len(found.profiles), page_number("profiles"))
        past = part(reversed(found.past_histories), len(found.past_histories), page_number("past"))
        return {
            "stats": found.stats,
            "settings": _settings(found),
            "tags": dict(found.tags),
            "tables": [
                _table(each)
                for each in found.components()
                if isinstance(each, ResourceComponent) and each.columns and each.resources
            ],
            "profiles": profiles.of(viewer.listed),
            "past": past.of(
                lambda profile_id: {
                    "profile_id": profile_id,
                    "action_type": found.past_histories[profile_id][-1].action_type,
                }
            ),
            "key_names": sorted(found.key_names()),
        }


def search(
    place: Place, key_name: str, values: list[str], lag: Lag | None, number: int
) -> dict[str, Any]:
    """What SearchProfiles finds by one key, what the lag hides of it, and why nothing is found."""
    with _domain(place) as found:
        answer: dict[str, Any] = {
            "key_names": sorted(found.key_names()), "sought": None, "unknown": None,
        }  # fmt: skip
        if not key_name or not values:
            return answer
        postings = {form: found.profiles.find(form) for form in found.sought(key_name, values)}
        viewer = Viewer(found, lag)
        profiles = list(any_of([*postings.values()], 0))

        def listed(profile: Profile) -> dict[str, Any]:
            row = viewer.listed(profile)
            row["hidden"] = row["hidden"] or all(
                viewer.hides("key", profile.profile_id, form)
                for form, posting in postings.items()
                if holds(posting, profile)
            )
            return row

        answer["sought"] = found.index_key(key_name, values)
        answer["profiles"] = part(profiles, len(profiles), number).of(listed)
        if not _knows_key(found, key_name):
            answer["nearest"] = nearest_key_name(key_name, found.key_names())
            answer["unknown"] = exceptions.unknown_key_name(key_name, answer["nearest"])
        return answer


def object_type_names(place: Place) -> list[str]:
    """The names of the object types of a domain. Raises ServiceError if there is no domain."""
    with _domain(place) as found:
        return list(found.object_types)


def explanation(place: Place, object_type_name: str, text: str) -> Explanation:
    """What PutProfileObject would do with an object. Raises ServiceError if there is no domain."""
    with _domain(place) as found:
        copied = trial_copy(found)
    return explain(copied, object_type_name, text)


def profile(
    place: Place, profile_id: str, lag: Lag | None, page_number: Callable[[str], int]
) -> dict[str, Any]:
    """All of a profile, or the history of one that no longer exists. Raises ServiceError."""
    with _domain(place) as found:
        return profile_page(found, profile_id, lag, page_number)


@contextmanager
def _domain(place: Place) -> Iterator[Domain]:
    """The domain, with its backend's lock held. Raises ServiceError if there is none."""
    regions = dict.get(customerprofiles_backends, place.account_id)
    backend = None if regions is None else dict.get(regions, place.region)
    if backend is None:
        raise exceptions.domain_not_found(place.domain_name, place.account_id)
    with backend.lock:
        found = backend.domains.get(place.domain_name)
        if found is None:
            raise exceptions.domain_not_found(place.domain_name, place.account_id)
        yield found


def _settings(found: Domain) -> dict[str, str]:
    """The members of GetDomain that are set, as texts."""
    members = {
        "DefaultExpirationDays": f"{found.default_expiration_days:,}",
        "CreatedAt": shown_time(found.created_at.timestamp()),
        "LastUpdatedAt": shown_time(found.last_updated_at.timestamp()),
        "DefaultEncryptionKey": found.default_encryption_key,
        "DeadLetterQueueUrl": found.dead_letter_queue_url,
        **{name: _json(getattr(found, xform_name(name))) for name in _configured(found)},
        "DataStore": _json(found.data_store),
    }
    return {name: value for name, value in members.items() if value}


def _configured(found: Domain) -> list[str]:
    """The members of GetDomain that configure a component that the domain has."""
    return sorted(each.setting for each in found.components() if each.setting is not None)


def _table(component: ResourceComponent[Any]) -> dict[str, Any]:
    """The resources of a component, with the columns that it declares."""
    return {
        "anchor": component.title.lower().replace(" ", "-"),
        "title": component.title,
        "headings": [column.heading for column in component.columns],
        "rows": [
            [_cell(column.show(resource)) for column in component.columns]
            for resource in component.resources.values()
        ],
    }


def _cell(value: Any) -> dict[str, Any]:
    """A cell: a text, a list of names, or JSON, as the template distinguishes them."""
    if isinstance(value, Mapping):
        return {"kind": "json", "value": _json(value)}
    if isinstance(value, list | tuple):
        return {"kind": "names", "value": list(map(str, value))}
    return {"kind": "text", "value": "" if value is None else str(value)}


def _json(value: Any) -> str | None:
    """The JSON of a setting, which may hold mappings of other kinds than dicts."""
    return None if value is None else json.dumps(value, ensure_ascii=False, default=dict)


def _knows_key(found: Domain, key_name: str) -> bool:
    return found.knows_key(key_name) or key_name in template_key_types()
