"""The pages: what each shows of what the mock holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.server.pages.conftest import Look, follow
from tests.support.ingesting import CUSTOMER, define, profile_id, profiles, put

pytestmark = pytest.mark.in_process

WHERE = {"domain_name": "customers"}
CALCULATED = "Calculated attributes"


@pytest.fixture
def ada(client: Any, domain: str) -> Iterator[str]:
    """The id of a profile that a customer's object made, and that was changed by hand.

    The clock stands still at the moment of the change.
    """
    with time_machine.travel("2026-01-02T03:04:05Z", tick=False):
        define(client, "Customer", CUSTOMER)
        put(client, "Customer", id="C-1", email="Ada@Example.com", name={"first": "Ada"})
        found = profile_id(client, "customerId", "C-1")
    with time_machine.travel("2026-01-03T00:00:00Z", tick=False):
        client.update_profile(
            DomainName="customers",
            ProfileId=found,
            LastName="Lovelace",
            Address={"City": "London"},
        )
        yield found


# --- domains ------------------------------------------------------------------------------------


def test_without_domains_it_says_how_to_make_one(look: Look) -> None:
    page = look()
    assert page.title == "Domains - cprofiles_mock"
    assert page.tables == []
    assert "There are no domains here. CreateDomain makes one" in page.text


def test_the_first_page_lists_all_domains(
    make_client: Any, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_client().create_domain(DomainName="shop", DefaultExpirationDays=30)
    make_client().create_profile(DomainName="shop")
    make_client("eu-west-2").create_domain(DomainName="laden", DefaultExpirationDays=30)
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "a/../b?c")
    make_client().create_domain(DomainName="elsewhere", DefaultExpirationDays=30)
    heads = ["DomainName", "Account", "Region", "Profiles", "Objects"]
    shop = ["shop", "123456789012", "us-east-1", "1", "0"]
    laden = ["laden", "123456789012", "eu-west-2", "0", "0"]
    elsewhere = ["elsewhere", "a/../b?c", "us-east-1", "0", "0"]
    page = look()
    assert page.tables == [[heads, laden, shop, elsewhere]]
    assert follow(page.links["elsewhere"]).headings[0] == "Domain elsewhere"
    assert look(region="us-east-1").tables == [[heads, shop, elsewhere]]
    assert look(account_id="123456789012").tables == [[heads, laden, shop]]
    assert look(account_id="123456789012", region="us-east-1").tables == [[heads, shop]]
    assert look(account_id="1").tables == []


def test_a_domain_shows_its_settings_and_what_is_in_it(client: Any, look: Look) -> None:
    with time_machine.travel("2026-01-02T03:04:05Z", tick=False):
        client.create_domain(
            DomainName="customers",
            DefaultExpirationDays=30,
            Matching={"Enabled": True},
            Tags={"team": "crm"},
        )
        define(client, "Customer", CUSTOMER)
        define(client, "CTR", {"TemplateId": "CTR"})
        for uri, types in (
            ("arn:aws:appflow:us-east-1:1:flow/crm", {"ObjectTypeName": "Customer"}),
            (
                "arn:aws:app-integrations:us-east-1:1:event-integration/s",
                {"ObjectTypeNames": {"customers/update": "Customer", "orders/new": "CTR"}},
            ),
        ):
            client.put_integration(DomainName="customers", Uri=uri, **types)
        acme = client.create_profile(
            DomainName="customers", BusinessName="Acme", PhoneNumber="555", EmailAddress="a@b"
        )["ProfileId"]
        page = look("domain", **WHERE)
    assert page.headings == [
        "Domain customers", "Search by key", "Profiles", "Integrations", "Object types", "Settings",
    ]  # fmt: skip
    assert "Profiles: 1, metered as 1. Objects: 0, of 0 bytes." in page.text
    listed, integrations, object_types, settings = page.tables
    assert listed[1:] == [[acme, "Acme", "a@b", "555", "0"]]
    assert [row[:3] for row in object_types[1:]] == [
        ["Customer", "objects of type Customer", "customerId, customerEmail"],
        ["CTR", "objects of type CTR (template CTR)", "_ctrContactId"],
    ]
    assert integrations[1:] == [
        ["arn:aws:appflow:us-east-1:1:flow/crm", "Customer"],
        [
            "arn:aws:app-integrations:us-east-1:1:event-integration/s",
            "customers/update: Customer, orders/new: CTR",
        ],
    ]
    assert [row[0] for row in settings] == [
        "DefaultExpirationDays", "CreatedAt", "LastUpdatedAt", "Matching", "Tag team",
    ]  # fmt: skip
    assert settings[0][1] == "30"
    assert settings[1][1] == "2026-01-02T03:04:05Z"
    assert settings[4][1] == "crm"


def test_profiles_come_in_pages_of_fifty(client: Any, domain: str, look: Look) -> None:
    made = [client.create_profile(DomainName=domain)["ProfileId"] for _ in range(101)]
    page = look("domain", **WHERE)
    assert [row[0] for row in page.tables[0][1:]] == made[:50]
    assert "1 to 50 of 101, page 1 of 3" in page.text
    assert {"Previous", "First"} & page.links.keys() == set()
    assert "101 to 101 of 101, page 3 of 3" in follow(page.links["Last"]).text
    page = follow(page.links["Next"])
    assert [row[0] for row in page.tables[0][1:]] == made[50:100]
    assert "Last" not in page.links
    page = follow(page.links["Next"])
    assert [row[0] for row in page.tables[0][1:]] == made[100:]
    assert {"Next", "Last"} & page.links.keys() == set()
    assert "51 to 100 of 101" in follow(page.links["Previous"]).text
    assert "1 to 50 of 101" in follow(page.links["First"]).text
    assert "101 to 101 of 101" in look("domain", profiles="999", **WHERE).text
    assert "1 to 50 of 101" in look("domain", profiles="-1", **WHERE).text
    assert "1 to 50 of 101" in look("domain", profiles="²", **WHERE).text


def test_profiles_that_are_no_more_keep_their_history(client: Any, ada: str, look: Look) -> None:
    client.delete_profile(DomainName="customers", ProfileId=ada)
    page = look("domain", **WHERE)
    assert page.headings[-1] == "Profiles that are no more"
    assert page.tables[-1][1:] == [[ada, "DELETED_BY_CUSTOMER"]]
    page = follow(page.links[ada])
    assert page.headings == ["Profile", "History"]
    assert "This profile is no more" in page.text
    assert [row[1] for row in page.tables[0][1:]] == [
        "DELETED_BY_CUSTOMER", "UPDATED", "INGESTED", "CREATED",
    ]  # fmt: skip


# --- a profile ----------------------------------------------------------------------------------


def test_a_profile_shows_its_fields_and_where_they_come_from(ada: str, look: Look) -> None:
    page = look("profile", profile_id=ada, **WHERE)
    assert page.title == "Ada Lovelace - cprofiles_mock"
    assert page.headings == [
        "Ada Lovelace",
        "Fields",
        "Keys",
        "Objects",
        "Customer",
        CALCULATED,
        "History",
    ]
    ingested, by_hand = "2026-01-02T03:04:05Z", "2026-01-03T00:00:00Z"
    assert page.tables[0] == [
        ["Field", "Value", "From", "Set at"],
        ["AccountNumber", "C-1", "Customer", ingested],
        ["FirstName", "Ada", "Customer", ingested],
        ["LastName", "Lovelace", "by hand", by_hand],
        ["EmailAddress", "Ada@Example.com", "Customer", ingested],
        ["Address.City", "London", "by hand", by_hand],
    ]


def test_a_profile_shows_what_leads_to_it(client: Any, ada: str, look: Look) -> None:
    client.add_profile_key(
        DomainName="customers", ProfileId=ada, KeyName="pair", Values=["One", "Two"]
    )
    client.delete_profile_key(
        DomainName="customers", ProfileId=ada, KeyName="_email", Values=["ada@example.com"]
    )
    page = look("profile", profile_id=ada, **WHERE)
    assert page.tables[1] == [
        ["KeyName", "Values, as they compare", "Fed by"],
        ["_profileId", ada, "every profile has it"],
        ["pair", "One, Two", "added by hand"],
        ["_account", "C-1", "fields"],
        ["_email deleted", "ada@example.com", "fields"],
        ["_fullName", "ada lovelace", "fields"],
        ["customerId", "C-1", "objects of Customer"],
        ["customerEmail", "ada@example.com", "objects of Customer"],
    ]
    found = follow(page.links["pair"])
    assert [row[0] for row in found.tables[0][1:]] == [ada]
    assert [each["value"] for each in found.of("input") if each["name"] == "Values"] == [
        "One", "Two", "",
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning")
def test_objects_are_laid_out_and_long_ones_are_cut(client: Any, ada: str, look: Look) -> None:
    put(client, "Customer", id="C-1", long="x" * 2_000)
    client.put_profile_object(
        DomainName="customers",
        ObjectTypeName="Customer",
        Object='{"id": "C-1", "price": 1.10}',
    )
    page = look("profile", profile_id=ada, **WHERE)
    assert '{\n  "id": "C-1",\n  "price": 1.10\n}' in page.text
    assert "28 bytes" in page.text
    put(client, "Customer", id="C-1", long="x" * 2_000)
    page = look("profile", profile_id=ada, **WHERE)
    assert "All 2,031 characters" in page.text
    assert f'"{"x" * 2_000}"' in page.text


def test_standard_objects_are_shown_beside_those_that_made_them(
    client: Any, domain: str, look: Look
) -> None:
    fields = {"i": {"Source": "_source.i", "Target": "_order.Name"}}
    keys = {"i": [{"StandardIdentifiers": ["UNIQUE", "PROFILE", "ORDER"], "FieldNames": ["i"]}]}
    define(client, "O", {"Fields": fields, "Keys": keys, "AllowProfileCreation": True})
    put(client, "O", i="1")
    page = look("profile", profile_id=profile_id(client, "i", "1"), **WHERE)
    assert page.headings == [
        "Profile",
        "Fields",
        "Keys",
        "Objects",
        "O",
        "_order",
        CALCULATED,
        "History",
    ]
    assert "Standard object, made of what other objects say." in page.text
    assert [row[2] for row in page.tables[0]][2:] == ["objects of O", "objects of _order"]


def test_an_inferred_profile_says_so(client: Any, domain: str, look: Look) -> None:
    define(client, "CTR", {"TemplateId": "CTR"})
    endpoint = {"Type": "TELEPHONE_NUMBER", "Address": "+12065550100"}
    put(client, "CTR", ContactId="1", CustomerEndpoint=endpoint)
    page = look("profile", profile_id=profile_id(client, "_phone", "2065550100"), **WHERE)
    assert "inferred from a contact record" in page.text


def test_preferences_are_one_field(client: Any, domain: str, look: Look) -> None:
    preferences = {"Phone": [{"KeyName": "_phone", "KeyValue": "1", "ProfileId": "0" * 32}]}
    made = client.create_profile(DomainName=domain, EngagementPreferences=preferences)
    rows = look("profile", profile_id=made["ProfileId"], **WHERE).tables[0]
    assert rows[1][0] == "EngagementPreferences"
    assert json.loads(rows[1][1]) == preferences


def test_history_comes_newest_first_in_pages(client: Any, domain: str, look: Look) -> None:
    made = client.create_profile(DomainName=domain, FirstName="n0")["ProfileId"]
    for number in range(1, 60):
        client.update_profile(DomainName=domain, ProfileId=made, FirstName=f"n{number}")
    page = look("profile", profile_id=made, **WHERE)
    assert [row[1] for row in page.tables[-1][1:]] == ["UPDATED"] * 50
    assert '"FirstName": "n59"' in page.tables[-1][1][4]
    page = follow(page.links["Next"])
    assert [row[1] for row in page.tables[-1][1:]] == [*["UPDATED"] * 9, "CREATED"]
    assert page.tables[-1][1][3] == "arn:aws:sts::123456789012:user/moto"


# --- search -------------------------------------------------------------------------------------


def test_a_search_finds_what_search_profiles_finds(ada: str, look: Look) -> None:
    page = look("search", KeyName="_email", Values=["ADA@example.com", "", ""], **WHERE)
    assert "Found: 1" in page.headings
    assert "Compared by _email as ada@example.com." in page.text
    assert page.tables[0][1:] == [[ada, "Ada Lovelace", "Ada@Example.com", "", "1"]]


def test_a_search_for_nothing_asks_for_a_key(client: Any, domain: str, look: Look) -> None:
    for asked in ({}, {"KeyName": "_email"}, {"KeyName": "_email", "Values": ""}):
        page = look("search", **asked, **WHERE)
        assert "Give the name of a key, and the value of each of its fields." in page.text


def test_a_search_that_finds_nothing_says_why(client: Any, ada: str, look: Look) -> None:
    one = look("search", KeyName="_email", Values=["b@example.com"], **WHERE)
    assert "No profile has this key with this value." in one.text
    two = look("search", KeyName="_email", Values=["a", "b"], **WHERE)
    assert "No profile has this key with these values." in two.text
    of_a_template = look("search", KeyName="_zendeskUserId", Values=["1"], **WHERE)
    assert "No profile has this key" in of_a_template.text


def test_a_search_by_an_unknown_key_says_what_may_be_meant(ada: str, look: Look) -> None:
    page = look("search", KeyName="EmailAddress", Values=["ada@example.com"], **WHERE)
    assert (
        "SearchProfiles by 'EmailAddress' finds nothing: no key of that name is defined; did you "
        "mean '_email'? Search by _email"
    ) in page.text
    assert follow(page.links["Search by _email"]).tables[0][1][0] == ada
    page = look("search", KeyName="zzzzzzzzzzzz", Values=["1"], **WHERE)
    assert "no key of that name is defined" in page.text
    assert "Search by _" not in page.text


# --- what the lag hides, and what is due --------------------------------------------------------


def test_what_the_lag_hides_is_shown_and_marked(
    client: Any, domain: str, handle: Any, look: Look
) -> None:
    define(client, "Customer", CUSTOMER)
    handle.lag(reads=1)
    put(client, "Customer", id="C-1")
    domain_page = look("domain", **WHERE)
    assert "what is new is hidden for 1 reads" in domain_page.text
    assert domain_page.tables[0][1][0].endswith("hidden by the lag")
    (new,) = (name for name in domain_page.links if len(name) == 32)
    for _ in range(3):
        page = look("profile", profile_id=new, **WHERE)
        assert page.headings[4].endswith("hidden by the lag")
    found = look("search", KeyName="customerId", Values=["C-1"], **WHERE)
    assert found.tables[0][1][0].endswith("hidden by the lag")
    assert profiles(client, "customerId", "C-1") == []
    assert "hidden by the lag" not in look("profile", profile_id=new, **WHERE).text
    assert profile_id(client, "customerId", "C-1") == new


def test_a_new_key_is_marked_alone(client: Any, ada: str, handle: Any, look: Look) -> None:
    with time_machine.travel("2026-01-04T00:00:00Z", tick=False) as clock:
        handle.lag(seconds=5)
        client.add_profile_key(DomainName="customers", ProfileId=ada, KeyName="new", Values=["1"])
        assert "hidden for 5 seconds" in look("domain", **WHERE).text
        page = look("profile", profile_id=ada, **WHERE)
        assert [row[0] for row in page.tables[1] if "hidden" in row[0]] == ["new hidden by the lag"]
        found = look("search", KeyName="new", Values=["1"], **WHERE)
        assert found.tables[0][1][0].endswith("hidden by the lag")
        clock.shift(5)
        assert "hidden" not in look("profile", profile_id=ada, **WHERE).text
        clock.shift(-1)
        handle.lag(reads=0)
        assert "hidden" not in look("profile", profile_id=ada, **WHERE).text


def test_what_is_due_to_expire_is_marked_and_stays(client: Any, ada: str, look: Look) -> None:
    with time_machine.travel("2029-01-01T00:00:00Z", tick=False):
        page = look("profile", profile_id=ada, **WHERE)
        assert page.headings[4] == "Customer expired"
        assert "Expires at 2027-01-04T00:00:00Z expired" in " ".join(page.text.split())
        assert look("domain", **WHERE).tables[0][1][0] == f"{ada} expired"
        assert client.get_domain(DomainName="customers")["Stats"]["ProfileCount"] == 0


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "parameters", "text"),
    [
        ("nothing", {}, "There is no page /cprofiles-mock/page/nothing."),
        ("domain", {}, "DomainName  is not found in account 123456789012."),
        ("domain", {"domain_name": "x"}, "DomainName x is not found in account 123456789012."),
        ("search", {"domain_name": "x"}, "DomainName x is not found in account 123456789012."),
        (
            "domain",
            {"domain_name": "customers", "region": "mars-north-1"},
            "DomainName customers is not found in account 123456789012.",
        ),
        (
            "profile",
            {"domain_name": "customers", "profile_id": "p"},
            "Profile p is not found in domain customers.",
        ),
    ],
)
def test_what_is_not_there_has_a_page_that_says_so(
    client: Any, domain: str, look: Look, page: str, parameters: dict[str, str], text: str
) -> None:
    refused = look(page, status=404, **parameters)
    assert refused.headings == ["That cannot be shown"]
    assert text in refused.text


# --- what looking does not do -------------------------------------------------------------------


def test_looking_changes_nothing(
    client: Any, ada: str, handle: Any, look: Look, customerprofiles_mock: Any
) -> None:
    from cprofiles_mock.models import customerprofiles_backends

    handle.lag(reads=5)
    client.create_profile(DomainName="customers", PhoneNumber="1")
    domain = customerprofiles_mock.backend().domains["customers"]
    before = (
        customerprofiles_mock.dump(),
        domain.profiles.delayed.reads,
        domain.object_types.implied.copy(),
    )
    calls = len(customerprofiles_mock.calls)
    with time_machine.travel("2029-01-01T00:00:00Z"):
        for page in ("", "domain", "search", "profile", "journal", "call"):
            for where in ({}, {"account_id": "1"}, {"region": "eu-west-2"}, {"region": "x"}):
                asked = {"KeyName": "_phone", "Values": "1", "profile_id": ada}
                status = 404 if where and page in {"domain", "search", "profile"} else 200
                look(page, status=status, **WHERE, **where, **asked)
    assert (
        customerprofiles_mock.dump(),
        domain.profiles.delayed.reads,
        domain.object_types.implied,
    ) == before
    assert len(customerprofiles_mock.calls) == calls
    accounts = dict.items(customerprofiles_backends)
    assert [(name, list(dict.keys(regions))) for name, regions in accounts] == [
        ("123456789012", ["us-east-1"])
    ]
