"""Valid requests are carried out, or refused with an error that the operation declares."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.shapes import HANDLED, OPERATION_NAMES, call, input_of
from tests.fuzz import world as world_module
from tests.fuzz.budget import ANSWERS, CARRIED_OUT, LONG, examples
from tests.fuzz.wire import request_of
from tests.fuzz.world import World
from tests.support.handlers import without_handler

pytestmark = pytest.mark.in_process


@pytest.mark.parametrize("name", HANDLED)
def test_a_valid_request_is_carried_out_or_refused_as_declared(world: World, name: str) -> None:
    @examples(4)
    @given(st.lists(world.requests(name), min_size=1, max_size=3))
    def several_in_a_row(requests: list[dict[str, Any]]) -> None:
        world.restore()
        for parameters in requests:
            world.send("valid", name, request_of(name, parameters))

    several_in_a_row()
    assert name in CARRIED_OUT or not LONG


@pytest.mark.parametrize("name", ["CreateDomain", "GetRecommender"])
def test_a_valid_request_without_a_handler_passes_all_checks(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    without_handler(monkeypatch, name, world_module)

    @examples(1)
    @given(world.requests(name))
    def one(parameters: dict[str, Any]) -> None:
        answer = world.send("valid", name, request_of(name, parameters))
        assert answer == (501, "NotImplementedException")

    one()


def test_operations_of_all_kinds_one_after_another_are_answered_as_declared(world: World) -> None:
    requests = {name: world.requests(name) for name in HANDLED}
    some = st.sampled_from(HANDLED).flatmap(lambda n: st.tuples(st.just(n), requests[n]))

    @examples(8)
    @given(st.lists(some, min_size=2, max_size=8))
    def several_in_a_row(calls: list[tuple[str, dict[str, Any]]]) -> None:
        world.restore()
        for name, parameters in calls:
            world.send("mixed", name, request_of(name, parameters))

    several_in_a_row()


def test_a_client_sends_valid_requests_without_an_exception_that_is_not_declared(
    world: World, client: Any
) -> None:
    some = st.sampled_from(OPERATION_NAMES).flatmap(
        lambda name: st.tuples(st.just(name), world.shapes.of(input_of(name)))
    )

    @examples(12)
    @given(some)
    def one(request: tuple[str, dict[str, Any]]) -> None:
        world.restore()
        name, parameters = request
        try:
            status = call(client, name, parameters)["ResponseMetadata"]["HTTPStatusCode"]
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        ANSWERS["boto3", status] += 1
        assert status in {200, 202, 400, 404, 501}

    one()
