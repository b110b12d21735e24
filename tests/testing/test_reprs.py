"""What ``repr`` shows of what a test has in its hands: short, useful, and without addresses."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock import MockHandle, mock_customerprofiles
from cprofiles_mock.runtime.wording import counted, named
from tests.support.ingesting import CUSTOMER, define

pytestmark = pytest.mark.in_process


def test_an_activation_shows_how_it_was_made_and_whether_it_is_entered() -> None:
    assert repr(mock_customerprofiles()) == "<mock_customerprofiles: not entered>"
    activation = mock_customerprofiles(region="eu-west-2")
    with activation:
        assert repr(activation) == "<mock_customerprofiles(region='eu-west-2'): entered 1 time>"
        with activation:
            assert repr(activation).endswith(": entered 2 times>")
    assert repr(activation) == "<mock_customerprofiles(region='eu-west-2'): not entered>"
    configured = mock_customerprofiles(config={"core": {"mock_credentials": True}})
    assert repr(configured) == (
        "<mock_customerprofiles(config={'core': {'mock_credentials': True}}): not entered>"
    )


def test_a_handle_shows_its_calls_and_the_faults_that_have_not_happened(
    make_client: Any, customerprofiles_mock: MockHandle
) -> None:
    client = make_client()
    assert repr(customerprofiles_mock) == "<MockHandle: active, no calls>"
    client.list_domains()
    with mock_customerprofiles() as inner:
        for _ in range(2):
            inner.fail_next("GetDomain", "ThrottlingException")
        assert repr(inner) == "<MockHandle: active, no calls, 2 faults pending>"
        assert repr(customerprofiles_mock) == "<MockHandle: active, 1 call>"
        customerprofiles_mock.reset()
    assert repr(inner) == "<MockHandle: ended, no calls>"


def test_a_handle_without_a_journal_of_its_own_shows_its_state_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert repr(MockHandle()) == "<MockHandle: active>"
    with mock_customerprofiles() as mock, monkeypatch.context() as patched:
        patched.setattr("moto.settings.TEST_SERVER_MODE", True)
        assert repr(mock) == "<MockHandle: active>"


def test_a_backend_shows_where_it_is_and_its_domains(client: Any, handle: Any) -> None:
    backend = handle.backend()
    assert repr(backend) == "<CustomerProfilesBackend: us-east-1, 123456789012, no domains>"
    for name in ("b", "a", "d", "c"):
        client.create_domain(DomainName=name, DefaultExpirationDays=30)
    assert repr(backend) == (
        "<CustomerProfilesBackend: us-east-1, 123456789012, 4 domains (b, a, d, ...)>"
    )


def test_what_a_backend_holds_is_short_and_has_no_addresses(
    client: Any, domain: str, handle: Any
) -> None:
    client.create_profile(DomainName=domain, FirstName="Ada", Attributes={"a": "x" * 200})
    define(client, "Customer", CUSTOMER)
    backend = handle.backend()
    found = backend.domains[domain]
    [profile] = found.profiles.values()
    long = "x" * 12
    assert {repr(each) for each in (backend.domains, backend.region, found, found.profiles)} == {
        "<NumberedResources: customers>",
        "<Region: us-east-1, 123456789012>",
        "<Domain: customers, 1 profile>",
        "<ProfileStore: 1 profile>",
    }
    assert repr(profile) == (
        f"<Profile: {profile.profile_id}, FirstName='Ada', "
        f"Attributes={{'a': '{long}...{'x' * 13}'}}>"
    )
    assert repr(found.object_types) == "<ObjectTypeStore: Customer>"
    assert repr(found.object_types["Customer"]) == "<ObjectType: Customer>"
    assert found.components()
    for component in found.components():
        assert repr(component).endswith(" of <Domain: customers, 1 profile>>")
    assert repr(type(backend.domains)()) == "<NumberedResources: empty>"


def test_counts_and_names_are_words() -> None:
    counts = [counted(number, "call") for number in (0, 1, 2, 3904)]
    assert counts == ["no calls", "1 call", "2 calls", "3,904 calls"]
    assert [named(range(number)) for number in (0, 3, 4)] == ["", "0, 1, 2", "0, 1, 2, ..."]
