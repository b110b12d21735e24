"""The unit of work: the one door to a domain."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import boto3
import pytest

from cprofiles_mock import MockHandle, exceptions, unit_of_work
from cprofiles_mock.models import CustomerProfilesBackend
from cprofiles_mock.resources.matching.rule_matching import RuleMatching
from cprofiles_mock.state.history import SERVICE_PRINCIPAL
from cprofiles_mock.state.outbox import QueueMessage
from cprofiles_mock.state.registry import HANDLERS, operation
from cprofiles_mock.unit_of_work import work_in, work_on

pytestmark = pytest.mark.in_process

LETTER = QueueMessage(
    "https://sqs.us-east-1.amazonaws.com/123456789012/letters", "body", {}, "a letter"
)


@pytest.fixture
def backend(client: Any, domain: str) -> CustomerProfilesBackend:
    return MockHandle().backend()


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Handlers that a test registers are gone after it."""
    registered = dict(HANDLERS)
    yield
    HANDLERS.clear()
    HANDLERS.update(registered)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The messages that left, each with whether another thread could take the lock meanwhile."""
    messages: list[Any] = []

    def deliver(leaving: Any, backend: CustomerProfilesBackend) -> None:
        free: list[bool] = []

        def try_it() -> None:
            with suppress(RuntimeError):
                free.append(backend.lock.acquire(timeout=5))
                backend.lock.release()

        other = threading.Thread(target=try_it)
        other.start()
        other.join()
        messages.append((list(leaving), free[0]))

    monkeypatch.setattr(unit_of_work, "_deliver", deliver)
    return messages


def test_caller_and_lag_are_those_of_one_piece_of_work(backend: CustomerProfilesBackend) -> None:
    MockHandle().lag(reads=1)
    with work_on(backend, "customers", "arn:of:ann", "CreateProfile") as domain:
        assert domain.region.caller == "arn:of:ann"
        assert domain.region.lag is not None
    assert (backend.region.caller, backend.region.lag) == (SERVICE_PRINCIPAL, None)
    with work_on(backend, "customers", "arn:of:ann", "UpdateProfile") as domain:
        assert domain.region.lag is None


def test_messages_leave_when_the_lock_is_released(
    backend: CustomerProfilesBackend, sent: list[Any]
) -> None:
    with work_on(backend, "customers") as domain:
        domain.region.outbox.append(LETTER)
        assert sent == []
    assert sent == [([LETTER], True)]
    assert backend.region.outbox == []


def test_a_handler_that_takes_the_backend_can_put_out_messages_too(
    client: Any, domain: str, handlers: None
) -> None:
    sqs = boto3.client("sqs", region_name="us-east-1")
    queue = sqs.create_queue(QueueName="letters")["QueueUrl"]
    HANDLERS.pop("ListDomains")

    @operation("ListDomains")
    def list_domains(backend: CustomerProfilesBackend, request: Any) -> Any:
        backend.region.outbox.append(LETTER)
        return backend.domains

    client.list_domains()
    (received,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    assert received["Body"] == "body"


def test_a_handler_that_takes_the_backend_settles_whatever_domain_it_changes(
    client: Any, domain: str, handlers: None
) -> None:
    client.create_domain(
        DomainName="other", DefaultExpirationDays=1, RuleBasedMatching={"Enabled": True}
    )
    owners = [
        client.create_profile(DomainName="other", AccountNumber=number)["ProfileId"]
        for number in ("1", "2")
    ]
    HANDLERS.pop("ListDomains")

    @operation("ListDomains")
    def list_domains(backend: CustomerProfilesBackend, request: Any) -> Any:
        other = backend.domains["other"]
        profile = other.profiles[owners[1]]
        profile.set_members({"AccountNumber": "1"}, 1.0)
        other.record(profile, "UPDATED")
        return backend.domains

    assert client.list_rule_based_matches(DomainName="other")["MatchIds"] == []
    client.list_domains()
    assert len(client.list_rule_based_matches(DomainName="other")["MatchIds"]) == 1
    assert MockHandle().backend().region.unsettled == []


def test_the_messages_of_nested_work_leave_when_the_outermost_ends(
    backend: CustomerProfilesBackend, sent: list[Any]
) -> None:
    with work_in(backend):
        with work_on(backend, "customers", "arn:of:ann") as domain:
            domain.region.outbox.append(LETTER)
        assert sent == []
        assert backend.region.caller == SERVICE_PRINCIPAL
    assert sent == [([LETTER], True)]


def test_nested_work_that_fails_leaves_the_messages_to_the_outermost(
    backend: CustomerProfilesBackend, sent: list[Any]
) -> None:
    with work_in(backend):
        backend.region.outbox.append(LETTER)
        with pytest.raises(KeyError):
            fail_within(backend)
    assert sent == [([LETTER], True)]


def fail_within(backend: CustomerProfilesBackend) -> None:
    with work_on(backend, "customers"):
        raise KeyError("a bug")


def test_work_that_fails_sends_nothing_and_leaves_the_lock_free(
    backend: CustomerProfilesBackend, sent: list[Any]
) -> None:
    def fail() -> None:
        with work_on(backend, "customers", "arn:of:ann") as domain:
            domain.region.outbox.append(LETTER)
            raise KeyError("a bug")

    with pytest.raises(KeyError, match="a bug"):
        fail()
    with work_on(backend, "customers") as domain:
        assert domain.region.outbox == []
    assert sent == []
    assert backend.region.caller == SERVICE_PRINCIPAL


def test_a_refusal_after_a_change_is_a_bug_that_shows(
    backend: CustomerProfilesBackend, client: Any
) -> None:
    owner = client.create_profile(DomainName="customers")["ProfileId"]

    def change_and_refuse(message: bool) -> None:
        with work_on(backend, "customers") as domain:
            domain.component(RuleMatching)
            if message:
                domain.region.outbox.append(LETTER)
            else:
                domain.record(domain.profile(owner), "UPDATED")
            raise exceptions.BadRequestException("refused")

    with pytest.raises(AssertionError, match="a refused operation has changed profiles"):
        change_and_refuse(message=False)
    with pytest.raises(AssertionError, match="a refused operation has put out messages"):
        change_and_refuse(message=True)
    found = backend.domains["customers"]
    assert (found.changes, backend.region.outbox) == ([], [])


def test_a_domain_that_must_be_there_is_a_404_and_the_lock_is_free_again(
    backend: CustomerProfilesBackend, sent: list[Any]
) -> None:
    with pytest.raises(exceptions.ResourceNotFoundException):
        work_on(backend, "none").__enter__()
    with work_in(backend, "none") as domain:
        assert domain is None
        backend.region.outbox.append(LETTER)
    assert sent == [([LETTER], True)]


def test_without_a_host_a_message_says_what_to_do(backend: CustomerProfilesBackend) -> None:
    with pytest.raises(RuntimeError, match="call cprofiles_mock.register()"):
        unit_of_work._refuse([LETTER], backend)
