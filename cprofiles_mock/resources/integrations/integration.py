"""An integration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

#: The object type name of a flow whose data is no structured object (model, IsUnstructured).
UNSTRUCTURED = "_unstructured"


@dataclass(slots=True, kw_only=True, eq=False)
class Integration:
    """One source of data of one domain, known by its URI."""

    arn: str
    domain_name: str
    uri: str
    object_type_name: str | None = None
    # By the type of event; replaced, never changed in place.
    object_type_names: Mapping[str, str] | None = None
    role_arn: str | None = None
    event_trigger_names: Sequence[str] = field(default_factory=list)
    scope: str = "PROFILE"
    workflow_id: str | None = None
    # What made it, if that was a flow definition; no operation returns it.
    flow_definition: Mapping[str, Any] | None = field(default=None, repr=False)
    from_flow_definition: bool = False
    # When its flow runs next by the clock, in seconds since the epoch.
    next_run_at: float | None = None
    # The tags of the files that were read last, by name, and the positions in a stream's shards.
    files_read: dict[str, str] = field(default_factory=dict, repr=False)
    positions: dict[str, str] = field(default_factory=dict, repr=False)
    # Whether its last run by the clock could not be made, which is logged once.
    has_failed: bool = False
    disabled: bool = False
    created_at: datetime
    last_updated_at: datetime
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def is_unstructured(self) -> bool:
        """Whether a flow definition made it for unstructured data."""
        return self.from_flow_definition and self.object_type_name == UNSTRUCTURED

    @property
    def hidden(self) -> bool:
        """Whether lists leave it out unless they are asked for hidden ones."""
        return self.disabled or self.object_type_name == UNSTRUCTURED

    def disable(self, object_type_name: str) -> None:
        """Stop ingesting as that object type, which has been deleted.

        An event type that led to it is removed as long as others remain. An integration that would
        be left without any object type is disabled and keeps its name, so that putting again what
        GetIntegration returns enables it.
        """
        if self.object_type_names:
            left = {k: v for k, v in self.object_type_names.items() if v != object_type_name}
            if left:
                self.object_type_names = left
            else:
                self.disabled = True
        elif self.object_type_name == object_type_name:
            self.disabled = True
