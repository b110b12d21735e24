"""MergeProfiles: whose fields are kept, what moves, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

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

MISSING = "0" * 32


def create(client: Any, **members: Any) -> str:
    created: str = client.create_profile(DomainName="customers", **members)["ProfileId"]
    return created


def get(client: Any, owner: str) -> dict[str, Any]:
    """The members of a profile but its id."""
    answer = client.batch_get_profile(DomainName="customers", ProfileIds=[owner])
    (found,) = answer["Profiles"]
    members: dict[str, Any] = found
    del members["ProfileId"]
    return members


def merge(client: Any, main: str, *others: str, **sources: Any) -> None:
    request = {"FieldSourceProfileIds": sources} if sources else {}
    answer = client.merge_profiles(
        DomainName="customers", MainProfileId=main, ProfileIdsToBeMerged=list(others), **request
    )
    assert answer["Message"] == "Success!"


# --- fields -------------------------------------------------------------------------------------


def test_fields_are_united_and_the_main_profile_wins_conflicts(client: Any, domain: str) -> None:
    main = create(client, FirstName="Ann", PhoneNumber="1")
    other = create(client, FirstName="Anna", LastName="Lee", PhoneNumber="2", Gender="FEMALE")
    merge(client, main, other)
    assert get(client, main) == {
        "FirstName": "Ann",
        "LastName": "Lee",
        "PhoneNumber": "1",
        "Gender": "FEMALE",
    }


def test_of_several_others_the_first_that_has_a_value_gives_it(client: Any, domain: str) -> None:
    main, first, second = (
        create(client, **each)
        for each in ({}, {"LastName": "b"}, {"LastName": "c", "FirstName": "d"})
    )
    merge(client, main, first, second)
    assert get(client, main) == {"LastName": "b", "FirstName": "d"}


def test_a_named_source_gives_its_value_even_where_it_has_none(client: Any, domain: str) -> None:
    main = create(client, FirstName="Ann", LastName="Lee", EmailAddress="a@example.com")
    other = create(client, FirstName="Anna", EmailAddress="b@example.com")
    merge(client, main, other, FirstName=other, LastName=other, EmailAddress=main)
    assert get(client, main) == {"FirstName": "Anna", "EmailAddress": "a@example.com"}


def test_gender_and_party_type_take_their_free_texts_with_them(client: Any, domain: str) -> None:
    main = create(client, GenderString="x", PartyTypeString="one", PartyType="OTHER")
    other = create(client, GenderString="y", Gender="MALE")
    merge(client, main, other, Gender=other, PartyType=other)
    assert get(client, main) == {"GenderString": "y", "Gender": "MALE"}


def test_attributes_are_united_key_by_key(client: Any, domain: str) -> None:
    main = create(client, Attributes={"a": "1", "b": "1", "c": "1", "d": "1"})
    other = create(client, Attributes={"b": "2", "c": "2", "e": "2"})
    merge(client, main, other, Attributes={"c": other, "d": other})
    assert get(client, main) == {"Attributes": {"a": "1", "b": "1", "c": "2", "e": "2"}}


def test_attributes_that_a_named_source_lacks_can_be_all_there_were(
    client: Any, domain: str
) -> None:
    main = create(client, FirstName="Ann", Attributes={"a": "1"})
    other = create(client)
    merge(client, main, other, Attributes={"a": other})
    assert get(client, main) == {"FirstName": "Ann"}


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ({"City": "Rome"}, {"PostalCode": "1"}, {"City": "Rome", "PostalCode": "1"}),
        (
            {"City": "Rome", "State": "x"},
            {"City": "Rome", "PostalCode": "1"},
            {"City": "Rome", "State": "x", "PostalCode": "1"},
        ),
        ({"City": "Rome"}, {"City": "Oslo", "PostalCode": "1"}, {"City": "Rome"}),
        (None, {"City": "Oslo"}, {"City": "Oslo"}),
    ],
)
def test_addresses_are_united_where_they_do_not_contradict_each_other(
    client: Any, domain: str, mine: Any, theirs: Any, expected: Any
) -> None:
    main = create(client, **({"Address": mine} if mine else {}))
    merge(client, main, create(client, Address=theirs))
    assert get(client, main) == {"Address": expected}


def test_an_address_of_a_named_source_is_taken_whole(client: Any, domain: str) -> None:
    main = create(client, Address={"City": "Rome", "State": "x"})
    other = create(client, Address={"City": "Oslo"})
    merge(client, main, other, Address=other)
    assert get(client, main) == {"Address": {"City": "Oslo"}}


def test_engagement_preferences_are_united_list_by_list(client: Any, domain: str) -> None:
    phone = [{"KeyName": "_phone", "KeyValue": "1", "ContactType": "PhoneNumber"}]
    email = [{"KeyName": "_email", "KeyValue": "a@b.c", "ContactType": "EmailAddress"}]
    main = create(client, EngagementPreferences={"Phone": phone})
    other = create(client, EngagementPreferences={"Email": email})
    merge(client, main, other)
    assert get(client, main) == {"EngagementPreferences": {"Phone": phone, "Email": email}}


# --- keys, objects, statistics ------------------------------------------------------------------


def test_the_merged_profiles_are_gone_and_all_keys_find_the_main_one(
    client: Any, domain: str
) -> None:
    main = create(client, EmailAddress="a@example.com")
    other = create(client, EmailAddress="b@example.com", PhoneNumber="555-0100")
    client.add_profile_key(DomainName="customers", ProfileId=other, KeyName="k", Values=["1"])
    merge(client, main, other)
    answer = client.batch_get_profile(DomainName="customers", ProfileIds=[other])
    assert [error["Code"] for error in answer["Errors"]] == ["404"]
    assert profiles(client, "_profileId", other) == []
    for key_name, value in (("k", "1"), ("_phone", "5550100"), ("_email", "a@example.com")):
        assert profile_id(client, key_name, value) == main
    # A key moves even where the field that fed it lost.
    assert profile_id(client, "_email", "b@example.com") == main


def test_the_main_profile_keeps_the_key_of_a_field_that_another_source_gives(
    client: Any, domain: str
) -> None:
    main = create(client, EmailAddress="ann@example.com", PhoneNumber="+12065550100")
    other = create(client, EmailAddress="lee@example.com")
    merge(client, main, other, EmailAddress=other, PhoneNumber=other)
    assert get(client, main) == {"EmailAddress": "lee@example.com"}
    for name, value in (
        ("_email", "ann@example.com"),
        ("_email", "lee@example.com"),
        ("_phone", "2065550100"),
    ):
        assert profile_id(client, name, value) == main


def test_objects_move_and_later_ones_with_an_old_key_land_on_the_main_profile(
    client: Any, domain: str
) -> None:
    define(client, "Customer", CUSTOMER)
    define(client, "Order", ORDER)
    for number in ("1", "2"):
        put(client, "Customer", id=f"C-{number}", email=f"{number}@example.com")
        put(client, "Order", number=f"O-{number}", customer=f"C-{number}")
    main, other = (profile_id(client, "customerId", f"C-{number}") for number in ("1", "2"))
    merge(client, main, other)
    assert get(client, main)["AccountNumber"] == "C-1"
    put(client, "Order", number="O-3", customer="C-2")
    put(client, "Customer", id="C-2", tier="gold")
    assert profile_id(client, "customerId", "C-2") == main
    assert [each["number"] for each in objects(client, main, "Order")] == ["O-1", "O-2", "O-3"]
    assert [each["id"] for each in objects(client, main, "Customer")] == ["C-1", "C-2"]
    assert get(client, main)["Attributes"] == {"tier": "gold"}
    assert stats(client)["ProfileCount"] == 1
    assert stats(client)["ObjectCount"] == 5


def test_of_two_objects_with_one_unique_key_the_later_is_kept(client: Any, domain: str) -> None:
    define(client, "T", keyed(owner="PROFILE", id="UNIQUE"))
    put(client, "T", owner="1", id="same", text="first")
    put(client, "T", owner="2", id="same", text="second")
    put(client, "T", owner="2", id="other")
    main, other = (profile_id(client, "owner", number) for number in ("1", "2"))
    merge(client, main, other)
    assert objects(client, main, "T") == [
        {"owner": "2", "id": "same", "text": "second"},
        {"owner": "2", "id": "other"},
    ]
    assert stats(client)["ObjectCount"] == 2
    whole = sum(len(json.dumps(each)) for each in objects(client, main, "T"))
    assert stats(client)["TotalSize"] == whole


def test_an_older_object_with_the_same_unique_key_is_dropped(client: Any, domain: str) -> None:
    define(client, "T", keyed(owner="PROFILE", id="UNIQUE"))
    put(client, "T", owner="2", id="same", text="first")
    put(client, "T", owner="1", id="same", text="second")
    main, other = (profile_id(client, "owner", number) for number in ("1", "2"))
    merge(client, main, other)
    assert [each["text"] for each in objects(client, main, "T")] == ["second"]
    assert profile_id(client, "owner", "2") == main


def test_standard_objects_move_too(client: Any, domain: str) -> None:
    definition = keyed(owner="PROFILE", number="UNIQUE ORDER")
    definition["Fields"]["status"] = {"Source": "_source.status", "Target": "_order.Status"}
    define(client, "Order", definition)
    put(client, "Order", owner="2", number="O-1", status="OPEN")
    put(client, "Order", owner="1", number="O-2", status="OPEN")
    put(client, "Order", owner="2", number="O-2", status="LOST")
    main, other = (profile_id(client, "owner", number) for number in ("1", "2"))
    merge(client, main, other)
    put(client, "Order", owner="2", number="O-1", status="SHIPPED")
    put(client, "Order", owner="2", number="O-2", status="SHIPPED")
    orders = objects(client, main, "_order")
    assert [each["Status"] for each in orders] == ["SHIPPED", "SHIPPED", "LOST"]
    assert profile_id(client, "_orderId", orders[0]["OrderId"]) == main


def test_more_objects_than_a_profile_can_have_lose_the_oldest(client: Any, domain: str) -> None:
    define(client, "T", keyed(owner="PROFILE", id="UNIQUE"))
    for number in range(1002):
        put(client, "T", owner=str(number % 2), id=str(number))
    main, other = (profile_id(client, "owner", number) for number in ("0", "1"))
    before = stats(client)
    assert (before["ObjectCount"], before["MeteringProfileCount"]) == (1002, 12)
    merge(client, main, other)
    after = stats(client)
    assert (after["ObjectCount"], after["MeteringProfileCount"]) == (1000, 10)


def test_a_key_that_was_deleted_stays_so_unless_another_of_the_profiles_has_it(
    client: Any, domain: str
) -> None:
    main, other, third = (create(client, PhoneNumber=each) for each in ("1", "2", "2"))
    for owner, value in ((main, "1"), (other, "2")):
        client.delete_profile_key(
            DomainName="customers", ProfileId=owner, KeyName="_phone", Values=[value]
        )
    merge(client, main, other)
    assert profiles(client, "_phone", "1") == []
    merge(client, third, main)
    assert profile_id(client, "_phone", "2") == third


def test_a_key_that_was_deleted_from_a_profile_whose_field_is_not_kept_can_come_again(
    client: Any, domain: str
) -> None:
    main = create(client, EmailAddress="ann@example.com")
    other = create(client, EmailAddress="lee@example.com")
    client.delete_profile_key(
        DomainName="customers", ProfileId=other, KeyName="_email", Values=["lee@example.com"]
    )
    merge(client, main, other)
    assert profiles(client, "_email", "lee@example.com") == []
    client.update_profile(DomainName="customers", ProfileId=main, EmailAddress="lee@example.com")
    assert profile_id(client, "_email", "lee@example.com") == main


def test_an_inferred_profile_that_is_merged_with_a_known_one_is_known(
    client: Any, domain: str
) -> None:
    contact = {
        "ContactId": "c-1",
        "CustomerEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+12065550100"},
    }
    put(client, "CTR", contact)
    inferred = profile_id(client, "_phone", "+12065550100")
    known = create(client, FirstName="Ann")
    merge(client, inferred, known)
    put(client, "CTR", {**contact, "ContactId": "c-2"})
    assert len(profiles(client, "_phone", "+12065550100")) == 2
    assert len(objects(client, inferred, "CTR")) == 1


def test_values_keep_where_they_came_from(client: Any, domain: str) -> None:
    define(client, "Customer", CUSTOMER)
    put(client, "Customer", id="C-1", city="Rome", tier="a")
    main = create(client, FirstName="Ann")
    other = profile_id(client, "customerId", "C-1")
    merge(client, main, other)
    put(client, "Customer", id="C-1", tier="b", name={"first": "Anna"})
    assert get(client, main)["Attributes"] == {"tier": "b"}
    assert get(client, main)["FirstName"] == "Ann"
    client.delete_profile_object_type(DomainName="customers", ObjectTypeName="Customer")
    assert get(client, main) == {"FirstName": "Ann"}


def test_merging_leaves_records_with_all_profiles(client: Any, domain: str) -> None:
    main, other = create(client, FirstName="Ann"), create(client, LastName="Lee")
    merge(client, main, other)

    def history(owner: str) -> list[tuple[str, Any]]:
        request = {"DomainName": "customers", "ProfileId": owner}
        records = client.list_profile_history_records(**request)["ProfileHistoryRecords"]
        return [
            (
                each["ActionType"],
                json.loads(client.get_profile_history_record(**request, Id=each["Id"])["Content"]),
            )
            for each in records
        ]

    assert history(main)[-1] == ("MERGED", {"FirstName": "Ann", "LastName": "Lee"})
    assert history(other)[-1] == ("DELETED_BY_MERGE", {"LastName": "Lee"})


# --- refusals -----------------------------------------------------------------------------------


def test_a_refused_merge_changes_nothing(client: Any, domain: str) -> None:
    main, other = create(client, FirstName="Ann"), create(client, LastName="Lee")
    third = create(client)
    call = client.merge_profiles
    request = {"DomainName": "customers", "MainProfileId": main}
    with service_error("BadRequestException", f"Unknown profile IDs: {MISSING}"):
        call(**request, ProfileIdsToBeMerged=[other, MISSING, MISSING])
    with service_error("BadRequestException", f"Unknown profile IDs: {MISSING}"):
        call(DomainName="customers", MainProfileId=MISSING, ProfileIdsToBeMerged=[other])
    with service_error(
        "BadRequestException",
        f"MainProfileId {main} must not be among the ProfileIdsToBeMerged; leave it out",
    ):
        call(**request, ProfileIdsToBeMerged=[other, main])
    twice = f"ProfileIdsToBeMerged has {other} more than once; name it once"
    with service_error("BadRequestException", twice):
        call(**request, ProfileIdsToBeMerged=[other, third, other])
    for sources, name in (
        ({"FirstName": third}, "FirstName"),
        ({"Attributes": {"a": third}}, "Attributes.a"),
    ):
        text = (
            f"The source of {name}, {third}, is none of the profiles that are merged; name "
            "MainProfileId or one of ProfileIdsToBeMerged"
        )
        with service_error("BadRequestException", text):
            call(**request, ProfileIdsToBeMerged=[other], FieldSourceProfileIds=sources)
    assert get(client, main) == {"FirstName": "Ann"}
    assert get(client, other) == {"LastName": "Lee"}


def test_a_merge_that_would_make_the_profile_too_large_is_refused(client: Any, domain: str) -> None:
    def large(letter: str) -> str:
        return create(client, Attributes={f"{letter}{n}": "x" * 255 for n in range(500)})

    main, other = large("a"), large("b")
    with service_error("BadRequestException", "The profile would be larger than 256000 bytes"):
        client.merge_profiles(
            DomainName="customers", MainProfileId=main, ProfileIdsToBeMerged=[other]
        )
    assert len(get(client, main)["Attributes"]) == len(get(client, other)["Attributes"]) == 500
