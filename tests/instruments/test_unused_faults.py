"""Faults that did not happen: what is told of them, and where."""

from __future__ import annotations

import warnings
from pathlib import Path
from textwrap import dedent

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from cprofiles_mock import UnusedFaultWarning, mock_customerprofiles

pytestmark = pytest.mark.in_process


def test_what_did_not_happen_is_told_at_the_line_that_asked_for_it() -> None:
    activation = mock_customerprofiles()
    mock = activation.start()
    mock.fail_next("GetDomain", "ThrottlingException", times=2, region="us-west-2")
    mock.fail_next("ListDomains", "ThrottlingException", when={"MaxResults": 1})
    with pytest.warns(UnusedFaultWarning) as told:
        activation.stop()
    lines = [each.lineno for each in told]
    assert [str(each.message) for each in told] == [
        "a fault did not happen: GetDomain fails with ThrottlingException 2 times in us-west-2 "
        f"(set at test_unused_faults.py:{lines[0]})",
        "a fault did not happen: ListDomains fails with ThrottlingException once "
        f"when its condition holds (set at test_unused_faults.py:{lines[1]})",
    ]
    source = Path(__file__).read_text().splitlines()
    assert [source[line - 1].split("(")[1].split(",")[0] for line in lines] == [
        '"GetDomain"',
        '"ListDomains"',
    ]
    assert {each.filename for each in told} == {__file__}


def test_a_fault_of_all_attempts_is_told_unless_one_has_failed() -> None:
    once = Config(retries={"total_max_attempts": 1})
    activation = mock_customerprofiles()
    mock = activation.start()
    client = boto3.client("customer-profiles", region_name="us-east-1", config=once)
    for operation in ("GetDomain", "ListDomains"):
        mock.fail_next(operation, "ThrottlingException", times=None)
    with pytest.raises(ClientError):
        client.list_domains()
    with pytest.warns(UnusedFaultWarning) as told:
        activation.stop()
    [one] = told
    assert str(one.message) == (
        "a fault did not happen: GetDomain fails with ThrottlingException from now on "
        f"(set at test_unused_faults.py:{one.lineno})"
    )


def test_nothing_is_told_of_a_test_that_fails_anyway() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ZeroDivisionError), mock_customerprofiles() as mock:
            mock.fail_next("GetDomain", "ThrottlingException")
            raise ZeroDivisionError


def test_an_inner_handle_tells_of_its_own_faults_and_takes_them_back() -> None:
    with mock_customerprofiles() as outer:
        once = Config(retries={"total_max_attempts": 1})
        client = boto3.client("customer-profiles", region_name="us-east-1", config=once)
        outer.fail_next("ListDomains", "ThrottlingException", message="outer")
        with pytest.warns(UnusedFaultWarning, match="GetDomain"), mock_customerprofiles() as inner:
            inner.fail_next("GetDomain", "ThrottlingException")
        with pytest.raises(ClientError, match="outer"):
            client.list_domains()
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            client.get_domain(DomainName="d")


def test_a_fault_whose_warning_is_an_error_leaves_the_mock_all_the_same() -> None:
    with pytest.raises(UnusedFaultWarning), warnings.catch_warnings():
        warnings.simplefilter("error")
        with mock_customerprofiles() as mock:
            mock.fail_next("GetDomain", "ThrottlingException")
    with pytest.raises(RuntimeError, match="not active"):
        mock.fail_next("GetDomain", "ThrottlingException")


#: Tests that leave a fault, each in its own way; the line that sets it ends with a comment.
LEAVES_A_FAULT = {
    "the fixture": """
        def test_it(customerprofiles_mock):
            customerprofiles_mock.fail_next("GetDomain", "ThrottlingException")  # here
        """,
    "the marker, and a fixture of one's own": """
        @pytest.fixture
        def throttled(customerprofiles_mock):
            customerprofiles_mock.fail_next("GetDomain", "ThrottlingException")  # here
            yield

        @pytest.mark.customerprofiles
        def test_it(throttled):
            pass
        """,
    "a context manager": """
        def test_it():
            with mock_customerprofiles() as mock:
                mock.fail_next("GetDomain", "ThrottlingException")  # here
        """,
    "a context manager in a fixture": """
        @pytest.fixture
        def mock():
            with mock_customerprofiles() as mock:
                yield mock

        def test_it(mock):
            mock.fail_next("GetDomain", "ThrottlingException")  # here
        """,
    "a generator around a context manager": """
        @contextmanager
        def throttled():
            with mock_customerprofiles() as mock:
                mock.fail_next("GetDomain", "ThrottlingException")  # here
                yield

        def test_it():
            with throttled():
                pass
        """,
    "start and stop": """
        class TestIt(unittest.TestCase):
            def setUp(self):
                mock = mock_customerprofiles.start()
                self.addCleanup(mock_customerprofiles.stop)
                mock.fail_next("GetDomain", "ThrottlingException")  # here

            def test_it(self):
                pass
        """,
    "a decorated function": """
        @mock_customerprofiles
        def test_it(customerprofiles_mock):
            customerprofiles_mock.fail_next("GetDomain", "ThrottlingException")  # here
        """,
    "a coroutine": """
        def test_it():
            async def leave_a_fault():
                async with mock_customerprofiles() as mock:
                    mock.fail_next("GetDomain", "ThrottlingException")  # here

            asyncio.run(leave_a_fault())
        """,
}

IMPORTS = """
import asyncio
import unittest
from contextlib import contextmanager

import pytest

from cprofiles_mock import mock_customerprofiles
"""


@pytest.mark.parametrize("source", LEAVES_A_FAULT.values(), ids=LEAVES_A_FAULT)
@pytest.mark.parametrize("action", ["default", "error"])
def test_whatever_ends_the_mock_the_warning_names_the_line_of_the_test(
    pytester: pytest.Pytester, source: str, action: str
) -> None:
    path = pytester.makepyfile(f"{IMPORTS}\n{dedent(source)}")
    lines = path.read_text().splitlines()
    number = next(number for number, line in enumerate(lines, 1) if line.endswith("# here"))
    result = pytester.runpytest("-W", f"{action}::cprofiles_mock.UnusedFaultWarning")
    text = (
        "UnusedFaultWarning: a fault did not happen: GetDomain fails with ThrottlingException once "
        f"(set at {path.name}:{number})"
    )
    if action == "default":
        result.assert_outcomes(passed=1, warnings=1)
        result.stdout.fnmatch_lines([f"  {path}:{number}: {text}"])
    else:
        result.stdout.fnmatch_lines([f"*{text}"])
        assert result.ret == 1


def test_a_test_that_fails_is_told_nothing_of_its_faults(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def fault(customerprofiles_mock):
            customerprofiles_mock.fail_next("GetDomain", "ThrottlingException")

        @pytest.fixture
        def broken(fault):
            1 / 0

        def test_that_fails(fault):
            assert False

        def test_that_is_skipped(fault):
            pytest.skip("for a reason")

        def test_whose_setup_fails(broken):
            pass
        """
    )
    result = pytester.runpytest("-W", "error")
    result.assert_outcomes(failed=1, skipped=1, errors=1)
    result.stdout.no_fnmatch_line("*UnusedFaultWarning*")
