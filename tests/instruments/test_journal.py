"""The journal of calls, in process and over HTTP."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from cprofiles_mock import Call, CallError, Calls, dispatch, mock_customerprofiles
from cprofiles_mock.instruments.journal import Journal
from cprofiles_mock.state.registry import HANDLERS
from tests.support.clock import stopped

in_process = pytest.mark.in_process


def operations(calls: Any) -> list[str]:
    return [call.operation for call in calls]


def test_calls_are_kept_in_order_with_what_was_sent_and_answered(client: Any, handle: Any) -> None:
    client.create_domain(DomainName="shop", DefaultExpirationDays=30)
    created = client.create_profile(DomainName="shop", FirstName="Ada", Address={"City": "London"})
    assert operations(handle.calls) == ["CreateDomain", "CreateProfile"]
    last = handle.calls[-1]
    assert last.parameters == {
        "DomainName": "shop",
        "FirstName": "Ada",
        "Address": {"City": "London"},
    }
    assert last.response == {"ProfileId": created["ProfileId"]}
    assert last.error is None
    assert (last.region, last.account_id, last.attempt) == ("us-east-1", "123456789012", 1)
    assert [call.number for call in handle.calls] == sorted(call.number for call in handle.calls)


def test_a_call_that_fails_is_kept_with_its_error(client: Any, handle: Any) -> None:
    with pytest.raises(ClientError):
        client.get_domain(DomainName="nowhere")
    [call] = handle.calls
    assert call.response is None
    assert (call.error.code, call.error.status, call.error.message) == (
        "ResourceNotFoundException",
        404,
        "DomainName nowhere is not found in account 123456789012",
    )


def test_a_request_that_breaks_the_shape_is_kept_with_what_its_path_says(
    loose_client: Any, handle: Any
) -> None:
    with pytest.raises(ClientError):
        loose_client.create_domain(DomainName="shop", DefaultExpirationDays="many")
    [call] = handle.calls
    assert call.parameters == {"DomainName": "shop"}
    assert call.error.code == "BadRequestException"


@in_process
def test_a_call_knows_when_it_came_and_how_long_it_took(client: Any, handle: Any) -> None:
    moment = datetime(2030, 1, 1, 12, tzinfo=timezone.utc)
    with stopped(moment) as clock:
        client.list_domains()
        clock.tick(60)
        with pytest.raises(ClientError):
            client.get_domain(DomainName="nowhere")
    first, second = handle.calls
    assert (first.at, first.duration) == (moment, 0.0)
    assert (second.at - first.at, second.duration) == (timedelta(seconds=60), 0.0)


@in_process
def test_a_call_that_is_under_way_takes_longer_and_longer(client: Any, handle: Any) -> None:
    seen = []

    def look(_: object) -> bool:
        seen.append(handle.calls[-1].duration)
        return False

    handle.fail_next("ListDomains", "ThrottlingException", when=look)
    before = datetime.now(timezone.utc)
    client.list_domains()
    [call] = handle.calls
    assert 0 <= seen[0] <= call.duration
    assert before <= call.at <= call.at + timedelta(seconds=call.duration)
    assert call.at + timedelta(seconds=call.duration) <= datetime.now(timezone.utc)
    handle.reset()


@in_process
def test_an_operation_without_a_handler_is_kept_too(
    client: Any, handle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = {name: each for name, each in HANDLERS.items() if name != "ListWorkflows"}
    monkeypatch.setattr(dispatch, "HANDLERS", others)
    with pytest.raises(ClientError):
        client.list_workflows(DomainName="shop")
    [call] = handle.calls
    assert (call.operation, call.error.status) == ("ListWorkflows", 501)


def test_a_reset_forgets_the_calls(client: Any, handle: Any) -> None:
    client.list_domains()
    handle.reset()
    assert len(handle.calls) == 0


def test_no_call_holds_credentials(client: Any, handle: Any) -> None:
    client.list_domains()
    [call] = handle.calls
    assert "testing" not in repr(call)
    assert "Credential" not in repr(call)


@in_process
def test_what_is_read_of_a_call_is_a_copy(client: Any, domain: str, handle: Any) -> None:
    client.create_profile(DomainName=domain, Attributes={"tier": "gold"})
    call = handle.calls[-1]
    call.parameters["Attributes"]["tier"] = "changed"
    call.response["ProfileId"] = "changed"
    assert call.parameters["Attributes"] == {"tier": "gold"}
    assert call.response["ProfileId"] != "changed"
    profile_id = call.response["ProfileId"]
    [profile] = client.batch_get_profile(DomainName=domain, ProfileIds=[profile_id])["Profiles"]
    assert profile["Attributes"] == {"tier": "gold"}


@in_process
def test_calls_are_filtered_by_operation_region_account_and_error(
    make_client: Any, handle: Any
) -> None:
    east, west = make_client(), make_client("us-west-2")
    east.create_domain(DomainName="shop", DefaultExpirationDays=30)
    west.list_domains()
    with pytest.raises(ClientError):
        west.get_domain(DomainName="shop")
    assert operations(handle.calls.filter(operation="ListDomains")) == ["ListDomains"]
    assert operations(handle.calls.filter(region="us-west-2")) == ["ListDomains", "GetDomain"]
    assert operations(handle.calls.filter(error="ResourceNotFoundException")) == ["GetDomain"]
    assert len(handle.calls.filter(account_id="123456789012")) == 3
    assert handle.calls.filter("GetDomain", region="us-east-1") == []


@in_process
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            {"operation": "create_domain"},
            "the service has no operation 'create_domain'; did you mean 'CreateDomain'?",
        ),
        ({"operation": ""}, "the service has no operation ''"),
        (
            {"error": "ResourceNotFound"},
            "no operation declares 'ResourceNotFound', and no fault has that code (undeclared=True "
            "allows any); did you mean 'ResourceNotFoundException'?",
        ),
        (
            {"error": "ReadTimeout"},
            "allows any); did you mean 'ReadTimeoutError'?",
        ),
        ({"error": "404"}, "allows any); there are AccessDeniedException, "),
        ({"account_id": "1234"}, "an account is twelve digits, such as 123456789012, not '1234'"),
        ({"account_id": ""}, "an account is twelve digits, such as 123456789012, not ''"),
        (
            {"region": "us_east_1"},
            "Amazon Connect Customer Profiles is not offered at 'us_east_1'; it is offered in ",
        ),
        ({"region": "useast1"}, "; did you mean 'us-east-1'?"),
        ({"account_id": 123456789012}, "account_id is a text, not 123456789012"),
        ({"error": 404}, "error is a text, not 404; put it in quotes"),
    ],
)
def test_a_filter_refuses_what_no_call_could_have(
    client: Any, handle: Any, arguments: dict[str, Any], reason: str
) -> None:
    client.list_domains()
    with pytest.raises((TypeError, ValueError)) as raised:
        handle.calls.filter(**arguments)
    assert reason in str(raised.value)


@in_process
def test_a_filter_takes_every_name_that_a_call_could_have(client: Any, handle: Any) -> None:
    handle.fail_next("ListDomains", "MyOwnError", undeclared=True)
    assert handle.calls.filter(error="MyOwnError") == []
    assert handle.calls[:0].filter(error="MyOwnError") == []
    with pytest.raises(ClientError):
        client.list_domains()
    assert operations(handle.calls.filter(error="MyOwnError")) == ["ListDomains"]
    for code in ("ExpiredTokenException", "EndpointConnectionError", "NotImplementedException"):
        assert handle.calls.filter("GetDomain", error=code) == []
    assert handle.calls.filter(region="eu-west-2", account_id="111122223333") == []


@in_process
def test_a_filter_takes_the_account_that_moto_is_told_to_have(
    client: Any, handle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "ours")
    assert handle.calls.filter(account_id="ours") == []
    client.list_domains()
    monkeypatch.delenv("MOTO_ACCOUNT_ID")
    assert operations(handle.calls.filter(account_id="ours")) == ["ListDomains"]


@in_process
def test_a_filter_takes_the_regions_that_moto_is_told_to_allow(
    handle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    assert handle.calls.filter(region="mars-north-1") == []


@in_process
def test_calls_are_readable_in_a_failing_assertion(client: Any, domain: str, handle: Any) -> None:
    with pytest.raises(ClientError):
        client.get_domain(DomainName="nowhere")
    assert repr(handle.calls) == (
        "2 calls:\n"
        "  1. CreateDomain(DomainName='customers', DefaultExpirationDays=366) in us-east-1 -> ok\n"
        "  2. GetDomain(DomainName='nowhere') in us-east-1 -> ResourceNotFoundException"
    )
    assert repr(handle.calls[:1]).startswith("1 call:\n  1. CreateDomain(")
    assert repr(handle.calls[:0]) == "no calls"


def test_of_many_calls_the_first_and_the_last_are_shown() -> None:
    journal = Journal()
    for number in range(3_021):
        journal.begin("GetDomain", {"DomainName": str(number)}, "us-east-1", "1", "")
    lines = repr(journal.calls()).splitlines()
    assert (lines[0], len(lines)) == ("3,021 calls:", 22)
    assert lines[10] == "  10. GetDomain(DomainName='9') in us-east-1 -> under way"
    assert lines[11] == "  ... 3,001 more ..."
    assert lines[12] == "  3012. GetDomain(DomainName='3011') in us-east-1 -> under way"
    assert lines[-1] == "  3021. GetDomain(DomainName='3020') in us-east-1 -> under way"
    lines = repr(journal.calls()[:20]).splitlines()
    assert [line.split(".")[0].strip() for line in lines[1:]] == [str(n) for n in range(1, 21)]


def test_letters_of_an_object_that_a_client_escaped_are_shown_as_themselves() -> None:
    sent = {"Object": r'{"name": "Jos\u00e9"}', "FirstName": r"C:\u00e9"}
    text = repr(Journal().begin("PutProfileObject", sent, "us-east-1", "1", ""))
    assert text.startswith(
        """PutProfileObject(Object='{"name": "José"}', FirstName='C:\\\\u00e9') in"""
    )


def test_a_call_with_much_in_it_is_cut() -> None:
    attributes = {f"attribute {number}": "x" * 200 for number in range(50)}
    sent = {"DomainName": "d", "Attributes": attributes, "FirstName": "Ada"}
    text = repr(Journal().begin("CreateProfile", sent, "us-east-1", "1", ""))
    assert text.startswith("CreateProfile(DomainName='d', Attributes={'attribute 0': 'xxx")
    assert text.endswith("...) in us-east-1 -> under way")
    assert len(text) == len("CreateProfile() in us-east-1 -> under way") + 120


def test_a_sequence_of_calls_compares_as_a_list_does() -> None:
    journal = Journal()
    first = journal.begin("GetDomain", {}, "us-east-1", "1", "")
    second = journal.begin("GetDomain", {}, "us-east-1", "1", "")
    assert journal.calls() == [first, second]
    assert journal.calls() == Calls([first, second])
    assert journal.calls()[1:] == (second,)
    assert journal.calls() != [second, first]
    assert journal.calls() != {first, second}
    with pytest.raises(TypeError):
        hash(journal.calls())


@pytest.mark.parametrize(
    ("header", "attempt"), [("attempt=1", 1), ("attempt=3; max=5", 3), ("", 1), ("nonsense", 1)]
)
def test_the_attempt_is_what_the_sdk_says(header: str, attempt: int) -> None:
    assert Journal().begin("GetDomain", {}, "us-east-1", "1", header).attempt == attempt


def test_a_call_says_that_it_is_under_way_and_which_attempt_it_is() -> None:
    call = Journal().begin("GetDomain", {"DomainName": "d"}, "us-east-1", "1", "attempt=2")
    assert repr(call) == "GetDomain(DomainName='d') in us-east-1 (attempt 2) -> under way"
    assert call.response is None


def test_the_last_calls_are_kept_and_their_number_can_be_set() -> None:
    journal = Journal(3)
    calls = [journal.begin("GetDomain", {}, "us-east-1", "1", "") for _ in range(5)]
    assert journal.calls() == calls[2:]
    journal.resize(2)
    assert journal.size == 2
    assert journal.calls() == calls[3:]
    journal.resize(0)
    journal.begin("GetDomain", {}, "us-east-1", "1", "")
    assert journal.calls() == []


@in_process
def test_the_handle_keeps_ten_thousand_calls_unless_told_otherwise() -> None:
    with mock_customerprofiles() as mock:
        client = boto3.client("customer-profiles", region_name="us-east-1")
        mock.keep_calls(2)
        for _ in range(3):
            client.list_domains()
        assert len(mock.calls) == 2
        for count in (-1, sys.maxsize + 1):
            reason = f"^count is a whole number from 0 to {sys.maxsize}, not {count}$"
            with pytest.raises(ValueError, match=reason):
                mock.keep_calls(count)
        with pytest.raises(TypeError, match=r"^count is a whole number, not 2\.5$"):
            mock.keep_calls(2.5)  # type: ignore[arg-type]  # what is tested
    with pytest.raises(RuntimeError, match="^the mock is not active any more$"):
        mock.keep_calls(2)


@in_process
def test_the_calls_can_be_read_after_the_block() -> None:
    """Also while another activation has begun, whose calls are others."""
    with mock_customerprofiles() as mock:
        client = boto3.client("customer-profiles", region_name="us-east-1")
        client.list_domains()
    assert operations(mock.calls) == ["ListDomains"]
    with mock_customerprofiles():
        client.create_domain(DomainName="shop", DefaultExpirationDays=30)
        assert operations(mock.calls) == ["ListDomains"]


@in_process
def test_an_inner_handle_sees_the_calls_since_its_own_entry() -> None:
    with mock_customerprofiles() as outer:
        client = boto3.client("customer-profiles", region_name="us-east-1")
        client.list_domains()
        with mock_customerprofiles() as inner:
            client.create_domain(DomainName="shop", DefaultExpirationDays=30)
            assert operations(inner.calls) == ["CreateDomain"]
        assert operations(outer.calls) == ["ListDomains", "CreateDomain"]
    with mock_customerprofiles() as again:
        assert again.calls == []


def test_each_retry_is_an_attempt_of_its_own(
    make_client: Any, handle: Any, no_pauses: None
) -> None:
    client = make_client(config=Config(retries={"total_max_attempts": 2, "mode": "standard"}))
    handle.fail_next("ListDomains", "ThrottlingException")
    client.list_domains()
    assert [(call.attempt, call.error and call.error.code) for call in handle.calls] == [
        (1, "ThrottlingException"),
        (2, None),
    ]


def test_the_names_are_those_of_the_package() -> None:
    assert CallError("a", "b", 400).status == 400
    assert Call.__name__ == "Call"
