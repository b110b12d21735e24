"""The workflows of a domain, and the operations on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...rules.flow_definitions import check_flow_definition
from ...runtime import clock, identifiers
from ...state.components import ResourceComponent, component
from ...state.declarations import Column
from ...state.numbered import Listing
from ...state.registry import operation
from . import errors
from .making import check_new_flow, flow_uri, make_integration
from .state import Integrations
from .workflow_sections import WorkflowsSection
from .workflows import SUPPORTED_SOURCES, IntegrationWorkflow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from types_boto3_customer_profiles.type_defs import (
        CreateIntegrationWorkflowRequestTypeDef,
        DeleteWorkflowRequestTypeDef,
        GetWorkflowRequestTypeDef,
        GetWorkflowStepsRequestTypeDef,
        ListWorkflowsRequestTypeDef,
    )

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain

#: The tag of what a workflow makes (Administrator Guide, 2026).
OWNER_TAG = {"awsOwningService": "customer-profiles-integration-workflow"}


@component
class Workflows(ResourceComponent[IntegrationWorkflow]):
    """The integration workflows of one domain, by their identifiers."""

    noun = "Workflow"
    plural = "workflows"
    section = WorkflowsSection()
    loads_after = ("Integrations",)
    title = "Workflows"
    columns = (
        Column("WorkflowId", lambda each: each.workflow_id),
        Column("FlowName", lambda each: each.flow_definition["FlowName"]),
        Column("ObjectTypeName", lambda each: each.object_type_name),
        Column("Status", lambda each: each.status),
        Column("ErrorDescription", lambda each: each.error_description),
    )

    def mistakes(self, request: Mapping[str, Any]) -> Iterator[exceptions.BadRequestException]:
        """What its configuration lacks; what is wrong with the flow, the first of it."""
        place = ("IntegrationConfig", "AppflowIntegration")
        config = request["IntegrationConfig"].get("AppflowIntegration")
        if config is None:
            yield errors.workflow_without_config().at("IntegrationConfig")
            return
        definition = config["FlowDefinition"]
        connector = definition["SourceFlowConfig"]["ConnectorType"]
        if connector not in SUPPORTED_SOURCES:
            yield errors.unsupported_source(connector, SUPPORTED_SOURCES).at(
                *place, "FlowDefinition", "SourceFlowConfig", "ConnectorType"
            )
            return
        for number, batch in enumerate(config.get("Batches", ())):
            start, end = batch["StartTime"], batch["EndTime"]
            if end <= start:
                error = errors.batch_ends_before_it_starts(start, end)
                yield error.at(*place, "Batches", number, "EndTime")
        try:
            check_flow_definition(definition)
        except exceptions.BadRequestException as error:
            yield error.at(*place, "FlowDefinition")

    def poll(self, now: float) -> None:
        """Make the integrations of the workflows that moto's transitions have completed."""
        self.carry_out(now)

    def look(self, *workflows: IntegrationWorkflow) -> None:
        """Count a read of workflows, by which moto's transitions may go on."""
        for each in workflows:
            if not each.is_carried_out:
                each.advance()
        self.carry_out(clock.timestamp())

    def carry_out(self, at: float) -> None:
        """Make the integrations of the workflows whose status has become COMPLETE since."""
        for workflow in self.resources.values():
            if not workflow.is_carried_out and workflow.status == "COMPLETE":
                workflow.end(at, self._make_integration(workflow))
        self.await_workflows()

    def await_workflows(self) -> None:
        """Poll as long as a workflow waits for moto's transitions."""
        self.polls = any(not each.is_carried_out for each in self.resources.values())

    def loaded(self) -> None:
        """Poll for the workflows that a state file brought."""
        self.await_workflows()

    def _make_integration(self, workflow: IntegrationWorkflow) -> str | None:
        """Make the integration of a workflow; the reason if there can be none."""
        integrations = self.domain.component(Integrations)
        uri = flow_uri(self.domain.region, workflow.flow_definition["FlowName"])
        try:
            integrations.check_free(uri)
            integrations.check_room()
        except exceptions.BadRequestException as error:
            return error.message
        made = make_integration(integrations, uri, workflow.flow_definition, OWNER_TAG)
        made.object_type_name = workflow.object_type_name
        made.role_arn = workflow.role_arn
        made.workflow_id = workflow.workflow_id
        return None


@operation("CreateIntegrationWorkflow")
def create_integration_workflow(
    backend: CustomerProfilesBackend, request: CreateIntegrationWorkflowRequestTypeDef
) -> dict[str, str]:
    """The workflow is COMPLETE at once, and its integration there, unless moto's transition
    settings say otherwise.

    Not modelled: the flows of its batches, and the data that they bring; RoleArn, which is stored
    and returned.
    """
    domain = backend.domain(request["DomainName"])
    workflows = domain.component(Workflows)
    exceptions.raise_any(workflows.mistakes(request))
    definition = request["IntegrationConfig"]["AppflowIntegration"]["FlowDefinition"]
    check_new_flow(backend, definition)
    domain.component(Integrations).check_room()
    now = clock.timestamp()
    workflow = IntegrationWorkflow(identifiers.hex_id(), request, now)
    workflow.begin()
    workflows.resources.add(workflow.workflow_id, workflow)
    workflows.carry_out(now)
    return {
        "WorkflowId": workflow.workflow_id,
        "Message": "Create workflow request received.",
    }


@operation("GetWorkflow")
def get_workflow(domain: Domain, request: GetWorkflowRequestTypeDef) -> IntegrationWorkflow:
    """RecordsProcessed is always 0: no data moves."""
    workflows = domain.component(Workflows)
    found = workflows.find(request["WorkflowId"])
    workflows.look(found)
    return found


@operation("ListWorkflows")
def list_workflows(
    domain: Domain, request: ListWorkflowsRequestTypeDef
) -> Listing[IntegrationWorkflow]:
    """Oldest first. QueryStartDate leaves out those that started before it, QueryEndDate those that
    have not ended by then.
    """
    workflows = domain.component(Workflows)
    workflows.look(*workflows.resources.values())
    status, kind = request.get("Status"), request.get("WorkflowType")
    # The types have more forms of a time than a handler gets.
    start: Any = request.get("QueryStartDate")
    end: Any = request.get("QueryEndDate")

    def is_asked_for(each: IntegrationWorkflow) -> bool:
        return (
            kind in (None, each.workflow_type)
            and status in (None, each.status)
            and (start is None or each.created_at >= start)
            and (end is None or (each.is_carried_out and each.last_updated_at <= end))
        )

    return workflows.resources.where(is_asked_for)


@operation("GetWorkflowSteps")
def get_workflow_steps(domain: Domain, request: GetWorkflowStepsRequestTypeDef) -> dict[str, Any]:
    """A step for each of the batches, or one. All have the status of the workflow."""
    workflows = domain.component(Workflows)
    found = workflows.find(request["WorkflowId"])
    workflows.look(found)
    steps = Listing(lambda above: (each for each in found.steps() if each[0] > above))
    return {
        "WorkflowId": found.workflow_id,
        "WorkflowType": found.workflow_type,
        "Items": steps,
    }


@operation("DeleteWorkflow")
def delete_workflow(domain: Domain, request: DeleteWorkflowRequestTypeDef) -> dict[str, str]:
    """Its integration goes with it, at once."""
    workflows = domain.component(Workflows)
    removed = workflows.remove(request["WorkflowId"])
    workflows.await_workflows()
    integrations = domain.component(Integrations)
    for uri, each in list(integrations.resources.items()):
        if each.workflow_id == removed.workflow_id:
            integrations.remove(uri)
    return {}
