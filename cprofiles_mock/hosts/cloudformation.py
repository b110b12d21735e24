"""Resources of moto's CloudFormation: a class for moto of each type that a family declares.

moto finds types by looking for the direct subclasses of its ``CloudFormationModel``. So all code is
in a plain mixin, and the classes are made when the service is registered. moto's CloudFormation
itself, which imports dozens of services, is not imported.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from ..instruments.reporting import logger
from ..protocol.properties import PropertiesRefused
from ..state.cloudformation import PREFIX, RESOURCE_TYPES, types_to_come
from . import connect
from .resource_handlers import MAY_PASS, HandlerFailed, Handlers
from .stacks import Stack, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .resource_handlers import Desired, Made, TypeHandlers

#: Python holds subclasses weakly.
_classes: list[type] = []


def register() -> None:
    """Let moto's CloudFormation find the types of the service."""
    from moto.core.common_models import CloudFormationModel

    known = {each.cloudformation_type() for each in CloudFormationModel.__subclasses__()}
    _classes.extend(
        model(row.name, Resource, row.full_name, partial(Handlers, row))
        for row in RESOURCE_TYPES.values()
    )
    _classes.extend(model(name, ResourceToCome, f"{PREFIX}{name}") for name in types_to_come())
    if connect.FULL_NAME not in known:
        handlers = connect.InstanceHandlers
        _classes.append(model("ConnectInstance", Resource, connect.FULL_NAME, handlers))
    parsing = sys.modules.get("moto.cloudformation.parsing")
    if parsing is not None:
        # moto: it looks for types once, at the first use of CloudFormation.
        for function in ("get_model_list", "get_model_map", "get_name_type_map"):
            getattr(parsing, function).cache_clear()


def model(
    name: str,
    mixin: type[_Type],
    full_name: str,
    handlers_for: Callable[[str, str, str], TypeHandlers] | None = None,
) -> Any:
    """Make a class that moto finds. The mixin comes first, because moto's own methods are empty.

    ``handlers_for`` makes the type's handlers for an account, a region, and a stack's name.
    """
    from moto.core.common_models import CloudFormationModel

    metaclass: Any = type(CloudFormationModel)
    body = {
        # moto: the second part of the module's name is the service in its dashboard.
        "__module__": "moto.customerprofiles.models",
        "_full_name": full_name,
        # Not the function itself, which would become a method.
        "_making": (handlers_for,),
    }
    return metaclass(name, (mixin, CloudFormationModel), body)


class _Type:
    """What moto asks a class for before it makes a resource."""

    _full_name: ClassVar[str]

    @classmethod
    def cloudformation_type(cls) -> str:
        """The name in templates."""
        return cls._full_name

    @staticmethod
    def cloudformation_name_type() -> str:
        """No property takes a name that moto makes up: all names are required."""
        return ""


class ResourceToCome(_Type):
    """A type whose family is still to come: a stack that names it fails."""

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:  # noqa: ARG003
        """Raises moto's ValidationError: moto asks for attributes in Outputs before all else."""
        raise cls._refusal()

    @classmethod
    def create_from_cloudformation_json(cls, *_: Any, **__: Any) -> Any:
        """Raises moto's ValidationError."""
        raise cls._refusal()

    update_from_cloudformation_json = create_from_cloudformation_json

    @classmethod
    def _refusal(cls) -> Exception:
        return refusal(
            f"{cls._full_name} cannot be created: cprofiles_mock does not model this type yet"
        )


class Resource(_Type):
    """A resource, as moto holds it.

    moto's dashboard reads public attributes, of instances that are half made, too; so all but what
    moto asks for is private. If ``_made`` is None its condition has become false.
    """

    _making: ClassVar[tuple[Callable[[str, str, str], TypeHandlers]]]

    def __init__(self, stack: Stack, logical_id: str) -> None:
        self._stack = stack
        self._logical_id = logical_id
        self._made: Made | None = None
        self._definition: Mapping[str, Any] = {}
        #: The keys of those that this one has replaced, to be deleted once all refer to this one.
        self._replaced: list[dict[str, str]] = []
        #: A failure that no second attempt mends, and how many events the stack had by then.
        self._failure: tuple[int, Exception] | None = None

    # --- what moto asks for ---------------------------------------------------------------------

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        """Whether ``Fn::GetAtt`` may name an attribute."""
        return cls._making[0]("", "", "").has_attribute(attr)

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
        stack = Stack(account_id, region_name, kwargs["StackId"])
        resource = cls(stack, kwargs["LogicalId"])
        desired = resource._desired(cloudformation_json)
        stack.make_dependencies(resource._logical_id, cloudformation_json)
        try:
            resource._made = resource._handlers.create(desired)
        except HandlerFailed as failure:
            raise resource._failed("create", failure) from None
        resource._definition = cloudformation_json
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

        Raises moto's ValidationError. moto tries a few times again, because another resource may
        have to change first; where that cannot help, it gets the same error without any call.
        """
        # moto: the name that it makes up is all that tells of which stack this is.
        stack_name, logical_id, _ = new_resource_name.rsplit("-", 2)
        old = original_resource
        if old is None:
            # Its condition was false, and still is, or moto would have made it.
            old = cls(Stack.named(stack_name, account_id, region_name), logical_id)
        if not isinstance(old, cls):
            raise refusal(
                "Update of resource type is not permitted. The new template modifies resource type "
                f"of the following resources: [{logical_id}]"
            )
        if old._failure is not None and old._failure[0] == old._stack.events:
            raise old._failure[1]
        try:
            new, _ = old._changed(cloudformation_json)
        except HandlerFailed as failure:
            raise old._update_failed(old, failure) from None
        _finish_replacements(new)
        return new

    def delete(self, account_id: str, region_name: str) -> None:  # noqa: ARG002
        """Delete the resource, unless it is to be retained. Raises moto's ValidationError."""
        # moto: a stack that is deleted keeps what is to be retained; an update would delete it.
        if self._made is None or _is_retained(self._definition, "DeletionPolicy"):
            return
        try:
            for key in (*self._replaced, self._made.key):
                self._handlers.delete(key)
        except HandlerFailed as failure:
            raise self._failed("delete", failure) from None

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
        handlers = cls._making[0](account_id, region_name, "")
        handlers.delete(handlers.key(resource_name))

    @property
    def physical_resource_id(self) -> str | None:
        """What ``Ref`` returns."""
        return None if self._made is None else self._handlers.physical_id(self._made.key)

    def get_cfn_attribute(self, attribute_name: str) -> Any:
        """What ``Fn::GetAtt`` returns. Raises moto's errors for an attribute that is not there."""
        from moto.cloudformation.exceptions import UnformattedGetAttTemplateException

        made = self._made
        try:
            found = None if made is None else self._handlers.attribute(made, attribute_name)
        except LookupError:
            raise UnformattedGetAttTemplateException from None
        if found is None:
            raise refusal(f"Attribute '{attribute_name}' of {self._logical_id} does not exist")
        return found

    def is_created(self) -> bool:
        """Whether the resource is ready, which it is at once."""
        return True

    # --- how ------------------------------------------------------------------------------------

    @property
    def _handlers(self) -> TypeHandlers:
        stack = self._stack
        return self._making[0](stack.account_id, stack.region_name, stack.name)

    def _desired(self, definition: Mapping[str, Any]) -> Desired:
        try:
            return self._handlers.desired(definition.get("Properties", {}), self._stack.tags)
        except PropertiesRefused as error:
            raise refusal(
                f"Properties validation failed for resource {self._logical_id} with message: "
                f"{error}"
            ) from None

    def _failed(self, verb: str, failure: HandlerFailed) -> Exception:
        return refusal(
            f"The following resource(s) failed to {verb}: [{self._logical_id}]. "
            f"{self._full_name}: {failure}"
        )

    def _update_failed(self, resource: Resource, failure: HandlerFailed) -> Exception:
        """The error for the update of this resource, which changes another one along with it."""
        error = resource._failed("update", failure)
        if failure.code not in MAY_PASS:
            self._failure = (self._stack.events, error)
        return error

    def _changed(self, definition: Mapping[str, Any]) -> tuple[Resource, bool]:
        """The resource as a template wants it, and whether something changed.

        Raises HandlerFailed, and moto's ValidationError for properties that are refused.
        """
        if not self._stack.wants(definition):
            changed = self._made is not None
            if self._made is not None:
                self._handlers.delete(self._made.key)
                self._made = None
            return self, changed
        desired = self._desired(definition)
        if self._made is None:
            self._made = self._handlers.create(desired)
        elif self._handlers.replaces(self._made, desired):
            return self._replacement(self._made, desired, definition), True
        elif not self._handlers.update(self._made, desired):
            self._definition = definition
            return self, False
        self._definition = definition
        return self, True

    def _replacement(self, made: Made, desired: Desired, definition: Mapping[str, Any]) -> Resource:
        """Make another resource, which all references lead to from now on."""
        handlers = self._handlers
        replaced = [] if _is_retained(definition, "UpdateReplacePolicy") else [made.key]
        if handlers.deleted_before_replaced:
            while replaced:
                handlers.delete(replaced.pop())
        new = type(self)(self._stack, self._logical_id)
        new._made = handlers.create(desired)
        new._definition = definition
        new._replaced = [*self._replaced, *replaced]
        for name in ("cf_resource_type", "logical_resource_id"):
            # moto: it sets these itself, but only once this has returned.
            setattr(new, name, getattr(self, name, None))
        self._stack.put(self._logical_id, new)
        return new


def _is_retained(definition: Mapping[str, Any], policy: str) -> bool:
    return str(definition.get(policy)).startswith("Retain")


def _of(stack: Stack) -> Iterator[Resource]:
    return (each for _, each in stack.made() if isinstance(each, Resource))


def _finish_replacements(updated: Resource) -> None:
    """Update what refers to resources that were replaced, and then delete the old ones.

    moto compares templates as they are written, and so misses what a reference resolves to. What
    one of these updates replaces is in turn looked for, and so on.
    """
    stack = updated._stack
    if not any(each._replaced for each in _of(stack)):
        return
    changed = True
    while changed:
        changed = False
        for each in _of(stack):
            changed |= _carry_along(each, updated)
    deleted = True
    while deleted:
        deleted = False
        for each in _of(stack):
            deleted |= _delete_replaced(each)


def _carry_along(resource: Resource, updated: Resource) -> bool:
    """Update a resource to what its template resolves to now; whether something changed."""
    definition = resource._stack.definition(resource._logical_id)
    try:
        return resource._changed(definition)[1]
    except HandlerFailed as failure:
        raise updated._update_failed(resource, failure) from None


def _delete_replaced(resource: Resource) -> bool:
    """Delete what a resource has replaced; whether something could be deleted.

    What is refused stays until the next replacement in the stack, or until the resource is deleted.
    """
    before = resource._replaced
    resource._replaced = [key for key in before if not _is_deleted(resource, key)]
    return len(resource._replaced) < len(before)


def _is_deleted(resource: Resource, key: Mapping[str, str]) -> bool:
    try:
        resource._handlers.delete(key)
    except HandlerFailed as failure:
        logger.warning("%s", resource._failed("delete", failure))
        return False
    return True
