"""State documents as YAML.

YAML is read as data, never as code: only the parser's events are used, tags are not followed, and
types are not guessed from the text. A text without quotes becomes a :class:`Plain`, which turns
into a number if the form requires a number, and stays a text if it requires a text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

# PyYAML: `responses`, which moto needs, requires it too; the fastest reader that also works in pure
# Python.
import yaml

from ..schema.forms import Plain
from ..schema.problems import Path, Unreadable, locate
from ..schema.progress import events_with_bar, with_bar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..schema.problems import Token

#: The limit of nodes that a file's aliases may stand for; no file written by hand exceeds it.
MOST_ALIASED = 100_000

# --- writing ------------------------------------------------------------------------------------

# Begins with a letter, and has nothing with a special meaning in YAML.
_PLAIN = re.compile(r"[^\W\d](?:[\w./@+()-]| (?! |$))*")
# Words that some YAML readers interpret as a boolean or null.
_RESERVED = re.compile(r"(?:null|true|false|yes|no|on|off|y|n)", re.IGNORECASE)
# Characters that a file cannot hold, or that a reader would interpret as the end of a line.
_TO_ESCAPE = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
# YAML limits a key to 1024 characters, unless a question mark precedes it.
_LONGEST_KEY = 1000


def write_yaml(document: Any) -> str:
    """The document in block style. Any YAML reader reads back the same texts."""
    lines: list[str] = []
    _write(lines, document, "", "")
    return "\n".join(lines) + "\n"


def _write(lines: list[str], value: Any, begin: str, indent: str) -> None:
    """Append the lines of a value; ``begin`` precedes it on its first line."""
    if isinstance(value, dict) and value:
        if begin.endswith(":"):
            lines.append(begin)
            begin = indent
        for name, item in value.items():
            key = _scalar(name)
            if len(key) > _LONGEST_KEY:
                lines.append(f"{begin}? {key}")
                begin, key = indent, ""
            _write_item(lines, item, f"{begin}{key}:", indent)
            begin = indent
    elif isinstance(value, list) and value:
        if begin.endswith(":"):
            lines.append(begin)
            begin = indent
        for item in with_bar(value, "writing"):
            _write(lines, item, f"{begin}- ", f"{indent}  ")
            begin = indent
    else:
        blank = " " if begin.endswith(":") else ""
        lines.append(f"{begin}{blank}{_scalar(value)}")


def _write_item(lines: list[str], item: Any, begin: str, indent: str) -> None:
    # A list is not indented further than its key.
    below = indent if isinstance(item, list) else f"{indent}  "
    _write(lines, item, begin, below)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and not _RESERVED.fullmatch(value):
            return value
        if not _TO_ESCAPE.search(value):
            return "'" + value.replace("'", "''") + "'"
        value = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{_TO_ESCAPE.sub(_escaped, value)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return "{}" if value == {} else "[]" if value == [] else repr(value)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return _ESCAPES.get(match[0]) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


# --- reading ------------------------------------------------------------------------------------

_NULLS = ("", "~", "null")
_STR_TAGS = ("!", "tag:yaml.org,2002:str")
# libyaml refuses half of a surrogate pair, which only values from objects can contain.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def _events(text: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_loader(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = None if mark is None else mark.line + 1
        raise Unreadable(line, f"is not valid YAML: {error.problem}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Unreadable(line, f"is not valid YAML: {error.reason}") from None


def _loader(text: str) -> Any:
    """The fast loader if PyYAML has it and it accepts the text; else the pure Python one."""
    fast = getattr(yaml, "CSafeLoader", None)
    if fast is not None and _HALF.search(text):
        try:
            for _ in yaml.parse(text, Loader=fast):
                pass
        except yaml.YAMLError:
            fast = None
    return fast or yaml.SafeLoader


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1


def read_yaml(text: str) -> Any:
    """The value of the only document in a text.

    Raises Unreadable for invalid YAML, for tags, for repeated names in a mapping, and for aliases
    that stand for too many nodes.
    """
    builder = _Builder()
    builder.take_all(events_with_bar(_events(text), len(text)))
    return builder.document


class _Builder:
    """Builds mappings, lists and texts from a parser's events."""

    def __init__(self) -> None:
        self.document: Any = None
        self._documents = 0
        # Each open container with its anchor, and the count of nodes at its beginning.
        self._open: list[tuple[Any, str | None, int]] = []
        # The name that awaits its value in each open container, if any.
        self._names: list[str | None] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._count = 0
        self._aliased = 0

    def take_all(self, events: Iterable[Any]) -> None:
        """Process the events of a whole text."""
        take: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._begin,
            yaml.SequenceStartEvent: self._begin,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        for event in events:
            function = take.get(type(event))
            if function is not None:
                function(event)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise Unreadable(_line(event), "has more than one document")

    def _scalar(self, event: Any) -> None:
        value: Any = event.value
        if self._wants_name():
            self._name(event)
            return
        if event.tag in _STR_TAGS:
            pass
        elif event.tag is not None:
            raise Unreadable(_line(event), f"has a tag, {event.tag}; tags are not followed")
        elif not event.style:
            value = None if value in _NULLS else Plain(value)
        self._count += 1
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, 1)
        self._put(value)

    def _wants_name(self) -> bool:
        return bool(self._names) and self._names[-1] is None and type(self._open[-1][0]) is dict

    def _name(self, event: Any) -> None:
        if event.value in self._open[-1][0]:
            raise Unreadable(_line(event), f"{event.value} is there twice")
        self._names[-1] = event.value

    def _begin(self, event: Any) -> None:
        if self._wants_name():
            raise Unreadable(_line(event), "has a mapping or list as the name of a member")
        if event.tag not in (None, "!"):
            raise Unreadable(_line(event), f"has a tag, {event.tag}; tags are not followed")
        container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._count += 1
        self._put(container)
        self._open.append((container, event.anchor, self._count))
        self._names.append(None)

    def _end(self, _event: Any) -> None:
        container, anchor, count = self._open.pop()
        self._names.pop()
        if anchor is not None:
            self._anchors[anchor] = (container, self._count - count + 1)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:
            raise Unreadable(_line(event), f"{event.anchor} is an alias of nothing")
        if self._wants_name():
            raise Unreadable(_line(event), "has an alias as the name of a member")
        value, size = self._anchors[event.anchor]
        self._count += size
        self._aliased += size
        if self._aliased > MOST_ALIASED:
            raise Unreadable(_line(event), "has aliases that stand for too much")
        self._put(value)

    def _put(self, value: Any) -> None:
        if not self._open:
            self.document = value
            return
        container = self._open[-1][0]
        if type(container) is list:
            container.append(value)
        else:
            container[self._names[-1]] = value
            self._names[-1] = None


def lines_in_yaml(text: str, paths: Iterable[Path]) -> list[int]:
    """The lines of the values at ``paths`` in a valid YAML text."""
    return [line or 1 for line in locate(_tokens(text), paths)]


def _tokens(text: str) -> Iterator[Token]:
    # For each open container, whether its next scalar is a name; None for a list.
    names: list[bool | None] = []
    for event in _events(text):
        if isinstance(event, yaml.CollectionEndEvent):
            yield "]" if names.pop() is None else "}", None, 0
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        if names and names[-1]:
            names[-1] = False
            assert isinstance(event, yaml.ScalarEvent)  # nothing else was read as a name
            yield "key", event.value, _line(event)
            continue
        if names and names[-1] is False:
            names[-1] = True
        if isinstance(event, yaml.MappingStartEvent):
            names.append(True)
            yield "{", None, _line(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            names.append(None)
            yield "[", None, _line(event)
        else:
            yield "value", None, _line(event)
