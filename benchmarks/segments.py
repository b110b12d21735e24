"""Segments: what a membership costs in a large domain, and what an estimate costs a profile."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from .floor import new_client
from .timing import Spread, ratios, repeated, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .timing import Timed

_CALLS = 10
_IDS = 100


def _dimension(name: str, kind: str, value: str) -> dict[str, Any]:
    return {"ProfileAttributes": {name: {"DimensionType": kind, "Values": [value]}}}


# Every profile passes, so that all dimensions are looked at.
_DIMENSIONS = [
    _dimension("FirstName", "EXCLUSIVE", "nobody"),
    _dimension("LastName", "EXCLUSIVE", "nobody"),
    _dimension("EmailAddress", "CONTAINS", "@"),
]


class Estimates(NamedTuple):
    """What an estimate costs."""

    #: The time over many profiles against that over few.
    growth: Spread
    #: The time of three dimensions against that of one.
    dimensions: Spread
    #: In microseconds.
    of_profile_and_dimension: Spread


@contextmanager
def _domains(**profiles: int) -> Iterator[tuple[Any, dict[str, list[str]]]]:
    """A client of domains with so many profiles each; the first identifiers of each."""
    from botocore.session import Session

    from cprofiles_mock import mock_customerprofiles

    from .calls import create_customers

    with mock_customerprofiles() as mock:
        client = new_client(Session(), "customer-profiles")
        identifiers = {}
        for name, number in profiles.items():
            client.create_domain(DomainName=name, DefaultExpirationDays=366)
            domain = mock.backend().domains[name]
            create_customers(domain, number)
            identifiers[name] = list(islice(domain.profiles, _IDS))
        gc.freeze()
        yield client, identifiers


def _query(dimensions: int) -> dict[str, Any]:
    return {"Groups": [{"Dimensions": _DIMENSIONS[:dimensions], "Type": "ALL"}]}


def membership(small: int, large: int, pairs: int) -> Spread:
    """The time of 100 memberships in a domain of many profiles against that in one of few."""
    with _domains(small=small, large=large) as (client, identifiers):

        def asking(name: str) -> Timed:
            client.create_segment_definition(
                DomainName=name,
                SegmentDefinitionName="it",
                DisplayName="It",
                SegmentGroups=_query(3),
            )
            request = {
                "DomainName": name,
                "SegmentDefinitionName": "it",
                "ProfileIds": identifiers[name],
            }
            present = client.get_segment_membership(**request)["Profiles"]
            assert {each["QueryResult"] for each in present} == {"PRESENT"}
            return repeated(lambda: client.get_segment_membership(**request))

        return spread(ratios(asking("large"), asking("small"), pairs=pairs, block=_CALLS))


def estimates(few: int, many: int, pairs: int) -> Estimates:
    """What estimates cost, over few and over many profiles, by one and by three dimensions."""
    with _domains(few=few, many=many) as (client, _):

        def estimating(name: str, dimensions: int) -> Timed:
            def estimate() -> None:
                client.create_segment_estimate(DomainName=name, SegmentQuery=_query(dimensions))

            estimate()
            return repeated(estimate)

        of_many, of_few = estimating("many", 3), estimating("few", 3)
        return Estimates(
            growth=spread(ratios(of_many, of_few, pairs=pairs, block=1)),
            dimensions=spread(ratios(of_many, estimating("many", 1), pairs=pairs, block=1)),
            of_profile_and_dimension=spread([of_many(1) / many / 3 * 1e6 for _ in range(pairs)]),
        )
