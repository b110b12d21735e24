"""Keys added to a profile by hand, beside those that its fields feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import exceptions
from ...state.registry import operation
from .errors import profile_key_not_found

if TYPE_CHECKING:
    from types_boto3_customer_profiles.type_defs import (
        AddProfileKeyRequestTypeDef,
        DeleteProfileKeyRequestTypeDef,
    )

    from ...state.domain import Domain


@operation("AddProfileKey")
def add_profile_key(
    domain: Domain, request: AddProfileKeyRequestTypeDef
) -> AddProfileKeyRequestTypeDef:
    """Any name will do, defined by an object type or not. Several values make one composite key.
    A key that a field or an object feeds can be added too, and stays when they no longer feed it;
    adding a key that was added already changes nothing. One of the service's standard keys is found
    as its fields compare, and as it was written.
    """
    profile = domain.profile(request["ProfileId"])
    key_name, values = request["KeyName"], list(request["Values"])
    if not values:
        raise exceptions.key_without_values(key_name)
    added = domain.sought(key_name, values)
    if not profile.keys or any(each not in profile.keys for each in added):
        profile.set_added_keys([*profile.added_keys(), (key_name, values)], domain.sought)
        domain.profiles.reindex(profile, (), added)
        domain.record(profile, "ADDED_PROFILE_KEY", {"KeyName": key_name, "Values": values})
    return request


@operation("DeleteProfileKey")
def delete_profile_key(domain: Domain, request: DeleteProfileKeyRequestTypeDef) -> dict[str, str]:
    """A key that a field or an object feeds can be deleted too: the field stays, and is searchable
    again when it is given another value. A key that the profile does not have is a 404.
    """
    profile = domain.profile(request["ProfileId"])
    key_name, values = request["KeyName"], list(request["Values"])
    deleted = profile.index_keys().intersection(domain.sought(key_name, values))
    if not deleted:
        raise profile_key_not_found(key_name, profile.profile_id)
    if profile.keys:
        # One that was added has other forms, perhaps, which go with it.
        gone = [profile.keys[each] for each in deleted if each in profile.keys]
        added = [(name, given) for name, given in profile.added_keys() if name == key_name]
        deleted |= {form for each in added if each[1] in gone for form in domain.sought(*each)}
        others = [each for each in profile.added_keys() if each not in added]
        left = [each for each in added if each[1] not in gone]
        profile.set_added_keys([*others, *left], domain.sought)
        deleted -= set(profile.keys or ())
    fed = deleted & profile.fed_index_keys()
    if fed:
        profile.removed_index_keys = {*(profile.removed_index_keys or ()), *fed}
    domain.profiles.reindex(profile, deleted, ())
    domain.record(profile, "DELETED_PROFILE_KEY", {"KeyName": key_name, "Values": values})
    return {"Message": "OK"}
