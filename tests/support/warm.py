"""Runs Python programs in processes forked from one that has imported what most of them import.

A small program with boto3, moto and pytest spends nearly all of its time on importing them. Each
program here is still a process of its own: with its own modules, hooks, output and exit status.
Where the order of imports matters, or what the interpreter itself does, start an interpreter.
"""

from __future__ import annotations

import atexit
import builtins
import gc
import importlib
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
from typing import TYPE_CHECKING, Any

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
)

#: A program that takes longer is ended, in seconds.
TIMEOUT = 120

_PROCESS: list[subprocess.Popen[str]] = []


def run_program(
    arguments: list[str], *, cwd: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run what ``python`` runs with the arguments, with both outputs as one.

    They are ``-W`` with a filter, and then a file or ``-m`` with a module, and its own arguments.
    """
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
    if not _PROCESS:
        process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**env},
        )
        _PROCESS.append(process)
        # It ends when there can be no more requests.
        atexit.register(process.communicate)
    return _PROCESS[0]


# --- in the other process, which nothing measures -----------------------------------------------


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
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            return dict(json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
    raise SystemExit


def _carry_out(request: dict[str, Any]) -> None:  # pragma: no cover  (see above)
    """Be what an interpreter would be that was started with the arguments."""
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    output = os.open(request["output"], os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
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
