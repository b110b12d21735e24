"""The ``Source`` of an object type's field, compiled once and applied to many objects.

A source is an accessor (``_source.address.city``), a Handlebars template, or a constant.

Source: the Amazon Connect Administrator Guide (2026), "field definitions"; accessors through
lists are taken from the service's own templates. ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .accessors import Reader, accessor, aligned_values, is_accessor, steps_of
from .handlebars import compile_template


# A mapping is looked through for mistakes, and then compiled.
@lru_cache(maxsize=1024)
def compile_source(source: str, *, keep_places: bool = False) -> Reader:
    """Compile a ``Source``.

    The reader returns None for a missing path, null or an empty string; 0, false, an empty list and
    an empty object are values. For an accessor through ``[]`` it returns a list of the values that
    it finds, or None; with ``keep_places`` the list has a None for each element without a value, so
    that the lists of several accessors align. For a template it returns a string, or None if the
    output is only whitespace; it counts in ``template_work.work``, which the caller begins for each
    object, and raises BadRequestException if it is too much work.

    Raises InvalidSource for a malformed accessor or template, for a template that refers to
    anything but ``_source``, and for an unknown helper.
    """
    if "{{" in source:
        return compile_template(source)
    if not is_accessor(source):
        constant = source or None
        return lambda _: constant
    steps = steps_of(source)
    if keep_places and None in steps:
        return aligned_values(steps)
    return accessor(steps)


# A name, or names with dots or brackets between them: how members and paths are written.
_LIKE_A_PATH = re.compile(r"[^\W\d][\w$-]*(?:[.\[][\w$\[\]\"'.-]*)?")
# How ``_source`` is misspelt.
_BEGINNING = re.compile(r"_source|(?:_source|source_|source)(?=[.\[])", re.IGNORECASE)


# How other languages begin and enclose a path: JSONPath, jq, JSON Pointer, templates.
_FOREIGN = re.compile(r"\$\{(?P<dollar>.+)\}|\{(?P<braces>.+)\}|(?:\$|@|\$?\.|@\.)(?P<dots>\D.*)")
_POINTER = re.compile(r"(?:/[\w$-]+)+")


def path_meant_by(source: str) -> str | None:
    """The path that was meant, if a source is a constant that reads like a member or a path.

    ``customerId``, ``address.city`` and ``$.id`` do; a text such as ``CRM export`` does not.
    """
    if "{{" in source or is_accessor(source):
        return None
    path = source.strip()
    if foreign := _FOREIGN.fullmatch(path):
        path = (foreign["dollar"] or foreign["braces"] or foreign["dots"]).lstrip(".").strip()
    elif _POINTER.fullmatch(path):
        path = path[1:].replace("/", ".")
    if is_accessor(path):
        return path
    if not _LIKE_A_PATH.fullmatch(path):
        return None
    member = _BEGINNING.sub("", path).lstrip(".")
    return f"_source.{member}" if member else "_source"


def member_of(source: str) -> tuple[str | None, str] | None:
    """Parse an accessor that names a member of the object, or a member of such a member.

    Returns the outer member's name, None for the object itself, and the member's name. Returns None
    for any other source.
    """
    if "{{" in source or not is_accessor(source):
        return None
    match steps_of(source):
        case [str(name)]:
            return None, name
        case [str(outer), str(inner)]:
            return outer, inner
    return None
