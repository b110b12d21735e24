"""Definitions of calculated attributes: created, read, updated, deleted, listed."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.calculating import buy, calculating, days, define_purchases, details, value
from tests.support.expectations import service_error
from tests.support.ingesting import define, keyed

pytestmark = [
    pytest.mark.usefixtures("domain"),
    # What is put shows what counts; not all that a type reads is in every object.
    pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning"),
]

FILTER: dict[str, Any] = {
    "Include": "ALL",
    "Groups": [
        {
            "Type": "ALL",
            "Dimensions": [
                {"Attributes": {"status": {"DimensionType": "INCLUSIVE", "Values": ["paid"]}}}
            ],
        }
    ],
}


@pytest.fixture(autouse=True)
def _purchases(client: Any, domain: str) -> None:
    define_purchases(client)


def get(client: Any, name: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get_calculated_attribute_definition(
        DomainName="customers", CalculatedAttributeName=name
    )
    del found["ResponseMetadata"]
    return found


def update(client: Any, name: str, **members: Any) -> Any:
    return client.update_calculated_attribute_definition(
        DomainName="customers", CalculatedAttributeName=name, **members
    )


def listed(client: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.list_calculated_attribute_definitions(
        DomainName="customers"
    )["Items"]
    return [each for each in items if not each["CalculatedAttributeName"].startswith("_")]


def test_a_definition_is_echoed_whole_and_read_as_it_was_created(client: Any) -> None:
    created = calculating(
        client,
        "spent",
        DisplayName="Spent",
        Description="all that was spent",
        Conditions=days(30, ObjectCount=10),
        Filter=FILTER,
        Tags={"team": "care"},
    )
    del created["ResponseMetadata"]
    assert created["CreatedAt"] == created["LastUpdatedAt"]
    del created["CreatedAt"], created["LastUpdatedAt"]
    assert created == {
        "CalculatedAttributeName": "spent",
        "DisplayName": "Spent",
        "Description": "all that was spent",
        "AttributeDetails": details("{Purchase.total}", "total"),
        "Conditions": days(30, ObjectCount=10),
        "Filter": FILTER,
        "Statistic": "SUM",
        "UseHistoricalData": False,
        "Status": "COMPLETED",
        "Readiness": {"ProgressPercentage": 100},
        "Tags": {"team": "care"},
    }
    found = get(client, "spent")
    assert found["CreatedAt"] == found["LastUpdatedAt"]
    del found["CreatedAt"], found["LastUpdatedAt"]
    assert found == created


def test_historical_data_is_in_preparation_in_the_answer_and_there_after_it(client: Any) -> None:
    created = calculating(client, "spent", UseHistoricalData=True)
    assert (created["Status"], created["Readiness"]) == ("PREPARING", {"ProgressPercentage": 0})
    assert created["UseHistoricalData"] is True
    found = get(client, "spent")
    assert (found["Status"], found["Readiness"]) == ("COMPLETED", {"ProgressPercentage": 100})


def test_a_list_leaves_out_what_its_shape_leaves_out(client: Any) -> None:
    calculating(client, "one", Description="first")
    calculating(client, "two", DisplayName="Two", UseHistoricalData=True, Tags={"a": "b"})
    first, second = listed(client)
    assert (first["CalculatedAttributeName"], first["Description"]) == ("one", "first")
    assert (second["DisplayName"], second["UseHistoricalData"]) == ("Two", True)
    assert (second["Status"], second["Tags"]) == ("COMPLETED", {"a": "b"})
    assert not {"Conditions", "Statistic", "AttributeDetails", "Readiness"} & second.keys()


def test_a_name_that_is_taken_is_refused_with_the_known_text(client: Any) -> None:
    calculating(client, "spent")
    for name in ("spent", "_call_count"):
        with service_error(
            "BadRequestException",
            f"Calculated attribute definition with name {name} already exists",
        ):
            calculating(client, name, "AVERAGE")
    assert get(client, "spent")["Statistic"] == "SUM"


def test_the_object_type_must_exist_or_be_implied_by_a_template(client: Any) -> None:
    with service_error(
        "ResourceNotFoundException",
        "Profile object type Order is not found in domain customers; there are Purchase",
    ):
        calculating(client, "spent", AttributeDetails=details("{Order.total}", "total"))
    calculating(client, "channel", AttributeDetails=details("{CTR.channel}", "channel"))
    assert [each["CalculatedAttributeName"] for each in listed(client)] == ["channel"]


@pytest.mark.parametrize(
    ("attribute_details", "message"),
    [
        (
            details("{Purchase.Total}", "Total"),
            "Object type Purchase has no field Total; did you mean 'total'?",
        ),
        (
            details("{Purchase.state}", "state"),
            "Object type Purchase has no field state; did you mean 'status'?",
        ),
        (
            details("{Purchase.total} + 1", "total"),
            "AttributeDetails.Expression must be {ObjectTypeName.AttributeName}, or two of them "
            "joined by one of + - * /",
        ),
        (
            details("{Purchase.total} + {Other.tax}", "total", "tax"),
            "AttributeDetails.Expression must refer to one object type, and refers to Purchase and "
            "Other",
        ),
        (
            details("{Purchase.total} + {Purchase.tax}", "total"),
            "AttributeDetails.Expression uses tax, which AttributeDetails.Attributes does not have",
        ),
        (
            details("{Purchase.total}", "total", "tax"),
            "AttributeDetails.Attributes has tax, which AttributeDetails.Expression does not use",
        ),
        (
            details("{Purchase.total} + {Purchase.tax}", "total", "tax", "shop"),
            "AttributeDetails.Attributes can have at most 2 items",
        ),
        (
            details("{_order.totalPrice}", "totalPrice"),
            "_order has no attribute totalPrice; did you mean 'TotalPrice'?",
        ),
        (
            details("{_profile.FirstName}", "FirstName"),
            "AttributeDetails.Expression cannot refer to _profile: a calculated attribute is "
            "calculated from objects of a profile",
        ),
    ],
)
def test_an_expression_that_is_wrong_is_refused_and_nothing_is_made(
    client: Any, attribute_details: dict[str, Any], message: str
) -> None:
    with service_error("BadRequestException", message):
        calculating(client, "wrong", AttributeDetails=attribute_details)
    assert listed(client) == []


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"Conditions": {"ObjectCount": 301}}, "Conditions.ObjectCount must be at most 300"),
        ({"Conditions": days(367)}, "Conditions.Range must not reach further than 366 days"),
        (
            {"Conditions": {"Range": {"TimestampSource": "Purchase.at", "Unit": "DAYS"}}},
            "Conditions.Range.TimestampSource must be {ObjectTypeName.path}, with dots in the path",
        ),
        (
            {"Conditions": {"Range": {"TimestampSource": "{Other.at}", "Unit": "DAYS"}}},
            "Conditions.Range.TimestampSource must refer to Purchase, as the expression does, and "
            "refers to Other",
        ),
        (
            {"Conditions": {"Range": {"TimestampFormat": "RFC_822", "Unit": "DAYS"}}},
            "Conditions.Range.TimestampFormat must be one of EPOCHMILLI, ISO_8601",
        ),
        (
            {
                "Filter": {
                    "Include": "ALL",
                    "Groups": [{"Type": "ALL", "Dimensions": [{"Attributes": {
                        "total": {"DimensionType": "GREATER_THAN", "Values": ["much"]}
                    }}]}],
                }
            },
            "The filter of attribute total is not valid: GREATER_THAN compares numbers, and a "
            "value is none",
        ),
        (
            {
                "AttributeDetails": details("{_order.TotalPrice}", "TotalPrice"),
                "Filter": FILTER,
            },
            "_order has no attribute status; did you mean 'Status'?",
        ),
        (
            {
                "AttributeDetails": details("{_order.TotalPrice}", "TotalPrice"),
                "Conditions": {"Range": {"TimestampSource": "{_order.At}", "Unit": "DAYS"}},
            },
            "_order has no attribute At",
        ),
    ],
)  # fmt: skip
def test_conditions_and_filters_that_are_wrong_are_refused(
    client: Any, members: dict[str, Any], message: str
) -> None:
    with service_error("BadRequestException", message):
        calculating(client, "wrong", **members)
    assert listed(client) == []


@pytest.mark.parametrize(
    ("members", "constraint"),
    [
        ({"Statistic": "TIME_DIFFERENCE_FROM_NOW"}, "enum value set"),
        ({"Filter": {"Include": "ALL", "Groups": []}}, "greater than or equal to 1"),
        ({"Filter": {"Include": "ALL", "Groups": [FILTER["Groups"][0]] * 3}}, "equal to 2"),
        ({"Conditions": {"Range": {"Value": 3, "Unit": "HOURS"}}}, "enum value set"),
        ({"Conditions": {"ObjectCount": 0}}, "greater than or equal to 1"),
    ],
)
def test_the_shape_is_checked_first(
    loose_client: Any, members: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(ClientError, match=constraint):
        calculating(loose_client, "wrong", **{"Statistic": "SUM", **members})


def test_an_update_keeps_what_it_does_not_name_and_conditions_are_partial(client: Any) -> None:
    threshold = {"Threshold": {"Value": "5", "Operator": "GREATER_THAN"}}
    calculating(
        client, "spent", DisplayName="Spent", Description="x",
        Conditions=days(30, ObjectCount=10, **threshold),
    )  # fmt: skip
    updated = update(client, "spent", Conditions={"ObjectCount": 5})
    assert updated["Conditions"] == days(30, ObjectCount=5, **threshold)
    assert (updated["DisplayName"], updated["Description"]) == ("Spent", "x")
    assert "Filter" not in updated
    updated = update(client, "spent", DisplayName="All", Conditions=days(7))
    assert updated["Conditions"] == days(7, ObjectCount=5, **threshold)
    assert updated["DisplayName"] == "All"
    assert updated["LastUpdatedAt"] >= updated["CreatedAt"]
    assert get(client, "spent")["Conditions"] == days(7, ObjectCount=5, **threshold)


def test_an_update_gives_conditions_to_what_had_none(client: Any) -> None:
    calculating(client, "spent")
    assert "Conditions" not in get(client, "spent")
    assert update(client, "spent", Description="x").get("Conditions") is None
    assert update(client, "spent", Conditions=days(7))["Conditions"] == days(7)


def test_the_source_of_times_stays_whatever_an_update_says(client: Any) -> None:
    source = {"TimestampSource": "{Purchase.at}", "TimestampFormat": "ISO_8601"}
    calculating(client, "spent", Conditions={"Range": {"Unit": "DAYS", "Value": 30, **source}})
    updated = update(client, "spent", Conditions=days(7))
    assert updated["Conditions"]["Range"] == {"Unit": "DAYS", "Value": 7, **source}
    same = {"Range": {"Unit": "DAYS", "Value": 8, **source}}
    assert update(client, "spent", Conditions=same)["Conditions"] == same
    for member, other in (("TimestampSource", "{Purchase.on}"), ("TimestampFormat", "EPOCHMILLI")):
        with service_error(
            "BadRequestException",
            f"Conditions.Range.{member} cannot be updated after a calculated attribute definition "
            "has been created",
        ):
            update(
                client,
                "spent",
                DisplayName="no",
                Conditions={"Range": {"Unit": "DAYS", member: other}},
            )
    assert get(client, "spent")["Conditions"] == same
    assert "DisplayName" not in get(client, "spent")


def test_an_update_that_is_wrong_changes_nothing(client: Any) -> None:
    calculating(client, "spent", Conditions=days(7))
    before = get(client, "spent")
    with service_error(
        "BadRequestException", "Conditions.Range must not reach further than 366 days"
    ):
        update(client, "spent", Description="new", Conditions=days(400))
    assert get(client, "spent") == before


def test_a_deleted_definition_is_gone_and_its_name_is_free(client: Any) -> None:
    calculating(client, "spent")
    owner = buy(client, 1, 5)
    assert value(client, "spent", owner) == "5"
    deleted = client.delete_calculated_attribute_definition(
        DomainName="customers", CalculatedAttributeName="spent"
    )
    del deleted["ResponseMetadata"]
    assert deleted == {}
    with pytest.raises(ClientError, match="spent is not found in domain customers"):
        value(client, "spent", owner)
    calculating(client, "spent", "COUNT", UseHistoricalData=True)
    assert value(client, "spent", owner) == "1"


def test_there_are_at_most_50_besides_the_services_own(client: Any) -> None:
    for number in range(50):
        calculating(client, f"number-{number}")
    with service_error(
        "BadRequestException",
        "The domain has reached its limit of 50 calculated attribute definitions; delete one that "
        "is not needed",
    ):
        calculating(client, "one-more")
    client.delete_calculated_attribute_definition(
        DomainName="customers", CalculatedAttributeName="number-7"
    )
    calculating(client, "one-more")


def test_a_definition_outlives_its_object_type_and_has_no_data_then(client: Any) -> None:
    calculating(client, "spent")
    owner = buy(client, 1, 5)
    client.delete_profile_object_type(DomainName="customers", ObjectTypeName="Purchase")
    assert get(client, "spent")["Statistic"] == "SUM"
    assert value(client, "spent", owner) is None
    define(client, "Purchase", keyed(id="UNIQUE", customer="PROFILE", total=""))
    assert value(client, "spent", buy(client, 2, 7)) == "7"


def test_a_definition_of_the_service_is_tagged_like_any_other(client: Any) -> None:
    arn = "arn:aws:profile:us-east-1:123456789012:domains/customers/calculated-attributes/"
    assert client.list_tags_for_resource(resourceArn=f"{arn}_call_count")["tags"] == {}
    client.tag_resource(resourceArn=f"{arn}_call_count", tags={"a": "b"})
    assert get(client, "_call_count")["Tags"] == {"a": "b"}
    with pytest.raises(ClientError, match="is not found"):
        client.list_tags_for_resource(resourceArn=f"{arn}nothing")
