"""Faults that a test asks for, in process and over HTTP."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from cprofiles_mock import mock_customerprofiles
from cprofiles_mock.instruments.controls import Controls
from cprofiles_mock.protocol.endpoints import offered_regions
from tests.support.expectations import service_error
from tests.support.raw_http import send

in_process = pytest.mark.in_process


def test_the_next_call_fails_as_asked_for_and_the_one_after_it_does_not(
    client: Any, handle: Any
) -> None:
    handle.fail_next("ListDomains", "ThrottlingException")
    with service_error("ThrottlingException", "Rate exceeded"):
        client.list_domains()
    assert client.list_domains()["Items"] == []


def test_a_fault_happens_so_many_times_with_its_message(client: Any, handle: Any) -> None:
    handle.fail_next("ListDomains", "InternalServerException", times=2, message="try later")
    for _ in range(2):
        with service_error("InternalServerException", "try later"):
            client.list_domains()
    client.list_domains()


def test_a_fault_can_happen_to_all_attempts_until_a_reset(client: Any, handle: Any) -> None:
    handle.fail_next("ListDomains", "ThrottlingException", message="once")
    handle.fail_next("ListDomains", "ThrottlingException", times=None, message="always")
    for message in ("once", "always", "always", "always"):
        with service_error("ThrottlingException", message):
            client.list_domains()
    handle.reset()
    assert client.list_domains()["Items"] == []


def test_a_fault_can_be_caught_by_the_class_of_the_client(client: Any, handle: Any) -> None:
    handle.fail_next("GetDomain", "AccessDeniedException")
    with pytest.raises(client.exceptions.AccessDeniedException) as raised:
        client.get_domain(DomainName="d")
    assert raised.value.response["Error"]["Message"] == "The test asked for this error"


def test_other_operations_and_other_regions_do_not_fail(make_client: Any, handle: Any) -> None:
    east, west = make_client(), make_client("us-west-2")
    handle.fail_next("ListDomains", "ThrottlingException", region="us-west-2")
    east.list_domains()
    with service_error("ThrottlingException", "Rate exceeded"):
        west.list_domains()


def test_faults_happen_in_the_order_in_which_they_were_set(client: Any, handle: Any) -> None:
    handle.fail_next("ListDomains", "ThrottlingException", message="first")
    handle.fail_next("ListDomains", "InternalServerException", message="second")
    with service_error("ThrottlingException", "first"):
        client.list_domains()
    with service_error("InternalServerException", "second"):
        client.list_domains()


def test_a_fault_can_be_for_some_parameters_only(client: Any, handle: Any) -> None:
    for name in ("one", "other"):
        client.create_domain(DomainName=name, DefaultExpirationDays=30)
    handle.fail_next("GetDomain", "ThrottlingException", when={"DomainName": "other"})
    client.get_domain(DomainName="one")
    with service_error("ThrottlingException", "Rate exceeded"):
        client.get_domain(DomainName="other")


@in_process
def test_a_fault_can_have_any_condition(client: Any, domain: str, handle: Any) -> None:
    handle.fail_next(
        "CreateProfile",
        "BadRequestException",
        when=lambda request: request.get("Attributes", {}).get("tier") == "gold",
        message="no gold today",
    )
    client.create_profile(DomainName=domain, Attributes={"tier": "silver"})
    with service_error("BadRequestException", "no gold today"):
        client.create_profile(DomainName=domain, Attributes={"tier": "gold"})


@in_process
def test_a_condition_may_make_calls_and_set_faults_itself() -> None:
    with mock_customerprofiles() as mock:
        client = boto3.client("customer-profiles", region_name="us-east-1")
        client.create_domain(DomainName="d", DefaultExpirationDays=30)

        def second_profile(request: dict[str, Any]) -> bool:
            count = client.get_domain(DomainName=request["DomainName"])["Stats"]["ProfileCount"]
            if count == 1:
                mock.fail_next("ListDomains", "AccessDeniedException")
            return bool(count == 1)

        mock.fail_next("CreateProfile", "AccessDeniedException", when=second_profile)
        client.create_profile(DomainName="d")
        with service_error("AccessDeniedException", "The test asked for this error"):
            client.create_profile(DomainName="d")
        with service_error("AccessDeniedException", "The test asked for this error"):
            client.list_domains()


@in_process
def test_a_fault_that_another_request_had_meanwhile_does_not_happen_again() -> None:
    with mock_customerprofiles() as mock:
        once = Config(retries={"total_max_attempts": 1})
        client = boto3.client("customer-profiles", region_name="us-east-1", config=once)

        def taken_meanwhile(_: object) -> bool:
            with service_error("ThrottlingException", "Rate exceeded"):
                client.list_domains(MaxResults=2)
            return True

        mock.fail_next(
            "ListDomains",
            "ThrottlingException",
            when=lambda request: request["MaxResults"] == 2 or taken_meanwhile(request),
        )
        assert client.list_domains(MaxResults=1)["Items"] == []


def test_a_fault_changes_nothing(client: Any, domain: str, handle: Any) -> None:
    handle.fail_next("CreateProfile", "InternalServerException")
    with pytest.raises(ClientError):
        client.create_profile(DomainName=domain)
    assert client.get_domain(DomainName=domain)["Stats"]["ProfileCount"] == 0


def test_an_error_that_the_operation_does_not_declare_wants_to_be_called_so(
    client: Any, handle: Any
) -> None:
    handle.fail_next("ListDomains", "ExpiredTokenException", undeclared=True)
    with pytest.raises(ClientError) as raised:
        client.list_domains()
    response = raised.value.response
    assert response["Error"]["Code"] == "ExpiredTokenException"
    assert response["Error"]["Message"] == "The security token included in the request is expired"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_an_undeclared_error_has_the_status_that_is_given(client: Any, handle: Any) -> None:
    handle.fail_next("ListDomains", "Teapot", undeclared=True, status=418)
    with pytest.raises(ClientError) as raised:
        client.list_domains()
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 418


def test_a_request_that_breaks_the_shape_leaves_the_fault_as_it_is(
    loose_client: Any, handle: Any
) -> None:
    handle.fail_next("GetDomain", "ThrottlingException")
    with pytest.raises(ClientError, match="BadRequestException"):
        loose_client.get_domain(DomainName="not a name")
    with service_error("ThrottlingException", "Rate exceeded"):
        loose_client.get_domain(DomainName="name")


def test_an_operation_that_the_mock_does_not_have_can_fail_too(client: Any, handle: Any) -> None:
    handle.fail_next("ListEventStreams", "ThrottlingException")
    with service_error("ThrottlingException", "Rate exceeded"):
        client.list_event_streams(DomainName="d")


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_retries_see_the_fault_as_they_would_see_the_services(
    make_client: Any, handle: Any, mode: str, no_pauses: None
) -> None:
    retries: Any = {"total_max_attempts": 2, "mode": mode}
    client = make_client(config=Config(retries=retries))
    handle.fail_next("ListDomains", "ThrottlingException")
    answer = client.list_domains()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
    handle.fail_next("ListDomains", "ThrottlingException", times=2)
    with pytest.raises(ClientError) as raised:
        client.list_domains()
    assert raised.value.response["ResponseMetadata"]["RetryAttempts"] == 1


@in_process
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("EndpointConnectionError", EndpointConnectionError),
        ("ConnectTimeoutError", ConnectTimeoutError),
        ("ConnectionClosedError", ConnectionClosedError),
        ("ReadTimeoutError", ReadTimeoutError),
    ],
)
def test_a_connection_can_fail_in_each_of_botocores_ways(
    client: Any, handle: Any, kind: str, error: type[Exception]
) -> None:
    handle.fail_next("ListDomains", kind)
    with pytest.raises(error, match="https://profile.us-east-1.amazonaws.com/domains"):
        client.list_domains()
    [call] = handle.calls
    assert (call.error.code, call.error.status, call.response) == (kind, None, None)
    client.list_domains()


def test_a_connection_that_is_closed_is_tried_again(make_client: Any, handle: Any) -> None:
    client = make_client(config=Config(retries={"total_max_attempts": 2, "mode": "standard"}))
    handle.fail_next("ListDomains", "ConnectionClosedError")
    assert client.list_domains()["ResponseMetadata"]["RetryAttempts"] == 1


def test_a_read_that_times_out_does_so_by_the_clients_own_setting(
    make_client: Any, handle: Any
) -> None:
    client = make_client(config=Config(read_timeout=0.2, retries={"total_max_attempts": 1}))
    handle.fail_next("ListDomains", "ReadTimeoutError")
    with pytest.raises(ReadTimeoutError):
        client.list_domains()
    client.list_domains()


@in_process
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("ReadTimeoutError", "ReadTimeout"),
        ("ConnectTimeoutError", "ConnectTimeout"),
        ("ConnectionClosedError", "ConnectionError"),
    ],
)
def test_a_connection_of_requests_fails_in_the_way_of_requests(
    client: Any, handle: Any, kind: str, error: str
) -> None:
    import requests

    handle.fail_next("ListDomains", kind)
    with pytest.raises(getattr(requests.exceptions, error), match=f"^{kind}: https://"):
        send(client, "GET", "/domains")


@pytest.mark.parametrize(
    ("operation", "error", "arguments", "reason"),
    [
        (
            "search_profile",
            "ThrottlingException",
            {},
            "the service has no operation 'search_profile'; did you mean 'SearchProfiles'?",
        ),
        ("xyz", "ThrottlingException", {}, "the service has no operation 'xyz'"),
        (
            "MergeProfiles",
            "AccessDenied",
            {},
            "MergeProfiles declares no 'AccessDenied', but BadRequestException, "
            "InternalServerException, ResourceNotFoundException, ThrottlingException, "
            "EndpointConnectionError, ConnectTimeoutError, ConnectionClosedError, "
            "ReadTimeoutError; undeclared=True allows any",
        ),
        (
            "CreateDomain",
            "Throttling",
            {},
            "CreateDomain declares no 'Throttling', but AccessDeniedException, "
            "BadRequestException, InternalServerException, ResourceNotFoundException, "
            "ThrottlingException, EndpointConnectionError, ConnectTimeoutError, "
            "ConnectionClosedError, ReadTimeoutError; undeclared=True allows any; did you mean "
            "'ThrottlingException'?",
        ),
        ("GetDomain", "no code", {"undeclared": True}, "'no code' cannot be the code of an error"),
        (
            "GetDomain",
            "Odd",
            {"undeclared": True, "status": 200},
            "the status of an error is from 400 to 599, not 200",
        ),
        (
            "GetDomain",
            "ThrottlingException",
            {"status": 500},
            "ThrottlingException has the status 429, not 500",
        ),
        (
            "GetDomain",
            "ThrottlingException",
            {"times": 0},
            "times is a whole number from 1, not 0",
        ),
        (
            "GetDomain",
            "ThrottlingException",
            {"region": "mars-north-1"},
            "Amazon Connect Customer Profiles is not offered at 'mars-north-1'; it is offered in "
            f"{', '.join(sorted(offered_regions()))}",
        ),
        (
            "GetDomain",
            "ThrottlingException",
            {"when": {"domain_name": "d"}},
            "GetDomain has no parameter 'domain_name'; did you mean 'DomainName'?",
        ),
        ("Nope", "ThrottlingException", {"when": {}}, "the service has no operation 'Nope'"),
        (
            "GetDomain",
            "ThrottlingException",
            {"message": 7},
            "message is a text, not 7; put it in quotes",
        ),
        (
            "GetDomain",
            "ThrottlingException",
            {"times": "3"},
            "times is a whole number, not '3'",
        ),
        ("GetDomain", ["Odd"], {}, "error is a text, not ['Odd']"),
        (["GetDomain"], "Odd", {}, "operation is a text, not ['GetDomain']"),
    ],
)
def test_what_could_never_happen_is_refused_at_once(
    handle: Any, operation: Any, error: Any, arguments: dict[str, Any], reason: str
) -> None:
    with pytest.raises((TypeError, ValueError)) as raised:
        handle.fail_next(operation, error, **arguments)
    assert str(raised.value) == reason


@in_process
def test_a_condition_is_a_function_or_a_mapping(handle: Any) -> None:
    with pytest.raises(TypeError) as raised:
        handle.fail_next("GetDomain", "ThrottlingException", when=5)
    assert str(raised.value) == (
        "when is a function of the parameters, or a mapping of the values that some of them must "
        "have, not 5"
    )


def test_a_reset_forgets_the_faults(client: Any, handle: Any) -> None:
    handle.fail_next("ListDomains", "ThrottlingException")
    handle.reset()
    client.list_domains()


def test_controls_without_a_fault_let_everything_pass() -> None:
    assert Controls().intervene("GetDomain", {}, "us-east-1") is None
