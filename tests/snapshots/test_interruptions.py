"""Ctrl-C while a file is loaded or dumped: the state is as before, and one sentence says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from cprofiles_mock import cli
from cprofiles_mock.runtime import identifiers, interrupts
from cprofiles_mock.snapshots import files, profile_loading
from cprofiles_mock.state.profile_store import ProfileStore
from cprofiles_mock.testing.handle import MockHandle
from tests.cli.test_cli import run

pytestmark = pytest.mark.in_process

SHOP = {
    "DomainName": "shop",
    "DefaultExpirationDays": 30,
    "RuleBasedMatching": {
        "Enabled": True,
        "MatchingRules": [{"Rule": ["FirstName"]}],
        "MaxAllowedRuleLevelForMatching": 1,
    },
    "Profiles": [{"FirstName": "Ana", "Attributes": {"tier": "gold"}}, {"FirstName": "Joe"}],
}

Press = Callable[[Any, str, int], None]


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    """Presses Ctrl-C at the n-th call of a function."""

    def press_at(owner: Any, name: str, number: int) -> None:
        original, calls = getattr(owner, name), count(1)

        def pressing(*arguments: Any, **named: Any) -> Any:
            result = original(*arguments, **named)
            if next(calls) == number:
                signal.raise_signal(signal.SIGINT)
            return result

        monkeypatch.setattr(owner, name, pressing)

    return press_at


def in_yaml(path: Path, profiles: int) -> str:
    lines = ["Domains:", "- DomainName: store", "  DefaultExpirationDays: 30", "  Profiles:"]
    path.write_text("\n".join([*lines, *["  - FirstName: Ana"] * profiles]))
    return str(path)


@pytest.mark.parametrize(
    ("owner", "name", "number"),
    [
        (identifiers, "hex_id", 3),
        (profile_loading.ProfileReader, "finish", 1),
        # All is in place already, and the call has not returned.
        (files, "load_document", 1),
    ],
)
def test_a_document_that_is_interrupted_leaves_the_state_as_it_was(
    client: Any, handle: Any, press: Press, tmp_path: Path, owner: Any, name: str, number: int
) -> None:
    handle.load({"Domains": [SHOP]})
    before, path = handle.dump(), in_yaml(tmp_path / "store.yaml", profiles=5)
    press(owner, name, number)
    with pytest.raises(KeyboardInterrupt) as raised:
        handle.load(path)
    assert str(raised.value) == f"loading {path} was interrupted; the state is as it was before"
    assert raised.value.__suppress_context__
    assert handle.dump() == before
    handle.load(path)
    assert [each["DomainName"] for each in handle.dump()["Domains"]] == ["shop", "store"]


def test_a_mapping_and_a_text_have_no_name_to_tell(client: Any, press: Press) -> None:
    backend = MockHandle().backend()
    reason = "^loading a state was interrupted; the state is as it was before$"
    press(files, "load_document", 1)
    with pytest.raises(KeyboardInterrupt, match=reason):
        files.load(backend, {"Domains": [SHOP]})
    press(files, "load_document", 1)
    with pytest.raises(KeyboardInterrupt, match=reason):
        files.load_text(backend, "Domains: []", "yaml")
    assert not backend.domains


@pytest.mark.parametrize(
    ("owner", "name", "number"),
    [
        (identifiers, "hex_id", 2),
        # Some of the profiles are in the domain already, then all of them.
        (profile_loading.ProfileReader, "add", 2),
        (profile_loading.ProfileReader, "add", 3),
        (profile_loading.ProfileReader, "finish", 1),
    ],
)
def test_a_csv_file_that_is_interrupted_adds_no_profile(
    client: Any, handle: Any, press: Press, tmp_path: Path, owner: Any, name: str, number: int
) -> None:
    handle.load({"Domains": [SHOP]})
    path = tmp_path / "people.csv"
    path.write_text("FirstName,Attributes.tier\nAna,gold\nAna,\nZoe,\n")
    before, stats = handle.dump(), client.get_domain(DomainName="shop")["Stats"]
    press(owner, name, number)
    with pytest.raises(KeyboardInterrupt) as raised:
        handle.load(path)
    assert str(raised.value) == f"loading {path} was interrupted; the state is as it was before"
    assert handle.dump() == before
    assert client.get_domain(DomainName="shop")["Stats"] == stats
    assert found(client, "Zoe") == 0
    assert client.list_rule_based_matches(DomainName="shop")["MatchIds"] == []
    handle.load(path)
    assert (found(client, "Ana"), found(client, "Zoe")) == (3, 1)
    assert len(client.list_rule_based_matches(DomainName="shop")["MatchIds"]) == 1


def found(client: Any, first_name: str) -> int:
    answer = client.search_profiles(DomainName="shop", KeyName="_fullName", Values=[first_name])
    return len(answer["Items"])


def test_a_dump_that_is_interrupted_writes_nothing(
    client: Any, handle: Any, press: Press, tmp_path: Path
) -> None:
    handle.load({"Domains": [SHOP]})
    path = tmp_path / "out.json"
    press(ProfileStore, "values", 1)
    with pytest.raises(KeyboardInterrupt) as raised:
        handle.dump(path)
    assert str(raised.value) == f"dumping {path} was interrupted"
    assert not path.exists()


def test_a_file_is_written_whole_if_the_interruption_comes_too_late(
    client: Any, handle: Any, press: Press, tmp_path: Path
) -> None:
    path = tmp_path / "out.json"
    press(Path, "write_bytes", 1)
    with pytest.raises(KeyboardInterrupt):
        handle.dump(path)
    handle.load(path)


def test_nothing_is_deferred_in_another_thread_or_for_a_handler_of_another_language() -> None:
    seen = []

    def in_thread() -> None:
        before = signal.getsignal(signal.SIGINT)
        with interrupts.deferred() as is_pressed:
            seen.append((signal.getsignal(signal.SIGINT) is before, is_pressed()))

    thread = Thread(target=in_thread)
    thread.start()
    thread.join()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interrupts.deferred() as is_pressed:
            seen.append((signal.getsignal(signal.SIGINT) == signal.SIG_IGN, is_pressed()))
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == [(True, False)] * 2


# --- the command --------------------------------------------------------------------------------


def test_a_run_that_is_interrupted_while_it_loads_ends_with_130_and_one_sentence(
    press: Press, tmp_path: Path
) -> None:
    in_yaml(tmp_path / "store.yaml", profiles=5)
    (tmp_path / "program.py").write_text("print('ran')")
    press(identifiers, "hex_id", 3)
    done = run("--load", "store.yaml", "program.py", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (
        130,
        "",
        "cprofiles-mock: loading store.yaml was interrupted; the state is as it was before\n",
    )


@pytest.mark.parametrize(("last", "status"), [("", 130), ("raise SystemExit(7)", 7)])
def test_a_dump_at_the_end_that_is_interrupted_does_not_change_a_failure(
    press: Press, tmp_path: Path, last: str, status: int
) -> None:
    (tmp_path / "program.py").write_text(f"print('ran')\n{last}")
    press(files, "document_of", 1)
    done = run("--dump", "out.json", "program.py", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (status, "ran\n")
    assert done.stderr == f"cprofiles-mock: dumping {tmp_path / 'out.json'} was interrupted\n"


def test_an_interruption_at_any_other_moment_needs_no_traceback_either(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "cprofiles_mock.cli.serve.check_options", lambda *_: signal.raise_signal(signal.SIGINT)
    )
    assert cli.main(["serve"]) == 130
    assert capsys.readouterr().err == "cprofiles-mock: interrupted\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("command", [("run",), ("serve", "--port", "0")])
def test_a_process_that_waits_for_its_file_ends_the_same_way(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    os.mkfifo(tmp_path / "state.yaml")
    rest = ["program.py"] if command == ("run",) else []
    arguments = [sys.executable, "-m", "cprofiles_mock", *command, "--load", "state.yaml", *rest]
    with subprocess.Popen(
        arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        # Development mode would tell of a file that Python was just opening.
        env={**os.environ, "PYTHONDEVMODE": ""},
    ) as process:
        try:
            # Opening waits for the reader, which then waits for a text.
            with open(tmp_path / "state.yaml", "w"):
                process.send_signal(signal.SIGINT)
                output, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, output) == (130, "")
    assert errors == (
        "cprofiles-mock: loading state.yaml was interrupted; the state is as it was before\n"
    )
