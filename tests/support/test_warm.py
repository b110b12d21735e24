"""Programs that are forked are as alone as those that an interpreter is started for."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.support.documentation import clean_environment
from tests.support.warm import Program, run_program

pytestmark = [
    pytest.mark.in_process,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]


def run(folder: Path, source: str, *options: str, **variables: str) -> tuple[int, str]:
    (folder / "program.py").write_text(source)
    env = {**clean_environment(), **variables}
    done = run_program([*options, "program.py", "argument"], cwd=folder, env=env)
    return done.returncode, done.stdout


def test_a_program_has_its_arguments_folder_and_variables(tmp_path: Path) -> None:
    source = (
        "import os, sys\n"
        "print(__name__, sys.argv, os.getcwd(), sys.path[0], os.environ['MINE'])\n"
        "print(sys.modules['__main__'].__dict__ is globals())\n"
    )
    assert run(tmp_path, source, MINE="x") == (
        0,
        f"__main__ ['program.py', 'argument'] {tmp_path} {tmp_path} x\nTrue\n",
    )


def test_what_a_program_does_reaches_no_other(tmp_path: Path) -> None:
    (tmp_path / "neighbour.py").touch()
    change = (
        "import builtins, os, sys, boto3, neighbour\n"
        "builtins.left = boto3.left = 1\n"
        "os.environ['LEFT'] = 'x'\n"
    )
    look = (
        "import builtins, os, sys, boto3\n"
        "print(hasattr(builtins, 'left') or hasattr(boto3, 'left'))\n"
        "print('LEFT' in os.environ or 'neighbour' in sys.modules)\n"
        "print('cprofiles_mock' in sys.modules)\n"
    )
    assert run(tmp_path, change) == (0, "")
    assert run(tmp_path, look) == (0, "False\n" * 3)


def test_hooks_run_and_a_program_that_fails_says_why(tmp_path: Path) -> None:
    source = "import atexit; atexit.register(print, 'bye')\nraise LookupError('lost')\n"
    status, printed = run(tmp_path, source)
    assert status == 1
    assert f'File "{tmp_path / "program.py"}", line 2, in <module>' in printed
    assert printed.endswith("LookupError: lost\nbye\n")
    assert run(tmp_path, "raise SystemExit(7)") == (7, "")
    assert run(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)") == (-9, "")


def test_programs_run_beside_one_another_and_end_by_signals(tmp_path: Path) -> None:
    (tmp_path / "waiting.py").write_text("import sys\nprint(sys.argv[1], flush=True)\ninput()\n")
    (tmp_path / "failing.py").write_text(
        "import sys, time\n"
        "print('failed', file=sys.stderr, flush=True)\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    errors = tmp_path / "errors.txt"
    env = clean_environment()
    with (
        Program(["waiting.py", "one"], cwd=tmp_path, env=env) as one,
        Program(["failing.py"], cwd=tmp_path, env=env, errors=errors) as two,
    ):
        assert one.stdout.readline() == "one\n"
        output, said = one.communicate()
        assert (one.returncode, output, said.splitlines()[-1]) == (
            1, "", "EOFError: EOF when reading a line",
        )  # fmt: skip
        assert two.stdout.readline() == "ready\n"
        two.terminate()
    assert two.returncode == -signal.SIGTERM
    assert errors.read_text() == "failed\n"
    two.kill()


def test_warnings_are_errors_where_they_are_to_be(tmp_path: Path) -> None:
    source = "import warnings; warnings.warn('careful', FutureWarning)\nprint('on')\n"
    status, printed = run(tmp_path, source, "-W", "error")
    assert (status, printed.splitlines()[-1]) == (1, "FutureWarning: careful")
    assert run(tmp_path, source)[1].endswith("on\n")
