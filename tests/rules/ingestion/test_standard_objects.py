"""What the standard objects hold, against the model, and by what they are found."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.session import Session

from cprofiles_mock.rules.ingestion.standard_objects import ADDRESS_MEMBERS, STANDARD_OBJECTS

pytestmark = pytest.mark.in_process


def test_every_standard_object_has_its_standard_identifier() -> None:
    model: Any = Session().get_service_model("customer-profiles")
    known = model.shape_for("StandardIdentifier").enum
    of_keys = {"UNIQUE", "SECONDARY", "LOOKUP_ONLY", "NEW_ONLY"}
    identifiers = [standard_object.identifier for standard_object in STANDARD_OBJECTS.values()]
    # An older botocore does not know the newest of them.
    assert set(known) - of_keys <= set(identifiers)
    assert identifiers == [
        "PROFILE", "ASSET", "CASE", "ORDER", "COMMUNICATION_RECORD", "AIR_PREFERENCE",
        "HOTEL_PREFERENCE", "AIR_BOOKING", "AIR_SEGMENT", "HOTEL_RESERVATION",
        "HOTEL_STAY_REVENUE", "LOYALTY", "LOYALTY_TRANSACTION", "LOYALTY_PROMOTION", "DEVICE",
        "WEB_ANALYTICS",
    ]  # fmt: skip


def test_a_profile_has_the_members_of_the_model() -> None:
    model: Any = Session().get_service_model("customer-profiles")
    request = set(model.operation_model("CreateProfile").input_shape.members)
    profile = STANDARD_OBJECTS["_profile"]
    assert request - set(profile.members) == {"DomainName", "EngagementPreferences"}
    assert set(profile.members) - request == {"SourceLastUpdatedTimestamp"}
    assert list(ADDRESS_MEMBERS) == list(model.shape_for("Address").members)
    assert list(profile.members["BillingAddress"].members) == list(ADDRESS_MEMBERS)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("_profile", ["_profileId"]),
        ("_asset", ["_assetId", "_assetName", "_serialNumber"]),
        ("_hotelPreference", ["_hotelPreferenceId", "_hotelReferenceId"]),
        ("_loyalty", ["_loyaltyId", "_loyaltyMembershipId"]),
        ("_device", [None]),
    ],
)
def test_a_standard_object_is_indexed_by_its_identifier_and_some_members(
    name: str, keys: list[str | None]
) -> None:
    standard_object = STANDARD_OBJECTS[name]
    assert [standard_object.identifier_key, *standard_object.index_keys] == keys
    assert set(standard_object.index_keys.values()) <= set(standard_object.members)
