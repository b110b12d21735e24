"""Violations of the model's constraints, as AWS's services word them.

``Value 'x' at 'domainName' failed to satisfy constraint: Member must …``.
"""

from __future__ import annotations

from typing import Any, Union

from botocore.model import ListShape, MapShape, Shape, StructureShape

#: The path of a value: the name of a top-level member of the input, or a pair of a place and a step
#: below it, which is a member's name, an item's number, or a map's key in a 1-tuple. Paths are
#: formatted only for messages.
Place = Union[str, tuple["Place", Union[str, int, tuple[str]]]]  # noqa: UP007  (at run time)


def member_path(name: str) -> str:
    """A member's name as in AWS's messages: ``DomainName`` becomes ``domainName``."""
    return name[:1].lower() + name[1:]


def format_place(place: Place) -> str:
    """A place as in AWS's messages: ``tags.member``, ``items.2.member.id``."""
    if isinstance(place, str):
        return place
    above, below = place
    if isinstance(below, str):
        return f"{format_place(above)}.{below}"
    return f"{format_place(above)}.{below if isinstance(below, int) else below[0]}.member"


def null_member(place: Place) -> str:
    """The violation of a missing required member."""
    where = format_place(place)
    return f"Value null at '{where}' failed to satisfy constraint: Member must not be null"


def contains_sensitive(shape: Shape, above: frozenset[str] = frozenset()) -> bool:
    """Whether the shape contains a sensitive shape, which echoing the whole value would reveal."""
    if shape.metadata.get("sensitive"):
        return True
    if shape.name in above:
        return False
    above |= {shape.name}
    parts: list[Shape] = []
    if isinstance(shape, StructureShape):
        parts = list(shape.members.values())
    elif isinstance(shape, ListShape):
        parts = [shape.member]
    elif isinstance(shape, MapShape):
        parts = [shape.key, shape.value]
    return any(contains_sensitive(part, above) for part in parts)


def violation(text: str, value: Any, place: Place, sensitive: bool) -> str:
    """A violation as AWS words it; values that the model marks sensitive are not echoed."""
    shown = "" if sensitive else f"'{_java_text(value)}' "
    return f"Value {shown}at '{format_place(place)}' failed to satisfy constraint: {text}"


def _java_text(value: Any) -> str:
    """A value as AWS's messages print it: ``[a, b]`` and ``{k=v}``."""
    if isinstance(value, list):
        return f"[{', '.join(map(_java_text, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={_java_text(item)}" for key, item in value.items()) + "}"
    return str(value)


def wrong_type(place: Place, type_name: str) -> str:
    """The violation of a value of another type."""
    where = format_place(place)
    return f"Value at '{where}' failed to satisfy constraint: Member must be of type {type_name}"


def constraints_text(shape: Shape) -> str:
    """All constraints of an item, as the service lists them if one is violated."""
    metadata = shape.metadata
    texts = []
    if "max" in metadata:
        texts.append(f"Member must have length less than or equal to {metadata['max']}")
    if "min" in metadata:
        texts.append(f"Member must have length greater than or equal to {metadata['min']}")
    if "pattern" in metadata:
        texts.append(pattern_text(metadata["pattern"]))
    if "enum" in metadata:
        texts.append(enum_text(metadata["enum"]))
    return ", ".join(texts) or f"Member must be of type {shape.type_name}"


def pattern_text(pattern: str) -> str:
    """What a pattern demands."""
    return f"Member must satisfy regular expression pattern: {pattern}"


def enum_text(values: list[str]) -> str:
    """What an enum demands."""
    return f"Member must satisfy enum value set: [{', '.join(values)}]"
