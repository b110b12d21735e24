"""Which targets a field may have, and what they lead to."""

from __future__ import annotations

import pytest

from cprofiles_mock.rules.ingestion.standard_objects import STANDARD_OBJECTS
from cprofiles_mock.rules.ingestion.targets import InvalidTarget, Target, target_of

pytestmark = pytest.mark.in_process


@pytest.mark.parametrize(
    ("text", "object_name", "path"),
    [
        ("_profile.FirstName", "_profile", ("FirstName",)),
        ("_profile.Address.City", "_profile", ("Address", "City")),
        ("_profile.Address", "_profile", ("Address",)),
        ("_profile.Attributes", "_profile", ("Attributes",)),
        ("_profile.Attributes.Tier", "_profile", ("Attributes", "Tier")),
        ("_profile.SourceLastUpdatedTimestamp", "_profile", ("SourceLastUpdatedTimestamp",)),
        ("_case.SourceLastUpdatedTimestamp", "_case", ("SourceLastUpdatedTimestamp",)),
        ("_asset.ProductSKU", "_asset", ("ProductSKU",)),
        ("_order.BillingAddress.Name", "_order", ("BillingAddress", "Name")),
        ("_order.OrderItems", "_order", ("OrderItems",)),
        ("_order.OrderItems[]", "_order", ("OrderItems[]",)),
        ("_order.OrderItems[].Title", "_order", ("OrderItems[]", "Title")),
        ("_airSegment.Departure.Terminal", "_airSegment", ("Departure", "Terminal")),
        ("_webAnalytics.ItemsList[].Id", "_webAnalytics", ("ItemsList[]", "Id")),
        ("_webAnalytics.DeviceId", "_webAnalytics", ("DeviceId",)),
        ("_communicationRecord.Events", "_communicationRecord", ("Events",)),
        ("_communicationRecord.Events.Open", "_communicationRecord", ("Events", "Open")),
        (
            "_communicationRecord.Events.Open.Attributes.Ip.v4",
            "_communicationRecord",
            ("Events", "Open", "Attributes", "Ip.v4"),
        ),
        (
            "_communicationRecord.Events.{{_source.event.type}}.Errors[].Code",
            "_communicationRecord",
            ("Events", "{{_source.event.type}}", "Errors[]", "Code"),
        ),
    ],
)
def test_a_target_leads_to_a_member_of_a_standard_object(
    text: str, object_name: str, path: tuple[str, ...]
) -> None:
    found = target_of(text)
    assert (found.object_name, found.path) == (object_name, path)
    assert found.is_list is (text in ("_order.OrderItems", "_order.OrderItems[]"))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("_airSegment.Baggage.IsHeavy", ("Baggage[0]", "IsHeavy")),
        ("_airSegment.Pets.Species", ("Pets[0]", "Species")),
        ("_airSegment.OtherServices.Price", ("OtherServices[0]", "Price")),
        ("_order.OrderItems.Title", ("OrderItems[0]", "Title")),
        ("_hotelReservation.Services.Cost", ("Services[0]", "Cost")),
        ("_loyalty.PointExpirations.Date", ("PointExpirations[0]", "Date")),
        ("_webAnalytics.ItemsList.Id", ("ItemsList[0]", "Id")),
        ("_communicationRecord.Events.Open.Errors.Code", ("Events", "Open", "Errors[0]", "Code")),
    ],
)
def test_a_target_into_a_list_without_brackets_is_of_one_item(
    text: str, path: tuple[str, ...]
) -> None:
    assert target_of(text) == Target(text.partition(".")[0], path)


def test_the_key_of_an_attribute_keeps_its_case_and_its_dots() -> None:
    target = target_of("_order.Attributes.Shop.order id..X")
    assert target.path == ("Attributes", "Shop.order id..X")


@pytest.mark.parametrize("name", ["_airPreference", "_hotelPreference"])
def test_below_the_nested_members_of_a_preference_every_path_is_taken(name: str) -> None:
    assert target_of(f"{name}.Dining.Meals[].Kind").path == ("Dining", "Meals[]", "Kind")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("accountNumber", "_profile.AccountNumber"),
        ("AccountNumber", "_profile.AccountNumber"),
        ("firstname", "_profile.FirstName"),
        ("Address.City", "_profile.Address.City"),
        ("profile.FirstName", "_profile.FirstName"),
        ("_Profile.FirstName", "_profile.FirstName"),
        ("_odrer.Name", "_order.Name"),
        ("airSegment.Baggage.IsHeavy", "_airSegment.Baggage.IsHeavy"),
    ],
)
def test_a_target_that_begins_otherwise_is_told_as_it_was_meant(text: str, meant: str) -> None:
    with pytest.raises(InvalidTarget, match=rf"; did you mean '{meant}'\?$"):
        target_of(text)


ONE_OF_THESE = f"a Target begins with one of {', '.join(STANDARD_OBJECTS)}"
FIRST_OF_ORDER = next(iter(STANDARD_OBJECTS["_order"].members))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FirstName", "'FirstName' is not a standard object; did you mean '_profile.FirstName'?"),
        (
            "Address.City",
            "'Address' is not a standard object; did you mean '_profile.Address.City'?",
        ),
        (
            "profile.FirstName",
            "'profile' is not a standard object; did you mean '_profile.FirstName'?",
        ),
        ("_odrer.Name", "'_odrer' is not a standard object; did you mean '_order.Name'?"),
        ("_object.Name", f"'_object' is not a standard object; {ONE_OF_THESE}"),
        ("", f"'' is not a standard object; {ONE_OF_THESE}"),
        (
            "_profile",
            "it names no member of _profile; name one, as _profile.AccountNumber does",
        ),
        (
            "_order.",
            f"it names no member of _order; name one, as _order.{FIRST_OF_ORDER} does",
        ),
        ("_profile.firstName", "_profile has no member 'firstName'; did you mean 'FirstName'?"),
        (
            "_profile.Address.Zip",
            "_profile.Address has no member 'Zip'; there are Address1, "
            "Address2, Address3, Address4, City, County, State, "
            "Province, Country, PostalCode",
        ),
        (
            "_profile.FirstName.Initial",
            "_profile.FirstName has no member 'Initial'; write _profile.FirstName alone",
        ),
        (
            "_profile.EngagementPreferences",
            "_profile has no member 'EngagementPreferences'; "
            "there are AccountNumber, AdditionalInformation, "
            "PartyType, BusinessName, FirstName, MiddleName, "
            "LastName, BirthDate, Gender, PhoneNumber, "
            "MobilePhoneNumber, HomePhoneNumber, "
            "BusinessPhoneNumber, EmailAddress, "
            "PersonalEmailAddress, BusinessEmailAddress, "
            "PartyTypeString, GenderString, ProfileType, "
            "Address, ShippingAddress, MailingAddress, "
            "BillingAddress, SourceLastUpdatedTimestamp, "
            "Attributes",
        ),
        ("_profile..City", "_profile..City has an empty segment; name a member behind each dot"),
        (
            "_profile.Address.",
            "_profile.Address. has an empty segment; name a member behind each dot",
        ),
        (
            "_profile.Attributes.",
            "_profile.Attributes. has an empty segment; name a member behind each dot",
        ),
        (
            "_order.OrderItems.Colour",
            "_order.OrderItems has no member 'Colour'; there are Title, Price, Quantity",
        ),
        ("_order.Name[]", "_order.Name is not a list; leave out the []"),
        (
            "_airPreference.Seat.3rd",
            "'3rd' cannot be a member of _airPreference.Seat; names have letters, digits and _",
        ),
        ("_profile.ProfileId", "_profile.ProfileId is set by the service; leave Target out"),
        ("_profile.ImportIds", "_profile.ImportIds is set by the service; leave Target out"),
        (
            "_profile.FoundByItems[]",
            "_profile.FoundByItems[] is set by the service; leave Target out",
        ),
        (
            "_profile.FoundByItems[].KeyName",
            "_profile.FoundByItems[].KeyName is set by the service; leave Target out",
        ),
    ],
)
def test_a_target_that_leads_nowhere_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidTarget) as raised:
        target_of(text)
    assert str(raised.value) == reason


@pytest.mark.parametrize("name", STANDARD_OBJECTS)
def test_no_field_sets_the_identifier_of_a_standard_object(name: str) -> None:
    text = f"{name}.{STANDARD_OBJECTS[name].identifier_member}"
    with pytest.raises(InvalidTarget) as raised:
        target_of(text)
    assert str(raised.value) == f"{text} is set by the service; leave Target out"
