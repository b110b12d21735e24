"""The command line.

Most programs run in the process of the tests. What a process is alone for, such as its end or its
children, has one of its own, as a user has.
"""

from __future__ import annotations

import atexit
import errno
import io
import os
import re
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from cprofiles_mock import cli, mock_customerprofiles
from cprofiles_mock.server import application
from tests.support.warm import Program

pytestmark = pytest.mark.in_process

USES_THE_SERVICE = """
import boto3
client = boto3.client("customer-profiles")
client.create_domain(DomainName="d", DefaultExpirationDays=30)
print(client.meta.region_name, [i["DomainName"] for i in client.list_domains()["Items"]])
"""


def python(*arguments: str, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=env,
        timeout=60,
    )


def plain(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """What a program does without the mock; nothing of ours runs there that could be measured."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return python(*arguments, cwd=cwd, env=env)


def run_alone(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """``cprofiles-mock run`` in a process of its own."""
    env = {**os.environ, **environment}
    return python("-m", "cprofiles_mock", "run", *arguments, cwd=cwd, env=env)


def run_forked(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The same, in a fork of a process that has imported what the program will."""
    command = ["-m", "cprofiles_mock", "run", *arguments]
    with Program(command, cwd=cwd) as process:
        output, errors = process.communicate()
    return subprocess.CompletedProcess(command, process.wait(), output, errors)


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """``cprofiles-mock run`` in this process, which is afterwards as it was before."""
    output, errors = io.StringIO(), io.StringIO()
    status: Any = None
    with as_a_process_has_it(cwd, environment), redirect_stdout(output), redirect_stderr(errors):
        try:
            status = cli.main(["run", *arguments])
        except SystemExit as ended:
            status = ended.code
    return subprocess.CompletedProcess(arguments, status or 0, output.getvalue(), errors.getvalue())


@contextmanager
def as_a_process_has_it(cwd: Path, environment: dict[str, str]) -> Iterator[None]:
    """Let a program change what would end with its process."""
    variables, folder = dict(os.environ), Path.cwd()
    main, argv, path, hook = sys.modules["__main__"], sys.argv, sys.path[:], sys.excepthook
    with pytest.MonkeyPatch.context() as patched:
        # What is to happen at the end of the process has no such end here.
        patched.setattr(atexit, "register", lambda function, *_, **__: function)
        patched.setattr(boto3, "DEFAULT_SESSION", None)
        os.environ.update(environment)
        os.chdir(cwd)
        try:
            yield
        finally:
            # A command line that is refused has started nothing.
            with suppress(RuntimeError):
                mock_customerprofiles.stop()
            os.environ.clear()
            os.environ.update(variables)
            os.chdir(folder)
            sys.modules["__main__"], sys.argv, sys.path[:], sys.excepthook = main, argv, path, hook
            for name, module in list(sys.modules.items()):
                if str(getattr(module, "__file__", None)).startswith(str(cwd)):
                    del sys.modules[name]


def test_run_runs_a_program_with_the_mock_active(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(USES_THE_SERVICE)
    done = run_alone("program.py", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "us-east-1 ['d']\n", "")


MISSPELLS = """
import json, sys, boto3
client = boto3.client("customer-profiles")
client.create_domain(DomainName="d", DefaultExpirationDays=30)
client.put_profile_object_type(
    DomainName="d",
    ObjectTypeName="person",
    Description="a source that is misspelt",
    AllowProfileCreation=True,
    Fields={"id": {"Source": "_source.id"}, "first": {"Source": "_source.frist"}},
    Keys={"personId": [{"StandardIdentifiers": ["UNIQUE", "PROFILE"], "FieldNames": ["id"]}]},
)
person = json.dumps({"id": "1", "first": "Ana"})
client.put_profile_object(DomainName="d", ObjectTypeName="person", Object=person)
"""


@pytest.mark.parametrize("end", ["", "sys.exit(0)"])
def test_a_source_that_no_object_had_is_told_when_the_program_ends(
    tmp_path: Path, end: str
) -> None:
    (tmp_path / "loader.py").write_text(MISSPELLS + end)
    done = run_forked("loader.py", cwd=tmp_path)
    assert done.returncode == 0
    assert "loader.py:5: UnusedSourceWarning: field first of object type person" in done.stderr
    assert "none has _source.frist; did you mean '_source.first'?" in done.stderr


def test_a_program_that_fails_is_told_of_no_source(tmp_path: Path) -> None:
    (tmp_path / "loader.py").write_text(f"{MISSPELLS}sys.exit(3)")
    done = run_forked("loader.py", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (3, "")


def test_a_program_may_stop_the_mock_itself(tmp_path: Path) -> None:
    stops = "import cprofiles_mock\ncprofiles_mock.mock_customerprofiles.stop()\n"
    (tmp_path / "loader.py").write_text(MISSPELLS + stops)
    done = run_forked("loader.py", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("UnusedSourceWarning: ")) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "variables", "region"),
    [
        ((), {}, "us-east-1"),
        (("--region", "eu-west-2"), {}, "eu-west-2"),
        (("--region", "eu-west-2"), {"AWS_DEFAULT_REGION": "us-west-2"}, "us-west-2"),
        (("--region", "eu-west-2"), {"AWS_CONFIG_FILE": "config"}, "ca-central-1"),
    ],
)
def test_the_region_applies_only_where_none_is_configured(
    tmp_path: Path, arguments: tuple[str, ...], variables: dict[str, str], region: str
) -> None:
    (tmp_path / "config").write_text("[default]\nregion = ca-central-1\n")
    (tmp_path / "program.py").write_text(USES_THE_SERVICE)
    done = run(*arguments, "program.py", cwd=tmp_path, **variables)
    assert (done.stdout, done.stderr) == (f"{region} ['d']\n", "")


SHOWS_ITSELF = """
import os, sys
print(__name__, sys.argv, __file__, __package__, __spec__ and __spec__.name)
print(sys.modules["__main__"].__dict__ is globals(), sys.path[0] in ("", os.getcwd()))
print("annotations" in globals(), __builtins__.__name__)
import neighbour
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("program.py", "--region", "x", "-m", "y"),
        ("./program.py",),
        ("program",),
        ("folder",),
        ("archive.zip", "1"),
        ("-m", "program", "--flag", "1"),
        ("-m", "folder.module", "1"),
        ("-m", "folder"),
    ],
)
def test_a_program_sees_what_it_would_see_without_the_mock(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    for name in ("program.py", "program"):
        (tmp_path / name).write_text(SHOWS_ITSELF)
    (tmp_path / "neighbour.py").write_text("print('imported')")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "__init__.py").touch()
    for name in ("__main__.py", "module.py"):
        (folder / name).write_text(SHOWS_ITSELF)
    (folder / "neighbour.py").write_text("print('imported from the folder')")
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("__main__.py", SHOWS_ITSELF)
        archive.writestr("neighbour.py", "print('imported from the archive')")

    without = plain(*arguments, cwd=tmp_path)
    done = run(*arguments, cwd=tmp_path)
    assert without.returncode == 0
    assert (done.returncode, done.stdout, done.stderr) == (0, without.stdout, without.stderr)


@pytest.mark.parametrize(
    "source",
    [
        "raise SystemExit(7)",
        "import sys; sys.exit()",
        "def inner():\n    raise LookupError('inside')\n\ntry:\n    inner()\nexcept LookupError:\n"
        "    raise ValueError('outside')\n",
        "this is no python",
        "# coding: latin-1\nprint(ascii('\xe9'))\n",
    ],
)
def test_exit_status_and_traceback_are_those_of_the_program_alone(
    tmp_path: Path, source: str
) -> None:
    (tmp_path / "program.py").write_bytes(source.encode("latin-1"))
    ends_as_it_does_alone(run, tmp_path)


@pytest.mark.parametrize(
    "source",
    [
        "raise SystemExit('a message')",
        "import atexit; atexit.register(print, 'bye')\nraise KeyboardInterrupt",
    ],
)
def test_a_process_ends_as_that_of_the_program_alone(tmp_path: Path, source: str) -> None:
    (tmp_path / "program.py").write_text(source)
    ends_as_it_does_alone(run_alone, tmp_path)


def ends_as_it_does_alone(run: Any, tmp_path: Path) -> None:
    for arguments in (("program.py",), ("-m", "program")):
        without = plain(*arguments, cwd=tmp_path)
        done = run(*arguments, cwd=tmp_path)
        assert done.returncode == without.returncode
        assert done.stdout == without.stdout
        assert done.stderr == without_runpy(without.stderr)


def without_runpy(traceback: str) -> str:
    """A traceback without the frames that ``python -m`` shows of runpy, with their lines or not."""
    return re.sub(r'  File "[^"]*runpy[^"]*", line .*\n(    .*\n)?', "", traceback)


def test_a_programs_own_excepthook_sees_its_own_frames_alone(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "import sys\nsys.excepthook = lambda kind, error, tb: print(kind, tb.tb_lineno)\n1 / 0"
    )
    done = run("program.py", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "<class 'ZeroDivisionError'> 3\n")


def test_an_interrupted_program_ends_by_the_signal(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("raise KeyboardInterrupt")
    assert run_alone("program.py", cwd=tmp_path).returncode == -signal.SIGINT


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("missing.py",),
            "cprofiles-mock: can't open file 'missing.py': [Errno 2] No such file or directory: "
            "'missing.py'\n",
        ),
        (("-m", "math"), "cprofiles-mock: No code object available for math\n"),
        (("-m", "missing"), "cprofiles-mock: No module named missing\n"),
        (("-m", "missing.module"), "cprofiles-mock: No module named missing.module\n"),
    ],
)
def test_what_cannot_be_run_is_a_usage_error(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, message)


def test_two_dashes_end_the_options_of_run_and_are_not_the_program(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("import sys; print(sys.argv)")
    done = run("--region", "eu-west-2", "--", "program.py", "--", "-m", cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("['program.py', '--', '-m']\n", "")
    assert run("program.py", "--", "x", cwd=tmp_path).stdout == "['program.py', '--', 'x']\n"
    done = run("-m", "program", "--", "x", cwd=tmp_path)
    assert done.stdout == f"['{tmp_path / 'program.py'}', '--', 'x']\n"


@pytest.mark.parametrize("arguments", [(), ("--",)])
def test_run_without_a_program_says_what_it_wants(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.endswith("error: name a PROGRAM, or a module after -m\n")


def test_run_runs_pytest_without_a_warning(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it(customerprofiles):\n    pass\n")
    done = run_alone("-m", "pytest", "-q", "-W", "error", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("1 passed in")


def test_the_mock_outlives_the_program(tmp_path: Path) -> None:
    """An atexit hook, and a thread that outlives the main one, do not reach AWS."""
    (tmp_path / "program.py").write_text(
        "import atexit, threading, time, boto3\n"
        "client = boto3.client('customer-profiles')\n"
        "client.create_domain(DomainName='d', DefaultExpirationDays=30)\n"
        "def late(who):\n"
        "    print(who, len(client.list_domains()['Items']))\n"
        "atexit.register(late, 'hook')\n"
        "main = threading.current_thread()\n"
        "def outlive():\n"
        "    main.join(0.5)\n"
        "    late('thread')\n"
        "threading.Thread(target=outlive).start()\n"
    )
    done = run_alone("program.py", cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("thread 1\nhook 1\n", "")


def test_a_child_process_inherits_fake_credentials_and_the_region(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import os; print(os.environ[\"AWS_ACCESS_KEY_ID\"],"
        ' os.environ["AWS_DEFAULT_REGION"])\'])\n'
    )
    assert run_alone("program.py", cwd=tmp_path).stdout == "FOOBARKEY us-east-1\n"


@pytest.mark.parametrize(
    ("options", "region"), [([], "us-east-1"), (["--region", "eu-west-2"], "eu-west-2")]
)
def test_a_program_that_makes_no_client_needs_no_profile_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], region: str
) -> None:
    """As without the mock, where botocore looks for the profile when a client is made."""
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    (tmp_path / "program.py").write_text(
        "import os, boto3\n"
        "print(os.environ['AWS_DEFAULT_REGION'])\n"
        "try:\n"
        "    boto3.client('customer-profiles')\n"
        "except Exception as error:\n"
        "    print(type(error).__name__)\n"
    )
    assert run(*options, "program.py", cwd=tmp_path).stdout == f"{region}\nProfileNotFound\n"


def test_serve_needs_no_profile_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    command = [sys.executable, "-m", "cprofiles_mock", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line.startswith("cprofiles-mock serves on http://127.0.0.1:")
        finally:
            process.terminate()


def test_serve_binds_to_this_machine_alone_and_ends_when_told_to(tmp_path: Path) -> None:
    """What it prints is the address that the socket has."""
    for number in (signal.SIGTERM, signal.SIGINT):
        command = [sys.executable, "-m", "cprofiles_mock", "serve", "--port", "0"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            try:
                line = process.stdout.readline()
                process.send_signal(number)
                assert process.wait(timeout=30) == 0
                assert line.startswith("cprofiles-mock serves on http://127.0.0.1:")
                assert process.stderr.read() == ""
            finally:
                process.kill()


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("203.0.113.1", "203.0.113.1"),
        ("2001:db8::1", "[2001:db8::1]"),
        # It cannot be a name, so nobody is asked for it.
        ("é..b", "é..b"),
    ],
)
def test_serve_says_why_it_cannot_bind(
    capsys: pytest.CaptureFixture[str], host: str, address: str
) -> None:
    assert cli.main(["serve", "--host", host, "--port", "0"]) == 1
    reason = re.escape(f"cprofiles-mock: cannot bind {address}:0: ") + r"[^\d\[].*\n"
    assert re.fullmatch(reason, capsys.readouterr().err)


def test_serve_says_that_a_port_is_in_use(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["serve", "--port", str(port)]) == 1
    reason = os.strerror(errno.EADDRINUSE)
    assert capfd.readouterr().err == (
        f"cprofiles-mock: cannot bind 127.0.0.1:{port}: {reason}; --port 0 picks a free port\n"
    )


@pytest.mark.parametrize("port", ["65536", "99999", "-1", "1_0", "http", "9" * 5000, ""])
def test_serve_refuses_what_is_no_port(capsys: pytest.CaptureFixture[str], port: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["serve", "--port", port])
    reason = f"argument --port: a port is a whole number from 0 to 65535, not {port!r}\n"
    assert capsys.readouterr().err.endswith(reason)


@pytest.mark.parametrize(("host", "browsed"), [("::1", "::1"), ("::", "::1")])
def test_the_addresses_of_a_server_on_ipv6_are_ones_that_clients_take(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], host: str, browsed: str
) -> None:
    """Not every machine that runs the tests has IPv6."""
    bound = SimpleNamespace(
        server_address=(host, 5000, 0, 0), socket=io.BytesIO(), serve_forever=lambda: None
    )
    monkeypatch.setattr(application, "make_server", lambda *_, **__: bound)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert cli.main(["serve", "--host", host]) == 0
    assert capsys.readouterr().out == (
        f"cprofiles-mock serves on http://[{host}]:5000\n"
        f"look at it on http://[{browsed}]:5000/cprofiles-mock/\n"
    )


def test_serve_without_its_extra_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "cprofiles_mock.server.application", None)
    assert cli.main(["serve"]) == 1
    assert capsys.readouterr().err.endswith(
        ": in a checkout, run python -m pip install '.[server]'\n"
    )
