"""Recommender filters and their state in a domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...schema.problems import Problem
from ...schema.sections import ResourceSection
from ...state.cloudformation import ResourceType
from ...state.components import ResourceComponent, component
from ...state.declarations import Column
from .progress import FILTER_MODEL, Progress

if TYPE_CHECKING:
    from datetime import datetime

    from ...rules.recommenders.filters import Filter


@dataclass(slots=True, kw_only=True, eq=False)
class RecommenderFilter:
    """A filter. It never changes, but for its status and its tags."""

    recommender_filter_name: str
    recommender_filter_arn: str
    recommender_filter_expression: str
    recommender_schema_name: str | None
    description: str | None
    compiled: Filter = field(repr=False)
    progress: Progress = field(default_factory=lambda: Progress(FILTER_MODEL), repr=False)
    created_at: datetime
    # Nothing updates a filter.
    last_updated_at: datetime | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> str | None:
        """How far it is."""
        return self.progress.status

    @property
    def transition(self) -> dict[str, Any] | None:
        """What a state file has of its status: nothing once it is ACTIVE."""
        return self.progress.document() if self.progress.is_on_the_way else None

    @transition.setter
    def transition(self, entry: Any) -> None:
        try:
            self.progress.restore(entry)
        except Problem as problem:
            raise problem.under("Transition") from None


@component
class RecommenderFilters(ResourceComponent[RecommenderFilter]):
    """The recommender filters of one domain, by their names."""

    noun = "Recommender filter"
    plural = "recommender filters"
    arn_kind = "recommender-filters"
    section = ResourceSection(
        "RecommenderFilters",
        made_by="CreateRecommenderFilter",
        key="RecommenderFilterName",
        besides={"Transition": "Section"},
    )
    title = "Recommender filters"
    columns = (
        Column("RecommenderFilterName", lambda each: each.recommender_filter_name),
        Column("RecommenderFilterExpression", lambda each: each.recommender_filter_expression),
        Column("RecommenderSchemaName", lambda each: each.recommender_schema_name),
    )
    cloudformation = ResourceType(
        name="RecommenderFilter",
        create="CreateRecommenderFilter",
        read="GetRecommenderFilter",
        update=None,
        delete="DeleteRecommenderFilter",
        key=("DomainName", "RecommenderFilterName"),
        create_only=("RecommenderFilterExpression", "RecommenderSchemaName", "Description"),
        attributes=("CreatedAt", "Status", "RecommenderFilterArn"),
        arn_kind="recommender-filters",
        arn_attribute="RecommenderFilterArn",
        identified_by_arn=True,
    )
