"""Clients of wider scope than a test, in runs of pytest of their own."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.in_process, pytest.mark.children_measured]

SHOP = """
import boto3
import pytest

def names(client):
    return [item["DomainName"] for item in client.list_domains()["Items"]]

def create(client, name):
    client.create_domain(DomainName=name, DefaultExpirationDays=30)
"""


def test_what_a_test_does_with_the_client_of_its_module_is_gone_after_it(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        SHOP
        + """
@pytest.fixture(scope="module")
def shop(customerprofiles_module):
    assert names(customerprofiles_module) == []
    create(customerprofiles_module, "shop")
    yield customerprofiles_module
    assert names(customerprofiles_module) == ["shop"]

@pytest.fixture(scope="class")
def stock(shop):
    create(shop, "stock")
    yield
    shop.delete_domain(DomainName="stock")

@pytest.mark.parametrize("number", [1, 2])
def test_that_writes(shop, number):
    assert names(shop) == ["shop"]
    create(shop, "mine")
    shop.delete_domain(DomainName="shop")

class TestOfAClass:
    def test_that_sees_both(self, shop, stock):
        assert names(shop) == ["shop", "stock"]
        create(shop, "mine")

    def test_that_sees_them_again(self, customerprofiles_module):
        assert names(customerprofiles_module) == ["shop", "stock"]

@pytest.fixture
def of_a_test(shop):
    create(shop, "of a test")

def test_with_a_fixture_of_its_own(shop, of_a_test):
    assert names(shop) == ["shop", "of a test"]

def test_with_the_handle(shop, customerprofiles_mock):
    assert names(shop) == ["shop"]
    customerprofiles_mock.fail_next("ListDomains", "AccessDeniedException")
    with pytest.raises(shop.exceptions.AccessDeniedException):
        shop.list_domains()
    assert [call.operation for call in customerprofiles_mock.calls] == ["ListDomains"] * 2
    create(shop, "mine")

@pytest.mark.customerprofiles
def test_with_the_marker_and_a_second_client(shop, customerprofiles):
    assert names(customerprofiles) == ["shop"]
    create(customerprofiles, "mine")

def test_of_the_programs_own_client(shop):
    assert names(boto3.client("customer-profiles")) == ["shop"]

def test_with_a_state_of_its_own(customerprofiles):
    assert names(customerprofiles) == []
    create(customerprofiles, "mine")

def test_that_names_no_fixture():
    assert names(boto3.client("customer-profiles")) == []

def test_at_the_end(shop):
    assert names(shop) == ["shop"]
""".replace('"of a test"', '"of-a-test"')
    )
    pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=11)


def test_each_module_begins_anew_and_the_session_goes_on(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        SHOP
        + """
@pytest.fixture(scope="session")
def market(customerprofiles_session):
    create(customerprofiles_session, "market")
    yield customerprofiles_session
    assert names(customerprofiles_session) == ["market"]
"""
    )
    module = (
        SHOP
        + """
@pytest.fixture(scope="module")
def shop(customerprofiles_module):
    create(customerprofiles_module, "shop")
    return customerprofiles_module

def test_of_the_module(shop):
    assert names(shop) == ["shop"]

def test_of_the_session(market):
    assert names(market) == ["market"]
    create(market, "mine")

def test_of_the_module_again(shop):
    assert names(shop) == ["shop"]
    assert shop.meta.region_name == "us-east-1"

def test_with_its_own_state(customerprofiles):
    assert names(customerprofiles) == []
"""
    )
    pytester.makepyfile(test_one=module, test_two=module)
    pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=8)
    pytester.runpytest_subprocess("-n", "2").assert_outcomes(passed=8)


def test_the_marker_of_a_module_sets_the_region(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        pytestmark = pytest.mark.customerprofiles(region="eu-west-2")

        def test_of_the_module(customerprofiles_module):
            assert customerprofiles_module.meta.region_name == "eu-west-2"
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_test_that_uses_both_is_told_to_choose(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "def test_of_both(customerprofiles_module, customerprofiles_session):\n    pass"
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*each of which has a state of its own; use one of them*"])


def test_a_fixture_that_fails_leaves_the_others_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        SHOP
        + """
@pytest.fixture(scope="module")
def shop(customerprofiles_module):
    create(customerprofiles_module, "shop")
    return customerprofiles_module

@pytest.fixture(scope="module")
def broken(shop):
    raise ZeroDivisionError

def test_that_cannot_begin(broken):
    pass

def test_that_can(shop):
    assert names(shop) == ["shop"]

def test_of_its_own(customerprofiles):
    assert names(customerprofiles) == []
"""
    )
    pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=2, errors=1)
