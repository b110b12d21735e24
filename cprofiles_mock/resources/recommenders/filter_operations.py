"""Operations on recommender filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules.recommenders.filter_expressions import InvalidFilter
from ...rules.recommenders.filters import Filter
from ...runtime import clock
from ...state.registry import operation
from . import errors
from .filters import RecommenderFilter, RecommenderFilters
from .schemas import columns_of

if TYPE_CHECKING:
    from types_boto3_customer_profiles.type_defs import (
        CreateRecommenderFilterRequestTypeDef,
        DeleteRecommenderFilterRequestTypeDef,
        GetRecommenderFilterRequestTypeDef,
        ListRecommenderFiltersRequestTypeDef,
    )

    from ...state.domain import Domain
    from ...state.numbered import NumberedResources


@operation("CreateRecommenderFilter")
def create_recommender_filter(
    domain: Domain, request: CreateRecommenderFilterRequestTypeDef
) -> RecommenderFilter:
    """An expression that cannot be read is refused, with the place. The filter is ACTIVE at once,
    unless moto's transition settings say otherwise.

    Not modelled: conditions on CurrentUser after IF, which are refused.
    """
    filters = domain.component(RecommenderFilters)
    name = request["RecommenderFilterName"]
    filters.check_free(name)
    schema_name = request.get("RecommenderSchemaName")
    columns = columns_of(domain, schema_name)
    try:
        compiled = Filter(request["RecommenderFilterExpression"], columns, schema_name)
    except InvalidFilter as error:
        raise errors.invalid_expression(str(error)) from None
    made = RecommenderFilter(
        recommender_filter_name=name,
        recommender_filter_arn=f"{domain.arn}/recommender-filters/{name}",
        recommender_filter_expression=request["RecommenderFilterExpression"],
        recommender_schema_name=schema_name,
        description=request.get("Description"),
        compiled=compiled,
        created_at=clock.now(),
        tags=dict(request.get("Tags", {})),
    )
    # So that the first read changes nothing.
    made.progress.begin()
    filters.resources.add(name, made)
    return made


@operation("GetRecommenderFilter")
def get_recommender_filter(
    domain: Domain, request: GetRecommenderFilterRequestTypeDef
) -> RecommenderFilter:
    found = domain.component(RecommenderFilters).find(request["RecommenderFilterName"])
    found.progress.advance()
    return found


@operation("ListRecommenderFilters")
def list_recommender_filters(
    domain: Domain, request: ListRecommenderFiltersRequestTypeDef
) -> NumberedResources[str, RecommenderFilter]:
    """Oldest first."""
    return domain.component(RecommenderFilters).resources


@operation("DeleteRecommenderFilter")
def delete_recommender_filter(
    domain: Domain, request: DeleteRecommenderFilterRequestTypeDef
) -> dict[str, str]:
    """Gone at once, whoever uses it."""
    domain.component(RecommenderFilters).remove(request["RecommenderFilterName"])
    return {"Message": "OK"}
