"""How the rows of a file become profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ... import exceptions
from ...rules.key_index import KEY_OF_FIELD, index_key, normalise, standard_index_keys
from ...rules.uploads.files import InvalidFile, read_table
from ...runtime import identifiers
from ...runtime.gc_pause import no_collection
from ...schema.progress import with_bar
from ...state.history import SERVICE_PRINCIPAL
from ...state.profile import Profile
from ...state.profile_fields import attribute_of_member
from ...state.profile_store import SECONDS_OF_A_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...rules.ingestion.contributions import Changes
    from ...rules.uploads.files import Table
    from ...rules.uploads.mapping import UploadMapping
    from ...state.domain import Domain


class Counts(NamedTuple):
    """How many rows made a profile, updated one, and did neither."""

    created: int
    updated: int
    failed: int


def read_file(body: bytes, mapping: UploadMapping) -> Table:
    """Read the file of a job. Raises InvalidFile, also if a column is not there that a field reads.

    A column with a dot in its name cannot be read, and one whose name is there twice neither.
    """
    table = read_table(body)
    for column in sorted(mapping.columns):
        if "." in column or table.header.count(column) != 1:
            raise InvalidFile(f"the header does not have column {column} once")
    return table


def import_rows(
    domain: Domain, mapping: UploadMapping, table: Table, *, at: float, days: int
) -> Counts:
    """Create or update a profile for each row of a file.

    A row fails that has not as many cells as the header, no value for the unique key, or a value
    that does not fit its target, and one whose key several profiles have.
    """
    importing = _Import(domain, mapping, at, days)
    header, width = table.header, len(table.header)
    created = updated = failed = 0
    with no_collection():
        for row in with_bar(table.rows, "importing", "rows"):
            is_new = None
            if len(row) == width:
                is_new = importing.apply(dict(zip(header, row, strict=True)))
                # The next row sees what this one led to.
                domain.settle()
            if is_new is None:
                failed += 1
            elif is_new:
                created += 1
            else:
                updated += 1
    return Counts(created, updated, failed)


class _Import:
    """The import of one file."""

    def __init__(self, domain: Domain, mapping: UploadMapping, at: float, days: int) -> None:
        self._domain = domain
        self._mapping = mapping
        self._at = at
        self._until = at + days * SECONDS_OF_A_DAY
        path = mapping.unique_path
        attribute = attribute_of_member()[path[0]]
        key_name = KEY_OF_FIELD.get(attribute)
        # A name alone is no standard key, only the whole of them.
        self._key_name = None if key_name == "_fullName" else key_name
        self._attribute = attribute
        # The profiles that have a value, where no standard key leads to them.
        self._by_value: dict[str, list[Profile]] = {}
        if self._key_name is None:
            for profile in domain.profiles.values():
                self._note(profile)

    def apply(self, row: dict[str, str]) -> bool | None:
        """Apply a row: whether that made a profile, or None if the row fails."""
        try:
            changes = self._mapping.changes(row)
            value = changes.get(self._mapping.unique_path, "")
            if not value.strip():
                return None
            found = self._find(value)
            if len(found) > 1:
                return None
            if found:
                self._update(found[0], changes)
            else:
                self._create(changes)
        except (exceptions.IngestionError, exceptions.BadRequestException):
            return None
        return not found

    def _create(self, changes: Changes) -> None:
        domain = self._domain
        profile = Profile(identifiers.hex_id())
        profile.set_members(_request(changes), self._at)
        domain.profiles.add(profile)
        self._written(profile, "CREATED")

    def _update(self, profile: Profile, changes: Changes) -> None:
        before = standard_index_keys(profile)
        profile.set_members(_request(changes), self._at)
        self._domain.profiles.reindex_fields(profile, before)
        self._written(profile, "UPDATED")

    def _written(self, profile: Profile, action: Any) -> None:
        self._domain.profiles.extend_expiry(profile, self._until)
        self._domain.record(profile, action, at=self._at, performed_by=SERVICE_PRINCIPAL)
        if self._key_name is None:
            self._note(profile)

    def _find(self, value: str) -> Sequence[Profile]:
        """The profiles that have the value of the unique key."""
        if self._key_name is not None:
            return self._domain.profiles.find(index_key(self._key_name, (value,)))
        normal = normalise(self._mapping.content_type, value)
        present = (self._now(each) for each in self._by_value.get(normal, ()))
        found = [each for each in present if each is not None and self._value(each) == normal]
        return list(dict.fromkeys(found))

    def _now(self, profile: Profile) -> Profile | None:
        """The profile, or the one that it has been merged into meanwhile."""
        domain = self._domain
        profile_id: str | None = profile.profile_id
        while profile_id is not None and profile_id not in domain.profiles:
            profile_id = domain.merged_into.get(profile_id)
        return None if profile_id is None else domain.profiles[profile_id]

    def _value(self, profile: Profile) -> str | None:
        """What a profile has of the unique key, in the form in which values compare."""
        value: Any = getattr(profile, self._attribute)
        path = self._mapping.unique_path
        if len(path) > 1:
            value = (value or {}).get(path[1])
        return None if value is None else normalise(self._mapping.content_type, value)

    def _note(self, profile: Profile) -> None:
        value = self._value(profile)
        if value is not None:
            having = self._by_value.setdefault(value, [])
            if profile not in having[-1:]:
                having.append(profile)


def _request(changes: Changes) -> dict[str, Any]:
    """The members that a caller would write for these values by path."""
    request: dict[str, Any] = {}
    for path, value in changes.items():
        if len(path) == 1:
            request[path[0]] = value
        else:
            request.setdefault(path[0], {})[path[1]] = value
    return request
