"""Integration workflows, their steps, and the integration that appears when one completes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from moto.moto_api import state_manager

from cprofiles_mock import StateError
from cprofiles_mock.instruments.controls import active_controls
from cprofiles_mock.resources.integrations.state import Integrations
from cprofiles_mock.resources.integrations.workflows import MODEL_NAME
from cprofiles_mock.server.control_calls import ControlRequest, answer
from cprofiles_mock.server.pages import site
from tests.support.clock import stopped
from tests.support.expectations import service_error

HERE = {"DomainName": "customers"}
NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
ROLE = "arn:aws:iam::123456789012:role/flows"
URI = "arn:aws:appflow:us-east-1:123456789012:flow/leads"
BATCHES = [
    {"StartTime": NOON - timedelta(days=60), "EndTime": NOON - timedelta(days=30)},
    {"StartTime": NOON - timedelta(days=30), "EndTime": NOON},
]


def flow(connector: str = "Salesforce", **members: Any) -> dict[str, Any]:
    member = {"Servicenow": "ServiceNow"}.get(connector, connector)
    properties = {"BucketName": "bucket"} if connector == "S3" else {"Object": "Lead"}
    return {
        "FlowName": "leads",
        "KmsArn": "arn:aws:kms:us-east-1:123456789012:key/1",
        "SourceFlowConfig": {
            "ConnectorType": connector,
            "ConnectorProfileName": "sales",
            "SourceConnectorProperties": {member: properties},
        },
        "Tasks": [{"TaskType": "Map", "SourceFields": ["Id"]}],
        "TriggerConfig": {"TriggerType": "Event"},
        **members,
    }


def create(client: Any, definition: Any = None, **config: Any) -> str:
    answer = client.create_integration_workflow(
        **HERE,
        WorkflowType="APPFLOW_INTEGRATION",
        ObjectTypeName="Lead",
        RoleArn=ROLE,
        IntegrationConfig={
            "AppflowIntegration": {"FlowDefinition": definition or flow(), **config}
        },
        Tags={"team": "sales"},
    )
    assert answer["Message"] == "Create workflow request received."
    return str(answer["WorkflowId"])


def get(client: Any, workflow_id: str) -> Any:
    workflow = client.get_workflow(**HERE, WorkflowId=workflow_id)
    del workflow["ResponseMetadata"]
    return workflow


def steps(client: Any, workflow_id: str) -> list[Any]:
    found = client.get_workflow_steps(**HERE, WorkflowId=workflow_id)
    assert (found["WorkflowId"], found["WorkflowType"]) == (workflow_id, "APPFLOW_INTEGRATION")
    return [each["AppflowIntegration"] for each in found["Items"]]


def uris(client: Any) -> list[str]:
    return [each["Uri"] for each in client.list_integrations(**HERE)["Items"]]


@pytest.fixture
def by_reading() -> Iterator[None]:
    """Each status lasts for two reads."""
    state_manager.set_transition(MODEL_NAME, {"progression": "manual", "times": 2})
    yield
    state_manager.unset_transition(MODEL_NAME)


@pytest.mark.in_process
def test_a_workflow_is_complete_at_once_and_has_made_its_integration(
    client: Any, domain: str
) -> None:
    with stopped(NOON):
        workflow_id = create(client, Batches=BATCHES)
        assert get(client, workflow_id) == {
            "WorkflowId": workflow_id,
            "WorkflowType": "APPFLOW_INTEGRATION",
            "Status": "COMPLETE",
            "StartDate": NOON,
            "LastUpdatedAt": NOON,
            "Attributes": {
                "AppflowIntegration": {
                    "SourceConnectorType": "Salesforce",
                    "ConnectorProfileName": "sales",
                    "RoleArn": ROLE,
                }
            },
            "Metrics": {
                "AppflowIntegration": {
                    "RecordsProcessed": 0,
                    "StepsCompleted": 2,
                    "TotalSteps": 2,
                }
            },
        }
        integration = client.get_integration(**HERE, Uri=URI)
    del integration["ResponseMetadata"]
    assert integration == {
        "DomainName": "customers",
        "Uri": URI,
        "ObjectTypeName": "Lead",
        "RoleArn": ROLE,
        "WorkflowId": workflow_id,
        "EventTriggerNames": [],
        "Scope": "PROFILE",
        "IsUnstructured": False,
        "CreatedAt": NOON,
        "LastUpdatedAt": NOON,
        "Tags": {"awsOwningService": "customer-profiles-integration-workflow"},
    }


@pytest.mark.in_process
def test_there_is_a_step_for_each_batch(client: Any, domain: str) -> None:
    with stopped(NOON):
        first, second = steps(client, create(client, Batches=BATCHES))
    assert first == {
        "FlowName": "leads-1",
        "Status": "COMPLETE",
        "ExecutionMessage": "The flow was run.",
        "RecordsProcessed": 0,
        "BatchRecordsStartTime": "2025-12-31T12:00:00+00:00",
        "BatchRecordsEndTime": "2026-01-30T12:00:00+00:00",
        "CreatedAt": NOON,
        "LastUpdatedAt": NOON,
    }
    assert (second["FlowName"], second["BatchRecordsEndTime"]) == (
        "leads-2",
        "2026-03-01T12:00:00+00:00",
    )


@pytest.mark.in_process
def test_without_batches_there_is_one_step_for_all(client: Any, domain: str) -> None:
    with stopped(NOON):
        (step,) = steps(client, create(client))
    assert (step["BatchRecordsStartTime"], step["BatchRecordsEndTime"]) == (
        "1970-01-01T00:00:00+00:00",
        "2026-03-01T12:00:00+00:00",
    )


@pytest.mark.in_process
def test_the_integration_appears_when_the_workflow_completes(
    client: Any, domain: str, by_reading: None
) -> None:
    workflow_id = create(client)
    seen = []
    for _ in range(4):
        workflow = get(client, workflow_id)
        seen.append((workflow["Status"], workflow["Metrics"]["AppflowIntegration"], uris(client)))
    started = {"RecordsProcessed": 0, "StepsCompleted": 0, "TotalSteps": 1}
    assert seen == [
        ("NOT_STARTED", started, []),
        ("IN_PROGRESS", started, []),
        ("IN_PROGRESS", started, []),
        ("COMPLETE", {"RecordsProcessed": 0, "StepsCompleted": 1, "TotalSteps": 1}, [URI]),
    ]


@pytest.mark.in_process
def test_any_request_notices_that_time_has_completed_a_workflow(client: Any, domain: str) -> None:
    state_manager.set_transition(MODEL_NAME, {"progression": "time", "seconds": 60})
    try:
        with stopped(NOON) as clock:
            create(client)
            clock.tick(61)
            assert uris(client) == []
            clock.tick(61)
            assert uris(client) == [URI]
    finally:
        state_manager.unset_transition(MODEL_NAME)


@pytest.mark.in_process
@pytest.mark.parametrize("why", ["its flow exists meanwhile", "the domain is full meanwhile"])
def test_a_workflow_fails_if_there_can_be_no_integration(
    client: Any, domain: str, by_reading: None, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    workflow_id = create(client)
    if why == "its flow exists meanwhile":
        client.put_integration(**HERE, ObjectTypeName="Lead", FlowDefinition=flow())
        text = f"Integration {URI} already exists"
    else:
        monkeypatch.setattr(Integrations, "limit", 0)
        text = "The domain has reached its limit of 0 integrations; delete one that is not needed"
    for _ in range(4):
        workflow = get(client, workflow_id)
    assert (workflow["Status"], workflow["ErrorDescription"]) == ("FAILED", text)
    (item,) = client.list_workflows(**HERE)["Items"]
    assert item["StatusDescription"] == text
    assert steps(client, workflow_id)[0]["ExecutionMessage"] == "The flow was not run."


@pytest.mark.in_process
def test_workflows_are_listed_by_status_type_and_times(client: Any, domain: str) -> None:
    with stopped(NOON) as clock:
        early = create(client)
        clock.tick(3600)
        late = create(client, flow(FlowName="contacts"))
        state_manager.set_transition(MODEL_NAME, {"progression": "manual", "times": 9})
        try:
            waiting = create(client, flow(FlowName="accounts"))

            def listed(**members: Any) -> list[str]:
                items = client.list_workflows(**HERE, **members)["Items"]
                return [item["WorkflowId"] for item in items]

            after, before = NOON + timedelta(minutes=30), NOON + timedelta(hours=2)
            assert listed() == [early, late, waiting]
            assert listed(WorkflowType="APPFLOW_INTEGRATION") == [early, late, waiting]
            assert listed(Status="COMPLETE") == [early, late]
            assert listed(QueryStartDate=after) == [late, waiting]
            assert listed(QueryEndDate=before) == [early, late]
            assert listed(QueryEndDate=after) == [early]
            assert listed(QueryStartDate=after, QueryEndDate=before) == [late]
        finally:
            state_manager.unset_transition(MODEL_NAME)


def test_an_item_of_the_list_describes_its_status(client: Any, domain: str) -> None:
    create(client)
    (item,) = client.list_workflows(**HERE)["Items"]
    assert (item["Status"], item["StatusDescription"]) == (
        "COMPLETE",
        "The workflow is complete.",
    )
    assert item["CreatedAt"] == item["LastUpdatedAt"]


def test_deleting_a_workflow_takes_its_integration_along(client: Any, domain: str) -> None:
    workflow_id = create(client)
    client.put_integration(**HERE, Uri="arn:aws:app:::1", ObjectTypeName="Lead")
    client.delete_workflow(**HERE, WorkflowId=workflow_id)
    assert uris(client) == ["arn:aws:app:::1"]
    for method in (client.get_workflow, client.get_workflow_steps, client.delete_workflow):
        with service_error(
            "ResourceNotFoundException",
            f"Workflow {workflow_id} is not found in domain customers",
        ):
            method(**HERE, WorkflowId=workflow_id)


def test_a_workflow_outlives_its_integration(client: Any, domain: str) -> None:
    workflow_id = create(client)
    client.delete_integration(**HERE, Uri=URI)
    assert get(client, workflow_id)["Status"] == "COMPLETE"
    client.delete_workflow(**HERE, WorkflowId=workflow_id)


@pytest.mark.parametrize("connector", ["Salesforce", "Servicenow", "Marketo"])
def test_three_sources_are_supported(client: Any, domain: str, connector: str) -> None:
    workflow = get(client, create(client, flow(connector)))
    source = workflow["Attributes"]["AppflowIntegration"]["SourceConnectorType"]
    assert source == connector


@pytest.mark.parametrize(
    ("definition", "config", "message"),
    [
        (
            flow("Zendesk"),
            {},
            "ConnectorType Zendesk is not supported by integration workflows; supported: "
            "Salesforce, Servicenow, Marketo",
        ),
        (
            flow("S3"),
            {},
            "ConnectorType S3 is not supported by integration workflows; supported: Salesforce, "
            "Servicenow, Marketo",
        ),
        (
            flow(Tasks=[]),
            {},
            "A flow needs at least one task, such as "
            '{"TaskType": "Map", "SourceFields": ["id"], "TaskProperties": {}}',
        ),
        (
            flow(),
            {"Batches": [{"StartTime": NOON, "EndTime": NOON}]},
            "EndTime 2026-03-01T12:00:00+00:00 of a batch must be after its StartTime "
            "2026-03-01T12:00:00+00:00",
        ),
        (
            flow(FlowName="taken"),
            {},
            "Conflict executing request: Flow with name taken already exists.",
        ),
    ],
)
def test_what_makes_no_workflow(
    client: Any, domain: str, definition: Any, config: Any, message: str
) -> None:
    client.put_integration(**HERE, ObjectTypeName="Lead", FlowDefinition=flow(FlowName="taken"))
    with service_error("BadRequestException", message):
        create(client, definition, **config)
    assert client.list_workflows(**HERE)["Items"] == []
    assert len(uris(client)) == 1


def test_a_workflow_needs_a_configuration(client: Any, domain: str) -> None:
    with service_error(
        "BadRequestException",
        "IntegrationConfig needs AppflowIntegration for WorkflowType APPFLOW_INTEGRATION",
    ):
        client.create_integration_workflow(
            **HERE,
            WorkflowType="APPFLOW_INTEGRATION",
            ObjectTypeName="Lead",
            RoleArn=ROLE,
            IntegrationConfig={},
        )


@pytest.mark.in_process
def test_a_domain_that_is_full_gets_no_workflow(
    client: Any, domain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Integrations, "limit", 0)
    with service_error(
        "BadRequestException",
        "The domain has reached its limit of 0 integrations; delete one that is not needed",
    ):
        create(client)


@pytest.mark.in_process
def test_a_workflow_goes_on_from_a_state_file(
    client: Any, domain: str, handle: Any, by_reading: None
) -> None:
    workflow_id = create(client, Batches=BATCHES)
    for _ in range(2):
        get(client, workflow_id)
    document = handle.dump()
    (entry,) = document["Domains"][0]["Workflows"]
    assert entry["IntegrationConfig"]["AppflowIntegration"]["Batches"][1] == {
        "StartTime": "2026-01-30T12:00:00Z",
        "EndTime": "2026-03-01T12:00:00Z",
    }
    assert (entry["Status"], entry["Tags"]) == ("IN_PROGRESS", {"team": "sales"})
    handle.reset()
    handle.load(document)
    assert handle.dump() == document
    assert [get(client, workflow_id)["Status"] for _ in range(2)] == ["IN_PROGRESS", "COMPLETE"]
    assert uris(client) == [URI]


@pytest.mark.in_process
def test_the_last_number_is_kept_in_a_state_file(client: Any, domain: str, handle: Any) -> None:
    client.delete_workflow(**HERE, WorkflowId=create(client))
    document = handle.dump()
    assert document["Domains"][0]["LastWorkflowNumber"] == 1
    handle.load(document)
    assert handle.dump() == document


def entry(**members: Any) -> dict[str, Any]:
    return {
        "WorkflowId": "a" * 32,
        "ObjectTypeName": "Lead",
        "RoleArn": ROLE,
        "IntegrationConfig": {"AppflowIntegration": {"FlowDefinition": flow()}},
        **members,
    }


@pytest.mark.in_process
@pytest.mark.parametrize(
    ("entries", "place"),
    [
        ([entry(), entry()], "Workflows[1].WorkflowId"),
        ([entry(IntegrationConfig={})], "Workflows[0].IntegrationConfig"),
        (
            [entry(IntegrationConfig={"AppflowIntegration": {"FlowDefinition": flow("S3")}})],
            "Workflows[0].IntegrationConfig.AppflowIntegration.FlowDefinition.SourceFlowConfig",
        ),
        ([{"WorkflowId": "a" * 32}], "Workflows[0].ObjectTypeName"),
    ],
)
def test_mistakes_in_a_file_are_told_with_their_places(
    handle: Any, entries: list[Any], place: str
) -> None:
    domain = {"DomainName": "customers", "DefaultExpirationDays": 1, "Workflows": entries}
    with pytest.raises(StateError) as raised:
        handle.load({"version": 1, "Domains": [domain]})
    assert f"Domains[0].{place}" in str(raised.value)


@pytest.mark.in_process
def test_a_workflow_by_hand_is_complete(client: Any, handle: Any) -> None:
    domain = {"DomainName": "customers", "DefaultExpirationDays": 1, "Workflows": [entry()]}
    handle.load({"version": 1, "Domains": [domain]})
    assert get(client, "a" * 32)["Status"] == "COMPLETE"
    assert uris(client) == []


@pytest.mark.in_process
def test_the_journal_shows_the_times_of_a_request_as_texts(client: Any, domain: str) -> None:
    create(client, Batches=BATCHES)
    controls = active_controls()
    assert controls is not None
    request = ControlRequest("GET", "/cprofiles-mock/calls", "", b"", "")
    status, calls = answer(request, controls)
    assert status == 200
    config = calls[-1]["parameters"]["IntegrationConfig"]["AppflowIntegration"]
    assert config["Batches"][1]["EndTime"] == "2026-03-01T12:00:00+00:00"
    assert json.loads(json.dumps(calls)) == calls
    number = calls[-1]["number"]
    for path, query in (("page/journal", ""), ("page/call", f"number={number}")):
        page = site.answer(site.PageRequest("GET", f"/cprofiles-mock/{path}", query), controls)
        assert page[0] == 200
    assert b"2026-03-01T12:00:00+00:00" in page[2]
