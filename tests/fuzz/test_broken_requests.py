"""Broken requests are refused, by dispatch itself, with an error that the operation declares."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cprofiles_mock import dispatch
from tests.contract.shapes import OPERATION_NAMES, input_of
from tests.fuzz.breaches import broken
from tests.fuzz.budget import ANSWERS, examples
from tests.fuzz.raw import HARMLESS, ODD_REQUESTS
from tests.fuzz.wire import Request, request_of
from tests.fuzz.world import World
from tests.support.expectations import STATUS_OF_CODE

pytestmark = pytest.mark.in_process

#: What the model forbids and the service was seen to answer: a search for an empty value.
MAY_BE_BLANK = "SearchProfiles"


@pytest.mark.parametrize("name", OPERATION_NAMES)
def test_one_breach_of_the_shape_is_refused_and_changes_nothing(world: World, name: str) -> None:
    @examples(2)
    @given(broken(input_of(name), world.requests(name)))
    def one(parameters: dict[str, Any]) -> None:
        values = parameters.get("Values")
        assume(not (name == MAY_BE_BLANK and isinstance(values, list) and "" in values))
        answer = world.send("broken", name, request_of(name, parameters))
        assert answer == (400, "BadRequestException")

    one()


def test_members_that_the_model_does_not_know_change_nothing(world: World) -> None:
    some = st.sampled_from(OPERATION_NAMES).flatmap(
        lambda name: st.tuples(st.just(name), world.requests(name), HARMLESS)
    )

    @examples(8)
    @given(some)
    def one(request: tuple[str, dict[str, Any], dict[str, Any]]) -> None:
        name, parameters, extra = request
        members = input_of(name).members
        assume(extra.keys().isdisjoint(members))
        alone = request_of(name, parameters)
        answers = []
        for text in (alone.body, _with_members(alone.body, extra)):
            world.restore()
            answers.append(world.send("extra", name, alone._replace(body=text)))
        assert answers[0] == answers[1]

    one()


def _with_members(body: bytes, extra: dict[str, Any]) -> bytes:
    return json.dumps({**extra, **json.loads(body or b"{}")}).encode()


@examples(120)
@given(ODD_REQUESTS)
def test_whatever_arrives_gets_an_answer_of_the_service(world: World, request_: Request) -> None:
    status, headers, body = dispatch.handle(request_.for_dispatch())
    ANSWERS["odd", status] += 1
    answer = json.loads(body)
    code = headers.get("x-amzn-ErrorType")
    assert code is None or (STATUS_OF_CODE[code] == status and list(answer) == ["Message"])
    assert status < 500 or code == "NotImplementedException"
