"""``cprofiles-mock probe``, with the mock's own server as far side, and with one that differs."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

import cprofiles_mock
from cprofiles_mock import cli
from cprofiles_mock.remote import probing
from cprofiles_mock.remote.answers import Normaliser, at, filled
from cprofiles_mock.remote.asking import SETTLING, Answered, Side
from cprofiles_mock.remote.errors import RemoteError
from cprofiles_mock.remote.probes import PROBES
from cprofiles_mock.remote.probes.probe import Probe, Raw, call, find, profile, read, search
from cprofiles_mock.remote.progress import Progress
from cprofiles_mock.remote.report import Finding, report
from tests.resources.test_profile_objects import needs_batch
from tests.support.controls import ControlsOnServer

pytestmark = pytest.mark.in_process


@pytest.fixture
def ask(far: Any, server: str) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command, against the server unless told otherwise."""

    def run(*arguments: str, against: str | None = server) -> subprocess.CompletedProcess[str]:
        output, errors = io.StringIO(), io.StringIO()
        where = [] if against is None else ["--against", against]
        with redirect_stdout(output), redirect_stderr(errors):
            status = cli.main(["probe", "--domain-prefix", "probe", *where, *arguments])
        return subprocess.CompletedProcess(arguments, status, output.getvalue(), errors.getvalue())

    return run


@needs_batch
def test_the_mock_agrees_with_its_own_server_in_everything(
    ask: Any, far: Any, tmp_path: Path
) -> None:
    out = tmp_path / "report.md"

    done = ask("--out", str(out))

    text = out.read_text("utf-8")
    assert f"{len(PROBES)} statements: {len(PROBES)} same, 0 different, 0 not asked" in text
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        f"## {each.row} …" for each in PROBES
    ]
    # Nothing is left of the domains.
    assert far.list_domains()["Items"] == []


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_a_probe_names_what_is_of_its_own_region_and_account(ask: Any, region: str) -> None:
    done = ask("--about", "A data stream that does not exist", "--region", region)

    assert f'both: {{"EventStreamArn": "arn:aws:profile:{region}:<account>:' in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


DIFFERENT = """
import dataclasses
import sys
from cprofiles_mock import cli, resources
from cprofiles_mock.exceptions import BadRequestException
from cprofiles_mock.state.registry import HANDLERS

delete_integration = HANDLERS["DeleteIntegration"]
create_domain = HANDLERS["CreateDomain"]

def deleted(*arguments):
    delete_integration.function(*arguments)
    return {"Message": "Deleted"}

def created(*arguments):
    try:
        return create_domain.function(*arguments)
    except BadRequestException:
        raise BadRequestException("It already exists") from None

HANDLERS["DeleteIntegration"] = dataclasses.replace(delete_integration, function=deleted)
HANDLERS["CreateDomain"] = dataclasses.replace(create_domain, function=created)
sys.exit(cli.main(["serve", "--port", "0"]))
"""


@pytest.fixture
def different_server() -> Iterator[str]:
    """A server that differs in a message, and in the text of an error."""
    with subprocess.Popen(
        [sys.executable, "-c", DIFFERENT], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield line.split()[-1]
        finally:
            process.terminate()


@needs_batch
def test_a_server_that_differs_is_found_out(ask: Any, different_server: str) -> None:
    # Both that differ, and enough that do not; the test above asks everything.
    about = "ti"
    done = ask("--about", about, against=different_server)

    assert done.returncode == 1
    chosen = len(probing.probes_about(about))
    assert chosen > 40
    head, *sections = done.stdout.split("\n## ")
    assert f"{chosen} statements: {chosen - 2} same, 2 different, 0 not asked" in head
    assert sections[0].splitlines() == [
        "The whole text of an existing domain …",
        "",
        "different",
        "",
        '- `CreateDomain {"DomainName": "<domain>", "DefaultExpirationDays": 30}`',
        "  - the mock: BadRequestException (400): Domain "
        f"probe-{_number('The whole text')} already exists",
        "  - the far side: BadRequestException (400): It already exists",
    ]
    assert sections[1].splitlines()[4:8] == [
        '- `DeleteIntegration {"Uri": "arn:<partition>:appflow:<region>:<account>:flow/probe"}`',
        '  - the mock: {"Message": "OK"}',
        '  - the far side: {"Message": "Deleted"}',
        '- `DeleteIntegration {"Uri": "arn:<partition>:appflow:<region>:<account>:flow/probe"}`',
    ]
    assert "\nsame\n" in sections[2]


def _number(row: str) -> int:
    return next(n for n, each in enumerate(PROBES, 1) if each.row.startswith(row))


def test_an_answer_that_fails_once_is_a_difference(ask: Any, controls: ControlsOnServer) -> None:
    controls.fail_next("UpdateDomain", "BadRequestException", message="not now")
    done = ask("--about", "Tags, where given")
    assert done.returncode == 1
    assert "  - the far side: BadRequestException (400): not now" in done.stdout


def test_what_cannot_be_prepared_is_told_and_no_agreement(
    ask: Any, controls: ControlsOnServer, far: Any
) -> None:
    controls.fail_next("CreateProfile", "AccessDeniedException", message="no")
    done = ask("--about", "An identifier that is given twice")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-4:] == [
        "not asked",
        "",
        "- the mock: could be asked",
        "- the far side: CreateProfile: AccessDeniedException: no",
    ]
    assert far.list_domains()["Items"] == []


def test_a_domain_that_is_there_already_is_neither_used_nor_deleted(ask: Any, far: Any) -> None:
    name = f"probe-{_number('An identifier')}"
    far.create_domain(DomainName=name, DefaultExpirationDays=30)
    done = ask("--about", "An identifier that is given twice")
    assert done.returncode == 2
    assert f"there is a domain {name} already" in done.stderr
    assert [each["DomainName"] for each in far.list_domains()["Items"]] == [name]


def test_ctrl_c_ends_a_probe_and_its_domains_are_deleted(
    ask: Any, far: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Side._question

    def interrupt(side: Side, *arguments: Any) -> Any:
        if side.client.meta.endpoint_url.startswith("http://127"):
            assert len(far.list_domains()["Items"]) == 1
            raise KeyboardInterrupt
        return question(side, *arguments)

    monkeypatch.setattr(Side, "_question", interrupt)
    done = ask("--about", "An identifier that is given twice")
    assert (done.returncode, done.stderr) == (130, "cprofiles-mock: interrupted\n")
    assert far.list_domains()["Items"] == []


def test_domains_that_cannot_be_deleted_are_named(ask: Any, controls: ControlsOnServer) -> None:
    controls.fail_next("DeleteDomain", "BadRequestException", message="busy", times=2)
    done = ask("--about", "An identifier that is given twice")
    assert done.returncode == 2
    assert done.stderr == (
        "cprofiles-mock: these domains could not be deleted, so delete them: "
        f"probe-{_number('An identifier')}\n"
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--about", "no such row"), "no probe has 'no such row' in its row"),
        (("--domain-prefix", "a b"), "--domain-prefix: 'a b' is not 1 to 50 letters"),
        (("--about", "An identifier", "--out", "none/r.md"), "No such file or directory"),
    ],
)
def test_mistakes_in_the_arguments_are_told(
    arguments: tuple[str, ...], says: str, ask: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    done = ask(*arguments)
    assert done.returncode == 2
    assert says in done.stderr


def test_a_probe_of_aws_is_refused_while_the_mock_is_active(ask: Any) -> None:
    with cprofiles_mock.mock_customerprofiles():
        done = ask(against=None)
    assert done.returncode == 2
    assert "the mock is active in this process" in done.stderr


def test_a_mock_that_is_active_keeps_its_state(ask: Any) -> None:
    with cprofiles_mock.mock_customerprofiles() as mock:
        mock.load({"Domains": [{"DomainName": "mine", "DefaultExpirationDays": 7}]})
        before = mock.dump()
        assert ask("--about", "An identifier that is given twice").returncode == 0
        assert mock.dump() == before


# --- on AWS --------------------------------------------------------------------------------------


@pytest.fixture
def as_aws(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Lets the server count as AWS; returns the times that are waited."""
    waited: list[float] = []
    monkeypatch.setattr(probing, "is_local", lambda _: False)
    monkeypatch.setattr(probing, "_account", lambda *_, **__: "123456789012")
    monkeypatch.setattr("time.sleep", waited.append)
    return waited


@pytest.mark.parametrize(
    ("typed", "status"), [("y\n", 0), ("Yes\n", 0), ("n\n", 2), ("\n", 2), ("", 2)]
)
def test_aws_is_called_only_after_the_calls_are_listed_and_agreed_to(
    typed: str,
    status: int,
    ask: Any,
    as_aws: list[float],
    controls: ControlsOnServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    done = ask("--about", "An identifier that is given twice")
    assert done.returncode == status
    assert done.stderr.splitlines()[1:6] == [
        "      1 BatchGetProfile",
        "      1 CreateDomain",
        "      1 CreateProfile",
        "      1 DeleteDomain",
        "The domains are named probe-1 and so on; each is deleted after its probe.",
    ]
    assert bool(controls.calls) == (status == 0)


def test_with_yes_nobody_is_asked(ask: Any, as_aws: list[float]) -> None:
    done = ask("--about", "An identifier that is given twice", "--yes")
    assert (done.returncode, done.stderr) == (0, "")


def test_aws_is_called_at_the_pace_that_it_allows_and_given_time_to_settle(
    ask: Any, as_aws: list[float]
) -> None:
    ask("--about", "An identifier that is given twice", "--yes")
    # CreateDomain, CreateProfile, BatchGetProfile, DeleteDomain.
    assert as_aws == [1.0, 0.2, 0.2, SETTLING, 1.0]


class Slow:
    """A client that does not show at once what was written."""

    def __init__(self, reads: int) -> None:
        self.meta = SimpleNamespace(endpoint_url="https://profile.us-east-1.amazonaws.com")
        self.reads = reads

    def create_domain(self, **_: Any) -> dict[str, Any]:
        return {}

    delete_domain = create_domain

    def search_profiles(self, **_: Any) -> dict[str, Any]:
        self.reads -= 1
        return {"Items": [] if self.reads > 0 else [{"ProfileId": "a" * 32}]}


def slow_side(client: Any) -> Side:
    return Side(client, {"arn": "arn:<domain>"}, True, Progress("asking"))


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr("time.sleep", found.append)
    return found


def test_a_read_is_made_again_until_it_is_answered_as_by_the_mock(waited: list[float]) -> None:
    side = slow_side(Slow(3))
    expected = [{"Items": [{"ProfileId": "<id 1>"}]}]
    assert side.ask(Probe("row", [search("k", "1")]), "d", expected).answers == expected
    assert waited.count(SETTLING) == 3


def test_a_read_that_stays_different_is_a_difference(waited: list[float]) -> None:
    side = slow_side(Slow(1000))
    expected = [{"Items": [{"ProfileId": "<id 1>"}]}]
    assert side.ask(Probe("row", [search("k", "1")]), "d", expected) == Answered([{"Items": []}])


def test_what_a_probe_needs_is_waited_for_too(waited: list[float]) -> None:
    probe = Probe("row", [search("k", "<profile>")], [find("k", "1")])
    assert slow_side(Slow(4)).ask(probe, "d").trouble == ""
    assert slow_side(Slow(1000)).ask(probe, "d").trouble == (
        "SearchProfiles: the answer has no Items.0.ProfileId"
    )


def test_an_operation_or_a_member_that_the_installed_botocore_lacks_is_told() -> None:
    unknown = [call("CreateProfile", MadeUp=1), call("CreateAnything", Name="a")]
    assert slow_side(Slow(1)).ask(Probe("row", [*unknown, Raw("GET", "/")]), "d").trouble == (
        "this botocore does not know CreateProfile.MadeUp, CreateAnything"
    )


@pytest.mark.parametrize("error", ["gone", "offline"])
def test_domains_that_are_gone_are_cleaned_up_and_others_are_not(
    error: str, waited: list[float]
) -> None:
    side = slow_side(Slow(1))
    side.domains.append("d")

    def fail(**_: Any) -> None:
        if error == "offline":
            raise RemoteError("offline")
        raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "DeleteDomain")

    side.client.delete_domain = fail
    side.clean_up()
    assert side.domains == ([] if error == "gone" else ["d"])


def test_the_account_is_that_of_the_credentials(server: str, far: Any) -> None:
    assert probing._account(far, "us-east-1", is_aws=False) == "123456789012"


def test_an_account_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    client = boto3.client("customer-profiles", endpoint_url="http://127.0.0.1:9")
    with pytest.raises(RemoteError, match="GetCallerIdentity: Could not connect"):
        probing._account(client, "us-east-1", is_aws=False)


# --- answers -------------------------------------------------------------------------------------


def test_what_a_side_makes_up_is_replaced_and_stays_the_same_where_it_is_the_same() -> None:
    one, two = "a" * 32, "b" * 32
    key = "qJdiu6cRQdd2EOo8+TNFEu5l06R80/LuMezreyNJq0o="
    normaliser = Normaliser()
    assert normaliser.answer(
        {
            "B": [two, f"is {one} here", two],
            "A": one,
            "Key": key,
            "NextToken": "abc",
            "Text": f"DomainName d is not found in account 123456789012: {key}",
            "Arn": "arn:aws:profile:us-east-1:123456789012:domains/d",
            "By": "arn:aws:sts::123456789012:user/moto",
            "At": '{"at": "2026-01-02T03:04:05.678Z", "uuid": "'
            + "-".join(("1" * 8, "2" * 4, "3" * 4, "4" * 4, "5" * 12))
            + '"}',
            "Count": 3,
            one: None,
        }
    ) == {
        "A": "<id 1>",
        "B": ["<id 3>", "is <id 1> here", "<id 3>"],
        "Key": "<key 1>",
        "NextToken": "<token>",
        "Text": "DomainName d is not found in account <account>: <key 1>",
        "Arn": "arn:aws:profile:us-east-1:<account>:domains/d",
        "By": "<caller>",
        "At": '{"at": "<time>", "uuid": "<id 2>"}',
        "Count": 3,
        "<id 1>": None,
    }
    assert normaliser.text(two) == "<id 3>"


def test_what_was_kept_is_filled_in() -> None:
    kept = {"ana": "1", "domain": "d"}
    assert filled({"<ana>": ["<ana>", 2, "<x>", "<domain>-b"]}, kept) == {
        "1": ["1", 2, "<x>", "d-b"]
    }


@pytest.mark.parametrize(
    ("path", "found"), [("A.0.B", 1), ("A.1.B", None), ("C", None), ("A", [{"B": 1}])]
)
def test_an_answer_is_read_by_a_path(path: str, found: Any) -> None:
    assert at({"A": [{"B": 1}]}, path) == found


def test_a_report_shows_long_questions_cut_short() -> None:
    probe = Probe("row", [profile(FirstName="x" * 500), read(), Raw("POST", "/p", b"\xff{")])
    answers = Answered([{"a": 1}, {}, {"code": "C", "status": 400, "message": "m"}])
    text = report([Finding(probe, answers, answers)], "here")
    assert text.startswith("# Probes of here\n\n1 statements: 1 same, 0 different, 0 not asked\n")
    assert f'- `CreateProfile {{"FirstName": "{"x" * 285}...`\n  - both: {{"a": 1}}' in text
    assert "- `POST /p ÿ{`\n  - both: C (400): m" in text
