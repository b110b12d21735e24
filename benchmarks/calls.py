"""One call: ours, moto's connect, and botocore's Stubber, each against its own floor."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

# Before all that imports moto.
from .floor import floor_client, new_client, record  # isort: skip

from botocore.session import Session
from botocore.stub import Stubber

from .timing import Timed, ratios, repeated

Call = Callable[[Any], Any]

#: Calls of one side before the other's turn: some ten milliseconds.
BLOCK = 30

DOMAIN_NAME = "customers"

#: Ten mapped fields, one of them Handlebars, and three keys.
OBJECT_TYPE: dict[str, Any] = {
    "ObjectTypeName": "Purchase",
    "Description": "what the benchmark puts",
    "Fields": {
        "number": {"Source": "_source.number", "Target": "_profile.Attributes.lastPurchase"},
        "customer": {"Source": "_source.customer.id", "Target": "_profile.AccountNumber"},
        "email": {
            "Source": "_source.customer.email",
            "Target": "_profile.EmailAddress",
            "ContentType": "EMAIL_ADDRESS",
        },
        "phone": {
            "Source": "_source.customer.phone",
            "Target": "_profile.PhoneNumber",
            "ContentType": "PHONE_NUMBER",
        },
        "first": {"Source": "_source.customer.first", "Target": "_profile.FirstName"},
        "last": {"Source": "_source.customer.last", "Target": "_profile.LastName"},
        "street": {"Source": "_source.ship.street", "Target": "_profile.ShippingAddress.Address1"},
        "city": {"Source": "_source.ship.city", "Target": "_profile.ShippingAddress.City"},
        "total": {"Source": "_source.total", "Target": "_profile.Attributes.lastTotal"},
        "label": {
            "Source": "{{_source.number}} to {{_source.ship.city}}",
            "Target": "_profile.Attributes.label",
        },
    },
    "Keys": {
        "purchase": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["number"]}],
        "customerId": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
        "purchaseEmail": [{"StandardIdentifiers": [], "FieldNames": ["email"]}],
    },
    "AllowProfileCreation": True,
}

_NUMBERS = count()


def phone(customer: int) -> str:
    """The number of a customer; there may be a million of them."""
    return f"+1 (206) {500 + customer // 10_000}-{customer % 10_000:04}"


def purchase(number: int, customers: int, stride: int = 1) -> dict[str, Any]:
    """One purchase, by one of so many customers, whose numbers lie ``stride`` apart."""
    customer = number * 7919 % customers * stride
    return {
        "number": f"P-{number}",
        "customer": {
            "id": f"C-{customer}",
            "email": f"customer-{customer}@example.com",
            "phone": phone(customer),
            "first": "Ada",
            "last": f"Customer {customer}",
        },
        "ship": {"street": f"{customer} Main Street", "city": "London"},
        "total": number % 100 + 0.5,
        "lines": [{"title": "bread", "price": 3}, {"title": "milk", "price": 1.5}],
    }


def calls_among(profiles: int) -> dict[str, Call]:
    """What is measured, in a domain with so many profiles."""
    # One between the first and the last; in a form other than the one that it was created in.
    wanted = "+" + "".join(filter(str.isdigit, phone(profiles * 54321 // 100_000)))

    def put_purchase(client: Any) -> Any:
        return client.put_profile_object(
            DomainName=DOMAIN_NAME,
            ObjectTypeName="Purchase",
            Object=json.dumps(purchase(next(_NUMBERS), profiles)),
        )

    return {
        "CreateProfile": lambda client: client.create_profile(
            DomainName=DOMAIN_NAME,
            FirstName="Ada",
            LastName="Lovelace",
            PhoneNumber="+1 (206) 555-0100",
            EmailAddress="ada@example.com",
            Address={
                "Address1": "12 St James's Square",
                "City": "London",
                "PostalCode": "SW1Y 4JH",
            },
            Attributes={"tier": "gold", "source": "web"},
        ),
        "GetDomain": lambda client: client.get_domain(DomainName=DOMAIN_NAME),
        "SearchProfiles": lambda client: client.search_profiles(
            DomainName=DOMAIN_NAME, KeyName="_phone", Values=[wanted]
        ),
        "PutProfileObject": put_purchase,
    }


#: What a call may cost at most, by its floor: where nobody looks at it, and where somebody does.
BOUNDS = {
    "CreateProfile": 0.18,
    "GetDomain": 0.18,
    "SearchProfiles": 0.12,
    "PutProfileObject": 0.35,
    "CreateProfile, observed": 1.3,
    "GetDomain, observed": 1.3,
    "SearchProfiles, observed": 1.3,
    "PutProfileObject, observed": 1.4,
}


#: What else is measured, by the function that does it.
OTHERS = {"botocore's Stubber": "stubber_call", "moto's connect": "connect_call"}


def against_floor(service_name: str, client: Any, call: Call, pairs: int) -> list[float]:
    """The ratios of a mocked call to the same call of a client with a canned answer."""
    canned = floor_client(service_name, record(client, call))
    return _compare(repeated(lambda: call(client)), repeated(lambda: call(canned)), pairs)


def _compare(measured: Timed, floor: Timed, pairs: int) -> list[float]:
    measured(BLOCK)
    floor(BLOCK)
    # What exists by now is no garbage; without it, collecting between the blocks is quick.
    gc.freeze()
    return ratios(measured, floor, pairs=pairs, block=BLOCK)


def create_customers(domain: Any, profiles: int) -> None:
    """Fill a domain by the handlers themselves: a million calls through botocore take long."""
    from cprofiles_mock.state.registry import HANDLERS

    create_profile = HANDLERS["CreateProfile"].function
    add_profile_key = HANDLERS["AddProfileKey"].function
    for number in range(profiles):
        profile = create_profile(
            domain,
            {
                "PhoneNumber": phone(number),
                "EmailAddress": f"customer-{number}@example.com",
                "FirstName": "Ada",
                "LastName": f"Customer {number}",
            },
        )
        add_profile_key(
            domain,
            {
                "ProfileId": profile.profile_id,
                "KeyName": "customerId",
                "Values": [f"C-{number}"],
            },
        )


@contextmanager
def filled_mock(profiles: int) -> Iterator[Any]:
    """A client of an active mock, whose one domain holds that many profiles."""
    from cprofiles_mock import mock_customerprofiles

    with mock_customerprofiles() as mock:
        client = new_client(Session(), "customer-profiles")
        client.create_domain(DomainName=DOMAIN_NAME, DefaultExpirationDays=366)
        client.put_profile_object_type(DomainName=DOMAIN_NAME, **OBJECT_TYPE)
        domain = mock.backend().domains[DOMAIN_NAME]
        create_customers(domain, profiles)
        yield client


def our_calls(profiles: int, pairs: int) -> dict[str, list[float]]:
    """Of each of our calls the ratios to its floor; in an interpreter of its own, as the others."""
    with filled_mock(profiles) as client:
        watched = observed_client()
        return {
            f"{name}{suffix}": against_floor("customer-profiles", each, call, pairs)
            for suffix, each in (("", client), (", observed", watched))
            for name, call in calls_among(profiles).items()
        }


def observed_client() -> Any:
    """A client that somebody looks at, so that its calls go the ordinary way through botocore."""
    client = new_client(Session(), "customer-profiles")
    client.meta.events.register("before-send", lambda **_: None)
    return client


def connect_call(pairs: int) -> list[float]:
    """moto's own; registering this project's package would change moto's way in."""
    from moto import mock_aws

    with mock_aws():
        client = new_client(Session(), "connect")
        instance = client.create_instance(
            IdentityManagementType="CONNECT_MANAGED",
            InstanceAlias="bench",
            InboundCallsEnabled=True,
            OutboundCallsEnabled=True,
        )
        found = against_floor(
            "connect",
            client,
            lambda asked: asked.describe_instance(InstanceId=instance["Id"]),
            pairs,
        )
    assert "cprofiles_mock" not in sys.modules
    return found


def stubber_call(pairs: int) -> list[float]:
    """botocore's Stubber, which answers before a request is signed. Queueing is not timed."""
    call = calls_among(0)["GetDomain"]
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
