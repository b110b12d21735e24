"""Recommender filters and recommender schemas."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from moto.moto_api import state_manager

from cprofiles_mock import StateError
from tests.support.clock import stopped
from tests.support.expectations import service_error
from tests.support.recommending import HERE, items, needs_versions, recommender

pytestmark = pytest.mark.in_process

BAD = "BadRequestException"
SOME_DAY = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
ARN = "arn:aws:profile:us-east-1:123456789012:domains/shop"
CHEAP = "INCLUDE ItemID WHERE Items.Price < 20"
FIELDS = {
    "_catalogItem": [
        {"TargetFieldName": "Category", "ContentType": "STRING", "FeatureType": "CATEGORICAL"}
    ],
}


def make_filter(client: Any, expression: str = CHEAP, **members: Any) -> Any:
    return client.create_recommender_filter(
        **{
            **HERE,
            "RecommenderFilterName": "cheap",
            "RecommenderFilterExpression": expression,
            **members,
        }
    )


def make_schema(client: Any, fields: Any = FIELDS, **members: Any) -> Any:
    return client.create_recommender_schema(
        **{**HERE, "RecommenderSchemaName": "few", "Fields": fields, **members}
    )


# --- filters ------------------------------------------------------------------------------------


def test_a_filter_is_returned_as_it_was_created_and_is_active(client: Any, shop: str) -> None:
    with stopped(SOME_DAY):
        made = make_filter(client, Description="what is cheap")
        assert made["RecommenderFilterArn"] == f"{ARN}/recommender-filters/cheap"
        expected = {
            "RecommenderFilterName": "cheap",
            "RecommenderFilterExpression": CHEAP,
            "Description": "what is cheap",
            "Status": "ACTIVE",
            "CreatedAt": SOME_DAY,
            "Tags": {},
        }
        found = client.get_recommender_filter(**HERE, RecommenderFilterName="cheap")
        del found["ResponseMetadata"]
        assert found == expected
        assert client.list_recommender_filters(**HERE)["RecommenderFilters"] == [expected]
    deleted = client.delete_recommender_filter(**HERE, RecommenderFilterName="cheap")
    assert deleted["Message"] == "OK"
    make_filter(client)
    with service_error(BAD, "Recommender filter cheap already exists"):
        make_filter(client)


def test_an_expression_that_cannot_be_read_is_refused_with_the_place(
    client: Any, shop: str
) -> None:
    reason = "at character 36: cheap is no value; put a text in quotes"
    with service_error(BAD, f"RecommenderFilterExpression is not valid {reason}"):
        make_filter(client, "INCLUDE ItemID WHERE Items.Price < cheap")
    assert client.list_recommender_filters(**HERE)["RecommenderFilters"] == []


def test_a_filter_looks_at_the_columns_of_its_schema(client: Any, shop: str) -> None:
    missing = "Recommender schema few is not found in domain shop"
    with service_error("ResourceNotFoundException", missing):
        make_filter(client, RecommenderSchemaName="few")
    make_schema(client)
    with service_error(
        BAD,
        (
            "RecommenderFilterExpression is not valid at character 22: "
            "recommender schema few has no column Price"
        ),
    ):
        make_filter(client, RecommenderSchemaName="few")
    expression = 'INCLUDE ItemID WHERE Items.Category IN ("shoes")'
    make_filter(client, expression, RecommenderSchemaName="few")
    found = client.get_recommender_filter(**HERE, RecommenderFilterName="cheap")
    assert found["RecommenderSchemaName"] == "few"


def test_a_filter_can_be_used_only_when_it_is_active(client: Any, mock: Any, ann: str) -> None:
    model = "customer-profiles::recommender-filter"
    state_manager.set_transition(model, {"progression": "manual", "times": 1})
    try:
        make_filter(client)
        recommender(client)
        with service_error(BAD, "Recommender filter cheap is PENDING; it must be ACTIVE"):
            items(client, ann, RecommenderFilters=[{"Name": "cheap"}])
        written = mock.dump()
        transition = written["Domains"][0]["RecommenderFilters"][0]["Transition"]
        assert transition["Status"] == "PENDING"
        mock.load(written)
        assert mock.dump() == written
        found = client.get_recommender_filter(**HERE, RecommenderFilterName="cheap")
        assert found["Status"] == "IN_PROGRESS"
        client.get_recommender_filter(**HERE, RecommenderFilterName="cheap")
        assert items(client, ann, RecommenderFilters=[{"Name": "cheap"}]) == ["shirt"]
    finally:
        state_manager.unset_transition(model)
    transition["Status"] = "ASLEEP"
    with pytest.raises(StateError, match=r"Transition.Status: must be one of PENDING, IN_PROGRESS"):
        mock.load(written)


# --- schemas ------------------------------------------------------------------------------------


def test_a_schema_is_returned_as_it_was_created(client: Any, shop: str) -> None:
    with stopped(SOME_DAY):
        made = make_schema(client, Tags={"a": "b"})
        del made["ResponseMetadata"]
        shown = {
            "RecommenderSchemaName": "few",
            "Fields": FIELDS,
            "Status": "ACTIVE",
            "CreatedAt": SOME_DAY,
        }
        arn = f"{ARN}/recommender-schemas/few"
        assert made == {**shown, "RecommenderSchemaArn": arn, "Tags": {"a": "b"}}
        found = client.get_recommender_schema(**HERE, RecommenderSchemaName="few")
        del found["ResponseMetadata"]
        assert found == shown
        assert client.list_recommender_schemas(**HERE)["RecommenderSchemas"] == [shown]
    with service_error(BAD, "Recommender schema few already exists"):
        make_schema(client)


@needs_versions
def test_a_schema_may_have_columns_of_both_datasets(client: Any, shop: str) -> None:
    fields = {**FIELDS, "_webAnalytics": [{"TargetFieldName": "Location.City"}]}
    make_schema(client, fields)
    found = client.get_recommender_schema(**HERE, RecommenderSchemaName="few")
    assert found["Fields"] == fields


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (
            {"_order": [{"TargetFieldName": "Name", "FeatureType": "TEXTUAL"}]},
            "_order is no dataset, but _webAnalytics and _catalogItem are",
        ),
        (
            {"_catalogItem": [{"TargetFieldName": "Location.City", "FeatureType": "TEXTUAL"}]},
            "_catalogItem has no column Location.City",
        ),
        (
            {
                "_catalogItem": [
                    {"TargetFieldName": "Type", "FeatureType": "TEXTUAL"},
                    {"TargetFieldName": "Type", "FeatureType": "TEXTUAL"},
                ]
            },
            "_catalogItem has a column more than once",
        ),
    ],
)
def test_columns_that_are_not_there_are_refused(
    client: Any, shop: str, fields: Any, reason: str
) -> None:
    with service_error(BAD, f"Fields are not valid: {reason}"):
        make_schema(client, fields)


def test_a_schema_stays_while_it_is_used(client: Any, shop: str) -> None:
    make_schema(client)
    make_schema(client, RecommenderSchemaName="other")
    recommender(client, RecommenderSchemaName="few")
    recommender(client, RecommenderName="plain")
    make_filter(client, 'INCLUDE ItemID WHERE Items.Category IN ("a")', RecommenderSchemaName="few")
    make_filter(client, RecommenderFilterName="plain")
    users = "recommender it, recommender filter cheap"
    with service_error(
        BAD, f"Recommender schema few cannot be deleted while it is used by {users}"
    ):
        client.delete_recommender_schema(**HERE, RecommenderSchemaName="few")
    client.delete_recommender_schema(**HERE, RecommenderSchemaName="other")
    client.delete_recommender(**HERE, RecommenderName="it")
    client.delete_recommender_filter(**HERE, RecommenderFilterName="cheap")
    client.delete_recommender_schema(**HERE, RecommenderSchemaName="few")
    assert client.list_recommender_schemas(**HERE)["RecommenderSchemas"] == []
