"""What CloudFormation's handlers of one resource type do: they call the service, as clients do.

Checks, quotas, faults and the journal therefore hold for stacks as for anybody. Which calls they
make is read off AWS's own handlers (``aws-cloudformation-resource-providers-customer-profiles``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from moto.utilities.utils import get_partition

from .. import dispatch
from ..instruments.faults import NoAnswerError
from ..protocol import properties
from ..protocol.compiled import service_model
from ..protocol.requests import wire_request
from .accounts import unknown_caller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import StructureShape

    from ..state.cloudformation import ResourceType

#: CloudFormation's own codes, by the service's exceptions.
_CODES = {
    "BadRequestException": "InvalidRequest",
    "ResourceNotFoundException": "NotFound",
    "AccessDeniedException": "AccessDenied",
    "ThrottlingException": "Throttling",
    "InternalServerException": "ServiceInternalError",
}

#: Codes of failures that may be gone once another resource of the stack has changed.
MAY_PASS = {"InvalidRequest", "NotFound", "AlreadyExists"}


class HandlerFailed(Exception):  # noqa: N818  (what AWS calls it)
    """A handler that did not succeed, with CloudFormation's code and text."""

    def __init__(self, message: str, status: int | None, code: str) -> None:
        of_service = f" (Service: CustomerProfiles, Status Code: {status})" if status else ""
        super().__init__(
            f'Resource handler returned message: "{message}{of_service}" (HandlerErrorCode: {code})'
        )
        self.code = code


class Desired(NamedTuple):
    """What a template wants of a resource: members as the API takes them, and all its tags."""

    members: dict[str, Any]
    tags: dict[str, str]


@dataclass(slots=True)
class Made:
    """A resource that exists: what was wanted of it, what identifies it, and how it was read."""

    desired: Desired
    key: dict[str, str]
    answer: Mapping[str, Any]


class TypeHandlers(Protocol):
    """The handlers of one type, at work for one stack; those of any type of any service."""

    #: Whether a replacement deletes the old resource first, so that the new one may have its name.
    deleted_before_replaced: bool

    def desired(self, given: Any, stack_tags: Mapping[str, str]) -> Desired:
        """Read properties. Raises PropertiesRefused."""

    def create(self, desired: Desired) -> Made:
        """Create a resource and read it. Raises HandlerFailed; then nothing is left of it."""

    def replaces(self, made: Made, desired: Desired) -> bool:
        """Whether a change needs another resource in place of this one."""

    def update(self, made: Made, desired: Desired) -> bool:
        """Change a resource in place; whether there was a change. Raises HandlerFailed."""

    def delete(self, key: Mapping[str, str]) -> None:
        """Delete a resource; one that is gone already counts as deleted. Raises HandlerFailed."""

    def physical_id(self, key: Mapping[str, str]) -> str:
        """What ``Ref`` returns."""

    def key(self, physical_id: str) -> dict[str, str]:
        """The members of a physical id."""

    def has_attribute(self, name: str) -> bool:
        """Whether ``Fn::GetAtt`` may name an attribute."""

    def attribute(self, made: Made, name: str) -> Any:
        """What ``Fn::GetAtt`` returns; None if the attribute has no value.

        Raises LookupError if there is no such attribute.
        """


class Handlers:
    """The handlers of a type of the service."""

    def __init__(self, row: ResourceType, account_id: str, region: str, stack: str) -> None:
        self.row = row
        self.deleted_before_replaced = row.deleted_before_replaced
        self._account_id = account_id
        self._region = region
        self._stack = stack

    def desired(self, given: Any, stack_tags: Mapping[str, str]) -> Desired:
        """Read properties. Raises PropertiesRefused."""
        shape = _input(self.row.create)
        members = properties.members(given, shape, self.row.not_in_cloudformation)
        return Desired(members, {**stack_tags, **members.pop("Tags", {})})

    def create(self, desired: Desired) -> Made:
        """Create a resource and read it. Raises HandlerFailed; then nothing is left of it."""
        row = self.row
        members = desired.members
        if row.create_overwrites and self._exists(members):
            # AWS's handlers ask first, because a Put operation would overwrite what is there.
            domain_name, name = (members[each] for each in row.key)
            message = f"{row.name} {name} already exists with domainName = {domain_name}"
            raise HandlerFailed(message, 400, "AlreadyExists")
        tags = {"Tags": desired.tags} if desired.tags else {}
        answer = self._call(row.create, {**members, **tags})
        key = {name: members[name] if name in members else answer[name] for name in row.key}
        try:
            return Made(desired, key, self._call(row.read, key))
        except HandlerFailed:
            self.delete(key)
            raise

    def _exists(self, members: Mapping[str, Any]) -> bool:
        """Whether the resource is there. AWS's handlers take any failure for a no."""
        if any(name not in members for name in self.row.key):
            return False
        try:
            self._call(self.row.read, {name: members[name] for name in self.row.key})
        except HandlerFailed:
            return False
        return True

    def replaces(self, made: Made, desired: Desired) -> bool:
        """Whether a change needs another resource in place of this one."""
        before, after = made.desired.members, desired.members
        for name in self.row.key:
            # A key that comes from the answer is no change as long as the template lacks it.
            if name in after and after[name] != made.key[name]:
                return True
            if name in before and name not in after:
                return True
        return any(
            properties.at_path(before, path) != properties.at_path(after, path)
            for path in self.row.create_only
        )

    def update(self, made: Made, desired: Desired) -> bool:
        """Change a resource in place; whether there was a change. Raises HandlerFailed."""
        update = self.row.update
        if update is None:
            self._check_unchanged(made.desired.members, desired.members)
            changed = False
        else:
            sent = self._sent_by(update, desired)
            changed = sent != self._sent_by(update, made.desired)
            if changed:
                self._call(update, {**sent, **made.key})
        made.desired = Desired(desired.members, made.desired.tags)
        if self._tag(made, desired.tags) or changed:
            made.answer = self._call(self.row.read, made.key)
            return True
        return False

    def _check_unchanged(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Refuse a change that no operation makes, rather than say that it was made."""
        names = sorted({*before, *after} - set(self.row.key))
        changed = [name for name in names if before.get(name) != after.get(name)]
        if changed:
            message = f"No operation changes {', '.join(changed)} of a {self.row.name}"
            raise HandlerFailed(message, 400, "NotUpdatable")

    def _sent_by(self, update: str, desired: Desired) -> dict[str, Any]:
        inputs = _input(update).members
        return {
            name: value
            for name, value in desired.members.items()
            if name in inputs and name not in self.row.only_at_creation
        }

    def _tag(self, made: Made, tags: dict[str, str]) -> bool:
        before = made.desired.tags
        arn = {"resourceArn": self.arn(made.key)}
        gone = [name for name in before if name not in tags]
        new = {name: value for name, value in tags.items() if before.get(name) != value}
        if gone:
            self._call("UntagResource", {**arn, "tagKeys": gone})
        if new:
            self._call("TagResource", {**arn, "tags": new})
        made.desired = Desired(made.desired.members, tags)
        return bool(gone or new)

    def delete(self, key: Mapping[str, str]) -> None:
        """Delete a resource; one that is gone already counts as deleted. Raises HandlerFailed."""
        try:
            self._call(self.row.delete, key)
        except HandlerFailed as failure:
            if failure.code != "NotFound":
                raise

    def physical_id(self, key: Mapping[str, str]) -> str:
        """What ``Ref`` returns."""
        return self.arn(key) if self.row.identified_by_arn else "|".join(key.values())

    def key(self, physical_id: str) -> dict[str, str]:
        """The members of a physical id."""
        names = self.row.key
        if self.row.identified_by_arn:
            _, domain_name, _, name = physical_id.split("/", 3)
            return dict(zip(names, (domain_name, name), strict=True))
        return dict(zip(names, physical_id.split("|", len(names) - 1), strict=True))

    def arn(self, key: Mapping[str, str]) -> str:
        """The ARN of a resource."""
        domain_name, *below = key.values()
        path = "/".join([domain_name, str(self.row.arn_kind), *below] if below else [domain_name])
        partition = get_partition(self._region)
        return f"arn:{partition}:profile:{self._region}:{self._account_id}:domains/{path}"

    def has_attribute(self, name: str) -> bool:
        """Whether ``Fn::GetAtt`` may name an attribute."""
        return self._attribute_path(name) is not None

    def attribute(self, made: Made, name: str) -> Any:
        """What ``Fn::GetAtt`` returns; None if the attribute has no value.

        Raises LookupError if there is no such attribute.
        """
        path = self._attribute_path(name)
        if path is None:
            raise LookupError(name)
        if path == self.row.arn_attribute:
            return self.arn(made.key)
        return properties.attribute(made.answer, _output(self.row.read), path)

    def _attribute_path(self, name: str) -> str | None:
        """The path of an attribute that a template names; None if there is none of that name.

        What lies below an attribute that is an object can be named, too.
        """
        attributes = self.row.attributes
        if name in attributes:
            return name
        # moto: it cuts a dotted name of the short form at its second dot. What is left stands for
        # the whole if only one attribute begins so.
        longer = [path for path in attributes if path.startswith(f"{name}.")]
        if len(longer) == 1:
            return longer[0]
        is_below = any(name.startswith(f"{path}.") for path in attributes)
        return name if is_below and properties.has_path(_output(self.row.read), name) else None

    def _call(self, operation: str, members: Mapping[str, Any]) -> dict[str, Any]:
        """Call an operation of the service. Raises HandlerFailed."""
        request = wire_request(
            operation,
            members,
            self._region,
            self._account_id,
            # moto: it does not pass on whose request the stack is.
            unknown_caller(self._account_id, self._region),
            self._stack,
        )
        try:
            status, headers, body = dispatch.handle(request)
        except NoAnswerError as failure:
            raise HandlerFailed(str(failure), None, "NetworkFailure") from None
        answer: dict[str, Any] = json.loads(body)
        if status < 400:
            return answer
        message = answer["Message"]
        code = _CODES.get(headers["x-amzn-ErrorType"], "GeneralServiceException")
        if code == "InvalidRequest" and "already exists" in message:
            code = "AlreadyExists"
        raise HandlerFailed(message, status, code)


def _input(operation: str) -> StructureShape:
    shape = service_model().operation_model(operation).input_shape
    assert shape is not None  # every operation of the service has an input
    return shape


def _output(operation: str) -> StructureShape:
    shape = service_model().operation_model(operation).output_shape
    assert shape is not None  # an operation that reads has an output
    return shape
