"""Integration workflows: integrations that are preceded by what their source had before.

Sources: the API reference of the five operations; the Amazon Connect Administrator Guide (2026),
"integrate with Amazon AppFlow"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...runtime import clock
from ...runtime.transitions import TransitioningState, register_transitions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: The name by which moto's transition settings know the workflows.
MODEL_NAME = "customer-profiles::workflow"

#: "The supported Amazon AppFlow sources are Salesforce, ServiceNow, and Marketo" (API Reference).
SUPPORTED_SOURCES = ("Salesforce", "Servicenow", "Marketo")

_TRANSITIONS: list[tuple[str | None, str]] = [
    ("NOT_STARTED", "IN_PROGRESS"),
    ("IN_PROGRESS", "COMPLETE"),
]

_DESCRIPTIONS = {
    "NOT_STARTED": "The workflow has not started.",
    "IN_PROGRESS": "The workflow is in progress.",
    "COMPLETE": "The workflow is complete.",
}
_MESSAGES = {
    "NOT_STARTED": "The flow has not been run.",
    "IN_PROGRESS": "The flow is running.",
    "COMPLETE": "The flow was run.",
    "FAILED": "The flow was not run.",
}

register_transitions(MODEL_NAME)


class IntegrationWorkflow(TransitioningState):
    """A workflow. Its integration appears when its status becomes COMPLETE; it moves no data."""

    workflow_type = "APPFLOW_INTEGRATION"

    def __init__(self, workflow_id: str, request: Mapping[str, Any], at: float) -> None:
        super().__init__(MODEL_NAME, _TRANSITIONS)
        self.workflow_id = workflow_id
        self.integration_config: Mapping[str, Any] = request["IntegrationConfig"]
        self.object_type_name: str = request["ObjectTypeName"]
        self.role_arn: str = request["RoleArn"]
        # No operation returns them.
        self.tags: dict[str, str] = dict(request.get("Tags", {}))
        self.error_description: str | None = None
        # Whether it has ended: with an integration, or with an error.
        self.is_carried_out = False
        self.created_at = self.last_updated_at = clock.moment(at)

    @property
    def flow_definition(self) -> Mapping[str, Any]:
        """The flow of the integration."""
        definition: Mapping[str, Any] = self.integration_config["AppflowIntegration"][
            "FlowDefinition"
        ]
        return definition

    @property
    def batches(self) -> Sequence[Mapping[str, Any]]:
        """The batches of what its source had before; one for all of it if none were given."""
        given = self.integration_config["AppflowIntegration"].get("Batches")
        return given or [{"StartTime": clock.moment(0), "EndTime": self.created_at}]

    # --- as answers have it -----------------------------------------------------------------------

    @property
    def start_date(self) -> Any:
        """When it was created."""
        return self.created_at

    @property
    def status_description(self) -> str:
        """Its status in words."""
        return self.error_description or _DESCRIPTIONS[self.status or ""]

    @property
    def attributes(self) -> dict[str, Any]:
        """Where it takes its data from."""
        source = self.flow_definition["SourceFlowConfig"]
        shown = {
            "SourceConnectorType": source["ConnectorType"],
            "ConnectorProfileName": source["ConnectorProfileName"],
            "RoleArn": self.role_arn,
        }
        return {"AppflowIntegration": shown}

    @property
    def metrics(self) -> dict[str, Any]:
        """How far it is; no records are ever processed."""
        total = len(self.batches)
        completed = total if self.status == "COMPLETE" else 0
        counts = {"RecordsProcessed": 0, "StepsCompleted": completed, "TotalSteps": total}
        return {"AppflowIntegration": counts}

    def steps(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Its steps by their numbers, one for each batch."""
        status = self.status or ""
        for number, batch in enumerate(self.batches, 1):
            step = {
                "FlowName": f"{self.flow_definition['FlowName']}-{number}",
                "Status": status,
                "ExecutionMessage": _MESSAGES[status],
                "RecordsProcessed": 0,
                "BatchRecordsStartTime": batch["StartTime"].isoformat(),
                "BatchRecordsEndTime": batch["EndTime"].isoformat(),
                "CreatedAt": self.created_at,
                "LastUpdatedAt": self.last_updated_at,
            }
            yield number, {"AppflowIntegration": step}

    def end(self, at: float, error: str | None = None) -> None:
        """Mark the workflow as ended; with an error it has failed."""
        self.is_carried_out = True
        self.last_updated_at = clock.moment(at)
        if error is not None:
            self.status = "FAILED"
            self.error_description = error
