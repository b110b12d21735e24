"""Answers that a test gives in place of the service, in process and over HTTP."""

from __future__ import annotations

import re
import warnings
from datetime import datetime, timezone
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cprofiles_mock import UnusedAnswerWarning, UnusedFaultWarning, mock_customerprofiles
from cprofiles_mock.instruments import answers
from cprofiles_mock.protocol.compiled import service_model
from tests.contract.shapes import input_of
from tests.snapshots.rich import build, everything
from tests.support.clock import stopped
from tests.support.controls import ControlsOnServer
from tests.support.expectations import service_error

in_process = pytest.mark.in_process

#: An answer that GetDomain may give.
SHOP: dict[str, Any] = {
    "DomainName": "shop",
    "CreatedAt": 1_900_000_000.5,
    "LastUpdatedAt": 1_900_000_000,
    "Stats": {"ProfileCount": 10_000_000},
}


def test_the_next_call_gets_the_answer_and_the_one_after_it_does_not(
    client: Any, handle: Any
) -> None:
    handle.answer_next("GetDomain", SHOP)
    answer = client.get_domain(DomainName="shop")
    assert answer["Stats"] == {"ProfileCount": 10_000_000}
    assert answer["CreatedAt"] == datetime.fromtimestamp(1_900_000_000.5, timezone.utc)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client.get_domain(DomainName="shop")


def test_nothing_is_carried_out_and_the_journal_has_the_answer(client: Any, handle: Any) -> None:
    handle.answer_next("CreateProfile", {"ProfileId": "f" * 32})
    assert client.create_profile(DomainName="nowhere", FirstName="Ada")["ProfileId"] == "f" * 32
    [call] = handle.calls
    assert (call.response, call.error) == ({"ProfileId": "f" * 32}, None)
    assert call.parameters == {"DomainName": "nowhere", "FirstName": "Ada"}
    assert client.list_domains()["Items"] == []


def test_an_operation_that_the_mock_does_not_have_can_be_answered(client: Any, handle: Any) -> None:
    handle.answer_next("ListEventStreams", {"Items": []})
    assert client.list_event_streams(DomainName="shop")["Items"] == []


def test_an_answer_can_be_for_so_many_requests_or_for_all(client: Any, handle: Any) -> None:
    handle.answer_next("ListDomains", {"NextToken": "two"}, times=2)
    handle.answer_next("ListDomains", {"NextToken": "all"}, times=None)
    seen = [client.list_domains()["NextToken"] for _ in range(5)]
    assert seen == ["two", "two", "all", "all", "all"]


def test_answers_and_faults_wait_in_one_queue(client: Any, handle: Any) -> None:
    handle.answer_next("ListDomains", {"NextToken": "first"})
    handle.fail_next("ListDomains", "ThrottlingException")
    handle.answer_next("ListDomains", {"NextToken": "third"})
    assert client.list_domains()["NextToken"] == "first"
    with service_error("ThrottlingException", "Rate exceeded"):
        client.list_domains()
    assert client.list_domains()["NextToken"] == "third"
    assert "NextToken" not in client.list_domains()


def test_an_answer_can_be_for_some_requests_alone(make_client: Any, handle: Any) -> None:
    east, west = make_client(), make_client("us-west-2")
    handle.answer_next("GetDomain", SHOP, when={"DomainName": "shop"}, region="us-west-2")
    for client, name in ((east, "shop"), (west, "other")):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            client.get_domain(DomainName=name)
    assert west.get_domain(DomainName="shop")["Stats"]["ProfileCount"] == 10_000_000


def test_a_request_that_breaks_the_shape_leaves_the_answer_as_it_is(
    loose_client: Any, handle: Any
) -> None:
    handle.answer_next("GetDomain", SHOP)
    with pytest.raises(ClientError, match="BadRequestException"):
        loose_client.get_domain(DomainName="not a name")
    loose_client.get_domain(DomainName="shop")


def test_what_a_client_returned_can_be_the_answer(client: Any, domain: str, handle: Any) -> None:
    """With ResponseMetadata, times as datetimes, and tags that are empty."""
    recorded = client.get_domain(DomainName=domain)
    if not isinstance(handle, ControlsOnServer):
        handle.answer_next("GetDomain", {**recorded, "Tags": {}})
        client.delete_domain(DomainName=domain)
        answer = client.get_domain(DomainName=domain)
        assert answer.pop("Tags") == {}
        for each in (answer, recorded):
            del each["ResponseMetadata"]
        recorded.pop("Tags", None)
        assert answer == recorded


@in_process
def test_what_is_null_is_left_out(client: Any, handle: Any) -> None:
    shop = {"DomainName": "shop", "CreatedAt": 1, "LastUpdatedAt": 1, "Tags": {"a": None}}
    handle.answer_next("ListDomains", {"Items": [shop], "NextToken": None})
    answered = client.list_domains()
    assert "NextToken" not in answered
    assert answered["Items"][0]["Tags"] == {}


def test_the_answer_is_a_copy_of_what_was_given(client: Any, handle: Any) -> None:
    mine = {"Items": [], "NextToken": "before"}
    handle.answer_next("ListDomains", mine, times=None)
    mine["NextToken"] = "after"
    client.list_domains()["Items"].append("mine")
    assert client.list_domains()["Items"] == []
    assert client.list_domains()["NextToken"] == "before"


def test_a_status_in_the_answer_is_the_status_of_the_response(client: Any, handle: Any) -> None:
    answer = {"EstimateId": "e" * 32, "StatusCode": 202, "Estimate": "5", "Status": "RUNNING"}
    handle.answer_next("GetSegmentEstimate", answer, times=2)
    for _ in range(2):
        answered = client.get_segment_estimate(DomainName="shop", EstimateId="e" * 32)
        assert answered["StatusCode"] == 202
        assert answered["ResponseMetadata"]["HTTPStatusCode"] == 202


@pytest.mark.parametrize(
    ("operation", "response", "arguments", "reason"),
    [
        (
            "CreateProfile",
            {},
            {},
            "CreateProfile cannot answer so: response lacks ProfileId",
        ),
        (
            "CreateProfile",
            {"ProfileId": None},
            {},
            "CreateProfile cannot answer so: response lacks ProfileId",
        ),
        (
            "CreateProfile",
            {"ProfileID": "f" * 32, "ProfileId": "f" * 32},
            {},
            "CreateProfile cannot answer so: response has no member 'ProfileID'; "
            "did you mean 'ProfileId'?",
        ),
        (
            "SearchProfiles",
            {"Items": [{"ProfileId": "f" * 32}, {"profile_id": "f" * 32}]},
            {},
            "SearchProfiles cannot answer so: response.Items[1] has no member 'profile_id'; "
            "did you mean 'ProfileId'?",
        ),
        (
            "ListDomains",
            {"Items": [{"DomainName": "shop", "CreatedAt": 1_900_000_000}]},
            {},
            "ListDomains cannot answer so: response.Items[0] lacks LastUpdatedAt",
        ),
        (
            "GetSegmentDefinition",
            {
                "SegmentDefinitionArn": "arn:aws:profile:us-east-1:123456789012:domains/shop",
                "SegmentGroups": {
                    "Groups": [
                        {
                            "Dimensions": [
                                {
                                    "CalculatedAttributes": {},
                                    "ProfileAttributes": {},
                                }
                            ]
                        }
                    ]
                },
            },
            {},
            "GetSegmentDefinition cannot answer so: response.SegmentGroups.Groups[0].Dimensions[0] "
            "has exactly one of the members ProfileAttributes, CalculatedAttributes",
        ),
        (
            "GetProfileObjectType",
            {"ObjectTypeName": "Order", "Description": "d", "Fields": {"id": {"Sauce": "x"}}},
            {},
            "GetProfileObjectType cannot answer so: response.Fields['id'] has no member 'Sauce'; "
            "did you mean 'Source'?",
        ),
        ("create_profile", {}, {}, "the service has no operation 'create_profile'; did you mean "
         "'CreateProfile'?"),
        ("ListDomains", {}, {"times": 0}, "times is a whole number from 1, not 0"),
        ("ListDomains", {}, {"times": "2"}, "times is a whole number, not '2'"),
        ("ListDomains", {}, {"when": {"max": 1}}, "ListDomains has no parameter 'max'"),
        (7, {}, {}, "operation is a text, not 7; put it in quotes"),
        ("ListDomains", {}, {"region": 7}, "region is a text, not 7; put it in quotes"),
    ],
)  # fmt: skip
def test_an_answer_that_the_service_could_not_give_is_refused_at_once(
    client: Any,
    handle: Any,
    operation: Any,
    response: Any,
    arguments: dict[str, Any],
    reason: str,
) -> None:
    with pytest.raises((TypeError, ValueError)) as raised:
        handle.answer_next(operation, response, **arguments)
    assert str(raised.value) == reason
    client.list_domains()


@in_process
def test_an_answer_is_a_mapping_with_values_of_the_right_types(handle: Any) -> None:
    with pytest.raises(TypeError, match="response is a mapping, as boto3 returns it, not 'OK'"):
        handle.answer_next("ListDomains", "OK")
    for operation, member, value, text in (
        ("ListDomains", "NextToken", 5, "response.NextToken is a text, not 5"),
        ("ListDomains", "Items", {}, "response.Items is a list, not {}"),
        ("ListDomains", "Items", ["a"], "response.Items[0] is a mapping, not 'a'"),
        ("ListDomains", "Items", [None], "response.Items[0] is a mapping, not None"),
        ("ListDomains", "Item", None, "response has no member 'Item'; did you mean 'Items'?"),
        ("GetDomain", "Tags", [], "response.Tags is a mapping, not []"),
        ("GetDomain", "Tags", {"a": 1}, "response.Tags['a'] is a text, not 1"),
        ("GetDomain", "DefaultExpirationDays", 1.5, "response.DefaultExpirationDays is a whole"),
        ("GetDomain", "CreatedAt", "today", "response.CreatedAt is a datetime, or seconds since"),
        ("GetDomain", "CreatedAt", float("nan"), "response.CreatedAt is a datetime, or seconds"),
        ("GetProfileObjectType", "AllowProfileCreation", 1, "is true or false, not 1"),
    ):
        with pytest.raises(ValueError, match=re.escape(text)):
            handle.answer_next(operation, {member: value})


@in_process
@pytest.mark.skipif(
    "DataStore" not in input_of("CreateDomain").members,
    reason="this botocore does not know DataStore",
)
def test_whatever_the_mock_answers_can_be_given_as_an_answer() -> None:
    """All operations that it has, and all of what it answers when much is there."""
    with (
        mock_customerprofiles() as mock,
        stopped(datetime(2030, 1, 1, tzinfo=timezone.utc)) as clock,
    ):
        client = boto3.client("customer-profiles", region_name="us-east-1")
        build(client, clock)
        everything(client)
        answered = [call for call in mock.calls if call.response is not None]
        for call in answered:
            mock.answer_next(call.operation, call.response or {}, times=None)
        assert len({call.operation for call in answered}) > 40
        mock.reset()


@in_process
def test_an_operation_without_output_has_an_empty_answer(
    handle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = service_model().operation_model("DeleteDomain")
    monkeypatch.setattr(answers, "service_model", lambda: SimpleNamespace(
        operation_model=lambda _: SimpleNamespace(output_shape=None)))  # fmt: skip
    assert model.output_shape is not None
    handle.answer_next("DeleteDomain", {})
    with pytest.raises(ValueError, match="DeleteDomain cannot answer so: it has no output; give"):
        handle.answer_next("DeleteDomain", {"Message": "OK"})
    handle.reset()


@in_process
def test_answers_that_were_not_given_are_told_where_the_mock_is_left() -> None:
    activation = mock_customerprofiles()
    mock = activation.start()
    client = boto3.client("customer-profiles", region_name="us-east-1")
    mock.answer_next("ListDomains", {}, times=3, region="us-east-1")
    mock.answer_next("GetDomain", SHOP, times=None)
    mock.answer_next("ListEventStreams", {"Items": []}, times=None)
    client.list_domains()
    client.list_event_streams(DomainName="shop")
    with pytest.warns(UnusedAnswerWarning) as told:
        activation.stop()
    line = told[0].lineno
    assert [(each.filename, each.lineno) for each in told] == [
        (__file__, line),
        (__file__, line + 1),
    ]
    assert [str(each.message) for each in told] == [
        "an answer was not given: that of ListDomains 2 times in us-east-1 (set at "
        f"test_answers.py:{line})",
        "an answer was not given: that of GetDomain from now on (set at "
        f"test_answers.py:{line + 1})",
    ]


@in_process
def test_an_inner_handle_takes_its_answers_back() -> None:
    with mock_customerprofiles() as outer:
        client = boto3.client("customer-profiles", region_name="us-east-1")
        with mock_customerprofiles() as inner:
            inner.answer_next("ListDomains", {"NextToken": "inner"}, times=None)
            assert client.list_domains()["NextToken"] == "inner"
        assert "NextToken" not in client.list_domains()
        outer.answer_next("ListDomains", {})
        outer.fail_next("ListDomains", "ThrottlingException")
        outer.reset()
        client.list_domains()


@in_process
def test_nothing_is_told_of_a_test_that_fails_anyway() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ZeroDivisionError), mock_customerprofiles() as mock:
            mock.answer_next("ListDomains", {})
            raise ZeroDivisionError


@in_process
def test_threads_get_no_more_answers_than_there_are() -> None:
    seen: list[str | None] = []
    with mock_customerprofiles() as mock:
        mock.answer_next("ListDomains", {"NextToken": "mine"}, times=10)
        begin = Barrier(4)
        clients = [boto3.client("customer-profiles", region_name="us-east-1") for _ in range(4)]

        def ask(client: Any) -> None:
            begin.wait()
            seen.extend(client.list_domains().get("NextToken") for _ in range(10))

        threads = [Thread(target=ask, args=(each,)) for each in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (seen.count("mine"), seen.count(None)) == (10, 30)


@in_process
def test_a_fault_that_is_left_over_still_has_its_own_warning() -> None:
    with pytest.warns(UnusedFaultWarning), mock_customerprofiles() as mock:
        mock.fail_next("ListDomains", "ThrottlingException")


@in_process
def test_the_server_lists_answers_and_forgets_them(server: str) -> None:
    controls = ControlsOnServer(server)
    controls.reset()
    told = controls.call(
        "POST",
        "answers",
        json={"operation": "GetDomain", "response": SHOP, "times": None, "region": "us-east-1"},
    )
    expected = {
        "operation": "GetDomain", "response": SHOP, "times": None, "region": "us-east-1",
        "when": None,
    }  # fmt: skip
    assert told == expected
    controls.fail_next("ListDomains", "ThrottlingException")
    assert controls.call("GET", "answers") == [expected]
    assert [each["operation"] for each in controls.call("GET", "faults")] == ["ListDomains"]
    assert controls.call("DELETE", "answers") == {"status": "ok"}
    assert controls.call("GET", "answers") == []
    assert len(controls.call("GET", "faults")) == 1
    once = controls.call("POST", "answers", json={"operation": "ListDomains", "response": {}})
    assert once["times"] == 1
    controls.reset()
