"""A state file that an earlier version wrote loads unchanged, and answers as it did then.

The files were written by the code of their version, from the rich state of ``rich.py``, and the
answers were recorded beside them. Nobody regenerates them: a file that a user kept does not change.
Where a later version corrects an answer, ``corrected`` says so.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from cprofiles_mock.testing.handle import MockHandle

pytestmark = pytest.mark.in_process

FILES = Path(__file__).parent / "written_by"
RECORDED: dict[str, Any] = json.loads((FILES / "answers-0.1.0.json").read_text())
STATES = ["state-0.1.0.json", "state-0.1.0.yaml"]


def corrected(asked: str, answer: dict[str, Any]) -> dict[str, Any]:
    """A recorded answer with what was corrected since; each correction is in the changelog."""
    operation = asked.split(" ", 1)[0]
    # An integration without event triggers has an empty list of them.
    if operation == "GetIntegration":
        return {"EventTriggerNames": [], **answer}
    if operation in ("ListIntegrations", "ListAccountIntegrations"):
        items = [{"EventTriggerNames": [], **item} for item in answer["Items"]]
        return {**answer, "Items": items}
    return answer


@pytest.fixture(params=STATES)
def loaded(request: pytest.FixtureRequest, client: Any) -> Any:
    """A client of a mock that has loaded a file, at the moment of the recording."""
    with time_machine.travel(datetime.fromisoformat(RECORDED["now"]), tick=False):
        MockHandle().load(FILES / request.param)
        yield client


def test_what_was_written_is_what_is_dumped_again(loaded: Any) -> None:
    assert MockHandle().dump() == json.loads((FILES / "state-0.1.0.json").read_text())


def test_every_recorded_request_has_its_recorded_answer(loaded: Any) -> None:
    methods = {api: name for name, api in loaded.meta.method_to_api_mapping.items()}
    answers = {}
    for asked in RECORDED["answers"]:
        operation, parameters = asked.split(" ", 1)
        answer = getattr(loaded, methods[operation])(**json.loads(parameters))
        del answer["ResponseMetadata"]
        answers[asked] = json.loads(json.dumps(answer, default=str))
    assert len(answers) > 100
    recorded: dict[str, dict[str, Any]] = RECORDED["answers"]
    assert answers == {asked: corrected(asked, answer) for asked, answer in recorded.items()}
