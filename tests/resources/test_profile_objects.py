"""PutProfileObject, BatchPutProfileObject, ListProfileObjects, DeleteProfileObject, and limits."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from freezegun import freeze_time

from tests.contract.shapes import OPERATION_NAMES
from tests.resources.test_field_mapping import PURCHASE
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

MISSING = "0" * 32

needs_batch = pytest.mark.skipif(
    "BatchPutProfileObject" not in OPERATION_NAMES,
    reason="this botocore does not know BatchPutProfileObject",
)
TOO_LARGE = "Your data contains profile object larger than 256000 bytes"
NOT_JSON = "Could not parse object string into JSON"


def put_text(client: Any, type_name: str, text: str) -> Any:
    return client.put_profile_object(DomainName="customers", ObjectTypeName=type_name, Object=text)


# --- put ----------------------------------------------------------------------------------------


NO_OBJECT = "it is the JSON of something else than an object"
AT = {
    "open": ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    "no JSON": ("id=C-1", "Expecting value: line 1 column 1 (char 0)"),
    "a list": ('["C-1"]', NO_OBJECT),
    "a text": ('"C-1"', NO_OBJECT),
    "a number": ("7", NO_OBJECT),
    "null": ("null", NO_OBJECT),
    "NaN": ('{"id": NaN}', "NaN is not a JSON value"),
    "Infinity": ('{"id": -Infinity}', "-Infinity is not a JSON value"),
    "two": ('{"id": 1} {}', "Extra data: line 1 column 11 (char 10)"),
    "deep": ('{"id": ' + "[" * 100_000 + "}", "it is nested too deeply"),
    "huge number": ('{"id": ' + "9" * 5_000 + "}", "it has a number of too many digits"),
    "overflow": ('{"id": "C-1", "total": 1e400}', "1e400 is too large for a number"),
    "overflow below": (
        ' {"id": "C-1", "t": [{"of": -1E+999}]}',
        "-1E+999 is too large for a number",
    ),
}


@pytest.mark.parametrize("kind", AT)
def test_an_object_that_is_no_json_object_is_refused_with_the_place(client: Any, kind: str) -> None:
    define(client, "Customer", CUSTOMER)
    text, reason = AT[kind]
    with service_error("BadRequestException", f"{NOT_JSON}: {reason}"):
        put_text(client, "Customer", text)
    assert stats(client)["ProfileCount"] == 0


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning")
def test_an_object_may_have_250_kb_and_not_more(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    around = len('{"id": "C-1", "x": "é"}'.encode())
    fits = '{"id": "C-1", "x": "é' + "x" * (256_000 - around) + '"}'
    put_text(client, "Customer", fits)
    assert stats(client)["TotalSize"] == 256_000
    with service_error(
        "BadRequestException", "Your data contains profile object larger than 256000 bytes"
    ):
        put_text(client, "Customer", fits.replace("xx", "éx", 1))


@pytest.mark.parametrize("name", ["_profile", "_asset", "_order", "_mine"])
def test_a_reserved_type_cannot_be_put_into(client: Any, name: str) -> None:
    with service_error(
        "BadRequestException",
        f"Object type name {name} is reserved, as are all that start with an underscore"
        "; standard objects are populated by the Targets of object types with names of their "
        "own",
    ):
        put(client, name, id="1")


def test_half_of_a_surrogate_pair_is_kept_as_it_came(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    put_text(client, "Customer", '{"id": "C-1", "tier": "\\ud800"}')
    owner = profile_id(client, "customerId", "C-1")
    assert objects(client, owner, "Customer") == [{"id": "C-1", "tier": "\ud800"}]
    (found,) = profiles(client, "customerId", "C-1")
    assert found["Attributes"] == {"tier": "\ud800"}


def test_profiles_with_half_of_a_surrogate_pair_can_be_merged(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    for number in ("1", "2"):
        put_text(client, "Customer", f'{{"id": "{number}", "tier": "\\ud800"}}')
    main, other = (profile_id(client, "customerId", number) for number in ("1", "2"))
    client.merge_profiles(DomainName="customers", MainProfileId=main, ProfileIdsToBeMerged=[other])
    (found,) = profiles(client, "customerId", "2")
    assert found["Attributes"] == {"tier": "\ud800"}


# --- batch --------------------------------------------------------------------------------------


def batch(client: Any, *texts: str) -> Any:
    items = [{"Id": f"item{number}", "Object": text} for number, text in enumerate(texts)]
    return client.batch_put_profile_object(
        DomainName="customers", ObjectTypeName="Customer", Items=items
    )


@needs_batch
def test_a_batch_puts_each_item_and_tells_which_failed(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    answer = batch(client, '{"id": "C-1"}', "{", '{"city": "Rome"}', '{"id": "C-2"}')
    key = put(client, "Customer", id="C-1")
    assert answer["Successful"][0] == {"Id": "item0", "ProfileObjectUniqueKey": key}
    assert [item["Id"] for item in answer["Successful"]] == ["item0", "item3"]
    assert answer["Failed"] == [
        {"Id": "item1", "Code": 400, "Message": f"{NOT_JSON}: {AT['open'][1]}"},
        {
            "Id": "item2",
            "Code": 400,
            "Message": "The UNIQUE key or PROFILE key does not exist in the profile object. "
            "unique key customerId has no value, as _source.id of field id is missing or empty",
        },
    ]
    assert stats(client)["ObjectCount"] == 2


@needs_batch
def test_a_batch_with_an_id_twice_puts_nothing(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    items = [{"Id": "a", "Object": '{"id": "C-1"}'}] * 2
    with service_error(
        "BadRequestException", "Items has the Id a more than once; give each item one of its own"
    ):
        client.batch_put_profile_object(
            DomainName="customers", ObjectTypeName="Customer", Items=items
        )
    assert stats(client)["ObjectCount"] == 0


@needs_batch
def test_a_batch_for_a_type_that_is_not_there_puts_nothing(client: Any) -> None:
    with service_error(
        "ResourceNotFoundException",
        "Profile object type Customer is not found in domain customers; "
        "PutProfileObjectType makes one",
    ):
        batch(client, '{"id": "C-1"}')


# --- list ---------------------------------------------------------------------------------------


def test_objects_are_listed_by_type_in_the_order_in_which_they_first_came(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    define(client, "Order", ORDER)
    put(client, "Customer", id="C-1")
    for number in ("O-3", "O-1", "O-2", "O-3"):
        put(client, "Order", number=number, customer="C-1")
    owner = profile_id(client, "customerId", "C-1")
    assert [item["number"] for item in objects(client, owner, "Order")] == ["O-3", "O-1", "O-2"]


def test_a_type_that_the_domain_does_not_have_cannot_be_listed(client: Any) -> None:
    owner = client.create_profile(DomainName="customers")["ProfileId"]
    for name in ("Nope", "_mine"):
        with service_error(
            "ResourceNotFoundException",
            f"Profile object type {name} is not found in domain customers"
            "; PutProfileObjectType makes one",
        ):
            objects(client, owner, name)


@pytest.mark.parametrize(
    "name", ["Customer", "Salesforce-Contact", "_order", "_communicationRecord", "_profile"]
)
def test_a_profile_without_objects_of_a_known_type_has_an_empty_list(
    client: Any, name: str
) -> None:
    define(client, "Customer", CUSTOMER)
    owner = client.create_profile(DomainName="customers")["ProfileId"]
    assert objects(client, owner, name) == []


@pytest.mark.parametrize("name", ["Customer", "_order"])
def test_objects_of_a_profile_that_is_not_there_are_not_found(client: Any, name: str) -> None:
    define(client, "Customer", CUSTOMER)
    with service_error(
        "ResourceNotFoundException",
        f"Profile {MISSING} is not found in domain customers",
    ):
        objects(client, MISSING, name)


@pytest.mark.parametrize(
    ("name", "key_name", "message"),
    [
        ("Customer", "customerId", "ObjectFilter is not supported for object type Customer; "
                                   "it is for _asset, _case, _order"),
        ("_device", "_deviceId", "ObjectFilter is not supported for object type _device; it "
                                 "is for _asset, _case, _order"),
        ("_order", "_assetId", "ObjectFilter cannot use key _assetId; allowed: _orderId"),
        ("_asset", "name",
         "ObjectFilter cannot use key name; allowed: _assetId, _assetName, _serialNumber"),
    ],
)  # fmt: skip
def test_a_filter_takes_the_documented_types_and_keys_alone(
    client: Any, name: str, key_name: str, message: str
) -> None:
    define(client, "Customer", CUSTOMER)
    owner = client.create_profile(DomainName="customers")["ProfileId"]
    with service_error("BadRequestException", message):
        objects(client, owner, name, ObjectFilter={"KeyName": key_name, "Values": ["x"]})


# --- delete -------------------------------------------------------------------------------------


def delete(client: Any, owner: str, type_name: str, key: str) -> Any:
    return client.delete_profile_object(
        DomainName="customers", ProfileId=owner, ObjectTypeName=type_name,
        ProfileObjectUniqueKey=key,
    )["Message"]  # fmt: skip


def test_a_deleted_object_goes_with_its_keys_but_what_it_told_the_profile_stays(
    client: Any,
) -> None:
    define(client, "Customer", CUSTOMER)
    key = put(client, "Customer", id="C-1", email="a@b.c", city="Rome")
    owner = profile_id(client, "customerId", "C-1")
    assert delete(client, owner, "Customer", key) == "OK"
    assert objects(client, owner, "Customer") == []
    assert profiles(client, "customerId", "C-1") == []
    assert profiles(client, "_email", "a@b.c") == [
        {
            "ProfileId": owner,
            "AccountNumber": "C-1",
            "EmailAddress": "a@b.c",
            "Address": {"City": "Rome"},
        }
    ]
    numbers = stats(client)
    assert (numbers["ObjectCount"], numbers["TotalSize"]) == (0, 0)


def test_a_key_that_another_object_has_too_stays_when_one_of_them_is_deleted(client: Any) -> None:
    define(client, "T", keyed(a="PROFILE", b="UNIQUE"))
    first = put(client, "T", a="1", b="x")
    put(client, "T", a="1", b="y")
    owner = profile_id(client, "a", "1")
    delete(client, owner, "T", first)
    assert profile_id(client, "a", "1") == owner
    assert profiles(client, "b", "x") == []


def test_a_key_that_was_deleted_by_hand_stays_deleted_while_the_object_keeps_its_value(
    client: Any,
) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", email="a@b.c")
    owner = profile_id(client, "customerId", "C-1")
    client.delete_profile_key(
        DomainName="customers", ProfileId=owner, KeyName="customerEmail", Values=["A@B.C"]
    )
    put(client, "Customer", id="C-1", email="a@b.c", city="Rome")
    assert profiles(client, "customerEmail", "a@b.c") == []
    put(client, "Customer", id="C-1", email="d@e.f")
    put(client, "Customer", id="C-1", email="a@b.c")
    assert len(profiles(client, "customerEmail", "a@b.c")) == 1


def test_a_standard_object_can_be_deleted(client: Any) -> None:
    define(client, "Purchase", PURCHASE)
    put(client, "Purchase", id="1", customer="C-1", order="O-1", name="Bread")
    put(client, "Purchase", id="2", customer="C-1", order="O-2", name="Milk")
    owner = profile_id(client, "customerId", "C-1")
    items = client.list_profile_objects(
        DomainName="customers", ProfileId=owner, ObjectTypeName="_order"
    )["Items"]
    for item in reversed(items):
        order_id = json.loads(item["Object"])["OrderId"]
        assert delete(client, owner, "_order", item["ProfileObjectUniqueKey"]) == "OK"
        assert profiles(client, "_orderId", order_id) == []
    assert objects(client, owner, "_order") == []


@pytest.mark.parametrize("name", ["Customer", "_order"])
def test_an_object_that_is_not_there_cannot_be_deleted(client: Any, name: str) -> None:
    define(client, "Customer", CUSTOMER)
    owner = client.create_profile(DomainName="customers")["ProfileId"]
    with service_error(
        "ResourceNotFoundException",
        f"Profile object abc is not found on profile {owner}"
        "; ListProfileObjects has the ProfileObjectUniqueKey of "
        "each",
    ):
        delete(client, owner, name, "abc")
    with service_error(
        "ResourceNotFoundException",
        f"Profile {MISSING} is not found in domain customers",
    ):
        delete(client, MISSING, name, "abc")


def test_an_object_of_a_type_that_is_not_there_cannot_be_deleted(client: Any) -> None:
    with service_error(
        "ResourceNotFoundException",
        "Profile object type Nope is not found in domain customers; PutProfileObjectType makes one",
    ):
        delete(client, MISSING, "Nope", "abc")


# --- cascades and counts ------------------------------------------------------------------------


def test_deleting_a_profile_deletes_its_objects_and_all_that_leads_to_it(client: Any) -> None:
    define(client, "Purchase", PURCHASE)
    put(client, "Purchase", id="1", customer="C-1", order="O-1", name="Bread")
    owner = profile_id(client, "customerId", "C-1")
    (order,) = objects(client, owner, "_order")
    client.delete_profile(DomainName="customers", ProfileId=owner)
    assert profiles(client, "customerId", "C-1") == []
    assert profiles(client, "_orderId", order["OrderId"]) == []
    assert stats(client) == {
        "ProfileCount": 0, "MeteringProfileCount": 0, "ObjectCount": 0, "TotalSize": 0,
    }  # fmt: skip


def test_a_domain_that_is_made_again_has_nothing_of_the_former_one(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1")
    client.delete_domain(DomainName="customers")
    client.create_domain(DomainName="customers", DefaultExpirationDays=366)
    assert stats(client)["ObjectCount"] == 0
    with service_error(
        "ResourceNotFoundException",
        "Profile object type Customer is not found in domain customers; "
        "PutProfileObjectType makes one",
    ):
        put(client, "Customer", id="C-1")


def test_a_profile_counts_once_more_for_each_hundred_objects_that_it_has_beyond_the_first(
    client: Any,
) -> None:
    define(client, "T", keyed(a="PROFILE", b="UNIQUE"))
    keys = [put(client, "T", a="1", b=str(number)) for number in range(100)]
    assert stats(client)["MeteringProfileCount"] == 1
    keys += [put(client, "T", a="1", b=str(number)) for number in range(100, 201)]
    assert stats(client)["MeteringProfileCount"] == 3
    owner = profile_id(client, "a", "1")
    delete(client, owner, "T", keys[0])
    assert stats(client)["MeteringProfileCount"] == 2
    client.delete_profile(DomainName="customers", ProfileId=owner)
    assert stats(client)["MeteringProfileCount"] == 0


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning")
def test_total_size_is_that_of_all_objects_as_they_are_now(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    put_text(client, "Customer", '{"id":"C-1","x":"é"}')
    assert stats(client)["TotalSize"] == 21
    put_text(client, "Customer", '{"id":"C-1"}')
    put_text(client, "Customer", '{"id":"C-2"}')
    assert stats(client)["TotalSize"] == 24


# --- eviction -----------------------------------------------------------------------------------


def fill(client: Any, type_name: str, first: int, count: int) -> None:
    for number in range(first, first + count):
        put(client, type_name, a="1", b=f"{type_name}{number}")


@pytest.mark.in_process
def test_a_full_profile_evicts_the_oldest_object_of_the_type_furthest_above_its_own_count(
    client: Any,
) -> None:
    define(client, "T", keyed(a="PROFILE", b="UNIQUE"), MaxProfileObjectCount=500)
    define(client, "U", keyed(a="PROFILE", b="UNIQUE"), MaxProfileObjectCount=300)
    define(client, "V", keyed(a="PROFILE", b="UNIQUE"))
    with freeze_time("2026-05-01") as clock:
        fill(client, "T", 0, 520)
        clock.tick(timedelta(seconds=1))
        fill(client, "U", 0, 340)
        clock.tick(timedelta(seconds=1))
        fill(client, "V", 0, 140)
        assert stats(client)["ObjectCount"] == 1000
        put(client, "U", a="1", b="U0", again=True)
        clock.tick(timedelta(seconds=1))
        fill(client, "V", 140, 1)
    owner = profile_id(client, "a", "1")
    assert stats(client)["ObjectCount"] == 1000
    # U was 40 above, T 20. The oldest of U is the second: the first was put again.
    found = {name: len(profiles(client, "b", name)) for name in ("U0", "U1", "U2", "T0", "V140")}
    assert found == {"U0": 1, "U1": 0, "U2": 1, "T0": 1, "V140": 1}
    assert len(client.list_profile_objects(
        DomainName="customers", ProfileId=owner, ObjectTypeName="V", MaxResults=100
    )["Items"]) == 100  # fmt: skip


def test_where_no_type_is_above_its_count_a_full_profile_evicts_of_the_new_objects_type(
    client: Any,
) -> None:
    define(client, "T", keyed(a="PROFILE", b="UNIQUE"), MaxProfileObjectCount=990)
    define(client, "U", keyed(a="PROFILE", b="UNIQUE"))
    define(client, "V", keyed(a="PROFILE", b="UNIQUE"))
    fill(client, "T", 0, 990)
    fill(client, "U", 0, 10)
    fill(client, "U", 10, 1)
    assert profiles(client, "b", "U0") == []
    # None of the new object's own type is there: the type with the most gives way.
    fill(client, "V", 0, 1)
    assert profiles(client, "b", "T0") == []
    assert stats(client)["ObjectCount"] == 1000


@pytest.mark.in_process
@pytest.mark.parametrize(
    ("created", "evicted"),
    [("2026-09-01T00:00:01", "Web"), ("2026-09-01T00:00:00", "T")],
)
def test_a_templates_default_count_holds_in_domains_created_after_it_takes_effect(
    client: Any, created: str, evicted: str
) -> None:
    with freeze_time(created):
        client.delete_domain(DomainName="customers")
        client.create_domain(DomainName="customers", DefaultExpirationDays=1000)
    define(client, "T", keyed(a="PROFILE", b="UNIQUE"))
    define(client, "Web", {"TemplateId": "_webAnalytics"})
    put(client, "T", a="1", b="T0")
    owner = profile_id(client, "a", "1")
    for number in range(260):
        put(client, "Web", ProfileId=owner, EventId=str(number))
    fill(client, "T", 1, 740)
    of_type = {
        name: client.list_profile_objects(
            DomainName="customers", ProfileId=owner, ObjectTypeName=name, MaxResults=1
        )["Items"][0]["Object"]
        for name in ("T", "Web")
    }
    first = {"T": "T0", "Web": '"EventId": "0"'}
    assert [name for name, text in first.items() if text not in of_type[name]] == [evicted]


@pytest.mark.in_process
def test_a_definition_of_ones_own_has_the_default_count_of_the_template_of_its_name(
    client: Any,
) -> None:
    define(client, "T", keyed(a="PROFILE", b="UNIQUE"))
    name = "WebAnalytics-Clickstream"
    answer = define(client, name, keyed(a="PROFILE", b="UNIQUE"))
    assert "MaxProfileObjectCount" not in answer
    assert answer["MaxAvailableProfileObjectCount"] == 1000
    fill(client, name, 0, 101)
    fill(client, "T", 0, 900)
    assert len(profiles(client, "b", "T0")) == 1
    assert profiles(client, "b", f"{name}0") == []


def test_the_objects_of_a_profile_have_51200_kb_at_most(client: Any) -> None:
    define(client, "T", keyed(a="PROFILE", b="UNIQUE"))
    large = "x" * 255_900
    for number in range(206):
        put(client, "T", a="1", b=str(number), large=large)
    assert stats(client)["TotalSize"] <= 51_200 * 1024
    assert stats(client)["ObjectCount"] == 204
    assert profiles(client, "b", "1") == []
    assert len(profiles(client, "b", "2")) == 1
    put(client, "T", a="1", b="small")
    put(client, "T", a="1", b="small", large=large)
    assert stats(client)["TotalSize"] <= 51_200 * 1024
    assert stats(client)["ObjectCount"] == 204
