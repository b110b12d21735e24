"""Whoever looks at a call gets the ordinary path; nobody else does."""

from __future__ import annotations

import copy
import logging
import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import boto3
import botocore.auth
import botocore.client
import botocore.endpoint
import botocore.handlers
import botocore.hooks
import botocore.parsers
import botocore.regions
import botocore.retries.standard
import botocore.retryhandler
import botocore.serialize
import botocore.session
import botocore.signers
import botocore.validate
import pytest
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import Credentials, RefreshableCredentials
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import ClientError, EndpointProviderError
from botocore.history import get_global_history_recorder
from botocore.httpsession import URLLib3Session
from botocore.regions import EndpointResolverBuiltins
from botocore.stub import Stubber
from moto import mock_aws
from moto.moto_api import recorder

from cprofiles_mock import MockHandle, PathCounts, dispatch, mock_customerprofiles, register
from cprofiles_mock.hosts.guard import guard

pytestmark = pytest.mark.in_process

HERE = {"DomainName": "customers"}
ONE_ATTEMPT = Config(retries={"total_max_attempts": 1})

SENT = PathCounts(ordinary=1, unsent=0, direct=0)
BUILT = PathCounts(ordinary=0, unsent=1, direct=0)
DIRECT = PathCounts(ordinary=0, unsent=0, direct=1)


@pytest.fixture(autouse=True)
def shortcuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """On, though the whole run may be without."""
    monkeypatch.delenv("CPROFILES_MOCK_SHORTCUTS", raising=False)


@pytest.fixture
def handle(shortcuts: None) -> Iterator[MockHandle]:
    with mock_customerprofiles() as active:
        yield active


def make(session: Any = None, **arguments: Any) -> Any:
    return (session or boto3.Session()).client(
        "customer-profiles",
        **{
            "region_name": "us-east-1",
            "aws_access_key_id": "testing",
            "aws_secret_access_key": "testing",
            **arguments,
        },
    )


@pytest.fixture
def client(handle: MockHandle) -> Any:
    """A client whose domain exists, and that has taken the direct way once."""
    found = make()
    found.create_domain(**HERE, DefaultExpirationDays=30)
    assert way_of(handle, found) == DIRECT
    return found


def way_of(handle: MockHandle, client: Any, **arguments: Any) -> PathCounts:
    """The way that a GetDomain takes."""
    before = handle.path_counts
    answer = client.get_domain(**HERE, **arguments)
    assert answer["DomainName"] == "customers"
    return handle.path_counts.since(before)


def listener(**_: Any) -> None:
    """A handler that does nothing; that it is there is enough."""


# --- handlers -----------------------------------------------------------------------------------

SEEN_WHEN_SENT = [
    "request-created", "choose-signer", "before-sign", "before-send", "before-parse",
    "response-received", "needs-retry", "after-call",
]  # fmt: skip
SEEN_WHEN_BUILT = [
    "provide-client-params", "before-parameter-build", "before-endpoint-resolution", "before-call",
    "after-call-error",
]  # fmt: skip


@pytest.mark.parametrize(
    "suffix", ["", ".customer-profiles", ".customer-profiles.GetDomain", ".*.*"]
)
@pytest.mark.parametrize("event", [*SEEN_WHEN_SENT, *SEEN_WHEN_BUILT])
def test_a_handler_sees_its_calls(handle: MockHandle, client: Any, event: str, suffix: str) -> None:
    client.meta.events.register(f"{event}{suffix}", listener)
    assert way_of(handle, client) == (SENT if event in SEEN_WHEN_SENT else BUILT)
    client.meta.events.unregister(f"{event}{suffix}", listener)
    assert way_of(handle, client) == DIRECT


@pytest.mark.parametrize("event", [*SEEN_WHEN_SENT, *SEEN_WHEN_BUILT])
def test_a_handler_of_a_session_is_one_of_its_clients(handle: MockHandle, event: str) -> None:
    session = botocore.session.Session()
    session.register(event, listener)
    make().create_domain(**HERE, DefaultExpirationDays=30)
    client = session.create_client(
        "customer-profiles", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    assert way_of(handle, client) == (SENT if event in SEEN_WHEN_SENT else BUILT)


def test_a_handler_of_other_calls_sees_none_of_these(handle: MockHandle, client: Any) -> None:
    client.meta.events.register("before-send.customer-profiles.ListDomains", listener)
    client.meta.events.register("before-send.sqs", listener)
    client.meta.events.register("getattr.customer-profiles", listener)
    assert way_of(handle, client) == DIRECT
    client.list_domains()
    assert handle.path_counts.ordinary == 1


def test_a_handler_that_every_client_is_given_sees_its_calls(
    handle: MockHandle, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers = [*botocore.handlers.BUILTIN_HANDLERS, ("before-send", listener)]
    monkeypatch.setattr(botocore.handlers, "BUILTIN_HANDLERS", handlers)
    monkeypatch.setattr("botocore.session.handlers.BUILTIN_HANDLERS", handlers)
    assert way_of(handle, make()) == SENT


@pytest.mark.parametrize(
    ("event", "handler"),
    [
        ("choose-signer.customer-profiles", botocore.handlers.disable_signing),
        ("request-created", botocore.handlers.add_retry_headers),
        ("before-call", botocore.handlers.inject_api_version_header_if_needed),
    ],
    ids=["choose-signer", "request-created", "before-call"],
)
def test_botocores_own_handler_that_somebody_registers_counts_too(
    handle: MockHandle, client: Any, event: str, handler: Any
) -> None:
    client.meta.events.register(event, handler)
    assert way_of(handle, client) != DIRECT


def test_a_handler_that_was_taken_away_is_missed(handle: MockHandle, client: Any) -> None:
    client.meta.events.unregister("request-created", botocore.handlers.add_retry_headers)
    assert way_of(handle, client) == SENT
    client = make()
    client.meta.events.unregister(
        "before-call", botocore.handlers.inject_api_version_header_if_needed
    )
    assert way_of(handle, client) == BUILT


@pytest.mark.parametrize("mode", ["legacy", "standard"])
def test_a_retry_handler_of_somebody_elses_making_counts(handle: MockHandle, mode: Any) -> None:
    client = make(config=Config(retries={"mode": mode}))
    client.create_domain(**HERE, DefaultExpirationDays=30)
    assert way_of(handle, client) == DIRECT
    create: Any = botocore.retryhandler.create_retry_handler
    other = create(
        {"__default__": {"max_attempts": 5, "delay": {"type": "exponential", "base": 1,
         "growth_factor": 2}, "policies": {}}}, "profile",
    )  # fmt: skip
    client.meta.events.register("needs-retry", other)
    assert way_of(handle, client) == SENT


def test_a_client_that_limits_its_rate_is_not_hurried(handle: MockHandle, client: Any) -> None:
    assert way_of(handle, make(config=Config(retries={"mode": "adaptive"}))) == SENT


def test_botocores_stubber_answers_what_it_was_told_to(handle: MockHandle, client: Any) -> None:
    with Stubber(client) as stubber:
        stubber.add_response("list_domains", {"Items": [], "NextToken": "stubbed"})
        assert client.list_domains()["NextToken"] == "stubbed"
    assert way_of(handle, client) == DIRECT


# --- functions that were replaced -----------------------------------------------------------------

ON_CLASSES: list[tuple[Any, str]] = [
    (BaseClient, "_make_api_call"),
    (BaseClient, "_make_request"),
    (BaseClient, "_convert_to_request_dict"),
    (BaseClient, "_emit_api_params"),
    (BaseClient, "_resolve_endpoint_ruleset"),
    (botocore.client, "prepare_request_dict"),
    (botocore.endpoint.Endpoint, "make_request"),
    (botocore.endpoint.Endpoint, "create_request"),
    (botocore.endpoint.Endpoint, "prepare_request"),
    (botocore.endpoint.Endpoint, "_send_request"),
    (botocore.endpoint.Endpoint, "_get_response"),
    (botocore.endpoint.Endpoint, "_do_get_response"),
    (botocore.endpoint, "convert_to_response_dict"),
    (botocore.signers.RequestSigner, "sign"),
    (botocore.signers.RequestSigner, "handler"),
    (botocore.auth.SigV4Auth, "add_auth"),
    (URLLib3Session, "send"),
    (botocore.hooks.HierarchicalEmitter, "emit"),
    (botocore.hooks.EventAliaser, "emit"),
    (botocore.regions.EndpointRulesetResolver, "construct_endpoint"),
    (botocore.validate.ParamValidator, "validate"),
    (botocore.serialize.RestJSONSerializer, "serialize_to_request"),
    (botocore.parsers.RestJSONParser, "parse"),
    (botocore.parsers.ResponseParser, "parse"),
    (botocore.retries.standard.RetryHandler, "needs_retry"),
    (uuid, "uuid4"),
]


@pytest.mark.parametrize(
    ("owner", "name"), ON_CLASSES, ids=[f"{each.__name__}-{name}" for each, name in ON_CLASSES]
)
def test_a_function_that_somebody_replaces_is_called(
    handle: MockHandle, client: Any, owner: Any, name: str
) -> None:
    with mock.patch.object(owner, name, autospec=True, side_effect=getattr(owner, name)):
        assert way_of(handle, client) == SENT
    assert way_of(handle, client) == DIRECT


def test_the_usual_patch_of_a_call_gets_it(client: Any) -> None:
    def answer(client: Any, operation_name: str, arguments: Any) -> Any:
        assert (operation_name, arguments) == ("GetDomain", HERE)
        return {"DomainName": "patched"}

    with mock.patch("botocore.client.BaseClient._make_api_call", new=answer):
        assert client.get_domain(**HERE) == {"DomainName": "patched"}
    assert client.get_domain(**HERE)["DomainName"] == "customers"


def test_a_mock_in_place_of_a_call_is_called(client: Any) -> None:
    with mock.patch.object(
        BaseClient, "_make_api_call", return_value={"DomainName": "mocked"}
    ) as it:
        assert client.get_domain(**HERE) == {"DomainName": "mocked"}
    it.assert_called_once_with("GetDomain", HERE)


def test_a_patch_that_calls_what_it_replaces_sees_the_answer(handle: MockHandle) -> None:
    original = BaseClient._make_api_call  # type: ignore[attr-defined]
    seen = []

    def spy(client: Any, operation_name: str, arguments: Any) -> Any:
        seen.append(operation_name)
        return original(client, operation_name, arguments)

    with mock.patch("botocore.client.BaseClient._make_api_call", new=spy):
        client = make()
        client.create_domain(**HERE, DefaultExpirationDays=30)
        client.get_domain(**HERE)
    assert seen == ["CreateDomain", "GetDomain"]
    assert handle.path_counts == (2, 0, 0)


ON_OBJECTS: dict[str, Callable[[Any], tuple[Any, str]]] = {
    "the request's way": lambda client: (client, "_make_request"),
    "the arguments": lambda client: (client, "_emit_api_params"),
    "the request": lambda client: (client, "_convert_to_request_dict"),
    "the endpoint": lambda client: (client._endpoint, "make_request"),
    "its session": lambda client: (client._endpoint.http_session, "send"),
    "the signer": lambda client: (client._request_signer, "sign"),
    "the events": lambda client: (client.meta.events, "emit"),
    "the emitter": lambda client: (client.meta.events._emitter, "emit"),
    "the serializer": lambda client: (client._serializer, "serialize_to_request"),
    "its own": lambda client: (client._serializer._serializer, "serialize_to_request"),
    "the checks": lambda client: (client._serializer._param_validator, "validate"),
    "a single check": lambda client: (client._serializer._param_validator, "_validate_string"),
    "the resolver": lambda client: (client._ruleset_resolver, "construct_endpoint"),
    "its rules": lambda client: (client._ruleset_resolver._provider, "resolve_endpoint"),
    "the parsers": lambda client: (client._endpoint._response_parser_factory, "create_parser"),
    "the credentials": lambda client: (
        client._request_signer._credentials, "get_frozen_credentials",
    ),
    "the model": lambda client: (client.meta.service_model, "operation_model"),
}  # fmt: skip


@pytest.mark.parametrize("find", ON_OBJECTS.values(), ids=ON_OBJECTS)
def test_a_method_replaced_on_one_object_is_called(
    handle: MockHandle, client: Any, find: Callable[[Any], tuple[Any, str]]
) -> None:
    owner, name = find(client)
    with mock.patch.object(owner, name, side_effect=getattr(owner, name)) as replaced:
        assert way_of(handle, client) == SENT
        # The mock answers before a connection would be opened.
        assert replaced.called is (name != "send")
    assert way_of(handle, client) == DIRECT


@pytest.mark.parametrize("find", ON_OBJECTS.values(), ids=ON_OBJECTS)
def test_a_method_replaced_between_two_calls_is_called(
    handle: MockHandle, client: Any, find: Callable[[Any], tuple[Any, str]]
) -> None:
    assert way_of(handle, client) == DIRECT
    owner, name = find(client)
    with mock.patch.object(owner, name, side_effect=getattr(owner, name)) as replaced:
        assert way_of(handle, client) == SENT
        # The mock answers before a connection would be opened.
        assert replaced.called is (name != "send")
    assert way_of(handle, client) == DIRECT


@pytest.mark.parametrize(
    ("classes", "name", "method"),
    [
        (botocore.auth.AUTH_TYPE_MAPS, "v4", "add_auth"),
        (botocore.parsers.PROTOCOL_PARSERS, "rest-json", "parse"),
    ],
    ids=["the signer", "the parser"],
)
def test_a_class_that_takes_the_place_of_botocores_is_used(
    handle: MockHandle, client: Any, classes: Any, name: str, method: str
) -> None:
    assert way_of(handle, client) == DIRECT
    seen = []

    def called(self: Any, *arguments: Any, **named: Any) -> Any:
        seen.append(method)
        return getattr(super(other, self), method)(*arguments, **named)

    other = type("Other", (classes[name],), {method: called})
    with mock.patch.dict(classes, {name: other}):
        assert way_of(handle, client) == SENT
    assert seen == [method]
    assert way_of(handle, client) == DIRECT


def test_a_signer_of_another_class_signs(
    handle: MockHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = []

    class Signer(botocore.signers.RequestSigner):
        def sign(self, operation_name: str, *arguments: Any, **named: Any) -> Any:
            signed.append(operation_name)
            return super().sign(operation_name, *arguments, **named)

    monkeypatch.setattr("botocore.args.RequestSigner", Signer)
    client = make()
    client.create_domain(**HERE, DefaultExpirationDays=30)
    assert way_of(handle, client) == SENT
    assert signed == ["CreateDomain", "GetDomain"]


def test_an_emitter_that_takes_the_place_of_another_is_looked_at(handle: MockHandle) -> None:
    client = make()
    client.create_domain(**HERE, DefaultExpirationDays=30)
    assert way_of(handle, client) == DIRECT
    seen = []
    other = copy.copy(client.meta.events)
    other.register("before-send", lambda request, **_: seen.append(request.method))
    client.meta.events = client._endpoint._event_emitter = other
    assert way_of(handle, client) == SENT
    assert seen == ["GET"]


PARTS = ["_endpoint", "_request_signer", "_serializer", "_ruleset_resolver"]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_replaced_is_used(handle: MockHandle, client: Any, part: str) -> None:
    with mock.patch.object(client, part, wraps=getattr(client, part)):
        assert way_of(handle, client).direct == 0
    assert way_of(handle, client) == DIRECT


@pytest.mark.parametrize("name", ["_make_request", "_emit_api_params", "_convert_to_request_dict"])
def test_a_class_of_clients_may_have_methods_of_its_own(
    handle: MockHandle, client: Any, name: str
) -> None:
    kind = type(client)
    with mock.patch.object(kind, name, autospec=True, side_effect=getattr(kind, name)):
        assert way_of(handle, client).direct == 0
    assert way_of(handle, client) == DIRECT


def test_a_mixin_of_the_users_sees_what_goes_through_it(handle: MockHandle, client: Any) -> None:
    seen = []

    class Mine:
        def _make_request(self, model: Any, request: Any, context: Any) -> Any:
            seen.append(model.name)
            parent: Any = super()
            return parent._make_request(model, request, context)

    session = boto3.Session()
    session.events.register(
        "creating-client-class.customer-profiles",
        lambda base_classes, **_: base_classes.insert(0, Mine),
    )
    assert way_of(handle, make(session)) == BUILT
    assert seen == ["GetDomain"]


def test_a_parser_of_times_of_the_users_is_asked(handle: MockHandle, client: Any) -> None:
    session = botocore.session.Session()
    session.get_component("response_parser_factory").set_parser_defaults(
        timestamp_parser=lambda value: f"at {value:.0f}"
    )
    other: Any = session.create_client(
        "customer-profiles", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    assert other.get_domain(**HERE)["CreatedAt"].startswith("at 1")
    assert handle.path_counts.ordinary == 1


def test_a_parser_of_times_that_is_set_between_two_calls_is_asked(handle: MockHandle) -> None:
    session = botocore.session.Session()
    client: Any = session.create_client(
        "customer-profiles", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    client.create_domain(**HERE, DefaultExpirationDays=30)
    assert way_of(handle, client) == DIRECT
    factory = session.get_component("response_parser_factory")
    factory.set_parser_defaults(timestamp_parser=lambda value: f"at {value:.0f}")
    assert client.get_domain(**HERE)["CreatedAt"].startswith("at 1")


def test_a_client_altered_beyond_recognition_is_left_alone(handle: MockHandle, client: Any) -> None:
    other = make()
    del other._request_signer._credentials
    with pytest.raises(AttributeError, match="_credentials"):
        other.get_domain(**HERE)
    assert handle.path_counts.direct == 2


# --- logs and records ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["", "botocore", "botocore.endpoint", "botocore.auth", "botocore.parsers",
             "botocore.hooks", "botocore.retryhandler", "botocore.client", "botocore.regions"],
)  # fmt: skip
def test_who_reads_botocores_log_reads_all_of_it(
    handle: MockHandle, client: Any, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with caplog.at_level(logging.DEBUG, name):
        assert way_of(handle, client) == SENT
    assert way_of(handle, client) == DIRECT


def test_who_records_botocores_history_gets_it(handle: MockHandle, client: Any) -> None:
    history = get_global_history_recorder()
    history.enable()
    try:
        assert way_of(handle, client) == SENT
    finally:
        history.disable()
    assert way_of(handle, client) == DIRECT


def test_motos_recorder_records_requests(
    handle: MockHandle, client: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(recorder, "_location", str(tmp_path / "record"))
    recorder.start_recording()
    try:
        assert way_of(handle, client) == SENT
        assert "/domains/customers" in recorder.download_recording()
    finally:
        recorder.stop_recording()
    assert way_of(handle, client) == DIRECT


# --- the mock -----------------------------------------------------------------------------------


def test_what_a_test_has_set_for_calls_is_met_on_the_ordinary_path(
    handle: MockHandle, client: Any
) -> None:
    fault = handle.fail_next("ListDomains", "ThrottlingException")
    assert way_of(handle, client) == SENT
    with pytest.raises(ClientError, match="Rate exceeded"):
        make(config=ONE_ATTEMPT).list_domains()
    assert fault.happened == 1
    assert way_of(handle, client) == DIRECT
    handle.answer_next("ListDomains", {"Items": []})
    assert way_of(handle, client) == SENT
    assert client.list_domains()["Items"] == []
    handle.fail_rate("ListDomains", "ThrottlingException", 0.5)
    assert way_of(handle, client) == SENT
    handle.fail_rate("ListDomains", "ThrottlingException", 0)
    assert way_of(handle, client) == DIRECT


def test_a_call_that_takes_time_takes_the_ordinary_path(handle: MockHandle, client: Any) -> None:
    handle.latency(0.001, "ListDomains")
    assert way_of(handle, client) == SENT
    handle.latency(0)
    assert way_of(handle, client) == DIRECT


def test_under_a_guard_calls_take_the_ordinary_path(handle: MockHandle, client: Any) -> None:
    end = guard.set("error")
    try:
        assert way_of(handle, client) == SENT
        assert way_of(handle, make()) == SENT
    finally:
        end()
    assert way_of(handle, make()) == DIRECT


@pytest.mark.parametrize(
    "core",
    [{"passthrough": {"services": ["sqs"], "urls": []}},
     {"service_whitelist": ["customer-profiles"]}],
    ids=str,
)  # fmt: skip
def test_motos_configuration_is_kept_to(core: Any) -> None:
    with mock_customerprofiles(config={"core": core}) as active:
        client = make()
        client.create_domain(**HERE, DefaultExpirationDays=30)
        assert way_of(active, client) == SENT


def test_policies_that_are_enforced_are_asked(
    handle: MockHandle, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moto.settings.INITIAL_NO_AUTH_ACTION_COUNT", 1000.0)
    assert way_of(handle, client) == SENT


def refreshable() -> Any:
    def refresh() -> dict[str, str]:
        return {
            "access_key": "a",
            "secret_key": "b",
            "token": "c",
            "expiry_time": "2100-01-01T00:00:00Z",
        }

    return RefreshableCredentials.create_from_metadata(refresh(), refresh, "test")


ODD_CREDENTIALS: dict[str, Any] = {
    "refreshed": refreshable,
    "a class of its own": lambda: type("Mine", (Credentials,), {})("a", "b"),
    "with a slash": lambda: Credentials("a/b", "c"),
    "not ASCII": lambda: Credentials("a", "é"),
}


@pytest.mark.parametrize("credentials", ODD_CREDENTIALS.values(), ids=ODD_CREDENTIALS)
def test_credentials_that_need_care_are_signed_with(
    handle: MockHandle, client: Any, credentials: Callable[[], Any]
) -> None:
    client._request_signer._credentials = credentials()
    assert way_of(handle, client) == SENT


def test_a_client_without_credentials_needs_none(
    handle: MockHandle, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client._request_signer._credentials = None
    assert way_of(handle, client) == DIRECT


SIGNATURES = {"unsigned": botocore.UNSIGNED, "s3v4": "s3v4"}


@pytest.mark.parametrize("version", SIGNATURES.values(), ids=SIGNATURES)
def test_another_signature_is_made(handle: MockHandle, client: Any, version: Any) -> None:
    assert way_of(handle, make(config=Config(signature_version=version))) == SENT


def test_a_client_with_an_endpoint_has_its_requests_built(handle: MockHandle, client: Any) -> None:
    ours = make(endpoint_url="https://profile.eu-west-2.amazonaws.com")
    ours.create_domain(**HERE, DefaultExpirationDays=31)
    assert way_of(handle, ours) == BUILT
    assert client.get_domain(**HERE)["DefaultExpirationDays"] == 30
    assert make(region_name="eu-west-2").get_domain(**HERE)["DefaultExpirationDays"] == 31


def test_an_endpoint_that_is_configured_is_dropped_at_each_call(
    handle: MockHandle, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert way_of(handle, make()) == BUILT


@pytest.mark.parametrize(
    "settings", [{"use_fips_endpoint": True}, {"use_dualstack_endpoint": True},
                 {"parameter_validation": False}, {"user_agent_extra": "mine"},
                 {"connect_timeout": 1}, {"retries": {"total_max_attempts": 1}}],
    ids=str,
)  # fmt: skip
def test_settings_that_change_no_answer_keep_no_call_from_the_direct_way(
    handle: MockHandle, client: Any, settings: dict[str, Any]
) -> None:
    assert way_of(handle, make(config=Config(**settings))) == DIRECT


def test_an_endpoint_that_cannot_be_resolved_is_told_of_as_ever(handle: MockHandle) -> None:
    client = make()
    client._ruleset_resolver._builtins[EndpointResolverBuiltins.AWS_REGION] = None
    with pytest.raises(EndpointProviderError, match="Missing Region"):
        client.list_domains()
    assert handle.path_counts == (0, 0, 0)


def test_a_provider_of_endpoints_of_another_class_provides_them(
    handle: MockHandle, client: Any
) -> None:
    asked = []

    class Provider(EndpointProvider):
        def resolve_endpoint(self, **parameters: Any) -> Any:
            asked.append(parameters["Region"])
            return super().resolve_endpoint(**parameters)

    assert way_of(handle, client) == DIRECT
    resolver = client._ruleset_resolver
    with mock.patch.object(resolver, "_provider", copy.copy(resolver._provider)) as provider:
        provider.__class__ = Provider
        assert way_of(handle, client) == BUILT
        assert way_of(handle, client) == BUILT
    assert asked == ["us-east-1"] * 2
    assert way_of(handle, client) == DIRECT


def test_a_region_without_the_service_is_refused_as_ever(handle: MockHandle) -> None:
    with pytest.raises(Exception, match="not offered"):
        make(region_name="eu-north-1").list_domains()
    assert handle.path_counts.direct == 0


def test_quota_of_retries_is_returned_by_later_successes(handle: MockHandle, client: Any) -> None:
    client = make(config=Config(retries={"mode": "standard", "total_max_attempts": 2}))
    handle.fail_next("GetDomain", "ThrottlingException", times=2)
    with mock.patch("time.sleep"), pytest.raises(ClientError, match="Rate exceeded"):
        client.get_domain(**HERE)
    # botocore: a retry takes some, and each success returns one.
    ways = [way_of(handle, client) for _ in range(30)]
    assert ways[0] == BUILT
    assert ways[-1] == DIRECT


def test_a_client_that_tries_again_after_a_success_does_so(handle: MockHandle, client: Any) -> None:
    client = make(config=Config(retries={"mode": "standard"}))
    emitter = client.meta.events._emitter
    (retry,) = emitter._handlers.prefix_search("needs-retry.customer-profiles.GetDomain")
    policy = mock.Mock()
    policy.should_retry.side_effect = [True, True, False]
    policy.compute_retry_delay.return_value = 0
    with mock.patch.object(retry.__self__, "_retry_policy", policy):
        assert way_of(handle, client) == PathCounts(2, 0, 0)


# --- the switch ---------------------------------------------------------------------------------


def test_the_handle_switches_them_off_and_on(handle: MockHandle, client: Any) -> None:
    assert handle.shortcuts is True
    handle.shortcuts = False
    assert handle.shortcuts is False
    assert way_of(handle, client) == SENT
    handle.shortcuts = True
    assert way_of(handle, client) == DIRECT
    wrong: Any = "off"
    with pytest.raises(TypeError, match="shortcuts is True or False, not 'off'"):
        handle.shortcuts = wrong


def test_the_environment_switches_them_off(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, expected in (("off", (1, 0, 0)), ("on", (0, 0, 1)), ("", (0, 0, 1))):
        monkeypatch.setenv("CPROFILES_MOCK_SHORTCUTS", value)
        with mock_customerprofiles() as active:
            make().list_domains()
        assert active.path_counts == expected
    monkeypatch.setenv("CPROFILES_MOCK_SHORTCUTS", "0")
    with pytest.raises(ValueError, match="CPROFILES_MOCK_SHORTCUTS is on or off, not '0'"):
        mock_customerprofiles.start()
    assert "AWS_ACCESS_KEY_ID" not in os.environ


def test_under_plain_mock_aws_calls_take_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    register()
    given: list[bool] = []
    perform = dispatch.perform

    def spy(request: Any, how: Any = None) -> Any:
        given.append(how is not None)
        return perform(request, how)

    monkeypatch.setattr(dispatch, "perform", spy)
    with mock_aws():
        client = make()
        client.list_domains()
        monkeypatch.setenv("CPROFILES_MOCK_SHORTCUTS", "off")
        client.list_domains()
    assert given == [True, False]


def test_counts_belong_to_a_handle_and_stay_after_its_end(handle: MockHandle, client: Any) -> None:
    with mock_customerprofiles() as inner:
        client.get_domain(**HERE)
        assert inner.path_counts == DIRECT
    client.get_domain(**HERE)
    assert inner.path_counts == (0, 0, 2)
    assert handle.path_counts == (0, 0, 4)
