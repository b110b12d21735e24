"""The names and content types of keys: what a domain has of them, and what is cleaned up."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from cprofiles_mock import KeyValuesWarning, UnknownKeyNameWarning
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
)

pytestmark = pytest.mark.usefixtures("domain")


def _key(identifiers: str, *field_names: str) -> list[dict[str, Any]]:
    return [{"StandardIdentifiers": identifiers.split(), "FieldNames": list(field_names)}]


def _other_content_type(key_name: str, content_types: str, given: str) -> Any:
    return service_error(
        "BadRequestException",
        f"Key {key_name} has content type {content_types} already, not {given}; a key name has one "
        "content type in all object types, and keeps it as long as one of them has the key: give "
        "the field that ContentType, or the key another name",
    )


def _mailed(content_type: str) -> dict[str, Any]:
    """An object type with a profile key of that content type."""
    definition = keyed(id="UNIQUE", mail="PROFILE")
    definition["Fields"]["mail"]["ContentType"] = content_type
    return definition


def _paired(content_type: str) -> dict[str, Any]:
    """An object type with a key of two fields, the second of that content type."""
    definition = keyed(id="PROFILE UNIQUE")
    definition["Fields"]["org"] = {"Source": "_source.org"}
    definition["Fields"]["who"] = {"Source": "_source.who", "ContentType": content_type}
    definition["Keys"]["pair"] = _key("", "org", "who")
    return definition


def _shorter() -> dict[str, Any]:
    """An object type with the first field of that key alone."""
    definition = keyed(id="PROFILE UNIQUE", org="")
    definition["Keys"]["pair"] = definition["Keys"].pop("org")
    return definition


def _delete(client: Any, name: str) -> None:
    client.delete_profile_object_type(DomainName="customers", ObjectTypeName=name)


def test_a_key_has_one_content_type_in_all_object_types(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    definition = keyed(a="PROFILE UNIQUE", customerEmail="")
    with _other_content_type("customerEmail", "EMAIL_ADDRESS", "STRING"):
        define(client, "T", definition)
    definition["Fields"]["customerEmail"]["ContentType"] = "EMAIL_ADDRESS"
    define(client, "T", definition)


def test_a_key_is_not_a_text_in_one_type_and_a_number_in_another(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    definition = keyed(a="PROFILE UNIQUE")
    definition["Fields"]["a"]["ContentType"] = "NUMBER"
    definition["Keys"]["customerId"] = _key("", "a")
    with _other_content_type("customerId", "STRING", "NUMBER"):
        define(client, "T", definition)


@pytest.mark.parametrize("content_type", ["STRING", "NUMBER", "NAME", "PHONE_NUMBER"])
def test_the_only_type_that_has_a_key_cannot_change_its_content_type(
    client: Any, content_type: str
) -> None:
    define(client, "Customer", _mailed("EMAIL_ADDRESS"))
    put(client, "Customer", id="1", mail="Ann@Example.com")
    with _other_content_type("mail", "EMAIL_ADDRESS", content_type):
        define(client, "Customer", _mailed(content_type))
    found = client.get_profile_object_type(DomainName="customers", ObjectTypeName="Customer")
    assert found["Fields"]["mail"]["ContentType"] == "EMAIL_ADDRESS"
    assert len(profiles(client, "mail", "ann@EXAMPLE.com")) == 1
    define(client, "Customer", _mailed("EMAIL_ADDRESS"))


def test_a_content_type_that_is_left_out_is_that_of_a_text(client: Any) -> None:
    define(client, "Customer", _mailed("STRING"))
    definition = _mailed("STRING")
    del definition["Fields"]["mail"]["ContentType"]
    define(client, "Customer", definition)


def test_a_key_that_no_type_has_any_more_can_have_another_content_type(client: Any) -> None:
    define(client, "Customer", _mailed("STRING"))
    put(client, "Customer", id="1", mail="Ann@Example.com")
    define(client, "Customer", keyed(id="UNIQUE PROFILE"))
    define(client, "Customer", _mailed("EMAIL_ADDRESS"))
    # What was ingested is not processed again.
    assert profiles(client, "mail", "Ann@Example.com") == []
    put(client, "Customer", id="2", mail="Ann@Example.com")
    owner = profile_id(client, "mail", "ann@EXAMPLE.com")
    assert objects(client, owner, "Customer") == [{"id": "2", "mail": "Ann@Example.com"}]


@pytest.mark.in_process
def test_a_replacement_forgets_the_keys_that_no_type_has_any_more(client: Any) -> None:
    define(client, "Customer", keyed(id="UNIQUE PROFILE", old=""))
    put(client, "Customer", id="1", old="x")
    owner = profile_id(client, "old", "x")
    define(client, "Customer", keyed(id="UNIQUE PROFILE"))
    with pytest.warns(UnknownKeyNameWarning, match="'old' finds nothing"):
        assert profiles(client, "old", "x") == []
    # The other keys stay, and so does the object as it was put.
    assert profile_id(client, "id", "1") == owner
    assert objects(client, owner, "Customer") == [{"id": "1", "old": "x"}]


@pytest.mark.in_process
def test_a_replacement_keeps_the_keys_that_another_type_has(client: Any) -> None:
    define(client, "Customer", keyed(id="UNIQUE PROFILE", old=""))
    define(client, "Other", keyed(other="UNIQUE PROFILE", old=""))
    put(client, "Customer", id="1", old="x")
    define(client, "Customer", keyed(id="UNIQUE PROFILE"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(profiles(client, "old", "x")) == 1


def test_a_refused_replacement_forgets_no_key(client: Any) -> None:
    define(client, "Customer", keyed(id="UNIQUE PROFILE", old=""))
    put(client, "Customer", id="1", old="x")
    with pytest.raises(client.exceptions.BadRequestException):
        define(client, "Customer", keyed(id="UNIQUE"))
    assert len(profiles(client, "old", "x")) == 1


def test_what_was_ingested_stays_found_by_the_services_keys_of_a_replaced_type(
    client: Any,
) -> None:
    definition = keyed(id="UNIQUE PROFILE", account="", serial="")
    definition["Keys"]["_account"] = definition["Keys"].pop("account")
    definition["Keys"]["_serialNumber"] = definition["Keys"].pop("serial")
    define(client, "Customer", definition)
    put(client, "Customer", id="1", account="A-1", serial="S-1")
    define(client, "Customer", keyed(id="UNIQUE PROFILE"))
    # The service has these keys without any object type.
    assert len(profiles(client, "_account", "A-1")) == 1
    assert len(profiles(client, "_serialNumber", "S-1")) == 1


def test_a_standard_object_is_not_found_by_a_key_that_was_forgotten(client: Any) -> None:
    definition = keyed(id="UNIQUE PROFILE", order="ORDER", customer="PROFILE")
    definition["Fields"]["id"]["Target"] = "_order.Name"
    define(client, "Purchase", definition)
    put(client, "Purchase", id="1", order="O-1", customer="C")
    owner = profile_id(client, "id", "1")
    renamed = keyed(id="UNIQUE PROFILE", number="ORDER", customer="PROFILE")
    renamed["Fields"]["id"]["Target"] = "_order.Name"
    define(client, "Purchase", renamed)
    put(client, "Purchase", id="2", order="O-1", number="O-1", customer="C")
    assert [order["Name"] for order in objects(client, owner, "_order")] == ["1", "2"]
    define(client, "Purchase", definition)
    put(client, "Purchase", id="3", order="O-1", customer="C")
    assert [order["Name"] for order in objects(client, owner, "_order")] == ["1", "2", "3"]


def test_a_key_that_was_deleted_comes_back_with_a_key_that_was_forgotten(client: Any) -> None:
    define(client, "Customer", keyed(id="UNIQUE PROFILE", old=""))
    put(client, "Customer", id="1", old="x")
    client.delete_profile_key(
        DomainName="customers",
        ProfileId=profile_id(client, "id", "1"),
        KeyName="old",
        Values=["x"],
    )
    put(client, "Customer", id="1", old="x")
    assert profiles(client, "old", "x") == []
    define(client, "Customer", keyed(id="UNIQUE PROFILE"))
    define(client, "Customer", keyed(id="UNIQUE PROFILE", old=""))
    put(client, "Customer", id="1", old="x")
    assert len(profiles(client, "old", "x")) == 1


def test_a_standard_key_may_have_any_content_type_in_each_object_type(client: Any) -> None:
    for number, content_type in enumerate(("EMAIL_ADDRESS", "NUMBER", "STRING", "NAME")):
        definition = keyed(id="PROFILE UNIQUE")
        definition["Fields"]["of"] = {"Source": "_source.of", "ContentType": content_type}
        definition["Keys"] = {**definition["Keys"], "_account": _key("", "of")}
        define(client, f"T{number}", definition)
        define(client, "One", definition)


def test_a_key_with_fewer_fields_of_the_same_name_leaves_the_longer_one_as_it_was(
    client: Any,
) -> None:
    define(client, "Long", _paired("EMAIL_ADDRESS"))
    define(client, "Short", _shorter())
    put(client, "Long", id="1", org="o", who="Ann@Example.com")
    put(client, "Short", id="2", org="o")
    assert len(profiles(client, "pair", "o", "ANN@example.com")) == 1
    assert len(profiles(client, "pair", "o")) == 1
    with _other_content_type("pair", "STRING, EMAIL_ADDRESS", "STRING, PHONE_NUMBER"):
        define(client, "Other", _paired("PHONE_NUMBER"))


def test_a_key_name_of_a_template_has_the_content_type_that_the_template_gives_it(
    client: Any,
) -> None:
    definition = keyed(id="PROFILE UNIQUE")
    definition["Fields"]["serial"] = {"Source": "_source.serial", "ContentType": "EMAIL_ADDRESS"}
    definition["Keys"]["_serialNumber"] = _key("", "serial")
    with _other_content_type("_serialNumber", "STRING", "EMAIL_ADDRESS"):
        define(client, "One", definition)
    del definition["Fields"]["serial"]["ContentType"]
    define(client, "One", definition)


@pytest.mark.in_process
def test_a_key_that_was_added_by_hand_follows_the_content_types_of_its_name(client: Any) -> None:
    owner = client.create_profile(DomainName="customers")["ProfileId"]
    client.add_profile_key(
        DomainName="customers", ProfileId=owner, KeyName="pair", Values=["o", "Ann@Example.com"]
    )
    assert profile_id(client, "pair", "o", "Ann@Example.com") == owner
    assert profiles(client, "pair", "o", "ann@example.com") == []
    define(client, "Long", _paired("EMAIL_ADDRESS"))
    assert profile_id(client, "pair", "o", "ann@example.com") == owner
    define(client, "Long", _shorter())
    assert profile_id(client, "pair", "o", "Ann@Example.com") == owner
    with pytest.warns(KeyValuesWarning, match="the key has 1 field"):
        assert profiles(client, "pair", "o", "ann@example.com") == []


@pytest.mark.in_process
def test_the_key_names_of_a_deleted_type_go_when_nothing_else_uses_them(client: Any) -> None:
    define(client, "Customer", CUSTOMER)
    define(client, "Order", ORDER)
    put(client, "Customer", id="C-1", email="a@b.c")
    _delete(client, "Customer")
    # `customerId` is a key of orders too, and so stays known.
    assert profiles(client, "customerId", "C-1") == []
    with pytest.warns(UserWarning, match="'customerEmail' finds nothing") as warned:
        profiles(client, "customerEmail", "a@b.c")
    assert len(warned) == 1


def test_a_key_that_was_added_by_hand_outlives_the_types_that_defined_its_name(
    client: Any,
) -> None:
    define(client, "Customer", CUSTOMER)
    owner = client.create_profile(DomainName="customers")["ProfileId"]
    for name, value in (("customerId", "C-1"), ("customerEmail", "Ann@Example.com")):
        client.add_profile_key(
            DomainName="customers", ProfileId=owner, KeyName=name, Values=[value]
        )
    put(client, "Customer", id="C-2", email="ann@example.com")
    define(client, "Customer", keyed(customerId="UNIQUE PROFILE"))
    # The object's own key is gone; that of the profile is compared as written again.
    assert profiles(client, "customerEmail", "ann@example.com") == []
    assert profile_id(client, "customerEmail", "Ann@Example.com") == owner
    _delete(client, "Customer")
    assert profile_id(client, "customerId", "C-1") == owner
