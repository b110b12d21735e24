"""Runs of pytest with a guard."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.in_process, pytest.mark.children_measured]


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of the summary are cut where the terminal ends."""
    monkeypatch.setenv("COLUMNS", "300")


def guarded(pytester: pytest.Pytester, mode: str = "error") -> None:
    pytester.makeini(f"[pytest]\ncustomerprofiles_guard = {mode}\n")


CALL = """
import boto3
import pytest

client = boto3.client("customer-profiles", region_name="us-east-1")

def swallow():
    try:
        client.list_domains()
    except Exception:
        pass
"""

SAID = (
    "called ListDomains of customer-profiles in us-east-1, and no mock is active: use the fixture "
    "customerprofiles, @pytest.mark.customerprofiles, or mock_customerprofiles"
)


def test_a_call_in_a_test_without_a_mock_fails_it_and_names_it(pytester: pytest.Pytester) -> None:
    guarded(pytester)
    pytester.makepyfile(
        test_it=CALL
        + """
def test_without_a_mock():
    client.list_domains()

def test_with_a_fixture(customerprofiles):
    assert client.list_domains()["Items"] == []

@pytest.mark.customerprofiles
def test_with_the_marker():
    client.list_domains()

@pytest.fixture(scope="module")
def module():
    client.list_domains()

def test_with_a_fixture_that_calls(module):
    pass
"""
    )
    result = pytester.runpytest_subprocess("-p", "no:randomly")
    result.assert_outcomes(passed=2, failed=1, errors=1)
    result.stdout.fnmatch_lines_random(
        [
            f"*UnmockedCallError: test_it.py::test_without_a_mock {SAID}",
            f"*UnmockedCallError: test_it.py::test_with_a_fixture_that_calls (setup) {SAID}",
        ]
    )


def test_an_error_that_is_swallowed_fails_the_test_at_its_end(pytester: pytest.Pytester) -> None:
    guarded(pytester)
    pytester.makepyfile(
        test_it=CALL
        + """
import threading
import unittest

def test_that_swallows():
    swallow()

def test_that_swallows_in_a_thread():
    thread = threading.Thread(target=swallow)
    thread.start()
    thread.join()

def test_that_is_skipped_then():
    swallow()
    pytest.skip("no AWS")

@pytest.mark.xfail
def test_that_is_meant_to_fail():
    swallow()
    assert False

@pytest.fixture
def swallowing():
    swallow()
    yield
    swallow()

def test_with_a_fixture_that_swallows(swallowing):
    pass

class Case(unittest.TestCase):
    def test_that_swallows(self):
        swallow()

    def test_that_is_skipped_then(self):
        swallow()
        self.skipTest("no AWS")

def test_that_does_not():
    pass
"""
    )
    result = pytester.runpytest_subprocess("-p", "no:randomly")
    result.assert_outcomes(passed=1, failed=6, errors=2)
    result.stdout.fnmatch_lines(["*a guard error was swallowed: test_it.py::test_that_swallows*"])


def test_unittest_cannot_swallow_it_by_assert_raises(pytester: pytest.Pytester) -> None:
    guarded(pytester)
    pytester.makepyfile(
        test_it=CALL
        + """
import unittest

class TestSwallows(unittest.TestCase):
    def test_one(self):
        with self.assertRaises(Exception):
            client.list_domains()

    def test_that_does_not(self):
        pass
"""
    )
    result = pytester.runpytest_inprocess("-p", "no:randomly")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(
        [
            f"test_it.py::TestSwallows::test_one {SAID}",
            f"a guard error was swallowed: test_it.py::TestSwallows::test_one {SAID}",
        ]
    )


def test_a_test_that_fails_otherwise_tells_of_it(pytester: pytest.Pytester) -> None:
    guarded(pytester)
    pytester.makepyfile(CALL + "def test_it():\n    swallow()\n    assert 1 == 2\n")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*assert 1 == 2*", "*customerprofiles*", "a guard error was*"])


def test_calls_while_tests_are_collected_fail_the_module(pytester: pytest.Pytester) -> None:
    guarded(pytester)
    pytester.makepyfile(
        test_loud=CALL + "client.list_domains()\ndef test_it(): pass\n",
        test_silent=CALL + "swallow()\ndef test_it(): pass\n",
        test_good=CALL + "def test_it(): pass\n",
    )
    result = pytester.runpytest_subprocess("--continue-on-collection-errors")
    result.assert_outcomes(passed=1, errors=2)
    told = "while it was collected, called ListDomains"
    result.stdout.fnmatch_lines_random(
        [f"*test_loud.py, {told}*", f"test_silent.py, {told}*a guard error was swallowed"]
    )


def test_a_conftest_that_calls_stops_the_run(pytester: pytest.Pytester) -> None:
    guarded(pytester)
    pytester.makeconftest(CALL + "client.list_domains()\n")
    result = pytester.runpytest_subprocess()
    assert result.ret != 0
    assert "a conftest.py or a plugin called ListDomains" in result.stderr.str()


def test_what_a_conftest_swallows_fails_the_run(pytester: pytest.Pytester) -> None:
    guarded(pytester)
    pytester.makeconftest(
        CALL + "def pytest_sessionfinish(): pass\ndef pytest_collection_finish(): swallow()\n"
    )
    result = pytester.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["a conftest.py or a plugin called*a guard error was swallowed"])


def test_it_holds_in_the_workers_of_xdist(pytester: pytest.Pytester) -> None:
    guarded(pytester)
    pytester.makepyfile(
        test_it=CALL
        + "@pytest.mark.parametrize('number', range(4))\n"
        + "def test_it(number):\n    swallow()\n"
        + "def test_mocked(customerprofiles):\n    swallow()\n"
    )
    pytester.runpytest_subprocess("-n", "2").assert_outcomes(passed=1, failed=4)


def test_it_can_warn(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    guarded(pytester, "warn")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    pytester.makepyfile(CALL + "def test_it():\n    swallow()\n")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(["*UnmockedCallWarning: *::test_it called ListDomains*"])


@pytest.mark.parametrize(
    ("option", "variable", "fails"),
    [("off", "error", False), ("", "error", True), ("error", "off", True), ("", "", False)],
)
def test_the_configuration_prevails_over_the_environment(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    variable: str,
    fails: bool,
) -> None:
    guarded(pytester, option)
    monkeypatch.setenv("CPROFILES_MOCK_GUARD", variable)
    pytester.makepyfile(CALL + "def test_it():\n    swallow()\n")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=not fails, failed=fails)


def test_another_mode_is_a_usage_error(pytester: pytest.Pytester) -> None:
    guarded(pytester, "on")
    result = pytester.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    text = "customerprofiles_guard: a guard is error, warn or off, not 'on'"
    assert text in result.stderr.str()


def test_a_run_inside_the_process_leaves_no_guard(pytester: pytest.Pytester) -> None:
    from cprofiles_mock.hosts.guard import guard

    before = guard.mode, guard.caller
    guarded(pytester)
    pytester.makepyfile(CALL + "def test_it():\n    swallow()\n")
    pytester.runpytest_inprocess("-p", "no:randomly").assert_outcomes(failed=1)
    assert (guard.mode, guard.caller) == before
