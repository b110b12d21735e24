"""Recommenders: what they are made of, what becomes of them, and what state files have of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any

import pytest
from moto.moto_api import state_manager

from cprofiles_mock import StateError
from cprofiles_mock.server.control_calls import ControlRequest, answer
from tests.support.clock import stopped
from tests.support.expectations import service_error
from tests.support.recommending import (
    HERE,
    interact,
    items,
    needs_versions,
    person,
    recommender,
)

pytestmark = pytest.mark.in_process

BAD = "BadRequestException"
IT = {**HERE, "RecommenderName": "it"}
MODEL = "customer-profiles::recommender"
SOME_DAY = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


@contextmanager
def transitions(model: str = MODEL, **setting: Any) -> Iterator[None]:
    """Let statuses wait, for reads or for time."""
    state_manager.set_transition(model, setting or {"progression": "manual", "times": 1})
    try:
        yield
    finally:
        state_manager.unset_transition(model)


def get(client: Any, **members: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get_recommender(**IT, **members)
    del found["ResponseMetadata"]
    return found


def status(client: Any) -> str:
    found: str = get(client)["Status"]
    return found


# --- creation -----------------------------------------------------------------------------------


@needs_versions
def test_a_recommender_is_returned_as_it_was_created_and_is_active(client: Any, shop: str) -> None:
    config = {"TrainingFrequency": 7, "InferenceConfig": {"MinProvisionedTPS": 2}}
    with stopped(SOME_DAY):
        made = client.create_recommender(
            **IT,
            RecommenderRecipeName="similar-items",
            RecommenderConfig=config,
            Description="what fits",
            Tags={"a": "b"},
        )
        found = get(client)
    arn = "arn:aws:profile:us-east-1:123456789012:domains/shop/recommenders/it"
    assert (made["RecommenderArn"], made["Tags"]) == (arn, {"a": "b"})
    (metrics,) = found.pop("TrainingMetrics")
    assert found == {
        "RecommenderName": "it",
        "RecommenderRecipeName": "similar-items",
        "RecommenderConfig": config,
        "Description": "what fits",
        "Status": "ACTIVE",
        "CreatedAt": SOME_DAY,
        "LastUpdatedAt": SOME_DAY,
        "ActiveRecommenderVersionName": "it/2026-03-01T12-00-00Z",
        "Tags": {"a": "b"},
    }
    assert (metrics["Time"], metrics["RecommenderVersionName"]) == (
        SOME_DAY,
        "it/2026-03-01T12-00-00Z",
    )
    assert len(metrics["Metrics"]) == 13
    (listed,) = client.list_recommenders(**HERE)["Recommenders"]
    assert listed == {
        "RecommenderName": "it",
        "RecipeName": "similar-items",
        "RecommenderConfig": config,
        "Description": "what fits",
        "Status": "ACTIVE",
        "CreatedAt": SOME_DAY,
        "LastUpdatedAt": SOME_DAY,
        "Tags": {"a": "b"},
    }


def test_the_recipes_are_six(client: Any) -> None:
    found = client.list_recommender_recipes(MaxResults=10)
    assert "NextToken" not in found
    recipes = found["RecommenderRecipes"]
    assert recipes[0] == {
        "name": "recommended-for-you",
        "description": "Recommends items that fit what a profile has interacted with.",
    }
    assert len(recipes) == 6


def test_a_recommender_needs_the_data_store(client: Any) -> None:
    client.create_domain(**HERE, DefaultExpirationDays=1)
    message = "Domain shop must have its data store enabled before a recommender is created"
    with service_error(BAD, message):
        recommender(client)


def test_a_name_is_taken_once(client: Any, shop: str) -> None:
    recommender(client)
    with service_error(BAD, "Recommender it already exists"):
        recommender(client)


def capped(name: str = "Category", cap_type: str = "VALUE", target: str = "1") -> dict[str, str]:
    return {"Name": name, "CapType": cap_type, "Target": target}


@needs_versions
@pytest.mark.parametrize(
    ("config", "reason"),
    [
        (
            {"EventsConfig": {"EventParametersList": [{"EventType": "a"}, {"EventType": "A"}]}},
            "EventParametersList has an EventType more than once",
        ),
        (
            {
                "IncludedColumns": {"_catalogItem": ["Type"]},
                "ExcludedColumns": {"_catalogItem": ["Type"]},
            },
            "IncludedColumns and ExcludedColumns exclude one another",
        ),
        (
            {"IncludedColumns": {"_order": ["Name"]}},
            "_order is no dataset, but _webAnalytics and _catalogItem are",
        ),
        ({"ExcludedColumns": {"_catalogItem": ["Size"]}}, "_catalogItem has no column Size"),
        (
            {"ExcludedColumns": {"_webAnalytics": ["EventDuration", "EventType"]}},
            "column EventType of _webAnalytics cannot be excluded",
        ),
        (
            {"DiversityConfig": {"DiversityColumns": [capped("Size")]}},
            "_catalogItem has no column Size",
        ),
        (
            {"DiversityConfig": {"DiversityColumns": [capped(), capped("_catalogItem.Category")]}},
            "DiversityColumns has a column more than once",
        ),
        (
            {"DiversityConfig": {"DiversityColumns": [capped(target="0")]}},
            "the Target of column Category must be at least 1",
        ),
        (
            {"DiversityConfig": {"DiversityColumns": [capped("Type", "PERCENTAGE", "101")]}},
            "the Target of column Type is more than 100",
        ),
    ],
)
def test_a_configuration_that_makes_no_sense_is_refused(
    client: Any, mock: Any, shop: str, config: dict[str, Any], reason: str
) -> None:
    recommender(client)
    before = mock.dump()
    message = f"RecommenderConfig is not valid: {reason}"
    with service_error(BAD, message):
        recommender(client, RecommenderName="second", RecommenderConfig=config)
    with service_error(BAD, message):
        client.update_recommender(**IT, RecommenderConfig=config, Description="new")
    assert mock.dump() == before


@needs_versions
def test_columns_may_be_excluded_and_caps_may_be_shares_and_placeholders(
    client: Any, shop: str
) -> None:
    caps = [capped("_catalogItem.Type", "PERCENTAGE", "100"), capped("Price", target="$most")]
    excluded = {"_catalogItem": ["Type"], "_webAnalytics": ["EventDuration"]}
    config = {"DiversityConfig": {"DiversityColumns": caps}, "ExcludedColumns": excluded}
    recommender(client, RecommenderConfig=config)
    assert get(client)["RecommenderConfig"] == config


def test_a_schema_must_be_there_and_bounds_the_columns(client: Any, shop: str) -> None:
    missing = "Recommender schema few is not found in domain shop"
    with service_error("ResourceNotFoundException", missing):
        recommender(client, RecommenderSchemaName="few")
    fields = {"_catalogItem": [{"TargetFieldName": "Category", "FeatureType": "CATEGORICAL"}]}
    client.create_recommender_schema(**HERE, RecommenderSchemaName="few", Fields=fields)
    config = {"IncludedColumns": {"_catalogItem": ["Category", "Type"]}}
    reason = "Recommender schema few has no column Type of _catalogItem"
    with service_error(BAD, f"RecommenderConfig is not valid: {reason}"):
        recommender(client, RecommenderSchemaName="few", RecommenderConfig=config)
    recommender(client, RecommenderSchemaName="few")
    assert get(client)["RecommenderSchemaName"] == "few"


# --- updates and versions -----------------------------------------------------------------------


def test_a_description_changes_without_training(client: Any, shop: str) -> None:
    recommender(client, Description="first", RecommenderConfig={"TrainingFrequency": 3})
    before = get(client)
    answered = client.update_recommender(**IT, Description="second")
    assert answered["RecommenderName"] == "it"
    after = get(client)
    assert after.pop("LastUpdatedAt") >= before.pop("LastUpdatedAt")
    assert after == {**before, "Description": "second"}


@needs_versions
def test_a_configuration_trains_a_version_and_a_version_brings_its_configuration_back(
    client: Any, shop: str
) -> None:
    first, second = {"TrainingFrequency": 1}, {"TrainingFrequency": 2}
    with stopped(SOME_DAY):
        recommender(client, RecommenderConfig=first, Description="stays")
        client.update_recommender(**IT, RecommenderConfig=second)
        found = get(client, TrainingMetricsCount=5)
        # Within one second, the name of the second version is that of the next one.
        names = ["it/2026-03-01T12-00-01Z", "it/2026-03-01T12-00-00Z"]
        metrics = found["TrainingMetrics"]
        assert [each["RecommenderVersionName"] for each in metrics] == names
        assert found["RecommenderConfig"] == second
        assert found["ActiveRecommenderVersionName"] == names[0]
        assert found["LatestRecommenderUpdate"] == {
            "RecommenderConfig": second,
            "Status": "ACTIVE",
            "CreatedAt": SOME_DAY,
            "LastUpdatedAt": SOME_DAY,
            "RecommenderVersionName": names[0],
        }
        client.update_recommender(**IT, RecommenderVersionName=names[1])
        found = get(client, TrainingMetricsCount=0)
    assert found["TrainingMetrics"] == []
    assert found["RecommenderConfig"] == first
    assert found["ActiveRecommenderVersionName"] == names[1]
    assert found["LatestRecommenderUpdate"]["RecommenderVersionName"] == names[1]
    assert found["Description"] == "stays"


@needs_versions
def test_a_version_must_be_one_of_the_recommender_s_and_comes_alone(client: Any, shop: str) -> None:
    with stopped(SOME_DAY):
        recommender(client)
    name = "it/2020-01-01T00-00-00Z"
    message = f"Recommender it has no version {name}, but it/2026-03-01T12-00-00Z"
    with service_error(BAD, message):
        client.update_recommender(**IT, RecommenderVersionName=name)
    message = (
        "Only one of RecommenderConfig and RecommenderVersionName can be given: a version has the "
        "configuration that it was trained with"
    )
    with service_error(BAD, message):
        client.update_recommender(**IT, RecommenderVersionName=name, RecommenderConfig={})


@needs_versions
def test_a_recommender_trains_itself_as_often_as_it_says(client: Any, shop: str) -> None:
    with stopped(SOME_DAY) as clock:
        recommender(client, RecommenderConfig={"TrainingFrequency": 2})
        recommender(client, RecommenderName="lazy", RecommenderConfig={"TrainingFrequency": 0})
        recommender(client, RecommenderName="later", RecommenderConfig={"TrainingFrequency": 5})
        clock.tick(5 * 86_400)
        metrics = get(client, TrainingMetricsCount=5)["TrainingMetrics"]
        assert [f"{each['Time']:%d}" for each in metrics] == ["05", "03", "01"]
        assert get(client)["ActiveRecommenderVersionName"] == "it/2026-03-05T12-00-00Z"
        client.stop_recommender(**IT)
        clock.tick(10 * 86_400)
        assert len(get(client, TrainingMetricsCount=5)["TrainingMetrics"]) == 3
        client.start_recommender(**IT)
        metrics = get(client, TrainingMetricsCount=5)["TrainingMetrics"]
        assert [f"{each['Time']:%d}" for each in metrics] == ["16", "05", "03", "01"]
        clock.tick(2 * 86_400)
        assert f"{get(client)['TrainingMetrics'][0]['Time']:%d}" == "18"


# --- starting, stopping, deleting ---------------------------------------------------------------


def test_only_what_is_active_is_stopped_and_only_what_is_inactive_is_started(
    client: Any, shop: str
) -> None:
    recommender(client)
    with service_error(
        BAD, "Recommender it is ACTIVE; it can be started only while it is INACTIVE"
    ):
        client.start_recommender(**IT)
    client.stop_recommender(**IT)
    assert status(client) == "INACTIVE"
    with service_error(
        BAD, "Recommender it is INACTIVE; it can be stopped only while it is ACTIVE"
    ):
        client.stop_recommender(**IT)
    client.update_recommender(**IT, RecommenderConfig={"TrainingFrequency": 3})
    assert status(client) == "INACTIVE"
    client.start_recommender(**IT)
    assert status(client) == "ACTIVE"
    assert len(get(client, TrainingMetricsCount=5)["TrainingMetrics"]) == 2


def test_statuses_wait_for_reads_where_moto_s_settings_say_so(client: Any, shop: str) -> None:
    with transitions():
        recommender(client)
        assert client.list_recommenders(**HERE)["Recommenders"][0]["Status"] == "PENDING"
        found = get(client)
        assert found["Status"] == "IN_PROGRESS"
        assert found["TrainingMetrics"] == []
        assert "ActiveRecommenderVersionName" not in found
        with service_error(
            BAD,
            "Recommender it is IN_PROGRESS; it can be updated only while it is ACTIVE or INACTIVE",
        ):
            client.update_recommender(**IT, RecommenderConfig={})
        assert status(client) == "ACTIVE"
        client.stop_recommender(**IT)
        assert client.list_recommenders(**HERE)["Recommenders"][0]["Status"] == "STOPPING"
        assert status(client) == "INACTIVE"
        client.start_recommender(**IT)
        assert status(client) == "ACTIVE"
        client.delete_recommender(**IT)
        with service_error(
            BAD, "Recommender it is DELETING; it can be deleted only while it is anything else"
        ):
            client.delete_recommender(**IT)
        with service_error(BAD, "Recommender it already exists"):
            recommender(client)
        with service_error(
            "ResourceNotFoundException", "Recommender it is not found in domain shop"
        ):
            get(client)
    assert client.list_recommenders(**HERE)["Recommenders"] == []


@needs_versions
def test_an_update_waits_too_and_the_recommender_goes_on_as_it_was(client: Any, shop: str) -> None:
    first, second = {"TrainingFrequency": 1}, {"TrainingFrequency": 2}
    recommender(client, RecommenderConfig=first)
    with transitions():
        client.update_recommender(**IT, RecommenderConfig=second)
        with service_error(BAD, "Recommender it is being updated already"):
            client.update_recommender(**IT, RecommenderConfig={})
        found = get(client)
        assert (found["Status"], found["RecommenderConfig"]) == ("ACTIVE", first)
        update = found["LatestRecommenderUpdate"]
        assert (update["Status"], update["RecommenderConfig"]) == ("IN_PROGRESS", second)
        assert "RecommenderVersionName" not in update
        found = get(client)
        assert found["RecommenderConfig"] == second
        assert found["LatestRecommenderUpdate"]["Status"] == "ACTIVE"
        version_name = found["ActiveRecommenderVersionName"]
        assert found["LatestRecommenderUpdate"]["RecommenderVersionName"] == version_name


@needs_versions
def test_statuses_wait_for_time_where_moto_s_settings_say_so(client: Any, shop: str) -> None:
    with stopped(SOME_DAY) as clock, transitions(progression="time", seconds=60):
        recommender(client)
        clock.tick(61)
        assert status(client) == "IN_PROGRESS"
        clock.tick(61)
        found = get(client)
        assert found["Status"] == "ACTIVE"
        assert found["ActiveRecommenderVersionName"] == "it/2026-03-01T12-02-02Z"


def test_items_and_their_integration_stay_while_there_is_a_recommender(
    client: Any, shop: str
) -> None:
    for uri, scope in (("arn:aws:app:::items", "DOMAIN"), ("arn:aws:app:::people", "PROFILE")):
        client.put_integration(**HERE, Uri=uri, ObjectTypeName="CTR", Scope=scope)
    recommender(client)
    with service_error(
        BAD,
        "Integration arn:aws:app:::items cannot be deleted while the domain has recommenders: it",
    ):
        client.delete_integration(**HERE, Uri="arn:aws:app:::items")
    with service_error(
        BAD,
        "Domain object type Items cannot be deleted while the domain has recommenders: it",
    ):
        client.delete_domain_object_type(**HERE, ObjectTypeName="Items")
    client.delete_integration(**HERE, Uri="arn:aws:app:::people")
    client.delete_recommender(**IT)
    client.delete_integration(**HERE, Uri="arn:aws:app:::items")
    client.delete_domain_object_type(**HERE, ObjectTypeName="Items")


# --- what a test can do -------------------------------------------------------------------------


def test_a_recommender_fails_with_a_reason_and_for_good(client: Any, mock: Any, shop: str) -> None:
    recommender(client)
    mock.fail_recommender("shop", "it", "too few events")
    found = get(client)
    assert (found["Status"], found["FailureReason"]) == ("FAILED", "too few events")
    assert "LatestRecommenderUpdate" not in found
    with service_error(BAD, "Recommender it is FAILED; it can be stopped only while it is ACTIVE"):
        client.stop_recommender(**IT)
    client.delete_recommender(**IT)
    recommender(client)
    assert status(client) == "ACTIVE"


def test_an_update_that_is_on_its_way_fails_too(client: Any, mock: Any, shop: str) -> None:
    recommender(client)
    client.update_recommender(**IT, RecommenderConfig={"TrainingFrequency": 1})
    mock.fail_recommender("shop", "it", "once")
    assert get(client)["LatestRecommenderUpdate"]["Status"] == "ACTIVE"
    client.delete_recommender(**IT)
    recommender(client)
    with transitions():
        client.update_recommender(**IT, RecommenderConfig={"TrainingFrequency": 1})
        mock.fail_recommender("shop", "it", "twice")
    update = get(client)["LatestRecommenderUpdate"]
    assert (update["Status"], update["FailureReason"]) == ("FAILED", "twice")
    assert "RecommenderConfig" not in get(client)


def test_what_a_test_sets_is_answered_in_place_of_what_is_counted(
    client: Any, mock: Any, ann: str
) -> None:
    recommender(client)
    bob = person(client, "bob")
    mock.set_recommendations("shop", "it", ["scarf", ("unknown", 0.75), "ghost"])
    mock.set_recommendations("shop", "it", ["boot", "shirt", "sandal"], profile_id=bob)
    found = client.get_profile_recommendations(**IT, ProfileId=ann)["Recommendations"]
    assert [(each["CatalogItem"].get("Name"), each["Score"]) for each in found] == [
        ("Scarf", 1.0),
        (None, 0.75),
        (None, 0.333333),
    ]
    assert items(client, bob, MaxResults=2) == ["boot", "shirt"]
    mock.set_recommendations("shop", "it", [], profile_id=bob)
    assert items(client, bob) == []
    mock.set_recommendations("shop", "it", None, profile_id=bob)
    assert items(client, bob) == ["scarf", "unknown", "ghost"]
    mock.set_recommendations("shop", "it", None)
    assert items(client, ann, MaxResults=1) == ["boot"]


def test_what_was_set_for_a_profile_goes_with_it(client: Any, mock: Any, ann: str) -> None:
    recommender(client)
    mock.set_recommendations("shop", "it", ["scarf"], profile_id=ann)
    client.delete_profile(**HERE, ProfileId=ann)
    assert "Recommendations" not in mock.dump()["Domains"][0]["Recommenders"][0]


def test_both_can_be_done_over_http(client: Any, mock: Any, ann: str) -> None:
    from cprofiles_mock.instruments.controls import active_controls

    controls = active_controls()
    assert controls is not None

    def post(path: str, **body: Any) -> tuple[int, Any]:
        raw = json.dumps(body).encode()
        return answer(ControlRequest("POST", f"/cprofiles-mock/{path}", "", raw, ""), controls)

    here = {"domain_name": "shop", "recommender_name": "it"}
    recommender(client)
    assert post("recommendations", **here, items=["a", ["b", 0.5]])[0] == 200
    assert items(client, ann) == ["a", "b"]
    assert post("recommendations", **here, items=None, profile_id=ann)[0] == 200
    assert post("recommendations", **here, items="a") == (
        400,
        {"Message": "items is a list of Ids, or of pairs of an Id and a score, not 'a'"},
    )
    assert post("recommendations", **here) == (400, {"Message": "'items' is missing"})
    assert post("recommender-failures", **here, reason="so")[0] == 200
    assert get(client)["FailureReason"] == "so"


@pytest.mark.parametrize(
    ("error", "message", "arguments"),
    [
        (ValueError, "there is no domain 'store'", {"domain_name": "store"}),
        (ValueError, "^domain 'shop' has no recommender 'i'$", {"recommender_name": "i"}),
        (ValueError, "^domain 'shop' has no profile 'p'$", {"profile_id": "p"}),
        (ValueError, "^the score of 'a' is from 0 to 1, not 1.5$", {"items": [("a", 1.5)]}),
        (ValueError, "^an Id has 1 to 255 characters, not 0$", {"items": [""]}),
        (TypeError, "^items is a list of Ids, or of pairs", {"items": [("a", 1, 2)]}),
        (TypeError, "^items is a list of Ids, or of pairs", {"items": [("a", "1")]}),
        (TypeError, "^items is a list of Ids, or of pairs", {"items": [1]}),
        (TypeError, "^profile_id is a text, not 7; put it in quotes$", {"profile_id": 7}),
    ],
)
def test_what_cannot_be_set_is_refused_and_changes_nothing(
    client: Any, mock: Any, shop: str, error: Any, message: str, arguments: dict[str, Any]
) -> None:
    recommender(client)
    before = mock.dump()
    given = {"domain_name": "shop", "recommender_name": "it", "items": ["a"], **arguments}
    with pytest.raises(error, match=message):
        mock.set_recommendations(**given)
    assert mock.dump() == before


def test_a_recommender_that_is_not_there_cannot_fail(client: Any, mock: Any, shop: str) -> None:
    with pytest.raises(ValueError, match="^domain 'shop' has no recommender 'it'$"):
        mock.fail_recommender("shop", "it", "so")


# --- state files --------------------------------------------------------------------------------


def entry(mock: Any) -> dict[str, Any]:
    found: dict[str, Any] = mock.dump()["Domains"][0]["Recommenders"][0]
    return found


def test_a_state_file_has_versions_update_failure_and_what_was_set(
    client: Any, mock: Any, ann: str
) -> None:
    with stopped(SOME_DAY) as clock:
        recommender(client, RecommenderConfig={"TrainingFrequency": 1})
        clock.tick(1)
        client.update_recommender(**IT, RecommenderConfig={"TrainingFrequency": 2})
        mock.set_recommendations("shop", "it", ["scarf", ("boot", 0.5)], profile_id=ann)
        mock.fail_recommender("shop", "it", "so")
        written = mock.dump()
        found = get(client, TrainingMetricsCount=5)
        mock.reset()
        mock.load(written)
        assert mock.dump() == written
        assert get(client, TrainingMetricsCount=5) == found
    assert entry(mock)["Training"] == {
        "Status": "FAILED",
        "FailureReason": "so",
        "ActiveRecommenderVersionName": "it/2026-03-01T12-00-01Z",
        "Versions": [
            {
                "RecommenderVersionName": "it/2026-03-01T12-00-00Z",
                "TrainedAt": "2026-03-01T12:00:00Z",
                "RecommenderConfig": {"TrainingFrequency": 1},
            },
            {
                "RecommenderVersionName": "it/2026-03-01T12-00-01Z",
                "TrainedAt": "2026-03-01T12:00:01Z",
                "RecommenderConfig": {"TrainingFrequency": 2},
            },
        ],
        "LatestRecommenderUpdate": {
            "Status": "ACTIVE",
            "RecommenderConfig": {"TrainingFrequency": 2},
            "RecommenderVersionName": "it/2026-03-01T12-00-01Z",
            "CreatedAt": "2026-03-01T12:00:01Z",
            "LastUpdatedAt": "2026-03-01T12:00:01Z",
        },
    }
    assert entry(mock)["Recommendations"] == {ann: [{"Id": "scarf"}, {"Id": "boot", "Score": 0.5}]}


def test_what_is_on_its_way_is_so_after_loading(client: Any, mock: Any, shop: str) -> None:
    recommender(client)
    with transitions(times=2, progression="manual"):
        client.update_recommender(**IT, RecommenderConfig={"TrainingFrequency": 1})
        recommender(client, RecommenderName="second")
        get(client)
        written = mock.dump()
        mock.load(written)
        assert mock.dump() == written
        assert get(client)["LatestRecommenderUpdate"]["Status"] == "IN_PROGRESS"
        for _ in range(2):
            found = get(client)
        assert found["LatestRecommenderUpdate"]["Status"] == "ACTIVE"
        assert found["RecommenderConfig"] == {"TrainingFrequency": 1}
    listed = client.list_recommenders(**HERE)["Recommenders"]
    assert [each["Status"] for each in listed] == ["ACTIVE", "ACTIVE"]


def test_a_file_that_says_nothing_of_training_gives_an_active_recommender(
    client: Any, mock: Any
) -> None:
    made = {"RecommenderName": "it", "RecommenderRecipeName": "popular-items"}
    # Whatever it refers to may be gone: a schema, for one.
    made["RecommenderSchemaName"] = "gone"
    mock.load(
        {
            "version": 1,
            "Domains": [{"DomainName": "shop", "DefaultExpirationDays": 1, "Recommenders": [made]}],
        }
    )
    assert status(client) == "ACTIVE"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"Training": {"Status": "ASLEEP"}},
            r"Training.Status: must be one of PENDING, IN_PROGRESS",
        ),
        ({"Training": {}}, r"Training.Status: is missing"),
        (
            {"Training": {"Status": "ACTIVE", "ActiveRecommenderVersionName": "it/x"}},
            r"Training.ActiveRecommenderVersionName: Versions has no it/x",
        ),
        (
            {"Training": {"Status": "ACTIVE", "Versions": [{"TrainedAt": "2026-01-01"}]}},
            r"Training.Versions\[0\].RecommenderVersionName: is missing",
        ),
        (
            {"Training": {"Status": "ACTIVE", "LatestRecommenderUpdate": {"Status": "ACTIVE"}}},
            r"Training.LatestRecommenderUpdate.CreatedAt: is missing",
        ),
        ({"Recommendations": ["a"]}, r"Recommendations: must be a mapping of profile ids to lists"),
        ({"Recommendations": {"": [{"Score": 2}]}}, r"Recommendations\..*Score: .* 1"),
    ],
)
def test_a_mistake_in_a_state_file_is_named(
    client: Any, mock: Any, shop: str, changed: dict[str, Any], message: str
) -> None:
    recommender(client)
    document = mock.dump()
    document["Domains"][0]["Recommenders"][0] |= changed
    with pytest.raises(StateError, match=message):
        mock.load(document)


def test_the_page_shows_status_and_what_was_set(client: Any, mock: Any, ann: str) -> None:
    from cprofiles_mock.instruments.controls import active_controls
    from cprofiles_mock.server.pages import site

    recommender(client)
    mock.set_recommendations("shop", "it", ["scarf"], profile_id=ann)
    mock.fail_recommender("shop", "it", "too few events")
    controls = active_controls()
    assert controls is not None
    query = "domain_name=shop&account_id=123456789012&region=us-east-1"
    request = site.PageRequest("GET", "/cprofiles-mock/page/domain", query)
    page = site.answer(request, controls)[2].decode()
    for text in ("popular-items", "FAILED", "too few events", "scarf"):
        assert text in page


def test_interactions_that_were_loaded_count(client: Any, mock: Any, ann: str) -> None:
    recommender(client)
    counted = items(client, ann)
    mock.load(mock.dump())
    assert items(client, ann) == counted
    with mock.snapshot():
        interact(client, "eve", "shirt", "shirt", "shirt")
        assert items(client, ann, MaxResults=1) == ["shirt"]
    assert items(client, ann) == counted
