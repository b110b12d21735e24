"""What PutProfileObjectType requires of fields and keys, sentence by sentence.

The sentences are those of the Amazon Connect Administrator Guide (2026): "Before you submit", and
the naming and structural rules of fields and keys.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.expectations import service_error
from tests.support.ingesting import CUSTOMER, define

pytestmark = pytest.mark.usefixtures("domain")


def get(client: Any, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get_profile_object_type(
        DomainName="customers", ObjectTypeName=name
    )
    return answer


def _changed(**changes: Any) -> dict[str, Any]:
    """The definition of customers with other fields and keys; None takes one away."""
    fields = {**CUSTOMER["Fields"], **changes.pop("fields", {})}
    keys = {**CUSTOMER["Keys"], **changes.pop("keys", {})}
    return {
        "Fields": {name: value for name, value in fields.items() if value is not None},
        "Keys": {name: value for name, value in keys.items() if value is not None},
        "AllowProfileCreation": changes.pop("allow", True),
        **changes,
    }


def _key(identifiers: str, *field_names: str) -> list[dict[str, Any]]:
    return [{"StandardIdentifiers": identifiers.split(), "FieldNames": list(field_names)}]


BROKEN_RULES: dict[str, tuple[dict[str, Any], str]] = {
    "no unique key": (
        _changed(keys={"customerId": _key("PROFILE", "id")}),
        "Exactly one key definition must have the standard identifier UNIQUE; 0 have it: add "
        "it to the key of the object's id",
    ),
    "two unique keys": (
        _changed(keys={"other": _key("UNIQUE", "email")}),
        "Exactly one key definition must have the standard identifier UNIQUE; 2 have it, "
        "those of customerId, other",
    ),
    "no profile key": (
        _changed(keys={"customerId": _key("UNIQUE", "id")}),
        "At least one key definition must have the standard identifier PROFILE: that of the "
        "key whose value several objects of one person share; the UNIQUE key can have it too",
    ),
    "no key by which a new profile is found again": (
        _changed(keys={"customerId": _key("UNIQUE", "id"), "m": _key("PROFILE NEW_ONLY", "email")}),
        "With AllowProfileCreation at least one PROFILE key must be neither LOOKUP_ONLY nor "
        "NEW_ONLY; else no later object finds the new profile",
    ),
    "a unique key that is looked up only": (
        _changed(keys={"customerId": _key("PROFILE UNIQUE LOOKUP_ONLY", "id")}),
        "Key customerId cannot be both UNIQUE and LOOKUP_ONLY; leave LOOKUP_ONLY out, or "
        "give UNIQUE to another key",
    ),
    "a unique key that is new only": (
        _changed(keys={"customerId": _key("PROFILE UNIQUE NEW_ONLY", "id")}),
        "Key customerId cannot be both UNIQUE and NEW_ONLY; leave NEW_ONLY out, or give "
        "UNIQUE to another key",
    ),
    "a target of another standard object without its key": (
        _changed(fields={"n": {"Source": "_source.n", "Target": "_order.Name"}}),
        "The Target of field n is in _order: a key with the standard identifier ORDER is "
        "required; add ORDER to the StandardIdentifiers of the key that identifies it",
    ),
    "a reserved key that is stored": (
        _changed(keys={"_orderId": _key("ORDER", "id")}),
        "Key _orderId must have the standard identifier LOOKUP_ONLY, as the service sets its "
        "values",
    ),
    "no profile key but a secondary one": (
        _changed(keys={"customerId": _key("UNIQUE", "id"), "m": _key("SECONDARY", "email")}),
        "At least one key definition must have the standard identifier PROFILE: that of the "
        "key whose value several objects of one person share; the UNIQUE key can have it too",
    ),
    "a key that starts with a digit": (
        _changed(keys={"1st": _key("", "id")}), "Key name 1st must start with a letter; "
                                                "choose another, as st",
    ),
    "a key that starts with a hyphen": (
        _changed(keys={"-id": _key("", "id")}), "Key name -id must start with a letter; "
                                                "choose another, as id",
    ),
    "text and number of one key": (
        _changed(
            fields={"n": {"Source": "_source.n", "ContentType": "NUMBER"}},
            keys={"k": _key("", "id") + _key("", "n")},
        ),
        "Key k has content type STRING already, not NUMBER; a key name has one content type "
        "in all object types, and keeps it as long as one of them has the key: give the "
        "field that ContentType, or the key another name",
    ),
    "an underscore name of one's own": (
        _changed(keys={"_mine": _key("", "id")}),
        "Key name _mine does not exist: a name of your own cannot start with an underscore; "
        "choose another, as mine",
    ),
    "a key of a field that is not there": (
        _changed(keys={"k": _key("", "nope")}),
        "Key k refers to field nope, which Fields lacks; there are id, email, first, last, "
        "city, tier",
    ),
    "a key without fields": (
        _changed(keys={"k": _key("")}),
        "Key k has no FieldNames; name the fields that make the key",
    ),
    "a key without definitions": (_changed(keys={"k": []}), "Key k has no definition; give a "
                                                            "list with StandardIdentifiers "
                                                            "and FieldNames"),
    "two content types of one key": (
        _changed(keys={"k": _key("", "email") + _key("", "first")}),
        "Key k has content type EMAIL_ADDRESS already, not STRING; a key name has one "
        "content type in all object types, and keeps it as long as one of them has the key: "
        "give the field that ContentType, or the key another name",
    ),
    "a third content type of one key": (
        _changed(
            fields={"phone": {"Source": "_source.phone", "ContentType": "PHONE_NUMBER"}},
            keys={"k": _key("", "id") + _key("", "id", "email") + _key("", "id", "phone")},
        ),
        "Key k has content type STRING, EMAIL_ADDRESS already, not STRING, PHONE_NUMBER; a "
        "key name has one content type in all object types, and keeps it as long as one of "
        "them has the key: give the field that ContentType, or the key another name",
    ),
    "a key named tags": (
        _changed(keys={"tags": _key("", "id")}), "Key name tags is reserved; choose another, "
                                                 "as objectTags",
    ),
    "too many keys": (
        _changed(keys={f"k{n}": _key("", "id") for n in range(9)}),
        "An object type can have at most 10 key definitions; 11 are given",
    ),
    "too many definitions of one key": (
        _changed(keys={"k": _key("", "id") * 9}),
        "An object type can have at most 10 key definitions; 11 are given",
    ),
    "too many fields": (
        _changed(fields={f"f{n}": {"Source": "_source.x"} for n in range(250)}),
        "An object type can have at most 250 fields; 256 are given",
    ),
    "a field named Tags": (
        _changed(fields={"Tags": {"Source": "_source.x"}}), "Field name Tags is reserved; "
                                                            "choose another, as objectTags",
    ),
    "a field that starts with a digit": (
        _changed(fields={"1st": {"Source": "_source.x"}}),
        "Field name 1st must start with a letter; choose another, as st",
    ),
    "a field without a source": (
        _changed(fields={"f": {"Target": "_profile.FirstName"}}),
        "Field f has no Source; give the path of its value, as _source.f",
    ),
    "both forms of gender": (
        _changed(
            fields={
                "g": {"Source": "_source.g", "Target": "_profile.Gender"},
                "h": {"Source": "_source.h", "Target": "_profile.GenderString"},
            }
        ),
        "Only one of _profile.Gender and _profile.GenderString can be a Target; leave one of "
        "them out",
    ),
    "both forms of party type": (
        _changed(
            fields={
                "g": {"Source": "_source.g", "Target": "_profile.PartyType"},
                "h": {"Source": "_source.h", "Target": "_profile.PartyTypeString"},
            }
        ),
        "Only one of _profile.PartyType and _profile.PartyTypeString can be a Target; leave "
        "one of them out",
    ),
    "a last update without its format": (
        _changed(
            fields={"f": {"Source": "_source.x", "Target": "_profile.SourceLastUpdatedTimestamp"}}
        ),
        "Field f is the source's last update: SourceLastUpdatedTimestampFormat is required, "
        "EpochMilli or a pattern such as yyyy-MM-dd'T'HH:mm:ssX",
    ),
    "a last update by its field's name without its format": (
        _changed(fields={"sourceLastUpdatedTimestamp": {"Source": "_source.x"}}),
        "Field sourceLastUpdatedTimestamp is the source's last update: "
        "SourceLastUpdatedTimestampFormat is required, EpochMilli or a pattern such as "
        "yyyy-MM-dd'T'HH:mm:ssX",
    ),
    "more objects than a profile has": (
        _changed(MaxProfileObjectCount=1001),
        "MaxProfileObjectCount 1001 is too large: a profile has at most 1000 objects",
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", BROKEN_RULES)
def test_a_type_that_breaks_a_rule_is_refused_by_its_name(client: Any, rule: str) -> None:
    definition, message = BROKEN_RULES[rule]
    with service_error("BadRequestException", message):
        define(client, "T", definition)
    with service_error(
        "ResourceNotFoundException",
        "Profile object type T is not found in domain customers; PutProfileObjectType makes one",
    ):
        get(client, "T")


@pytest.mark.parametrize(
    ("field", "beginning"),
    [
        ({"Source": "{{#if _source.x}}y"}, "The Source of field f is not valid: "),
        ({"Source": "_source."}, "The Source of field f is not valid: "),
        ({"Source": "_source.x", "Target": "_object.x"}, "The Target of field f is not valid: "),
        ({"Source": "_source.x", "Target": "_profile.Nope"},
         "The Target of field f is not valid: "),
        ({"Source": "_source.x", "Target": "_profile.ProfileId"},
         "The Target of field f is not valid: "),
        ({"Source": "_source.x", "Target": "_profile.Attributes.{{nope _source.x}}"},
         "The Target of field f is not valid: "),
    ],
)  # fmt: skip
def test_a_source_or_target_that_cannot_be_read_is_refused_when_the_type_is_put(
    client: Any, field: dict[str, str], beginning: str
) -> None:
    with pytest.raises(client.exceptions.BadRequestException) as raised:
        define(client, "T", _changed(fields={"f": field}))
    assert raised.value.response["Error"]["Message"].startswith(beginning)


def test_a_timestamp_format_that_cannot_be_read_is_refused(client: Any) -> None:
    with pytest.raises(client.exceptions.BadRequestException) as raised:
        define(client, "T", CUSTOMER, SourceLastUpdatedTimestampFormat="yyyy-jj")
    text = raised.value.response["Error"]["Message"]
    assert text.startswith("SourceLastUpdatedTimestampFormat is not valid: ")


def test_a_type_whose_key_is_waived_or_exempt_is_accepted(client: Any) -> None:
    lookup = {"customerId": _key("UNIQUE", "id"), "m": _key("PROFILE LOOKUP_ONLY", "email")}
    define(client, "T", _changed(keys=lookup, allow=False))
    by_id = {
        "customerId": _key("UNIQUE", "id"), "_profileId": _key("PROFILE LOOKUP_ONLY", "email"),
    }  # fmt: skip
    define(client, "U", _changed(keys=by_id))
    assert get(client, "U")["AllowProfileCreation"] is True


SYSTEM_MANAGED = (
    "_profile.ProfileId", "_profile.ImportIds", "_profile.FoundByItems[]", "_asset.AssetId",
    "_case.CaseId", "_order.OrderId", "_communicationRecord.CommunicationRecordId",
    "_airPreference.PreferenceId", "_hotelPreference.PreferenceId", "_airBooking.BookingId",
    "_airSegment.SegmentId", "_hotelReservation.ReservationId", "_hotelStayRevenue.StayRevenueId",
    "_loyalty.LoyaltyId", "_loyaltyTransaction.TransactionId", "_loyaltyPromotion.PromotionId",
    "_device.DeviceId", "_webAnalytics.EventId",
)  # fmt: skip


@pytest.mark.parametrize("target", SYSTEM_MANAGED)
def test_no_target_is_a_field_that_the_service_manages(client: Any, target: str) -> None:
    with service_error(
        "BadRequestException",
        f"The Target of field f is not valid: {target} is set by the service; leave Target out",
    ):
        define(client, "T", _changed(fields={"f": {"Source": "_source.f", "Target": target}}))


@pytest.mark.parametrize("name", ["_profileId", "_orderId", "_caseId", "_assetId"])
def test_a_key_whose_values_the_service_makes_is_for_lookup_only(client: Any, name: str) -> None:
    with service_error(
        "BadRequestException",
        f"Key {name} must have the standard identifier LOOKUP_ONLY, as the service sets its values",
    ):
        define(client, "T", _changed(keys={name: _key("PROFILE", "id")}))
    define(client, "T", _changed(keys={name: _key("PROFILE LOOKUP_ONLY", "id")}))


def test_a_standard_identifier_needs_no_target(client: Any) -> None:
    define(client, "T", _changed(keys={"serial": _key("ASSET", "id")}))


def test_only_the_profiles_last_update_needs_a_format(client: Any) -> None:
    field = {"Source": "_source.at", "Target": "_asset.SourceLastUpdatedTimestamp"}
    define(client, "T", _changed(fields={"f": field}, keys={"serial": _key("ASSET", "id")}))


@pytest.mark.parametrize("name", ["a", "Z9", "a.b", "a-b", "a_b"])
def test_a_field_name_has_letters_digits_underscores_dots_and_hyphens(
    client: Any, name: str
) -> None:
    define(client, "T", _changed(fields={name: {"Source": "_source.x"}}))
    assert name in get(client, "T")["Fields"]


@pytest.mark.parametrize("name", ["_f", ".f", "-f", "1f"])
def test_a_field_name_starts_with_a_letter(client: Any, name: str) -> None:
    with service_error(
        "BadRequestException", f"Field name {name} must start with a letter; choose another, as f"
    ):
        define(client, "T", _changed(fields={name: {"Source": "_source.x"}}))


@pytest.mark.parametrize("name", ["k", "K9", "a-b", "a_b"])
def test_a_key_name_of_ones_own_starts_with_a_letter(client: Any, name: str) -> None:
    define(client, "T", _changed(keys={name: _key("", "id")}))
    assert name in get(client, "T")["Keys"]


def test_several_definitions_of_one_key_name_are_kept_in_their_order(client: Any) -> None:
    definitions = _key("", "first") + _key("LOOKUP_ONLY", "last") + _key("", "first", "last")
    define(client, "T", _changed(keys={"name": definitions}))
    assert get(client, "T")["Keys"]["name"] == definitions


def test_an_indexed_value_without_its_content_type_is_accepted(client: Any) -> None:
    indexed = {name: _key("", name) for name in ("mail", "phone", "total")}
    fields = {name: {"Source": f"_source.{name}"} for name in indexed}
    define(client, "T", _changed(fields=fields, keys=indexed))
    assert "ContentType" not in get(client, "T")["Fields"]["total"]
