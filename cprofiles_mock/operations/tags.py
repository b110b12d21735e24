"""Tags, of every resource that the service tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from .. import exceptions
from ..registry import operation

if TYPE_CHECKING:
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
    name, *below = parts[5].removeprefix("domains/").split("/", 2)
    domain = backend.domains.get(name)
    if below or domain is None or domain.arn != arn:
        raise exceptions.resource_not_found(arn)
    return domain
