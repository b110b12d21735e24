"""Segments: memberships in a large domain, estimates, what subscriptions cost a write, queries."""

from __future__ import annotations

import gc
import time
from contextlib import contextmanager
from itertools import count, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from .floor import new_client
from .timing import Spread, ratios, repeated, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .timing import Timed

_CALLS = 10
_IDS = 100
_SUBSCRIPTIONS = 10

# Joins, sums, a percentile, a regular expression and dates, as the how-to has them.
_SQL = """
SELECT p.ProfileId
FROM _profile p
JOIN (
    SELECT ProfileId, sum(TotalPrice) AS spent, max(CreatedDate) AS latest
    FROM _order GROUP BY ProfileId
) o ON o.ProfileId = p.ProfileId
WHERE p.FirstName RLIKE '.'
  AND o.spent >= (SELECT percentile_approx(TotalPrice, 0.5) FROM _order)
  AND datediff(current_date, o.latest) >= 0
"""


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


def knows_subscriptions() -> bool:
    """Whether this botocore has their operations."""
    from cprofiles_mock.protocol.compiled import service_model

    return "AssociateStreamForSegments" in service_model().operation_names


def subscriptions(pairs: int) -> Spread:
    """The time of a write that moves nobody, with ten subscriptions against none."""
    with _domains(plain=_IDS, subscribed=_IDS) as (client, identifiers):
        client.associate_stream_for_segments(
            DomainName="subscribed",
            DestinationArn="arn:aws:kinesis:us-east-1:123456789012:stream/changes",
            DestinationRoleArn="arn:aws:iam:us-east-1:123456789012:role/segments",
        )
        for number in range(_SUBSCRIPTIONS):
            segment = {"DomainName": "subscribed", "SegmentDefinitionName": f"s{number}"}
            client.create_segment_definition(**segment, DisplayName="It", SegmentGroups=_query(3))
            client.put_segment_subscription(**segment)

        def writing(name: str) -> Timed:
            numbers = count()

            def write() -> None:
                number = next(numbers)
                profile_id = identifiers[name][number % _IDS]
                client.update_profile(
                    DomainName=name, ProfileId=profile_id, AccountNumber=f"A-{number}"
                )

            write()
            return repeated(write)

        return spread(ratios(writing("subscribed"), writing("plain"), pairs=pairs, block=_CALLS))


def query(profiles: int, times: int) -> Spread:
    """How long an estimate by a query takes over profiles with an order each, in seconds."""
    from cprofiles_mock import MockHandle
    from cprofiles_mock.rules.ingestion.objects import StandardObject

    with _domains(store=profiles) as (client, _):
        client.update_domain(DomainName="store", DataStore={"Enabled": True})
        domain = MockHandle().backend().domains["store"]
        for number, profile in enumerate(domain.profiles.values()):
            order = StandardObject(
                object_type_name="_order",
                profile_object_unique_key=f"{number}",
                identifier=f"{number:032x}",
                values={("TotalPrice",): f"{number % 1000}", ("CreatedDate",): "2026-01-31"},
            )
            profile.standard_objects = {"_order": [order]}

        def seconds() -> float:
            begin = time.perf_counter()
            created = client.create_segment_estimate(DomainName="store", SegmentSqlQuery=_SQL)
            taken = time.perf_counter() - begin
            found = client.get_segment_estimate(
                DomainName="store", EstimateId=created["EstimateId"]
            )
            assert found["Status"] == "SUCCEEDED"
            return taken

        return spread([seconds() for _ in range(times)])
