"""Event triggers: their definitions, and what ingested objects set off."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import settings

from cprofiles_mock import MockHandle, TriggerInvocation
from cprofiles_mock.instruments.controls import Controls, active_controls
from cprofiles_mock.server.control_calls import ControlRequest, answer
from tests.support.clock import stopped
from tests.support.expectations import service_error
from tests.support.ingesting import define, keyed, profile_id, put
from tests.support.segmenting import group, has, segment

pytestmark = pytest.mark.in_process

HERE = {"DomainName": "customers"}
CAMPAIGN = "arn:aws:connect-campaigns:us-east-1:123456789012:campaign/c1"
CART = {
    "Fields": {
        "id": {"Source": "_source.id"},
        "customer": {"Source": "_source.customer"},
        "amount": {"Source": "_source.total", "ContentType": "NUMBER"},
    },
    "Keys": {
        "id": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
        "customer": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
    },
    "AllowProfileCreation": True,
}


def conditions(kind: str = "GREATER_THAN", *values: str, **where: str) -> list[dict[str, Any]]:
    compared = {
        **(where or {"FieldName": "amount"}),
        "ComparisonOperator": kind,
        "Values": list(values) or ["100"],
    }
    dimensions = [{"ObjectAttributes": [compared]}]
    return [{"EventTriggerDimensions": dimensions, "LogicalOperator": "ALL"}]


def create(client: Any, name: str = "large", **members: Any) -> Any:
    given = {"ObjectTypeName": "cart", "EventTriggerConditions": conditions(), **members}
    answer = client.create_event_trigger(**HERE, EventTriggerName=name, **given)
    del answer["ResponseMetadata"]
    return answer


def get(client: Any, name: str = "large") -> Any:
    answer = client.get_event_trigger(**HERE, EventTriggerName=name)
    del answer["ResponseMetadata"]
    return answer


def integrate(client: Any, name: str = "large", uri: str = CAMPAIGN) -> None:
    client.put_integration(**HERE, Uri=uri, EventTriggerNames=[name])


@pytest.fixture
def carts(client: Any, domain: str) -> str:
    """A domain with an object type of carts."""
    define(client, "cart", CART)
    return domain


@pytest.fixture
def mock(customerprofiles_mock: Any) -> Any:
    return customerprofiles_mock


def outcomes(mock: Any, **which: str) -> list[str]:
    return [each.outcome for each in mock.trigger_invocations.filter(**which)]


# --- definitions ------------------------------------------------------------------------------


def test_a_trigger_is_returned_as_it_was_created(client: Any, carts: str) -> None:
    limits = {"EventExpiration": 900_000, "Periods": [{"Unit": "DAYS", "Value": 1}]}
    created = create(
        client, Description="large carts", EventTriggerLimits=limits, Tags={"team": "care"}
    )
    assert get(client) == created
    assert created.pop("CreatedAt") == created.pop("LastUpdatedAt")
    assert created == {
        "EventTriggerName": "large",
        "ObjectTypeName": "cart",
        "Description": "large carts",
        "EventTriggerConditions": conditions(),
        "EventTriggerLimits": limits,
        "Tags": {"team": "care"},
    }


def test_a_list_has_no_conditions_and_limits(client: Any, carts: str) -> None:
    create(client, Description="large carts")
    (item,) = client.list_event_triggers(**HERE)["Items"]
    assert set(item) == {
        "EventTriggerName",
        "ObjectTypeName",
        "Description",
        "CreatedAt",
        "LastUpdatedAt",
        "Tags",
    }


def test_an_update_keeps_what_it_does_not_name(client: Any, carts: str) -> None:
    define(client, "note", keyed(id="UNIQUE PROFILE"))
    created = create(client, Description="large carts", Tags={"a": "b"})
    changed = client.update_event_trigger(
        **HERE, EventTriggerName="large", EventTriggerLimits={"EventExpiration": 1}
    )
    del changed["ResponseMetadata"]
    assert changed["LastUpdatedAt"] >= created["LastUpdatedAt"]
    assert changed == {
        **created,
        "EventTriggerLimits": {"EventExpiration": 1},
        "LastUpdatedAt": changed["LastUpdatedAt"],
    }
    client.update_event_trigger(
        **HERE,
        EventTriggerName="large",
        ObjectTypeName="note",
        EventTriggerConditions=conditions("INCLUSIVE", "1", Source="id"),
    )
    assert get(client)["ObjectTypeName"] == "note"
    assert get(client)["EventTriggerConditions"] == conditions("INCLUSIVE", "1", Source="id")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (
            {"ObjectTypeName": "_order"},
            "Event triggers are not supported for standard object type _order",
        ),
        (
            {"EventTriggerConditions": conditions(FieldName="nothing")},
            "EventTriggerConditions name field nothing, which object type cart does not have",
        ),
        (
            {"EventTriggerConditions": conditions("BETWEEN", "1")},
            "EventTriggerConditions are not valid: BETWEEN needs two values, the ends of the range",
        ),
    ],
)
def test_conditions_that_cannot_be_are_refused_and_nothing_changes(
    client: Any, carts: str, members: dict[str, Any], message: str
) -> None:
    with service_error("BadRequestException", message):
        create(client, **members)
    assert client.list_event_triggers(**HERE)["Items"] == []
    before = create(client)
    with service_error("BadRequestException", message):
        client.update_event_trigger(
            **HERE, EventTriggerName="large", Description="changed", **members
        )
    assert get(client) == before


def test_an_object_type_that_is_not_there_is_a_404(client: Any, carts: str) -> None:
    with pytest.raises(ClientError, match="nothing") as raised:
        create(client, ObjectTypeName="nothing")
    assert raised.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_a_name_that_is_taken_is_refused(client: Any, carts: str) -> None:
    create(client)
    with service_error("BadRequestException", "EventTrigger large already exists"):
        create(client)


def test_a_trigger_that_an_active_integration_names_cannot_be_deleted(
    client: Any, carts: str
) -> None:
    create(client)
    integrate(client)
    with service_error(
        "BadRequestException",
        f"EventTrigger large cannot be deleted while an active integration names it: {CAMPAIGN}",
    ):
        client.delete_event_trigger(**HERE, EventTriggerName="large")
    client.delete_integration(**HERE, Uri=CAMPAIGN)
    deleted = client.delete_event_trigger(**HERE, EventTriggerName="large")
    assert deleted["Message"] == "OK"
    assert client.list_event_triggers(**HERE)["Items"] == []


def test_a_disabled_integration_does_not_hold_its_trigger(client: Any, carts: str) -> None:
    create(client)
    client.put_integration(**HERE, Uri=CAMPAIGN, ObjectTypeName="cart", EventTriggerNames=["large"])
    client.delete_profile_object_type(**HERE, ObjectTypeName="cart")
    client.delete_event_trigger(**HERE, EventTriggerName="large")
    assert client.list_event_triggers(**HERE)["Items"] == []


# --- invocations ------------------------------------------------------------------------------


def test_an_object_that_meets_the_condition_invokes_the_integration(client: Any, mock: Any) -> None:
    now = datetime(2030, 1, 1, 12, tzinfo=timezone.utc)
    with stopped(now):
        client.create_domain(**HERE, DefaultExpirationDays=366)
        define(client, "cart", CART)
        create(client)
        integrate(client)
        key = put(client, "cart", id="1", customer="a", total=101)
        owner = profile_id(client, "customer", "a")
    expected = TriggerInvocation(
        domain_name="customers",
        event_trigger_name="large",
        object_type_name="cart",
        profile_object_unique_key=key,
        profile_id=owner,
        object='{"id": "1", "customer": "a", "total": 101}',
        uri=CAMPAIGN,
        at=now,
        outcome="INVOKED",
    )
    assert mock.trigger_invocations == [expected]
    assert mock.trigger_invocations[0] == expected
    assert mock.trigger_invocations[:1] == mock.trigger_invocations
    assert mock.trigger_invocations != "other"


def test_a_source_reads_what_the_type_does_not_declare(client: Any, carts: str, mock: Any) -> None:
    create(client, EventTriggerConditions=conditions("CONTAINS", "sale", Source="from.page"))
    integrate(client)
    put(client, "cart", {"id": "1", "customer": "a", "total": 1, "from": {"page": "/sale/1"}})
    put(client, "cart", {"id": "2", "customer": "a", "total": 1, "from": {"page": "/"}})
    assert outcomes(mock) == ["INVOKED", "CONDITION"]


def test_a_trigger_without_an_integration_invokes_nothing_and_uses_no_quota(
    client: Any, carts: str, mock: Any
) -> None:
    periods = [{"Unit": "DAYS", "Value": 1, "MaxInvocationsPerProfile": 1}]
    create(client, EventTriggerLimits={"Periods": periods})
    put(client, "cart", id="1", customer="a", total=101)
    integrate(client)
    put(client, "cart", id="1", customer="a", total=101)
    put(client, "cart", id="2", customer="a", total=101)
    put(client, "cart", id="3", customer="b", total=101)
    assert outcomes(mock) == ["NO_INTEGRATION", "INVOKED", "LIMIT", "INVOKED"]
    assert mock.trigger_invocations[0].uri is None


def test_periods_slide_by_the_clock(client: Any, mock: Any) -> None:
    with stopped(datetime(2030, 1, 1, tzinfo=timezone.utc)) as clock:
        client.create_domain(**HERE, DefaultExpirationDays=366)
        define(client, "cart", CART)
        periods = [{"Unit": "HOURS", "Value": 1, "MaxInvocationsPerProfile": 1}]
        create(client, EventTriggerLimits={"Periods": periods})
        integrate(client)
        for seconds in (0, 3_599, 1):
            clock.tick(seconds)
            put(client, "cart", id="1", customer="a", total=101)
    assert outcomes(mock) == ["INVOKED", "LIMIT", "INVOKED"]


def test_by_default_a_profile_is_invoked_for_ten_times_a_day(
    client: Any, carts: str, mock: Any
) -> None:
    create(client)
    integrate(client)
    for number in range(11):
        put(client, "cart", id=str(number), customer="a", total=101)
    assert outcomes(mock) == [*["INVOKED"] * 10, "LIMIT"]


def test_an_unlimited_trigger_has_no_limit_and_counts_nothing(
    client: Any, carts: str, mock: Any
) -> None:
    periods = [{"Unit": "DAYS", "Value": 1, "Unlimited": True, "MaxInvocationsPerProfile": 1}]
    create(client, EventTriggerLimits={"Periods": periods})
    integrate(client)
    for number in range(12):
        put(client, "cart", id=str(number), customer="a", total=101)
    assert outcomes(mock) == ["INVOKED"] * 12
    assert "Invocations" not in mock.dump()["Domains"][0]["EventTriggers"][0]


@pytest.mark.parametrize(("seconds", "outcome"), [(60, "INVOKED"), (61, "EXPIRED")])
def test_an_event_expires_if_the_lag_is_longer(
    client: Any, carts: str, mock: Any, seconds: int, outcome: str
) -> None:
    create(client, EventTriggerLimits={"EventExpiration": 60_000})
    integrate(client)
    put(client, "cart", id="1", customer="a", total=101)
    mock.lag(seconds=seconds)
    put(client, "cart", id="2", customer="a", total=101)
    assert outcomes(mock) == ["INVOKED", outcome]


def test_a_segment_that_the_profile_is_not_in_keeps_it_out(
    client: Any, carts: str, mock: Any
) -> None:
    with service_error(
        "ResourceNotFoundException",
        "Segment definition none is not found in domain customers",
    ):
        create(client, SegmentFilter="none")
    segment(client, "vip", group(has("FirstName", "Vip")))
    create(client, SegmentFilter="vip")
    with pytest.raises(ClientError, match="Segment definition none is not found"):
        client.update_event_trigger(**HERE, EventTriggerName="large", SegmentFilter="none")
    assert get(client)["SegmentFilter"] == "vip"
    integrate(client)
    put(client, "cart", id="1", customer="a", total=101)
    owner = profile_id(client, "customer", "a")
    client.update_profile(**HERE, ProfileId=owner, FirstName="Vip")
    put(client, "cart", id="1", customer="a", total=101)
    assert outcomes(mock) == ["SEGMENT", "INVOKED"]


def test_a_segment_that_cannot_be_evaluated_keeps_everybody_out(
    client: Any, carts: str, mock: Any
) -> None:
    segment(client, "people")
    segment(client, "vip", group(sources=["people"]))
    create(client, SegmentFilter="vip")
    integrate(client)
    put(client, "cart", id="1", customer="a", total=101)
    client.delete_segment_definition(**HERE, SegmentDefinitionName="people")
    put(client, "cart", id="2", customer="a", total=101)
    client.delete_segment_definition(**HERE, SegmentDefinitionName="vip")
    put(client, "cart", id="3", customer="a", total=101)
    assert outcomes(mock) == ["INVOKED", "SEGMENT", "SEGMENT"]


def test_triggers_are_evaluated_in_the_order_of_their_creation_for_their_type_alone(
    client: Any, carts: str, mock: Any
) -> None:
    define(client, "note", keyed(noteId="UNIQUE PROFILE"))
    for name in ("second", "first"):
        create(client, name)
    put(client, "note", noteId="1")
    put(client, "cart", id="1", customer="a", total=1)
    client.create_profile(**HERE, FirstName="Ann")
    assert [each.event_trigger_name for each in mock.trigger_invocations] == ["second", "first"]


def test_a_merged_profile_hands_its_counts_to_nobody(client: Any, carts: str, mock: Any) -> None:
    periods = [{"Unit": "DAYS", "Value": 1, "MaxInvocationsPerProfile": 1}]
    create(client, EventTriggerLimits={"Periods": periods})
    integrate(client)
    main = client.create_profile(**HERE)["ProfileId"]
    put(client, "cart", id="1", customer="a", total=101)
    gone = profile_id(client, "customer", "a")
    client.merge_profiles(**HERE, MainProfileId=main, ProfileIdsToBeMerged=[gone])
    put(client, "cart", id="2", customer="a", total=101)
    put(client, "cart", id="3", customer="a", total=101)
    found = [(each.profile_id, each.outcome) for each in mock.trigger_invocations]
    assert found == [(gone, "INVOKED"), (main, "INVOKED"), (main, "LIMIT")]


def test_counts_go_on_after_a_dump_and_a_load(client: Any, carts: str, mock: Any) -> None:
    periods = [{"Unit": "DAYS", "Value": 1, "MaxInvocationsPerProfile": 1}]
    create(client, EventTriggerLimits={"Periods": periods})
    integrate(client)
    put(client, "cart", id="1", customer="a", total=101)
    document = json.loads(json.dumps(mock.dump()))
    (written,) = document["Domains"][0]["EventTriggers"]
    owner = profile_id(client, "customer", "a")
    assert list(written["Invocations"]) == [owner]
    written["Invocations"]["0" * 32] = written["Invocations"][owner]
    mock.reset()
    mock.load(document)
    assert len(mock.trigger_invocations) == 0
    put(client, "cart", id="2", customer="a", total=101)
    assert outcomes(mock) == ["LIMIT"]
    (loaded,) = mock.dump()["Domains"][0]["EventTriggers"]
    assert list(loaded["Invocations"]) == [owner]


def test_a_file_may_have_a_trigger_of_a_type_that_was_deleted(
    client: Any, carts: str, mock: Any
) -> None:
    create(client)
    client.delete_profile_object_type(**HERE, ObjectTypeName="cart")
    document = mock.dump()
    mock.reset()
    mock.load(document)
    assert get(client)["ObjectTypeName"] == "cart"


def test_plain_mock_aws_evaluates_without_a_handle(
    client: Any, carts: str, mock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(client)
    integrate(client)
    monkeypatch.setattr(
        "cprofiles_mock.resources.event_triggers.state.active_controls", lambda: None
    )
    put(client, "cart", id="1", customer="a", total=101)
    assert len(mock.trigger_invocations) == 0
    assert "Invocations" in mock.dump()["Domains"][0]["EventTriggers"][0]


def test_explaining_an_object_invokes_nothing(client: Any, carts: str, mock: Any) -> None:
    create(client)
    integrate(client)
    mock.explain("cart", {"id": "1", "customer": "a", "total": 101}, domain_name="customers")
    assert len(mock.trigger_invocations) == 0
    assert "Invocations" not in mock.dump()["Domains"][0]["EventTriggers"][0]


# --- what a test sees -------------------------------------------------------------------------


def test_a_filter_takes_names_regions_and_accounts(client: Any, carts: str, mock: Any) -> None:
    for name in ("one", "two"):
        create(client, name)
    integrate(client, "one")
    put(client, "cart", id="1", customer="a", total=101)
    owner = profile_id(client, "customer", "a")
    assert outcomes(mock, event_trigger_name="one", domain_name="customers") == ["INVOKED"]
    assert outcomes(mock, outcome="NO_INTEGRATION", profile_id=owner) == ["NO_INTEGRATION"]
    assert outcomes(mock, object_type_name="other") == []
    assert outcomes(mock, region="us-west-2") == []
    assert outcomes(mock, account_id="210987654321") == []
    assert len(outcomes(mock, region="us-east-1", account_id="123456789012")) == 2
    with pytest.raises(
        ValueError, match="no trigger has the outcome 'INVOKD'; did you mean 'INVOKED'"
    ):
        mock.trigger_invocations.filter(outcome="INVOKD")
    with pytest.raises(ValueError, match="no trigger has the outcome 'x'; there are INVOKED, COND"):
        mock.trigger_invocations.filter(outcome="x")
    with pytest.raises(ValueError, match="mars"):
        mock.trigger_invocations.filter(region="mars")
    with pytest.raises(TypeError, match="event_trigger_name is a text, not 7"):
        mock.trigger_invocations.filter(7)


def test_what_is_shown_has_a_line_for_each_of_the_last(client: Any, carts: str, mock: Any) -> None:
    assert repr(mock.trigger_invocations) == "no trigger invocations"
    create(client)
    put(client, "cart", id="1", customer="a", total=1)
    owner = profile_id(client, "customer", "a")
    line = f"  large(cart of profile {owner}) in customers -> CONDITION"
    assert repr(mock.trigger_invocations) == f"1 trigger invocation:\n{line}"
    for _ in range(21):
        put(client, "cart", id="1", customer="a", total=1)
    expected = ["22 trigger invocations:", "  ... 2 more ...", *[line] * 20]
    assert repr(mock.trigger_invocations).split("\n") == expected


def test_the_server_tells_the_same(client: Any, carts: str, mock: Any) -> None:
    create(client)
    put(client, "cart", id="1", customer="a", total=1)
    put(client, "cart", id="1", customer="a", total=101)
    request = ControlRequest(
        "GET", "/cprofiles-mock/trigger-invocations", "outcome=NO_INTEGRATION", b"", ""
    )
    controls = active_controls()
    assert controls is not None
    status, (found,) = answer(request, controls)
    assert status == 200
    expected = mock.trigger_invocations[1]
    assert found == {**expected._asdict(), "at": expected.at.isoformat()}
    assert answer(request, Controls()) == (200, [])


def test_a_handle_that_has_ended_still_shows_what_it_saw(client: Any, carts: str) -> None:
    from cprofiles_mock import mock_customerprofiles

    create(client)
    put(client, "cart", id="1", customer="a", total=1)
    with mock_customerprofiles() as inner:
        put(client, "cart", id="1", customer="a", total=101)
    assert [each.outcome for each in inner.trigger_invocations] == ["NO_INTEGRATION"]


def test_in_motos_server_mode_the_invocations_are_in_the_server(
    mock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "TEST_SERVER_MODE", True)
    handle = MockHandle()
    with pytest.raises(RuntimeError, match="in moto's server mode all this lives in the server"):
        _ = handle.trigger_invocations
