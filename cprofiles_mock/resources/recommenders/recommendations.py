"""GetProfileRecommendations and SearchRecommendations: what a recommender answers.

Sources: the service model on both operations; ``docs/recommenders.md`` has every rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ...rules.catalog_items import CATALOG_ITEM
from ...rules.dates import moment_of
from ...rules.recommenders.filters import Asked, MissingValue
from ...rules.recommenders.recipes import PERSONALIZED_RANKING, RELATED_ITEMS, Question, ranked
from ...rules.recommenders.selection import (
    Promotion,
    UnknownCap,
    among,
    caps_of,
    metadata_columns,
    score,
    selected,
    shown,
)
from ...runtime import clock
from ...state import queries
from ...state.registry import operation
from . import errors
from .component import Recommenders
from .filters import RecommenderFilters
from .schemas import columns_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from types_boto3_customer_profiles.type_defs import (
        GetProfileRecommendationsRequestTypeDef,
        SearchRecommendationsRequestTypeDef,
    )

    from ...rules.catalog_items import Item
    from ...rules.recommenders.filters import Passes
    from ...state.domain import Domain
    from ...state.profile import Profile
    from .recommender import Fixed, Recommender

_ITEM = f"{CATALOG_ITEM}.Id"
_TIMES = ("CreatedAt", "UpdatedAt")


class _Request(NamedTuple):
    """What either operation asks."""

    context: Mapping[str, str]
    filters: Sequence[Mapping[str, Any]]
    promotions: Sequence[Mapping[str, Any]]
    candidates: Sequence[str] | None
    most: int
    columns: Sequence[str] | None
    diversity: Mapping[str, Any] | None


@operation("GetProfileRecommendations")
def get_profile_recommendations(
    domain: Domain, request: GetProfileRecommendationsRequestTypeDef
) -> dict[str, Any]:
    """Counted from the web analytics and the item catalogue that are there at the call, by rules
    that docs/recommenders.md has.

    Not modelled: Context but for ``_catalogItem.Id``; PromotionName; what a trained model would
    know beyond these rules.
    """
    recommender = domain.component(Recommenders).find(request["RecommenderName"])
    profile = domain.profile(request["ProfileId"])
    asked = _Request(
        request.get("Context", {}),
        request.get("RecommenderFilters", ()),
        request.get("RecommenderPromotionalFilters", ()),
        request.get("CandidateIds"),
        request.get("MaxResults", 10),
        request.get("MetadataConfig", {}).get("MetadataColumns"),
        request.get("DiversityConfig"),
    )
    return {"Recommendations": _recommended(domain, recommender, profile, asked)}


@operation("SearchRecommendations")
def search_recommendations(
    domain: Domain, request: SearchRecommendationsRequestTypeDef
) -> dict[str, Any]:
    """As GetProfileRecommendations, for the one profile that the key leads to.

    Not modelled: as with GetProfileRecommendations.
    """
    given = request["Recommender"]
    recommender = domain.component(Recommenders).find(given["Name"])
    key_name = request["KeyName"]
    profiles = queries.profiles_of_key(domain, key_name, request["KeyValues"])
    if not profiles:
        raise errors.no_profile_found(key_name, domain.domain_name)
    if len(profiles) > 1:
        raise errors.several_profiles_found(key_name, len(profiles))
    asked = _Request(
        request.get("Context", {}),
        given.get("Filters", ()),
        given.get("PromotionalFilters", ()),
        request.get("CandidateIds"),
        request.get("MaxRecommendations", 5),
        request.get("Metadata", {}).get("Columns"),
        request.get("Diversity"),
    )
    return {
        "ProfileId": profiles[0].profile_id,
        "Recommendations": _recommended(domain, recommender, profiles[0], asked),
    }


def _recommended(
    domain: Domain, recommender: Recommender, profile: Profile, asked: _Request
) -> list[dict[str, Any]]:
    if recommender.status != "ACTIVE":
        name, status = recommender.recommender_name, recommender.status
        raise errors.not_active(name, status, recommender.failure_reason)
    columns, wrong = metadata_columns(asked.columns or ())
    if wrong is not None:
        raise errors.unknown_metadata_column(wrong)
    items = queries.catalog_items(domain)
    fixed = recommender.fixed.get(profile.profile_id, recommender.fixed.get(""))
    chosen: Sequence[Fixed] = (
        [(item_id, None) for item_id in _chosen(domain, recommender, profile, asked, items)]
        if fixed is None
        else fixed[: asked.most]
    )
    return [
        {
            "CatalogItem": shown(_item(items, item_id), None if asked.columns is None else columns),
            "Score": score(place) if given is None else given,
        }
        for place, (item_id, given) in enumerate(chosen, 1)
    ]


def _chosen(
    domain: Domain,
    recommender: Recommender,
    profile: Profile,
    asked: _Request,
    items: Mapping[str, Item],
) -> list[str]:
    """The Ids of the recommended items, the best first. Raises BadRequestException."""
    recipe = recommender.recommender_recipe_name
    about = asked.context.get(_ITEM, "") if recipe in RELATED_ITEMS else ""
    if recipe in RELATED_ITEMS and not about:
        raise errors.needs_item(recipe)
    if recipe == PERSONALIZED_RANKING and not asked.candidates:
        raise errors.needs_candidates(recipe)
    try:
        caps = caps_of(recommender.config.get("DiversityConfig", {}), asked.diversity, asked.most)
    except UnknownCap as error:
        raise errors.unknown_cap(str(error)) from None
    recommenders = domain.component(Recommenders)
    current = items.get(about, {"Id": about}) if about else None
    events = recommenders.events_of(profile.profile_id)

    def passes(given: Mapping[str, Any], member: str) -> Passes:
        return _passes(
            domain, given, member, Asked(given.get("Values", {}), items, events, current)
        )

    request_filter = next((passes(each, "RecommenderFilters") for each in asked.filters), None)
    promotion = next(
        (
            Promotion(
                passes(each, "RecommenderPromotionalFilters"),
                each.get("PercentPromotedItems", 100),
            )
            for each in asked.promotions
        ),
        None,
    )
    question = Question(
        counts=recommenders.counts(recommender),
        items=items,
        columns=columns_of(domain, recommender.recommender_schema_name).trained(recommender.config),
        profile_id=profile.profile_id,
        about=about,
        now=clock.timestamp(),
    )
    return selected(
        among(ranked(recipe, question), asked.candidates or None, without=about),
        asked.most,
        passes=request_filter,
        promotion=promotion,
        caps=caps,
        items=items,
    )


def _passes(domain: Domain, given: Mapping[str, Any], member: str, asked: Asked) -> Passes:
    """What tells which items pass a filter. Raises the exceptions of the service."""
    name = given.get("Name")
    if name is None:
        raise errors.filter_without_name(member)
    found = domain.component(RecommenderFilters).find(name)
    status = found.status
    if status != "ACTIVE":
        raise errors.filter_not_active(name, status)
    try:
        return found.compiled.passes(asked)
    except MissingValue as error:
        raise errors.filter_not_usable(name, str(error)) from None


def _item(items: Mapping[str, Item], item_id: str) -> Item:
    """An item as answers have it: its times are moments, and what is empty is left out."""
    item = items.get(item_id)
    if item is None:
        return {"Id": item_id}
    whole = {name: value for name, value in item.items() if value != ""}
    for name in _TIMES:
        if name in whole:
            moment = moment_of(whole[name])
            whole[name] = None if moment is None else clock.moment(moment)
    return whole
