"""Numbers, times and letters: each has one form on all pages, the one that people read."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
import time_machine

from cprofiles_mock.instruments.controls import active_controls
from cprofiles_mock.server.pages.rendering import number
from tests.resources.test_profile_objects import needs_batch
from tests.server.pages.conftest import Look, follow
from tests.support.ingesting import CUSTOMER, define, profile_id, put

pytestmark = pytest.mark.in_process

WHERE = {"domain_name": "customers"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (999, "999"), (3904, "3,904"), (10_000, "10,000"), (2.0, "2"), (1000.5, "1,000.5")],
)
def test_a_number_has_a_comma_between_thousands(value: float, shown: str) -> None:
    assert number(value) == shown


def test_numbers_have_the_same_form_on_all_pages(client: Any, handle: Any, look: Look) -> None:
    controls = active_controls()
    assert controls is not None
    controls.journal._numbers = count(1000)
    client.create_domain(DomainName="customers", DefaultExpirationDays=1098)
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", email="ada@example.com")
    found = handle.backend().domains["customers"].profiles[profile_id(client, "customerId", "C-1")]
    found.object_count = 1000
    handle.lag(seconds=86_400)
    page = look("domain", **WHERE)
    assert page.tables[0][1][4] == "1,000"
    assert ["DefaultExpirationDays", "1,098"] in page.tables[-1]
    assert "hidden for 86,400 seconds" in page.text
    handle.lag(reads=1000)
    assert "hidden for 1,000 reads" in look("domain", **WHERE).text
    journal = look("journal")
    assert [row[0] for row in journal.tables[0][-2:]] == ["1,001", "1,000"]
    call = follow(journal.links["1,000"])
    assert call.title == "Call 1,000, CreateDomain - cprofiles_mock"
    assert "Call 1,000, attempt 1, in us-east-1" in call.text
    assert "Call 2,000 is not in the journal." in look("call", number=2000, status=404).text


def test_times_are_to_the_millisecond_as_in_answers(client: Any, look: Look) -> None:
    with time_machine.travel(1767323045.1234567, tick=False):
        client.create_domain(DomainName="customers", DefaultExpirationDays=30)
        define(client, "Customer", CUSTOMER)
        put(client, "Customer", id="C-1", email="ada@example.com")
        answer = client.get_domain(DomainName="customers")
        assert answer["CreatedAt"].microsecond == 123_000
        page = look("domain", **WHERE)
        assert ["CreatedAt", "2026-01-02T03:04:05.123Z"] in page.tables[-1]
        page = look("profile", profile_id=profile_id(client, "customerId", "C-1"), **WHERE)
    assert "Expires at 2026-02-01T03:04:05.123Z" in page.text
    assert {row[3] for row in page.tables[0][1:]} == {"2026-01-02T03:04:05.123Z"}
    assert {row[0] for row in page.tables[-1][1:]} == {"2026-01-02T03:04:05.123Z"}
    assert "Updated at 2026-01-02T03:04:05.123Z" in page.text


@needs_batch
def test_letters_that_a_client_escaped_are_shown_as_themselves(
    client: Any, domain: str, look: Look
) -> None:
    define(client, "Customer", CUSTOMER)
    name = {"first": "José", "last": "Łódź"}
    put(client, "Customer", id="C-1", name=name)
    client.batch_put_profile_object(
        DomainName=domain,
        ObjectTypeName="Customer",
        Items=[{"Id": "1", "Object": json.dumps({"id": "C-2", "name": {"first": "Zoë"}})}],
    )
    found = profile_id(client, "customerId", "C-1")
    client.list_profile_objects(DomainName=domain, ObjectTypeName="Customer", ProfileId=found)
    journal = look("journal")
    pages = [journal, look("profile", profile_id=found, **WHERE)]
    pages += [follow(journal.links[number]) for number in journal.links if number.isdigit()]
    for page in pages:
        assert "\\u" not in page.text
    assert '"first": "José"' in pages[1].text
    assert "José" in journal.text
    sent = [page.text for page in pages[2:]]
    assert sum(r"\"last\": \"Łódź\"" in text for text in sent) == 2
    assert sum(r"\"first\": \"Zoë\"" in text for text in sent) == 1
