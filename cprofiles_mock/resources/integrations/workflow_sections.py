"""Integration workflows in state documents."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from ...protocol.compiled import service_model
from ...runtime import clock
from ...schema.forms import Form
from ...schema.numbering import NumberWriter
from ...schema.problems import Problem, Problems, each
from ...schema.sections import copied, stamp, tags_and_stamps
from ...schema.times import time_text
from .workflows import IntegrationWorkflow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain

_NAME = "Workflows"
_LAST = "LastWorkflowNumber"


class WorkflowsSection:
    """The workflows of a domain, whose integrations are among the others."""

    members: ClassVar[Mapping[str, str]] = {_NAME: "Section", _LAST: "Number"}

    def write(self, component: Any) -> dict[str, Any]:
        """The workflows, and the last number if no workflow has it."""
        numbers = NumberWriter()
        entries = [
            _entry(each, numbers.member(number)) for number, each in component.resources.after(0)
        ]
        return {_NAME: entries or None, **numbers.last_member(_LAST, component.resources.last)}

    def read(
        self,
        kind: type[Any],
        backend: CustomerProfilesBackend,
        domain: Domain,
        members: Mapping[str, Any],
    ) -> None:
        """Restore the workflows. Raises Problem."""
        entries = members.get(_NAME)
        for _ in each(_NAME, entries, lambda entry: _read(domain.component(kind), entry)):
            pass
        if _LAST in members:
            domain.component(kind).resources.skip_to(members[_LAST])


def _entry(workflow: IntegrationWorkflow, number: Mapping[str, Any]) -> dict[str, Any]:
    status, reads, since = workflow.transition_state()
    entry = {
        "WorkflowId": workflow.workflow_id,
        **number,
        "ObjectTypeName": workflow.object_type_name,
        "RoleArn": workflow.role_arn,
        "IntegrationConfig": copied(workflow.integration_config),
        "Status": status,
        "ErrorDescription": workflow.error_description,
        **tags_and_stamps(workflow),
    }
    if not workflow.is_carried_out:
        entry.update(Reads=reads or None, StatusSince=time_text(since))
    return {name: value for name, value in entry.items() if value is not None}


def _read(component: Any, entry: Any) -> None:
    problems = Problems()
    members, in_part = _form().read_in_part(entry, problems)
    key = members.get("WorkflowId")
    if key in component.resources:
        problems.add(Problem(("WorkflowId",), f"{key} is there already"))
    if "IntegrationConfig" in members:
        problems.add_errors(component.mistakes(in_part))
    problems.raise_any()
    component.resources.skip_to(members.get("Number", 0) - 1)
    workflow = IntegrationWorkflow(str(key), members, clock.timestamp())
    status = members.get("Status", "COMPLETE")
    workflow.restore_transition(status, members.get("Reads", 0), members.get("StatusSince"))
    workflow.error_description = members.get("ErrorDescription")
    workflow.is_carried_out = status not in ("NOT_STARTED", "IN_PROGRESS")
    component.resources.add(key, workflow)
    stamp(workflow, members)


@cache
def _form() -> Form:
    made_of: Any = service_model().operation_model("CreateIntegrationWorkflow").input_shape
    shown: Any = service_model().operation_model("GetWorkflow").output_shape
    names = ("ObjectTypeName", "RoleArn", "IntegrationConfig", "Tags")
    members = {
        "WorkflowId": shown.members["WorkflowId"],
        "Number": "Number",
        **{name: made_of.members[name] for name in names},
        **{name: shown.members[name] for name in ("Status", "ErrorDescription")},
        "Reads": "Count",
        "StatusSince": "Time",
        "CreatedAt": "Time",
        "LastUpdatedAt": "Time",
    }
    return Form(members, ("WorkflowId", "ObjectTypeName", "RoleArn", "IntegrationConfig"))
