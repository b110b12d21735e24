"""Handlebars templates as sources, checked and compiled once.

Source: the Amazon Connect Administrator Guide (2026), "field definitions"; ``docs/fidelity.md`` for
what is a choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...runtime.suggestions import choice_of, did_you_mean
from .accessors import InvalidSource, Reader, text_of
from .template_work import work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from .bounded_handlebars import BoundedEnvironment

# Most templates contain only text and members; these are rendered without the engine, because
# importing it takes longer than anything else that a test asks of the mock.
_NAME = r"(?!(?:this|true|false|null|undefined|as|else)\b)[^\W\d][\w-]*"
_REFERENCE = re.compile(rf"\{{\{{\s*_source((?:\.{_NAME})*)\s*\}}\}}")
# The bound of the model's `text` shape, for sources and targets.
_LONGEST_TEMPLATE = 1000
_INTERPOLATION = re.compile(rf"(?:[^{{\\]|{_REFERENCE.pattern})*")


def compile_template(source: str) -> Reader:
    """Compile a template; ``compile_source`` documents the reader.

    Raises InvalidSource if it is malformed, refers to anything but ``_source``, or has an unknown
    helper.
    """
    if _INTERPOLATION.fullmatch(source):
        return _interpolation(source)
    return _rendering(_compiled(source))


def _interpolation(source: str) -> Reader:
    # Texts and paths alternate.
    parts = _REFERENCE.split(source)
    paths = [path.split(".")[1:] for path in parts[1::2]]
    pattern = "%s".join(text.replace("%", "%%") for text in parts[0::2])

    def read(source: Mapping[str, Any]) -> Any:
        texts = []
        # Written out, because `accessor` would cost a call for each member.
        for path in paths:
            value: Any = source
            for name in path:
                value = value.get(name) if isinstance(value, dict) else None
            texts.append(value if type(value) is str else text_of(value) or "")
        text = pattern % tuple(texts)
        # A short text takes less time than to count it.
        if len(text) > _LONGEST_TEMPLATE:
            work.write(len(text))
        return None if not text or text.isspace() else text

    return read


def paths_of_interpolation(source: str) -> list[list[str]] | None:
    """The paths that a template of texts and members refers to; None for a template with more."""
    if not _INTERPOLATION.fullmatch(source):
        return None
    return [path.split(".")[1:] for path in _REFERENCE.split(source)[1::2]]


def members_of_template(source: str) -> frozenset[str] | None:
    """The members of the object that a template refers to; None if it may refer to any."""
    return _members(_tags(source))


def _rendering(render: Callable[[dict[str, Any]], str]) -> Reader:
    def read(source: Mapping[str, Any]) -> Any:
        try:
            text = render({"_source": source})
        except exceptions.BadRequestException:
            raise
        except Exception:  # a limit of the engine, or a helper that fails on an odd value
            return None
        return None if not text or text.isspace() else text

    return read


def _compiled(source: str) -> Callable[[dict[str, Any]], str]:
    from pydantic_handlebars import HandlebarsError, check_template_compatibility

    schema = {"type": "object", "properties": {"_source": {}}, "required": ["_source"]}
    if "{{{{" in source:
        raise InvalidSource("the template has a raw block; write two braces, or three")
    try:
        render = _environment().renderer(source)
        result = check_template_compatibility(source, schema, helpers={"removeExtraSpace"})
    except HandlebarsError as error:
        raise InvalidSource(f"the Handlebars template is malformed: {error}") from None
    for tag in _tags(source):
        _check_helpers(tag)
    for issue in result.issues:
        path = issue.field_path
        meant = did_you_mean(path, ["_source"], cutoff=0.8) or f": write '_source.{path}'"
        raise InvalidSource(f"the template refers to {path!r}; only _source is known{meant}")
    return render


@cache
def _environment() -> BoundedEnvironment:
    from .bounded_handlebars import BoundedEnvironment

    return BoundedEnvironment()


# The engine reports an unknown helper only on rendering, but the service rejects the object type.
_BLOCKS = frozenset({"if", "unless", "each", "with", "removeExtraSpace"})
_HELPERS = frozenset({"lookup", "removeExtraSpace"})
# Without an argument, these blocks apply to the context as a whole.
_BLOCKS_OF_THE_CONTEXT = frozenset({("if",), ("unless",), ("each",), ("with",)})
# The engine treats these as helpers wherever they appear.
_NOT_INLINE = frozenset({"if", "unless", "each", "with", "log"})

_STRING = r""" "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' """
_TAG = re.compile(
    rf"""
    (?<!\\)(?:\\\\)*\\\{{\{{
    | \{{\{{~?!--.*?--~?\}}\}}
    | \{{\{{~?!.*?\}}\}}
    | \{{\{{\{{?~?(?P<sigil>[\#^/&]?)(?P<content>(?:{_STRING} | \[[^\]]*\] | [^"'\[{{}}])*)\}}\}}
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(
    rf"""{_STRING} | \|[^|]*\| | [()] | (?:\[[^\]]*\] | [^\s()"'|=\[~])+""", re.VERBOSE
)
_MEMBER = re.compile(rf"_source\.({_NAME})(?=[./]|\Z)")


@dataclass(frozen=True, slots=True)
class Tag:
    """The content of a pair of braces, such as ``#each _source.items``, without the sigil."""

    is_block: bool
    words: tuple[str, ...]


def _tags(template: str) -> Iterator[Tag]:
    """The tags of a template, except comments, plain `else` and closing tags."""
    for match in _TAG.finditer(template):
        words = [word for word in _WORD.findall(match["content"] or "") if word[0] != "|"]
        is_block = match["sigil"] in ("#", "^")
        if words and words[0] == "else":
            is_block = True
            del words[0]
        if words and words[-1] == "as":
            del words[-1]
        if words and match["sigil"] != "/":
            yield Tag(is_block, tuple(words))


def _check_helpers(tag: Tag) -> None:
    first, *others = tag.words
    called = [second for one, second in pairwise(tag.words) if one == "("]
    unknown = [name for name in called if name not in _HELPERS]
    if tag.is_block:
        if others and first not in _BLOCKS:
            unknown.append(first)
    elif first in _NOT_INLINE or (others and first not in _HELPERS and first != "("):
        unknown.append(first)
    if unknown:
        known = [*(f"#{name}" for name in sorted(_BLOCKS)), *sorted(_HELPERS)]
        raise InvalidSource(
            f"{unknown[0]!r} is not a helper that the service knows{choice_of(unknown[0], known)}"
        )


def _members(tags: Iterable[Tag]) -> frozenset[str] | None:
    """The members of the object that a template refers to; None if it may refer to any."""
    members = set()
    for tag in tags:
        if tag.words in _BLOCKS_OF_THE_CONTEXT:
            return None
        for word in tag.words:
            match = _MEMBER.match(word)
            if match is not None:
                members.add(match[1])
            elif word.startswith(("_source", "[", ".", "this", "@root")):
                return None
    return frozenset(members)
