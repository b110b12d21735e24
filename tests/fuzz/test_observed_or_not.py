"""A call that nobody looks at takes a shortcut, and is answered as if somebody had looked.

The same requests go three ways, each from the same state, with the same seed, at the same moment:
sent, built but not sent, and directly. Answers, errors, warnings, the journal and the state that
they leave must be the same, representation by representation. Not compared are the requests' ids,
which are counted, and the time that a call takes.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.moto_api._internal import mock_random

from cprofiles_mock import PathCounts, snapshots
from cprofiles_mock.testing.handle import MockHandle
from tests.conftest import MakeClient
from tests.contract.shapes import OPERATION_NAMES, call
from tests.fuzz.budget import ANSWERS, LONG, examples
from tests.fuzz.world import World
from tests.support.clock import stopped
from tests.support.lent_clients import lent

pytestmark = pytest.mark.in_process

_REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-1[0-9]{11}")


class Text(str):
    """A text of the caller's own class."""

    __slots__ = ()


#: What somebody may give for any member, by mistake or on purpose.
ODD: list[Any] = [
    None, True, 0, 1, -1, 2**31, 2**70, 0.5, 1e300, math.nan, math.inf, -0.0,
    "", "x", " ", "..", "%2F", "a/b", "a+b&c=d", "é", "\U0001f600", "\ud800", "\x00",
    "x" * 300_000, Text("x"), b"x", [], [None], ["x"], ("x",), [[]],
    {}, {"x": "y"}, {"x": None}, {Text("x"): Text("y")}, {1: 2}, {"a": {"b": "c"}},
    datetime(2026, 1, 1, tzinfo=timezone.utc),
]  # fmt: skip

ODD_NAMES = ["DomainName", "MaxResults", "NextToken", "Values", "Tags", "Object", "NoSuchMember"]


def odd(parameters: dict[str, Any], name: str, value: Any, below: int) -> dict[str, Any]:
    """The parameters with an odd value for a member, or for one below it."""
    names = [*parameters, *ODD_NAMES]
    name = names[below % len(names)] if below % 3 else name
    found = parameters.get(name)
    if isinstance(found, list) and below % 2:
        return {**parameters, name: [*found, value]}
    if isinstance(found, dict) and below % 2:
        return {**parameters, name: {**found, next(iter(found), "x"): value}}
    return {**parameters, name: value}


def test_an_odd_value_stands_for_a_member_or_for_a_part_of_it() -> None:
    given: dict[str, Any] = {"Values": ["a"], "Tags": {"b": "c"}, "DomainName": "d"}
    assert odd(given, "DomainName", 5, below=0) == {**given, "DomainName": 5}
    assert odd(given, "NoSuchMember", 5, below=3) == {**given, "NoSuchMember": 5}
    assert odd(given, "Values", 5, below=0) == {**given, "Values": 5}
    assert odd(given, "Values", 5, below=3) == {**given, "Values": ["a", 5]}
    assert odd(given, "Tags", 5, below=3) == {**given, "Tags": {"b": 5}}
    assert odd(given, "DomainName", 5, below=1) == {**given, "Tags": {"b": 5}}
    assert odd({"Tags": {}}, "Tags", 5, below=3) == {"Tags": {"x": 5}}


class Ways:
    """The three ways, and what came of requests on each."""

    def __init__(self, world: World, clients: dict[str, Any]) -> None:
        self._world = world
        self._clients = clients

    def check(self, requests: list[tuple[str, dict[str, Any]]]) -> None:
        """Make the requests on each way."""
        moment = datetime.now(timezone.utc)
        outcomes = {way: self._outcome(way, requests, moment) for way in self._clients}
        assert outcomes["unsent"] == outcomes["ordinary"]
        assert outcomes["direct"] == outcomes["ordinary"]

    def _outcome(
        self, way: str, requests: list[tuple[str, dict[str, Any]]], moment: datetime
    ) -> list[str]:
        handle = MockHandle()
        with stopped(moment), warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            self._world.restore()
            mock_random.seed(3)
            found = [self._answer(way, name, parameters) for name, parameters in requests]
            state = snapshots.dump(self._world.backend)
        self._check_ways(way, handle.path_counts, found)
        journal = [
            repr([
                each.operation, each.region, each.account_id, each.error, each.parameters,
                each.response, each.attempt, each.at, each.dead_letters, each.stack,
            ])
            for each in handle.calls
        ]  # fmt: skip
        told = [repr((each.category, str(each.message), each.lineno)) for each in warned]
        return [*found, *journal, *told, repr(state)]

    def _check_ways(self, way: str, counts: PathCounts, answers: list[str]) -> None:
        """Check that calls took their way; errors come on the ordinary path, on any way."""
        succeeded = sum("'RetryAttempts'" in each and "'Error'" not in each for each in answers)
        if way == "ordinary":
            assert counts.unsent == counts.direct == 0
        elif way == "unsent":
            assert (counts.unsent, counts.direct) == (succeeded, 0)
        else:
            # Some arguments need botocore.
            assert counts.unsent + counts.direct == succeeded

    def _answer(self, way: str, name: str, parameters: dict[str, Any]) -> str:
        try:
            answer = call(self._clients[way], name, parameters)
        except Exception as error:
            ANSWERS[way, 400] += 1
            response = getattr(error, "response", None)
            return _REQUEST_ID.sub("ID", repr((type(error), str(error), response)))
        ANSWERS[way, answer["ResponseMetadata"]["HTTPStatusCode"]] += 1
        return _REQUEST_ID.sub("ID", repr(answer))


@pytest.fixture
def ways(world: World, client: Any, make_client: MakeClient) -> Iterator[Ways]:
    def heard_at(event: str) -> Any:
        made = make_client()
        made.meta.events.register(event, lambda **_: None)
        return made

    with (
        lent("heard when sent", lambda: heard_at("before-send")) as sent,
        lent("heard when built", lambda: heard_at("before-call")) as built,
    ):
        yield Ways(world, {"ordinary": sent, "unsent": built, "direct": client})


@pytest.mark.parametrize("name", OPERATION_NAMES)
def test_valid_requests_are_answered_alike(world: World, ways: Ways, name: str) -> None:
    @examples(2 if LONG else 1)
    @given(st.lists(world.requests(name), min_size=1, max_size=3))
    def several_in_a_row(requests: list[dict[str, Any]]) -> None:
        ways.check([(name, parameters) for parameters in requests])

    several_in_a_row()


def test_requests_of_all_kinds_one_after_another_are_answered_alike(
    world: World, ways: Ways
) -> None:
    requests = {name: world.requests(name) for name in OPERATION_NAMES}
    some = st.sampled_from(OPERATION_NAMES).flatmap(lambda n: st.tuples(st.just(n), requests[n]))

    @examples(10)
    @given(st.lists(some, min_size=2, max_size=8))
    def several_in_a_row(calls: list[tuple[str, dict[str, Any]]]) -> None:
        ways.check(calls)

    several_in_a_row()


def test_odd_requests_are_answered_alike(world: World, ways: Ways) -> None:
    requests = {name: world.requests(name) for name in OPERATION_NAMES}
    some = st.sampled_from(OPERATION_NAMES).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.builds(
                odd,
                requests[n],
                st.sampled_from(ODD_NAMES),
                st.sampled_from(ODD),
                st.integers(0, 99),
            ),
        )
    )

    @examples(200 if LONG else 50)
    @given(st.lists(some, min_size=1, max_size=4))
    def several_in_a_row(calls: list[tuple[str, dict[str, Any]]]) -> None:
        ways.check(calls)

    several_in_a_row()
