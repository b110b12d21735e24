"""Large domains that are dropped: a thread frees them, unless somebody still has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from cprofiles_mock import MockHandle
from cprofiles_mock.state import releasing
from cprofiles_mock.state.releasing import Releaser, releaser

pytestmark = pytest.mark.in_process

Dictionaries = list[dict[Any, Any]]


@pytest.fixture
def released(monkeypatch: pytest.MonkeyPatch) -> list[Dictionaries]:
    """What goes to the thread, where three profiles are many."""
    found: list[Dictionaries] = []
    release = releaser.release

    def note(dictionaries: Iterable[dict[Any, Any]]) -> None:
        found.append(list(dictionaries))
        release(found[-1])

    monkeypatch.setattr(releasing, "FREED_AT_ONCE", 2)
    monkeypatch.setattr(releaser, "release", note)
    return found


def make_profiles(client: Any, domain: str, count: int = 3) -> list[str]:
    return [
        client.create_profile(DomainName=domain, AccountNumber=f"A-{number}")["ProfileId"]
        for number in range(count)
    ]


def test_what_a_reset_drops_is_emptied_by_a_thread(
    client: Any, domain: str, released: list[Dictionaries]
) -> None:
    made = make_profiles(client, domain)
    MockHandle().reset()
    ((index, profiles),) = released
    releaser.wait()
    assert (index, profiles) == ({}, {})
    assert len(made) == 3
    assert client.list_domains()["Items"] == []


def test_a_few_profiles_are_freed_without_a_thread(
    client: Any, domain: str, released: list[Dictionaries]
) -> None:
    make_profiles(client, domain, 2)
    MockHandle().reset()
    assert released == []


def test_a_domain_whose_components_know_it_is_emptied_too(
    client: Any, released: list[Dictionaries]
) -> None:
    client.create_domain(
        DomainName="ruled",
        DefaultExpirationDays=30,
        RuleBasedMatching={"Enabled": True, "MatchingRules": [{"Rule": ["AccountNumber"]}]},
    )
    make_profiles(client, "ruled")
    assert MockHandle().backend().domains["ruled"].components()
    MockHandle().reset()
    releaser.wait()
    assert [len(each) for each in released] == [2]
    assert released[0][-1] == {}


def test_what_somebody_still_has_stays_as_it_is(
    client: Any, domain: str, released: list[Dictionaries]
) -> None:
    made = make_profiles(client, domain)
    held = MockHandle().backend().domains[domain]
    MockHandle().reset()
    assert list(held.profiles) == made
    assert [each.profile_id for each in held.profiles.find(("_account", ("A-1",)))] == [made[1]]
    client.create_domain(DomainName=domain, DefaultExpirationDays=30)
    more = make_profiles(client, domain)
    profiles = MockHandle().backend().domains[domain].profiles
    MockHandle().reset()
    assert list(profiles) == more
    assert released == []


def test_a_state_that_is_put_back_is_whole(
    client: Any, domain: str, released: list[Dictionaries]
) -> None:
    made = make_profiles(client, domain)
    with MockHandle().snapshot():
        make_profiles(client, domain, 1)
    releaser.wait()
    # The copy was emptied, and no more.
    assert released == [[{}, {}]]
    found = client.batch_get_profile(DomainName=domain, ProfileIds=made)["Profiles"]
    assert [each["ProfileId"] for each in found] == made
    assert client.get_domain(DomainName=domain)["Stats"]["ProfileCount"] == 3


def test_one_lot_waits_at_most() -> None:
    first, second = dict.fromkeys(range(100_000)), dict.fromkeys(range(1_000))
    freeing = Releaser()
    freeing.release([first])
    freeing.release([second])
    assert first == {}
    freeing.wait()
    assert second == {}


def test_a_forked_child_starts_a_thread_of_its_own() -> None:
    freeing = Releaser()
    freeing.wait()
    freeing.renew_locks()
    freeing.wait()
    some = {1: 2}
    freeing.release([some])
    freeing.wait()
    assert some == {}
