"""Runs Python programs in processes forked from one that has imported what most of them import.

A small program with boto3, moto and pytest spends nearly all of its time on importing them. Each
program here is still a process of its own: with its own modules, hooks, output and exit status.
Where the order of imports matters, or what the interpreter itself does, start an interpreter.
"""

from __future__ import annotations

import atexit
import builtins
import gc
import importlib.util
import json
import os
import runpy
import signal
import subprocess
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What is imported before. Of this package only what neither looks at the process nor changes it;
#: the package itself reads a variable when it is imported, and pytest rewrites it.
WARM = (
    "pytest",
    "pygments.lexers.python",
    "pygments.lexers.diff",
    "pygments.formatters.terminal",
    "requests",
    "boto3",
    "s3transfer.manager",
    "moto",
    "moto.core.models",
    "cprofiles_mock.testing.activation",
    "cprofiles_mock.snapshots",
    "cprofiles_mock.cli",
    "cprofiles_mock.server.application",
)

#: A program that takes longer is ended, in seconds.
TIMEOUT = 120

#: The processes that fork, by whether coverage measures them and what they fork.
_PROCESSES: dict[bool, subprocess.Popen[str]] = {}
MEASURING = "COVERAGE_PROCESS_CONFIG"


class Program:
    """A program that runs, with what ``subprocess.Popen`` has of it as far as tests need that.

    The arguments are ``-W`` with a filter, and then a file or ``-m`` with a module, and its own.
    """

    def __init__(
        self,
        arguments: list[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        output: Path | None = None,
        errors: Path | None = None,
    ) -> None:
        """Start it; folder and variables are those of this process, unless given.

        What it writes can be read, or goes to a file; so do its errors.
        """
        self.returncode: int | None = None
        #: It reads nothing.
        self.stdin = None
        env = os.environ if env is None else env
        with TemporaryDirectory() as folder:
            files = {"output": output, "errors": errors}
            paths = {name: str(file or f"{folder}/{name}") for name, file in files.items()}
            paths = {"status": f"{folder}/status", **paths}
            for name, path in paths.items():
                if files.get(name) is None:
                    os.mkfifo(path)
                else:
                    Path(path).touch()
            folder_of_program = str(cwd or Path.cwd())
            request = {"arguments": arguments, "cwd": folder_of_program, "env": {**env}, **paths}
            process = _process(env)
            assert process.stdin is not None
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            # Each waits until the other side has it open, too.
            self._status, self.stdout, self.stderr = map(_opened, paths.values())
        for name, read in (("output", self.stdout), ("errors", self.stderr)):
            if files[name] is not None:
                read.close()
        self.pid = int(self._status.readline())

    def communicate(self) -> tuple[str, str]:
        """Wait for its end, and return what it has written, and its errors."""
        written = [self.stdout.read(), self.stderr.read()]
        self.wait()
        return written[0], written[1]

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and return its status; that of a signal is negative.

        Whatever timeout is given, it is ended after :data:`TIMEOUT`.
        """
        if self.returncode is None:
            self.returncode = int(self._status.readline())
            self._status.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the program was seen to end."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()
        self.stdout.close()
        self.stderr.close()


def _opened(path: str) -> TextIO:
    return open(path, encoding="utf-8")


def run_program(
    arguments: list[str], *, cwd: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, with both outputs as one."""
    with TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        request = {"arguments": arguments, "cwd": str(cwd), "env": {**env}, "output": str(output)}
        process = _process(env)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        status = int(process.stdout.readline())
        return subprocess.CompletedProcess(arguments, status, output.read_text(encoding="utf-8"))


def _process(env: Mapping[str, str]) -> subprocess.Popen[str]:
    """The process that forks, started at first use."""
    is_measured = MEASURING in env
    if is_measured not in _PROCESSES:
        variables = {**env}
        if is_measured:
            # Of two copies, that of a checkout and one that is installed, coverage measures the one
            # that it finds here.
            package = importlib.util.find_spec("cprofiles_mock")
            assert package is not None
            assert package.origin is not None
            variables["PYTHONPATH"] = str(Path(package.origin).parents[1])
        process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=variables,
        )
        _PROCESSES[is_measured] = process
        # It ends when there can be no more requests.
        atexit.register(process.communicate)
    return _PROCESSES[is_measured]


# --- in the other process -----------------------------------------------


def _serve() -> dict[str, Any]:  # pragma: no cover  (see above)
    """Fork for each request; return it in the process that is to carry it out."""
    for name in WARM:
        # What is missing is imported by nobody.
        with suppress(ImportError):
            importlib.import_module(name)
    # Each program imports it as if nobody had.
    sys.modules.pop("cprofiles_mock", None)
    # No collection of garbage looks at what was there before.
    gc.collect()
    gc.freeze()
    # Each waits for the end of one program, while others begin.
    keepers: list[int] = []
    for line in sys.stdin:
        request = dict(json.loads(line))
        keeper = os.fork() if "status" in request else None
        if keeper is not None and keeper > 0:
            keepers.append(keeper)
            keepers = [each for each in keepers if os.waitpid(each, os.WNOHANG) == (0, 0)]
            continue
        answers = 1 if keeper is None else os.open(request["status"], os.O_WRONLY)
        child = os.fork()
        if child == 0:
            return request
        if keeper == 0:
            os.write(answers, f"{child}\n".encode())
        _, status = os.waitpid(child, 0)
        os.write(answers, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        if keeper == 0:
            # Without the time that coverage would take to write down that there is nothing.
            os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit


def _carry_out(request: dict[str, Any]) -> None:  # pragma: no cover  (see above)
    """Be what an interpreter would be that was started with the arguments."""
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    output = os.open(request["output"], os.O_WRONLY | os.O_CREAT, 0o600)
    errors = os.open(request["errors"], os.O_WRONLY) if "errors" in request else os.dup(output)
    for number, end in enumerate((output, errors), 1):
        os.dup2(end, number)
        os.close(end)
    signal.alarm(TIMEOUT)
    arguments = request["arguments"]
    while arguments[0] == "-W":
        warnings.simplefilter(arguments[1])
        sys.warnoptions.append(arguments[1])
        del arguments[:2]
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        sys.path[0] = request["cwd"]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        return
    path = Path(request["cwd"]) / arguments[0]
    sys.argv = arguments
    sys.path[0] = str(path.parent)
    main = sys.modules["__main__"] = ModuleType("__main__")
    main.__dict__.update(__file__=str(path), __builtins__=builtins)
    exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), main.__dict__)


if __name__ == "__main__":  # pragma: no cover  (see above)
    _carry_out(_serve())
