"""DetectProfileObjectType: guesses fields and keys from a few example objects.

The real service asks a language model. Here the members' names and the types of their values
decide; the rules are made to yield mappings like those that the Administrator Guide (2026) shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from ... import exceptions
from ...runtime.strict_json import decode_finite, why_refused
from .accessors import InvalidSource, text_of
from .member_names import FULL_NAMES, PERSONS, member_of, words_of
from .sources import compile_source
from .timestamps import compile_timestamp_format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

#: Administrator Guide (2026), "object type mapping troubleshooting".
MOST_ATTRIBUTES = 120

_LONGEST_NAME = 64
_LONGEST_SOURCE = 1000
_MOST_KEYS = 10

_ATTRIBUTES = "_profile.Attributes."

#: The member names that lead to a value; None stands for every element of a list.
Path = tuple[str | None, ...]


@dataclass(slots=True, eq=False)
class Leaf:
    """A scalar at one path of the objects, and the field guessed for it."""

    path: Path
    # The values in the objects, except null and "".
    values: list[Any] = field(default_factory=list)
    # The positions of the objects that have a value.
    found_in: set[int] = field(default_factory=set)
    name: str = ""
    source: str = ""
    target: str = ""

    @property
    def words(self) -> list[str]:
        """The words of the path: ``customerEMail_address`` gives customer, e, mail, address."""
        return words_of(name for name in self.path if name is not None)

    @property
    def is_standard(self) -> bool:
        """Whether the target is a member of the standard profile other than an attribute."""
        return not self.target.startswith(_ATTRIBUTES)

    @property
    def content_type(self) -> str:
        """The content type, by the target or else by the values."""
        member = self.target.rpartition(".")[2]
        if member.endswith("EmailAddress") or self.all_match(_is_email):
            return "EMAIL_ADDRESS"
        if member.endswith("PhoneNumber") or self.all_match(_is_phone):
            return "PHONE_NUMBER"
        if member in _NAMES or "".join(self.words) in FULL_NAMES:
            return "NAME"
        return "NUMBER" if self.all_match(_is_number) else "STRING"

    def all_match(self, matches: Callable[[Any], bool]) -> bool:
        """Whether there are values and all of them satisfy ``matches``."""
        return bool(self.values) and all(map(matches, self.values))

    def tells_apart(self, count: int) -> bool:
        """Whether each of ``count`` objects has a value that can identify it, all different."""
        texts = {text_of(value) for value in self.values if type(value) in (str, int)}
        return None not in self.path and len(self.found_in) == len(texts) == count


def detect(objects: Sequence[str]) -> dict[str, Any] | None:
    """Guess ``Fields``, ``Keys`` and ``SourceLastUpdatedTimestampFormat`` from JSON objects.

    Returns None if the objects have nothing to map. If a unique and a profile key could be guessed,
    PutProfileObjectType accepts the result.

    Raises BadRequestException for a string that is not a JSON object, and for too many scalars.
    """
    try:
        leaves = _leaves([_parse(text) for text in objects])
    except RecursionError as error:
        raise exceptions.object_not_json(why_refused(error)) from None
    if len(leaves) > MOST_ATTRIBUTES:
        raise exceptions.too_many_attributes(MOST_ATTRIBUTES)
    leaves = [leaf for leaf in leaves if leaf.source]
    if not leaves:
        return None
    _assign_names(leaves)
    timestamp_format = _find_timestamp(leaves)
    _assign_targets(leaves)
    mapping: dict[str, Any] = {
        "Fields": {
            leaf.name: {
                "Source": leaf.source,
                "Target": leaf.target,
                "ContentType": leaf.content_type,
            }
            for leaf in leaves
        },
        "Keys": _keys(leaves, len(objects)),
    }
    if timestamp_format is not None:
        mapping["SourceLastUpdatedTimestampFormat"] = timestamp_format
    return mapping


# --- the values of the objects ------------------------------------------------------------------


def _parse(text: str) -> dict[str, Any]:
    try:
        parsed = decode_finite(text)
    except ValueError as error:
        raise exceptions.object_not_json(why_refused(error)) from None
    if not isinstance(parsed, dict):
        raise exceptions.object_string_not_an_object()
    return parsed


def _leaves(objects: Iterable[dict[str, Any]]) -> list[Leaf]:
    leaves: dict[Path, Leaf] = {}
    for number, parsed in enumerate(objects):
        for path, value in _scalars(parsed, ()):
            leaf = leaves.get(path)
            if leaf is None:
                leaf = leaves[path] = Leaf(path, source=_source(path))
            if value is not None and value != "":
                leaf.values.append(value)
                leaf.found_in.add(number)
    # A null is not a scalar of its own if other objects have an object or a list at its path.
    longer = {path[:length] for path in leaves for length in range(len(path))}
    return [leaf for path, leaf in leaves.items() if leaf.values or path not in longer]


def _scalars(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _scalars(below, (*path, name))
    elif isinstance(value, list):
        # Nested lists are flattened.
        inner = path if path[-1] is None else (*path, None)
        for element in value:
            yield from _scalars(element, inner)
    else:
        yield path, value


def _source(path: Path) -> str:
    """The accessor for a path; empty if one of its names cannot be written in an accessor."""
    steps = [_step(name) for name in path]
    source = "".join(("_source", *steps))
    return source if all(steps) and len(source) <= _LONGEST_SOURCE else ""


def _step(name: str | None) -> str:
    if name is None:
        return "[]"
    for step in (f".{name}", f'["{name}"]', f"['{name}']"):
        try:
            read = compile_source(f"_source{step}")
        except InvalidSource:
            continue
        if read({name: True}) is True:
            return step
    return ""


def _is_email(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", value) is not None


def _is_phone(value: Any) -> bool:
    if not isinstance(value, str) or re.fullmatch(r"\+[0-9 ().-]{7,24}", value) is None:
        return False
    return 7 <= sum(map(str.isdigit, value)) <= 15


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# --- names --------------------------------------------------------------------------------------


def _assign_names(leaves: Iterable[Leaf]) -> None:
    """Derive each leaf's field name, which must be valid in keys, from the names in its path."""
    taken = {"Tags", "tags"}
    for leaf in leaves:
        whole = "_".join(name for name in leaf.path if name is not None)
        plain = re.sub(r"[^a-zA-Z0-9_-]+", "_", whole).strip("_-") or "field"
        if not plain[0].isalpha():
            plain = f"field_{plain}"
        name = plain[:_LONGEST_NAME]
        number = 1
        while name in taken:
            number += 1
            name = f"{plain[: _LONGEST_NAME - 4]}_{number}"
        taken.add(name)
        leaf.name = name


# --- the last update ----------------------------------------------------------------------------

_LAST_UPDATES = frozenset(
    f"{last}{update}{at}"
    for last in ("", "last", "sourcelast")
    for update in ("update", "updated", "modified", "changed", "modification")
    for at in ("", "at", "on", "date", "time", "datetime", "timestamp", "ts")
) | {"systemmodstamp"}

_PATTERNS = (
    *(
        f"yyyy-MM-dd{separator}HH:mm:ss{fraction}{zone}"
        for separator in ("'T'", " ")
        for fraction in ("", ".SSS")
        for zone in ("'Z'", "", "XXX", "Z")
    ),
    "yyyy-MM-dd'T'HH:mm",
    "yyyy-MM-dd HH:mm",
    "yyyy-MM-dd",
    "yyyyMMdd",
    "yyyyMMddHHmmss",
    "yyyy/MM/dd",
    "yyyy/MM/dd HH:mm:ss",
    "MM/dd/yyyy",
    "MM/dd/yyyy HH:mm:ss",
    "dd/MM/yyyy",
    "dd/MM/yyyy HH:mm:ss",
    "dd.MM.yyyy",
    "dd.MM.yyyy HH:mm:ss",
)
_PIECE = re.compile(r"'(.)'|(XXX)|(Z)|([A-Za-z])\4*|.")


@cache
def _formats() -> dict[str, Callable[[Any], bool]]:
    return {"EpochMilli": _is_epoch_milli, **{pattern: _matcher(pattern) for pattern in _PATTERNS}}


def _is_epoch_milli(value: Any) -> bool:
    """Whether it is milliseconds of the years 1973 to 2286; seconds have fewer digits."""
    text = str(value) if type(value) is int else value
    return isinstance(text, str) and re.fullmatch(r"[0-9]{12,13}", text, re.ASCII) is not None


def _matcher(pattern: str) -> Callable[[Any], bool]:
    shape = re.compile(_PIECE.sub(_piece_expression, pattern), re.ASCII)
    parse = compile_timestamp_format(pattern)

    def fits(value: Any) -> bool:
        return isinstance(value, str) and bool(shape.fullmatch(value)) and parse(value) is not None

    return fits


def _piece_expression(piece: re.Match[str]) -> str:
    literal, iso_zone, zone, digits = piece.groups()
    if iso_zone:
        return "(?:Z|[+-][0-9]{2}:[0-9]{2})"
    if zone:
        return "[+-][0-9]{4}"
    return f"[0-9]{{{len(piece[0])}}}" if digits else re.escape(literal or piece[0])


def _find_timestamp(leaves: Iterable[Leaf]) -> str | None:
    for leaf in leaves:
        if None in leaf.path or "".join(leaf.words) not in _LAST_UPDATES:
            continue
        for timestamp_format, fits in _formats().items():
            if leaf.all_match(fits):
                leaf.target = "_profile.SourceLastUpdatedTimestamp"
                return timestamp_format
    return None


# --- targets ---------------------------------------------------------------------------------

_NAMES = frozenset({"FirstName", "MiddleName", "LastName"})


def _assign_targets(leaves: Iterable[Leaf]) -> None:
    """Assign targets; each profile member goes to the first leaf whose name means it."""
    taken = {leaf.target for leaf in leaves}
    for leaf in leaves:
        if leaf.target:
            continue
        leaf.target = f"{_ATTRIBUTES}{leaf.name}"
        member = member_of(leaf.words)
        if member is not None and f"_profile.{member}" not in taken:
            leaf.target = f"_profile.{member}"
            taken.add(leaf.target)


# --- keys ---------------------------------------------------------------------------------------

_IDS = frozenset({"id", "uuid", "guid"})
_NUMBERS = _IDS | {"number", "no"}
# The things that have a number of their own in customers' objects.
_NUMBERED = PERSONS | {
    "order", "case", "ticket", "invoice", "booking", "reservation", "transaction", "asset",
    "serial", "policy", "contract",
}  # fmt: skip
# The predefined keys, and the order in which they are tried, after customer identifiers.
_KEY_OF_MEMBER = {"AccountNumber": "_account", "EmailAddress": "_email", "PhoneNumber": "_phone"}
_RANKS = {"_account": 1, "_email": 2, "_phone": 3}


def _keys(leaves: Sequence[Leaf], count: int) -> dict[str, list[dict[str, Any]]]:
    """The keys that find the profile, and the unique key that identifies objects of the type."""
    finders = [(_key_name(leaf), leaf) for leaf in leaves]
    finders = [finder for finder in finders if finder[0]]
    finders.sort(key=lambda finder: _RANKS.get(finder[0], 0))
    unique = _unique(leaves, [leaf for _, leaf in finders], count)
    definitions = [
        (name, leaf, ["PROFILE", "UNIQUE"] if leaf is unique else ["PROFILE"])
        for name, leaf in finders
    ]
    if unique is not None and all(leaf is not unique for _, leaf in finders):
        # If no other key finds a profile, each object gets its own.
        identifiers = ["UNIQUE"] if finders else ["PROFILE", "UNIQUE"]
        definitions.append((unique.name, unique, identifiers))
    definitions.sort(key=lambda definition: "UNIQUE" not in definition[2])
    keys: dict[str, list[dict[str, Any]]] = {}
    for name, leaf, identifiers in definitions[: _MOST_KEYS - 1]:
        keys.setdefault(name, []).append(
            {"StandardIdentifiers": identifiers, "FieldNames": [leaf.name]}
        )
    # Names are searchable but do not find the profile, as many people share one.
    for leaf in leaves:
        if "".join(leaf.words) in FULL_NAMES and None not in leaf.path:
            keys.setdefault("_fullName", [{"FieldNames": [leaf.name]}])
    return keys


def _key_name(leaf: Leaf) -> str:
    """The name of the key by which the leaf finds a profile; empty if it does not."""
    if leaf.is_standard:
        for member, name in _KEY_OF_MEMBER.items():
            if leaf.target.endswith(member):
                return name
    return leaf.name if _identifies(leaf, PERSONS.issuperset) else ""


def _unique(leaves: Iterable[Leaf], finders: Iterable[Leaf], count: int) -> Leaf | None:
    """The leaf for the unique key: an ``id``, else the first identifier, else a profile key."""
    apart = [leaf for leaf in leaves if leaf.tells_apart(count)]
    for candidates in (
        [leaf for leaf in apart if len(leaf.words) == 1 and leaf.words[0] in _IDS],
        [leaf for leaf in apart if leaf.target == "_profile.AccountNumber" or _is_identifier(leaf)],
        [leaf for leaf in finders if leaf in apart],
    ):
        if candidates:
            return candidates[0]
    return None


def _is_identifier(leaf: Leaf) -> bool:
    """Whether it is the identifier of anything, or the number of a thing in ``_NUMBERED``."""
    return _identifies(
        leaf, lambda words: leaf.words[-1] in _IDS or not _NUMBERED.isdisjoint(words)
    )


def _identifies(leaf: Leaf, of: Callable[[Iterable[str]], bool]) -> bool:
    """Whether it is the identifier or number of something whose words satisfy ``of``."""
    *words, last = leaf.words or [""]
    if None in leaf.path or member_of(leaf.words) is not None:
        return False
    return last in _NUMBERS and bool(words) and of(words)
