"""SearchProfiles: by up to five keys, all of them or any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ... import exceptions
from ...instruments import reporting
from ...rules.ingestion.templates import template_key_types
from ...rules.key_index import PREDEFINED_KEY_NAMES, all_of, any_of, holds, nearest_key_name
from ...state import queries
from ...state.registry import operation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from types_boto3_customer_profiles.type_defs import SearchProfilesRequestTypeDef

    from ...rules.key_index import IndexKey
    from ...state.domain import Domain
    from ...state.profile import Profile


@dataclass(slots=True)
class FoundProfiles:
    """The listing that a search pages through."""

    keys: list[dict[str, Any]]
    postings: list[Sequence[Profile]]
    operator: str

    # What a profile holds are the members of the output, and is replaced rather than changed.
    is_projected: ClassVar[bool] = True

    def after(self, number: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """The profiles found whose number is above ``number``, oldest first."""
        combine = all_of if self.operator == "AND" else any_of
        every_key = self.operator == "AND" or len(self.keys) == 1
        for profile in combine(self.postings, number):
            found = profile.set_values()
            found["ProfileId"] = profile.profile_id
            found["FoundByItems"] = self.keys if every_key else self._keys_of(profile)
            yield profile.number, found

    def _keys_of(self, profile: Profile) -> list[dict[str, Any]]:
        by_key = zip(self.keys, self.postings, strict=True)
        return [key for key, posting in by_key if holds(posting, profile)]


@operation("SearchProfiles", may_be_blank=("Values",))
def search_profiles(domain: Domain, request: SearchProfilesRequestTypeDef) -> FoundProfiles:
    """Values hold one value for each field of the key; they are not alternatives. Profiles come in
    the order of their creation. A key name that nothing defines finds nothing, with a warning.
    """
    keys: list[Any] = [{"KeyName": request["KeyName"], "Values": request["Values"]}]
    if "AdditionalSearchKeys" in request:
        keys += request["AdditionalSearchKeys"]
    postings = []
    unknown = set()
    for key in keys:
        name, values = key["KeyName"], key["Values"]
        if name not in unknown and not domain.knows_key(name):
            unknown.add(name)
            _warn_if_no_template_has(domain, name)
        posting = _find(domain, domain.object_types.sought(name, values))
        if not posting and values:
            _warn_of_values(domain, name, len(values))
        postings.append(posting)
    return FoundProfiles(keys, postings, request.get("LogicalOperator", "OR"))


@queries.profiles_of_key.answered_by
def _profiles_of_key(domain: Domain, key_name: str, values: Sequence[str]) -> Sequence[Profile]:
    return _find(domain, domain.sought(key_name, values))


def _find(domain: Domain, forms: Sequence[IndexKey]) -> Sequence[Profile]:
    """What a key leads to in any of its forms, but for what the mock hides for a while."""
    store = domain.profiles
    found: Sequence[Profile] = ()
    others = []
    for form in forms:
        posting = _visible(domain, form) if store.delayed else store.find(form)
        if not found:
            found = posting
        elif posting:
            others.append(posting)
    return list(any_of([found, *others], 0)) if others else found


def _visible(domain: Domain, sought: IndexKey) -> Sequence[Profile]:
    return [
        each
        for each in domain.profiles.find(sought)
        if not domain.profiles.is_delayed("profile", each.profile_id)
        and not domain.profiles.is_delayed("key", each.profile_id, sought)
    ]


def _warn_of_values(domain: Domain, name: str, given: int) -> None:
    """Warn if the key has another number of fields in every object type that has it."""
    lengths = {
        len(key.field_names)
        for object_type in domain.object_types.values()
        for key in object_type.mapping.keys
        if key.name == name
    }
    if name in PREDEFINED_KEY_NAMES:
        lengths.add(1)
    if lengths and given not in lengths:
        text = exceptions.wrong_number_of_values(name, max(lengths), given)
        reporting.warn(text, exceptions.KeyValuesWarning)


def _warn_if_no_template_has(domain: Domain, name: str) -> None:
    if name in template_key_types():
        return
    text = exceptions.unknown_key_name(name, nearest_key_name(name, domain.key_names()))
    reporting.warn(text, exceptions.UnknownKeyNameWarning)
