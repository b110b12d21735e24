"""Profile objects: put, listed and deleted. ``state.ingest`` leads each to its profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..exceptions import BadRequestException, ResourceNotFoundException
from ..rules.ingestion.standard_objects import STANDARD_OBJECTS
from ..rules.key_index import index_key
from ..state.ingest import put, type_of_objects
from ..state.numbered import Listing, numbered
from ..state.registry import operation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from types_boto3_customer_profiles.type_defs import (
        BatchPutProfileObjectRequestTypeDef,
        DeleteProfileObjectRequestTypeDef,
        ListProfileObjectsRequestTypeDef,
        PutProfileObjectRequestTypeDef,
    )

    from ..rules.ingestion.objects import ProfileObject, StandardObject
    from ..state.domain import Domain
    from ..state.profile import Profile

#: The standard objects that ListProfileObjects can filter, and by which keys (API Reference).
FILTERS = {
    "_asset": ("_assetId", "_assetName", "_serialNumber"),
    "_case": ("_caseId",),
    "_order": ("_orderId",),
}


@operation("PutProfileObject")
def put_profile_object(domain: Domain, request: PutProfileObjectRequestTypeDef) -> dict[str, str]:
    """An object that leads to no profile is accepted all the same, and goes to the dead letter
    queue; so does one with a value that does not fit its target. The object is visible at once.
    """
    object_type = type_of_objects(domain, request["ObjectTypeName"])
    return {"ProfileObjectUniqueKey": put(domain, object_type, request["Object"])}


@operation("BatchPutProfileObject")
def batch_put_profile_object(
    domain: Domain, request: BatchPutProfileObjectRequestTypeDef
) -> dict[str, Any]:
    """Each item is put on its own; those that PutProfileObject would refuse come back in Failed.
    An Id that is there twice is a BadRequestException.
    """
    object_type = type_of_objects(domain, request["ObjectTypeName"])
    ids = [item["Id"] for item in request["Items"]]
    for item_id in ids:
        if ids.count(item_id) > 1:
            raise repeated_item_id(item_id)
    successful = []
    failed = []
    for item in request["Items"]:
        try:
            key = put(domain, object_type, item["Object"])
            # The next item sees what this one led to.
            domain.settle()
        except exceptions.ServiceError as error:  # noqa: PERF203  (each item fails on its own)
            failed.append({"Id": item["Id"], "Code": error.status, "Message": error.message})
        else:
            successful.append({"Id": item["Id"], "ProfileObjectUniqueKey": key})
    return {"Successful": successful, "Failed": failed}


@operation("ListProfileObjects")
def list_profile_objects(
    domain: Domain, request: ListProfileObjectsRequestTypeDef
) -> Listing[ProfileObject | StandardObject]:
    """Lists the standard objects too, by names such as ``_order``; their Object is made of what
    was populated. A profile has no object of type ``_profile``. ObjectFilter takes the types and
    keys that its documentation names, and no other.
    """
    name = request["ObjectTypeName"]
    standard = name in STANDARD_OBJECTS
    if not standard:
        domain.object_type(name)
    profile = domain.profile(request["ProfileId"])
    if not standard:
        if "ObjectFilter" in request:
            raise no_filter_for(name)
        return _listed(domain, profile, profile.objects_of(name).values())
    found = (profile.standard_objects or {}).get(name, [])
    if "ObjectFilter" in request:
        key_name = request["ObjectFilter"]["KeyName"]
        if name not in FILTERS:
            raise no_filter_for(name)
        if key_name not in FILTERS[name]:
            raise no_filter_by(key_name, FILTERS[name])
        sought = index_key(key_name, request["ObjectFilter"]["Values"])
        found = [each for each in found if sought in each.index_keys]
    return _listed(domain, profile, found)


def _listed(
    domain: Domain, profile: Profile, objects: Iterable[ProfileObject | StandardObject]
) -> Listing[ProfileObject | StandardObject]:
    """A listing of the objects, in the order in which they first came, but for hidden ones."""
    if domain.profiles.delayed:
        objects = [
            each
            for each in objects
            if not domain.profiles.is_delayed(
                "object", profile.profile_id, each.profile_object_unique_key
            )
        ]
    return numbered(objects)


@operation("DeleteProfileObject")
def delete_profile_object(
    domain: Domain, request: DeleteProfileObjectRequestTypeDef
) -> dict[str, str]:
    """The keys by which the object led to its profile go with it. The fields that it populated
    stay.
    """
    name, unique_key = request["ObjectTypeName"], request["ProfileObjectUniqueKey"]
    standard = name in STANDARD_OBJECTS
    if not standard:
        domain.object_type(name)
    profile = domain.profile(request["ProfileId"])
    if standard:
        for each in (profile.standard_objects or {}).get(name, ()):
            if each.profile_object_unique_key == unique_key:
                domain.record_object(profile, "DELETED_BY_CUSTOMER", each)
                profile.drop_standard_object(each)
                domain.profiles.reindex(profile, each.index_keys, ())
                return {"Message": "OK"}
    else:
        found = profile.object_by_key(name, unique_key)
        if found is not None:
            domain.remove_object(profile, found, "DELETED_BY_CUSTOMER")
            return {"Message": "OK"}
    raise profile_object_not_found(unique_key, profile.profile_id)


# --- refusals ---------------------------------------------------------------------------------


def repeated_item_id(item_id: str) -> BadRequestException:
    return BadRequestException(
        f"Items has the Id {item_id} more than once; give each item one of its own"
    )


def profile_object_not_found(unique_key: str, profile_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Profile object {unique_key} is not found on profile {profile_id}; ListProfileObjects has "
        "the ProfileObjectUniqueKey of each"
    )


def no_filter_for(object_type_name: str) -> BadRequestException:
    return BadRequestException(
        f"ObjectFilter is not supported for object type {object_type_name}; it is for "
        f"{', '.join(FILTERS)}"
    )


def no_filter_by(key_name: str, allowed: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"ObjectFilter cannot use key {key_name}; allowed: {', '.join(allowed)}"
    )
