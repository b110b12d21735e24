"""The pages of the journal: the calls as they come, and all of one call."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.instruments.controls import active_controls
from tests.resources.matching.test_rule_matching import create, new_domain
from tests.server.pages.conftest import Look, follow
from tests.support.expectations import service_error
from tests.support.ingesting import CUSTOMER, ORDER, define, put

pytestmark = pytest.mark.in_process


def test_the_journal_shows_the_newest_calls_first(client: Any, domain: str, look: Look) -> None:
    client.create_profile(DomainName=domain, FirstName="x" * 100, Attributes={"a": "b"})
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_domain(DomainName="nothing")
    where = "us-east-1, 123456789012"
    page = look("journal")
    cut = f'DomainName=customers, FirstName={"x" * 60}…, Attributes={{"a": "b"}}'
    assert page.tables[0] == [
        ["Call", "Operation", "Parameters", "Where", "Answer"],
        ["3", "GetDomain", "DomainName=nothing", where, "ResourceNotFoundException"],
        ["2", "CreateProfile", cut, where, "ok"],
        ["1", "CreateDomain", "DomainName=customers, DefaultExpirationDays=366", where, "ok"],
    ]
    assert "The last 10,000 calls at the most" in page.text
    rows = look("journal/rows")
    assert [each["id"] for each in rows.of("tr")] == ["call-3", "call-2", "call-1"]


def test_a_call_shows_all_that_was_sent_and_answered(
    client: Any, domain: str, handle: Any, look: Look
) -> None:
    client.create_profile(DomainName=domain, FirstName="x" * 100)
    handle.fail_next("ListDomains", "EndpointConnectionError")
    with pytest.raises(Exception, match="Could not connect"):
        client.list_domains()
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_domain(DomainName="nothing")
    journal = look("journal")
    page = follow(journal.links["2"])
    assert page.title == "Call 2, CreateProfile - cprofiles_mock"
    assert f'"FirstName": "{"x" * 100}"' in page.text
    assert '{\n  "ProfileId": "' in page.text
    assert "EndpointConnectionError: no answer came" in follow(journal.links["3"]).text
    page = follow(journal.links["4"])
    assert "ResourceNotFoundException, status 404" in page.text
    assert "DomainName nothing is not found in account 123456789012" in page.text
    gone = look("call", number=99, status=404)
    assert "Call 99 is not in the journal." in gone.text


def test_a_call_that_is_under_way_says_so(
    client: Any, domain: str, handle: Any, look: Look
) -> None:
    seen: list[str] = []

    def look_meanwhile(parameters: Any) -> bool:
        page = look("journal")
        seen.extend(page.tables[0][1])
        seen.append(follow(page.links["2"]).text)
        seen.append(str(page.of("tr")[1]["data-state"]))
        return True

    handle.fail_next("ListDomains", "ThrottlingException", when=look_meanwhile)
    with service_error("ThrottlingException", "Rate exceeded"):
        client.list_domains()
    assert seen[4] == "under way"
    assert "The call is under way." in seen[5]
    assert seen[6] == "under way"


def test_a_retry_says_which_attempt_it_is(
    look: Look, customerprofiles: Any, handle: Any, no_pauses: None
) -> None:
    handle.fail_next("ListDomains", "ThrottlingException")
    customerprofiles.list_domains()
    assert look("journal").tables[0][1][1] == "ListDomains attempt 2"


def test_a_call_for_a_stack_says_so(look: Look, customerprofiles: Any) -> None:
    controls = active_controls()
    assert controls is not None
    call = controls.journal.begin("ListDomains", {}, "us-east-1", "123456789012", "")
    call.stack = "app"
    page = look("journal")
    assert page.tables[0][1][1] == "ListDomains stack app"
    shown = look("call", number=str(call.number)).text
    assert "in us-east-1 of account 123456789012, for stack app." in shown


def test_a_row_of_the_journal_is_short(client: Any, domain: str, look: Look) -> None:
    members = ("FirstName", "MiddleName", "LastName", "BusinessName")
    client.create_profile(DomainName=domain, **dict.fromkeys(members, "x" * 100))
    shown = look("journal").tables[0][1][2]
    assert len(shown) == 201
    assert shown.endswith("…")


def test_an_empty_journal_says_so(look: Look) -> None:
    page = look("journal")
    assert page.of("p")[-1] == {"id": "none"}
    assert "No calls are kept." in page.text


def test_without_scripts_the_journal_can_reload_itself(
    client: Any, domain: str, look: Look
) -> None:
    page = look("journal")
    assert {"http-equiv": "refresh", "content": "2"} not in page.of("meta")
    assert page.of("tbody")[0]["data-rows"] == "/cprofiles-mock/page/journal/rows"
    page = follow(page.links["let it reload itself"])
    assert {"http-equiv": "refresh", "content": "2"} in page.of("meta")
    assert "data-rows" not in page.of("tbody")[0]
    assert page.links["Stop that"] == "/cprofiles-mock/page/journal"
    assert {"http-equiv": "refresh", "content": "60"} in look("journal", refresh=999).of("meta")
    assert "let it reload itself" in look("journal", refresh=0).links


def test_older_calls_stand_still(client: Any, domain: str, look: Look) -> None:
    for _ in range(50):
        client.list_domains()
    page = follow(look("journal").links["Next"])
    assert [row[1] for row in page.tables[0][1:]] == ["CreateDomain"]
    assert "data-rows" not in page.of("tbody")[0]


def test_dead_letters_are_listed_with_what_was_tried(client: Any, domain: str, look: Look) -> None:
    nothing = "No object failed to reach a profile, and no profile failed to be matched."
    assert nothing in look("dead-letters").text
    define(client, "Order", ORDER)
    key = put(client, "Order", number="O-1", customer="<b>C-1")
    page = look("dead-letters")
    for shown in (
        key,
        "orderNumber O-1",
        "customers",
        "does not allow profile creation",
        "customerId '<b>C-1' leads",
    ):
        assert shown in page.text
    assert "dead letter" in look("journal").text
    assert "customerId '<b>C-1' leads to no profile" in follow(page.of("a")[-2]["href"] or "").text


def test_a_value_at_fault_is_shown_with_its_source(client: Any, domain: str, look: Look) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", name={"first": "x" * 300})
    page = look("dead-letters")
    assert "from _source.name.first of field first" in page.text
    call = follow(page.links["3"]).text
    assert "object customerId 'C-1' of type Customer" in call
    assert "was accepted and not ingested: The value for _profile.FirstName is longer than" in call


@pytest.mark.in_process
def test_a_profile_that_rules_do_not_match_is_listed_too(client: Any, look: Look) -> None:
    new_domain(client, MatchingRules=[{"Rule": ["LastName"]}])
    for _ in range(501):
        last = create(client, LastName="Lee")
    page = look("dead-letters")
    assert page.tables[0][1][2] == "_profile"
    assert "All attributes at rule level 1" in page.text
    call = follow(page.links[page.tables[0][1][0]]).text
    assert f"profile {last} ({last}) was accepted and not matched: All attributes" in call
