"""What leaves: headers, bodies, times, and nothing that the output shape does not name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel
from freezegun import freeze_time

from cprofiles_mock.protocol.serialization import WithNulls, compile_serializer
from tests.contract.recording import record
from tests.contract.shapes import operation
from tests.support.expectations import response_violations
from tests.support.raw_http import send

REQUEST_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_an_answer_has_a_request_id_of_its_own(client: Any, domain: str) -> None:
    answers = [send(client, "GET", "/domains") for _ in range(2)]
    ids = [answer.headers["x-amzn-RequestId"] for answer in answers]
    assert all(REQUEST_ID.fullmatch(request_id) for request_id in ids)
    assert ids[0] != ids[1]
    assert answers[0].headers["Content-Type"] == "application/json"
    assert "x-amzn-ErrorType" not in answers[0].headers


def test_an_error_has_its_type_in_a_header_and_one_message(client: Any) -> None:
    answer = send(client, "GET", "/domains/customers")
    assert answer.status_code == 404
    assert answer.headers["x-amzn-ErrorType"] == "ResourceNotFoundException"
    assert answer.headers["Content-Type"] == "application/json"
    assert REQUEST_ID.fullmatch(answer.headers["x-amzn-RequestId"])
    assert answer.json() == {"Message": "DomainName customers is not found in account 123456789012"}


def test_the_client_sees_the_request_id(client: Any, domain: str) -> None:
    metadata = client.get_domain(DomainName=domain)["ResponseMetadata"]
    assert REQUEST_ID.fullmatch(metadata["RequestId"])
    with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
        client.get_domain(DomainName="nowhere")
    assert REQUEST_ID.fullmatch(raised.value.response["ResponseMetadata"]["RequestId"])
    assert raised.value.response["Message"] == raised.value.response["Error"]["Message"]


def test_an_empty_search_answers_what_the_service_was_seen_to_answer(
    client: Any, domain: str
) -> None:
    body = b'{"KeyName": "_phone", "Values": ["1"]}'
    answer = send(client, "POST", "/domains/customers/profiles/search", body)
    assert answer.content == b'{"Items":[],"NextToken":null}'


def test_the_last_page_has_an_explicit_null(client: Any, domain: str) -> None:
    answer = send(client, "GET", "/domains")
    assert answer.json()["NextToken"] is None


def test_a_member_that_is_not_set_is_left_out(client: Any, domain: str) -> None:
    answer = send(client, "POST", "/domains/customers/profiles", b"{}").json()
    assert list(answer) == ["ProfileId"]


def test_an_answer_is_ascii_whatever_it_says(client: Any, domain: str) -> None:
    body = json.dumps({"FirstName": "山😀"}, ensure_ascii=False).encode()
    profile_id = send(client, "POST", "/domains/customers/profiles", body).json()["ProfileId"]
    answer = send(
        client,
        "POST",
        "/domains/customers/batch-get-profiles",
        json.dumps({"ProfileIds": [profile_id]}).encode(),
    )
    assert b'"FirstName":"\\u5c71\\ud83d\\ude00"' in answer.content


@pytest.mark.in_process
@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        ("2026-08-01 12:30:00", b"1785587400.0"),
        ("2026-08-01 12:30:00.123999", b"1785587400.124"),
    ],
)
def test_a_time_is_in_seconds_to_the_millisecond(client: Any, now: str, seconds: bytes) -> None:
    with freeze_time(now):
        answer = send(client, "POST", "/domains/d", b'{"DefaultExpirationDays": 1}')
    assert b'"CreatedAt":' + seconds in answer.content


# --- what a handler may return --------------------------------------------------------------------


@dataclass
class Workflow:
    """A resource of ours; its attributes are the members' in snake_case."""

    workflow_id: str = "0123456789abcdef0123456789abcdef"
    status: str | None = None
    secret: str = "never told"
    start_date: datetime = datetime(2026, 8, 1, 14, 30, tzinfo=timezone(timedelta(hours=2)))
    metrics: dict[str, Any] = field(
        default_factory=lambda: {"AppflowIntegration": {"RecordsProcessed": 7, "Unknown": 1}}
    )


def written(operation_name: str, result: Any) -> tuple[int, Any]:
    serializer = compile_serializer(operation(operation_name))
    status, body = serializer(serializer.project(result))
    return status, json.loads(body)


def test_an_object_is_projected_on_the_output_shape() -> None:
    assert written("GetWorkflow", Workflow()) == (
        200,
        {
            "WorkflowId": "0123456789abcdef0123456789abcdef",
            "StartDate": 1785587400.0,
            "Metrics": {"AppflowIntegration": {"RecordsProcessed": 7}},
        },
    )


def test_a_mapping_is_projected_too_and_may_hold_objects() -> None:
    assert written("ListWorkflows", {"Items": [Workflow(status="SPLIT"), {"Status": "RETRY"}]}) == (
        200,
        {
            "Items": [
                {"WorkflowId": "0123456789abcdef0123456789abcdef", "Status": "SPLIT"},
                {"Status": "RETRY"},
            ]
        },
    )


def test_a_member_that_is_none_is_left_out_unless_the_mapping_sends_nulls() -> None:
    answer = {"WorkflowId": None, "Status": "SPLIT"}
    assert written("GetWorkflow", answer) == (200, {"Status": "SPLIT"})
    assert written("GetWorkflow", WithNulls(answer)) == (200, answer)


def test_a_status_member_is_the_status_and_not_in_the_body() -> None:
    estimate = {"EstimateId": "1", "DomainName": "d"}
    assert written("CreateSegmentEstimate", {**estimate, "StatusCode": 202}) == (202, estimate)
    assert written("CreateSegmentEstimate", estimate) == (200, estimate)


def changed_model(output: str | None) -> OperationModel:
    """The model of GetWorkflow with another output, or with none."""
    description = Loader().load_service_model("customer-profiles", "service-2")
    shapes = description["shapes"]
    shapes["Trees"] = {"type": "map", "key": {"shape": "name"}, "value": {"shape": "Tree"}}
    members = {"Name": {"shape": "name"}, "Branches": {"shape": "Trees"}}
    shapes["Tree"] = {"type": "structure", "members": members}
    changed = description["operations"]["GetWorkflow"]
    del changed["output"]
    if output is not None:
        changed["output"] = {"shape": output}
    return ServiceModel(description, "customer-profiles").operation_model("GetWorkflow")


def test_an_output_shape_may_refer_to_itself() -> None:
    serializer = compile_serializer(changed_model("Tree"))
    tree = {"Name": "a", "Branches": {"left": {"Name": "b", "Branches": {}, "Leaf": 1}}}
    assert serializer(serializer.project(tree)) == (
        200,
        b'{"Name":"a","Branches":{"left":{"Name":"b","Branches":{}}}}',
    )


def test_an_operation_without_an_output_answers_an_empty_object() -> None:
    model = changed_model(None)
    serializer = compile_serializer(model)
    assert serializer(serializer.project({"Message": "OK"})) == (200, b"{}")
    assert response_violations(model, b"{}") == []


@pytest.mark.in_process
def test_a_status_member_reaches_the_client(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    record(monkeypatch, "GetSegmentEstimate", {"Status": "RUNNING", "StatusCode": 202})
    answer = client.get_segment_estimate(DomainName="d", EstimateId="1")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert (answer["Status"], answer["StatusCode"]) == ("RUNNING", 202)
