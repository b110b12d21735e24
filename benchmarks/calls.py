"""One call: ours, moto's connect, and botocore's Stubber, each against its own floor."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

# Before all that imports moto.
from .floor import floor_client, new_client, record  # isort: skip

from botocore.session import Session
from botocore.stub import Stubber

from .timing import Spread, Timed, ratios, repeated, spread

Call = Callable[[Any], Any]

#: Calls of one side before the other's turn: some ten milliseconds.
BLOCK = 30

DOMAIN_NAME = "customers"
PROFILES = 100_000

CALLS: dict[str, Call] = {
    "CreateProfile": lambda client: client.create_profile(
        DomainName=DOMAIN_NAME,
        FirstName="Ada",
        LastName="Lovelace",
        PhoneNumber="+1 (206) 555-0100",
        EmailAddress="ada@example.com",
        Address={"Address1": "12 St James's Square", "City": "London", "PostalCode": "SW1Y 4JH"},
        Attributes={"tier": "gold", "source": "web"},
    ),
    "GetDomain": lambda client: client.get_domain(DomainName=DOMAIN_NAME),
    "SearchProfiles": lambda client: client.search_profiles(
        DomainName=DOMAIN_NAME, KeyName="_phone", Values=["+12065054321"]
    ),
}


def against_floor(service_name: str, client: Any, call: Call, pairs: int) -> Spread:
    """The ratios of a mocked call to the same call of a client with a canned answer."""
    canned = floor_client(service_name, record(client, call))
    return _compare(repeated(lambda: call(client)), repeated(lambda: call(canned)), pairs)


def _compare(measured: Timed, floor: Timed, pairs: int) -> Spread:
    measured(BLOCK)
    floor(BLOCK)
    # What exists by now is no garbage; without it, collecting between the blocks is quick.
    gc.freeze()
    return spread(ratios(measured, floor, pairs=pairs, block=BLOCK))


@contextmanager
def filled_mock(profiles: int) -> Iterator[Any]:
    """A client of an active mock, whose one domain holds that many profiles."""
    from cprofiles_mock import mock_customerprofiles
    from cprofiles_mock.registry import HANDLERS

    with mock_customerprofiles() as mock:
        client = new_client(Session(), "customer-profiles")
        client.create_domain(DomainName=DOMAIN_NAME, DefaultExpirationDays=366)
        domain = mock.backend().domains[DOMAIN_NAME]
        # By the handler itself: a hundred thousand calls through botocore take a minute.
        create_profile = HANDLERS["CreateProfile"].function
        for number in range(profiles):
            create_profile(
                domain,
                {
                    "PhoneNumber": f"+1 (206) {500 + number // 10_000}-{number % 10_000:04}",
                    "EmailAddress": f"customer-{number}@example.com",
                    "LastName": f"Customer {number}",
                },
            )
        yield client


def our_calls(profiles: int, pairs: int) -> dict[str, Spread]:
    with filled_mock(profiles) as client:
        return {
            name: against_floor("customer-profiles", client, call, pairs)
            for name, call in CALLS.items()
        }


def connect_call(pairs: int) -> Spread:
    """moto's own; to be called in an interpreter that never imports this project's package."""
    from moto import mock_aws

    with mock_aws():
        client = new_client(Session(), "connect")
        instance = client.create_instance(
            IdentityManagementType="CONNECT_MANAGED",
            InstanceAlias="bench",
            InboundCallsEnabled=True,
            OutboundCallsEnabled=True,
        )
        return against_floor(
            "connect",
            client,
            lambda asked: asked.describe_instance(InstanceId=instance["Id"]),
            pairs,
        )


def stubber_call(pairs: int) -> Spread:
    """botocore's Stubber, which answers before a request is signed. Queueing is not timed."""
    call = CALLS["GetDomain"]
    with filled_mock(0) as client:
        answer = record(client, call)
        response = call(client)
    floor = floor_client("customer-profiles", answer)
    stubbed = floor_client("customer-profiles", answer)
    stubber = Stubber(stubbed)
    stubber.activate()

    def queue(runs: int) -> None:
        for _ in range(runs):
            stubber.add_response("get_domain", response)

    return _compare(repeated(lambda: call(stubbed), queue), repeated(lambda: call(floor)), pairs)
