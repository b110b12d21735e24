"""Builds domains from a state document.

Everything is read, checked and built beside the state; only then is it put in its place, at once.
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, cast

from .. import exceptions
from ..models import CustomerProfilesBackend
from ..resources.domains import MOST_DOMAINS, create_domain
from ..runtime import clock
from ..runtime.strict_json import is_too_deep
from ..schema.numbering import NumberReader
from ..schema.problems import Problem, Problems, each
from ..schema.sections import stamp
from ..state.components import COMPONENTS
from ..state.numbered import NumberedResources
from ..state.profile import Profile
from ..unit_of_work import work_in
from .documents import VERSION
from .members import form
from .profile_loading import ProfileReader, is_there, read_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from types_boto3_customer_profiles.type_defs import CreateDomainRequestTypeDef

    from ..state.domain import Domain

#: The text that a document has no content, with what it needs.
NOTHING = (
    'is empty; a state without domains is written as "Domains: []", or {"Domains": []} in JSON'
)


def load_document(backend: CustomerProfilesBackend, document: Any) -> None:
    """Add the domains of a document, each in the place of one of its name.

    Raises Problem where the document is not as it must be; the state is as before then.
    """
    if document is None:
        raise Problem((), NOTHING)
    # Error texts show values recursively, so the depth is limited first.
    if is_too_deep(document):
        raise Problem((), "is nested too deeply")
    problems = Problems()
    members = form("state").read_what_is_right(document, problems)
    if members.get("version", VERSION) != VERSION:
        text = f"must be {VERSION}, the version that this package reads"
        problems.add(Problem(("version",), text))
    # A private backend of the same region and account.
    beside = CustomerProfilesBackend(backend.region_name, backend.account_id)
    beside.region.is_loading = True
    now = clock.timestamp()
    with work_in(beside):
        with problems:
            domains = members.get("Domains")
            # Those of entries with mistakes, too, which make no domain.
            names: set[str] = set()
            for _ in each("Domains", domains, lambda e: _read_domain(beside, e, now, names)):
                pass
        # What handlers send when they make a resource was sent when it was first made.
        beside.region.outbox.clear()
    problems.raise_any()
    beside.domains.skip_to(members.get("LastDomainNumber", 0))
    _put_in_place(backend, beside.domains)


def _put_in_place(backend: CustomerProfilesBackend, read: NumberedResources[str, Domain]) -> None:
    """Put the domains in place; each keeps the number it was read with unless another has it."""
    with work_in(backend):
        there = {
            domain.domain_name: number
            for number, domain in backend.domains.after(0)
            if domain.domain_name in read
        }
        placed = {
            number: domain
            for number, domain in backend.domains.after(0)
            if domain.domain_name not in read
        }
        last = max(backend.domains.last, read.last)
        for number, domain in read.after(0):
            free = (n for n in (number, there.get(domain.domain_name)) if n and n not in placed)
            at = next(free, None)
            if at is None:
                at = last = last + 1
            placed[at] = domain
        if len(placed) > MOST_DOMAINS:
            raise Problem(("Domains",), exceptions.too_many_domains(MOST_DOMAINS).message)
        domains: NumberedResources[str, Domain] = NumberedResources()
        for number in sorted(placed):
            domains.skip_to(number - 1)
            domains.add(placed[number].domain_name, placed[number])
        domains.skip_to(last)
        for domain in read.values():
            domain.region = domain.profiles.region = backend.region
        backend.domains = domains


def _read_domain(beside: CustomerProfilesBackend, entry: Any, now: float, names: set[str]) -> None:
    problems = Problems()
    members, in_part = form("domain").read_in_part(entry, problems)
    beside.domains.skip_to(members.get("Number", 0) - 1)
    domain_name = members.get("DomainName")
    if domain_name in names:
        problems.add(Problem(("DomainName",), exceptions.domain_exists(domain_name).message))
    elif domain_name is not None:
        names.add(domain_name)
    backend = _make_domain(beside, entry, members, in_part, problems)
    domain = backend.domains[str(entry.get("DomainName"))]
    for name in _order():
        if name == _PROFILES:
            with problems:
                _read_profiles(domain, members, now)
        for kind in COMPONENTS:
            if kind.section is not None and name in kind.section.members:
                with problems:
                    kind.section.read(kind, backend, domain, members)
    problems.raise_any()
    stamp(domain, members)
    if domain.has_data_store:
        domain.data_store_since = members.get("DataStoreSince", domain.created_at.timestamp())
    for component in domain.components():
        component.loaded()


_PROFILES = "Profiles"


def _order() -> Iterable[str]:
    """The sections of a domain by their first members, each after those that it refers to."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for kind in COMPONENTS:
        if kind.section is None:  # pragma: no cover  (so far every component has one)
            continue
        name = next(iter(kind.section.members))
        order.add(name, *(each for each in kind.loads_after if each != name))
        if _PROFILES not in kind.loads_after:
            order.add(_PROFILES, name)
    return order.static_order()


def _make_domain(
    beside: CustomerProfilesBackend,
    entry: Mapping[str, Any],
    members: Mapping[str, Any],
    in_part: Mapping[str, Any],
    problems: Problems,
) -> CustomerProfilesBackend:
    """Make the domain of an entry, and return the backend that has it.

    That is another one if the entry has mistakes: what it contains is read into a domain in its
    place, so that its mistakes are found as well.
    """
    if not problems:
        try:
            create_domain(beside, cast("CreateDomainRequestTypeDef", members))
        except exceptions.BadRequestException as error:
            problems.add_errors(error.parts)
        else:
            return beside
    else:
        problems.add_errors(_mistakes_of_settings(in_part))
    other = CustomerProfilesBackend(beside.region_name, beside.account_id)
    other.region.is_loading = True
    wrong = {path[0] for path in problems.paths if path}
    settings = {kind.setting for kind in COMPONENTS if kind.setting is not None}
    stand_in: Any = {
        "DefaultExpirationDays": 1,
        **members,
        "DomainName": str(entry.get("DomainName")),
        # What follows in the file may need the setting.
        **{setting: {"Enabled": True} for setting in settings & wrong},
    }
    create_domain(other, stand_in)
    return other


def _mistakes_of_settings(members: Mapping[str, Any]) -> Iterable[exceptions.ServiceError]:
    for kind in COMPONENTS:
        if kind.setting is not None and kind.setting in members:
            for error in kind.setting_mistakes(members[kind.setting]):
                yield error.under(kind.setting)


def _read_profiles(domain: Domain, members: Mapping[str, Any], now: float) -> None:
    store = domain.profiles
    reader = ProfileReader(domain, now, NumberReader(), NumberReader(), _named_types(members))
    problems = Problems()

    def read(entry: Any) -> Profile:
        try:
            return reader.read(entry)
        except Problem:
            profile_id = entry.get("ProfileId") if type(entry) is dict else None
            if isinstance(profile_id, str):
                # What refers to this profile has no mistake itself.
                store.setdefault(str(profile_id), Profile(profile_id=str(profile_id)))
            raise

    with problems:
        for profile in each("Profiles", members.get("Profiles"), read):
            reader.add(profile)
    reader.finish()

    def read_past(entry: Any) -> None:
        past = form("past profile").read(entry)
        if is_there(domain, past["ProfileId"]):
            raise Problem(("ProfileId",), f"{past['ProfileId']} is there already")
        records = each("History", past["History"], read_record)
        domain.past_histories[past["ProfileId"]] = list(records)
        if "MergedInto" in past:
            domain.merged_into[past["ProfileId"]] = past["MergedInto"]

    with problems:
        for _ in each("PastProfiles", members.get("PastProfiles"), read_past):
            pass
    problems.raise_any()
    for name in members.get("KnownKeyNames", ()):
        store.index.add_key_name(name)
    store.last_profile_number = max(store.last_profile_number, members.get("LastProfileNumber", 0))
    store.last_object_number = max(store.last_object_number, members.get("LastObjectNumber", 0))


def _named_types(members: Mapping[str, Any]) -> frozenset[str]:
    """The names of the object types that an entry has, whether they could be made or not."""
    entries = members.get("ObjectTypes")
    names = [
        entry.get("ObjectTypeName")
        for entry in (entries if type(entries) is list else ())
        if type(entry) is dict
    ]
    return frozenset(name for name in names if isinstance(name, str))
