"""Tags, of every resource that the service tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from .. import exceptions
from ..state.registry import operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_customer_profiles.type_defs import (
        ListTagsForResourceRequestTypeDef,
        TagResourceRequestTypeDef,
        UntagResourceRequestTypeDef,
    )

    from ..models import CustomerProfilesBackend

MOST_TAGS = 50


class Taggable(Protocol):
    """A resource that has an ARN and tags."""

    tags: dict[str, str]


@operation("TagResource")
def tag_resource(
    backend: CustomerProfilesBackend, request: TagResourceRequestTypeDef
) -> dict[str, Any]:
    resource = _resource(backend, request["resourceArn"])
    tags = {**resource.tags, **request["tags"]}
    if len(tags) > MOST_TAGS:
        raise exceptions.too_many_tags(MOST_TAGS)
    resource.tags = tags
    return {}


@operation("UntagResource")
def untag_resource(
    backend: CustomerProfilesBackend, request: UntagResourceRequestTypeDef
) -> dict[str, Any]:
    """A tag key that the resource does not have is passed over."""
    resource = _resource(backend, request["resourceArn"])
    resource.tags = {k: v for k, v in resource.tags.items() if k not in request["tagKeys"]}
    return {}


@operation("ListTagsForResource")
def list_tags_for_resource(
    backend: CustomerProfilesBackend, request: ListTagsForResourceRequestTypeDef
) -> dict[str, Any]:
    return {"tags": _resource(backend, request["resourceArn"]).tags}


def _resource(backend: CustomerProfilesBackend, arn: str) -> Taggable:
    """The resource of that ARN: a domain, or what stands below one.

    Raises BadRequestException for what is no ARN of the service, ResourceNotFoundException for a
    resource that is not there; one of another account or region is not there either.
    """
    parts = arn.split(":", 5)
    if len(parts) != 6 or not parts[5].startswith("domains/"):
        raise exceptions.malformed_arn(arn)
    name, slash, below = parts[5].removeprefix("domains/").partition("/")
    domain = backend.domains.get(name)
    if domain is None or not f"{arn}/".startswith(f"{domain.arn}/"):
        raise exceptions.resource_not_found(arn)
    if not slash:
        return domain
    # An integration is named by its URI as it is, with whatever it holds.
    kind, _, key = below.partition("/")
    resources: dict[str, Mapping[str, Taggable]] = {
        "integrations": domain.integrations,
        "object-types": domain.object_types,
    }
    resource = resources.get(kind, {}).get(key)
    if resource is None:
        raise exceptions.resource_not_found(arn)
    return resource
