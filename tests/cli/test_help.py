"""Usage, help and version of the commands."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

import pytest

import cprofiles_mock
from cprofiles_mock import cli
from tests.cli.test_cli import python

pytestmark = pytest.mark.in_process

COMMANDS = [(), ("run",), ("serve",), ("pull",), ("compare",), ("probe",)]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as raised:
        cli.main(list(arguments))
    output = capsys.readouterr()
    return raised.value.code, output.out, output.err


def test_there_are_no_other_commands(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, errors = printed(capsys, "other")
    assert "(choose from" in errors
    assert errors.replace("'", "").rstrip().endswith("run, serve, pull, compare, probe)")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("rnu", "x.py"), "; did you mean 'run'?"),
        (("pytest", "-q"), "; to run the module pytest, write cprofiles-mock run -m pytest"),
        (("run", "--lod", "x"), "; did you mean '--load'?"),
        (("serve", "--prot", "80"), "; did you mean '--port'?"),
        (("probe", "--domain-prefix", "x", "--againts", "y"), "; did you mean '--against'?"),
        (("serve", "--verison"), "; did you mean '--version'?"),
        # What argparse says first is that something else is missing.
        (("--verison",), "are required: COMMAND; did you mean '--version'?"),
        (("--prot=80",), "are required: COMMAND; did you mean '--port'?"),
        (("pull", "--oot", "x.yaml"), "are required: --domain, --out; did you mean '--out'?"),
        (("probe", "--abuot=keys"), "are required: --domain-prefix; did you mean '--about'?"),
        (("compare", "--dom", "shop"), "are required: FILE"),
        (("pull", "--out", "x.yaml"), "are required: --domain"),
    ],
)
def test_a_command_or_option_that_is_misspelt_is_told_what_was_meant(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], hint: str
) -> None:
    status, _, errors = printed(capsys, *arguments)
    assert status == 2
    assert errors.endswith(f"{hint}\n")


def test_a_program_in_the_place_of_a_command_is_told_how_to_run_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("program.py").touch()
    _, _, errors = printed(capsys, "program.py")
    assert errors.endswith("; to run program.py, write cprofiles-mock run program.py\n")


def test_another_mistake_has_no_hint(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, errors = printed(capsys, "serve", "extra")
    assert errors.endswith("error: unrecognized arguments: extra\n")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("columns", ["80", "300"])
def test_help_is_no_wider_than_80_columns(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
    columns: str,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    status, output, _ = printed(capsys, *command, "--help")
    assert status == 0
    assert output.startswith(" ".join(["usage: cprofiles-mock", *command, "[-h] "]))
    assert max(map(len, output.splitlines())) <= 80


@pytest.mark.parametrize(
    "arguments", [(), ("--nothing",), ("run",), ("run", "--nothing"), ("serve", "--nothing")]
)
@pytest.mark.parametrize("columns", ["80", "300"])
def test_usage_and_mistakes_are_no_wider_than_80_columns(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    columns: str,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    status, _, errors = printed(capsys, *arguments)
    assert status == 2
    assert errors.startswith("usage: cprofiles-mock ")
    assert max(map(len, errors.splitlines())) <= 80


def test_help_fits_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    _, output, _ = printed(capsys, "serve", "--help")
    assert max(map(len, output.splitlines())) <= 50


def test_the_version_names_those_of_the_hosts_and_of_python(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, output, _ = printed(capsys, "--version")
    assert status == 0
    assert output == (
        f"cprofiles-mock {cprofiles_mock.__version__} (moto {version('moto')}, "
        f"botocore {version('botocore')}, Python {platform.python_version()})\n"
    )


def test_the_version_is_printed_without_importing_the_hosts(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom cprofiles_mock.cli import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit:\n"
        "    print({'moto', 'botocore'}.isdisjoint(sys.modules))\n"
    )
    done = python("-c", program, cwd=tmp_path, env=dict(os.environ))
    assert done.stdout.splitlines()[1:] == ["True"]
