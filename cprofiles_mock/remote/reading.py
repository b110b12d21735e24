"""Reads one domain of either side into an entry of a state document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..rules.ingestion.templates import templates
from ..snapshots.members import profile_members
from .errors import ReadingError
from .kinds import as_given, input_members, kinds, only_set, stamps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .connection import Reader
    from .kinds import Kind

#: How many profiles BatchGetProfile takes.
_MOST_PROFILES = 20


@dataclass(slots=True)
class DomainRead:
    """A domain as an entry of a state document, and what could not be read of it."""

    entry: dict[str, Any]
    #: A line for each.
    unread: list[str] = field(default_factory=list)
    #: The sections that lack some or all of what the domain has.
    incomplete: set[str] = field(default_factory=set)

    def lacks(self, section: str, text: str) -> None:
        """Note what could not be read of a section."""
        self.unread.append(f"{section}: {text}")
        self.incomplete.add(section)


def read_domain(reader: Reader, domain_name: str, profile_ids: Sequence[str] = ()) -> DomainRead:
    """Read settings, resources, and the profiles that are named, with their objects.

    What the service refuses is noted. Raises ReadingError if that is the domain itself, and
    RemoteError where no answer can be had.
    """
    all_kinds = list(kinds())
    reader.progress.expect(1 + len(all_kinds))
    answer = reader.read("GetDomain", DomainName=domain_name)
    members = {
        name: as_given(shape, answer.get(name))
        for name, shape in input_members("CreateDomain").items()
    }
    domain = DomainRead({**only_set(members), **stamps_of(answer)})
    for kind in all_kinds:
        entries = list(_entries(reader, domain, domain_name, kind))
        if entries:
            domain.entry[kind.section.name] = entries
    if profile_ids:
        profiles = list(_profiles(reader, domain, domain_name, list(dict.fromkeys(profile_ids))))
        if profiles:
            domain.entry["Profiles"] = profiles
    return domain


def _entries(
    reader: Reader, domain: DomainRead, domain_name: str, kind: Kind
) -> Iterator[dict[str, Any]]:
    name, key = kind.section.name, kind.section.key
    parameters = {"DomainName": domain_name, **kind.list_parameters}
    try:
        keys = [item[key] for item in reader.read_all(kind.list_operation, **parameters)]
    except ReadingError as error:
        domain.lacks(name, str(error))
        return
    reader.progress.expect(len(keys))
    for number, value in enumerate(keys):
        try:
            answer = reader.read(kind.get_operation, DomainName=domain_name, **{key: value})
        except ReadingError as error:  # noqa: PERF203  (each is read on its own)
            if error.is_denied:
                # It would be denied each time.
                reader.progress.expect(number + 1 - len(keys))
                domain.lacks(name, str(error))
                return
            domain.lacks(name, f"{value}: {error}")
        else:
            yield kind.entry({**answer, key: value})


def _profiles(
    reader: Reader, domain: DomainRead, domain_name: str, profile_ids: list[str]
) -> Iterator[dict[str, Any]]:
    types = _object_types(domain.entry)
    reader.progress.expect(len(profile_ids) * len(types))
    for begin in range(0, len(profile_ids), _MOST_PROFILES):
        batch = profile_ids[begin : begin + _MOST_PROFILES]
        reader.progress.expect(1)
        try:
            answer = reader.read("BatchGetProfile", DomainName=domain_name, ProfileIds=batch)
        except ReadingError as error:
            domain.lacks("Profiles", str(error))
            return
        for each in answer.get("Errors", ()):
            domain.lacks("Profiles", f"{each['ProfileId']}: {each['Code']}: {each['Message']}")
        for profile in answer.get("Profiles", ()):
            entry = only_set(
                {name: as_given(of, profile.get(name)) for name, of in profile_members().items()}
            )
            objects = list(_objects(reader, domain, domain_name, profile["ProfileId"], types))
            yield {**entry, **({"Objects": objects} if objects else {})}


def _object_types(entry: dict[str, Any]) -> list[str]:
    """The types of which profiles may have objects.

    Those of templates need not be put; where nobody has, an integration names them.
    """
    named = [each["ObjectTypeName"] for each in entry.get("ObjectTypes", ())]
    for integration in entry.get("Integrations", ()):
        by_event = integration.get("ObjectTypeNames", {})
        names = (integration.get("ObjectTypeName"), *by_event.values())
        named += [name for name in names if name in templates()]
    return list(dict.fromkeys(named))


def _objects(
    reader: Reader, domain: DomainRead, domain_name: str, profile_id: str, types: Iterable[str]
) -> Iterator[dict[str, Any]]:
    for name in types:
        try:
            items = list(
                reader.read_all(
                    "ListProfileObjects",
                    DomainName=domain_name,
                    ProfileId=profile_id,
                    ObjectTypeName=name,
                )
            )
        except ReadingError as error:  # noqa: PERF203  (each type is read on its own)
            domain.lacks("Profiles", f"{profile_id}: objects of {name}: {error}")
        else:
            for item in items:
                yield {
                    member: item[member]
                    for member in ("ObjectTypeName", "ProfileObjectUniqueKey", "Object")
                }
