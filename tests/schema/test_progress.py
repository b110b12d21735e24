"""What is shown to whoever waits."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Any

import pytest

from cprofiles_mock.schema import progress
from cprofiles_mock.testing.handle import MockHandle
from tests.support.terminal import Terminal

pytestmark = pytest.mark.in_process

DOCUMENT = {
    "Domains": [
        {
            "DomainName": "customers",
            "DefaultExpirationDays": 30,
            "Profiles": [{"FirstName": f"x{number}"} for number in range(1200)],
        }
    ]
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is so quick that it needs no bar, and no text is short."""
    monkeypatch.setattr(progress, "DELAY", 0)
    monkeypatch.setattr(progress, "SHORT", 10_000)


def test_a_bar_is_shown_on_a_terminal(
    client: Any, impatient: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    mock = MockHandle()
    mock.load(DOCUMENT)
    assert "loading profiles:" in terminal.getvalue()
    assert "/1200" in terminal.getvalue()
    for suffix, shown in (("json", "loading profiles:"), ("yaml", "reading:"), ("csv", "loading")):
        path = tmp_path / f"state.{suffix}"
        terminal.truncate(0)
        mock.dump(path)
        assert "dumping profiles:" in terminal.getvalue()
        assert "/1200" in terminal.getvalue()
        assert ("writing:" in terminal.getvalue()) == (suffix != "csv")
        terminal.truncate(0)
        if suffix == "csv":
            mock.load({"Domains": [{"DomainName": "customers", "DefaultExpirationDays": 1}]})
        mock.load(path)
        assert shown in terminal.getvalue()


def test_no_bar_is_shown_elsewhere(
    client: Any, impatient: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    mock = MockHandle()
    mock.load(DOCUMENT)
    mock.dump(tmp_path / "state.yaml")
    mock.load(tmp_path / "state.yaml")
    mock.dump(tmp_path / "state.json")
    mock.dump(tmp_path / "state.csv")
    assert capsys.readouterr().err == ""


def test_no_bar_is_shown_for_what_is_quick_or_little(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "DELAY", 60)
    MockHandle().load(DOCUMENT)
    MockHandle().dump()
    monkeypatch.setattr(progress, "DELAY", 0)
    MockHandle().reset()
    MockHandle().load({"Domains": []})
    MockHandle().dump()
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(client: Any, enabled: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        MockHandle().load(DOCUMENT)
        MockHandle().dump()
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was else gc.disable)()
