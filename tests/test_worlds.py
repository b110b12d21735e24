"""Snapshots: a state that is put back, whatever happened to it."""

from __future__ import annotations

import re
import threading
from datetime import datetime, timezone
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cprofiles_mock import mock_customerprofiles
from cprofiles_mock.models import customerprofiles_backends
from cprofiles_mock.state.copying import copy_of
from cprofiles_mock.state.domain import Component
from cprofiles_mock.state.region import Region
from cprofiles_mock.worlds import World, set_aside, snapshot
from tests.snapshots.rich import build, everything
from tests.support.clock import stopped
from tests.support.controls import ControlsOnServer
from tests.support.ingesting import CUSTOMER, define, put

pytestmark = pytest.mark.in_process

MOMENT = datetime(2030, 1, 1, tzinfo=timezone.utc)


def names(client: Any) -> list[str]:
    return [item["DomainName"] for item in client.list_domains()["Items"]]


def create_domain(client: Any, name: str = "shop") -> None:
    client.create_domain(DomainName=name, DefaultExpirationDays=30)


def test_what_happens_in_a_snapshot_is_undone_at_its_end(
    make_client: Any, customerprofiles_mock: Any
) -> None:
    east, west = make_client(), make_client("us-west-2")
    create_domain(east)
    east.create_profile(DomainName="shop", FirstName="Ada")
    with customerprofiles_mock.snapshot():
        assert names(east) == ["shop"]
        east.create_profile(DomainName="shop", FirstName="Grace")
        create_domain(west, "west")
        create_domain(east, "other")
        east.delete_domain(DomainName="shop")
    assert (names(east), names(west)) == (["shop"], [])
    assert east.get_domain(DomainName="shop")["Stats"]["ProfileCount"] == 1


def test_an_exception_undoes_it_too(client: Any, customerprofiles_mock: Any) -> None:
    with pytest.raises(ZeroDivisionError), customerprofiles_mock.snapshot():
        create_domain(client)
        raise ZeroDivisionError
    assert names(client) == []


def test_calls_stay(client: Any, customerprofiles_mock: Any) -> None:
    with customerprofiles_mock.snapshot():
        create_domain(client)
    customerprofiles_mock.calls.assert_called_once("CreateDomain")


def test_snapshots_are_nested(client: Any, customerprofiles_mock: Any) -> None:
    create_domain(client, "one")
    with customerprofiles_mock.snapshot():
        create_domain(client, "two")
        with customerprofiles_mock.snapshot():
            create_domain(client, "three")
            assert names(client) == ["one", "two", "three"]
        assert names(client) == ["one", "two"]
    assert names(client) == ["one"]


def test_one_that_ends_before_those_inside_it_ends_them_too(client: Any) -> None:
    outer, inner = snapshot(), snapshot()
    outer.begin()
    create_domain(client, "outer")
    inner.begin()
    create_domain(client, "inner")
    outer.end()
    assert names(client) == []
    create_domain(client, "later")
    inner.end()
    assert names(client) == ["later"]


def test_a_reset_inside_is_undone_as_well(client: Any, customerprofiles_mock: Any) -> None:
    create_domain(client)
    with customerprofiles_mock.snapshot():
        customerprofiles_mock.reset()
        assert names(client) == []
    assert names(client) == ["shop"]
    with customerprofiles_mock.snapshot():
        # moto: its own reset drops the backends.
        customerprofiles_backends.reset()
        assert names(client) == []
    assert names(client) == ["shop"]


def test_the_copy_answers_as_the_original_does_and_changes_nothing_of_it() -> None:
    """All that can be read of a state with some of everything."""
    with mock_customerprofiles() as mock, stopped(MOMENT) as clock:
        client = boto3.client("customer-profiles", region_name="us-east-1")
        build(client, clock)
        before, document = everything(client), mock.dump()
        with mock.snapshot():
            assert mock.dump() == document
            assert everything(client) == before
            for name in names(client):
                for profile in list(mock.backend().domains[name].profiles):
                    client.delete_profile(DomainName=name, ProfileId=profile)
                client.delete_domain(DomainName=name)
        assert mock.dump() == document
        assert everything(client) == before


def test_the_objects_of_the_state_are_the_same_after_it(
    client: Any, customerprofiles_mock: Any
) -> None:
    create_domain(client)
    shop = customerprofiles_mock.backend().domains["shop"]
    with customerprofiles_mock.snapshot():
        assert customerprofiles_mock.backend().domains["shop"] is not shop
    assert customerprofiles_mock.backend().domains["shop"] is shop


def test_the_sources_of_an_object_type_are_watched_on(
    client: Any, domain: str, customerprofiles_mock: Any
) -> None:
    """Objects that have what a source reads may all be put in snapshots."""
    define(client, "Customer", CUSTOMER)
    for number in range(11):
        with customerprofiles_mock.snapshot():
            whole = {"email": "a@example.com", "name": {"first": "A", "last": "B"}}
            put(client, "Customer", id=str(number), city="Lima", tier="gold", **whole)
    domains = customerprofiles_mock.backend().domains
    assert domains["customers"].object_types["Customer"].watched_sources.unused == []


def test_a_thread_that_makes_calls_meanwhile_does_not_disturb_it(
    client: Any, customerprofiles_mock: Any
) -> None:
    create_domain(client)
    begun, done = threading.Event(), threading.Event()

    def write() -> None:
        mine = boto3.client("customer-profiles", region_name="us-east-1")
        while not done.is_set():
            mine.create_profile(DomainName="shop", FirstName="Ada", PhoneNumber="+12065550100")
            begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert begun.wait(60)
        for _ in range(20):
            before = len(customerprofiles_mock.backend().domains["shop"].profiles)
            with customerprofiles_mock.snapshot():
                pass
            assert len(customerprofiles_mock.backend().domains["shop"].profiles) >= before
    finally:
        done.set()
        thread.join()


def test_whenever_another_thread_can_make_a_call_the_domains_are_there(
    client: Any, customerprofiles_mock: Any
) -> None:
    create_domain(client)
    backend = customerprofiles_mock.backend()
    seen = []

    class Watched:
        """A lock that looks at the state whenever it is about to be free."""

        def __enter__(self) -> None:
            lock.acquire()

        def __exit__(self, *_: object) -> None:
            seen.append(list(backend.domains))
            lock.release()

    lock, backend.lock = backend.lock, Watched()
    with customerprofiles_mock.snapshot():
        pass
    backend.lock = lock
    assert seen == [["shop"]] * len(seen)
    assert len(seen) > 1


def test_a_state_that_cannot_be_copied_stays_as_it_is(
    make_client: Any, customerprofiles_mock: Any
) -> None:
    class Odd(Component):
        def __init__(self, domain: Any) -> None:
            super().__init__(domain)
            self.lock = threading.Lock()

    east, west = make_client(), make_client("us-west-2")
    create_domain(east, "east")
    create_domain(west, "west")
    domain = customerprofiles_mock.backend("us-west-2").domains["west"]
    domain.component(Odd)
    with pytest.raises(TypeError, match="lock"):
        customerprofiles_mock.snapshot().begin()
    assert (names(east), names(west)) == (["east"], ["west"])
    assert customerprofiles_mock.backend("us-west-2").domains["west"] is domain


def test_a_copy_can_be_of_another_region(client: Any, customerprofiles_mock: Any) -> None:
    create_domain(client)
    elsewhere = Region("111122223333", "us-east-1", "aws")
    domain = customerprofiles_mock.backend().domains["shop"]
    copied = copy_of(domain, elsewhere)
    assert (copied.region, copied.profiles.region) == (elsewhere, elsewhere)
    assert copy_of(domain).region is domain.region


def test_functions_and_patterns_are_shared(client: Any) -> None:
    pattern = re.compile("a+")
    values: dict[str, Any] = {"local": lambda: pattern, "pattern": pattern, "list": [1]}
    copied = copy_of(values)
    assert (copied["local"], copied["pattern"]) == (values["local"], pattern)
    assert copied["list"] == values["list"]
    assert copied["list"] is not values["list"]


def test_without_an_active_mock_there_is_none() -> None:
    with mock_customerprofiles() as mock:
        pass
    with pytest.raises(RuntimeError, match="not active any more"):
        mock.snapshot()


@mock_aws
def test_a_world_keeps_its_state_between_its_entries(client: Any) -> None:
    world = World()
    create_domain(client, "outside")
    world.enter()
    world.enter()
    assert names(client) == []
    create_domain(client, "inside")
    world.leave()
    assert names(client) == ["inside"]
    world.leave()
    assert names(client) == ["outside"]
    with set_aside():
        assert names(client) == []
        world.enter()
        assert names(client) == ["inside"]
        world.leave()
    assert names(client) == ["outside"]


def test_the_server_puts_a_state_back(server: str) -> None:
    controls = ControlsOnServer(server)
    controls.reset()
    client = boto3.client(
        "customer-profiles",
        endpoint_url=server,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    create_domain(client)
    for _ in range(2):
        assert controls.call("POST", "snapshots") == {"status": "ok"}
    client.delete_domain(DomainName="shop")
    for _ in range(2):
        assert controls.call("DELETE", "snapshots") == {"status": "ok"}
        assert names(client) == ["shop"]
    with pytest.raises(ValueError, match="no snapshot has begun"):
        controls.call("DELETE", "snapshots")
    controls.call("POST", "snapshots")
    controls.reset()
    with pytest.raises(ValueError, match="no snapshot has begun"):
        controls.call("DELETE", "snapshots")
