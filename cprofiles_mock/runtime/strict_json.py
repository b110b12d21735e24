"""Standard JSON, without the constants (``NaN``, ``Infinity``) that Python adds."""

from __future__ import annotations

import json
import json.encoder
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from math import isinf
from typing import Any, NoReturn


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _finite(text: str) -> float:
    value = float(text)
    if isinf(value):
        raise ValueError(f"{text} is too large for a number")
    return value


# json.loads would create a new decoder for each text.
_decoder: Any = json.JSONDecoder(parse_constant=_reject_constant)
_finite_decoder: Any = json.JSONDecoder(parse_constant=_reject_constant, parse_float=_finite)


#: The greatest nesting depth of lists and objects. Code that processes a value recurses at each
#: level, for example to show it in a message. Python's decoder accepts deeper nesting than such
#: code can handle, and its own limit differs between Python versions.
DEEPEST = 100


def decode(text: str, decoder: Any = _decoder) -> Any:
    """Parse a JSON text.

    Raises ValueError, with the reason, if it is not valid JSON, and RecursionError if it is nested
    too deeply. Rejects NaN and Infinity. If an object repeats a name, the last value wins.
    """
    try:
        value, end = decoder.scan_once(text, 0)
    except StopIteration:
        end = -1
    if end != len(text):
        # The text has something around the value, or is not valid. The decoder skips whitespace and
        # words the error for anything else; few texts need it.
        value = decoder.decode(text)
    # Few texts have enough lists and objects to be nested too deeply. A list takes at least two
    # characters and an object five, so a short text with few lists need not be counted twice.
    if len(text) > DEEPEST:
        lists = text.count("[")
        if len(text) + 3 * lists > 5 * DEEPEST and lists + text.count("{") > DEEPEST:
            _check_depth(value)
    return value


#: Parses a JSON text whose numbers are stored and written again.
#:
#: Like ``decode``, but raises ValueError for a number that overflows, such as ``1e400``: Python
#: reads it as infinity, which JSON cannot express.
decode_finite: Callable[[str], Any] = partial(decode, decoder=_finite_decoder)


def why_refused(error: Exception) -> str:
    """Why a function above has raised, in words that do not depend on Python's version."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error) if "sys.set_int" not in str(error) else "it has a number of too many digits"


class RepeatedNameError(ValueError):
    """An object has two members named ``name``."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is there twice")
        self.name = name


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        names = [name for name, _ in pairs]
        raise RepeatedNameError(next(name for name in names if names.count(name) > 1))
    return mapping


_written_decoder = json.JSONDecoder(
    parse_constant=_reject_constant, object_pairs_hook=_unique_members
)


def decode_written(text: str) -> Any:
    """Parse a JSON text that a person may have written.

    Like ``decode``, but raises RepeatedNameError if an object repeats a name.
    """
    value = _written_decoder.decode(text)
    _check_depth(value)
    return value


def _check_depth(value: Any) -> None:
    if is_too_deep(value):
        raise RecursionError(f"more than {DEEPEST} lists and objects in one another")


def is_too_deep(value: Any) -> bool:
    """Whether lists and objects are nested more than DEEPEST levels deep; a scalar is not."""
    level = [value] if type(value) in (dict, list) else []
    for _ in range(DEEPEST):
        parts = (each.values() if type(each) is dict else each for each in level)
        level = [part for each in parts for part in each if type(part) in (dict, list)]
        if not level:
            return False
    return True


# The escapes of a JSON text: a pair of surrogates, another code unit, or a single character.
_ESCAPE = re.compile(
    r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\.",
    re.DOTALL,
)


def unescaped(text: str) -> str:
    r"""A JSON text with its letters as themselves: ``\u00e9`` as é. It means the same.

    Quotes, backslashes and whatever is not printable stay escaped: controls, halves of surrogate
    pairs, and characters that are invisible or turn the direction of text.
    """
    return _ESCAPE.sub(_unescaped, text) if "\\u" in text else text


def _unescaped(escape: re.Match[str]) -> str:
    high, low, unit = escape.groups()
    if high is not None:
        character = chr(0x10000 + (int(high, 16) - 0xD800) * 0x400 + int(low, 16) - 0xDC00)
    elif unit is not None:
        character = chr(int(unit, 16))
    else:
        return escape[0]
    return character if character.isprintable() and character not in '"\\' else escape[0]


def jsonable(value: Any) -> Any:
    """A value of a request as JSON can hold it: times as texts in ISO 8601."""
    if isinstance(value, Mapping):
        return {name: jsonable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value


def readable(value: Any) -> Any:
    """A value with all JSON texts in it ``unescaped``, such as the objects in a request."""
    if isinstance(value, Mapping):
        return {name: readable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [readable(each) for each in value]
    return unescaped(value) if is_json_text(value) else value


def is_json_text(value: object) -> bool:
    """Whether a value looks like the JSON text of an object or a list."""
    return isinstance(value, str) and value.lstrip()[:1] in {"{", "["}


def _encoder() -> Callable[[Any], str]:
    plain = json.JSONEncoder(separators=(",", ":"), check_circular=False)
    make: Any = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # pragma: no cover  (an interpreter without the C accelerator)
        return plain.encode
    # JSONEncoder creates this for each value, which takes longer than encoding a small one.
    ascii_text = json.encoder.encode_basestring_ascii
    write = make(None, plain.default, ascii_text, None, ":", ",", False, False, True)
    return lambda value: "".join(write(value, 0))


#: Encodes a value as JSON, ASCII only, without whitespace.
encode = _encoder()
