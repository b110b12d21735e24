"""The command line, with files of state."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
import yaml

from cprofiles_mock import cli
from cprofiles_mock.cli.program import CannotRunError, execute
from tests.cli.test_cli import run

pytestmark = pytest.mark.in_process

SHOP = """\
Domains:
- DomainName: shop
  DefaultExpirationDays: 30
  Profiles:
  - FirstName: Ana
"""

PROGRAM = """\
import sys
import boto3
client = boto3.client("customer-profiles")
found = client.search_profiles(DomainName="shop", KeyName="_fullName", Values=["ana"])["Items"]
print([item["FirstName"] for item in found])
client.create_profile(DomainName="shop", FirstName="New")
"""


STORE = "- {DomainName: store, DefaultExpirationDays: 30}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(SHOP)
    (tmp_path / "more.csv").write_text("FirstName\nAna\n")
    (tmp_path / "program.py").write_text(PROGRAM)
    return tmp_path


def first_names(path: Path) -> list[str]:
    (domain,) = json.loads(path.read_text())["Domains"]
    return [profile["FirstName"] for profile in domain["Profiles"]]


def test_run_begins_with_what_it_loads_and_ends_with_a_dump(folder: Path) -> None:
    arguments = ("--load", "shop.yaml", "--load", "more.csv", "--dump", "out.json", "program.py")
    done = run(*arguments, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "['Ana', 'Ana']\n", "")
    assert first_names(folder / "out.json") == ["Ana", "Ana", "New"]


@pytest.mark.parametrize(("last", "status"), [("sys.exit(7)", 7), ("1 / 0", 1)])
def test_the_dump_is_written_however_the_program_ends(folder: Path, last: str, status: int) -> None:
    (folder / "program.py").write_text(f"{PROGRAM}{last}\n")
    done = run("--load", "shop.yaml", "--dump", "out.json", "program.py", cwd=folder)
    assert done.returncode == status
    assert first_names(folder / "out.json") == ["Ana", "New"]


def test_the_region_is_the_one_that_the_program_uses(folder: Path) -> None:
    arguments = ("--region", "eu-west-2", "--load", "shop.yaml", "--dump", "out.yaml")
    done = run(*arguments, "program.py", cwd=folder)
    assert (done.stdout, done.stderr) == ("['Ana']\n", "")
    document = yaml.safe_load((folder / "out.yaml").read_text())
    assert len(document["Domains"][0]["Profiles"]) == 2


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("run", "--region", "eu-west-9", "program.py"), "did you mean 'eu-west-2'?"),
        (
            ("run", "--region", "mars", "program.py"),
            "is not offered at 'mars'; it is offered in af-",
        ),
        (
            ("serve", "--port", "0", "--region", "mars"),
            "is not offered at 'mars'; it is offered in",
        ),
        (("run", "--domain", "shop", "program.py"), "--domain is for CSV files; other files hold"),
    ],
)
def test_an_option_that_nothing_can_come_of_is_a_usage_error(
    arguments: tuple[str, ...], error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as raised:
        cli.main(list(arguments))
    assert raised.value.code == 2
    assert error in capsys.readouterr().err


def test_the_domain_of_a_csv_file_is_named_by_an_option(folder: Path) -> None:
    (folder / "two.yaml").write_text(SHOP + STORE)
    (folder / "program.py").write_text("")
    done = run(
        "--load", "two.yaml", "--load", "more.csv", "--domain", "store", "--dump", "out.csv",
        "program.py", cwd=folder,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    header, row = (folder / "out.csv").read_text().splitlines()
    assert header == "ProfileId,FirstName"
    assert row.endswith(",Ana")


def test_a_module_that_was_given_as_a_program_is_hinted_at(folder: Path) -> None:
    done = run("pytest", cwd=folder)
    assert (done.returncode, done.stderr) == (
        2,
        "cprofiles-mock: can't open file 'pytest': [Errno 2] No such file or directory: 'pytest'; "
        "to run the module pytest, write -m pytest\n",
    )
    done = run("no_such_module", cwd=folder)
    assert done.stderr.endswith("No such file or directory: 'no_such_module'\n")


@pytest.mark.parametrize(
    "interpreter", ["python", "python3.13", "/no/such/pypy3", "python.exe", "py"]
)
def test_an_interpreter_that_was_given_as_a_program_is_to_be_left_out(
    interpreter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    with pytest.raises(CannotRunError) as raised:
        execute([interpreter, "x.py"], is_module=False)
    assert str(raised.value).endswith(
        f"; this interpreter runs the program: leave out {interpreter}"
    )


WEST = """\
import boto3
client = boto3.client("customer-profiles", region_name="eu-west-2")
client.create_domain(DomainName="west", DefaultExpirationDays=1)
"""


def test_a_dump_tells_which_domains_are_in_another_region(folder: Path) -> None:
    (folder / "west.py").write_text(WEST)
    done = run("--dump", "out.json", "west.py", cwd=folder)
    assert done.returncode == 0
    assert done.stderr == (
        "cprofiles-mock: out.json holds the state of us-east-1, which has no domains; there are "
        "domains in eu-west-2 (west); --region all writes a file for each region\n"
    )
    done = run("--load", "shop.yaml", "--dump", "out.json", "west.py", cwd=folder)
    assert done.stderr == (
        "cprofiles-mock: out.json holds the state of us-east-1; there are "
        "domains in eu-west-2 (west); --region all writes a file for each region\n"
    )


def test_a_dump_of_all_regions_is_a_file_for_each(folder: Path) -> None:
    (folder / "west.py").write_text(WEST)
    arguments = ("--region", "all", "--load", "shop.yaml", "--dump", "out.json", "west.py")
    done = run(*arguments, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert first_names(folder / "out.us-east-1.json") == ["Ana"]
    (domain,) = json.loads((folder / "out.eu-west-2.json").read_text())["Domains"]
    assert domain["DomainName"] == "west"
    assert not (folder / "out.json").exists()


def test_a_csv_dump_of_a_region_without_domains_says_where_they_are(folder: Path) -> None:
    (folder / "west.py").write_text(WEST)
    done = run("--dump", "out.csv", "west.py", cwd=folder)
    assert (done.returncode, done.stderr) == (
        2,
        f"cprofiles-mock: {folder / 'out.csv'}: add --region all, which writes a file for each "
        "region: a CSV file has the profiles of one domain, and us-east-1 has none; there are "
        "domains in eu-west-2 (west)\n",
    )
    done = run("--region", "all", "--dump", "out.csv", "west.py", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "out.eu-west-2.csv").exists()


def test_a_csv_dump_of_all_regions_is_checked_before_a_file_is_written(folder: Path) -> None:
    (folder / "west.py").write_text(WEST)
    (folder / "two.yaml").write_text(SHOP + STORE)
    arguments = ["--region", "all", "--load", "two.yaml", "--dump", "out.csv"]
    done = run(*arguments, "west.py", cwd=folder)
    assert (done.returncode, done.stderr) == (
        2,
        "cprofiles-mock: out.us-east-1.csv: a CSV file has the profiles of one domain, and "
        "us-east-1 has shop, store; add --domain NAME, which leaves out regions without that "
        "domain, or dump to a .json or .yaml file, which holds all domains\n",
    )
    assert list(folder.glob("out*")) == []
    done = run(*arguments, "--domain", "store", "west.py", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert [each.name for each in folder.glob("out*")] == ["out.us-east-1.csv"]
    done = run(*arguments, "--domain", "stor", "west.py", cwd=folder)
    assert (done.returncode, done.stderr) == (
        2,
        "cprofiles-mock: out.eu-west-2.csv: there is no domain 'stor' in eu-west-2; there are "
        "west\n",
    )


def test_a_csv_dump_of_all_regions_needs_a_domain(folder: Path) -> None:
    (folder / "nothing.py").write_text("")
    done = run("--region", "all", "--dump", "out.csv", "nothing.py", cwd=folder)
    assert (done.returncode, done.stderr) == (
        2,
        "cprofiles-mock: out.us-east-1.csv: create or load a domain first: a CSV file has the "
        "profiles of one domain, and us-east-1 has none\n",
    )


def test_a_dump_of_all_regions_names_an_account_that_is_not_the_default(folder: Path) -> None:
    (folder / "other.py").write_text(
        "import os\nos.environ['MOTO_ACCOUNT_ID'] = 'our/own'\n"
        + WEST
        + "del os.environ['MOTO_ACCOUNT_ID']\n"
    )
    done = run("--region", "all", "--dump", "out.json", "other.py", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "out.our%2Fown.eu-west-2.json").exists()
    done = run("--dump", "out.json", "other.py", cwd=folder)
    assert "there are domains in eu-west-2 of account our/own (west);" in done.stderr


def test_a_dump_of_all_regions_is_of_the_default_one_where_there_is_nothing(folder: Path) -> None:
    (folder / "nothing.py").write_text("")
    done = run("--region", "all", "--dump", "out.yaml", "nothing.py", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert yaml.safe_load((folder / "out.us-east-1.yaml").read_text())["Domains"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--load", "broken.yaml"),
            "broken.yaml:4: Domains[0].Profil: is not a member here; did you mean Profiles?",
        ),
        (
            ("--load", "empty.yaml"),
            'empty.yaml: is empty; a state without domains is written as "Domains: []", or '
            '{"Domains": []} in JSON',
        ),
        (("--load", "missing.json"), "[Errno 2] No such file or directory: 'missing.json'"),
        (("--load", "shop.txt"), "shop.txt: the suffix must be one of .json, .yaml, .yml, .csv"),
        (("--dump", "out.txt"), "out.txt: the suffix must be one of .json, .yaml, .yml, .csv"),
        (
            ("--dump", "no/such/out.json"),
            "no/such/out.json: there is no folder no/such; make it before the program runs",
        ),
        (
            ("--load", "more.csv"),
            "more.csv: create or load a domain first: a CSV file has the profiles of one domain, "
            "and us-east-1 has none; load a file that makes it before, --load state.yaml --load "
            "more.csv, with 'Domains: [{DomainName: shop, DefaultExpirationDays: 366}]' in "
            "state.yaml",
        ),
        (
            ("--load", "two.yaml", "--load", "more.csv"),
            "more.csv: add --domain NAME: a CSV file has the profiles of one domain, and us-east-1 "
            "has shop, store",
        ),
        (
            ("--load", "two.yaml", "--load", "more.csv", "--domain", "shops"),
            "more.csv: there is no domain 'shops' in us-east-1; there are shop, store; load a file "
            "that makes it before, --load state.yaml --load more.csv, with 'Domains: [{DomainName: "
            "shops, DefaultExpirationDays: 366}]' in state.yaml",
        ),
    ],
)
def test_what_cannot_be_loaded_or_dumped_is_a_usage_error_in_one_line(
    folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    (folder / "empty.yaml").touch()
    (folder / "two.yaml").write_text(SHOP + STORE)
    (folder / "broken.yaml").write_text(SHOP.replace("Profiles", "Profil"))
    done = run(*arguments, "program.py", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"cprofiles-mock: {message}\n")


@pytest.mark.parametrize(
    ("last", "status"),
    [("", 2), ("sys.exit()", 2), ("sys.exit(0)", 2), ("sys.exit(7)", 7), ("1 / 0", 1)],
)
def test_a_dump_that_cannot_be_written_is_a_failure_that_is_told_after_the_program(
    folder: Path, last: str, status: int
) -> None:
    (folder / "program.py").write_text(f"import os\nos.mkdir('out.json')\n{PROGRAM}{last}\n")
    done = run("--load", "shop.yaml", "--dump", "out.json", "program.py", cwd=folder)
    assert (done.returncode, done.stdout) == (status, "['Ana']\n")
    assert done.stderr.endswith(
        f"cprofiles-mock: [Errno 21] Is a directory: '{folder / 'out.json'}'\n"
    )


def test_the_dump_is_written_where_the_command_began(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "program.py").write_text("import os\nos.chdir('elsewhere')\n")
    done = run("--load", "shop.yaml", "--dump", "out.json", "program.py", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert first_names(folder / "out.json") == ["Ana"]


def test_serve_begins_with_what_it_loads(folder: Path) -> None:
    command = [sys.executable, "-m", "cprofiles_mock", "serve", "--port", "0"]
    command += ["--region", "eu-west-2", "--load", "shop.yaml", "--load", "more.csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
        assert process.stdout is not None
        try:
            client = boto3.client(
                "customer-profiles",
                endpoint_url=process.stdout.readline().rsplit(" ", 1)[1].strip(),
                region_name="eu-west-2",
                aws_access_key_id="testing",
                aws_secret_access_key="testing",
            )
            assert client.get_domain(DomainName="shop")["Stats"]["ProfileCount"] == 2
        finally:
            process.terminate()


def test_serve_does_not_serve_what_it_cannot_load(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "null.json").write_text("null")
    assert cli.main(["serve", "--port", "0", "--load", str(folder / "null.json")]) == 2
    assert "null.json:1: is empty; " in capsys.readouterr().err
    missing = str(folder / "missing.json")
    assert cli.main(["serve", "--port", "0", "--load", missing]) == 2
    assert capsys.readouterr().err.endswith(f"No such file or directory: '{missing}'\n")
