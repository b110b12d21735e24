"""What recommenders answer."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from tests.support.clock import stopped
from tests.support.expectations import service_error
from tests.support.recommending import (
    EVENTS,
    HERE,
    answer,
    interact,
    items,
    needs_search,
    needs_versions,
    open_shop,
    person,
    recommender,
)

pytestmark = pytest.mark.in_process

BAD = "BadRequestException"


def filtered(client: Any, name: str, expression: str, **members: Any) -> None:
    client.create_recommender_filter(
        **HERE, RecommenderFilterName=name, RecommenderFilterExpression=expression, **members
    )


# --- what is in an answer -----------------------------------------------------------------------


def test_an_answer_has_the_items_of_the_catalogue_with_falling_scores(
    client: Any, ann: str
) -> None:
    recommender(client)
    assert answer(client, ann, MaxResults=4) == [
        {
            "CatalogItem": {
                "Id": "boot",
                "Name": "Boot",
                "Category": "shoes",
                "Price": "90",
                "Attributes": {"Colour": "brown"},
            },
            "Score": 1.0,
        },
        # Bob looked at something that the catalogue does not have.
        {"CatalogItem": {"Id": "ghost"}, "Score": 0.5},
        {
            "CatalogItem": {"Id": "sandal", "Name": "Sandal", "Category": "shoes", "Price": "20"},
            "Score": 0.333333,
        },
        {
            "CatalogItem": {
                "Id": "scarf",
                "Name": "Scarf",
                "Type": "winter",
                "Attributes": {"Colour": "red"},
            },
            "Score": 0.25,
        },
    ]


def test_times_of_items_are_moments_and_what_is_none_is_left_out(
    client: Any, mock: Any, shop: str
) -> None:
    mock.put_domain_objects(
        "shop",
        "Items",
        [
            {"id": "boot", "name": "", "created": 1_700_000_000},
            {"id": "sandal", "created": "2024-01-01T00:00:00Z"},
            {"id": "scarf", "created": "long ago"},
        ],
    )
    recommender(client)
    owner = client.create_profile(**HERE)["ProfileId"]
    found = {each["CatalogItem"]["Id"]: each["CatalogItem"] for each in answer(client, owner)}
    assert found["boot"] == {
        "Id": "boot",
        "CreatedAt": datetime(2023, 11, 14, 22, 13, 20, tzinfo=timezone.utc),
    }
    assert found["sandal"]["CreatedAt"] == datetime(2024, 1, 1, tzinfo=timezone.utc)
    assert found["scarf"] == {"Id": "scarf"}


def test_a_domain_without_items_and_events_gives_an_empty_answer(client: Any) -> None:
    client.create_domain(**HERE, DefaultExpirationDays=1, DataStore={"Enabled": True})
    owner = client.create_profile(**HERE)["ProfileId"]
    recommender(client)
    assert answer(client, owner) == []


@needs_search
def test_ten_items_come_unless_a_number_is_asked_for_and_a_search_gives_five(
    client: Any, mock: Any, shop: str
) -> None:
    mock.put_domain_objects("shop", "Items", [{"id": f"more-{number}"} for number in range(20)])
    interact(client, "ann", "boot")
    recommender(client)
    owner = person(client, "ann")
    assert len(items(client, owner)) == 10
    assert len(items(client, owner, MaxResults=24)) == 24
    search = {
        **HERE,
        "KeyName": "_webAnalyticsUserId",
        "KeyValues": ["ann"],
        "Recommender": {"Name": "it"},
    }
    found = client.search_recommendations(**search)
    assert found["ProfileId"] == owner
    assert len(found["Recommendations"]) == 5
    assert (
        len(client.search_recommendations(**search, MaxRecommendations=7)["Recommendations"]) == 7
    )


def test_metadata_columns_bound_what_comes_besides_the_id(client: Any, ann: str) -> None:
    recommender(client)
    asked = {"MetadataConfig": {"MetadataColumns": ["Price", "Attributes.Colour"]}, "MaxResults": 2}
    assert [each["CatalogItem"] for each in answer(client, ann, **asked)] == [
        {"Id": "boot", "Price": "90", "Attributes": {"Colour": "brown"}},
        {"Id": "ghost"},
    ]
    with service_error(BAD, "Items have no metadata column price"):
        answer(client, ann, MetadataConfig={"MetadataColumns": ["price"]})


# --- recipes ------------------------------------------------------------------------------------


def test_recipes_about_an_item_need_it_in_the_context(client: Any, ann: str) -> None:
    for recipe, expected in (
        ("similar-items", ["boot", "ghost", "scarf", "shirt"]),
        ("frequently-paired-items", ["boot", "ghost", "scarf", "shirt"]),
    ):
        recommender(client, recipe, RecommenderName=recipe)
        asked = {"RecommenderName": recipe}
        context = {"_catalogItem.Id": "sandal", "weather": "sunny"}
        assert items(client, ann, **asked, Context=context) == expected
        message = f"Recipe {recipe} needs an item: Context must have a value for _catalogItem.Id"
        with service_error(BAD, message):
            items(client, ann, **asked, Context={"weather": "sunny"})


def test_a_ranking_needs_candidates_and_others_may_have_them(client: Any, ann: str) -> None:
    recommender(client, "personalized-ranking")
    recommender(client, RecommenderName="popular")
    candidates = ["unknown", "shirt", "sandal"]
    assert items(client, ann, CandidateIds=candidates) == ["sandal", "shirt", "unknown"]
    asked = {"RecommenderName": "popular", "CandidateIds": ["sandal", "boot"]}
    assert items(client, ann, **asked) == ["boot", "sandal"]
    message = "Recipe personalized-ranking needs CandidateIds"
    with service_error(BAD, message):
        items(client, ann)
    with service_error(BAD, message):
        items(client, ann, CandidateIds=[])


def test_the_item_in_the_context_is_not_recommended_even_as_a_candidate(
    client: Any, ann: str
) -> None:
    about_the_boot = {"RecommenderName": "related", "Context": {"_catalogItem.Id": "boot"}}
    for recipe in ("similar-items", "frequently-paired-items"):
        recommender(client, recipe, RecommenderName="related")
        both = items(client, ann, **about_the_boot, CandidateIds=["boot", "unknown", "sandal"])
        assert both == ["sandal", "unknown"]
        assert items(client, ann, **about_the_boot, CandidateIds=["boot"]) == []
        client.delete_recommender(**HERE, RecommenderName="related")


def test_events_count_by_their_weights_and_thresholds(client: Any, shop: str) -> None:
    interact(client, "ann", "boot", "boot", "sandal")
    interact(client, "ann", "shirt", event_type="Purchase", EventValue=9)
    interact(client, "ann", "scarf", event_type="purchase", EventValue=10)
    events = [
        {"EventType": "View", "EventWeight": 0.1},
        {"EventType": "Purchase", "EventWeight": 1.0, "EventValueThreshold": 10.0},
    ]
    recommender(client, RecommenderConfig={"EventsConfig": {"EventParametersList": events}})
    assert items(client, person(client, "ann")) == ["scarf", "boot", "sandal", "shirt"]


def test_trends_go_by_the_clock(client: Any, shop: str) -> None:
    with stopped(datetime(2026, 3, 1, tzinfo=timezone.utc)) as clock:
        recommender(client, "trending-now")
        interact(client, "ann", "boot", "boot")
        owner = person(client, "ann")
        assert items(client, owner) == ["boot", "sandal", "scarf", "shirt"]
        clock.tick(86_400)
        interact(client, "ann", "shirt")
        assert items(client, owner) == ["shirt", "boot", "sandal", "scarf"]
        clock.tick(2 * 86_400)
        assert items(client, owner) == ["boot", "sandal", "scarf", "shirt"]


# --- what is counted is kept up to date ---------------------------------------------------------


def test_what_arrives_and_what_goes_counts_at_once(client: Any, mock: Any, ann: str) -> None:
    recommender(client)
    assert items(client, ann, MaxResults=3) == ["boot", "ghost", "sandal"]
    interact(client, "eve", "shirt", "shirt", "shirt")
    assert items(client, ann, MaxResults=3) == ["shirt", "boot", "ghost"]
    mock.put_domain_objects("shop", "Items", [{"id": "new"}])
    assert "new" in items(client, ann)
    client.delete_profile(**HERE, ProfileId=person(client, "bob"))
    assert items(client, ann) == ["shirt", "boot", "new", "sandal", "scarf"]
    (seen,) = client.list_profile_objects(**HERE, ProfileId=ann, ObjectTypeName="_webAnalytics")[
        "Items"
    ]
    client.delete_profile_object(
        **HERE,
        ProfileId=ann,
        ObjectTypeName="_webAnalytics",
        ProfileObjectUniqueKey=seen["ProfileObjectUniqueKey"],
    )
    assert items(client, ann) == ["shirt", "boot", "new", "sandal", "scarf"]
    client.delete_profile_object_type(**HERE, ObjectTypeName=EVENTS)
    assert items(client, ann) == ["boot", "new", "sandal", "scarf", "shirt"]


def test_an_interaction_stays_when_its_event_is_deleted_or_expires(client: Any) -> None:
    with stopped(datetime(2024, 5, 10, 12, tzinfo=timezone.utc)) as clock:
        client.create_domain(**HERE, DefaultExpirationDays=3, DataStore={"Enabled": True})
        recommender(client)
        interact(client, "ann", "deleted", "expired")
        owner = person(client, "ann")
        events = {**HERE, "ProfileId": owner, "ObjectTypeName": EVENTS}
        deleted = client.list_profile_objects(**events)["Items"][0]["ProfileObjectUniqueKey"]
        client.delete_profile_object(**events, ProfileObjectUniqueKey=deleted)
        clock.tick(2 * 86_400)
        interact(client, "ann", "kept")
        clock.tick(86_400)
        (left,) = client.list_profile_objects(**events)["Items"]
        assert json.loads(left["Object"])["Item"] == {"Id": "kept"}
        assert items(client, owner) == ["deleted", "expired", "kept"]


def test_interactions_of_merged_profiles_are_those_of_the_main_one(client: Any, ann: str) -> None:
    recommender(client, "recommended-for-you")
    interact(client, "eve", "shirt", "shirt")
    eve = person(client, "eve")
    assert items(client, ann, MaxResults=2) == ["boot", "sandal"]
    client.merge_profiles(**HERE, MainProfileId=ann, ProfileIdsToBeMerged=[eve])
    assert items(client, ann, MaxResults=2) == ["shirt", "boot"]
    with service_error("ResourceNotFoundException", f"Profile {eve} is not found in domain shop"):
        items(client, eve)


def test_two_recommenders_count_each_in_its_own_way(client: Any, ann: str) -> None:
    config = {"EventsConfig": {"EventParametersList": [{"EventType": "Purchase"}]}}
    recommender(client)
    recommender(client, RecommenderName="bought", RecommenderConfig=config)
    interact(client, "bob", "shirt", event_type="Purchase")
    assert items(client, ann, MaxResults=1) == ["boot"]
    assert items(client, ann, MaxResults=1, RecommenderName="bought") == ["shirt"]
    client.update_recommender(**HERE, RecommenderName="it", RecommenderConfig=config)
    assert items(client, ann, MaxResults=1) == ["shirt"]
    client.delete_recommender(**HERE, RecommenderName="it")
    recommender(client)
    assert items(client, ann, MaxResults=1) == ["boot"]


def test_only_the_columns_of_the_schema_count(client: Any, ann: str) -> None:
    fields = {
        "_catalogItem": [{"TargetFieldName": "Attributes.Colour", "FeatureType": "CATEGORICAL"}]
    }
    client.create_recommender_schema(**HERE, RecommenderSchemaName="colours", Fields=fields)
    recommender(client, "similar-items", RecommenderSchemaName="colours")
    found = items(client, ann, Context={"_catalogItem.Id": "shirt"})
    assert found == ["scarf", "boot", "ghost", "sandal"]


# --- filters, promotions, diversity -------------------------------------------------------------


@needs_search
def test_a_filter_bounds_the_answer(client: Any, ann: str) -> None:
    recommender(client)
    filtered(client, "cheap", "INCLUDE ItemID WHERE Items.Price < $MOST")
    filtered(client, "unseen", 'EXCLUDE ItemID WHERE Interactions.EventType IN ("*")')
    cheap = {"Name": "cheap", "Values": {"MOST": "50"}}
    assert items(client, ann, RecommenderFilters=[cheap]) == ["sandal", "shirt"]
    unseen = [{"Name": "unseen"}]
    assert items(client, ann, RecommenderFilters=unseen) == ["ghost", "sandal", "scarf", "shirt"]
    found = client.search_recommendations(
        **HERE,
        KeyName="_webAnalyticsUserId",
        KeyValues=["ann"],
        Recommender={"Name": "it", "Filters": [cheap], "PromotionalFilters": [unseen[0]]},
        Metadata={"Columns": ["Name"]},
        CandidateIds=["sandal", "scarf"],
    )["Recommendations"]
    assert [each["CatalogItem"] for each in found] == [
        {"Id": "sandal", "Name": "Sandal"},
        {"Id": "scarf", "Name": "Scarf"},
    ]


def test_a_filter_may_compare_with_the_item_in_the_context(client: Any, ann: str) -> None:
    recommender(client, "similar-items")
    recommender(client, RecommenderName="popular")
    filtered(client, "cheaper", "INCLUDE ItemID WHERE Items.Price < CurrentItem.Price")
    asked = {"RecommenderFilters": [{"Name": "cheaper"}]}
    assert items(client, ann, **asked, Context={"_catalogItem.Id": "sandal"}) == ["shirt"]
    assert items(client, ann, **asked, Context={"_catalogItem.Id": "ghost"}) == []
    reason = "compares with CurrentItem, and the recipe has no current item"
    with service_error(BAD, f"Recommender filter cheaper {reason}"):
        items(client, ann, **asked, RecommenderName="popular")


def test_a_promotion_gives_its_items_a_share(client: Any, ann: str) -> None:
    recommender(client)
    filtered(client, "red", 'INCLUDE ItemID WHERE Items.Attributes.Colour IN ("red")')
    red = {"Name": "red", "PromotionName": "red-week", "PercentPromotedItems": 50}
    promoted = {"RecommenderPromotionalFilters": [red], "MaxResults": 2}
    assert items(client, ann, **promoted) == ["boot", "scarf"]
    del red["PercentPromotedItems"]
    assert items(client, ann, **promoted) == ["scarf", "shirt"]


@needs_versions
def test_diversity_caps_what_shares_a_value_where_the_request_enables_it(
    client: Any, ann: str
) -> None:
    caps = [{"Name": "Category", "CapType": "VALUE", "Target": "$most"}]
    recommender(client, RecommenderConfig={"DiversityConfig": {"DiversityColumns": caps}})
    assert items(client, ann, MaxResults=3) == ["boot", "ghost", "sandal"]
    on = {"Enabled": True, "Values": {"most": 1}}
    assert items(client, ann, MaxResults=3, DiversityConfig=on) == ["boot", "ghost", "scarf"]
    message = "The diversity configuration has no value for its placeholder $most"
    with service_error(BAD, message):
        items(client, ann, DiversityConfig={"Enabled": True})


def test_filters_that_cannot_be_used_are_refused(client: Any, ann: str) -> None:
    recommender(client)
    filtered(client, "cheap", "INCLUDE ItemID WHERE Items.Price < $MOST")
    for given, code, message in (
        (
            {"RecommenderFilters": [{"Name": "dear"}]},
            "ResourceNotFoundException",
            "Recommender filter dear is not found in domain shop",
        ),
        (
            {"RecommenderFilters": [{}]},
            BAD,
            "RecommenderFilters must have the Name of a recommender filter",
        ),
        (
            {"RecommenderPromotionalFilters": [{}]},
            BAD,
            "RecommenderPromotionalFilters must have the Name of a recommender filter",
        ),
        (
            {"RecommenderFilters": [{"Name": "cheap"}]},
            BAD,
            "Recommender filter cheap needs a value for its parameter MOST",
        ),
        (
            {"RecommenderFilters": [{"Name": "cheap", "Values": {"Most": "1"}}]},
            BAD,
            "Recommender filter cheap has no parameter Most",
        ),
    ):
        with service_error(code, message):
            items(client, ann, **given)


# --- whom and what a request names --------------------------------------------------------------


@needs_search
def test_a_search_must_lead_to_exactly_one_profile(client: Any, ann: str) -> None:
    recommender(client)
    search = {**HERE, "KeyName": "_email", "Recommender": {"Name": "it"}}
    with service_error("ResourceNotFoundException", "Recommender no is not found in domain shop"):
        client.search_recommendations(
            **{**search, "Recommender": {"Name": "no"}}, KeyValues=["x@example.com"]
        )
    with service_error(
        "ResourceNotFoundException", "No profile is found by key _email in domain shop"
    ):
        client.search_recommendations(**search, KeyValues=["x@example.com"])
    for _ in range(2):
        client.create_profile(**HERE, EmailAddress="x@example.com")
    message = "2 profiles are found by key _email; it must lead to exactly one"
    with service_error(BAD, message):
        client.search_recommendations(**search, KeyValues=["x@example.com"])


def test_what_a_request_names_must_be_there(client: Any, ann: str) -> None:
    missing = "ResourceNotFoundException"
    with service_error(missing, "Recommender it is not found in domain shop"):
        items(client, ann)
    recommender(client)
    with service_error(missing, f"Profile {'0' * 32} is not found in domain shop"):
        items(client, "0" * 32)


def test_only_an_active_recommender_answers(client: Any, mock: Any, ann: str) -> None:
    recommender(client)
    client.stop_recommender(**HERE, RecommenderName="it")
    tail = "only an ACTIVE one makes recommendations"
    with service_error(BAD, f"Recommender it is INACTIVE; {tail}"):
        items(client, ann)
    mock.fail_recommender("shop", "it", "too few events")
    with service_error(BAD, f"Recommender it is FAILED (too few events); {tail}"):
        items(client, ann)


def test_a_shop_without_web_analytics_recommends_by_id(client: Any, mock: Any) -> None:
    open_shop(client)
    mock.put_domain_objects("shop", "Items", [{"id": "b"}, {"id": "a"}])
    owner = client.create_profile(**HERE)["ProfileId"]
    for recipe in ("popular-items", "trending-now", "recommended-for-you"):
        recommender(client, recipe, RecommenderName=recipe)
        assert items(client, owner, RecommenderName=recipe) == ["a", "b"]
