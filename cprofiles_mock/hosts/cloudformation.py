"""Types of moto's CloudFormation: a class for moto of each type that a family declares.

moto finds types by looking for the direct subclasses of its ``CloudFormationModel``. So all code is
in plain mixins, and the classes are made when the service is registered. That has to cost next to
nothing: moto's CloudFormation, which imports dozens of services, and what makes resources are
imported by the first stack.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, ClassVar

from ..state.cloudformation import RESOURCE_TYPES

if TYPE_CHECKING:
    from .stack_resources import Resource

#: The stand-in of ``connect.py``.
INSTANCE = "AWS::Connect::Instance"

#: Python holds subclasses weakly.
_classes: list[type] = []


def register() -> None:
    """Let moto's CloudFormation find the types of the service."""
    from moto.core.common_models import CloudFormationModel

    known = {each.cloudformation_type() for each in CloudFormationModel.__subclasses__()}
    made = [model(row.full_name, DeclaredType) for row in RESOURCE_TYPES.values()]
    if INSTANCE not in known:
        made.append(model(INSTANCE, DeclaredType))
    _classes.extend(made)
    parsing = sys.modules.get("moto.cloudformation.parsing")
    # moto: it looks for types once, at the first use of CloudFormation.
    for name in ("get_model_list", "get_model_map", "get_name_type_map"):
        function = getattr(parsing, name, None)
        # Absent as well while another thread is still importing the module.
        if function is not None:
            function.cache_clear()


def model(full_name: str, mixin: type[DeclaredType]) -> Any:
    """Make a class that moto finds. The mixin comes first, because moto's own methods are empty."""
    from moto.core.common_models import CloudFormationModel

    metaclass: Any = type(CloudFormationModel)
    # moto: the second part of the module's name is the service in its dashboard.
    body = {"__module__": "moto.customerprofiles.models", "_full_name": full_name}
    return metaclass(full_name.replace("::", ""), (mixin, CloudFormationModel), body)


class DeclaredType:
    """A type whose resources can be made. It has no instances that moto would keep."""

    _full_name: ClassVar[str]

    @classmethod
    def cloudformation_type(cls) -> str:
        """The name in templates."""
        return cls._full_name

    @staticmethod
    def cloudformation_name_type() -> str:
        """No property takes a name that moto makes up: all names are required."""
        return ""

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        """Whether ``Fn::GetAtt`` may name an attribute."""
        from .stack_resources import handlers_of

        return handlers_of(cls._full_name).has_attribute(attr)

    @classmethod
    def create_from_cloudformation_json(
        cls,
        resource_name: str,  # noqa: ARG003
        cloudformation_json: dict[str, Any],
        account_id: str,
        region_name: str,
        **kwargs: Any,
    ) -> Resource:
        """Create a resource. Raises moto's ValidationError."""
        from .stack_resources import Resource
        from .stacks import Stack

        stack = Stack(account_id, region_name, kwargs["StackId"])
        resource = Resource(cls._full_name, stack, kwargs["LogicalId"])
        resource.create(cloudformation_json)
        return resource

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: Any,
        new_resource_name: str,
        cloudformation_json: dict[str, Any],
        account_id: str,
        region_name: str,
    ) -> Resource:
        """Update or replace a resource; returns the one that is there now.

        Raises moto's ValidationError.
        """
        from .stack_resources import Resource
        from .stacks import Stack, refusal

        # moto: the name that it makes up is all that tells of which stack this is.
        stack_name, logical_id, _ = new_resource_name.rsplit("-", 2)
        old = original_resource
        if old is None:
            # Its condition was false, and still is, or moto would have made it.
            stack = Stack.named(stack_name, account_id, region_name)
            old = Resource(cls._full_name, stack, logical_id)
        if getattr(old, "full_name", None) != cls._full_name:
            raise refusal(
                "Update of resource type is not permitted. The new template modifies resource type "
                f"of the following resources: [{logical_id}]"
            )
        updated: Resource = old.update(cloudformation_json)
        return updated

    @classmethod
    def delete_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: dict[str, Any],  # noqa: ARG003
        account_id: str,
        region_name: str,
    ) -> None:
        """Delete a resource by its physical id.

        moto comes here when ``delete`` raised TypeError or AttributeError, which it swallows.
        """
        from .stack_resources import handlers_of

        handlers = handlers_of(cls._full_name, account_id, region_name)
        handlers.delete(handlers.key(resource_name))
