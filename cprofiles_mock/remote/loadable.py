"""Makes of a domain that was read a document that can be loaded.

A real domain may have what this package refuses. The rest of it is worth having, so such an entry
is left out, and named.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from ..models import CustomerProfilesBackend, default_account
from ..protocol.endpoints import offered_regions
from ..schema.problems import Problem, path_text
from ..snapshots.documents import VERSION
from ..snapshots.loading import load_document
from .errors import RemoteError
from .kinds import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..schema.problems import Path
    from ..state.domain import Domain

# The name of a member; the position of an item in it; and of an object in that.
_Part = tuple[Any, ...]

#: What a path in a document begins with: the only domain.
_DOMAIN = ("Domains", 0)
_REQUIRED = ("DomainName", "DefaultExpirationDays")


def loadable(entry: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The document of a domain, and a line for each part that cannot be loaded.

    Raises RemoteError if the domain itself cannot be.
    """
    entry = {name: list(each) if isinstance(each, list) else each for name, each in entry.items()}
    refused: list[str] = []
    while True:
        document = {"version": VERSION, "Domains": [entry]}
        try:
            domain = _loaded(document)
        except Problem as problem:
            refused += _without(entry, problem)
        else:
            _leave_out_defaults(entry, domain)
            return document, refused


def _loaded(document: Mapping[str, Any]) -> Domain:
    """The domain of a document. Raises Problem."""
    backend = CustomerProfilesBackend(offered_regions()[0], default_account())
    with warnings.catch_warnings():
        # They are about what a user writes.
        warnings.simplefilter("ignore")
        load_document(backend, document)
    (domain,) = backend.domains.values()
    return domain


def _without(entry: dict[str, Any], problem: Problem) -> list[str]:
    """Take out of an entry what has a problem, or put it differently; return what was refused.

    Raises RemoteError if it is nothing that can be left out.
    """
    at_fault: dict[_Part, Problem] = {}
    for part in problem.parts:
        at_fault.setdefault(_part_of(entry, part.path), part)
    refused: list[str] = []
    # From the last to the first, so that the positions in lists stay right.
    for path, part in sorted(at_fault.items(), key=lambda each: each[0], reverse=True):
        if not path or path[0] in _REQUIRED:
            raise RemoteError(f"the domain cannot be loaded: {path_text(part.path)}: {part.text}")
        section, *position = path
        if not position:
            del entry[section]
            refused.append(f"{section}: {part.text}")
            continue
        number, *inside = position
        found = entry[section][number]
        where = path_text(part.path[len(_DOMAIN) + 2 :])
        text = f"{section}: {_name(section, found)}: {where}{': ' if where else ''}{part.text}"
        given_up = [member for member in _yielding(section) if member in found]
        if inside:
            found["Objects"] = [*found["Objects"][: inside[1]], *found["Objects"][inside[1] + 1 :]]
        elif given_up:
            entry[section][number] = {
                member: value for member, value in found.items() if member not in given_up
            }
            text = f"{text}; left out {', '.join(given_up)} for that"
        else:
            del entry[section][number]
        refused.append(text)
    return refused[::-1]


def _part_of(entry: Mapping[str, Any], path: Path) -> _Part:
    """The part of a domain's entry that a path leads to.

    It is a member, an item of a section, or an object of a profile.
    """
    below = path[len(_DOMAIN) :]
    if not below or not isinstance(entry.get(str(below[0])), list):
        return tuple(below[:1])
    is_object = below[0] == "Profiles" and below[2:3] == ("Objects",)
    return tuple(below[: 4 if is_object else 2])


def _name(section: str, item: Mapping[str, Any]) -> str:
    keys = [kind.section.key for kind in kinds() if kind.section.name == section]
    return str(item.get(keys[0] if keys else "ProfileId"))


def _yielding(section: str) -> tuple[str, ...]:
    """The members of a section's resources that may be given up."""
    return tuple(
        name for kind in kinds() if kind.section.name == section for name in kind.section.yielding
    )


def _leave_out_defaults(entry: dict[str, Any], domain: Domain) -> None:
    """Leave out of resources what a document need not have."""
    for kind in kinds():
        section = kind.section
        for resource in entry.get(section.name, ()):
            made = domain.component(kind.component).resources[resource[section.key]]
            for name in section.omits(made):
                resource.pop(name, None)
            for name, value in section.defaults.items():
                if resource.get(name) == value:
                    del resource[name]
