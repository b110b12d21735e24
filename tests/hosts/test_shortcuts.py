"""What a call on a shortcut is, beside what it answers: clients, errors, threads, memory."""

from __future__ import annotations

import gc
import json
import shutil
import warnings
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import boto3
import botocore
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.loaders import Loader
from moto import mock_aws

from cprofiles_mock import (
    MockHandle,
    RegionNotOffered,
    UnknownKeyNameWarning,
    dispatch,
    mock_customerprofiles,
)
from cprofiles_mock.hosts import shortcuts as shortcuts_host
from cprofiles_mock.instruments.faults import NoAnswerError
from cprofiles_mock.protocol.answers import UnusualAnswerError, UnusualShapeError
from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.state.registry import HANDLERS

pytestmark = pytest.mark.in_process

HERE = {"DomainName": "customers"}
ONE_ATTEMPT = Config(retries={"total_max_attempts": 1})


@pytest.fixture
def handle(monkeypatch: pytest.MonkeyPatch) -> Iterator[MockHandle]:
    monkeypatch.delenv("CPROFILES_MOCK_SHORTCUTS", raising=False)
    with mock_customerprofiles() as active:
        yield active


def make(session: Any = None, region_name: str = "us-east-1", **arguments: Any) -> Any:
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    return (session or boto3.Session()).client(
        "customer-profiles", region_name=region_name, **{**keys, **arguments}
    )


@pytest.fixture
def client(handle: MockHandle) -> Any:
    found = make()
    found.create_domain(**HERE, DefaultExpirationDays=30)
    return found


@pytest.fixture
def built(client: Any) -> Any:
    """A client whose requests are built, and not sent."""
    found = make()
    found.meta.events.register("before-call", lambda **_: None)
    return found


def test_a_client_is_freed_as_soon_as_nobody_has_it(client: Any) -> None:
    other = make()
    other.get_domain(**HERE)
    freed = weakref.ref(other)
    gc.disable()
    try:
        del other
        assert freed() is None
    finally:
        gc.enable()


def test_an_error_is_raised_once_and_has_happened_once(handle: MockHandle, client: Any) -> None:
    for each in (client, make(config=ONE_ATTEMPT)):
        with pytest.raises(ClientError, match="DomainName absent is not found"):
            each.get_domain(DomainName="absent")
    assert [call.operation for call in handle.calls] == ["CreateDomain", "GetDomain", "GetDomain"]
    assert handle.path_counts == (2, 0, 1)


def test_an_error_of_a_call_that_was_built_is_told_in_the_same_words(
    handle: MockHandle, client: Any, built: Any
) -> None:
    texts = []
    for each in (client, built):
        with pytest.raises(ClientError) as raised:
            each.create_domain(**HERE, DefaultExpirationDays=30)
        texts.append(str(raised.value))
    assert texts[0] == texts[1]
    assert len(handle.calls) == 3


def test_a_fault_that_comes_just_in_time_happens_to_the_call(
    handle: MockHandle, client: Any, built: Any, no_pauses: None
) -> None:
    """Another thread may set it when nobody was found to look."""
    for each in (client, built):
        with (
            mock.patch.object(
                dispatch,
                "_carry_out",
                side_effect=NoAnswerError("EndpointConnectionError", "no"),
            ),
            pytest.raises(EndpointConnectionError),
        ):
            each.get_domain(**HERE)


def test_a_mistake_in_a_handler_is_raised_as_it_is(client: Any, built: Any) -> None:
    seen = []
    built.meta.events.register(
        "after-call-error", lambda exception, context, **_: seen.append((exception, context))
    )
    error = ZeroDivisionError("mistake")
    broken = replace(HANDLERS["GetDomain"], function=mock.Mock(side_effect=error))
    with mock.patch.dict(HANDLERS, GetDomain=broken):
        for each in (client, built):
            with pytest.raises(ZeroDivisionError, match="mistake"):
                each.get_domain(**HERE)
    assert [each for each, _ in seen] == [error]
    assert seen[0][1]["client_region"] == "us-east-1"


def test_a_warning_points_to_the_line_of_the_call(client: Any) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        client.search_profiles(**HERE, KeyName="nothing", Values=["x"])
    assert [(each.category, each.filename) for each in warned] == [
        (UnknownKeyNameWarning, __file__)
    ]


def test_answers_are_the_callers_own(handle: MockHandle, client: Any) -> None:
    client.tag_resource(
        resourceArn="arn:aws:profile:us-east-1:123456789012:domains/customers", tags={"a": "b"}
    )
    found = client.get_domain(**HERE)
    found["Tags"]["c"] = "d"
    found["ResponseMetadata"]["HTTPHeaders"].clear()
    assert client.get_domain(**HERE)["Tags"] == {"a": "b"}
    response = handle.calls[-2].response
    assert response is not None
    assert response["Tags"] == {"a": "b"}


def test_arguments_stay_the_callers_own(handle: MockHandle, client: Any) -> None:
    attributes = {"tier": "gold"}
    profile = client.create_profile(**HERE, Attributes=attributes)["ProfileId"]
    attributes["tier"] = "none"
    found = client.batch_get_profile(**HERE, ProfileIds=[profile])["Profiles"][0]
    assert found["Attributes"] == {"tier": "gold"}
    assert handle.calls[1].parameters["Attributes"] == {"tier": "gold"}


def test_a_handler_that_calls_another_client_is_answered(handle: MockHandle, client: Any) -> None:
    other = make()
    seen = []
    client.meta.events.register(
        "before-send", lambda **_: seen.append(other.list_domains()["Items"][0]["DomainName"])
    )
    assert client.get_domain(**HERE)["DomainName"] == "customers"
    assert seen == ["customers"]


def test_who_begins_to_look_during_a_call_sees_the_rest_of_it(
    handle: MockHandle, client: Any
) -> None:
    other = make()
    seen = []

    def begin(**_: Any) -> None:
        other.meta.events.register("before-send", lambda request, **_: seen.append(request.url))

    other.meta.events.register("before-call", begin)
    other.list_domains()
    assert seen == ["https://profile.us-east-1.amazonaws.com/domains"]
    assert handle.path_counts == (1, 0, 1)


def test_a_client_without_a_part_is_left_to_botocore(handle: MockHandle, client: Any) -> None:
    other = make()
    del other._endpoint.http_session
    assert other.get_domain(**HERE)["DomainName"] == "customers"
    assert handle.path_counts == (1, 0, 1)


def test_accounts_follow_from_the_access_key(client: Any, handle: MockHandle) -> None:
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_user(UserName="ann")
    key = iam.create_access_key(UserName="ann")["AccessKey"]
    mine = make(aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
    mine.create_profile(**HERE)
    mine.meta.events.register("before-send", lambda **_: None)
    mine.create_profile(**HERE)
    first, second = handle.calls[-2:]
    assert (first.account_id, first.region) == (second.account_id, second.region)
    assert handle.path_counts.direct == 2


def test_an_account_in_a_header_counts(handle: MockHandle, client: Any) -> None:
    def name(params: Any, **_: Any) -> None:
        params["headers"]["x-moto-account-id"] = "222222222222"

    other = make()
    other.meta.events.register("before-call", name)
    assert other.list_domains()["Items"] == []
    assert handle.path_counts == (0, 1, 1)
    assert handle.calls[-1].account_id == "222222222222"


def test_a_body_that_a_handler_makes_a_text_is_read(handle: MockHandle, client: Any) -> None:
    def text(params: Any, **_: Any) -> None:
        params["body"] = params["body"].decode().replace("Eve", "Zoë")

    other = make()
    other.meta.events.register("before-call", text)
    profile = other.create_profile(**HERE, FirstName="Eve")["ProfileId"]
    found = client.batch_get_profile(**HERE, ProfileIds=[profile])["Profiles"][0]
    assert found["FirstName"] == "Zoë"
    assert handle.path_counts.unsent == 1


def test_a_body_of_another_type_is_sent(handle: MockHandle, client: Any) -> None:
    other = make()
    other.meta.events.register(
        "before-call", lambda params, **_: params.update(body=bytearray(params["body"]))
    )
    assert other.create_profile(**HERE, FirstName="Eve")["ProfileId"]
    assert handle.path_counts == (1, 0, 1)


def test_a_request_to_a_region_without_the_service_is_refused(
    handle: MockHandle, client: Any
) -> None:
    other = make()
    url = "https://profile.eu-north-1.amazonaws.com/domains"
    other.meta.events.register("before-call", lambda params, **_: params.update(url=url))
    with pytest.raises(RegionNotOffered):
        other.list_domains()
    assert handle.path_counts.unsent == 0


def test_a_request_with_signing_of_its_own_is_signed(handle: MockHandle, client: Any) -> None:
    other = make()
    other.meta.events.register(
        "before-call", lambda context, **_: context.update(signing={"region": "eu-west-2"})
    )
    other.get_domain(**HERE)
    assert handle.path_counts.ordinary == 1


def test_an_answer_that_botocore_would_not_take_as_it_is_goes_through_it(
    handle: MockHandle, client: Any, built: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = shortcuts_host._way("GetDomain")
    assert way is not None
    unusual = mock.Mock(side_effect=UnusualAnswerError)
    monkeypatch.setattr(shortcuts_host, "_way", lambda _: way._replace(read=unusual))
    for each in (client, built):
        assert each.get_domain(**HERE)["DomainName"] == "customers"
    assert handle.path_counts == (2, 0, 1)
    assert [call.operation for call in handle.calls[1:]] == ["GetDomain", "GetDomain"]


def test_an_answer_with_an_unusual_status_goes_through_botocore(
    handle: MockHandle, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    serializer = type(shortcuts_host._way("GetDomain").operation.serialize)  # type: ignore[union-attr]
    monkeypatch.setattr(serializer, "take_status", lambda *_: 304)
    with pytest.raises(ClientError):
        client.get_domain(**HERE)


def test_operations_that_the_mock_does_not_know_or_cannot_read_are_sent(
    handle: MockHandle, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shortcuts_host._way("NoSuchOperation") is None
    shortcuts_host._way.cache_clear()
    monkeypatch.setattr(shortcuts_host, "compile_reader", mock.Mock(side_effect=UnusualShapeError))
    assert shortcuts_host._way("GetDomain") is None
    client.get_domain(**HERE)
    assert handle.path_counts.ordinary == 1
    shortcuts_host._way.cache_clear()


def test_arguments_of_an_operation_that_has_to_be_written_are_built(
    handle: MockHandle, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = shortcuts_host._way("GetDomain")
    assert way is not None
    monkeypatch.setattr(shortcuts_host, "_way", lambda _: way._replace(arguments=None))
    client.get_domain(**HERE)
    assert handle.path_counts == (0, 1, 1)


def test_arguments_of_another_mapping_are_built(handle: MockHandle, client: Any) -> None:
    class Mine(dict[str, Any]): ...

    assert client._make_api_call("GetDomain", Mine(HERE))["DomainName"] == "customers"
    assert handle.path_counts == (0, 1, 1)


def test_a_model_of_the_clients_own_is_gone_by(
    handle: MockHandle, client: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "customer-profiles" / "2099-01-01"
    folder.mkdir(parents=True)
    loader = Loader()
    model: Any = json.loads(json.dumps(loader.load_service_model("customer-profiles", "service-2")))
    del model["shapes"]["GetDomainResponse"]["members"]["CreatedAt"]
    (folder / "service-2.json").write_text(json.dumps(model))
    original = Path(botocore.__file__).parent / "data" / "customer-profiles" / "2020-08-15"
    for each in original.iterdir():
        if not each.name.startswith("service-2"):
            shutil.copy(each, folder)
    session = botocore.session.Session()
    session.set_config_variable("data_path", str(tmp_path))
    other: Any = session.create_client(
        "customer-profiles", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    assert "CreatedAt" not in other.get_domain(**HERE)
    assert handle.path_counts == (1, 0, 1)


def test_a_path_without_models_of_the_service_changes_nothing(
    handle: MockHandle, client: Any, tmp_path: Path
) -> None:
    session = botocore.session.Session()
    session.set_config_variable("data_path", str(tmp_path))
    other: Any = session.create_client(
        "customer-profiles", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    other.get_domain(**HERE)
    assert handle.path_counts == (0, 0, 2)


def test_a_client_serves_one_mock_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CPROFILES_MOCK_SHORTCUTS", raising=False)
    client = make()
    for _ in range(2):
        with mock_customerprofiles() as active:
            assert client.list_domains()["Items"] == []
            client.create_domain(**HERE, DefaultExpirationDays=30)
    with mock_aws():
        assert client.list_domains()["Items"] == []
    assert active.path_counts == (0, 0, 2)


def test_a_class_of_clients_with_another_base_is_left_alone() -> None:
    bases: list[type] = [dict]
    shortcuts_host.into_class_of_clients(bases)
    assert bases == [dict]
    empty: list[type] = []
    shortcuts_host.into_class_of_clients(empty)
    assert empty == []


def test_threads_share_a_client(handle: MockHandle, client: Any) -> None:
    def work(number: int) -> int:
        for _ in range(20):
            client.create_profile(**HERE, FirstName=f"n{number}")
        return number

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == list(range(8))
    assert client.get_domain(**HERE)["Stats"]["ProfileCount"] == 160
    counts = handle.path_counts
    assert (counts.direct, counts.ordinary) == (162, 0)


def test_paths_of_a_forked_child_can_be_counted(handle: MockHandle) -> None:
    paths = handle._active.paths
    paths._lock.acquire()
    paths.renew_locks()
    paths.count["direct"]()
    assert handle.path_counts.direct == 1


def test_no_operation_has_an_endpoint_of_its_own() -> None:
    model = service_model()
    with_one = [
        name
        for name in model.operation_names
        if (operation := model.operation_model(name)).endpoint
        or operation.static_context_parameters
        or operation.context_parameters
    ]
    assert with_one == []
