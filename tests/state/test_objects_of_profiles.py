"""How a profile keeps its objects, and where its fields come from: the one, and then the many."""

from __future__ import annotations

import pytest

from cprofiles_mock.rules.ingestion.objects import ProfileObject, RecordedFields
from cprofiles_mock.rules.ingestion.precedence import LOWEST, Origin
from cprofiles_mock.state.profile import Profile
from cprofiles_mock.state.profile_fields import OneSource

pytestmark = pytest.mark.in_process

SHOP, CRM = Origin("Shop", LOWEST, 10.0), Origin("Crm", LOWEST, 20.0)


def an_object(name: str, key: str, text: str = "{}") -> ProfileObject:
    return ProfileObject(
        object_type_name=name,
        profile_object_unique_key=key,
        object=text,
        fields=RecordedFields({}),
    )


def test_one_object_is_found_by_its_type_and_key_alone() -> None:
    profile = Profile(profile_id="a")
    assert (profile.objects_of("Visit"), profile.object_by_key("Visit", "1")) == ({}, None)
    only = an_object("Visit", "1")
    profile.keep_object(only)
    assert profile.object_by_key("Visit", "1") is only
    assert profile.object_by_key("Visit", "2") is None
    assert profile.object_by_key("Order", "1") is None
    assert profile.objects_of("Visit") == {"1": only}
    assert profile.objects_of("Order") == {}
    assert list(profile.each_object()) == [only]


def test_one_object_weighs_no_dictionary_even_after_it_is_replaced() -> None:
    profile = Profile(profile_id="a")
    old = an_object("Visit", "1")
    profile.keep_object(old)
    new = an_object("Visit", "1", '{"page": 2}')
    profile.keep_object(new, old)
    assert profile.stored_objects is new


def test_more_objects_keep_the_order_in_which_they_came() -> None:
    profile = Profile(profile_id="a")
    first, second, third = an_object("Visit", "2"), an_object("Visit", "1"), an_object("Order", "1")
    for each in (first, second, third):
        profile.keep_object(each)
    assert list(profile.each_object()) == [first, second, third]
    assert profile.objects_of("Visit") == {"2": first, "1": second}
    assert profile.object_by_key("Order", "1") is third
    assert profile.objects == {"Visit": {"2": first, "1": second}, "Order": {"1": third}}


def test_what_is_dropped_leaves_the_others_and_then_nothing() -> None:
    profile = Profile(profile_id="a")
    first, second = an_object("Visit", "1"), an_object("Visit", "2")
    profile.keep_object(first)
    profile.keep_object(second)
    profile.drop_object(first)
    assert list(profile.each_object()) == [second]
    profile.drop_object(second)
    assert (list(profile.each_object()), profile.objects) == ([], {})
    again = an_object("Order", "1")
    profile.keep_object(again)
    assert list(profile.each_object()) == [again]


def test_profiles_of_one_source_share_its_paths() -> None:
    one, other = Profile(profile_id="a"), Profile(profile_id="b")
    for profile in (one, other):
        profile.populate({("FirstName",): "Ann", ("Address", "City"): "London"}, SHOP)
    assert isinstance(one.stored_origins, OneSource)
    assert isinstance(other.stored_origins, OneSource)
    assert one.stored_origins.paths is other.stored_origins.paths
    assert one.origin_of(("Address", "City")) == SHOP
    assert one.origin_of(("Address", "State")) is None
    assert list(one.each_origin()) == [SHOP]


def test_a_second_source_is_told_from_the_first() -> None:
    profile = Profile(profile_id="a")
    assert (profile.origins, list(profile.each_origin())) == (None, [])
    profile.populate({("FirstName",): "Ann", ("LastName",): "Lee"}, SHOP)
    profile.populate({("LastName",): "Low"}, CRM)
    assert profile.origins == {("FirstName",): SHOP, ("LastName",): CRM}
    assert profile.origin_of(("LastName",)) == CRM
    assert list(profile.each_origin()) == [SHOP, CRM]
    profile.set_members({"FirstName": "Amy"}, at=30.0)
    assert profile.origins == {("LastName",): CRM}


def test_a_record_keeps_what_was_set_and_shares_the_names() -> None:
    one, other = Profile(profile_id="a"), Profile(profile_id="b")
    one.set_members({"FirstName": "Ann", "Attributes": {"a": "1"}}, at=1.0)
    other.set_members({"FirstName": "Bob", "Attributes": {"b": "2"}}, at=1.0)
    records = [each.snapshot("CREATED", 1.0, "me") for each in (one, other)]
    one.set_members({"FirstName": "", "LastName": "Lee"}, at=2.0)
    assert [each.content for each in records] == [
        {"FirstName": "Ann", "Attributes": {"a": "1"}},
        {"FirstName": "Bob", "Attributes": {"b": "2"}},
    ]
    assert records[0].stored_content[0] is records[1].stored_content[0]
    assert one.snapshot("UPDATED", 2.0, "me").content == {
        "LastName": "Lee", "Attributes": {"a": "1"},
    }  # fmt: skip
    assert Profile(profile_id="c").snapshot("CREATED", 1.0, "me").content == {}
