"""What grows with a domain and what must not: the identity resolution job, merging, rules."""

from __future__ import annotations

import gc
import json
import random
import resource
from contextlib import contextmanager
from itertools import count
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from . import interpreter
from .floor import new_client
from .timing import Spread, ratios, repeated, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

_SYLLABLES = [first + second for first in "bcdfghklmnprst" for second in "aeiou"]
_JOBS = 5
_SHORT_JOBS = 4
_CALLS = 20

_OBJECT_TYPE: dict[str, Any] = {
    "ObjectTypeName": "Visit",
    "Description": "what the benchmark puts",
    "Fields": {
        "id": {"Source": "_source.id"},
        "account": {"Source": "_source.account", "Target": "_profile.AccountNumber"},
        "page": {"Source": "_source.page", "Target": "_profile.Attributes.page"},
    },
    "Keys": {
        "visit": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
        "account": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["account"]}],
    },
    "AllowProfileCreation": True,
}


def people(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Made-up persons; one in ten is an earlier one again, with another e-mail and an error."""
    seen: list[dict[str, Any]] = []
    for number in count():
        if seen and chance.random() < 0.1:
            person = dict(chance.choice(seen))
            person["FirstName"] = person["FirstName"][:1] + person["FirstName"][2:]
            person["EmailAddress"] = f"again.{number}@example.com"
        else:
            first, last = _word(chance, 2, 3), _word(chance, 2, 4)
            person = {
                "FirstName": first,
                "LastName": last,
                "AccountNumber": f"A-{number}",
                "EmailAddress": f"{first}.{last}.{number}@example.com",
                "PhoneNumber": f"+1206{chance.randrange(10**7):07}",
                "BirthDate": f"{chance.randint(1930, 2005)}-{chance.randint(1, 12):02}-"
                f"{chance.randint(1, 28):02}",
                "Address": {
                    "Address1": f"{chance.randint(1, 400)} {_word(chance, 2, 4)} street",
                    "City": _word(chance, 2, 2),
                    "PostalCode": f"{chance.randrange(10**5):05}",
                },
            }
            seen.append(person)
        yield person


def _word(chance: random.Random, least: int, most: int) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(least, most)))


@contextmanager
def _client() -> Iterator[Any]:
    from botocore.session import Session

    from cprofiles_mock import mock_customerprofiles

    with mock_customerprofiles() as mock:
        yield new_client(Session(), "customer-profiles"), mock


def job(small: int, large: int) -> tuple[Spread, float]:
    """How many times longer a job takes with the large number, and the peak of memory in MB."""
    found, peak = interpreter.answer("identity", "time_jobs", small, large)
    return spread(found), peak


def time_jobs(small: int, large: int) -> tuple[list[float], float]:
    """The same, in an interpreter of its own: each ratio and the peak."""
    found = []
    with _client() as (client, mock):
        persons = people(random.Random(1))
        for name, profiles in (("small", small), ("large", large)):
            client.create_domain(
                DomainName=name, DefaultExpirationDays=30, Matching={"Enabled": True}
            )
            for _ in range(profiles):
                client.create_profile(DomainName=name, **next(persons))
            mock.run_identity_resolution(name)

        def seconds(name: str) -> float:
            start = perf_counter()
            mock.run_identity_resolution(name)
            return perf_counter() - start

        for _ in range(_JOBS):
            # The short job runs before and after the long one: the machine's pace changes.
            around = [seconds("small") for _ in range(_SHORT_JOBS)]
            long = seconds("large")
            around += [seconds("small") for _ in range(_SHORT_JOBS)]
            found.append(long / median(around))
    return found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def flat(small: int, large: int, pairs: int) -> dict[str, Spread]:
    """The time of calls in a large domain with rules against that in a small one."""
    with _client() as (client, _):
        persons = people(random.Random(2))
        for name, profiles in (("small", small), ("large", large)):
            client.create_domain(
                DomainName=name, DefaultExpirationDays=30, RuleBasedMatching={"Enabled": True}
            )
            client.put_profile_object_type(DomainName=name, **_OBJECT_TYPE)
            for _ in range(profiles):
                client.create_profile(DomainName=name, **next(persons))
        # What exists by now is no garbage; without it, collecting between the turns is quick.
        gc.freeze()
        return {
            operation: spread(
                ratios(
                    timed(client, "large", persons),
                    timed(client, "small", persons),
                    pairs=pairs,
                    block=_CALLS,
                )
            )
            for operation, timed in (
                ("CreateProfile", _creating),
                ("PutProfileObject", _putting),
                ("MergeProfiles", _merging),
            )
        }


def _creating(client: Any, domain_name: str, persons: Iterator[dict[str, Any]]) -> Any:
    waiting: list[dict[str, Any]] = []

    def prepare(runs: int) -> None:
        waiting.extend(next(persons) for _ in range(runs))

    return repeated(lambda: client.create_profile(DomainName=domain_name, **waiting.pop()), prepare)


def _putting(client: Any, domain_name: str, _persons: Iterator[dict[str, Any]]) -> Any:
    numbers = count()

    def put() -> None:
        number = next(numbers)
        text = json.dumps({"id": number, "account": f"V-{number % 50}", "page": str(number)})
        client.put_profile_object(DomainName=domain_name, ObjectTypeName="Visit", Object=text)

    return repeated(put)


def _merging(client: Any, domain_name: str, persons: Iterator[dict[str, Any]]) -> Any:
    waiting: list[tuple[str, str]] = []

    def created() -> str:
        answer = client.create_profile(DomainName=domain_name, **next(persons))
        identifier: str = answer["ProfileId"]
        return identifier

    def prepare(runs: int) -> None:
        waiting.extend((created(), created()) for _ in range(runs))

    def merge() -> None:
        main, other = waiting.pop()
        client.merge_profiles(
            DomainName=domain_name, MainProfileId=main, ProfileIdsToBeMerged=[other]
        )

    return repeated(merge, prepare)
