"""Probes about recommenders, their filters and schemas.

What needs a recommender is not asked: creating one needs a data store, which cannot be turned off
again, events and a catalogue, and it costs money for as long as it is there.
"""

from __future__ import annotations

from typing import Any

from .probe import Call, Probe, call


def _filter(expression: str, name: str = "probe", **members: Any) -> Call:
    return call(
        "CreateRecommenderFilter",
        RecommenderFilterName=name,
        RecommenderFilterExpression=expression,
        **members,
    )


def _schema(*columns: str, dataset: str = "_catalogItem", name: str = "probe") -> Call:
    fields = {dataset: [{"TargetFieldName": each} for each in columns]}
    return call("CreateRecommenderSchema", RecommenderSchemaName=name, Fields=fields)


_CHEAP = "INCLUDE ItemID WHERE Items.Price < 20"

PROBES = (
    Probe(
        "The texts of the descriptions, and the order of the recipes",
        [call("ListRecommenderRecipes", MaxResults=10)],
    ),
    Probe(
        "A schema that does not exist is a 404",
        [_filter(_CHEAP, RecommenderSchemaName="nothing")],
    ),
    Probe(
        "`Items`, `CatalogItem` and `_catalogItem` are one dataset",
        [
            _filter('INCLUDE ItemID WHERE Items.Category IN ("a")', "first"),
            _filter('INCLUDE ItemID WHERE CatalogItem.Category IN ("a")', "second"),
            _filter('INCLUDE ItemID WHERE _catalogItem.Category IN ("a")', "third"),
            _filter('INCLUDE ItemID WHERE Interactions.EventType IN ("a")', "fourth"),
            _filter('INCLUDE ItemID WHERE _webAnalytics.EventType IN ("a")', "fifth"),
        ],
    ),
    Probe(
        "Fields in any case, with or without underscores",
        [
            _filter('INCLUDE ItemID WHERE Items.CATEGORY IN ("a")', "first"),
            _filter('INCLUDE ItemID WHERE Items.CREATED_AT IN ("a")', "second"),
            _filter('include itemId where Items.Category in ("a")', "third"),
            _filter("INCLUDE ItemID WHERE Items.Category IN ('a')", "fourth"),
        ],
    ),
    Probe(
        "An expression that cannot be read is a BadRequestException",
        [_filter("SHOW ItemID"), _filter("INCLUDE ItemID WHERE Items.Price <")],
    ),
    Probe(
        "A field that the schema lacks is a BadRequestException",
        [_filter(_CHEAP, RecommenderSchemaName="probe")],
        [_schema("Category")],
    ),
    Probe(
        "AND binds tighter than OR; there are no parentheses",
        [_filter("INCLUDE ItemID WHERE (Items.Price < 1 OR Items.Price > 9)")],
    ),
    Probe(
        "Conditions on CurrentUser are refused",
        [_filter(f"{_CHEAP} IF CurrentUser.Age > 18")],
    ),
    Probe(
        "A filter is ACTIVE at once",
        [call("GetRecommenderFilter", RecommenderFilterName="probe")],
        [_filter(_CHEAP)],
    ),
    Probe(
        "DeleteRecommenderFilter answers `OK`",
        [call("DeleteRecommenderFilter", RecommenderFilterName="probe"), _filter(_CHEAP)],
        [_filter(_CHEAP)],
    ),
    Probe(
        "Columns are members of items and of `_webAnalytics`",
        [
            _schema("Location.City"),
            _schema("EventType", dataset="_order"),
            _schema("Type", "Type", name="second"),
        ],
    ),
    Probe("The default schema is not listed", [call("ListRecommenderSchemas")]),
    Probe(
        "DeleteRecommenderSchema is refused while",
        [
            call("DeleteRecommenderSchema", RecommenderSchemaName="probe"),
            call("DeleteRecommenderFilter", RecommenderFilterName="probe"),
            call("DeleteRecommenderSchema", RecommenderSchemaName="probe"),
        ],
        [
            _schema("Category"),
            _filter('INCLUDE ItemID WHERE Items.Category IN ("a")', RecommenderSchemaName="probe"),
        ],
    ),
)
