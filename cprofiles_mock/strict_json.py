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
_decoder = json.JSONDecoder(parse_constant=_refuse_constant)


def decode(text: str) -> Any:
    """The value of a JSON text.

    Raises ValueError, with the reason, where it is none, and RecursionError where it is nested too
    deeply. NaN and Infinity are refused. Of two members with one name the last counts.
    """
    if text[:1] == "{":
        # Nearly every text is an object with nothing around it, and needs no search for blanks.
        value, end = _decoder.raw_decode(text)
        if end == len(text):
            return value
    return _decoder.decode(text)


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
