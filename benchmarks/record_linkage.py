"""The identity resolution job against the library recordlinkage, on the same made-up people."""

from __future__ import annotations

import gc
import random
from itertools import combinations, islice
from time import process_time
from typing import TYPE_CHECKING, Any

from . import interpreter
from .floor import new_client
from .identity import people
from .timing import Spread, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEXTS = ("first", "last", "street", "city")
_EXACT = ("email", "phone", "birth", "code")
_BLOCKED = ("phone", "birth", "email", "last", "code")
_ALIKE = 0.85

#: Of the eight fields, so many must be alike.
_LEAST = 5

DOMAIN_NAME = "people"


def job(records: int, pairs: int) -> Spread:
    """The time of a job against the library's, which finds the same pairs."""
    found: list[float] = interpreter.answer("record_linkage", "time_both", records, pairs)
    return spread(found)


def time_both(records: int, pairs: int) -> list[float]:
    """The same, in an interpreter of its own: each ratio of processor times."""
    from botocore.session import Session

    from cprofiles_mock import mock_customerprofiles

    persons = list(islice(people(random.Random(1)), records))
    with mock_customerprofiles() as mock:
        client = new_client(Session(), "customer-profiles")
        client.create_domain(
            DomainName=DOMAIN_NAME, DefaultExpirationDays=30, Matching={"Enabled": True}
        )
        made = [
            client.create_profile(DomainName=DOMAIN_NAME, **each)["ProfileId"] for each in persons
        ]
        number_of = {profile_id: number for number, profile_id in enumerate(made)}

        def ours() -> set[tuple[int, int]]:
            mock.run_identity_resolution(DOMAIN_NAME)
            return _pairs(client, number_of)

        theirs = _linked(persons)
        if ours() != theirs:
            raise RuntimeError("the job and recordlinkage find different pairs")
        # The job pauses the collector; so that it costs the library nothing either.
        gc.freeze()
        return [
            _seconds(lambda: mock.run_identity_resolution(DOMAIN_NAME))
            / _seconds(lambda: _linked(persons))
            for _ in range(pairs)
        ]


def _seconds(run: Any) -> float:
    gc.collect()
    start = process_time()
    run()
    return process_time() - start


def _pairs(client: Any, number_of: dict[str, int]) -> set[tuple[int, int]]:
    """The pairs of all matches, by the numbers of the people."""
    found: set[tuple[int, int]] = set()
    asked: dict[str, Any] = {}
    while True:
        page = client.get_matches(DomainName=DOMAIN_NAME, **asked)
        for match in page["Matches"]:
            found.update(combinations(sorted(map(number_of.__getitem__, match["ProfileIds"])), 2))
        if "NextToken" not in page:
            return found
        asked = {"NextToken": page["NextToken"]}


def _linked(persons: Sequence[dict[str, Any]]) -> set[tuple[int, int]]:
    """The pairs that recordlinkage finds, set up as its documentation shows."""
    import pandas as pd
    import recordlinkage

    rows = pd.DataFrame(
        [
            {
                "first": each["FirstName"],
                "last": each["LastName"],
                "email": each["EmailAddress"],
                "phone": each["PhoneNumber"],
                "birth": each["BirthDate"],
                "street": each["Address"]["Address1"],
                "city": each["Address"]["City"],
                "code": each["Address"]["PostalCode"],
            }
            for each in persons
        ]
    )
    index = recordlinkage.Index()
    for name in _BLOCKED:
        index.block(name)
    comparison = recordlinkage.Compare()
    for name in _TEXTS:
        comparison.string(name, name, method="jarowinkler", threshold=_ALIKE)
    for name in _EXACT:
        comparison.exact(name, name)
    compared = comparison.compute(index.index(rows), rows)
    alike = compared[compared.sum(axis=1) >= _LEAST].index
    return {(min(pair), max(pair)) for pair in alike}
