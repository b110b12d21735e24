"""The resource types of CloudFormation, one row each, declared by the family that has it.

A row is all that a type needs: ``hosts/cloudformation.py`` makes a class for moto of each.
"""

from __future__ import annotations

from typing import NamedTuple

PREFIX = "AWS::CustomerProfiles::"

#: All types of the service that CloudFormation has, by their names behind the prefix.
NAMES = (
    "CalculatedAttributeDefinition", "Domain", "DomainObjectType", "EventStream", "EventTrigger",
    "Integration", "ObjectType", "Recommender", "RecommenderFilter", "RecommenderSchema",
    "SegmentDefinition",
)  # fmt: skip


class ResourceType(NamedTuple):
    """What CloudFormation knows of one type, beyond what follows from the service model.

    Operations and members have the API's names. Paths into members are joined by dots.

    Source: the resource schemas of CloudFormation, as cfn-lint publishes them.
    """

    #: Its name behind ``AWS::CustomerProfiles::``.
    name: str
    create: str
    read: str
    #: None if an update can only change tags.
    update: str | None
    delete: str
    #: The members that identify a resource to ``read`` and ``delete``. Joined by ``|`` they are its
    #: physical id, unless that is its ARN.
    key: tuple[str, ...]
    #: Paths that an update cannot change, besides the key; a change there replaces the resource.
    create_only: tuple[str, ...] = ()
    #: Paths into the answer of ``read`` that ``Fn::GetAtt`` returns, and ``arn_attribute``.
    attributes: tuple[str, ...] = ()
    #: The segment of its ARN below a domain's; None for a domain itself.
    arn_kind: str | None = None
    #: Paths that the API has and CloudFormation does not.
    not_in_cloudformation: tuple[str, ...] = ()
    #: Whether ``create`` would overwrite what is there, so that it has to be looked for first.
    create_overwrites: bool = False
    #: Members that ``create`` takes and an update must not send.
    only_at_creation: tuple[str, ...] = ()
    #: The attribute that is the ARN, where the answer of ``read`` lacks it.
    arn_attribute: str | None = None
    #: Whether the ARN is the physical id.
    identified_by_arn: bool = False
    #: Whether a replacement deletes the old resource first, so that the new one may have its name.
    deleted_before_replaced: bool = False

    @property
    def full_name(self) -> str:
        """The name as a template has it."""
        return f"{PREFIX}{self.name}"


#: By their names; filled as the families are imported.
RESOURCE_TYPES: dict[str, ResourceType] = {}


def declare(row: ResourceType) -> ResourceType:
    """Declare a resource type. Raises ValueError if another family has it."""
    if row.name in RESOURCE_TYPES:
        raise ValueError(f"{row.full_name} is declared already")
    RESOURCE_TYPES[row.name] = row
    return row
