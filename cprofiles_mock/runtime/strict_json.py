"""JSON as its standard has it, without the constants that Python adds."""

from __future__ import annotations

import json
import json.encoder
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


# json.loads would make a decoder anew for each text.
_decoder: Any = json.JSONDecoder(parse_constant=_refuse_constant)
_scan = _decoder.scan_once


#: So many lists and objects may lie in one another. What works on a value, to show it in a message
#: for one, calls itself at each level; what Python's decoder takes would be too much for that, and
#: how much that is differs from one Python to the next.
DEEPEST = 100


def decode(text: str) -> Any:
    """The value of a JSON text.

    Raises ValueError, with the reason, where it is none, and RecursionError where it is nested too
    deeply. NaN and Infinity are refused. Of two members with one name the last counts.
    """
    try:
        value, end = _scan(text, 0)
    except StopIteration:
        end = -1
    if end != len(text):
        # Something is around the value, or it is none. The decoder passes over blanks, and has the
        # words for all else; few texts need it.
        value = _decoder.decode(text)
    # Few texts have so many lists and objects that they could lie too deep.
    if text.count("[") + text.count("{") > DEEPEST:
        _refuse_depth(value)
    return value


class RepeatedNameError(ValueError):
    """Two members of one object have the name ``name``."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is there twice")
        self.name = name


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        names = [name for name, _ in pairs]
        raise RepeatedNameError(next(name for name in names if names.count(name) > 1))
    return mapping


_careful_decoder = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_mapping)


def decode_written(text: str) -> Any:
    """The value of a JSON text that a person may have written.

    As ``decode``, but of two members with one name neither counts: RepeatedNameError says so.
    """
    value = _careful_decoder.decode(text)
    _refuse_depth(value)
    return value


def _refuse_depth(value: Any) -> None:
    if is_too_deep(value):
        raise RecursionError(f"more than {DEEPEST} lists and objects in one another")


def is_too_deep(value: Any) -> bool:
    """Whether more than DEEPEST lists and objects lie in one another."""
    level = [value]
    for _ in range(DEEPEST):
        parts = (each.values() if type(each) is dict else each for each in level)
        level = [part for each in parts for part in each if type(part) in (dict, list)]
        if not level:
            return False
    return True


def _encoder() -> Callable[[Any], str]:
    plain = json.JSONEncoder(separators=(",", ":"), check_circular=False)
    make: Any = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # pragma: no cover  (an interpreter without the accelerator)
        return plain.encode
    # JSONEncoder makes this anew for each value, which takes longer than writing a small one.
    ascii_text = json.encoder.encode_basestring_ascii
    write = make(None, plain.default, ascii_text, None, ":", ",", False, False, True)
    return lambda value: "".join(write(value, 0))


#: The JSON text of a value, all ASCII, without blanks.
encode = _encoder()
