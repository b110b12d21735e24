"""Recommender schemas: which columns recommenders and filters may look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...rules.recommenders.columns import Columns
from ...schema.sections import ResourceSection
from ...state.cloudformation import ResourceType
from ...state.components import ResourceComponent, component
from ...state.declarations import Column
from . import errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ...state.domain import Domain

_DEFAULT = Columns()


@dataclass(slots=True, kw_only=True, eq=False)
class RecommenderSchema:
    """A schema. It never changes, but for its tags."""

    recommender_schema_name: str
    recommender_schema_arn: str
    fields: Mapping[str, Sequence[Mapping[str, Any]]]
    status: str = "ACTIVE"
    created_at: datetime
    # Nothing updates a schema.
    last_updated_at: datetime | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> Columns:
        """Its columns."""
        return Columns(
            {
                dataset: [each["TargetFieldName"] for each in fields]
                for dataset, fields in self.fields.items()
            }
        )


@component
class RecommenderSchemas(ResourceComponent[RecommenderSchema]):
    """The recommender schemas of one domain, by their names, but for the default one."""

    noun = "Recommender schema"
    plural = "recommender schemas"
    arn_kind = "recommender-schemas"
    section = ResourceSection(
        "RecommenderSchemas", made_by="CreateRecommenderSchema", key="RecommenderSchemaName"
    )
    title = "Recommender schemas"
    columns = (
        Column("RecommenderSchemaName", lambda each: each.recommender_schema_name),
        Column("Fields", lambda each: each.fields),
    )
    cloudformation = ResourceType(
        name="RecommenderSchema",
        create="CreateRecommenderSchema",
        read="GetRecommenderSchema",
        update=None,
        delete="DeleteRecommenderSchema",
        key=("DomainName", "RecommenderSchemaName"),
        create_only=("Fields",),
        attributes=("CreatedAt", "Status", "Arn"),
        arn_kind="recommender-schemas",
        arn_attribute="Arn",
        identified_by_arn=True,
        deleted_before_replaced=True,
    )


def columns_of(domain: Domain, schema_name: str | None) -> Columns:
    """The columns of the schema of that name; None is the default schema, which has all.

    Raises ResourceNotFoundException. While a file is loaded, a missing schema has all columns.
    """
    if schema_name is None:
        return _DEFAULT
    schemas = domain.existing(RecommenderSchemas)
    found = None if schemas is None else schemas.get(schema_name)
    if found is None:
        if domain.region.is_loading:
            return _DEFAULT
        raise errors.schema_not_found(schema_name, domain.domain_name)
    return found.columns
