"""A run of pytest with a guard: which test made a call, and what becomes of a swallowed error."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from ..hosts.guard import Caller, guard

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ..exceptions import UnmockedCallError

_IN_A_TEST = (
    "use the fixture customerprofiles, @pytest.mark.customerprofiles, or mock_customerprofiles"
)
_OUTSIDE = "make the call in a test or a fixture, while a mock is active"
_SWALLOWED = "a guard error was swallowed"


class GuardedRun:
    """A plugin of pytest, there only if there is a guard."""

    def __init__(self) -> None:
        self._collecting = ""
        self._test = ""
        self._left: list[UnmockedCallError] = []
        before = guard.caller
        guard.caller = self._caller
        self.end: Callable[[], None] = lambda: setattr(guard, "caller", before)

    def _caller(self) -> Caller:
        if self._test:
            # pytest: the test that runs, with its phase in parentheses.
            current = os.environ.get("PYTEST_CURRENT_TEST", "")
            return Caller(current.removesuffix(" (call)") or self._test, _IN_A_TEST)
        if self._collecting:
            return Caller(f"{self._collecting}, while it was collected,", _OUTSIDE)
        return Caller("a conftest.py or a plugin", _OUTSIDE)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Name what is collected, and fail it for an error that it has swallowed."""
        self._collecting = collector.nodeid
        try:
            report = yield
        finally:
            self._collecting = ""
        raised = guard.take()
        if raised and report.passed:
            report.outcome = "failed"
            report.longrepr = f"{raised[0]}; {_SWALLOWED}"
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Name the test."""
        self._test = item.nodeid
        try:
            return (yield)
        finally:
            self._test = ""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Fail a test for an error that it has swallowed, also if it is skipped then."""
        report = yield
        raised = guard.take()
        if not raised:
            return report
        is_swallowed = call.excinfo is None or call.excinfo.value is not raised[0]
        if not report.failed:
            report.outcome = "failed"
            report.longrepr = _shown(item, raised[0])
            vars(report).pop("wasxfail", None)
        if is_swallowed:
            report.sections.append(("customerprofiles", f"{_SWALLOWED}: {raised[0]}"))
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run for an error that was swallowed outside of all tests."""
        self._left = guard.take()
        if self._left and session.exitstatus in (
            pytest.ExitCode.OK,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        ):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell of it."""
        if self._left:
            terminalreporter.section("customerprofiles")
        for error in self._left:
            terminalreporter.write_line(f"{error}; {_SWALLOWED}")


def _shown(item: pytest.Item, error: UnmockedCallError) -> Any:
    """How the report of a test shows an error."""
    # unittest: assertRaises takes the traceback off what it has caught.
    if error.__traceback__ is None:
        return str(error)
    return item.repr_failure(pytest.ExceptionInfo.from_exception(error))
