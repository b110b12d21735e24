"""Each choice of the fidelity page has a probe, or a reason why it has none."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.remote.kinds import input_members
from cprofiles_mock.remote.probes import PROBES
from cprofiles_mock.remote.probes.probe import Call
from cprofiles_mock.state.registry import HANDLERS
from tests.remote.unprobed import UNPROBED
from tests.resources.test_profile_objects import needs_batch
from tests.support.documentation import ROOT

pytestmark = pytest.mark.in_process


@pytest.fixture(scope="module")
def choices() -> list[str]:
    """The rows that are choices."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs")
        grades: Any = import_module("grades")
    page = (ROOT / "docs" / "fidelity.md").read_text("utf-8")
    return [each.text for each in grades.statements(page) if each.grade == "choice"]


QUOTES = [*(each.row for each in PROBES), *UNPROBED]


def test_every_choice_has_a_probe_or_a_reason_why_it_has_none(choices: list[str]) -> None:
    """Add a probe to ``cprofiles_mock/remote/probes``, or a reason to ``tests/remote/unprobed``."""
    lacking = [row for row in choices if not any(row.startswith(quote) for quote in QUOTES)]
    assert lacking == []


def test_every_probe_and_every_reason_quotes_the_first_words_of_one_choice(
    choices: list[str],
) -> None:
    quoted = {quote: [row for row in choices if row.startswith(quote)] for quote in QUOTES}
    assert {quote: rows for quote, rows in quoted.items() if len(rows) != 1} == {}


def test_no_choice_has_both_a_probe_and_a_reason_or_two_of_either(choices: list[str]) -> None:
    for row in choices:
        assert len([quote for quote in QUOTES if row.startswith(quote)]) == 1, row


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.row[:30])
def test_a_probe_makes_domains_below_the_prefix_alone(probe: Any) -> None:
    steps = [each for each in (*probe.given, *probe.asked) if isinstance(each, Call)]
    names = [str(each.members.get("DomainName", "<domain>")) for each in steps]
    assert [name for name in names if not name.startswith("<domain>")] == []
    assert {each.operation for each in steps} <= HANDLERS.keys()


@needs_batch
def test_a_probe_has_members_that_the_newest_service_model_has() -> None:
    """One of an older botocore is told not to know them."""
    for probe in PROBES:
        for step in (*probe.given, *probe.asked):
            if isinstance(step, Call):
                assert step.members.keys() <= input_members(step.operation).keys()
                assert step.operation in service_model().operation_names
