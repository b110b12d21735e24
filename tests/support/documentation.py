"""Runs the code blocks of the documentation, each in a process of its own, as a reader would.

The processes of Python blocks are forked from one that has imported boto3, moto and pytest.

A Python block that holds tests goes to pytest, any other to the interpreter, warnings being
errors. A block whose first line is a comment with a file's name (``# customers.py``) is that file:
blocks below it on the same page find it beside them, and one of them must use it if it holds no
tests of its own. So is a YAML block (``# shop.yaml``), and one in JavaScript (``// app.mjs``).

In a console block every line that begins with ``$`` is run, but for the commands in
:data:`NOT_RUN`; lines below a command are what it must print, ``...`` standing for anything. What
``export`` sets holds for the commands below it on the page.

No block can reach a network: requests that nothing intercepts go to a proxy that does not exist.
"""

from __future__ import annotations

import atexit
import os
import re
import shlex
import subprocess
import sys
import sysconfig
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from tests.support import optional
from tests.support.controls import ControlsOnServer
from tests.support.warm import run_program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sybil import Example

ROOT = Path(__file__).parent.parent.parent

#: The address in the text for which a block gets a server of its own.
SERVER_ADDRESS = "http://127.0.0.1:5000"

#: Programs that are not found by their names alone.
PROGRAMS = {
    "python": lambda: sys.executable,
    "aws": optional.aws_cli,
    "curl": optional.curl,
    "node": optional.node,
}

#: Commands that are shown and not run, by how they begin, each with its reason.
NOT_RUN = {
    "python -m pip install": "changes the environment that the tests run in",
    "tox": "runs these tests",
    "npm install": "is what tox -e clients does before",
    "cprofiles-mock serve": "does not end; blocks that speak to the server get one",
    "TEST_SERVER_MODE=true": "needs a server on the default port",
}

#: Clients that blocks import; each is in the tox environment of its name.
OPTIONAL_CLIENTS = ("aiobotocore", "aioboto3")

_NAMED_BLOCK = re.compile(
    r"^```(?:python|yaml|javascript)\n(?:#|//) (?P<name>\S+\.(?:py|yaml|mjs))\n(?P<rest>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_EXPORT = re.compile(r"^\$ export .*\n", re.MULTILINE)
_HAS_TESTS = re.compile(r"^\s*(async )?def test_", re.MULTILINE)


def run_python(example: Example) -> None:
    """Run a Python block: its tests, or the block itself."""
    skip_without_client(example.parsed)
    source = served(example.parsed)
    with project(example) as directory:
        named = re.match(r"# ((\S+)\.py)\n", source)
        has_tests = _HAS_TESTS.search(source)
        if named and not has_tests:
            below = example.document.text[example.end :]
            # pytest imports a conftest.py by itself, for the tests beside it.
            users = "def test_" if named[2] == "conftest" else rf"(import|from|\$ .*) {named[2]}\b"
            assert re.search(rf"^{users}", below, re.MULTILINE), "nothing uses it"
            return
        name = named[1] if named else "test_block.py" if has_tests else "block.py"
        (directory / name).write_text(source)
        if not has_tests:
            run([sys.executable, "-W", "error", name], directory)
            return
        skip_without_docker(source)
        # No block needs Hypothesis, whose plugin takes longer to import than most blocks take.
        options = ["-W", "error", "-p", "no:hypothesispytest"]
        printed = run([sys.executable, "-m", "pytest", *options, name], directory)
        assert " passed" in printed, printed
        assert " skipped" not in printed, printed


def skip_without_client(source: str) -> None:
    """Skip a block whose client is not installed, unless this environment is meant to have it."""
    for name in OPTIONAL_CLIENTS:
        wanted = re.search(rf"^\s*(import|from) {name}\b", source, re.MULTILINE)
        is_meant = os.environ.get("CPROFILES_MOCK_TEST_MODE") == name
        if wanted and not is_meant and find_spec(name) is None:
            pytest.skip(f"{name} is not installed; tox -e {name} has it")


def skip_without_docker(source: str) -> None:
    """Skip a block in which moto runs a function, unless Docker can run it."""
    if "create_event_source_mapping" in source:
        optional.docker_with_lambda()


def run_console(example: Example) -> None:
    """Run the commands of a console block, and compare what they print."""
    exported: dict[str, str] = {}
    above = "".join(_EXPORT.findall(example.document.text[: example.start]))
    text = served(above + example.parsed)
    with project(example) as directory:
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            commands, _, expected = part.partition("\n")
            if commands.startswith("export "):
                exported |= dict(word.split("=", 1) for word in shlex.split(commands)[1:])
                continue
            to_run = [command for command in commands.split(" && ") if not is_not_run(command)]
            printed = "".join(run(_arguments(command), directory, exported) for command in to_run)
            assert not to_run or _is_as_expected(printed, expected), (
                f"expected:\n{expected}\ngot:\n{printed}"
            )


def check_file(example: Example) -> None:
    """Check that a block that is a file is used below."""
    named = re.match(r"# (\S+\.yaml)\n", example.parsed)
    assert named
    assert named[1] in example.document.text[example.end :], "nothing uses it"


def is_not_run(command: str) -> bool:
    """Whether a command is one of those that are only shown."""
    return any(command == begin or command.startswith(f"{begin} ") for begin in NOT_RUN)


@contextmanager
def project(example: Example) -> Iterator[Path]:
    """Make a directory with the files above the block; a console without any gets the root."""
    above = list(_NAMED_BLOCK.finditer(example.document.text[: example.start]))
    with TemporaryDirectory() as name:
        for block in above:
            (Path(name) / block["name"]).write_text(block["rest"])
        # Where Node looks for what it imports; nothing is there unless npm has installed it.
        (Path(name) / "node_modules").symlink_to(optional.JAVASCRIPT / "node_modules")
        is_console = example.region.lexemes["arguments"] == "console"
        yield ROOT if is_console and not above else Path(name)


def served(text: str) -> str:
    """Return the block, with the address of a server that has no state if the block names one."""
    if SERVER_ADDRESS not in text:
        return text
    address = server_address()
    ControlsOnServer(address).reset()
    return text.replace(SERVER_ADDRESS, address)


@cache
def server_address() -> str:
    """Return the address of the one server that all blocks of a run speak to."""
    server = subprocess.Popen(
        [sys.executable, "-m", "cprofiles_mock", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=clean_environment(),
    )
    # The second ends what the first tells to end.
    atexit.register(server.communicate)
    atexit.register(server.terminate)
    assert server.stdout is not None
    return server.stdout.readline().split()[-1]


def _arguments(command: str) -> list[str]:
    program, *arguments = shlex.split(command)
    return [PROGRAMS[program]() if program in PROGRAMS else program, *arguments]


def run(command: list[str], directory: Path, exported: Mapping[str, str] | None = None) -> str:
    """Run a command, which must succeed, and return what it prints."""
    environment = {**clean_environment(), **(exported or {})}
    if command[0] == sys.executable and hasattr(os, "fork"):
        done = run_program(command[1:], cwd=directory, env=environment)
    else:
        done = subprocess.run(
            command,
            cwd=directory,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 0, f"{shlex.join(command)}: {done.returncode}\n{done.stdout}"
    return done.stdout


def clean_environment() -> dict[str, str]:
    """Return this environment, with no configuration of AWS and no way to a network.

    Nor is coverage measured: what the blocks show has tests, and starts twice as fast without.
    """
    dropped = ("AWS_", "MOTO_", "PYTEST_", "COVERAGE_")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    scripts = sysconfig.get_path("scripts")
    return ours | {
        "PATH": f"{scripts}{os.pathsep}{ours.get('PATH', '')}",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1,localhost",
        # No block needs Hypothesis, whose plugin for pytest takes a second to import it.
        "PYTEST_ADDOPTS": "-p no:hypothesispytest",
    }


def _is_as_expected(printed: str, expected: str) -> bool:
    if not expected.strip():
        return True
    pattern = ".*".join(re.escape(part.strip()) for part in expected.strip().split("..."))
    pattern = pattern.replace(".*", r"\s*.*\s*")
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None
