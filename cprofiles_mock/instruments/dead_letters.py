"""Dead letters: what was accepted and not ingested, or not matched, and why."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from .argument_checks import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

#: How many dead letters are kept.
KEPT = 10_000

#: How often a reason is logged as it comes; after that, at each power of ten.
LOGGED_SINGLY = 3

# How many values of a key are shown, and how many characters of each.
_SHOWN = 3
_LONGEST = 80


def shown(value: object) -> str:
    """A value as logs show it: quoted, and cut where it is long."""
    text = value if isinstance(value, str) else str(value)
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")


class TriedKey(NamedTuple):
    """A key by which a profile was sought: its name, its values as sent, and what they led to.

    ``values`` has a tuple for each combination of values. It is empty if the object has none;
    ``outcome`` then says which source of the object type is empty.
    """

    name: str
    values: tuple[tuple[str, ...], ...]
    outcome: str

    def __str__(self) -> str:
        values = " or ".join(", ".join(map(shown, each)) for each in self.values[:_SHOWN])
        more = f" or {len(self.values) - _SHOWN} more" if len(self.values) > _SHOWN else ""
        return (
            f"{self.name} {values}{more} {self.outcome}"
            if values
            else f"{self.name} {self.outcome}"
        )


class DeadLetter(NamedTuple):
    """An object that PutProfileObject accepted and did not ingest, or a profile not matched.

    ``object`` is the object as it was put, JSON as a text, and ``unique_key`` its
    ProfileObjectUniqueKey. ``reason`` is the text of the dead letter, and ``keys`` are the keys by
    which a profile was sought; there are none if the reason is another. ``at`` is the moment, in
    UTC. ``key_name`` and ``key_values`` are those of the object's UNIQUE key, as sent, ``detail``
    names the value that is at fault, with its field and source, if one is. A profile that rules do
    not match has the object type ``_profile``, and its ProfileId as its key.
    """

    domain_name: str
    object_type_name: str
    object: str
    reason: str
    keys: tuple[TriedKey, ...]
    at: datetime
    unique_key: str
    key_name: str
    key_values: tuple[str, ...]
    detail: str = ""

    @property
    def name(self) -> str:
        """What the user knows it by: ``object orderId 'O-1' of type Order``, for one."""
        if self.object_type_name == "_profile":
            return f"profile {self.unique_key}"
        values = ", ".join(map(shown, self.key_values))
        return f"object {self.key_name} {values} of type {self.object_type_name}"

    def as_json(self) -> dict[str, Any]:
        """What the server tells of it."""
        keys = [each._asdict() for each in self.keys]
        return {**self._asdict(), "keys": keys, "at": self.at.isoformat()}

    def __str__(self) -> str:
        details = "; ".join([*filter(None, [self.detail]), *map(str, self.keys)])
        reason = self.reason.rstrip(".")
        return f"{reason} ({details})" if details else reason


class DeadLetters(Sequence[DeadLetter]):
    """Dead letters in the order in which they came; equal to a list or a tuple of the same."""

    def __init__(self, letters: Sequence[DeadLetter]) -> None:
        self._letters = letters

    @overload
    def __getitem__(self, index: int) -> DeadLetter: ...

    @overload
    def __getitem__(self, index: slice) -> DeadLetters: ...

    def __getitem__(self, index: int | slice) -> DeadLetter | DeadLetters:
        if isinstance(index, slice):
            return DeadLetters(self._letters[index])
        return self._letters[index]

    def __len__(self) -> int:
        return len(self._letters)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, DeadLetters | list | tuple):
            return list(self._letters) == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a list has none

    def __repr__(self) -> str:
        if not self._letters:
            return "no dead letters"
        lines = [
            f"\n  {number}. {each.name} ({each.unique_key}) in domain {each.domain_name}: {each}"
            for number, each in enumerate(self._letters, 1)
        ]
        return f"dead letters:{''.join(lines)}"

    def filter(
        self, *, domain_name: str | None = None, object_type_name: str | None = None
    ) -> DeadLetters:
        """Those of a domain, of an object type, or of both. Raises TypeError for no string."""
        TEXT.check_given(domain_name=domain_name, object_type_name=object_type_name)
        return DeadLetters(
            [
                each
                for each in self._letters
                if domain_name in (None, each.domain_name)
                and object_type_name in (None, each.object_type_name)
            ]
        )


class DeadLetterBox:
    """The latest dead letters. It may be read while other threads put objects."""

    def __init__(self) -> None:
        self._box: deque[tuple[int, DeadLetter]] = deque(maxlen=KEPT)
        self._numbers = count(1)
        self.last_number = 0

    def put(self, letters: Iterable[DeadLetter]) -> None:
        """Keep more letters."""
        for letter in letters:
            number = self.last_number = next(self._numbers)
            self._box.append((number, letter))

    def letters(self, after: int = 0) -> DeadLetters:
        """The letters with a number above ``after``."""
        return DeadLetters([letter for number, letter in list(self._box) if number > after])

    def clear(self) -> None:
        """Remove all letters."""
        self._box.clear()


def is_logged(count: int) -> bool:
    """Whether the object that is the ``count``-th with its reason gets a line of its own."""
    return count <= LOGGED_SINGLY or str(count).strip("0") == "1"
