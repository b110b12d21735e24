"""A pytest run that does one test when it is told to, so that two of them can take turns.

``python -m benchmarks.lockstep FILE [PYTEST-ARGUMENTS]`` waits for a line before each test, does
it, and answers with the seconds that it took from setup to teardown as pytest runs it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, TextIO

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .timing import Timed

#: More than are asked for; the run ends with the pipe.
MOST_TESTS = 1000

_FOLDER = Path(__file__).parent


class LockStep:
    """The plugin: a line in, a test, a line out."""

    def __init__(self, orders: TextIO, answers: TextIO) -> None:
        self._orders = orders
        self._answers = answers
        self._failure: str | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Iterator[None]:
        if not self._orders.readline():
            pytest.exit("no more tests are asked for", returncode=0)
        start = perf_counter()
        result = yield
        seconds = perf_counter() - start
        self._answers.write(json.dumps(self._failure or seconds) + "\n")
        self._answers.flush()
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failure = report.longreprtext


@contextmanager
def side(name: str, *, with_plugin: bool) -> Iterator[Timed]:
    """Start a run of one file in ``tests_timed``; what is given does and times its tests."""
    arguments = ["-p", "cprofiles_mock.pytest_plugin"] if with_plugin else []
    command = [sys.executable, "-m", "benchmarks.lockstep", name, *arguments]
    # The measured interpreters load pytest's own plugins and ours, none that happen to be there.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=_FOLDER.parent,
        env=environment,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        orders, answers = process.stdin, process.stdout

        def timed(runs: int) -> float:
            total = 0.0
            for _ in range(runs):
                orders.write("\n")
                orders.flush()
                answer = json.loads(answers.readline() or '"the run ended early"')
                if isinstance(answer, str):
                    raise RuntimeError(answer)  # noqa: TRY004  (what a failed test says)
                total += answer
            return total

        yield timed


def main(name: str, arguments: list[str]) -> int:
    # pytest captures what a test writes: the pipes are taken out of its reach first.
    orders = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.stdout = output = StringIO()
    file = str(_FOLDER / "tests_timed" / f"{name}.py")
    # Not the conftest of this project, which makes pytest strict, and collects the documentation.
    options = ["-q", "--no-header", "--no-summary", "--noconftest", "-c", os.devnull]
    options += ["--rootdir", str(_FOLDER)]
    plugin = LockStep(orders, answers)
    status = pytest.main([file, *options, "-p", "no:cacheprovider", *arguments], plugins=[plugin])
    if status:
        sys.stderr.write(output.getvalue())
    if name == "connect" and "cprofiles_mock" in sys.modules:
        raise RuntimeError("the side that is measured against has imported cprofiles_mock")
    return int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
