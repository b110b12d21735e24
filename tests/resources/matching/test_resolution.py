"""Which profile an object goes to: standard identifiers, the order of keys, and what is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.expectations import service_error
from tests.support.ingesting import (
    CUSTOMER,
    ORDER,
    define,
    keyed,
    objects,
    profile_id,
    profiles,
    put,
    stats,
)

pytestmark = pytest.mark.usefixtures("domain")


def create(client: Any, **members: Any) -> str:
    made: str = client.create_profile(DomainName="customers", **members)["ProfileId"]
    return made


def add_key(client: Any, owner: str, name: str, *values: str) -> None:
    client.add_profile_key(
        DomainName="customers", ProfileId=owner, KeyName=name, Values=list(values)
    )


def test_an_object_finds_the_profile_that_another_type_made_by_a_key_of_the_same_name(
    client: Any,
) -> None:
    define(client, "Customer", CUSTOMER)
    define(client, "Order", ORDER)
    put(client, "Customer", id="C-1")
    put(client, "Order", number="O-1", customer="C-1", total=12.5)
    owner = profile_id(client, "customerId", "C-1")
    assert objects(client, owner, "Order") == [{"number": "O-1", "customer": "C-1", "total": 12.5}]
    assert stats(client)["ProfileCount"] == 1


def test_an_object_that_finds_nothing_makes_a_profile_where_its_type_allows_it(
    client: Any,
) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1")
    put(client, "Customer", id="C-2")
    assert stats(client)["ProfileCount"] == 2
    assert profile_id(client, "customerId", "C-1") != profile_id(client, "customerId", "C-2")


def test_an_object_that_finds_nothing_is_accepted_but_kept_nowhere_where_its_type_does_not(
    client: Any,
) -> None:
    define(client, "Order", ORDER)
    assert len(put(client, "Order", number="O-1", customer="C-1")) == 44
    assert stats(client)["ProfileCount"] == 0
    assert stats(client)["ObjectCount"] == 0
    assert profiles(client, "orderNumber", "O-1") == []


def test_profile_keys_are_tried_in_their_order(client: Any) -> None:
    define(client, "T", keyed(a="PROFILE UNIQUE", b="PROFILE"))
    first, second = create(client), create(client)
    add_key(client, first, "a", "1")
    add_key(client, second, "b", "2")
    put(client, "T", a="1", b="2")
    assert objects(client, first, "T") == [{"a": "1", "b": "2"}]
    assert objects(client, second, "T") == []


def test_an_ambiguous_key_is_passed_over_for_the_next(client: Any) -> None:
    define(client, "T", keyed(a="PROFILE UNIQUE", b="PROFILE"))
    first, second = create(client), create(client)
    add_key(client, first, "a", "1")
    add_key(client, second, "a", "1")
    add_key(client, second, "b", "2")
    put(client, "T", a="1", b="2")
    assert objects(client, second, "T") == [{"a": "1", "b": "2"}]
    assert stats(client)["ProfileCount"] == 2


AMBIGUOUS = "All keys of this object are binding to more than one profiles"


@pytest.mark.in_process
@pytest.mark.parametrize("allow", [True, False])
def test_an_object_all_of_whose_keys_are_ambiguous_is_a_dead_letter(
    client: Any, caplog: pytest.LogCaptureFixture, allow: bool
) -> None:
    definition = keyed(a="PROFILE UNIQUE", b="PROFILE", c="PROFILE SECONDARY")
    define(client, "T", definition, AllowProfileCreation=allow)
    for owner in (create(client), create(client)):
        add_key(client, owner, "a", "1")
        add_key(client, owner, "c", "3")
    # A key without a value does not count.
    assert len(put(client, "T", a="1", c="3")) == 44
    assert len(profiles(client, "a", "1")) == 2
    assert stats(client)["ObjectCount"] == 0
    (message,) = caplog.messages
    assert message.startswith("domain customers: object a '1' of type T (")
    assert message.endswith(
        f" was not ingested: {AMBIGUOUS} (a '1' leads to 2 profiles; b has no value, as _source.b "
        "of field b is missing or empty; c '3' leads to 2 profiles)"
    )


def test_an_object_one_of_whose_keys_leads_to_no_profile_makes_one_that_has_all(
    client: Any,
) -> None:
    define(client, "T", keyed(a="PROFILE UNIQUE", b="PROFILE"))
    for owner in (create(client), create(client)):
        add_key(client, owner, "a", "1")
    put(client, "T", a="1", b="2")
    found = profiles(client, "a", "1")
    assert len(found) == 3
    assert objects(client, found[2]["ProfileId"], "T") == [{"a": "1", "b": "2"}]


def test_secondary_keys_are_tried_after_all_others(client: Any) -> None:
    define(client, "T", keyed(a="PROFILE SECONDARY", b="PROFILE UNIQUE"))
    first, second = create(client), create(client)
    add_key(client, first, "a", "1")
    add_key(client, second, "b", "2")
    put(client, "T", a="1", b="2")
    put(client, "T", a="1", b="3")
    assert objects(client, second, "T") == [{"a": "1", "b": "2"}]
    # By now both profiles have the key `a` with that value: it is ambiguous.
    assert len(profiles(client, "a", "1")) == 3


def test_a_key_that_is_secondary_alone_finds_a_profile_too(client: Any) -> None:
    define(client, "T", keyed(a="SECONDARY", b="PROFILE UNIQUE"))
    owner = create(client)
    add_key(client, owner, "a", "1")
    put(client, "T", a="1", b="2")
    assert objects(client, owner, "T") == [{"a": "1", "b": "2"}]


def test_a_lookup_only_key_finds_a_profile_but_does_not_become_a_key_of_it(client: Any) -> None:
    define(client, "T", keyed(a="PROFILE UNIQUE", b="PROFILE LOOKUP_ONLY"))
    owner = create(client)
    add_key(client, owner, "b", "2")
    put(client, "T", a="1", b="2")
    assert objects(client, owner, "T") == [{"a": "1", "b": "2"}]
    put(client, "T", a="1", b="4")
    assert profiles(client, "b", "4") == []


def test_a_new_only_key_becomes_a_key_of_the_profile_that_the_object_made_alone(
    client: Any,
) -> None:
    define(client, "T", keyed(a="PROFILE UNIQUE", b="PROFILE NEW_ONLY"))
    put(client, "T", a="1", b="2")
    owner = profile_id(client, "b", "2")
    put(client, "T", a="3", b="2")
    assert len(objects(client, owner, "T")) == 2
    existing = create(client)
    add_key(client, existing, "a", "9")
    put(client, "T", a="9", b="10")
    assert objects(client, existing, "T") == [{"a": "9", "b": "10"}]
    assert profiles(client, "b", "10") == []


def test_a_new_only_key_stays_when_the_object_that_brought_it_is_put_again(client: Any) -> None:
    define(client, "T", keyed(a="PROFILE UNIQUE", b="PROFILE NEW_ONLY"))
    put(client, "T", a="1", b="2")
    put(client, "T", a="1", b="3")
    assert len(profiles(client, "b", "2")) == 1
    assert profiles(client, "b", "3") == []


def test_a_new_only_key_beside_a_lookup_only_one_is_kept_alone(client: Any) -> None:
    define(client, "T", keyed(a="PROFILE UNIQUE", b="NEW_ONLY", c="PROFILE LOOKUP_ONLY"))
    put(client, "T", a="1", b="2", c="3")
    put(client, "T", a="1", b="2", c="3")
    assert len(profiles(client, "b", "2")) == 1
    assert profiles(client, "c", "3") == []


def test_a_key_without_identifier_is_searchable_but_finds_no_profile_for_an_object(
    client: Any,
) -> None:
    define(client, "T", keyed(a="PROFILE UNIQUE", b=""))
    put(client, "T", a="1", b="same")
    put(client, "T", a="2", b="same")
    assert len(profiles(client, "b", "same")) == 2


@pytest.mark.filterwarnings("ignore::cprofiles_mock.KeyValuesWarning")
def test_a_key_of_several_fields_compares_all_of_them_and_needs_all_of_them(client: Any) -> None:
    composite = {
        "Fields": {
            "id": {"Source": "_source.id"},
            "shop": {"Source": "_source.shop", "ContentType": "NAME"},
            "number": {"Source": "_source.number"},
        },
        "Keys": {
            "id": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
            "membership": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["shop", "number"]}],
        },
        "AllowProfileCreation": True,
    }
    define(client, "T", composite)
    put(client, "T", id="1", shop="North", number="7")
    put(client, "T", id="2", shop="NORTH", number="7")
    put(client, "T", id="3", shop="North", number="8")
    assert stats(client)["ProfileCount"] == 2
    assert len(objects(client, profile_id(client, "membership", "north", "7"), "T")) == 2
    assert profiles(client, "membership", "north") == []
    with service_error(
        "BadRequestException",
        "The UNIQUE key or PROFILE key does not exist in the profile object. "
        "profile key membership has no value, as "
        "_source.number of field number is missing or empty",
    ):
        put(client, "T", id="4", shop="North")


def test_several_definitions_of_one_key_are_alternatives(client: Any) -> None:
    phones = {
        "Fields": {
            "id": {"Source": "_source.id"},
            "home": {"Source": "_source.home", "ContentType": "PHONE_NUMBER"},
            "work": {"Source": "_source.work", "ContentType": "PHONE_NUMBER"},
        },
        "Keys": {
            "id": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
            "reach": [
                {"StandardIdentifiers": ["PROFILE"], "FieldNames": ["home"]},
                {"StandardIdentifiers": ["PROFILE"], "FieldNames": ["work"]},
            ],
        },
        "AllowProfileCreation": True,
    }
    define(client, "T", phones)
    put(client, "T", id="1", home="+1 206 555 0100", work="+1 206 555 0101")
    put(client, "T", id="2", home="(206) 555-0101")
    assert stats(client)["ProfileCount"] == 1
    assert len(profiles(client, "reach", "2065550100")) == 1


def test_each_value_of_a_list_is_a_key(client: Any) -> None:
    define(client, "T", keyed(a="UNIQUE", b="PROFILE"))
    put(client, "T", a="1", b=["x", "y", 3])
    put(client, "T", a="2", b="y")
    assert stats(client)["ProfileCount"] == 1
    assert len(objects(client, profile_id(client, "b", "3"), "T")) == 2


def test_a_list_all_of_whose_values_lead_to_one_profile_leads_to_it(client: Any) -> None:
    define(client, "T", keyed(a="UNIQUE", b="PROFILE"))
    put(client, "T", a="1", b=["x", "y"])
    put(client, "T", a="2", b=["y", "x"])
    assert stats(client)["ProfileCount"] == 1


def test_a_list_that_leads_to_two_profiles_is_ambiguous(client: Any) -> None:
    define(client, "T", keyed(a="UNIQUE", b="PROFILE"))
    put(client, "T", a="1", b="x")
    put(client, "T", a="2", b="y")
    put(client, "T", a="3", b=["x", "y"])
    assert stats(client)["ProfileCount"] == stats(client)["ObjectCount"] == 2


def test_lists_in_two_fields_of_a_key_are_combined(client: Any) -> None:
    definition = keyed(a="UNIQUE", b="PROFILE")
    definition["Fields"]["c"] = {"Source": "_source.c"}
    definition["Keys"]["b"][0]["FieldNames"] = ["b", "c"]
    define(client, "T", definition)
    put(client, "T", a="1", b=["x", "y"], c=["p", "q"])
    assert len(profiles(client, "b", "y", "p")) == 1
    put(client, "T", a="2", b=[f"v{n}" for n in range(100)], c=[f"w{n}" for n in range(100)])
    assert len(profiles(client, "b", "v9", "w99")) == 1
    assert profiles(client, "b", "v10", "w0") == []


def test_a_profile_is_found_by_its_id_where_the_object_has_it(client: Any) -> None:
    define(client, "T", keyed(a="UNIQUE", _profileId="PROFILE LOOKUP_ONLY") | {
        "Fields": {"a": {"Source": "_source.a"}, "owner": {"Source": "_source.owner"}},
        "Keys": {
            "a": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["a"]}],
            "_profileId": [
                {"StandardIdentifiers": ["PROFILE", "LOOKUP_ONLY"], "FieldNames": ["owner"]}
            ],
        },
    })  # fmt: skip
    owner = create(client)
    put(client, "T", a="1", owner=owner)
    put(client, "T", a="2", owner="0" * 32)
    assert objects(client, owner, "T") == [{"a": "1", "owner": owner}]
    assert stats(client)["ProfileCount"] == 2


def test_a_hundred_concurrent_first_puts_of_one_key_make_one_profile(client: Any) -> None:
    define(client, "T", keyed(a="PROFILE", b="UNIQUE"))

    def put_one(number: int) -> str:
        return put(client, "T", a="same", b=str(number))

    with ThreadPoolExecutor(max_workers=16) as pool:
        keys = list(pool.map(put_one, range(100)))
    assert len(set(keys)) == 100
    assert stats(client)["ProfileCount"] == 1
    assert stats(client)["ObjectCount"] == 100


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning")
def test_the_same_unique_value_replaces_the_object_and_keeps_its_key(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    first = put(client, "Customer", id="C-1", city="Seattle", note="first")
    second = put(client, "Customer", id="C-1", city="Tacoma")
    assert first == second
    owner = profile_id(client, "customerId", "C-1")
    assert objects(client, owner, "Customer") == [{"id": "C-1", "city": "Tacoma"}]
    assert stats(client)["ObjectCount"] == 1


def test_the_unique_key_differs_by_value_and_by_object_type(client: Any) -> None:
    define(client, "T", keyed(a="PROFILE UNIQUE"))
    define(client, "U", keyed(a="PROFILE UNIQUE"))
    keys = {put(client, "T", a="1"), put(client, "T", a="2"), put(client, "U", a="1")}
    assert len(keys) == 3
    assert {len(key) for key in keys} == {44}


def test_the_same_unique_value_on_another_profile_is_another_object(client: Any) -> None:
    define(client, "Device", keyed(user="PROFILE", device="UNIQUE"))
    one = put(client, "Device", user="ann", device="phone")
    two = put(client, "Device", user="bob", device="phone")
    assert one == two
    assert len(objects(client, profile_id(client, "user", "ann"), "Device")) == 1
    assert len(objects(client, profile_id(client, "user", "bob"), "Device")) == 1
    assert len(profiles(client, "device", "phone")) == 2


def test_a_replaced_object_no_longer_leads_to_its_profile_by_its_former_keys(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", email="ann@example.com")
    put(client, "Customer", id="C-1", email="ann@example.org")
    assert profiles(client, "customerEmail", "ann@example.com") == []
    assert profiles(client, "_email", "ann@example.com") == []
    assert len(profiles(client, "customerEmail", "ANN@example.org")) == 1


@pytest.mark.parametrize(
    "source",
    [{}, {"customer": "C-1"}, {"number": "O-1"}, {"number": "O-1", "customer": ""},
     {"number": None, "customer": "C-1"}, {"number": [], "customer": "C-1"}],
)  # fmt: skip
def test_an_object_without_its_unique_or_any_profile_key_is_refused(
    client: Any, source: Any
) -> None:
    define(client, "Order", ORDER)
    told = (
        r"The UNIQUE key or PROFILE key does not exist in the profile object\. "
        r"(unique key \S+ has no value, as "
        r"_source\.number of field|profile key \S+ has no value, as _source\.customer of field)"
    )
    with pytest.raises(ClientError, match=told):
        put(client, "Order", source)


def test_a_key_added_by_hand_compares_by_the_content_type_that_object_types_give_its_name(
    client: Any,
) -> None:
    owner = create(client)
    add_key(client, owner, "login", "Ann@Example.com")
    assert profiles(client, "login", "ann@example.com") == []
    definition = keyed(a="UNIQUE", login="PROFILE")
    definition["Fields"]["login"]["ContentType"] = "EMAIL_ADDRESS"
    define(client, "T", definition)
    assert len(profiles(client, "login", "ann@example.com")) == 1
    put(client, "T", a="1", login="ANN@EXAMPLE.COM")
    assert len(objects(client, owner, "T")) == 1
    client.delete_profile_object_type(DomainName="customers", ObjectTypeName="T")
    assert profiles(client, "login", "ann@example.com") == []
    assert len(profiles(client, "login", "Ann@Example.com")) == 1
