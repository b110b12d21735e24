"""Many threads at once: nothing is lost, nothing is half done, and nothing grows."""

from __future__ import annotations

import gc
import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from cprofiles_mock import snapshots
from cprofiles_mock.server.application import make_server
from cprofiles_mock.testing.handle import MockHandle
from tests.conftest import MakeClient
from tests.fuzz.budget import LONG
from tests.fuzz.wire import InProcess
from tests.support.ingesting import keyed

pytestmark = pytest.mark.in_process

THREADS = 16
ROUNDS = 25 if LONG else 8
REQUESTS = 10_000 if LONG else 2_000
HERE = {"DomainName": "customers"}


@pytest.fixture
def address() -> Iterator[str]:
    """The address of a server in a thread of this process."""
    server = make_server("127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["in process", "through the server"])
def shared(request: pytest.FixtureRequest, make_client: MakeClient) -> Any:
    """A client for all threads, with a domain and an object type."""
    settings: dict[str, Any] = {}
    if request.param == "through the server":
        settings["endpoint_url"] = request.getfixturevalue("address")
    config = Config(
        retries={"total_max_attempts": 1}, max_pool_connections=THREADS, read_timeout=30
    )
    client = make_client(config=config, **settings)
    client.create_domain(**HERE, DefaultExpirationDays=30)
    client.put_profile_object_type(
        **HERE, ObjectTypeName="visit", Description="v", **keyed(badge="PROFILE", visit="UNIQUE")
    )
    return client


def in_threads(work: Callable[[int], Any]) -> list[Any]:
    """Let all threads begin together, and return what each of them returns."""
    start = threading.Barrier(THREADS)

    def begin(number: int) -> Any:
        start.wait(timeout=30)
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS), timeout=120))


def test_what_each_thread_writes_is_there(shared: Any) -> None:
    owner = {**HERE, "ProfileId": shared.create_profile(**HERE)["ProfileId"]}

    def work(number: int) -> None:
        for turn in range(ROUNDS):
            shared.update_profile(**owner, Attributes={f"{number}-{turn}": "x"})

    in_threads(work)
    (found,) = shared.batch_get_profile(**HERE, ProfileIds=[owner["ProfileId"]])["Profiles"]
    assert len(found["Attributes"]) == THREADS * ROUNDS


def test_objects_with_one_key_make_one_profile(shared: Any) -> None:
    def work(number: int) -> None:
        for turn in range(ROUNDS):
            text = json.dumps({"badge": str(turn), "visit": f"{number}"})
            shared.put_profile_object(**HERE, ObjectTypeName="visit", Object=text)

    in_threads(work)
    stats = shared.get_domain(**HERE)["Stats"]
    assert (stats["ProfileCount"], stats["ObjectCount"]) == (ROUNDS, ROUNDS * THREADS)


def test_whatever_is_done_at_once_all_agrees_in_the_end(shared: Any) -> None:
    people = [shared.create_profile(**HERE, LastName="Ng")["ProfileId"] for _ in range(40)]
    answers: Counter[str] = Counter()

    def call(method: str, **members: Any) -> None:
        try:
            getattr(shared, method)(**HERE, **members)
        except ClientError as error:
            # What another thread has taken away meanwhile is told by what the service declares.
            answers[error.response["Error"]["Code"]] += 1
        else:
            answers[method] += 1

    def work(number: int) -> None:
        source = random.Random(number)
        for turn in range(ROUNDS):
            one, other = source.sample(people, 2)
            text = json.dumps({"badge": f"b{source.randrange(9)}", "visit": f"{number}-{turn}"})
            call("put_profile_object", ObjectTypeName="visit", Object=text)
            call("add_profile_key", ProfileId=one, KeyName="badge", Values=[f"b{turn % 9}"])
            call("search_profiles", KeyName="badge", Values=[f"b{turn % 9}"])
            call("create_profile", FirstName="Ann", LastName=str(turn))
            call("merge_profiles", MainProfileId=one, ProfileIdsToBeMerged=[other])
            call("delete_profile", ProfileId=source.choice(people))

    in_threads(work)
    assert answers.keys() - dir(shared) == {"BadRequestException", "ResourceNotFoundException"}
    assert sum(answers.values()) == THREADS * ROUNDS * 6
    _all_agrees(shared)


def _all_agrees(client: Any) -> None:
    """What the index, the statistics and the objects say is what loading the state anew says."""
    backend = MockHandle().backend()
    document = snapshots.dump(backend)
    (domain,) = backend.domains.values()
    for name in ("badge", "_fullName"):
        for value, found in domain.profiles.index._postings[name].items():
            for profile in found if isinstance(found, list) else [found]:
                assert domain.profiles[profile.profile_id] is profile
                assert (name, (value,)) in profile.index_keys()
    before = client.get_domain(**HERE)["Stats"]
    assert before["ProfileCount"] == len(document["Domains"][0]["Profiles"])
    snapshots.load(backend, document)
    assert client.get_domain(**HERE)["Stats"] == before
    assert snapshots.dump(backend) == document


def test_a_domain_goes_with_all_below_it_or_not_at_all(shared: Any) -> None:
    """Whoever looks sees no domain, or one whose index and statistics agree."""

    def look() -> int:
        """The status of the first call that is refused, or 200."""
        try:
            shared.search_profiles(**HERE, KeyName="_fullName", Values=["ng"])
            shared.create_profile(**HERE, LastName="Ng")
        except ClientError as error:
            return int(error.response["ResponseMetadata"]["HTTPStatusCode"])
        return 200

    def work(number: int) -> list[int]:
        seen = []
        for _ in range(ROUNDS):
            if number == 0:
                shared.delete_domain(**HERE)
                seen.append(look())
                shared.create_domain(**HERE, DefaultExpirationDays=30)
            seen.append(look())
        return seen

    assert {status for each in in_threads(work) for status in each} == {200, 404}
    found: set[str] = set()
    page: dict[str, Any] = {}
    while not page or page["NextToken"]:
        token = {"NextToken": page["NextToken"]} if page else {}
        page = shared.search_profiles(**HERE, KeyName="_fullName", Values=["ng"], **token)
        page.setdefault("NextToken", None)
        found |= {item["ProfileId"] for item in page["Items"]}
    assert len(found) == shared.get_domain(**HERE)["Stats"]["ProfileCount"]


def test_many_requests_in_a_row_leave_no_more_than_they_made(client: Any) -> None:
    MockHandle().keep_calls(0)
    mock = InProcess()
    mock.create_domain(**HERE, DefaultExpirationDays=30)
    owner = {**HERE, "ProfileId": mock.create_profile(**HERE, LastName="Ng")["ProfileId"]}

    def requests(count: int) -> None:
        for turn in range(count // 5):
            other = mock.create_profile(**HERE, LastName=f"Ng {turn % 7}")["ProfileId"]
            mock.search_profiles(**HERE, KeyName="_fullName", Values=[f"ng {turn % 7}"])
            mock.batch_get_profile(**HERE, ProfileIds=[owner["ProfileId"], other])
            mock.delete_profile(**HERE, ProfileId=other)
            mock.list_profile_objects(**owner, ObjectTypeName="CTR")
        # The service keeps the histories of what was deleted, and so does the mock.
        MockHandle().backend().domains["customers"].past_histories.clear()

    requests(500)
    before = _objects()
    requests(REQUESTS)
    assert _objects() - before < 100


def _objects() -> int:
    gc.collect()
    return len(gc.get_objects())
