"""AWS::Connect::Instance, which stands beside the service's types in half of all templates.

moto's CloudFormation lacks the type; its Connect has instances. This is only what it takes for a
reference to an instance to lead to one.

Source: the resource schema of CloudFormation, as cfn-lint publishes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.model import ShapeResolver

from ..protocol import properties
from .resource_handlers import Desired, HandlerFailed, Made

if TYPE_CHECKING:
    from collections.abc import Mapping

_CREATE_ONLY = ("IdentityManagementType", "InstanceAlias", "DirectoryId")

#: What ``Fn::GetAtt`` may name.
ATTRIBUTES = ("Arn", "Id", "CreatedTime", "InstanceStatus", "ServiceRole")

_FLAGS = (
    "InboundCalls", "OutboundCalls", "AutoMuteAgentOnHold", "AutoResolveBestVoices", "ContactLens",
    "ContactflowLogs", "EarlyMedia", "EnhancedChatMonitoring", "EnhancedContactMonitoring",
    "HighVolumeOutBound", "MessageStreaming", "MultiPartyChatConference", "MultiPartyConference",
    "UseCustomTTSVoices",
)  # fmt: skip

_SHAPES: dict[str, Any] = {
    "Text": {"type": "string"},
    "Flag": {"type": "boolean"},
    "TagMap": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
    "Attributes": {
        "type": "structure",
        "members": {name: {"shape": "Flag"} for name in _FLAGS},
    },
    "Instance": {
        "type": "structure",
        "required": ["IdentityManagementType", "Attributes"],
        "members": {
            **{name: {"shape": "Text"} for name in _CREATE_ONLY},
            "Attributes": {"shape": "Attributes"},
            "Tags": {"shape": "TagMap"},
        },
    },
}


class InstanceHandlers:
    """The handlers of the type.

    Not modelled: of Attributes, all but InboundCalls and OutboundCalls; the directory.
    """

    deleted_before_replaced = False

    def __init__(self, account_id: str, region: str) -> None:
        self._account_id = account_id
        self._region = region

    @property
    def _backend(self) -> Any:
        # moto: the first instance loads Connect.
        from moto.connect.models import connect_backends

        return connect_backends[self._account_id][self._region]

    def desired(self, given: Any, stack_tags: Mapping[str, str]) -> Desired:
        """Read properties. Raises PropertiesRefused."""
        shape: Any = ShapeResolver(_SHAPES).get_shape_by_name("Instance")
        members = properties.members(given, shape)
        return Desired(members, {**stack_tags, **members.pop("Tags", {})})

    def create(self, desired: Desired) -> Made:
        """Make an instance."""
        members, calls = desired.members, desired.members["Attributes"]
        made = self._backend.create_instance(
            members["IdentityManagementType"],
            calls.get("InboundCalls", False),
            calls.get("OutboundCalls", False),
            members.get("InstanceAlias"),
            desired.tags,
        )
        return Made(desired, {"Arn": made["Arn"]}, self._backend.describe_instance(made["Id"]))

    def replaces(self, made: Made, desired: Desired) -> bool:
        """Whether alias, directory or identity management change."""
        before, after = made.desired.members, desired.members
        return any(before.get(name) != after.get(name) for name in _CREATE_ONLY)

    def update(self, made: Made, desired: Desired) -> bool:
        """Change an instance in place; whether there was a change. Raises HandlerFailed."""
        if desired == made.desired:
            return False
        instance = self._backend.instances.get(made.answer["Id"])
        if instance is None:
            raise HandlerFailed(f"Instance {made.answer['Id']} not found", 404, "NotFound")
        calls = desired.members["Attributes"]
        instance.inbound_calls_enabled = calls.get("InboundCalls", False)
        instance.outbound_calls_enabled = calls.get("OutboundCalls", False)
        self._backend.untag_resource(made.key["Arn"], list(made.desired.tags))
        self._backend.tag_resource(made.key["Arn"], desired.tags)
        made.desired = desired
        return True

    def delete(self, key: Mapping[str, str]) -> None:
        """Delete an instance; one that is gone already counts as deleted."""
        instance_id = key["Arn"].rpartition("/")[2]
        if instance_id in self._backend.instances:
            self._backend.delete_instance(instance_id)

    def physical_id(self, key: Mapping[str, str]) -> str:
        """What ``Ref`` returns: the ARN."""
        return key["Arn"]

    def key(self, physical_id: str) -> dict[str, str]:
        """The ARN as key."""
        return {"Arn": physical_id}

    def has_attribute(self, name: str) -> bool:
        """Whether ``Fn::GetAtt`` may name an attribute."""
        return name in ATTRIBUTES

    def attribute(self, made: Made, name: str) -> Any:
        """What ``Fn::GetAtt`` returns. Raises LookupError if there is no such attribute."""
        if name not in ATTRIBUTES:
            raise LookupError(name)
        return made.answer[name]
