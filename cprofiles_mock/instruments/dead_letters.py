"""Dead letters: objects that were accepted and not ingested, and why. Pure."""

from __future__ import annotations

from typing import NamedTuple

#: How often a reason is logged as it comes; after that, at each power of ten.
LOGGED_SINGLY = 3


class TriedKey(NamedTuple):
    """A key by which a profile was sought: its name, its values, and what they led to.

    ``values`` has a tuple for each combination of values, and is empty if the object has none.
    """

    name: str
    values: tuple[tuple[str, ...], ...]
    outcome: str

    def __str__(self) -> str:
        shown = " or ".join(", ".join(map(repr, each)) for each in self.values[:_SHOWN])
        more = f" or {len(self.values) - _SHOWN} more" if len(self.values) > _SHOWN else ""
        return f"{self.name} {shown}{more} {self.outcome}" if shown else f"{self.name} has no value"


# How many values of a key are shown.
_SHOWN = 3


class UningestedObject(NamedTuple):
    """An object that PutProfileObject accepted and that led to no profile.

    ``unique_key`` is its ProfileObjectUniqueKey, ``reason`` the text of the dead letter, and
    ``tried`` the keys by which a profile was sought; that is empty if the reason is another.
    """

    domain_name: str
    object_type_name: str
    unique_key: str
    reason: str
    tried: tuple[TriedKey, ...]

    def __str__(self) -> str:
        tried = f" ({'; '.join(map(str, self.tried))})" if self.tried else ""
        return f"{self.reason}{tried}"


def is_logged(count: int) -> bool:
    """Whether the object that is the ``count``-th with its reason gets a line of its own."""
    return count <= LOGGED_SINGLY or str(count).strip("0") == "1"
