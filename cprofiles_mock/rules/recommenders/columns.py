"""Columns: the members of interactions and of catalogue items that recommenders may look at.

Sources: the service model on ``RecommenderSchemaField`` and ``RecommenderConfig``; the pages of the
Amazon Connect Administrator Guide (2026) on ``_webAnalytics`` and on the item catalogue;
``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..catalog_items import CATALOG_ITEM, MEMBERS
from ..ingestion.standard_objects import STANDARD_OBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..catalog_items import Item
    from ..ingestion.standard_objects import Member

WEB_ANALYTICS = "_webAnalytics"

#: The datasets, each with the columns that every recommender looks at.
ALWAYS: Mapping[str, frozenset[str]] = {
    WEB_ANALYTICS: frozenset({"Item.Id", "EventTimestamp", "EventType"}),
    CATALOG_ITEM: frozenset({"Id"}),
}

_ATTRIBUTES = "Attributes."


class InvalidColumn(ValueError):  # noqa: N818  (as the service's exceptions are named)
    """There is no such dataset or column; the message is a sentence that says so."""


def check_columns(datasets: Mapping[str, Iterable[str]]) -> None:
    """Raise InvalidColumn for a dataset or a column that does not exist."""
    for dataset, columns in datasets.items():
        if dataset not in ALWAYS:
            raise InvalidColumn(f"{dataset} is no dataset, but {' and '.join(ALWAYS)} are")
        for column in columns:
            if not is_column(dataset, column):
                raise InvalidColumn(f"{dataset} has no column {column}")


def is_column(dataset: str, column: str) -> bool:
    """Whether a dataset can have a column of that name."""
    if column.startswith(_ATTRIBUTES):
        return column != _ATTRIBUTES
    if dataset == CATALOG_ITEM:
        return column in MEMBERS
    return _is_path(STANDARD_OBJECTS[WEB_ANALYTICS].members, column.replace("[]", ""))


def _is_path(members: Mapping[str, Member], path: str) -> bool:
    name, dot, rest = path.partition(".")
    member = members.get(name)
    if member is None:
        return False
    return _is_path(member.members, rest) if dot else not member.members


def value_of(item: Item, column: str) -> Any:
    """The value that an item has in a column; None if it has none."""
    if column.startswith(_ATTRIBUTES):
        return item.get("Attributes", {}).get(column[len(_ATTRIBUTES) :])
    return item.get(column)


class Columns:
    """The columns of a schema, or of the part of it that a recommender is trained on.

    ``defined`` has them by dataset; without it, as in the default schema, all columns are there.
    """

    def __init__(
        self,
        defined: Mapping[str, Iterable[str]] | None = None,
        excluded: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self._defined = None if defined is None else {k: frozenset(v) for k, v in defined.items()}
        self._excluded = {k: frozenset(v) for k, v in (excluded or {}).items()}

    def __contains__(self, dataset_and_column: tuple[str, str]) -> bool:
        dataset, column = dataset_and_column
        if column in ALWAYS[dataset]:
            return True
        if column in self._excluded.get(dataset, ()):
            return False
        return self._defined is None or column in self._defined.get(dataset, ())

    def check(self, datasets: Mapping[str, Iterable[str]], schema_name: str | None) -> None:
        """Raise InvalidColumn for a column that the schema of that name does not have."""
        check_columns(datasets)
        for dataset, columns in datasets.items():
            for column in columns:
                if (dataset, column) not in self:
                    raise InvalidColumn(
                        f"Recommender schema {schema_name} has no column {column} of {dataset}"
                    )

    def trained(self, config: Mapping[str, Any]) -> Columns:
        """The columns that a recommender with this configuration is trained on."""
        included = config.get("IncludedColumns")
        if included is None:
            return Columns(self._defined, config.get("ExcludedColumns"))
        # "If not specified, all columns in the schema": so for a dataset that is not named, too.
        rest = self._defined or {}
        return _Included(included, rest, has_all=self._defined is None)


class _Included(Columns):
    """Included columns; a dataset that they do not name has those of the schema."""

    def __init__(
        self,
        included: Mapping[str, Iterable[str]],
        rest: Mapping[str, Iterable[str]],
        *,
        has_all: bool,
    ) -> None:
        super().__init__({**rest, **included})
        self._all = frozenset() if not has_all else ALWAYS.keys() - included.keys()

    def __contains__(self, dataset_and_column: tuple[str, str]) -> bool:
        return dataset_and_column[0] in self._all or super().__contains__(dataset_and_column)
