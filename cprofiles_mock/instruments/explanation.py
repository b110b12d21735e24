"""An explanation: what PutProfileObject would do with an object, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from reprlib import Repr
from typing import TYPE_CHECKING, Any, Literal

from .tables import table, wrap

if TYPE_CHECKING:
    from .dead_letters import TriedKey

#: ``created``: a profile is made. ``attached``: the object goes to a profile that is there.
#: ``dead letter``: it is accepted and goes to no profile. ``refused``: the call is an error.
Result = Literal["created", "attached", "dead letter", "refused"]

_WOULD: dict[Result, str] = {
    "created": "make a profile",
    "attached": "go to profile {}",
    "dead letter": "become a dead letter",
    "refused": "be refused",
}

_short = Repr()
_short.maxstring = _short.maxother = 60
_short.maxdict = _short.maxlist = 6


@dataclass(frozen=True, slots=True)
class ExplainedField:
    """A field of the object type: its value, and what becomes of it.

    ``target`` is empty if the field has none, and ``value`` is None if the object has none for it.
    """

    name: str
    source: str
    value: Any
    target: str
    becomes: str


@dataclass(frozen=True, slots=True)
class ExplainedKey:
    """A key of the object type: its values, and what they lead to or are for.

    ``values`` has a tuple for each combination of values, and is empty if the object has none.
    """

    name: str
    identifiers: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    leads_to: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What PutProfileObject would do with an object; ``str()`` of it is a table to read.

    ``rule`` says why: which key chose the profile, why one would be made, or why the object would
    be refused or become a dead letter. ``profile_id`` is the profile that would have it; None if
    that is yet to be made, or there is none. ``merged`` are the profiles that rules would merge
    because of it. ``empty`` are the fields without a value. ``notes`` are further effects.
    """

    domain_name: str
    object_type_name: str
    result: Result
    rule: str
    profile_id: str | None
    fields: tuple[ExplainedField, ...]
    keys: tuple[ExplainedKey, ...]
    merged: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def empty(self) -> tuple[str, ...]:
        """The names of the fields that stay empty, because the object has no value for them."""
        return tuple(each.name for each in self.fields if each.value is None)

    def as_json(self) -> dict[str, Any]:
        """What the server tells of it, the table included."""
        return {**asdict(self), "empty": self.empty, "text": str(self)}

    def headline(self) -> str:
        """What would happen, in a sentence."""
        would = _WOULD[self.result].format(self.profile_id)
        return f"PutProfileObject of {self.object_type_name} into {self.domain_name} would {would}"

    def __str__(self) -> str:
        lines = [*wrap(self.headline()), *wrap(f"  {self.rule}", indent="  ")]
        for note in self.notes:
            lines += wrap(f"  {note}", indent="  ")
        if self.fields:
            rows = [
                (each.name, each.source, shown(each.value), each.target or "-", each.becomes)
                for each in self.fields
            ]
            lines += ["", *table(("Field", "Source", "Value", "Target", "Becomes"), rows)]
        if self.keys:
            keys = [
                (each.name, ", ".join(each.identifiers) or "-", key_values(each), each.leads_to)
                for each in self.keys
            ]
            lines += ["", *table(("Key", "Identifiers", "Values", "Leads to"), keys)]
        if self.empty:
            lines += ["", *wrap(f"Stays empty: {', '.join(self.empty)}", indent="  ")]
        return "\n".join(lines)

    # A test that fails prints what it compares.
    __repr__ = __str__


def shown(value: Any) -> str:
    """A value, short and without characters that would disturb a table; ``-`` if there is none."""
    return "-" if value is None else _short.repr(value)


def key_values(key: ExplainedKey | TriedKey) -> str:
    """The values of a key, as a table shows them."""
    return " or ".join(", ".join(map(shown, each)) for each in key.values[:3]) or "-"
