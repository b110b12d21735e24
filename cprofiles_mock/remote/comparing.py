"""``cprofiles-mock compare``: what differs between a real domain and a state file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from .connection import Reader, connect
from .errors import RemoteError
from .kinds import STAMPS, kinds
from .local import ACCOUNT_ID, local_side
from .progress import Progress
from .reading import read_domain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .reading import DomainRead

#: What stands for a value that one side does not have.
ABSENT = object()

_HEADINGS = ("What", "In the domain", "In the file")
# The widest that a value is shown, and how much of it comes before what differs.
_WIDEST = 34
_LED_BY = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs; ``ABSENT`` where a side has none."""

    where: str
    in_domain: Any
    in_file: Any


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, and what could not be compared: a line for each."""

    differences: list[Difference]
    unread: list[str]
    #: The name of the file's domain.
    file_domain: str

    @property
    def table(self) -> str:
        """The differences as a table."""
        rows = [(each.where, *_cells(each)) for each in self.differences]
        widths = [max(len(row[column]) for row in (_HEADINGS, *rows)) for column in (0, 1)]
        return "\n".join(
            f"{what:{widths[0]}}  {there:{widths[1]}}  {here}"
            for what, there, here in (_HEADINGS, *rows)
        )


def compare(
    domain_name: str,
    path: str,
    *,
    profile_ids: Sequence[str] = (),
    region: str | None = None,
    endpoint_url: str | None = None,
) -> Comparison:
    """Compare a domain with the one of a file, and the profiles that are named.

    Both are read by the same calls, one after the other: the file's as the mock answers when it has
    loaded it. Raises RemoteError; StateError, ValueError and OSError as loading a file does.
    """
    client = connect(region, endpoint_url)
    with Progress(f"reading {domain_name}") as progress:
        there = read_domain(Reader(client, progress), domain_name, profile_ids)
        with local_side(client.meta.region_name) as (mock, local_client):
            mock.load(path, region=client.meta.region_name, account_id=ACCOUNT_ID)
            names = [each["DomainName"] for each in local_client.list_domains()["Items"]]
            name = domain_name if domain_name in names else names[0] if len(names) == 1 else None
            if name is None:
                raise RemoteError(
                    f"{path}: has no domain {domain_name}; it has {', '.join(names) or 'none'}"
                )
            here = read_domain(Reader(local_client, progress), name, profile_ids)
    return Comparison(
        list(differences(there, here)),
        [*there.unread, *(f"in the file: {each}" for each in here.unread)],
        name,
    )


def differences(there: DomainRead, here: DomainRead) -> Iterator[Difference]:
    """What two domains differ in: not times, nor what could not be read."""
    keys = {kind.section.name: kind.section.key for kind in kinds()} | {"Profiles": "ProfileId"}
    unread = there.incomplete | here.incomplete
    for name in dict.fromkeys((*there.entry, *here.entry)):
        if name in (*STAMPS, "DomainName") or name in unread:
            continue
        sides = there.entry.get(name, ABSENT), here.entry.get(name, ABSENT)
        if name in keys:
            by_key = [_by_key(side, keys[name]) for side in sides]
            for key in dict.fromkeys((*by_key[0], *by_key[1])):
                found = [each.get(key, ABSENT) for each in by_key]
                yield from _differences(f"{name}[{key}]", *found)
        else:
            yield from _differences(name, *sides)


def _by_key(side: Any, key: str) -> dict[str, Any]:
    """The resources by what identifies them, without what is not compared."""
    found = {}
    for each in () if side is ABSENT else side:
        found[each[key]] = {name: value for name, value in each.items() if name not in STAMPS}
        if key == "ProfileId" and "Objects" in each:
            found[each[key]]["Objects"] = {
                f"{stored['ObjectTypeName']} {stored['ProfileObjectUniqueKey']}": stored["Object"]
                for stored in each["Objects"]
            }
    return found


def _differences(where: str, there: Any, here: Any) -> Iterator[Difference]:
    there, here = _comparable(there), _comparable(here)
    if isinstance(there, dict) and isinstance(here, dict):
        for name in dict.fromkeys((*there, *here)):
            yield from _differences(
                f"{where}.{name}", there.get(name, ABSENT), here.get(name, ABSENT)
            )
    elif isinstance(there, list) and isinstance(here, list) and len(there) == len(here):
        for number, items in enumerate(zip(there, here, strict=True)):
            yield from _differences(f"{where}[{number}]", *items)
    elif there != here:
        yield Difference(where, there, here)


def _comparable(value: Any) -> Any:
    """A value by what it says: the JSON of an object is the same in any order of its members."""
    if isinstance(value, str) and value[:1] == "{":
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _cells(difference: Difference) -> tuple[str, str]:
    """Both values, cut to what fits; what is cut at the front is the same in both."""
    texts = [
        "-" if each is ABSENT else json.dumps(each, ensure_ascii=False)
        for each in (difference.in_domain, difference.in_file)
    ]
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False))
    same = len(list(pairs))
    begin = same - _LED_BY if max(map(len, texts)) > _WIDEST and same > _LED_BY else 0
    there, here = (f"{'...' if begin else ''}{text[begin:]}" for text in texts)
    return _cut(there), _cut(here)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."
