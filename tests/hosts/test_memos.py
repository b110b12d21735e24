"""What botocore and moto need not work out again in each test, and that nothing differs by it."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable
from typing import Any

import boto3
import botocore.session
import pytest
import requests
from botocore import hooks
from moto import backend_index, mock_aws
from moto.core import models as moto_models

from cprofiles_mock import mock_customerprofiles
from cprofiles_mock.hosts.memos import callback_memo

pytestmark = pytest.mark.in_process


def plain(first: int, *, second: int = 2) -> None: ...
def with_kwargs(first: int, *rest: int, second: int = 2, **others: int) -> None: ...
def kwargs_alone(**others: int) -> None: ...


class Handler:
    def method(self, **kwargs: Any) -> None: ...
    def strict(self) -> None: ...
    def __call__(self, **kwargs: Any) -> None: ...


def claims(parameters: list[inspect.Parameter]) -> Callable[..., None]:
    """A function that says it has another signature."""

    @functools.wraps(plain)
    def function(**kwargs: Any) -> None: ...

    signed: Any = function
    signed.__signature__ = inspect.Signature(parameters)
    return function


HANDLERS: list[Any] = [
    plain,
    with_kwargs,
    kwargs_alone,
    Handler().method,
    Handler().strict,
    Handler(),
    functools.partial(with_kwargs, 1),
    functools.wraps(with_kwargs)(lambda: None),
    claims([]),
    claims([inspect.Parameter("k", inspect.Parameter.VAR_KEYWORD)]),
    lambda *args, **words: None,
]


@pytest.mark.parametrize("handler", HANDLERS, ids=range(len(HANDLERS)))
def test_whether_a_handler_takes_keywords_is_found_as_botocore_finds_it(handler: Any) -> None:
    expected = hooks.accepts_kwargs(handler)
    with mock_customerprofiles():
        assert hooks.accepts_kwargs(handler) == expected


def test_a_handler_without_keywords_is_refused_as_ever() -> None:
    with mock_customerprofiles():
        events = botocore.session.Session().get_component("event_emitter")
        with pytest.raises(ValueError, match="must accept keyword arguments"):
            events.register("before-call", plain)


def aliaser(table: dict[str, str] | None = None) -> Any:
    return hooks.EventAliaser(hooks.HierarchicalEmitter(), table)


def test_former_names_of_events_lead_where_they_did() -> None:
    old, new = "before-send.monitoring.PutMetricData", "before-send.cloudwatch.PutMetricData"
    expected = [aliaser()._alias_event_name(name) for name in (old, new)]
    with mock_customerprofiles():
        first, second = aliaser(), aliaser()
        assert [first._alias_event_name(name) for name in (old, new)] == expected
        assert [second._alias_event_name(name) for name in (old, new)] == expected
        assert first._alias_name_cache is second._alias_name_cache


def test_an_emitter_with_names_of_its_own_shares_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class OwnAliaser(hooks.EventAliaser): ...

    with mock_customerprofiles():
        own = aliaser({"mine": "yours"})
        assert own._alias_event_name("before.mine") == "before.yours"
        assert aliaser()._alias_event_name("before.mine") == "before.mine"
        unusual: Any = OwnAliaser(hooks.HierarchicalEmitter())
        assert unusual._alias_name_cache == {}
        monkeypatch.setitem(hooks.EVENT_ALIASES, "mine", "theirs")
        assert aliaser()._alias_event_name("before.mine") == "before.theirs"
        monkeypatch.undo()
        assert aliaser()._alias_event_name("before.mine") == "before.mine"


def test_whoever_reads_the_log_finds_each_name_of_an_event(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "botocore.hooks")
    with mock_customerprofiles():
        for _ in range(2):
            caplog.clear()
            aliaser()._alias_event_name("getattr.monitoring.x")
            assert "Changing event name from getattr.monitoring.x" in caplog.text


def test_botocore_has_its_own_functions_outside() -> None:
    before = hooks.accepts_kwargs, hooks.EventAliaser.__init__
    with mock_customerprofiles():
        assert hooks.accepts_kwargs is not before[0]
        assert hooks.EventAliaser.__init__ is not before[1]
    after = hooks.accepts_kwargs, hooks.EventAliaser.__init__
    assert after == before


def callbacks() -> dict[str, list[Any]]:
    registry: Any = moto_models.responses_mock._registry
    return {method: list(found) for method, found in registry._registered.items()}


def described() -> dict[str, list[Any]]:
    return {
        method: [(type(each), each.url, each.callback) for each in found]
        for method, found in callbacks().items()
    }


def test_motos_callbacks_are_those_that_it_makes_itself() -> None:
    with mock_aws():
        expected = described()
    with mock_customerprofiles():
        first = callbacks()
        assert described() == expected
    with mock_customerprofiles():
        assert callbacks() == first
        assert callbacks()["GET"][0] is first["GET"][0]
        assert described() == expected
    with mock_aws():
        assert described() == expected
        assert callbacks()["GET"][0] is not first["GET"][0]


def test_a_callback_forgets_the_calls_of_the_mock_before() -> None:
    for _ in range(2):
        with mock_customerprofiles():
            requests.get("https://sqs.us-east-1.amazonaws.com/?Action=ListQueues", timeout=5)
            assert sum(each.call_count for each in callbacks()["GET"]) == 1


def test_a_pattern_that_comes_later_gets_its_callbacks(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_customerprofiles():
        count = len(callbacks()["GET"])
    patterns = [*backend_index.backend_url_patterns, backend_index.backend_url_patterns[-1]]
    monkeypatch.setattr(backend_index, "backend_url_patterns", patterns)
    for _ in range(2):
        with mock_customerprofiles():
            assert len(callbacks()["GET"]) == count + 1


def test_requests_of_other_services_are_answered_in_the_second_mock_too() -> None:
    for _ in range(2):
        with mock_customerprofiles():
            boto3.client("sqs", "us-east-1").create_queue(QueueName="q")
            answer = requests.get(
                "https://sqs.us-east-1.amazonaws.com/?Action=ListQueues", timeout=5
            )
            assert answer.json()["QueueUrls"] == [
                "https://sqs.us-east-1.amazonaws.com/123456789012/q"
            ]


def test_a_mock_of_another_kind_makes_its_own() -> None:
    other: Any = Handler()
    callback_memo.serve(other)
    assert not hasattr(other, "_enable_patching")
