"""What PutProfileObject would do with an object, told without doing it."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from functools import partial
from random import Random
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.moto_api._internal import mock_random

from cprofiles_mock import Explanation, mock_customerprofiles
from cprofiles_mock.instruments.tables import display_width
from tests.contract.shapes import input_of
from tests.snapshots.rich import PURCHASE, build, everything
from tests.support.clock import Clock, stopped
from tests.support.controls import ControlsOnServer
from tests.support.ingesting import CUSTOMER, ORDER, define, keyed, objects, profile_id, put

pytestmark = [
    pytest.mark.in_process,
    pytest.mark.skipif(
        "SourcePriority" not in input_of("PutProfileObjectType").members,
        reason="this botocore does not know SourcePriority",
    ),
    # Objects lack things on purpose.
    pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning"),
]

ADA: dict[str, Any] = {"id": "C-1", "email": "ada@example.com", "name": {"first": "Ada"}}


@pytest.fixture
def explain(client: Any, domain: str, customerprofiles_mock: Any) -> Any:
    """Explains an object of a domain with customers and orders; says nothing that is not so."""
    define(client, "Customer", CUSTOMER)
    define(client, "Order", ORDER)

    def explain(object_type_name: str, source: Any = None, **members: Any) -> Explanation:
        what = members if source is None else source
        before = customerprofiles_mock.dump()
        explanation: Explanation = customerprofiles_mock.explain(
            object_type_name, what, domain_name="customers"
        )
        assert customerprofiles_mock.dump() == before
        assert all(display_width(line) <= 80 for line in str(explanation).splitlines())
        return explanation

    return explain


def becomes(explanation: Explanation) -> dict[str, str]:
    return {each.name: each.becomes for each in explanation.fields}


def leads_to(explanation: Explanation) -> dict[str, str]:
    return {each.name: each.leads_to for each in explanation.keys}


def test_an_object_that_makes_a_profile(explain: Any) -> None:
    explanation = explain("Customer", ADA)
    assert (explanation.result, explanation.profile_id) == ("created", None)
    assert explanation.rule == "No key leads to a profile, and the object type allows to make one."
    assert becomes(explanation) == {
        "id": "set", "email": "set", "first": "set",
        "last": "no value", "city": "no value", "tier": "no value",
    }  # fmt: skip
    assert explanation.empty == ("last", "city", "tier")
    assert leads_to(explanation) == {"customerId": "no profile", "customerEmail": "for search"}
    [first] = [each for each in explanation.fields if each.name == "first"]
    assert (first.source, first.value, first.target) == (
        "_source.name.first", "Ada", "_profile.FirstName",
    )  # fmt: skip
    [key, _] = explanation.keys
    assert (key.identifiers, key.values) == (("PROFILE", "UNIQUE"), (("C-1",),))


def test_it_reads_as_a_table(explain: Any) -> None:
    assert (
        str(explain("Customer", ADA))
        == """\
PutProfileObject of Customer into customers would make a profile
  No key leads to a profile, and the object type allows to make one.

Field  Source              Value              Target                    Becomes
-----  ------------------  -----------------  ------------------------  --------
id     _source.id          'C-1'              _profile.AccountNumber    set
email  _source.email       'ada@example.com'  _profile.EmailAddress     set
first  _source.name.first  'Ada'              _profile.FirstName        set
last   _source.name.last   -                  _profile.LastName         no value
city   _source.city        -                  _profile.Address.City     no value
tier   _source.tier        -                  _profile.Attributes.tier  no value

Key            Identifiers      Values             Leads to
-------------  ---------------  -----------------  ----------
customerId     PROFILE, UNIQUE  'C-1'              no profile
customerEmail  -                'ada@example.com'  for search

Stays empty: last, city, tier"""
    )


def test_an_object_that_goes_to_a_profile_and_what_stays_there(explain: Any, client: Any) -> None:
    put(client, "Customer", {**ADA, "tier": "gold"})
    ada = profile_id(client, "customerId", "C-1")
    client.update_profile(DomainName="customers", ProfileId=ada, FirstName="Augusta")
    explanation = explain("Customer", {**ADA, "tier": "silver"})
    assert (explanation.result, explanation.profile_id) == ("attached", ada)
    assert explanation.rule == "Key customerId leads to that profile and no other."
    assert explanation.notes == ("It replaces the object of its unique key that is there.",)
    assert becomes(explanation)["tier"] == "set"
    assert becomes(explanation)["first"] == "'Augusta', set by hand, stays"
    assert leads_to(explanation)["customerId"] == f"profile {ada}"
    put(client, "Customer", {**ADA, "tier": "silver"})
    found = client.batch_get_profile(DomainName="customers", ProfileIds=[ada])["Profiles"][0]
    assert (found["FirstName"], found["Attributes"]) == ("Augusta", {"tier": "silver"})


def test_an_object_whose_type_ranks_lower(explain: Any, client: Any) -> None:
    put(client, "Customer", ADA)
    define(client, "Better", CUSTOMER, SourcePriority=1)
    put(client, "Better", {**ADA, "id": "C-1", "name": {"first": "Augusta"}})
    assert becomes(explain("Customer", ADA))["first"] == "'Augusta', of Better, stays"


def test_an_object_that_becomes_a_dead_letter(explain: Any, client: Any) -> None:
    explanation = explain("Order", number="O-1", customer="C-9", total=5)
    assert explanation.result == "dead letter"
    put(client, "Order", number="O-1", customer="C-9", total=5)
    with mock_customerprofiles() as mock:
        put(client, "Order", number="O-1", customer="C-9", total=5)
        assert explanation.rule == mock.dead_letters[0].reason
    assert becomes(explanation) == {
        "orderNumber": "for key orderNumber",
        "customer": "for key customerId",
        "total": "stays in the object",
    }
    assert leads_to(explanation) == {"orderNumber": "the object", "customerId": "no profile"}


def test_a_value_that_does_not_fit_is_the_reason(explain: Any) -> None:
    explanation = explain("Customer", id="C-1", name={"first": "x" * 300})
    assert explanation.result == "dead letter"
    text = "The value for _profile.FirstName is longer than 255 characters"
    assert explanation.rule == text
    assert becomes(explanation)["first"] == f"not valid: {text}"
    assert becomes(explanation)["id"] == "not set"


@pytest.mark.parametrize("text", ["{", "[]", '"x"', "", json.dumps({"x": "y" * 260_000})])
def test_what_is_no_object_is_refused_as_the_call_would_be(
    explain: Any, client: Any, text: str
) -> None:
    explanation = explain("Customer", text)
    assert (explanation.result, explanation.fields, explanation.keys) == ("refused", (), ())
    assert explanation.rule.startswith("BadRequestException: ")
    with pytest.raises((ClientError, Exception)):
        client.put_profile_object(DomainName="customers", ObjectTypeName="Customer", Object=text)


def test_an_object_without_its_key_is_refused_and_the_fields_say_why(
    explain: Any, client: Any
) -> None:
    explanation = explain("Customer", ID="C-1", name={"first": "Ada"})
    with pytest.raises(ClientError) as raised:
        put(client, "Customer", ID="C-1", name={"first": "Ada"})
    message = raised.value.response["Error"]["Message"]
    assert explanation.rule == f"BadRequestException: {message}"
    assert (becomes(explanation)["id"], becomes(explanation)["first"]) == ("no value", "not set")
    assert leads_to(explanation) == {
        "customerId": "no value of id", "customerEmail": "no value of email",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        (
            "Nope",
            "ResourceNotFoundException: Profile object type Nope is not found in domain customers",
        ),
        (
            "_order",
            "BadRequestException: Object type name _order is reserved, as are all that start with "
            "an underscore",
        ),
    ],
)
def test_a_type_that_takes_no_objects_is_refused(explain: Any, name: str, rule: str) -> None:
    explanation = explain(name, ADA)
    assert explanation.result == "refused"
    assert explanation.rule.startswith(rule)


def test_an_ambiguous_key_is_passed_over(explain: Any, client: Any) -> None:
    define(client, "Both", keyed(id="UNIQUE", phone="PROFILE", customerId="PROFILE"))
    put(client, "Customer", ADA)
    for _ in range(2):
        client.add_profile_key(
            DomainName="customers",
            ProfileId=client.create_profile(DomainName="customers")["ProfileId"],
            KeyName="phone",
            Values=["+1"],
        )
    explanation = explain("Both", id="1", phone="+1", customerId="C-1")
    ada = profile_id(client, "customerId", "C-1")
    assert explanation.profile_id == ada
    assert leads_to(explanation) == {
        "id": "the object", "phone": "2 profiles: ambiguous", "customerId": f"profile {ada}",
    }  # fmt: skip


def test_a_key_after_the_one_that_decides_is_not_tried(explain: Any, client: Any) -> None:
    define(client, "Both", keyed(id="UNIQUE", customerId="PROFILE", phone="PROFILE"))
    put(client, "Customer", ADA)
    assert leads_to(explain("Both", id="1", customerId="C-1", phone="1"))["phone"] == "not tried"


def test_an_object_that_is_older_than_the_stored_one(explain: Any, client: Any) -> None:
    timed = {
        "Fields": {
            "id": {"Source": "_source.id"},
            "at": {"Source": "_source.at", "Target": "_profile.SourceLastUpdatedTimestamp"},
            "first": {"Source": "_source.first", "Target": "_profile.FirstName"},
        },
        "Keys": {"timedId": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
        "AllowProfileCreation": True,
        "SourceLastUpdatedTimestampFormat": "yyyy-MM-dd",
    }
    define(client, "Timed", timed)
    put(client, "Timed", id="1", at="2030-01-02", first="Ada")
    older = explain("Timed", id="1", at="2030-01-01", first="Old")
    assert older.notes == (
        "The object of its unique key that is there is of a later time, and stays.",
    )
    assert becomes(older)["at"] == "its time: 2030-01-01T00:00:00Z"
    assert becomes(older)["first"] == "'Ada', of Timed, stays"
    assert becomes(explain("Timed", id="2", at="yesterday"))["at"] == "no time in this format"


def test_standard_objects_are_filled_if_their_key_has_a_value(explain: Any, client: Any) -> None:
    define(client, "Purchase", PURCHASE)
    put(client, "Customer", ADA)
    whole = {"id": "P-1", "customer": "C-1", "status": "open", "titles": ["a", "b"]}
    explanation = explain("Purchase", whole)
    assert becomes(explanation) == {
        "id": "set", "customer": "for key customerId", "status": "set", "total": "no value",
        "titles": "set", "middle": "no value",
    }  # fmt: skip
    put(client, "Purchase", {**whole, "middle": "M"})
    define(client, "Worse", {**PURCHASE, "SourcePriority": 2})
    assert becomes(explain("Worse", whole))["status"] == "stays as it is"
    by_total = {"StandardIdentifiers": ["ORDER"], "FieldNames": ["total"]}
    unique = {"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}
    keys = {**PURCHASE["Keys"], "purchaseId": [unique], "purchaseTotal": [by_total]}
    keyless = {**PURCHASE, "Keys": keys}
    define(client, "Keyless", keyless)
    assert becomes(explain("Keyless", whole))["status"] == "not set: no ORDER key has a value"
    assert becomes(explain("Purchase", {**whole, "customer": "C-9"}))["status"] == "not set"


def test_two_fields_with_one_target_and_one_with_many(explain: Any, client: Any) -> None:
    several = {
        "Fields": {
            "id": {"Source": "_source.id"},
            "one": {"Source": "_source.one", "Target": "_profile.FirstName"},
            "two": {"Source": "_source.two", "Target": "_profile.FirstName"},
            "address": {"Source": "_source.address", "Target": "_profile.Address"},
            "phone": {"Source": "_source.phone", "ContentType": "PHONE_NUMBER"},
        },
        "Keys": {"several": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
        "AllowProfileCreation": True,
    }
    define(client, "Several", several)
    source = {
        "id": "1", "one": "Ada", "two": "Grace", "phone": "+12065550100",
        "address": {"City": "Lima", "Country": "Peru"},
    }  # fmt: skip
    explanation = explain("Several", source)
    assert becomes(explanation) == {
        "id": "for key several", "one": "another field sets it", "two": "set",
        "address": "set", "phone": "PhoneNumber: set",
    }  # fmt: skip
    put(client, "Several", source)
    owner = profile_id(client, "several", "1")
    client.update_profile(DomainName="customers", ProfileId=owner, Address={"City": "Cusco"})
    assert becomes(explain("Several", source))["address"] == (
        "City: 'Cusco', set by hand, stays; Country: set"
    )


def test_a_contact_record_infers_a_profile(explain: Any, client: Any) -> None:
    record = {
        "ContactId": "1",
        "CustomerEndpoint": {"Address": "+12065550100", "Type": "TELEPHONE_NUMBER"},
    }
    first = explain("CTR", record)
    assert (first.result, first.rule) == (
        "created", "No key leads to a profile; one is inferred from its phone number.",
    )  # fmt: skip
    put(client, "CTR", record)
    second = explain("CTR", {**record, "ContactId": "2"})
    assert second.result == "attached"
    assert second.profile_id == profile_id(client, "_phone", "+12065550100")


@pytest.fixture
def merging(client: Any, customerprofiles_mock: Any) -> Any:
    """Explains an object of a domain whose rules have merged profiles from its beginning on."""
    client.create_domain(
        DomainName="customers", DefaultExpirationDays=30, RuleBasedMatching=MERGING
    )
    define(client, "Customer", CUSTOMER)
    return partial(customerprofiles_mock.explain, domain_name="customers")


def test_a_new_profile_that_rules_would_merge_into_an_older_one_is_told(
    client: Any, merging: Any, handle: Any
) -> None:
    older = client.create_profile(DomainName="customers", AccountNumber="C-1")["ProfileId"]
    explanation = merging("Customer", ADA)
    assert (explanation.result, explanation.profile_id) == ("created", older)
    assert explanation.merged == ()
    assert explanation.notes == (
        f"Rules merge the new profile into {older} at once, as they match.",
    )
    put(client, "Customer", ADA)
    assert list(handle.backend().domains["customers"].profiles) == [older]


def test_profiles_that_rules_would_merge_into_that_of_the_object_are_told(
    client: Any, merging: Any, handle: Any
) -> None:
    put(client, "Customer", id="C-1")
    owner = profile_id(client, "customerId", "C-1")
    younger = client.create_profile(DomainName="customers", EmailAddress=ADA["email"])["ProfileId"]
    explanation = merging("Customer", ADA)
    assert (explanation.result, explanation.profile_id) == ("attached", owner)
    assert explanation.merged == (younger,)
    assert explanation.notes == (
        "It replaces the object of its unique key that is there.",
        f"Rules merge into it, as it matches: {younger}.",
    )
    put(client, "Customer", ADA)
    assert list(handle.backend().domains["customers"].profiles) == [owner]


def test_a_full_profile_loses_its_oldest_object(explain: Any, client: Any) -> None:
    put(client, "Customer", ADA)
    for number in range(999):
        put(client, "Order", number=str(number), customer="C-1")
    assert explain("Order", number="new", customer="C-1").notes == (
        "The profile is full: 1 older object leaves it.",
    )
    put(client, "Order", number="new", customer="C-1")
    owner = profile_id(client, "customerId", "C-1")
    assert len(objects(client, owner, "Order", MaxResults=100)) == 100


def test_nothing_changes_whatever_is_explained(caplog: pytest.LogCaptureFixture) -> None:
    """Neither state, nor seeds, nor what is watched, nor logs, nor the journal."""
    with (
        mock_customerprofiles() as mock,
        stopped(datetime(2030, 1, 1, tzinfo=timezone.utc)) as clock,
    ):
        client = boto3.client("customer-profiles", region_name="us-east-1")
        build(client, clock)
        before, document, calls = everything(client), mock.dump(), len(mock.calls)
        caplog.clear()
        seed = mock_random.getstate()
        for name in mock.backend().domains:
            types = list(mock.backend().domains[name].object_types)
            for each in [*types, "CTR", "Nope"]:
                for source in ({}, ADA, {"id": "new", "customer": "C-1"}, {"ContactId": "1"}):
                    mock.explain(each, source, domain_name=name)
        assert mock_random.getstate() == seed
        assert caplog.records == []
        assert (mock.dump(), len(mock.calls)) == (document, calls)
        assert everything(client) == before


def test_what_is_due_by_the_clock_has_happened_in_it(explain: Any, client: Any) -> None:
    with stopped(datetime(2030, 1, 1, tzinfo=timezone.utc)) as clock:
        put(client, "Customer", ADA)
        assert explain("Customer", ADA).result == "attached"
        clock.tick(400 * 86_400)
        assert explain("Customer", ADA).result == "created"


def test_sources_are_not_watched_for_it(explain: Any, client: Any, handle: Any) -> None:
    for _ in range(20):
        explain("Customer", id="C-1")
    watched = handle.backend().domains["customers"].object_types["Customer"].watched_sources
    assert {each.objects for each in watched.unused} == {0}


def test_mistakes_of_the_test_are_errors(explain: Any, customerprofiles_mock: Any) -> None:
    with pytest.raises(ValueError, match="there is no domain 'shop' in us-east-1; there are"):
        customerprofiles_mock.explain("Customer", ADA, domain_name="shop")
    with pytest.raises(TypeError, match="object is an object, or JSON as a text, not 5"):
        customerprofiles_mock.explain("Customer", 5, domain_name="customers")
    with pytest.raises(TypeError, match="not JSON serializable"):
        customerprofiles_mock.explain("Customer", {"id": object()}, domain_name="customers")


def test_the_server_explains_too(server: str) -> None:
    controls = ControlsOnServer(server)
    controls.reset()
    client = boto3.client(
        "customer-profiles",
        endpoint_url=server,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    client.create_domain(DomainName="customers", DefaultExpirationDays=30)
    define(client, "Customer", CUSTOMER)
    where = {"object_type_name": "Customer", "domain_name": "customers"}
    for source in (ADA, json.dumps(ADA)):
        told = controls.call("POST", "explain", json={**where, "object": source})
        assert (told["result"], told["empty"]) == ("created", ["last", "city", "tier"])
        assert told["fields"][0] == {
            "name": "id", "source": "_source.id", "value": "C-1",
            "target": "_profile.AccountNumber", "becomes": "set",
        }  # fmt: skip
        assert told["text"].startswith("PutProfileObject of Customer into customers would make")
    assert client.get_domain(DomainName="customers")["Stats"]["ProfileCount"] == 0


@pytest.mark.parametrize("seed", range(3))
def test_whatever_it_says_happens(explain: Any, client: Any, handle: Any, seed: int) -> None:
    """Random objects, in a domain whose rules merge profiles."""
    client.update_domain(DomainName="customers", RuleBasedMatching=MERGING)
    define(client, "Purchase", PURCHASE)
    define(client, "Better", CUSTOMER, SourcePriority=1)
    with stopped(RULES_WORK) as clock:
        said = check_random_objects(explain, client, handle, clock, Random(seed))
    assert {each.result for each in said} == {"created", "attached", "dead letter", "refused"}
    assert any(each.merged for each in said)


def check_random_objects(
    explain: Any, client: Any, handle: Any, clock: Clock, random: Random
) -> list[Explanation]:
    """Explain random objects, put them, and see that what was said has happened."""
    said = []
    domain = handle.backend().domains["customers"]
    for _ in range(80):
        clock.tick(1)
        if random.random() < 0.1:
            client.create_profile(DomainName="customers", AccountNumber=random.choice("123"))
        name = random.choice(["Customer", "Better", "Order", "Purchase", "CTR"])
        text = json.dumps(random_object(random))
        profiles, letters = set(domain.profiles), len(handle.dead_letters)
        told = explain(name, text)
        said.append(told)
        refusal = put_text(client, name, text)
        if refusal:
            assert (told.result, told.rule) == ("refused", f"BadRequestException: {refusal}")
            continue
        if len(handle.dead_letters) > letters:
            assert (told.result, told.rule) == ("dead letter", handle.dead_letters[-1].reason)
            continue
        made = set(domain.profiles) - profiles
        assert set(told.merged) == profiles - set(domain.profiles)
        assert (told.profile_id is None) == bool(made)
        owner = domain.profiles[told.profile_id or made.pop()]
        assert any(each.object == text for each in owner.each_object())
        if told.merged:
            # Another profile's value may have won.
            continue
        for each in told.fields:
            if each.becomes == "set" and each.target == "_profile.FirstName":
                assert owner.first_name == each.value
            elif each.becomes == "set" and each.target == "_profile.EmailAddress":
                assert owner.email_address == str(each.value)
    return said


#: When the rules that an existing domain was given have begun to work, whenever that was.
RULES_WORK = datetime(2100, 1, 1, tzinfo=timezone.utc)

MERGING: Any = {
    "Enabled": True,
    "MatchingRules": [{"Rule": ["AccountNumber"]}, {"Rule": ["EmailAddress"]}],
    "MaxAllowedRuleLevelForMerging": 2,
    "MaxAllowedRuleLevelForMatching": 2,
    "ConflictResolution": {"ConflictResolvingModel": "RECENCY"},
}


def random_object(random: Random) -> dict[str, Any]:
    values: list[Any] = ["1", "2", "3", "a@example.com", "b@example.com", "x" * 300, None, 5]
    names = ("email", "city", "tier", "status", "total", "middle")
    found: dict[str, Any] = {name: random.choice(values) for name in names if random.random() < 0.5}
    for name in ("id", "number", "customer", "ContactId"):
        if random.random() < 0.9:
            found[name] = random.choice("123")
    if random.random() < 0.5:
        found["name"] = {"first": random.choice(["Ada", "Grace"])}
    if random.random() < 0.5:
        found["CustomerEndpoint"] = {"Address": f"+1206555010{random.choice('01')}"}
    return found


def put_text(client: Any, name: str, text: str) -> str:
    """Put an object, and return why it is refused, if it is."""
    try:
        client.put_profile_object(DomainName="customers", ObjectTypeName=name, Object=text)
    except ClientError as error:
        return str(error.response["Error"]["Message"])
    return ""
