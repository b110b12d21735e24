"""``python -m benchmarks.scale [--quick] [--write]``: what a call costs as a domain grows.

Each size is measured in an interpreter of its own, against a domain of the smallest size in the
same interpreter. ``--write`` puts the table and the plot into the documentation.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import tracemalloc
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

# Before all that imports moto.
from .floor import new_client  # isort: skip

from botocore.session import Session

from . import interpreter
from .calls import DOMAIN_NAME, OBJECT_TYPE, create_customers, phone, purchase
from .environment import forget_configuration
from .report import markdown, versions
from .timing import Spread, Timed, ratios, repeated, spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SMALLEST = 1_000
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 5_000)

#: Pairs of turns, and calls in each turn.
PAIRS, QUICK_PAIRS = 60, 3
BLOCK = 20

#: How often the mock is left, each time in another interpreter.
LEAVING = 3

#: One profile in so many has the key whose pages are listed.
SHARED_BY_ONE_IN = 10
_SHARED = {"KeyName": "tier", "Values": ["gold"]}

_DOCS = Path(__file__).parent.parent / "docs"
_PAGE, _PLOT = _DOCS / "benchmarks.md", _DOCS / "scale.svg"
_BEGIN, _END = "<!-- scale: written by benchmarks.scale -->", "<!-- scale: end -->"


@dataclass(frozen=True)
class Found:
    """What was measured with so many profiles in the domain."""

    profiles: int
    # By the name of a call, its time by that in a domain of the smallest size.
    calls: dict[str, Spread]
    bytes_each: float
    seconds_to_leave: float


class Customers:
    """A domain with so many profiles, and the calls that are measured in it."""

    def __init__(self, client: Any, backend: Any, domain_name: str, profiles: int) -> None:
        self._client = client
        self._named = {"DomainName": domain_name}
        self._profiles = profiles
        self._chance = random.Random(profiles)
        self._numbers = count()
        client.create_domain(**self._named, DefaultExpirationDays=366)
        client.put_profile_object_type(**self._named, **OBJECT_TYPE)
        create_customers(backend.domains[domain_name], profiles)
        self._ids = list(backend.domains[domain_name].profiles)
        for profile_id in self._ids[::SHARED_BY_ONE_IN]:
            client.add_profile_key(**self._named, ProfileId=profile_id, **_SHARED)

    def calls(self) -> dict[str, Timed]:
        """By name, what makes so many of them and times it; to be made in this order.

        Objects come last: they give fields to every profile of the smallest domain and to few of a
        large one, and a profile with more fields takes longer to read.
        """
        return {
            "CreateProfile": self._creating(),
            "SearchProfiles": repeated(self._search),
            "SearchProfiles, page after page": self._paging(),
            "BatchGetProfile": self._getting(),
            "MergeProfiles": self._merging(),
            "DeleteProfile": self._deleting(),
            "PutProfileObject": self._putting(),
        }

    def _create(self) -> str:
        number = next(self._numbers)
        answer = self._client.create_profile(
            **self._named,
            FirstName="Ada",
            LastName=f"Lovelace {number}",
            PhoneNumber=f"+44 20 {number:08}",
            EmailAddress=f"ada.{number}@example.com",
        )
        profile_id: str = answer["ProfileId"]
        return profile_id

    def _delete(self, profile_id: str) -> None:
        self._client.delete_profile(**self._named, ProfileId=profile_id)

    def _creating(self) -> Timed:
        made: list[str] = []

        def clear(_: int) -> None:
            while made:
                self._delete(made.pop())

        return repeated(lambda: made.append(self._create()), clear)

    def _putting(self) -> Timed:
        # As many customers in each size, so that each has as many objects.
        stride = self._profiles // SMALLEST
        numbers = count()

        def put() -> None:
            number = next(numbers)
            bought = purchase(number, SMALLEST, stride)
            self._client.put_profile_object(
                **self._named, ObjectTypeName="Purchase", Object=json.dumps(bought)
            )

        return repeated(put)

    def _search(self) -> None:
        number = self._chance.randrange(self._profiles)
        found = self._client.search_profiles(
            **self._named, KeyName="_phone", Values=[phone(number)]
        )
        assert len(found["Items"]) == 1

    def _paging(self) -> Timed:
        def pages() -> Iterator[None]:
            while True:
                token: dict[str, str] = {}
                while True:
                    page = self._client.search_profiles(
                        **self._named, **_SHARED, MaxResults=10, **token
                    )
                    assert len(page["Items"]) == 10
                    yield
                    if "NextToken" not in page:
                        break
                    token = {"NextToken": page["NextToken"]}

        listing = pages()
        return repeated(lambda: next(listing))

    def _getting(self) -> Timed:
        waiting: list[list[str]] = []

        def choose(runs: int) -> None:
            waiting.extend(self._chance.sample(self._ids, 20) for _ in range(runs))

        def get() -> None:
            found = self._client.batch_get_profile(**self._named, ProfileIds=waiting.pop())
            assert len(found["Profiles"]) == 20

        return repeated(get, choose)

    def _merging(self) -> Timed:
        waiting: list[tuple[str, str]] = []
        merged: list[str] = []

        def create(runs: int) -> None:
            while merged:
                self._delete(merged.pop())
            waiting.extend((self._create(), self._create()) for _ in range(runs))

        def merge() -> None:
            main, other = waiting.pop()
            self._client.merge_profiles(
                **self._named, MainProfileId=main, ProfileIdsToBeMerged=[other]
            )
            merged.append(main)

        return repeated(merge, create)

    def _deleting(self) -> Timed:
        waiting: list[str] = []

        def create(runs: int) -> None:
            waiting.extend(self._create() for _ in range(runs))

        return repeated(lambda: self._delete(waiting.pop()), create)


def measure(profiles: int, pairs: int) -> dict[str, Spread]:
    """What calls cost with so many profiles; in an interpreter of its own."""
    from cprofiles_mock import mock_customerprofiles

    with mock_customerprofiles() as mock:
        client = new_client(Session(), "customer-profiles")
        small = Customers(client, mock.backend(), "small", SMALLEST).calls()
        large = Customers(client, mock.backend(), DOMAIN_NAME, profiles).calls()
        # What exists by now is no garbage; without it, collecting between the turns is quick.
        gc.freeze()
        found = {}
        for name, timed in large.items():
            timed(BLOCK)
            small[name](BLOCK)
            found[name] = spread(ratios(timed, small[name], pairs=pairs, block=BLOCK))
    return found


def weigh(profiles: int) -> float:
    """The bytes of each of so many profiles, everything that leads to it included."""
    with _warm_domain() as domain:
        tracemalloc.start()
        create_customers(domain, profiles)
        return tracemalloc.get_traced_memory()[0] / profiles


def leave(profiles: int) -> float:
    """The seconds that leaving the mock takes with so many profiles."""
    with _warm_domain() as domain:
        create_customers(domain, profiles)
        del domain
        start = perf_counter()
    return perf_counter() - start


@contextmanager
def _warm_domain() -> Iterator[Any]:
    """A domain in which what is made once, whatever the number, is there."""
    from cprofiles_mock import mock_customerprofiles

    with mock_customerprofiles() as mock:
        client = new_client(Session(), "customer-profiles")
        client.create_domain(DomainName=DOMAIN_NAME, DefaultExpirationDays=366)
        create_customers(mock.backend().domains[DOMAIN_NAME], 1)
        # Nothing here may hold the domain: it would be freed with this frame.
        yield mock.backend().domains[DOMAIN_NAME]


def find(profiles: int, pairs: int) -> Found:
    calls = interpreter.answer("scale", "measure", profiles, pairs)
    return Found(
        profiles,
        {name: Spread(*values) for name, values in calls.items()},
        interpreter.answer("scale", "weigh", profiles),
        median(interpreter.answer("scale", "leave", profiles) for _ in range(LEAVING)),
    )


def table(found: Sequence[Found]) -> str:
    """A line for each call, a column for each size."""
    smallest = f"{found[0].profiles:,}"
    lines = [["measured", *(f"{each.profiles:,} profiles" for each in found)]]
    for name in found[0].calls:
        spreads = [each.calls[name] for each in found]
        lines.append(
            [
                f"{name}, against {smallest}",
                *(f"{each.median:.2f} ({each.low:.2f}\u2013{each.high:.2f})" for each in spreads),
            ]
        )
    lines.append(["memory of a profile", *(f"{each.bytes_each / 1024:.1f} KB" for each in found)])
    lines.append(["leaving the mock", *(f"{each.seconds_to_leave * 1e3:.1f} ms" for each in found)])
    return markdown(lines)


def draw(found: Sequence[Found], path: Path) -> None:
    """The same as curves over the number of profiles."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # Texts stay texts, and the same figures give the same file.
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "scale", "font.size": 9})
    figure = Figure(figsize=(9, 4.2), layout="constrained")
    calls, leaving = figure.subplots(1, 2, width_ratios=(2, 1))
    sizes = [each.profiles for each in found]
    for name, marker in zip(found[0].calls, "osD^vPX", strict=True):
        medians = [each.calls[name].median for each in found]
        calls.plot(sizes, medians, marker=marker, markersize=5, linewidth=1, label=name)
    calls.axhline(1, color="0.6", linewidth=0.8, linestyle="--")
    calls.set(
        xscale="log", xlabel="profiles in the domain", ylim=(0, 1.4),
        ylabel=f"time of a call, 1 being that with {sizes[0]:,}",
    )  # fmt: skip
    calls.legend(loc="lower left", fontsize=8)
    leaving.plot(sizes, [each.seconds_to_leave * 1e3 for each in found], "ko-", markersize=5)
    leaving.set(
        xscale="log", yscale="log", xlabel="profiles in the domain", ylabel="leaving the mock, ms"
    )
    for axes in (calls, leaving):
        axes.grid(visible=True, color="0.9")
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


def _write(text: str, found: Sequence[Found]) -> None:
    page = _PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    _PAGE.write_text(f"{before}{_BEGIN}\n\n{text}\n\n{_END}{after}", encoding="utf-8")
    draw(found, _PLOT)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small domains; shows that it runs")
    parser.add_argument("--write", action="store_true", help=f"write {_PAGE.name} and {_PLOT.name}")
    options = parser.parse_args()
    forget_configuration()
    sizes, pairs = (QUICK_SIZES, QUICK_PAIRS) if options.quick else (SIZES, PAIRS)
    found = [find(profiles, pairs) for profiles in sizes]
    today = date.today().isoformat()  # noqa: DTZ011  (the day where the measuring person is)
    text = f"Measured on {today} with {versions()}:\n\n{table(found)}"
    sys.stdout.write(f"{text}\n")
    if options.write:
        _write(text, found)


if __name__ == "__main__":
    main()
