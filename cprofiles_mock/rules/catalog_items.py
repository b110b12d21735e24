"""Catalogue items: what the fields of a domain object type make of an object.

Sources: the Amazon Connect Administrator Guide (2026), "item catalog"; ``docs/fidelity.md`` for
what is a choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .ingestion.accessors import InvalidSource, Reader, text_of
from .ingestion.sources import compile_source
from .ingestion.template_work import work

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The kind of object that domain object types have today.
CATALOG_ITEM = "_catalogItem"

#: The members of an item; those that are not texts are times since the epoch.
MEMBERS = (
    "Id", "Name", "Code", "Type", "Category", "Description", "AdditionalInformation", "ImageLink",
    "Link", "Price", "CreatedAt", "UpdatedAt",
)  # fmt: skip

_TIMES = frozenset({"CreatedAt", "UpdatedAt"})

#: An item, by its members; Attributes is a mapping of texts.
Item = dict[str, Any]


class InvalidField(ValueError):  # noqa: N818 (as the service's exceptions are named)
    """A field cannot be mapped; the message is a sentence that gives the reason."""


class ItemMapping:
    """Makes items of objects, by the ``Fields`` of a domain object type. Raises InvalidField."""

    def __init__(self, fields: Mapping[str, Mapping[str, Any]]) -> None:
        self._readers = [
            (_path_of(name, field["Target"]), _reader(name, field["Source"]))
            for name, field in fields.items()
        ]
        if not any(path == ("Id",) for path, _ in self._readers):
            raise InvalidField(f"Fields must have one with the Target {CATALOG_ITEM}.Id")

    def item(self, source: Mapping[str, Any]) -> Item | None:
        """The item of an object; None if the object has no value for its Id."""
        work.begin()
        item: Item = {}
        attributes: dict[str, str] = {}
        for path, read in self._readers:
            value = read(source)
            if value is None:
                continue
            if len(path) > 1:
                attributes[path[1]] = text_of(value) or ""
            else:
                item[path[0]] = value if path[0] in _TIMES else text_of(value)
        if attributes:
            item["Attributes"] = attributes
        return item if "Id" in item else None


def _path_of(name: str, target: str) -> tuple[str, ...]:
    kind, _, member = target.partition(".")
    outer, _, key = member.partition(".")
    if kind == CATALOG_ITEM:
        if member in MEMBERS:
            return (member,)
        if outer == "Attributes" and key:
            return (outer, key)
    raise InvalidField(
        f"The Target of field {name} is not valid: {target} is none of {CATALOG_ITEM}.Attributes."
        f"<name> and {CATALOG_ITEM}.<member>, with a member of {', '.join(MEMBERS)}"
    )


def _reader(name: str, source: str) -> Reader:
    try:
        return compile_source(source)
    except InvalidSource as error:
        raise InvalidField(f"The Source of field {name} is not valid: {error}") from None
