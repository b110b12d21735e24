"""A share of all attempts fails, at random, as a seed decides."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from cprofiles_mock import mock_customerprofiles
from tests.support.controls import ControlsOnServer

pytestmark = pytest.mark.in_process


def failures(client: Any, attempts: int) -> list[bool]:
    """Which attempts to list domains fail."""
    return [fails(client) for _ in range(attempts)]


def fails(client: Any) -> bool:
    try:
        client.list_domains()
    except ClientError:
        return True
    return False


def test_about_that_share_of_the_attempts_fails(client: Any, handle: Any) -> None:
    handle.fail_rate("ListDomains", "ThrottlingException", 0.25)
    assert 30 <= sum(failures(client, 200)) <= 70
    assert len(handle.calls.filter(error="ThrottlingException")) == sum(
        call.error is not None for call in handle.calls
    )


def test_a_seed_makes_the_same_attempts_fail(client: Any, handle: Any) -> None:
    seen = []
    for seed in (1, 1, 2):
        handle.fail_rate("ListDomains", "ThrottlingException", 0.5, seed=seed)
        seen.append(failures(client, 40))
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def test_other_operations_do_not_disturb_the_draw(client: Any, handle: Any) -> None:
    handle.fail_rate("ListDomains", "ThrottlingException", 0.5)
    alone = failures(client, 20)
    handle.fail_rate("ListDomains", "ThrottlingException", 0.5)
    mixed = []
    for _ in range(20):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            client.get_domain(DomainName="nowhere")
        mixed += failures(client, 1)
    assert mixed == alone


def test_all_of_them_or_none(client: Any, handle: Any) -> None:
    handle.fail_rate("ListDomains", "ThrottlingException", 1)
    assert failures(client, 5) == [True] * 5
    handle.fail_rate("ListDomains", "ThrottlingException", 0)
    assert failures(client, 5) == [False] * 5


def test_rates_of_several_errors_add_up(client: Any, handle: Any) -> None:
    handle.fail_rate("ListDomains", "ThrottlingException", 0.5)
    handle.fail_rate("ListDomains", "InternalServerException", 0.5, seed=1)
    failures(client, 60)
    codes = {call.error and call.error.code for call in handle.calls}
    assert codes == {None, "ThrottlingException", "InternalServerException"}


def test_what_is_set_for_the_next_call_comes_first(client: Any, handle: Any) -> None:
    handle.fail_rate("ListDomains", "ThrottlingException", 1)
    handle.answer_next("ListDomains", {"NextToken": "mine"})
    handle.fail_next("ListDomains", "InternalServerException")
    assert client.list_domains()["NextToken"] == "mine"
    for code in ("InternalServerException", "ThrottlingException"):
        with pytest.raises(ClientError, match=code):
            client.list_domains()


def test_a_rate_can_be_for_some_requests_alone(make_client: Any, handle: Any) -> None:
    east, west = make_client(), make_client("us-west-2")
    handle.fail_rate(
        "ListDomains", "Odd", 1, region="us-west-2", when={"MaxResults": 1}, undeclared=True
    )
    assert failures(east, 1) == failures(west, 1) == [False]
    with pytest.raises(ClientError, match="Odd"):
        west.list_domains(MaxResults=1)


def test_retry_code_gets_through_a_storm() -> None:
    with mock_customerprofiles() as mock:
        patient = Config(retries={"total_max_attempts": 10, "mode": "standard"})
        client = boto3.client("customer-profiles", region_name="us-east-1", config=patient)
        mock.fail_rate("ListDomains", "ConnectionClosedError", 0.3)
        for _ in range(5):
            client.list_domains()
        attempts = mock.calls.filter(operation="ListDomains")
        assert len(attempts) > 5


def test_a_rate_ends_with_its_activation_and_nothing_is_told() -> None:
    with mock_customerprofiles():
        client = boto3.client("customer-profiles", region_name="us-east-1")
        with mock_customerprofiles() as inner:
            inner.fail_rate("ListDomains", "AccessDeniedException", 1)
            assert failures(client, 1) == [True]
        assert failures(client, 1) == [False]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("ListDomains", "ThrottlingException", 1.5), "rate is a number from 0 to 1, not 1.5"),
        (("ListDomains", "ThrottlingException", "1"), "rate is a number, not '1'"),
        (("Nope", "ThrottlingException", 1), "the service has no operation 'Nope'"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(handle: Any, arguments: Any, reason: str) -> None:
    with pytest.raises((TypeError, ValueError)) as raised:
        handle.fail_rate(*arguments)
    assert str(raised.value) == reason
    with pytest.raises(TypeError, match="seed is a whole number, not None"):
        handle.fail_rate("ListDomains", "ThrottlingException", 1, seed=None)


def test_the_server_takes_a_rate_and_lists_it_with_the_faults(server: str) -> None:
    controls = ControlsOnServer(server)
    controls.reset()
    rate = {"operation": "ListDomains", "error": "ThrottlingException", "rate": 0.5, "seed": 3}
    assert controls.call("POST", "fail-rates", json=rate) == {"status": "ok"}
    [listed] = controls.call("GET", "faults")
    assert {name: listed[name] for name in rate} == rate
    assert listed["times"] is None
    controls.call("DELETE", "faults")
    assert controls.call("GET", "faults") == []
