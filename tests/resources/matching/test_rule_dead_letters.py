"""Profiles that rules do not match, because too many others have the same values."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.resources.matching.test_rule_matching import create, new_domain

pytestmark = pytest.mark.in_process

TEXT = "All attributes at rule level 1 are associated with more than 500 records."


def test_the_log_names_each_and_folds_many(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    new_domain(client, MatchingRules=[{"Rule": ["LastName"]}])
    with caplog.at_level(logging.WARNING, logger="cprofiles_mock"):
        last = [create(client, LastName="Lee") for _ in range(512)][500:]
    lines = [message.removeprefix("domain customers: ") for message in caplog.messages]
    text = TEXT.rstrip(".")
    assert lines == [
        f"profile {last[0]} was not matched: {text}",
        f"profile {last[1]} was not matched: {text}",
        f"profile {last[2]} was not matched: {text}; the next line of this kind comes after 10 "
        "profiles",
        f"profile {last[9]} was not matched: {text}; with 10 profiles so far",
    ]


def test_the_journal_marks_the_call(client: Any, handle: Any) -> None:
    new_domain(client, MatchingRules=[{"Rule": ["LastName"]}])
    for _ in range(501):
        last = create(client, LastName="Lee")
    before, call = handle.calls[-2:]
    assert before.dead_letter is None
    letter = call.dead_letter
    assert (letter.object_type_name, letter.reason, letter.keys) == ("_profile", TEXT, ())
    assert (letter.key_name, letter.key_values) == ("_profileId", (last,))
    assert call.dead_letter.name == f"profile {last}"
    assert repr(call).endswith(f"-> ok, but a dead letter: {TEXT}")
