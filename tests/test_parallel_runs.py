"""Runs that go on at once: processes do not see each other, and threads of one see one state."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.ingesting import CUSTOMER, define, keyed, profile, put, stats

THREADS = 16
EACH = 6

# Each test runs in a worker of its own, and waits until the other is in the middle of its own.
SUITE = """
import os
import time
from pathlib import Path

import pytest


@pytest.fixture
def domain(customerprofiles):
    customerprofiles.create_domain(DomainName="shop", DefaultExpirationDays=30)
    return "shop"


@pytest.mark.parametrize("name", ["Ann", "Bob"])
def test_a_worker_is_alone(customerprofiles, domain, name):
    customerprofiles.create_profile(DomainName=domain, FirstName=name, LastName="Lee")
    here = Path(os.environ["MEETING_PLACE"])
    (here / name).touch()
    while len(list(here.iterdir())) < 2:
        time.sleep(0.01)
    found = customerprofiles.search_profiles(
        DomainName=domain, KeyName="_fullName", Values=[f"{name} Lee"]
    )
    assert [item["FirstName"] for item in found["Items"]] == [name]
    assert customerprofiles.get_domain(DomainName=domain)["Stats"]["ProfileCount"] == 1
"""


@pytest.mark.in_process
def test_workers_of_xdist_do_not_see_each_other(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEETING_PLACE", os.fspath(pytester.mkdir("meeting")))
    # A run with workers that is itself inside a worker is told apart by this variable.
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    pytester.makepyfile(SUITE)
    result = pytester.runpytest_subprocess("-n", "2", "-p", "no:randomly", timeout=60)
    result.assert_outcomes(passed=2)


@pytest.fixture(autouse=True)
def restless() -> Iterator[None]:
    """Threads take turns in the middle of nearly everything."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """What ``work`` returns for each of as many numbers, in a thread each that start together."""
    start = threading.Barrier(THREADS)

    def begin(number: int) -> Any:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def found(client: Any, key_name: str, value: str) -> list[str]:
    """The ids of the profiles that a key finds."""
    answer = client.search_profiles(DomainName="customers", KeyName=key_name, Values=[value])
    return [item["ProfileId"] for item in answer["Items"]]


def test_threads_with_clients_of_their_own_fill_one_domain(
    make_client: Any, client: Any, domain: str
) -> None:
    define(client, "Order", keyed(all="PROFILE", id="UNIQUE"))
    clients = [make_client() for _ in range(THREADS)]

    def work(number: int) -> list[str]:
        mine = clients[number]
        ids = []
        for turn in range(EACH):
            created = mine.create_profile(DomainName=domain, AccountNumber=f"{number}-{turn}")
            ids.append(created["ProfileId"])
            mine.put_profile_object(
                DomainName=domain,
                ObjectTypeName="Order",
                Object=f'{{"all": "one", "id": "{number}-{turn}"}}',
            )
            # What a thread has written, it finds at once.
            assert found(mine, "_account", f"{number}-{turn}") == ids[-1:]
        return ids

    made = {profile_id for ids in at_once(work) for profile_id in ids}
    assert len(made) == THREADS * EACH
    (owner,) = found(client, "all", "one")
    assert stats(client)["ProfileCount"] == THREADS * EACH + 1
    assert stats(client)["ObjectCount"] == THREADS * EACH
    assert owner not in made


def test_threads_with_one_client_lose_no_update(client: Any, domain: str) -> None:
    owner = client.create_profile(DomainName=domain, FirstName="Ann")["ProfileId"]

    def work(number: int) -> None:
        client.update_profile(DomainName=domain, ProfileId=owner, Attributes={f"of{number}": "set"})
        client.add_profile_key(
            DomainName=domain, ProfileId=owner, KeyName="numbers", Values=[str(number)]
        )

    at_once(work)
    (profile,) = client.search_profiles(DomainName=domain, KeyName="numbers", Values=["0"])["Items"]
    assert sorted(profile["Attributes"]) == sorted(f"of{number}" for number in range(THREADS))
    assert all(found(client, "numbers", str(number)) == [owner] for number in range(THREADS))


def test_of_threads_that_create_one_domain_one_does(client: Any) -> None:
    def work(number: int) -> str:
        try:
            client.create_domain(DomainName="customers", DefaultExpirationDays=number + 1)
        except client.exceptions.BadRequestException as error:
            return str(error.response["Error"]["Message"])
        return "created"

    answers = at_once(work)
    assert answers.count("created") == 1
    assert answers.count("Domain customers already exists") == THREADS - 1
    days = client.get_domain(DomainName="customers")["DefaultExpirationDays"]
    assert days == answers.index("created") + 1


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning")
def test_a_reader_sees_each_change_whole(client: Any, domain: str) -> None:
    """An object that sets two fields is seen with both of its values or with neither."""
    define(client, "Customer", CUSTOMER)
    names = [{"first": "Ann", "last": "Lee"}, {"first": "Bob", "last": "Ray"}]
    put(client, "Customer", id="C-1", name=names[0])

    def work(number: int) -> list[tuple[str, str]]:
        seen = []
        for turn in range(EACH):
            if number < 2:
                put(client, "Customer", id="C-1", name=names[(number + turn) % 2])
            one = profile(client, "customerId", "C-1")
            seen.append((one["FirstName"], one["LastName"]))
        return seen

    assert {pair for seen in at_once(work) for pair in seen} <= {("Ann", "Lee"), ("Bob", "Ray")}
    assert stats(client)["ObjectCount"] == 1
