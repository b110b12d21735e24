"""Operations on recommenders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...rules.catalog_items import CATALOG_ITEM
from ...rules.recommenders.columns import ALWAYS, InvalidColumn
from ...rules.recommenders.recipes import DESCRIPTIONS
from ...runtime import clock
from ...state.numbered import Listing
from ...state.registry import operation
from . import errors
from .component import Recommenders
from .recommender import Recommender, Update
from .schemas import columns_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from types_boto3_customer_profiles.type_defs import (
        CreateRecommenderRequestTypeDef,
        DeleteRecommenderRequestTypeDef,
        GetRecommenderRequestTypeDef,
        ListRecommenderRecipesRequestTypeDef,
        ListRecommendersRequestTypeDef,
        StartRecommenderRequestTypeDef,
        StopRecommenderRequestTypeDef,
        UpdateRecommenderRequestTypeDef,
    )

    from ...models import CustomerProfilesBackend
    from ...state.domain import Domain
    from ...state.numbered import NumberedResources


@operation("ListRecommenderRecipes")
def list_recommender_recipes(
    backend: CustomerProfilesBackend, request: ListRecommenderRecipesRequestTypeDef
) -> Listing[Mapping[str, str]]:
    """The six recipes, in the order of the service model."""
    recipes = [
        (place, {"name": name, "description": description})
        for place, (name, description) in enumerate(DESCRIPTIONS.items(), 1)
    ]
    return Listing(lambda number: iter(recipes[number:]))


@operation("CreateRecommender")
def create_recommender(domain: Domain, request: CreateRecommenderRequestTypeDef) -> Recommender:
    """ACTIVE when the call returns, unless moto's transition settings say otherwise. It needs the
    domain's data store, and neither events nor items: answers are empty then.

    Not modelled: training, whose metrics are the same for all; InferenceConfig; the columns of
    ``_webAnalytics`` in IncludedColumns and ExcludedColumns.
    """
    recommenders = domain.component(Recommenders)
    name = request["RecommenderName"]
    if not (domain.has_data_store or domain.region.is_loading):
        raise errors.needs_data_store(domain.domain_name)
    recommenders.check_free(name)
    schema_name = request.get("RecommenderSchemaName")
    config = request.get("RecommenderConfig")
    _check_config(domain, config, schema_name)
    now = clock.now()
    recommender = Recommender(
        recommender_name=name,
        recommender_arn=f"{domain.arn}/recommenders/{name}",
        recommender_recipe_name=request["RecommenderRecipeName"],
        recommender_schema_name=schema_name,
        recommender_config=config,
        description=request.get("Description"),
        created_at=now,
        last_updated_at=now,
        tags=dict(request.get("Tags", {})),
    )
    recommenders.resources.add(name, recommender)
    recommenders.carry_out()
    return recommender


@operation("GetRecommender")
def get_recommender(domain: Domain, request: GetRecommenderRequestTypeDef) -> dict[str, Any]:
    """The newest metrics alone, unless TrainingMetricsCount asks for others."""
    recommenders = domain.component(Recommenders)
    found = recommenders.find(request["RecommenderName"])
    found.advance()
    recommenders.carry_out()
    if found.recommender_name not in recommenders.resources:
        # This read was the one that its deletion waited for.
        recommenders.find(request["RecommenderName"])
    return {
        "RecommenderName": found.recommender_name,
        "RecommenderRecipeName": found.recommender_recipe_name,
        "RecommenderSchemaName": found.recommender_schema_name,
        "RecommenderConfig": found.recommender_config,
        "Description": found.description,
        "Status": found.status,
        "LastUpdatedAt": found.last_updated_at,
        "CreatedAt": found.created_at,
        "FailureReason": found.failure_reason,
        "LatestRecommenderUpdate": found.latest_recommender_update,
        "ActiveRecommenderVersionName": found.active_recommender_version_name,
        "TrainingMetrics": found.training_metrics(request.get("TrainingMetricsCount", 1)),
        "Tags": found.tags,
    }


@operation("ListRecommenders")
def list_recommenders(
    domain: Domain, request: ListRecommendersRequestTypeDef
) -> NumberedResources[str, Recommender]:
    """Oldest first, without versions and metrics."""
    return domain.component(Recommenders).resources


@operation("UpdateRecommender")
def update_recommender(domain: Domain, request: UpdateRecommenderRequestTypeDef) -> Recommender:
    """Members that are absent keep their values. A configuration replaces the one before as a
    whole and trains a new version; a version brings back the configuration that it was trained
    with. Until then, the recommender goes on as it was.

    Not modelled: as with CreateRecommender.
    """
    recommenders = domain.component(Recommenders)
    recommender = recommenders.find(request["RecommenderName"])
    now = clock.timestamp()
    update = _update_of(domain, recommender, request, now)
    recommender.description = request.get("Description", recommender.description)
    recommender.last_updated_at = clock.moment(now)
    if update is not None:
        recommender.latest_recommender_update = update
        recommenders.carry_out()
    return recommender


def _update_of(
    domain: Domain, recommender: Recommender, request: UpdateRecommenderRequestTypeDef, at: float
) -> Update | None:
    """The update that a request is; None if it leaves configuration and version as they are."""
    name = recommender.recommender_name
    version_name = request.get("RecommenderVersionName")
    if "RecommenderConfig" not in request and version_name is None:
        return None
    if "RecommenderConfig" in request and version_name is not None:
        raise errors.config_or_version()
    _check_status(recommender, "updated", "ACTIVE", "INACTIVE")
    latest = recommender.latest_recommender_update
    if latest is not None and not latest.is_carried_out:
        raise errors.being_updated(name)
    if version_name is None:
        config = request["RecommenderConfig"]
        _check_config(domain, config, recommender.recommender_schema_name)
        return Update(at, config, None)
    by_name = {each.name: each for each in recommender.versions}
    if version_name not in by_name:
        raise errors.unknown_version(name, version_name, by_name)
    return Update(at, by_name[version_name].config, version_name)


@operation("DeleteRecommender")
def delete_recommender(domain: Domain, request: DeleteRecommenderRequestTypeDef) -> dict[str, str]:
    """Whatever its status is, unless that is DELETING already."""
    recommenders = domain.component(Recommenders)
    recommender = recommenders.find(request["RecommenderName"])
    status = recommender.status
    if status == "DELETING":
        wanted = "anything else"
        raise errors.wrong_state(recommender.recommender_name, status, "deleted", wanted)
    recommender.progress.go("DELETING")
    recommenders.carry_out()
    return {}


@operation("StartRecommender")
def start_recommender(domain: Domain, request: StartRecommenderRequestTypeDef) -> dict[str, str]:
    """Nothing is trained, unless that was due while it was INACTIVE."""
    _go(domain, request["RecommenderName"], "started", "INACTIVE", "STARTING")
    return {}


@operation("StopRecommender")
def stop_recommender(domain: Domain, request: StopRecommenderRequestTypeDef) -> dict[str, str]:
    """What it has been trained to stays."""
    _go(domain, request["RecommenderName"], "stopped", "ACTIVE", "STOPPING")
    return {}


def _go(domain: Domain, name: str, done: str, wanted: str, status: str) -> None:
    recommenders = domain.component(Recommenders)
    recommender = recommenders.find(name)
    _check_status(recommender, done, wanted)
    recommender.progress.go(status)
    recommender.is_starting = status == "STARTING"
    recommender.last_updated_at = clock.now()
    recommenders.carry_out()


def _check_status(recommender: Recommender, done: str, *wanted: str) -> None:
    status = recommender.status
    if status not in wanted:
        name = recommender.recommender_name
        raise errors.wrong_state(name, status, done, " or ".join(wanted))


# --- configurations ---------------------------------------------------------------------------


def _check_config(
    domain: Domain, config: Mapping[str, Any] | None, schema_name: str | None
) -> None:
    """Raise ResourceNotFoundException and BadRequestException."""
    columns = columns_of(domain, schema_name)
    config = config or {}
    events = config.get("EventsConfig", {}).get("EventParametersList", ())
    types = [each["EventType"].lower() for each in events]
    if len(set(types)) < len(types):
        raise errors.invalid_config("EventParametersList has an EventType more than once")
    included, excluded = config.get("IncludedColumns"), config.get("ExcludedColumns")
    if included is not None and excluded is not None:
        raise errors.invalid_config("IncludedColumns and ExcludedColumns exclude one another")
    diversity = config.get("DiversityConfig", {}).get("DiversityColumns", ())
    try:
        columns.check(included or excluded or {}, schema_name)
        columns.check({CATALOG_ITEM: [_capped_column(each) for each in diversity]}, schema_name)
    except InvalidColumn as error:
        raise errors.invalid_config(str(error)) from None
    for dataset, names in (excluded or {}).items():
        for name in names:
            if name in ALWAYS[dataset]:
                raise errors.invalid_config(f"column {name} of {dataset} cannot be excluded")
    _check_diversity(diversity)


def _capped_column(capped: Mapping[str, Any]) -> str:
    name: str = capped["Name"]
    return name.removeprefix(f"{CATALOG_ITEM}.")


def _check_diversity(columns: Any) -> None:
    names = [_capped_column(each) for each in columns]
    if len(set(names)) < len(names):
        raise errors.invalid_config("DiversityColumns has a column more than once")
    for each in columns:
        target = each["Target"]
        if target.startswith("$"):
            continue
        if int(target) < 1:
            raise errors.invalid_config(f"the Target of column {each['Name']} must be at least 1")
        if each["CapType"] == "PERCENTAGE" and int(target) > 100:
            raise errors.invalid_config(f"the Target of column {each['Name']} is more than 100")
