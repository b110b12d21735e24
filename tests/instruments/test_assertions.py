"""Assertions on the calls that the journal has."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from cprofiles_mock import mock_customerprofiles

pytestmark = pytest.mark.in_process


@pytest.fixture
def calls(customerprofiles: Any, customerprofiles_mock: Any) -> Any:
    """The calls of a program that makes a domain and two profiles."""
    customerprofiles.create_domain(DomainName="shop", DefaultExpirationDays=30)
    for name in ("Ada", "Grace"):
        customerprofiles.create_profile(
            DomainName="shop", FirstName=name, Attributes={"tier": "gold"}
        )
    return customerprofiles_mock.calls


def failing(assertion: Any, *arguments: Any, **parameters: Any) -> str:
    with pytest.raises(AssertionError) as raised:
        assertion(*arguments, **parameters)
    return str(raised.value)


def test_an_operation_that_was_called_is_found_with_its_calls(calls: Any) -> None:
    found = calls.assert_called("CreateProfile")
    assert [call.parameters["FirstName"] for call in found] == ["Ada", "Grace"]
    [ada] = calls.assert_called("CreateProfile", FirstName="Ada", DomainName="shop")
    assert ada.number == 2


def test_the_one_call_is_returned(calls: Any) -> None:
    assert calls.assert_called_once("CreateDomain").parameters["DomainName"] == "shop"
    assert calls.assert_called_once("CreateProfile", FirstName="Grace").number == 3


def test_what_was_not_called_passes_for_not_called(calls: Any) -> None:
    calls.assert_not_called("DeleteDomain")
    calls.assert_not_called("CreateProfile", FirstName="Zoe")


def test_any_and_whole_mappings_compare_as_in_python(calls: Any) -> None:
    calls.assert_called_once("CreateProfile", FirstName="Ada", Attributes={"tier": "gold"})
    assert len(calls.assert_called("CreateProfile", Attributes=ANY)) == 2
    calls.assert_not_called("CreateProfile", LastName=ANY)


def test_a_part_of_the_calls_can_be_asserted_on(calls: Any) -> None:
    calls.filter(region="us-east-1").assert_called("CreateDomain")
    calls.filter(region="us-west-2").assert_not_called("CreateDomain")
    calls[1:].assert_not_called("CreateDomain")


def test_a_call_that_was_not_made_fails_with_those_of_its_operation(calls: Any) -> None:
    assert failing(calls.assert_called, "CreateProfile", FirstName="Zoe", LastName="Doe") == (
        "CreateProfile(FirstName='Zoe', LastName='Doe') was not called; "
        "CreateProfile was called, though:\n"
        "  1. CreateProfile(DomainName='shop', FirstName='Ada', Attributes={'tier': 'gold'}) "
        "in us-east-1 -> ok; FirstName is 'Ada', LastName is not given\n"
        "  2. CreateProfile(DomainName='shop', FirstName='Grace', Attributes={'tier': 'gold'}) "
        "in us-east-1 -> ok; FirstName is 'Grace', LastName is not given"
    )


def test_an_operation_that_was_not_called_fails_with_the_calls_that_were(calls: Any) -> None:
    assert failing(calls[:1].assert_called, "DeleteDomain") == (
        "DeleteDomain was not called; the calls were:\n"
        "  1. CreateDomain(DomainName='shop', DefaultExpirationDays=30) in us-east-1 -> ok"
    )
    assert failing(calls[:0].assert_called_once, "DeleteDomain") == (
        "DeleteDomain was not called; nothing was"
    )


def test_more_calls_than_one_fail_with_all_of_them(calls: Any) -> None:
    text = failing(calls.assert_called_once, "CreateProfile", DomainName="shop")
    assert text.startswith("CreateProfile(DomainName='shop') was called 2 times, not once:\n  1. ")
    assert "FirstName='Grace'" in text


def test_a_call_that_was_made_fails_with_itself(calls: Any) -> None:
    text = failing(calls.assert_not_called, "CreateProfile", FirstName="Ada")
    assert text.startswith("CreateProfile(FirstName='Ada') was called:\n  1. CreateProfile(")
    assert "Grace" not in text


def test_many_calls_are_listed_in_part(customerprofiles: Any, customerprofiles_mock: Any) -> None:
    for _ in range(23):
        customerprofiles.list_domains()
    text = failing(customerprofiles_mock.calls.assert_not_called, "ListDomains")
    assert text.endswith("\n  ... and 3 more")
    assert text.count("ListDomains()") == 20


@pytest.mark.parametrize("assertion", ["assert_called", "assert_called_once", "assert_not_called"])
def test_a_name_that_the_service_does_not_have_is_an_error(calls: Any, assertion: str) -> None:
    with pytest.raises(ValueError, match="did you mean 'CreateProfile'"):
        getattr(calls, assertion)("create_profile")
    with pytest.raises(ValueError, match="CreateProfile has no parameter 'firstName'; did you"):
        getattr(calls, assertion)("CreateProfile", firstName="Ada")
    with pytest.raises(TypeError, match="operation is a text, not 5"):
        getattr(calls, assertion)(5)


def test_a_call_that_botocore_tries_again_is_one_call(no_pauses: None) -> None:
    with mock_customerprofiles() as mock:
        again = Config(retries={"total_max_attempts": 3, "mode": "standard"})
        client = boto3.client("customer-profiles", region_name="us-east-1", config=again)
        mock.fail_next("ListDomains", "ThrottlingException")
        client.list_domains()
        call = mock.calls.assert_called_once("ListDomains")
        assert (call.attempt, call.error) == (2, None)
        client.list_domains()
        assert failing(mock.calls.assert_called_once, "ListDomains").startswith(
            "ListDomains was called 2 times, not once:"
        )


def test_nothing_is_said_of_calls_that_are_no_longer_kept(
    customerprofiles: Any, customerprofiles_mock: Any
) -> None:
    customerprofiles_mock.keep_calls(2)
    for _ in range(3):
        customerprofiles.list_domains()
    customerprofiles.create_domain(DomainName="shop", DefaultExpirationDays=30)
    calls = customerprofiles_mock.calls
    assert calls.lost == calls.filter("ListDomains").lost == 2
    calls.assert_called("ListDomains")
    lost = "2 earlier calls are no longer kept; keep_calls() keeps more"
    assert failing(calls.assert_not_called, "DeleteDomain") == (
        f"how often DeleteDomain was called cannot be told: {lost}"
    )
    assert failing(calls.assert_called_once, "CreateDomain", DomainName="shop") == (
        f"how often CreateDomain(DomainName='shop') was called cannot be told: {lost}"
    )
    assert failing(calls.assert_called, "DeleteDomain").startswith(
        "DeleteDomain was not called by those that are kept (2 earlier calls are not); the calls"
    )
    customerprofiles_mock.keep_calls(0)
    assert customerprofiles_mock.calls.lost == 4
    customerprofiles_mock.reset()
    assert customerprofiles_mock.calls.lost == 0
    customerprofiles_mock.calls.assert_not_called("DeleteDomain")


def test_an_inner_handle_misses_only_its_own(customerprofiles: Any) -> None:
    with mock_customerprofiles() as outer:
        outer.keep_calls(1)
        customerprofiles.list_domains()
        customerprofiles.list_domains()
        with mock_customerprofiles() as inner:
            assert inner.calls.lost == 0
            customerprofiles.list_domains()
            inner.calls.assert_called_once("ListDomains")
        assert outer.calls.lost == 2
        outer.keep_calls(10_000)


def test_a_call_that_failed_was_called(customerprofiles: Any, customerprofiles_mock: Any) -> None:
    with pytest.raises(ClientError):
        customerprofiles.get_domain(DomainName="nowhere")
    call = customerprofiles_mock.calls.assert_called_once("GetDomain", DomainName="nowhere")
    assert call.error.status == 404
