"""The release workflow, and the notes that it publishes."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest
import yaml

from tests.support.documentation import ROOT

CHANGELOG = "# Changelog\n\n## 1.1.0, unreleased\n\n- b\n\n## 1.0.0, 2026-12-01\n\n- a\n"

WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"


@pytest.fixture
def release_notes(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(ROOT / "docs")
    return import_module("release_notes")


def test_the_notes_are_the_version_s_section_of_the_changelog(release_notes: Any) -> None:
    assert release_notes.section("1.0.0", CHANGELOG) == "- a\n"


@pytest.mark.parametrize(
    ("version", "message"), [("1.1.0", "no date for 1.1.0"), ("9.9.9", "no section for 9.9.9")]
)
def test_a_version_without_a_dated_section_is_refused(
    release_notes: Any, version: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        release_notes.section(version, CHANGELOG)


def test_a_tag_of_another_version_publishes_nothing() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "release_notes.py"), "9.9.9"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "pyproject.toml has another version than 9.9.9\n"


def test_nothing_is_published_before_everything_is_checked() -> None:
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    assert [job.get("needs") for job in jobs.values()] == [None, "check", "build", "publish"]
    assert "run .ci/run" in [f"run {step.get('run')}" for step in jobs["check"]["steps"]]
    commands = [step["run"] for step in jobs["build"]["steps"] if "run" in step]
    assert any(command.startswith("python docs/release_notes.py") for command in commands)
    assert any("twine check --strict" in command for command in commands)


def test_only_the_job_that_publishes_may_ask_for_an_identity() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    asking = [name for name, job in workflow["jobs"].items() if "id-token" in str(job)]
    assert asking == ["publish"]


@pytest.mark.parametrize("path", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml")))
def test_an_issue_template_asks_for_something(path: Any) -> None:
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert form["name"]
    assert form["description"]
    questions = [part for part in form["body"] if part["type"] != "markdown"]
    assert len({part["id"] for part in questions}) == len(questions)
    assert any(part.get("validations", {}).get("required") for part in questions)
