"""A state document made domains again.

Everything is read, checked and built beside the state; only then is it put in its place, at once.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

from .. import exceptions
from ..models import CustomerProfilesBackend
from ..resources.domains import MOST_DOMAINS, create_domain
from ..resources.integrations.operations import put_integration
from ..resources.object_types import put_profile_object_type
from ..runtime import clock
from ..runtime.strict_json import is_too_deep
from ..schema.numbering import NumberReader
from ..schema.problems import Problem, each
from ..schema.times import on_calendars
from ..state.identity_resolution import LAPSE, IdentityResolutionJob, Match
from ..state.numbered import NumberedResources
from ..state.profile import Profile
from .documents import VERSION
from .members import form
from .profile_loading import ProfileReader, is_there, read_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_customer_profiles.type_defs import (
        CreateDomainRequestTypeDef,
        PutIntegrationRequestTypeDef,
        PutProfileObjectTypeRequestTypeDef,
    )

    from ..state.domain import Domain


def load_document(backend: CustomerProfilesBackend, document: Any) -> None:
    """Add the domains of a document, each in the place of one of its name.

    Raises Problem where the document is not as it must be; the state is as before then.
    """
    # What is wrong is shown with its value, by functions that call themselves at each level.
    if is_too_deep(document):
        raise Problem((), "is nested too deeply")
    members = form("state").read(document)
    if members.get("version", VERSION) != VERSION:
        raise Problem(("version",), f"must be {VERSION}, the version that this package reads")
    # Of the same region and account, but nobody else's.
    beside = CustomerProfilesBackend(backend.region_name, backend.account_id)
    now = clock.timestamp()
    for _ in each("Domains", members.get("Domains"), lambda e: _read_domain(beside, e, now)):
        pass
    beside.domains.skip_to(members.get("LastDomainNumber", 0))
    _put_in_place(backend, beside.domains)


def _put_in_place(backend: CustomerProfilesBackend, read: NumberedResources[str, Domain]) -> None:
    """A domain keeps the number that it was read with unless another has it."""
    with backend.lock:
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
        backend.domains = domains


def _read_domain(beside: CustomerProfilesBackend, entry: Any, now: float) -> None:
    members = form("domain").read(entry)
    beside.domains.skip_to(members.get("Number", 0) - 1)
    try:
        domain = create_domain(beside, cast("CreateDomainRequestTypeDef", members))
    except exceptions.BadRequestException as error:
        raise Problem((), error.message) from None
    _read_rules(domain, members)
    for name, build in (
        ("ObjectTypes", lambda e: _read_object_type(domain, e)),
        ("Integrations", lambda e: _read_integration(beside, domain, e)),
    ):
        for _ in each(name, members.get(name), build):
            pass
    domain.object_types.skip_to(members.get("LastObjectTypeNumber", 0))
    domain.integrations.skip_to(members.get("LastIntegrationNumber", 0))
    _read_profiles(domain, members, now)
    _read_resolution(domain, members)
    _stamp(domain, members)
    domain.next_event = domain.next_moment()


def _stamp(resource: Any, members: Mapping[str, Any]) -> None:
    """Set the times that are told; the rest are those of the moment of loading."""
    for member, attribute in (("CreatedAt", "created_at"), ("LastUpdatedAt", "last_updated_at")):
        if member in members:
            setattr(resource, attribute, clock.moment(members[member]))


def _read_rules(domain: Domain, members: Mapping[str, Any]) -> None:
    """What waits to be at work; without that, the rules are at work already."""
    if "RuleMatching" not in members:
        return
    try:
        waiting = form("rule matching").read(members["RuleMatching"])
        if domain.rules.index is None:
            raise Problem((), "no RuleBasedMatching is enabled")
        domain.rules.ready_at = waiting["ReadyAt"]
        domain.rules.index = domain.rules.at_work = None
        if "AtWork" in waiting:
            domain.rules.put_to_work(waiting["AtWork"])
    except exceptions.BadRequestException as error:
        raise Problem(("RuleMatching", "AtWork"), error.message) from None
    except Problem as problem:
        raise problem.under("RuleMatching") from None


def _read_object_type(domain: Domain, entry: Any) -> None:
    members = form("object type").read(entry)
    name = members["ObjectTypeName"]
    if name in domain.object_types:
        raise Problem(("ObjectTypeName",), f"{name} is there already")
    domain.object_types.skip_to(members.get("Number", 0) - 1)
    try:
        request = cast("PutProfileObjectTypeRequestTypeDef", members)
        object_type = put_profile_object_type(domain, request)
    except exceptions.BadRequestException as error:
        raise Problem((), error.message) from None
    _stamp(object_type, members)


def _read_integration(beside: CustomerProfilesBackend, domain: Domain, entry: Any) -> None:
    members = form("integration").read(entry)
    uri = members["Uri"]
    if uri in domain.integrations:
        raise Problem(("Uri",), f"{uri} is there already")
    domain.integrations.skip_to(members.get("Number", 0) - 1)
    request = {"DomainName": domain.domain_name, **members}
    try:
        integration = put_integration(beside, cast("PutIntegrationRequestTypeDef", request))
    except exceptions.BadRequestException as error:
        raise Problem((), error.message) from None
    integration.from_flow_definition = members.get("FromFlowDefinition", False)
    integration.disabled = members.get("Disabled", False)
    integration.workflow_id = members.get("WorkflowId")
    _stamp(integration, members)


def _read_profiles(domain: Domain, members: Mapping[str, Any], now: float) -> None:
    reader = ProfileReader(domain, now, NumberReader(), NumberReader())
    for profile in each("Profiles", members.get("Profiles"), reader.read):
        reader.add(profile)
    reader.match()

    def read_past(entry: Any) -> None:
        past = form("past profile").read(entry)
        if is_there(domain, past["ProfileId"]):
            raise Problem(("ProfileId",), f"{past['ProfileId']} is there already")
        records = each("History", past["History"], read_record)
        domain.past_histories[past["ProfileId"]] = list(records)

    for _ in each("PastProfiles", members.get("PastProfiles"), read_past):
        pass
    for name in members.get("KnownKeyNames", ()):
        domain.keys.add_key_name(name)
    for attribute, member in (
        ("last_profile_number", "LastProfileNumber"),
        ("last_object_number", "LastObjectNumber"),
    ):
        setattr(domain, attribute, max(getattr(domain, attribute), members.get(member, 0)))


def _read_resolution(domain: Domain, members: Mapping[str, Any]) -> None:
    """The jobs and matches; without a time of the next run, that is as after enabling."""
    if "IdentityResolution" not in members:
        return
    resolution = domain.resolution
    try:
        told = form("identity resolution").read(members["IdentityResolution"])
        if domain.matching and domain.matching["Enabled"]:
            resolution.next_run = told.get("NextRunAt", resolution.next_run)
            # Where it is not told, but a next run is, the first has been.
            first_by = math.inf if "NextRunAt" in told else resolution.first_by
            resolution.first_by = told.get("FirstRunBy", first_by)
        resolution.scheduled = told.get("ScheduledRuns", [])
        resolution.generated_at = told.get("GeneratedAt")
        resolution.found_before = told.get("MatchesBefore", 0)
        resolution.matches = list(
            each("Matches", told.get("Matches"), lambda e: _read_match(domain, e))
        )
        for _ in each("Jobs", told.get("Jobs"), lambda e: _read_job(domain, e)):
            pass
        resolution.jobs.skip_to(told.get("LastJobNumber", 0))
    except Problem as problem:
        raise problem.under("IdentityResolution") from None


def _read_match(domain: Domain, entry: Any) -> Match:
    members = form("match").read(entry)
    profiles = [
        # A profile that is no more leaves its place in the match, as long as the results last.
        domain.profiles.get(profile_id) or Profile(profile_id=profile_id)
        for profile_id in members["ProfileIds"]
    ]
    return Match(members["MatchId"], members["ConfidenceScore"], profiles)


def _read_job(domain: Domain, entry: Any) -> None:
    members = form("job").read(entry)
    if members["JobId"] in domain.resolution.jobs:
        raise Problem(("JobId",), f"{members['JobId']} is there already")
    last = "JobEndTime" if "JobEndTime" in members else "JobStartTime"
    if not on_calendars(members[last] + LAPSE):
        raise Problem((last,), "must be at least seven days before calendars end")
    job = IdentityResolutionJob(domain.domain_name, members["JobStartTime"], {}, members["JobId"])
    job.restore_transition(members, members.get("Reads", 0), members.get("StatusSince"))
    domain.resolution.jobs.skip_to(members.get("Number", 0) - 1)
    domain.resolution.jobs.add(job.job_id, job)
