"""Type checks for arguments, with the same messages in the handle and in control calls.

Pure. The caller checks whether a value of the right type is valid.
"""

from __future__ import annotations

from collections.abc import Mapping
from reprlib import repr as short
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    #: Ids of items, or pairs of an Id and a score.
    Items = Sequence["str | tuple[str, float]"]


class Kind(NamedTuple):
    """What an argument must be: in words, as a test, and a hint for when it is a number."""

    words: str
    holds: Callable[[Any], bool]
    hint_for_numbers: str = ""

    def check(self, **arguments: Any) -> None:
        """Raise TypeError for an argument of another kind."""
        for name, value in arguments.items():
            if not self.holds(value):
                hint = self.hint_for_numbers if isinstance(value, int | float) else ""
                raise TypeError(f"{name} is {self.words}, not {short(value)}{hint}")

    def check_given(self, **arguments: Any) -> None:
        """Do the same for optional arguments, which are None if not given."""
        self.check(**{name: value for name, value in arguments.items() if value is not None})


# An account id looks like a number, but 012345678901 is not a valid number.
TEXT = Kind("a text", lambda value: isinstance(value, str), "; put it in quotes")
WHOLE_NUMBER = Kind("a whole number", lambda value: type(value) is int)
NUMBER = Kind("a number", lambda value: type(value) in (int, float))
FLAG = Kind("true or false", lambda value: type(value) is bool)
OBJECT = Kind("an object", lambda value: type(value) is dict)
TEXT_OR_OBJECT = Kind(
    "an object, or JSON as a text", lambda value: isinstance(value, str | Mapping)
)
ANYTHING = Kind("anything", lambda _: True)
OBJECTS = Kind(
    "a list of mappings, one for each object",
    lambda value: (
        isinstance(value, list | tuple) and all(isinstance(each, Mapping) for each in value)
    ),
)


def _is_item(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return len(value) == 2 and isinstance(value[0], str) and type(value[1]) in (int, float)
    return isinstance(value, str)


ITEMS = Kind(
    "a list of Ids, or of pairs of an Id and a score",
    lambda value: isinstance(value, list | tuple) and all(map(_is_item, value)),
)


def scored_items(items: Items) -> list[tuple[str, float | None]]:
    """The items, each with its score if it has one. Raises ValueError for one out of range."""
    found: list[tuple[str, float | None]] = []
    for each in items:
        item_id, score = (each, None) if isinstance(each, str) else each
        if not 1 <= len(item_id) <= 255:
            raise ValueError(f"an Id has 1 to 255 characters, not {len(item_id)}")
        if score is not None and not 0 <= score <= 1:
            raise ValueError(f"the score of {item_id!r} is from 0 to 1, not {score}")
        found.append((item_id, score))
    return found
