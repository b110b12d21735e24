"""Exceptions of the fixture's client match those of other clients by their names."""

from __future__ import annotations

import unittest
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from cprofiles_mock.hosts.botocore import client_factory

pytestmark = pytest.mark.in_process


@cache
def at_import() -> Any:
    """A client that was there before, as that of a program which is tested."""
    return boto3.session.Session().client("customer-profiles", region_name="us-east-1")


def error_of(client: Any = None) -> ClientError:
    with pytest.raises(ClientError) as raised:
        (client or at_import()).get_domain(DomainName="nowhere")
    return raised.value


def test_pytest_finds_the_error_of_a_client_made_at_import(customerprofiles: Any) -> None:
    with pytest.raises(customerprofiles.exceptions.ResourceNotFoundException) as raised:
        at_import().get_domain(DomainName="nowhere")
    assert raised.value.response["Error"]["Code"] == "ResourceNotFoundException"
    with pytest.raises(ClientError), pytest.raises(customerprofiles.exceptions.BadRequestException):
        at_import().get_domain(DomainName="nowhere")


def test_unittest_finds_it_too(customerprofiles: Any) -> None:
    case = unittest.TestCase()
    not_found = customerprofiles.exceptions.ResourceNotFoundException
    with case.assertRaises(not_found):  # noqa: PT027  (it is what is tested)
        at_import().get_domain(DomainName="nowhere")
    with case.assertRaisesRegex(not_found, "nowhere is not found"):  # noqa: PT027  (as above)
        at_import().get_domain(DomainName="nowhere")


def test_isinstance_and_issubclass_hold_by_name(customerprofiles: Any) -> None:
    error, classes = error_of(), customerprofiles.exceptions
    assert isinstance(error, classes.ResourceNotFoundException)
    assert not isinstance(error, classes.BadRequestException)
    theirs = at_import().exceptions.ResourceNotFoundException
    assert issubclass(theirs, classes.ResourceNotFoundException)
    assert issubclass(type("Own", (theirs,), {}), classes.ResourceNotFoundException)
    assert not issubclass(classes.ResourceNotFoundException, theirs)
    assert not isinstance(ValueError(), classes.ResourceNotFoundException)
    assert not isinstance(ClientError({}, "GetDomain"), classes.ResourceNotFoundException)


def test_the_clients_own_errors_are_caught_as_ever(customerprofiles: Any) -> None:
    classes = customerprofiles.exceptions
    caught = None
    try:
        customerprofiles.get_domain(DomainName="nowhere")
    except classes.ResourceNotFoundException as error:
        caught = error
    assert type(caught) is classes.ResourceNotFoundException
    assert isinstance(caught, ClientError)
    name = f"{type(caught).__module__}.{type(caught).__name__}"
    assert name == "botocore.errorfactory.ResourceNotFoundException"
    assert classes.from_code("ThrottlingException") is classes.ThrottlingException
    assert classes.from_code("Unknown") is ClientError
    with pytest.raises(AttributeError, match="Valid exceptions are: AccessDeniedException"):
        _ = classes.Nope


def test_an_except_clause_asks_no_class(customerprofiles: Any) -> None:
    with pytest.raises(ClientError):
        try:
            at_import().get_domain(DomainName="nowhere")
        except customerprofiles.exceptions.ResourceNotFoundException:  # pragma: no cover
            pytest.fail("it can, then the docs need not say that it cannot")


@mock_aws
def test_errors_of_other_services_do_not_match(customerprofiles: Any) -> None:
    gateway = boto3.client("apigateway", region_name="us-east-1")
    theirs = gateway.exceptions.BadRequestException
    assert not issubclass(theirs, customerprofiles.exceptions.BadRequestException)
    assert not issubclass(
        gateway.exceptions.NotFoundException, customerprofiles.exceptions.ResourceNotFoundException
    )


def test_only_the_classes_of_the_fixtures_client_match(customerprofiles: Any) -> None:
    another = boto3.session.Session().client("customer-profiles", region_name="us-east-1")
    theirs = another.exceptions.ResourceNotFoundException
    assert not isinstance(error_of(), theirs)
    assert isinstance(error_of(another), customerprofiles.exceptions.ResourceNotFoundException)
    assert isinstance(error_of(another), theirs)


def test_without_an_active_mock_classes_are_what_they_are() -> None:
    classes: Any = client_factory.client("us-east-1").exceptions
    theirs = at_import().exceptions.ResourceNotFoundException
    assert not issubclass(theirs, classes.ResourceNotFoundException)
    assert issubclass(classes.ResourceNotFoundException, classes.ResourceNotFoundException)
