"""Calculated attributes: what they cost a put, and what reading one costs with many objects."""

from __future__ import annotations

import gc
import json
from contextlib import contextmanager
from itertools import count
from time import time
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from .floor import new_client
from .timing import Spread, ratios, repeated, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .timing import Timed

_CALLS = 30
_DEFINITIONS = 10
_FEW = 100
_MANY = 1000
# Of either, what lies in the range of the reads that find nothing read yet.
_RECENT = 10
_DAYS_AGO = 40 * 86_400
# In a block, each of a definition of its own.
_FIRST_READS = 5

OBJECT_TYPE: dict[str, Any] = {
    "ObjectTypeName": "Visit",
    "Description": "what the benchmark puts",
    "Fields": {
        "id": {"Source": "_source.id"},
        "account": {"Source": "_source.account", "Target": "_profile.AccountNumber"},
        "page": {"Source": "_source.page"},
        "spent": {"Source": "_source.spent"},
    },
    "Keys": {
        "visit": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
        "account": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["account"]}],
    },
    "AllowProfileCreation": True,
}

_DETAILS = {"Attributes": [{"Name": "spent"}], "Expression": "{Visit.spent}"}
_FILTER = {
    "Include": "ALL",
    "Groups": [
        {
            "Type": "ALL",
            "Dimensions": [
                {"Attributes": {"page": {"DimensionType": "CONTAINS", "Values": ["page"]}}}
            ],
        }
    ],
}

#: What is read of many objects, by what a row calls it.
_READ: dict[str, dict[str, Any]] = {
    "all of them": {},
    "a range": {"Conditions": {"Range": {"Value": 30, "Unit": "DAYS"}}},
    "the last 10": {"Conditions": {"ObjectCount": 10}},
    "the last 10 of a filter": {"Conditions": {"ObjectCount": 10}, "Filter": _FILTER},
    "all of a filter, by the source's time": {
        "Conditions": {"Range": {"TimestampSource": "{Visit.at}", "Unit": "DAYS"}},
        "Filter": _FILTER,
    },
}

#: Those of them that have to look at every object.
UNBOUNDED = frozenset({"all of them", "all of a filter, by the source's time"})


@contextmanager
def _client() -> Iterator[tuple[Any, Any]]:
    from botocore.session import Session

    from cprofiles_mock import mock_customerprofiles

    with mock_customerprofiles() as mock:
        yield new_client(Session(), "customer-profiles"), mock


def _domain(client: Any, name: str, definitions: int = 0) -> None:
    client.create_domain(DomainName=name, DefaultExpirationDays=366)
    client.put_profile_object_type(DomainName=name, **OBJECT_TYPE)
    kinds = list(_READ.values())
    for number in range(definitions):
        _define(client, name, f"number-{number}", kinds[number % len(kinds)])


def _define(client: Any, domain_name: str, name: str, members: dict[str, Any]) -> None:
    client.create_calculated_attribute_definition(
        DomainName=domain_name,
        CalculatedAttributeName=name,
        AttributeDetails=_DETAILS,
        Statistic="SUM",
        **members,
    )


def _visit(number: int, account: str) -> str:
    at = "2026-11-01T12:00:00Z"
    visit = {"id": number, "account": account, "page": f"page {number}", "spent": 1.5, "at": at}
    return json.dumps(visit)


def _putting(client: Any, domain_name: str) -> Timed:
    numbers = count()

    def put() -> None:
        number = next(numbers)
        client.put_profile_object(
            DomainName=domain_name,
            ObjectTypeName="Visit",
            Object=_visit(number, f"A-{number % 50}"),
        )

    return repeated(put)


def _profile(client: Any, domain_name: str, account: str) -> str:
    found = client.search_profiles(DomainName=domain_name, KeyName="account", Values=[account])
    identifier: str = found["Items"][0]["ProfileId"]
    return identifier


def put(pairs: int) -> Spread:
    """The time of a put with definitions on its type against that without."""
    with _client() as (client, _):
        _domain(client, "plain")
        _domain(client, "defined", _DEFINITIONS)
        plain, defined = _putting(client, "plain"), _putting(client, "defined")
        plain(_CALLS)
        defined(_CALLS)
        # What a reader has left behind must not cost the next put either.
        client.list_calculated_attributes_for_profile(
            DomainName="defined", ProfileId=_profile(client, "defined", "A-1")
        )
        gc.freeze()
        return spread(ratios(defined, plain, pairs=pairs, block=_CALLS))


def read(pairs: int) -> dict[str, Spread]:
    """The time of a value over many objects of a profile against that over few."""
    with _client() as (client, _):
        _domain(client, "visits")
        for kind, members in _READ.items():
            _define(client, "visits", _name(kind), members)
        numbers = count()
        for account, objects in (("few", _FEW), ("many", _MANY)):
            _visits(client, numbers, account, objects)
        few, many = _profile(client, "visits", "few"), _profile(client, "visits", "many")
        gc.freeze()
        return {
            kind: spread(
                ratios(
                    _reading(client, many, _name(kind)),
                    _reading(client, few, _name(kind)),
                    pairs=pairs,
                    block=_CALLS,
                )
            )
            for kind in _READ
        }


def first_read(pairs: int) -> dict[str, Spread]:
    """The same, where none of the objects has been read before, and ten are in the range."""
    with _client() as (client, _):
        _domain(client, "visits")
        numbers = count()
        owners = []
        for account, objects in (("few", _FEW), ("many", _MANY)):
            with patch("time.time", lambda: time() - _DAYS_AGO):
                _visits(client, numbers, account, objects - _RECENT)
            _visits(client, numbers, account, _RECENT)
            owners.append(_profile(client, "visits", account))
        few, many = owners
        gc.freeze()
        return {
            kind: spread(
                ratios(
                    _first_reading(client, many, members),
                    _first_reading(client, few, members),
                    pairs=pairs,
                    block=_FIRST_READS,
                )
            )
            for kind, members in _READ.items()
        }


def _visits(client: Any, numbers: Iterator[int], account: str, objects: int) -> None:
    for _ in range(objects):
        client.put_profile_object(
            DomainName="visits", ObjectTypeName="Visit", Object=_visit(next(numbers), account)
        )


def _first_reading(client: Any, profile_id: str, members: dict[str, Any]) -> Timed:
    """Read the values of new definitions, for which nothing has been read yet."""
    names: list[str] = []

    def define(runs: int) -> None:
        names.extend(f"new-{number}" for number in range(runs))
        for name in names:
            _define(client, "visits", name, {**members, "UseHistoricalData": True})

    def read_value() -> None:
        client.get_calculated_attribute_for_profile(
            DomainName="visits", ProfileId=profile_id, CalculatedAttributeName=names.pop()
        )

    timed = repeated(read_value, define)

    def timed_and_cleared(runs: int) -> float:
        seconds = timed(runs)
        for number in range(runs):
            client.delete_calculated_attribute_definition(
                DomainName="visits", CalculatedAttributeName=f"new-{number}"
            )
        return seconds

    timed_and_cleared(1)
    return timed_and_cleared


def among(small: int, large: int, pairs: int) -> Spread:
    """The time of a value in a domain of many profiles against that in one of few."""
    from .calls import create_customers

    with _client() as (client, mock):
        sides = []
        for name, profiles in (("large", large), ("small", small)):
            _domain(client, name)
            _define(client, name, "it", {})
            create_customers(mock.backend().domains[name], profiles)
            for number in range(10):
                client.put_profile_object(
                    DomainName=name, ObjectTypeName="Visit", Object=_visit(number, "A-1")
                )
            sides.append(_reading(client, _profile(client, name, "A-1"), "it", name))
        gc.freeze()
        return spread(ratios(*sides, pairs=pairs, block=_CALLS))


def _name(kind: str) -> str:
    return kind.replace(" ", "-").replace(",", "").replace("'", "")


def _reading(client: Any, profile_id: str, name: str, domain_name: str = "visits") -> Timed:
    def read_value() -> None:
        client.get_calculated_attribute_for_profile(
            DomainName=domain_name, ProfileId=profile_id, CalculatedAttributeName=name
        )

    read_value()
    return repeated(read_value)
