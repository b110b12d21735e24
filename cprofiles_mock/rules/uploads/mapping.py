"""The fields of an upload job, compiled once and applied to each row of its file.

Sources: the API reference of CreateUploadJob; the Amazon Connect Administrator Guide (2026),
"imported files"; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ... import exceptions
from ..ingestion.accessors import is_accessor, steps_of
from ..ingestion.handlebars import members_of_template
from ..ingestion.mapping import compile_mapping, mapping_mistakes
from ..ingestion.rules import mistakes
from ..ingestion.standard_objects import STANDARD_OBJECTS
from ..ingestion.targets import InvalidTarget, target_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ...exceptions import BadRequestException
    from ..ingestion.contributions import Changes, Path
    from ..ingestion.mapping import ObjectMapping

# The name of the key that stands for UniqueKey; an object type needs one, and so does its mapping.
_KEY = "uploaded"

#: The members of a profile that hold several values.
_WHOLES = frozenset(
    name for name, member in STANDARD_OBJECTS["_profile"].members.items() if member.members
) | {"Attributes"}


class UploadMapping(NamedTuple):
    """What the fields of a job make of a row."""

    mapping: ObjectMapping
    #: The columns that the fields read.
    columns: Collection[str]
    #: The field that UniqueKey names: its content type, and the path of its target in a profile.
    content_type: str
    unique_path: Path

    def changes(self, row: Mapping[str, str]) -> Changes:
        """The values for a profile, by path. Raises IngestionError and BadRequestException."""
        return self.mapping.profile_changes(self.mapping.read(row), row)


def compile_fields(fields: Mapping[str, Mapping[str, str]], unique_key: str) -> UploadMapping:
    """Compile the members ``Fields`` and ``UniqueKey``. Raises BadRequestException."""
    exceptions.raise_any(upload_mistakes(fields, unique_key))
    unique = unique_field(fields, unique_key)
    assert unique is not None  # else there is a mistake
    target = target_of(fields[unique]["Target"])
    return UploadMapping(
        compile_mapping(fields, _keys(unique), None),
        {column for field in fields.values() for column in _columns(field["Source"])},
        fields[unique].get("ContentType", "STRING"),
        target.path,
    )


def _keys(unique: str) -> dict[str, list[dict[str, list[str]]]]:
    return {_KEY: [{"StandardIdentifiers": ["UNIQUE", "PROFILE"], "FieldNames": [unique]}]}


def upload_mistakes(
    fields: Mapping[str, Mapping[str, str]], unique_key: str
) -> Iterator[BadRequestException]:
    """The rules that fields and key violate, in the order in which they are checked."""
    for name, field in fields.items():
        if "Target" in field and not field["Target"].startswith("_profile."):
            yield exceptions.other_target(name, field["Target"]).at("Fields", name, "Target")
    unique = unique_field(fields, unique_key)
    if unique is None:
        yield exceptions.unknown_unique_key(unique_key, fields).at(
            "UniqueKey", depends_on=[("Fields",)]
        )
    if fields:
        # Of the rules of object types those of fields apply; a key that is there breaks none.
        keys = _keys(unique or next(iter(fields)))
        yield from mistakes(fields, keys, allow_profile_creation=True, known_keys={})
        yield from mapping_mistakes(fields, None)
    if unique is not None and not _is_one_value(fields[unique].get("Target", "")):
        yield exceptions.unusable_unique_key(unique).at(
            "UniqueKey", depends_on=[("Fields", unique)]
        )


def unique_field(fields: Mapping[str, Mapping[str, str]], unique_key: str) -> str | None:
    """The field that UniqueKey names: by its name, or else by its Source or its Target."""
    if unique_key in fields:
        return unique_key
    for name, field in fields.items():
        source = field.get("Source", "")
        if unique_key in (source, source.removeprefix("_source."), field.get("Target")):
            return name
    return None


def _is_one_value(target: str) -> bool:
    """Whether a target is a place for one value, and the same place for each row."""
    try:
        path = target_of(target).path
    except InvalidTarget:
        return False
    return "{{" not in target and not (len(path) == 1 and path[0] in _WHOLES)


def _columns(source: str) -> Collection[Any]:
    """The columns that a source reads; those of a template are not looked for."""
    if "{{" in source:
        return members_of_template(source) or ()
    return steps_of(source)[:1] if is_accessor(source) else ()
