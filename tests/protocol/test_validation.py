"""The constraints of the model, in AWS's words."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from cprofiles_mock.protocol.validation import compile_pattern
from tests.contract.recording import record
from tests.support.expectations import service_error
from tests.support.raw_http import error_of, send


def one(text: str) -> str:
    """The message of one violation."""
    return f"1 validation error detected: {text}"


# --- texts, by the operations that have them ------------------------------------------------------


def test_all_that_is_wrong_is_said_at_once_path_first(loose_client: Any) -> None:
    with service_error(
        "BadRequestException",
        "3 validation errors detected: Value 'a b' at 'domainName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: ^[a-zA-Z0-9_-]+$; "
        "Value '1099' at 'defaultExpirationDays' failed to satisfy constraint: "
        "Member must have value less than or equal to 1098; "
        "Value null at 'matching.enabled' failed to satisfy constraint: Member must not be null",
    ):
        loose_client.create_domain(DomainName="a b", DefaultExpirationDays=1099, Matching={})
    assert loose_client.list_domains()["Items"] == []


def test_a_text_that_is_too_long_is_not_held_against_the_pattern(client: Any) -> None:
    name = " " * 65
    with service_error(
        "BadRequestException",
        one(
            f"Value '{name}' at 'domainName' failed to satisfy constraint: Member must have "
            "length less than or equal to 64"
        ),
    ):
        client.get_domain(DomainName=name)


def test_a_text_of_the_greatest_length_is_taken(client: Any) -> None:
    name = "d" * 64
    client.create_domain(DomainName=name, DefaultExpirationDays=1098)
    assert client.get_domain(DomainName=name)["DefaultExpirationDays"] == 1098


def test_length_counts_characters_not_bytes(client: Any, domain: str) -> None:
    client.create_profile(DomainName=domain, FirstName="山" * 255)
    with service_error(
        "BadRequestException",
        one(
            "Value at 'firstName' failed to satisfy constraint: Member must have length less "
            "than or equal to 255"
        ),
    ):
        client.create_profile(DomainName=domain, FirstName="山" * 256)


def test_a_number_has_its_range(loose_client: Any) -> None:
    with service_error(
        "BadRequestException",
        one(
            "Value '0' at 'defaultExpirationDays' failed to satisfy constraint: Member must have "
            "value greater than or equal to 1"
        ),
    ):
        loose_client.create_domain(DomainName="d", DefaultExpirationDays=0)


@pytest.mark.in_process
def test_a_long_text_is_held_against_the_pattern_of_arns_in_no_time() -> None:
    """Read as it stands, the pattern tries all pairs of colons: for hours, with so many."""
    matches = compile_pattern(r"arn:([a-z\d-]+):profile:.*:.*:.+", "Arn")
    assert not matches("arn:aws:profile:" + ":" * 100_000 + "\n")
    assert matches("arn:aws:profile:" + ":" * 100_000)
    assert matches("arn:aws:profile:us-east-1:123456789012:domains/d:e")
    assert not matches("arn:aws:profile:us-east-1:domains/d")
    assert not matches("arn:aws:profile:us-east-1:123456789012:")


def test_an_enum_lists_its_values(client: Any) -> None:
    matching = {"Enabled": True, "JobSchedule": {"DayOfTheWeek": "FUNDAY", "Time": "9:00"}}
    with service_error(
        "BadRequestException",
        one(
            "Value 'FUNDAY' at 'matching.jobSchedule.dayOfTheWeek' failed to satisfy constraint: "
            "Member must satisfy enum value set: [SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, "
            "FRIDAY, SATURDAY]"
        ),
    ):
        client.create_domain(DomainName="d", DefaultExpirationDays=1, Matching=matching)


def test_a_member_of_a_list_is_named_by_its_number(client: Any, domain: str) -> None:
    with service_error(
        "BadRequestException",
        one(
            "Value 'no name' at 'additionalSearchKeys.2.member.keyName' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9_-]+$"
        ),
    ):
        client.search_profiles(
            DomainName=domain,
            KeyName="_phone",
            Values=["1"],
            AdditionalSearchKeys=[
                {"KeyName": "_email", "Values": ["x"]},
                {"KeyName": "no name", "Values": ["x"]},
            ],
        )


def test_a_list_whose_item_is_wrong_is_shown_whole_with_all_that_binds_its_items(
    client: Any, domain: str
) -> None:
    long = "x" * 256
    with service_error(
        "BadRequestException",
        one(
            f"Value '[a, {long}]' at 'values' failed to satisfy constraint: Member must satisfy "
            "constraint: [Member must have length less than or equal to 255, Member must have "
            "length greater than or equal to 1]"
        ),
    ):
        client.search_profiles(DomainName=domain, KeyName="_phone", Values=["a", long])


def test_a_list_in_a_list_is_named_by_its_number(loose_client: Any) -> None:
    merging = {"Enabled": True, "Consolidation": {"MatchingAttributesList": [["Email"], []]}}
    with service_error(
        "BadRequestException",
        one(
            "Value '[]' at 'matching.autoMerging.consolidation.matchingAttributesList.2.member' "
            "failed to satisfy constraint: Member must have length greater than or equal to 1"
        ),
    ):
        loose_client.create_domain(
            DomainName="d",
            DefaultExpirationDays=1,
            Matching={"Enabled": True, "AutoMerging": merging},
        )


def test_a_map_whose_value_is_wrong_is_shown_whole(client: Any) -> None:
    long = "x" * 257
    with service_error(
        "BadRequestException",
        one(
            f"Value '{{a=1, b={long}}}' at 'tags' failed to satisfy constraint: Map value must "
            "satisfy constraint: [Member must have length less than or equal to 256]"
        ),
    ):
        client.create_domain(DomainName="d", DefaultExpirationDays=1, Tags={"a": "1", "b": long})


def test_a_map_that_is_empty_may_be_too_small(loose_client: Any) -> None:
    with service_error(
        "BadRequestException",
        one(
            "Value '{}' at 'tags' failed to satisfy constraint: Member must have length greater "
            "than or equal to 1"
        ),
    ):
        loose_client.create_domain(DomainName="d", DefaultExpirationDays=1, Tags={})


@pytest.mark.parametrize(
    ("dimension", "count"),
    [
        ({}, 0),
        (
            {
                "ProfileAttributes": {},
                "CalculatedAttributes": {"x": {"DimensionType": "EQUAL", "Values": ["1"]}},
            },
            2,
        ),
    ],
    ids=["none", "two"],
)
def test_a_union_has_exactly_one_value(
    loose_client: Any, dimension: dict[str, Any], count: int
) -> None:
    assert len(dimension) == count
    with service_error(
        "BadRequestException",
        one(
            "Value at 'segmentGroups.groups.1.member.dimensions.1.member' failed to satisfy "
            "constraint: Member must have exactly one value set of: "
            "[ProfileAttributes, CalculatedAttributes]"
        ),
    ):
        loose_client.create_segment_definition(
            DomainName="d",
            SegmentDefinitionName="s",
            DisplayName="s",
            SegmentGroups={"Groups": [{"Dimensions": [dimension]}]},
        )


def test_a_member_of_a_map_of_structures_is_named_by_its_key(loose_client: Any) -> None:
    with service_error(
        "BadRequestException",
        one(
            "Value at 'fields.email.member.contentType' failed to satisfy constraint: "
            "Member must satisfy enum value set: [STRING, NUMBER, PHONE_NUMBER, EMAIL_ADDRESS, "
            "NAME]"
        ),
    ):
        loose_client.put_profile_object_type(
            DomainName="d",
            ObjectTypeName="t",
            Description="t",
            Fields={"email": {"Source": "_source.email", "ContentType": "WORD"}},
        )


# --- values of another type -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "path", "type_name"),
    [
        (b'{"FirstName": 7}', "firstName", "string"),
        (b'{"FirstName": ["Ann"]}', "firstName", "string"),
        (b'{"Gender": false}', "gender", "string"),
        (b'{"Address": "Seattle"}', "address", "structure"),
        (b'{"Address": {"City": {}}}', "address.city", "string"),
        (b'{"Attributes": []}', "attributes", "map"),
        (b'{"EngagementPreferences": {"Phone": {}}}', "engagementPreferences.phone", "list"),
        (
            b'{"EngagementPreferences": {"Phone": [null]}}',
            "engagementPreferences.phone.1.member",
            "structure",
        ),
    ],
)
def test_a_value_of_another_type_is_refused(
    client: Any, domain: str, body: bytes, path: str, type_name: str
) -> None:
    assert error_of(send(client, "POST", "/domains/customers/profiles", body)) == (
        "BadRequestException",
        one(f"Value at '{path}' failed to satisfy constraint: Member must be of type {type_name}"),
    )


@pytest.mark.parametrize(
    "number", [b'"366"', b"true", b"366.5", b"1e400", b"2147483648", b"-2147483649", b"{}"]
)
def test_what_is_no_integer_is_refused(client: Any, number: bytes) -> None:
    body = b'{"DefaultExpirationDays": ' + number + b"}"
    assert error_of(send(client, "POST", "/domains/d", body)) == (
        "BadRequestException",
        one(
            "Value at 'defaultExpirationDays' failed to satisfy constraint: Member must be of "
            "type integer"
        ),
    )


@pytest.mark.parametrize("number", [b"366", b"366.0", b"3.66e2"])
def test_an_integer_may_be_written_as_a_fraction(client: Any, number: bytes) -> None:
    body = b'{"DefaultExpirationDays": ' + number + b"}"
    assert send(client, "POST", "/domains/d", body).json()["DefaultExpirationDays"] == 366


def test_what_is_no_boolean_is_refused(client: Any) -> None:
    body = b'{"DefaultExpirationDays": 1, "DataStore": {"Enabled": "true"}}'
    assert error_of(send(client, "POST", "/domains/d", body)) == (
        "BadRequestException",
        one(
            "Value at 'dataStore.enabled' failed to satisfy constraint: Member must be of type "
            "boolean"
        ),
    )


@pytest.mark.parametrize("score", [b'"1"', b"true", b"1e400", b"1" + b"0" * 400])
def test_what_is_no_double_is_refused(client: Any, score: bytes) -> None:
    assert error_of(_create_with_score(client, score)) == (
        "BadRequestException",
        one(
            "Value at 'matching.autoMerging.minAllowedConfidenceScoreForMerging' failed to "
            "satisfy constraint: Member must be of type double"
        ),
    )


def test_a_double_has_its_range_and_may_be_written_as_an_integer(client: Any) -> None:
    assert error_of(_create_with_score(client, b"1.01")) == (
        "BadRequestException",
        one(
            "Value '1.01' at 'matching.autoMerging.minAllowedConfidenceScoreForMerging' failed "
            "to satisfy constraint: Member must have value less than or equal to 1.0"
        ),
    )
    answer = _create_with_score(client, b"1").json()
    assert answer["Matching"]["AutoMerging"]["MinAllowedConfidenceScoreForMerging"] == 1.0


def _create_with_score(client: Any, score: bytes) -> Any:
    body = (
        b'{"DefaultExpirationDays": 1, "Matching": {"Enabled": true, "AutoMerging": {"Enabled": '
        b'true, "MinAllowedConfidenceScoreForMerging": ' + score + b"}}}"
    )
    return send(client, "POST", "/domains/d", body)


# --- timestamps -----------------------------------------------------------------------------------


def _put_integration(client: Any, start: bytes) -> Any:
    trigger = (
        b'{"TriggerType": "Scheduled", "TriggerProperties": {"Scheduled": {'
        b'"ScheduleExpression": "rate(1hours)", "ScheduleStartTime": ' + start + b"}}}"
    )
    flow = (
        b'{"FlowName": "flow", "KmsArn": "arn:aws:kms:us-east-1:123456789012:key/1", "Tasks": [], '
        b'"SourceFlowConfig": {"ConnectorType": "S3", "SourceConnectorProperties": {}}, '
        b'"TriggerConfig": ' + trigger + b"}"
    )
    return send(
        client,
        "PUT",
        "/domains/d/integrations",
        b'{"ObjectTypeName": "t", "FlowDefinition": ' + flow + b"}",
    )


@pytest.mark.parametrize("time", [b'"2026-08-01T12:30:00Z"', b"true", b"1e300", b"-1e18", b"{}"])
def test_a_time_that_is_none_is_refused(client: Any, time: bytes) -> None:
    path = "flowDefinition.triggerConfig.triggerProperties.scheduled.scheduleStartTime"
    assert error_of(_put_integration(client, time)) == (
        "BadRequestException",
        one(f"Value at '{path}' failed to satisfy constraint: Member must be of type timestamp"),
    )


@pytest.mark.in_process
@pytest.mark.parametrize(("time", "microsecond"), [(b"1785587400", 0), (b"1785587400.25", 250_000)])
def test_a_time_is_in_seconds_since_the_epoch(
    client: Any, monkeypatch: pytest.MonkeyPatch, time: bytes, microsecond: int
) -> None:
    seen = record(
        monkeypatch,
        "PutIntegration",
        {
            "DomainName": "d",
            "Uri": "u",
            "CreatedAt": datetime(2026, 8, 1, tzinfo=timezone.utc),
            "LastUpdatedAt": datetime(2026, 8, 1, tzinfo=timezone.utc),
        },
    )
    _put_integration(client, time)
    trigger = seen[0]["FlowDefinition"]["TriggerConfig"]["TriggerProperties"]["Scheduled"]
    assert trigger["ScheduleStartTime"] == datetime(
        2026, 8, 1, 12, 30, 0, microsecond, timezone.utc
    )


# --- what the model calls sensitive ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"EmailAddress": "secret" * 50}, "emailAddress"),
        ({"PartyType": "secret"}, "partyType"),
        ({"Address": {"City": "secret" * 50}}, "address.city"),
        ({"Attributes": {"card": "secret" * 50}}, "attributes"),
        ({"Attributes": {"secret" * 50: "1"}}, "attributes"),
        (
            {"EngagementPreferences": {"Phone": [{"KeyValue": "secret" * 50}]}},
            "engagementPreferences.phone.1.member.keyValue",
        ),
    ],
)
def test_a_sensitive_value_is_named_but_not_echoed(
    client: Any, domain: str, members: dict[str, Any], path: str
) -> None:
    with pytest.raises(client.exceptions.BadRequestException) as raised:
        client.create_profile(DomainName=domain, **members)
    message = raised.value.response["Error"]["Message"]
    assert message.startswith(one(f"Value at '{path}' failed to satisfy constraint: "))
    assert "secret" not in message


def test_a_list_of_what_is_sensitive_is_not_echoed(loose_client: Any) -> None:
    dimension = {"DimensionType": "INCLUSIVE", "Values": ["secret"] * 51}
    with pytest.raises(loose_client.exceptions.BadRequestException) as raised:
        loose_client.create_segment_definition(
            DomainName="d",
            SegmentDefinitionName="s",
            DisplayName="s",
            SegmentGroups={
                "Groups": [{"Dimensions": [{"ProfileAttributes": {"LastName": dimension}}]}]
            },
        )
    message = raised.value.response["Error"]["Message"]
    assert "profileAttributes.lastName.values'" in message
    assert "secret" not in message
