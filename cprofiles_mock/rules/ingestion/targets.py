"""The ``Target`` of an object type's field: a place in one of the standard objects.

Source: the Amazon Connect Administrator Guide (2026), "field definitions".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...runtime.suggestions import choice_of, nearest
from .standard_objects import STANDARD_OBJECTS, Member


class InvalidTarget(ValueError):  # noqa: N818 (as the service's exceptions are named)
    """The text is not a valid target; the message is a clause that gives the reason."""


@dataclass(frozen=True, slots=True)
class Target:
    """The place that a field's value goes to: a standard object, and the path of a member in it.

    A segment ends in ``[]`` if the path goes through each item of a list, in ``[0]`` if it goes to
    the one item of a list that the target names without ``[]``, as AWS's travel sample does. It is
    a Handlebars expression if the key of a map is taken from the source. The key of an attribute is
    one segment, even if it contains dots.

    ``is_list`` is set if the value is a whole list: one that is no list is its only item.
    """

    object_name: str
    path: tuple[str, ...]
    is_list: bool = False


# A segment of a path; dots within a Handlebars expression do not separate segments.
_SEGMENT = re.compile(r"(?:\{\{[^{}]*\}\}|[^.])+")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\[\])?", re.ASCII)


def target_of(text: str) -> Target:
    """Parse a target: ``_profile.Address.City``, ``_order.OrderItems[].Title``, and without ``[]``.

    A whole sub-object, list or map is a valid target too. Raises InvalidTarget.
    """
    name, _, rest = text.partition(".")
    standard_object = STANDARD_OBJECTS.get(name)
    if standard_object is None:
        raise InvalidTarget(f"{name!r} is not a standard object{_meant(text)}")
    if not rest:
        example = next(iter(standard_object.members))
        raise InvalidTarget(f"it names no member of {name}; name one, as {name}.{example} does")
    if rest.partition(".")[0].removesuffix("[]") in standard_object.reserved:
        raise InvalidTarget(f"{text} is set by the service; leave Target out")
    member = Member(standard_object.members)
    path: list[str] = []
    position = 0
    while position <= len(rest):
        match = _SEGMENT.match(rest, position)
        if match is None:
            raise InvalidTarget(f"{text} has an empty segment; name a member behind each dot")
        segment = match[0]
        if member.keyed and not member.members:
            # The rest of the path is the key of the attribute.
            segment = rest[position:]
        if member.repeated:
            path[-1] += "[0]"
            member = Member(member.members)
        place = ".".join((name, *(step.removesuffix("[0]") for step in path)))
        member = _child(member, segment, place)
        path.append(segment)
        position += len(segment) + 1
    return Target(name, tuple(path), is_list=member.repeated or path[-1].endswith("[]"))


def _meant(text: str) -> str:
    """A hint for a target that does not begin with a standard object."""
    first, dot, rest = text.partition(".")
    for known, begin, behind in (
        (STANDARD_OBJECTS["_profile"].members, "_profile.", dot + rest),
        (STANDARD_OBJECTS, "", dot + rest),
    ):
        near = nearest(first, known, cutoff=0.8)
        if near is not None:
            return f"; did you mean '{begin}{near}{behind}'?"
    return f"; a Target begins with one of {', '.join(STANDARD_OBJECTS)}"


def _child(member: Member, segment: str, place: str) -> Member:
    if member.open:
        if _NAME.fullmatch(segment) is None:
            raise InvalidTarget(
                f"{segment!r} cannot be a member of {place}; names have letters, digits and _"
            )
        return member
    if member.keyed:
        return Member(member.members)
    name = segment.removesuffix("[]")
    if name not in member.members:
        hint = choice_of(name, member.members) if member.members else f"; write {place} alone"
        raise InvalidTarget(f"{place} has no member {name!r}{hint}")
    found = member.members[name]
    if name == segment:
        return found
    if not found.repeated:
        raise InvalidTarget(f"{place}.{name} is not a list; leave out the []")
    return Member(found.members)
