"""Recommenders, their filters and their schemas in stacks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hosts.cloudformation.conftest import Stacks, domain, refusal, resource, template

pytestmark = pytest.mark.in_process

SHOP = {"Ref": "Shop"}
ARN = "arn:aws:profile:us-east-1:123456789012:domains/shop"


def body(
    recipe: str = "popular-items",
    event_type: str = "Purchase",
    column: str = "Category",
    price: int = 10,
) -> Any:
    recommender = {
        "DomainName": SHOP,
        "RecommenderName": "best",
        "RecommenderRecipeName": recipe,
        "RecommenderConfig": {"EventsConfig": {"EventParametersList": [{"EventType": event_type}]}},
        "Tags": [{"Key": "team", "Value": "sales"}],
    }
    schema = {
        "DomainName": SHOP,
        "RecommenderSchemaName": "columns",
        "Fields": {"_catalogItem": [{"TargetFieldName": column, "FeatureType": "CATEGORICAL"}]},
    }
    cheap = {
        "DomainName": SHOP,
        "RecommenderFilterName": f"below-{price}",
        "RecommenderFilterExpression": f"INCLUDE ItemID WHERE Items.Price < {price}",
    }
    outputs = {
        "Recommender": {"Ref": "Best"},
        "RecommenderArn": {"Fn::GetAtt": ["Best", "RecommenderArn"]},
        "Status": {"Fn::GetAtt": ["Best", "Status"]},
        "Schema": {"Ref": "Columns"},
        "SchemaArn": {"Fn::GetAtt": ["Columns", "Arn"]},
        "Filter": {"Ref": "Cheap"},
        "FilterArn": {"Fn::GetAtt": ["Cheap", "RecommenderFilterArn"]},
    }
    return template(
        outputs,
        Shop=domain(DataStore={"Enabled": True}),
        Best=resource("AWS::CustomerProfiles::Recommender", recommender),
        Columns=resource("AWS::CustomerProfiles::RecommenderSchema", schema),
        Cheap=resource("AWS::CustomerProfiles::RecommenderFilter", cheap),
    )


def filters(client: Any) -> list[str]:
    listed = client.list_recommender_filters(DomainName="shop")["RecommenderFilters"]
    return [each["RecommenderFilterName"] for each in listed]


def test_a_stack_makes_all_three_and_deletes_them(client: Any, stacks: Stacks) -> None:
    stacks.create(body())
    assert stacks.outputs() == {
        "Recommender": "shop|best",
        "RecommenderArn": f"{ARN}/recommenders/best",
        "Status": "ACTIVE",
        "Schema": f"{ARN}/recommender-schemas/columns",
        "SchemaArn": f"{ARN}/recommender-schemas/columns",
        "Filter": f"{ARN}/recommender-filters/below-10",
        "FilterArn": f"{ARN}/recommender-filters/below-10",
    }
    made = client.get_recommender(DomainName="shop", RecommenderName="best")
    assert made["Tags"]["team"] == "sales"
    stacks.delete()
    assert client.list_domains()["Items"] == []


def test_an_update_changes_the_configuration_and_replaces_filter_and_schema(
    client: Any, stacks: Stacks
) -> None:
    stacks.create(body())
    stacks.update(body(event_type="View", column="Type", price=20))
    made = client.get_recommender(DomainName="shop", RecommenderName="best")
    events = made["RecommenderConfig"]["EventsConfig"]["EventParametersList"]
    assert [each["EventType"] for each in events] == ["View"]
    assert filters(client) == ["below-20"]
    schema = client.get_recommender_schema(DomainName="shop", RecommenderSchemaName="columns")
    assert schema["Fields"] == {
        "_catalogItem": [{"TargetFieldName": "Type", "FeatureType": "CATEGORICAL"}]
    }


def test_another_recipe_needs_another_name(client: Any, stacks: Stacks) -> None:
    stacks.create(body())
    text = refusal(stacks.update, body(recipe="trending-now"))
    assert "Recommender best already exists" in text
