"""The ``Source`` of an object type's field, compiled once and applied to many objects.

A source is an accessor (``_source.address.city``), a Handlebars template, or a constant.

Source: the Amazon Connect Administrator Guide (2026), "field definitions"; accessors through
lists are taken from the service's own templates. ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any

from ... import exceptions

if TYPE_CHECKING:
    from pydantic_handlebars import CompiledTemplate, HandlebarsEnvironment, HelperOptions

#: Reads a field's value from an object; returns None if the object has none.
Reader = Callable[[Mapping[str, Any]], Any]


class InvalidSource(ValueError):  # noqa: N818 (as the service's exceptions are named)
    """The text is not a valid source; the message is a clause that gives the reason."""


def compile_source(source: str, *, keep_places: bool = False) -> Reader:
    """Compile a ``Source``.

    The reader returns None for a missing path, null or an empty string; 0, false, an empty list and
    an empty object are values. For an accessor through ``[]`` it returns a list of the values that
    it finds, or None; with ``keep_places`` the list has a None for each element without a value, so
    that the lists of several accessors align. For a template it returns a string, or None if the
    output is only whitespace; it raises BadRequestException for loops without end in sight.

    Raises InvalidSource for a malformed accessor or template, for a template that refers to
    anything but ``_source``, and for an unknown helper.
    """
    if "{{" in source:
        return _template(source)
    if _ACCESSOR.match(source) is None:
        constant = source or None
        return lambda _: constant
    steps = _steps(source)
    if keep_places and None in steps:
        return _aligned_values(steps)
    return _accessor(steps)


# A name, or names with dots or brackets between them: how members and paths are written.
_LIKE_A_PATH = re.compile(r"[^\W\d][\w$-]*(?:[.\[][\w$\[\]\"'.-]*)?")


def looks_like_a_path(source: str) -> bool:
    """Whether a source is a constant that reads like a member or path of the object.

    ``customerId`` and ``address.city`` do; a text such as ``CRM export`` does not.
    """
    is_constant = "{{" not in source and _ACCESSOR.match(source) is None
    return is_constant and _LIKE_A_PATH.fullmatch(source) is not None


def member_of(source: str) -> tuple[str | None, str] | None:
    """Parse an accessor that names a member of the object, or a member of such a member.

    Returns the outer member's name, None for the object itself, and the member's name. Returns None
    for any other source.
    """
    if "{{" in source or _ACCESSOR.match(source) is None:
        return None
    match _steps(source):
        case [str(name)]:
            return None, name
        case [str(outer), str(inner)]:
            return outer, inner
    return None


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def text_of(value: Any) -> str | None:
    """Convert a JSON value to the text that a profile's string member or a key stores.

    A string stays as it is and None stays None; other values become their JSON text: ``true``,
    ``12``, ``1.0``, ``{"a":1}``.
    """
    if type(value) is str:
        return value
    # For numbers, the encoder gives the same result but takes several times as long.
    if type(value) is int or (type(value) is float and isfinite(value)):
        return repr(value)
    return None if value is None else _ENCODE(value)


# --- accessors ----------------------------------------------------------------------------------

_ACCESSOR = re.compile(r"_source(?=[.\[]|\Z)")
# A name may contain whatever a column title may, except separators and quotes.
_STEP = re.compile(
    r"""
    \.(?P<name>[^\s.\[\]{}"'](?:[^.\[\]{}"']*[^\s.\[\]{}"'])?)(?=[.\[]|\Z)
    | \["(?P<double>[^"]+)"\]
    | \['(?P<single>[^']+)'\]
    | \[(?P<index>[0-9]{0,9})\]
    """,
    re.VERBOSE,
)

#: A member's name, an element's index, or None for every element.
Step = str | int | None


def _steps(source: str) -> list[Step]:
    steps: list[Step] = []
    position = len("_source")
    while position < len(source):
        match = _STEP.match(source, position)
        if match is None:
            raise InvalidSource(f"{source!r} cannot be read from {source[position:]!r}")
        if match.lastgroup != "index":
            steps.append(match[match.lastgroup or 0])
        else:
            steps.append(int(match["index"]) if match["index"] else None)
        position = match.end()
    return steps


def _accessor(steps: Sequence[Step]) -> Reader:
    """The reader of a path; nearly all paths have one or two names, so these have fast readers."""
    match steps:
        case [str(name)]:
            return _member(name)
        case [str(outer), str(inner)]:
            return _member_of_member(outer, inner)
    exact = tuple(step for step in steps if step is not None)
    return _member_at_path(exact) if len(exact) == len(steps) else _all_values(tuple(steps))


def _member(name: str) -> Reader:
    def read(source: Mapping[str, Any]) -> Any:
        value = source.get(name)
        return value if value != "" else None  # 0 and false are values

    return read


def _member_of_member(outer: str, inner: str) -> Reader:
    def read(source: Mapping[str, Any]) -> Any:
        value = source.get(outer)
        if not isinstance(value, dict):
            return None
        value = value.get(inner)
        return value if value != "" else None

    return read


def _member_at_path(steps: tuple[str | int, ...]) -> Reader:
    def read(source: Mapping[str, Any]) -> Any:
        value: Any = source
        for step in steps:
            value = _child(value, step)
        return value if value != "" else None

    return read


def _all_values(steps: tuple[Step, ...]) -> Reader:
    def read(source: Mapping[str, Any]) -> Any:
        found: list[Any] = [source]
        for step in steps:
            if step is None:
                found = _flatten(value for value in found if isinstance(value, list))
            else:
                found = [_child(value, step) for value in found]
        return _flatten(found) or None

    return read


def _aligned_values(steps: Sequence[Step]) -> Reader:
    def read(source: Mapping[str, Any]) -> Any:
        found: list[Any] = [source]
        for step in steps:
            if step is None:
                found = [item for value in found if isinstance(value, list) for item in value]
            else:
                found = [_child(value, step) for value in found]
        values = [None if value == "" else value for value in found]
        return values if any(value is not None for value in values) else None

    return read


def _child(value: Any, step: str | int) -> Any:
    if isinstance(step, str):
        return value.get(step) if isinstance(value, dict) else None
    return value[step] if isinstance(value, list) and step < len(value) else None


def _flatten(values: Iterable[Any]) -> list[Any]:
    """Flatten nested lists in order, without null and empty strings."""
    found = []
    pending = list(values)[::-1]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending.extend(reversed(value))
        elif value is not None and value != "":
            found.append(value)
    return found


# --- templates ----------------------------------------------------------------------------------

# Most templates contain only text and members; these are rendered without the engine, because
# importing it takes longer than anything else that a test asks of the mock.
_NAME = r"(?!(?:this|true|false|null|undefined|as|else)\b)[^\W\d][\w-]*"
_REFERENCE = re.compile(rf"\{{\{{\s*_source((?:\.{_NAME})*)\s*\}}\}}")
_INTERPOLATION = re.compile(rf"(?:[^{{\\]|{_REFERENCE.pattern})*")


def _template(source: str) -> Reader:
    if _INTERPOLATION.fullmatch(source):
        return _interpolation(source)
    tags = list(_tags(source))
    return _rendering(_compiled(source, tags), _members(tags))


def _interpolation(source: str) -> Reader:
    # Texts and paths alternate.
    parts = _REFERENCE.split(source)
    readers = [_accessor(path.split(".")[1:]) for path in parts[1::2]]
    pattern = "%s".join(text.replace("%", "%%") for text in parts[0::2])

    def read(source: Mapping[str, Any]) -> Any:
        text = pattern % tuple([text_of(reader(source)) or "" for reader in readers])
        return None if not text or text.isspace() else text

    return read


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


def _compiled(source: str, tags: Iterable[Tag]) -> CompiledTemplate:
    from pydantic_handlebars import HandlebarsError, check_template_compatibility

    schema = {"type": "object", "properties": {"_source": {}}, "required": ["_source"]}
    if "{{{{" in source:
        raise InvalidSource("the template has a raw block")
    try:
        template = _environment().compile(source)
        result = check_template_compatibility(source, schema, helpers={"removeExtraSpace"})
    except HandlebarsError as error:
        raise InvalidSource(f"the Handlebars template is malformed: {error}") from None
    for tag in tags:
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
