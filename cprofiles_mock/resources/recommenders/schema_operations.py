"""Operations on recommender schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules.recommenders.columns import InvalidColumn, check_columns
from ...runtime import clock
from ...state.registry import operation
from . import errors
from .component import Recommenders
from .filters import RecommenderFilters
from .schemas import RecommenderSchema, RecommenderSchemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_customer_profiles.type_defs import (
        CreateRecommenderSchemaRequestTypeDef,
        DeleteRecommenderSchemaRequestTypeDef,
        GetRecommenderSchemaRequestTypeDef,
        ListRecommenderSchemasRequestTypeDef,
    )

    from ...state.domain import Domain
    from ...state.numbered import NumberedResources


@operation("CreateRecommenderSchema")
def create_recommender_schema(
    domain: Domain, request: CreateRecommenderSchemaRequestTypeDef
) -> RecommenderSchema:
    """ACTIVE at once.

    Not modelled: ContentType and FeatureType, which are returned and have no effect.
    """
    schemas = domain.component(RecommenderSchemas)
    name = request["RecommenderSchemaName"]
    schemas.check_free(name)
    columns = {
        dataset: [each["TargetFieldName"] for each in fields]
        for dataset, fields in request["Fields"].items()
    }
    try:
        check_columns(columns)
    except InvalidColumn as error:
        raise errors.invalid_fields(str(error)) from None
    for dataset, names in columns.items():
        if len(set(names)) < len(names):
            raise errors.invalid_fields(f"{dataset} has a column more than once")
    schema = RecommenderSchema(
        recommender_schema_name=name,
        recommender_schema_arn=f"{domain.arn}/recommender-schemas/{name}",
        fields=request["Fields"],
        created_at=clock.now(),
        tags=dict(request.get("Tags", {})),
    )
    schemas.resources.add(name, schema)
    return schema


@operation("GetRecommenderSchema")
def get_recommender_schema(
    domain: Domain, request: GetRecommenderSchemaRequestTypeDef
) -> RecommenderSchema:
    return domain.component(RecommenderSchemas).find(request["RecommenderSchemaName"])


@operation("ListRecommenderSchemas")
def list_recommender_schemas(
    domain: Domain, request: ListRecommenderSchemasRequestTypeDef
) -> NumberedResources[str, RecommenderSchema]:
    """Oldest first, without the default schema."""
    return domain.component(RecommenderSchemas).resources


@operation("DeleteRecommenderSchema")
def delete_recommender_schema(
    domain: Domain, request: DeleteRecommenderSchemaRequestTypeDef
) -> dict[str, str]:
    """Refused while a recommender or a filter names the schema."""
    schemas = domain.component(RecommenderSchemas)
    name = schemas.find(request["RecommenderSchemaName"]).recommender_schema_name
    users = list(_users_of(domain, name))
    if users:
        raise errors.schema_in_use(name, users)
    schemas.remove(name)
    return {}


def _users_of(domain: Domain, schema_name: str) -> Iterator[str]:
    for each in domain.component(Recommenders).resources.values():
        if each.recommender_schema_name == schema_name:
            yield f"recommender {each.recommender_name}"
    for other in domain.component(RecommenderFilters).resources.values():
        if other.recommender_schema_name == schema_name:
            yield f"recommender filter {other.recommender_filter_name}"
