"""Tags, of every resource that the service tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..exceptions import (
    BadRequestException,
    DomainNotFound,
    ResourceNotFoundException,
    ServiceError,
)
from ..state.components import Taggable, by_arn_kind
from ..state.registry import operation

if TYPE_CHECKING:
    from types_boto3_customer_profiles.type_defs import (
        ListTagsForResourceRequestTypeDef,
        TagResourceRequestTypeDef,
        UntagResourceRequestTypeDef,
    )

    from ..models import CustomerProfilesBackend

MOST_TAGS = 50


@operation("TagResource")
def tag_resource(
    backend: CustomerProfilesBackend, request: TagResourceRequestTypeDef
) -> dict[str, Any]:
    resource = _resource(backend, request["resourceArn"])
    tags = {**resource.tags, **request["tags"]}
    if len(tags) > MOST_TAGS:
        raise too_many_tags(MOST_TAGS)
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


def tags_of(backend: CustomerProfilesBackend, arn: str) -> dict[str, str]:
    """The tags of the resource of that ARN; none if there is no such resource."""
    try:
        return _resource(backend, arn).tags
    except ServiceError:
        return {}


def _resource(backend: CustomerProfilesBackend, arn: str) -> Taggable:
    """The resource of that ARN: a domain, or a resource below one.

    Raises BadRequestException if it is not an ARN of the service, ResourceNotFoundException if
    there is no such resource in this account and region.
    """
    parts = arn.split(":", 5)
    if len(parts) != 6 or not parts[5].startswith("domains/"):
        raise malformed_arn(arn)
    name, slash, below = parts[5].removeprefix("domains/").partition("/")
    domain = backend.domains.get(name)
    if domain is None or not f"{arn}/".startswith(f"{domain.arn}/"):
        raise DomainNotFound(resource_not_found(arn).message, name, arn)
    if not slash:
        return domain
    # A key may hold slashes of its own, as a URI does.
    arn_kind, _, key = below.partition("/")
    kind = by_arn_kind(arn_kind)
    component = None
    if kind is not None:
        component = domain.component(kind) if kind.has_defaults else domain.existing(kind)
    resource: Taggable | None = None if component is None else component.get(key)
    if resource is None:
        raise resource_not_found(arn)
    return resource


def malformed_arn(arn: str) -> BadRequestException:
    return BadRequestException(
        f"{arn} is not the ARN of a Customer Profiles resource; that of a domain is "
        "arn:aws:profile:REGION:ACCOUNT:domains/NAME"
    )


def resource_not_found(arn: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Resource {arn} is not found")


def too_many_tags(limit: int) -> BadRequestException:
    return BadRequestException(f"A resource can have at most {limit} tags; remove some first")
