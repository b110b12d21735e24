"""Resources of stacks: made, changed, replaced and deleted as moto's CloudFormation asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..instruments.reporting import logger
from ..protocol.properties import PropertiesRefused
from ..state.cloudformation import PREFIX, RESOURCE_TYPES
from .connect import InstanceHandlers
from .resource_handlers import MAY_PASS, HandlerFailed, Handlers
from .stacks import Stack, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .resource_handlers import Desired, Made, TypeHandlers


def handlers_of(
    full_name: str, account_id: str = "", region_name: str = "", stack_name: str = ""
) -> TypeHandlers:
    """The handlers of a type, at work for one stack."""
    if full_name.startswith(PREFIX):
        row = RESOURCE_TYPES[full_name.removeprefix(PREFIX)]
        return Handlers(row, account_id, region_name, stack_name)
    return InstanceHandlers(account_id, region_name)


class Resource:
    """A resource, as moto holds it. If ``_made`` is None its condition has become false."""

    def __init__(self, full_name: str, stack: Stack, logical_id: str) -> None:
        self.full_name = full_name
        self._stack = stack
        self._logical_id = logical_id
        self._made: Made | None = None
        self._definition: Mapping[str, Any] = {}
        #: The keys of those that this one has replaced, to be deleted once all refer to this one.
        self._replaced: list[dict[str, str]] = []
        #: A failure that no second attempt mends, and how many events the stack had by then.
        self._failure: tuple[int, Exception] | None = None

    def create(self, definition: Mapping[str, Any]) -> None:
        """Create the resource. Raises moto's ValidationError."""
        desired = self._desired(definition)
        self._stack.make_dependencies(self._logical_id, definition)
        try:
            self._made = self._handlers.create(desired)
        except HandlerFailed as failure:
            raise self._failed("create", failure) from None
        self._definition = definition

    def update(self, definition: Mapping[str, Any]) -> Resource:
        """Update or replace the resource; returns the one that is there now.

        Raises moto's ValidationError. moto tries a few times again, because another resource may
        have to change first; where that cannot help, it gets the same error without any call.
        """
        if self._failure is not None and self._failure[0] == self._stack.events:
            raise self._failure[1]
        try:
            updated, _ = self._changed(definition)
        except HandlerFailed as failure:
            raise self._update_failed(self, failure) from None
        _finish_replacements(updated)
        return updated

    # --- what moto asks for ---------------------------------------------------------------------

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
        return handlers_of(self.full_name, stack.account_id, stack.region_name, stack.name)

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
            f"{self.full_name}: {failure}"
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
        new = Resource(self.full_name, self._stack, self._logical_id)
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


def _of(made: Iterable[tuple[str, Any]]) -> list[Resource]:
    return [each for _, each in made if isinstance(each, Resource)]


def _finish_replacements(updated: Resource) -> None:
    """Update what refers to resources that were replaced, and then delete the old ones.

    moto compares templates as they are written, and so misses what a reference resolves to. What
    one of these updates replaces is in turn looked for, and so on.
    """
    stack = updated._stack
    if not any(each._replaced for each in _of(stack.made())):
        return
    changed = True
    while changed:
        changed = False
        for each in _of(stack.made_in_order()):
            changed |= _carry_along(each, updated)
    deleted = True
    while deleted:
        deleted = False
        for each in reversed(_of(stack.made_in_order())):
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
