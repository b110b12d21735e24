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
from .accessors import InvalidSource, Reader, accessor, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic_handlebars import CompiledTemplate, HandlebarsEnvironment, HelperOptions

# Most templates contain only text and members; these are rendered without the engine, because
# importing it takes longer than anything else that a test asks of the mock.
_NAME = r"(?!(?:this|true|false|null|undefined|as|else)\b)[^\W\d][\w-]*"
_REFERENCE = re.compile(rf"\{{\{{\s*_source((?:\.{_NAME})*)\s*\}}\}}")
_INTERPOLATION = re.compile(rf"(?:[^{{\\]|{_REFERENCE.pattern})*")


def compile_template(source: str) -> Reader:
    """Compile a template; ``compile_source`` documents the reader.

    Raises InvalidSource if it is malformed, refers to anything but ``_source``, or has an unknown
    helper.
    """
    if _INTERPOLATION.fullmatch(source):
        return _interpolation(source)
    return _rendering(_compiled(source), members_of_template(source))


def _interpolation(source: str) -> Reader:
    # Texts and paths alternate.
    parts = _REFERENCE.split(source)
    readers = [accessor(path.split(".")[1:]) for path in parts[1::2]]
    pattern = "%s".join(text.replace("%", "%%") for text in parts[0::2])

    def read(source: Mapping[str, Any]) -> Any:
        text = pattern % tuple([text_of(reader(source)) or "" for reader in readers])
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


def _rendering(template: CompiledTemplate, members: frozenset[str] | None) -> Reader:
    from .bounded_loops import MOST_BLOCKS, TooManyBlocksError

    def read(source: Mapping[str, Any]) -> Any:
        # The engine copies everything passed to it, so pass only the members that it needs.
        if members is not None:
            source = {name: source[name] for name in members if name in source}
        try:
            text = template.render({"_source": source})
        except TooManyBlocksError:
            raise exceptions.template_too_long(MOST_BLOCKS) from None
        except Exception:  # a limit of the engine, or a helper that fails on an odd value
            return None
        return None if not text or text.isspace() else text

    return read


def _compiled(source: str) -> CompiledTemplate:
    from pydantic_handlebars import HandlebarsError, check_template_compatibility

    schema = {"type": "object", "properties": {"_source": {}}, "required": ["_source"]}
    if "{{{{" in source:
        raise InvalidSource("the template has a raw block")
    try:
        template = _environment().compile(source)
        result = check_template_compatibility(source, schema, helpers={"removeExtraSpace"})
    except HandlebarsError as error:
        raise InvalidSource(f"the Handlebars template is malformed: {error}") from None
    for tag in _tags(source):
        _check_helpers(tag)
    for issue in result.issues:
        raise InvalidSource(f"the template refers to {issue.field_path!r}; only _source is known")
    return template


@cache
def _environment() -> HandlebarsEnvironment:
    from .bounded_loops import BoundedEnvironment

    environment = BoundedEnvironment(auto_escape=False)
    environment.unregister_helper("log")
    environment.register_helper("each", _each)
    environment.register_helper("removeExtraSpace", _remove_extra_space)
    return environment


def _each(*args: Any, options: HelperOptions) -> str:
    """Like the engine's ``each``, but a null item renders as empty, not as the outer context."""
    context, items = args[0], args[-1]
    if isinstance(items, dict):
        pairs = list(items.items())
    else:
        pairs = list(enumerate(items)) if isinstance(items, list) else []
    if not pairs:
        return options.inverse(context)
    return "".join(
        options.fn(
            "" if item is None else item,
            data={"key": key, "index": i, "first": i == 0, "last": i == len(pairs) - 1},
            block_params=[item, key],
        )
        for i, (key, item) in enumerate(pairs)
    )


def _remove_extra_space(*args: Any, options: HelperOptions) -> str:
    """The service's own helper: ``{{removeExtraSpace _source.a}}``, or a block around text."""
    text = options.fn(*args[:1])
    # A helper without arguments gets the context, which outside `each` and `with` is the root.
    if not text and args and args[0] is not options.data.get("root"):
        text = " ".join(text_of(value) or "" for value in args)
    return " ".join(text.split())


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
        raise InvalidSource(f"{unknown[0]!r} is not a helper that the service knows")


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
