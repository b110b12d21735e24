"""Resources that the service makes in every domain, as a state file has them.

A file does not repeat them. It has what became of them, in a section of its own: what was changed,
and what was deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..models import CustomerProfilesBackend, default_account
from ..protocol.compiled import operation_for
from ..protocol.endpoints import offered_regions
from ..state.registry import HANDLERS
from .kinds import STAMPS, input_members, kinds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from .kinds import Kind

_DOMAIN = "defaults"


def with_defaults_apart(
    entry: Mapping[str, Any], incomplete: Collection[str]
) -> tuple[dict[str, Any], list[str]]:
    """A domain's entry with what became of the service's resources, and what a file cannot say.

    Sections that are ``incomplete`` say nothing of what was deleted.
    """
    entry, lacking = dict(entry), []
    for kind in kinds():
        name = kind.section.name
        if not kind.component.has_defaults:
            continue
        made = _made_by_the_service(kind)
        own, changed = [], []
        for resource in entry.pop(name, ()):
            key = resource[kind.section.key]
            # What the service made has no CreatedAt.
            if key not in made or "CreatedAt" in resource:
                own.append(resource)
                continue
            became, fixed = _changes(kind, resource, made.pop(key))
            if len(became) > 1:
                changed.append(became)
            if fixed:
                lacking.append(f"{name}: {key}: differs from the one here in {', '.join(fixed)}")
        if name not in incomplete:
            changed += [{kind.section.key: key, "Deleted": True} for key in made]
        if own:
            entry[name] = own
        if changed:
            entry[f"Default{name}"] = changed
    return entry, lacking


def _changes(
    kind: Kind, resource: Mapping[str, Any], made: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """What became of a resource, with its key, and what differs and cannot be changed."""
    names = [each for each in (*resource, *made) if resource.get(each) != made.get(each)]
    changeable = {*input_members(kind.update_operation), "Tags", *STAMPS}
    changed = {name: resource[name] for name in resource if name in names and name in changeable}
    # Nor can a member be taken away.
    fixed = sorted({*names} - changed.keys())
    return {kind.section.key: resource[kind.section.key], **changed}, fixed


def _made_by_the_service(kind: Kind) -> dict[str, dict[str, Any]]:
    """The resources of a new domain, as entries, by their keys."""
    backend = CustomerProfilesBackend(offered_regions()[0], default_account())
    HANDLERS["CreateDomain"].function(backend, {"DomainName": _DOMAIN, "DefaultExpirationDays": 1})
    domain = backend.domain(_DOMAIN)
    return {each[kind.section.key]: each for each in _entries(kind, domain)}


def _entries(kind: Kind, domain: Any) -> Iterator[dict[str, Any]]:
    key, here = kind.section.key, {"DomainName": _DOMAIN}
    listing = HANDLERS[kind.list_operation].function(domain, here)
    project_list = operation_for(kind.list_operation).serialize.project
    project = operation_for(kind.get_operation).serialize.project
    for _, listed in listing.after(0):
        (value,) = (item[key] for item in project_list({"Items": [listed]})["Items"])
        answer = project(HANDLERS[kind.get_operation].function(domain, {**here, key: value}))
        yield kind.entry({**answer, key: value})
