"""The standard objects: their members, and the keys by which they are found.

Sources: the Amazon Connect Administrator Guide (2026), "reference for standard objects" and the
"standard ... object fields" page of each object; "field definitions" for the members that the
service sets. The guide's pages on the nested data types of the two preference objects were not
found, so any path below those members is accepted (see ``docs/fidelity.md``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The members of each of a profile's addresses.
ADDRESS_MEMBERS = (
    "Address1", "Address2", "Address3", "Address4", "City", "County", "State", "Province",
    "Country", "PostalCode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """The type of a member; a scalar unless one of the attributes says otherwise."""

    members: Mapping[str, Member] = field(default_factory=dict)
    # A list of such members: `OrderItems[].Title`.
    repeated: bool = False
    # A map from any key to such members: `Events.Open.EventId`, `Attributes.tier`.
    keyed: bool = False
    # The structure below is not known, so any path is accepted.
    open: bool = False


@dataclass(frozen=True, slots=True)
class StandardObject:
    """A standard object; ``identifier`` is the standard identifier for its key definitions.

    ``identifier_member`` is set by the service and searchable by ``identifier_key``, if there is
    such a key; ``index_keys`` maps the other keys by which it is searchable to their members.
    """

    name: str
    identifier: str
    identifier_member: str
    identifier_key: str | None
    members: Mapping[str, Member]
    index_keys: Mapping[str, str] = field(default_factory=dict)
    # Members that the service sets, `identifier_member` among them.
    reserved: frozenset[str] = frozenset()


_SCALAR = Member()
_ATTRIBUTES = Member(keyed=True)
_OPEN = Member(open=True)


def _scalars(names: str) -> dict[str, Member]:
    return dict.fromkeys(names.split(), _SCALAR)


def _structure(names: str, **others: Member) -> Member:
    return Member({**_scalars(names), **others})


def _list(names: str) -> Member:
    return Member(_scalars(names), repeated=True)


def _object(
    name: str,
    identifier_member: str,
    scalars: str,
    *,
    identifier_key: str | None = None,
    index_keys: Mapping[str, str] | None = None,
    reserved: tuple[str, ...] = (),
    preferences: Mapping[str, Member] | None = None,
    **others: Member,
) -> StandardObject:
    """Build a standard object, its identifier from its name: AIR_BOOKING from ``_airBooking``."""
    members = {
        **_scalars(scalars),
        **(preferences or {}),
        **others,
        # For the profile it is also the time of the object's last update ("field definitions").
        "SourceLastUpdatedTimestamp": _SCALAR,
        "Attributes": _ATTRIBUTES,
    }
    return StandardObject(
        name=name,
        identifier=re.sub("([A-Z])", r"_\1", name[1:]).upper(),
        identifier_member=identifier_member,
        identifier_key=identifier_key,
        members=MappingProxyType(members),
        index_keys=MappingProxyType(dict(index_keys or {})),
        reserved=frozenset((identifier_member, *reserved)),
    )


_ADDRESS = _structure(" ".join(ADDRESS_MEMBERS))
_ORDER_ADDRESS = _structure(" ".join(("Name", *ADDRESS_MEMBERS)))
_LOYALTY = _structure("ProgramName MembershipId Tier")
_CHANNEL = _structure("CreationChannelId LastUpdatedChannelId Method")
_CARD = (
    "Type CreditCardToken CreditCardType CreditCardExpiration Cvv NameOnCreditCard RoutingNumber"
    " AccountNumber VoucherId"
)
_PAYMENT = _structure(f"{_CARD} DiscountCode DiscountPercent")
_ITEM = "Id Title Category Value Currency Quantity ImpressionType ImpressionId"
_PORT = _structure("Location Code Terminal Country Date Time EstimatedTime ScheduledTime")

# EngagementPreferences is not a target: it refers to the profile's keys, which no field can hold.
_PROFILE = _object(
    "_profile",
    "ProfileId",
    "AccountNumber AdditionalInformation PartyType BusinessName FirstName MiddleName LastName"
    " BirthDate Gender PhoneNumber MobilePhoneNumber HomePhoneNumber BusinessPhoneNumber"
    " EmailAddress PersonalEmailAddress BusinessEmailAddress PartyTypeString GenderString"
    " ProfileType",
    identifier_key="_profileId",
    reserved=("ImportIds", "FoundByItems"),
    Address=_ADDRESS,
    ShippingAddress=_ADDRESS,
    MailingAddress=_ADDRESS,
    BillingAddress=_ADDRESS,
)

_ASSET = _object(
    "_asset",
    "AssetId",
    "AssetName SerialNumber ModelNumber ModelName ProductSKU PurchaseDate UsageEndDate Status"
    " Price Quantity Description AdditionalInformation DataSource",
    identifier_key="_assetId",
    index_keys={"_assetName": "AssetName", "_serialNumber": "SerialNumber"},
)

_CASE = _object(
    "_case",
    "CaseId",
    "Title Summary Status Reason CreatedBy CreatedDate UpdatedDate ClosedDate"
    " AdditionalInformation DataSource",
    identifier_key="_caseId",
)

_ORDER = _object(
    "_order",
    "OrderId",
    "CustomerEmail CustomerPhone CreatedDate UpdatedDate ProcessedDate ClosedDate CancelledDate"
    " CancelReason Name AdditionalInformation Gateway Status StatusCode StatusUrl CreditCardNumber"
    " CreditCardCompany FulfillmentStatus TotalPrice TotalTax TotalDiscounts TotalItemsPrice"
    " TotalShippingPrice TotalTipReceived Currency TotalWeight",
    identifier_key="_orderId",
    BillingAddress=_ORDER_ADDRESS,
    ShippingAddress=_ORDER_ADDRESS,
    OrderItems=_list("Title Price Quantity"),
)

_EVENT = _structure(
    "UpdatedDate EventId EventType", Attributes=_ATTRIBUTES, Errors=_list("Code Message")
)

_COMMUNICATION_RECORD = _object(
    "_communicationRecord",
    "CommunicationRecordId",
    "Channel ConnectInstanceArn CreatedDate UpdatedDate LastEventType",
    identifier_key="_communicationRecordId",
    Campaign=_structure("CampaignId CampaignName CampaignRunId CampaignActivityId SegmentArn"),
    Endpoint=_structure("EndpointAddress EndpointType"),
    Events=Member(_EVENT.members, keyed=True),
)

_PREFERENCE = (
    "Name CreatedDate CreatedBy UpdatedDate UpdatedBy StartDate EndDate Status ReferenceId"
    " ReferenceType"
)
_NESTED_PREFERENCES = dict.fromkeys(
    (
        "Language", "Accessibility", "Interest", "Loyalty", "Dining", "MediaEntertainment",
        "PaymentForm", "PetInfo", "SpecialRequest", "Marketing", "Medical", "Baggage",
    ),
    _OPEN,
)  # fmt: skip

_AIR_PREFERENCE = _object(
    "_airPreference",
    "PreferenceId",
    f"{_PREFERENCE} TravelType Transfer ArrivalAirport ArrivalTerminal DepartureAirport"
    " DepartureTerminal HomeAirport CheckInChannel CheckInChannelDevice",
    identifier_key="_airPreferenceId",
    index_keys={"_airReferenceId": "ReferenceId"},
    preferences=_NESTED_PREFERENCES,
    Seat=_OPEN,
    Journey=_OPEN,
    Insurance=_OPEN,
    TicketDistribution=_OPEN,
)

_HOTEL_PREFERENCE = _object(
    "_hotelPreference",
    "PreferenceId",
    f"{_PREFERENCE} Smoking CleaningTime CheckInType CheckOutType",
    identifier_key="_hotelPreferenceId",
    index_keys={"_hotelReferenceId": "ReferenceId"},
    preferences=_NESTED_PREFERENCES,
    Location=_OPEN,
    Bedding=_OPEN,
    Tour=_OPEN,
    ContactDetail=_OPEN,
    ContactDetailAddress=_OPEN,
    ContactDetailCommunication=_OPEN,
    CarRental=_OPEN,
)

_AIR_BOOKING = _object(
    "_airBooking",
    "BookingId",
    "ContextId PreferenceRef BookingName PassengerIndex TravellerId GroupBooking"
    " NumberOfPassengers NumberOfAdults NumberOfChildren ProcessedDate CreatedDate CreatedBy"
    " UpdatedDate UpdatedBy Status PriorityStatus ReservationStatus MarketingCode MarketingName"
    " TravelAgent TravelAgency TravelCorpNumber Booker AdditionalInformation Email PhoneNumber"
    " CancelledDate Diplomat Child Disabled Oxygen PetOnly CancellationCharge Refundable",
    identifier_key="_airBookingId",
    index_keys={"_airPreferenceRef": "PreferenceRef"},
    Inventory=_structure("Seats"),
    Loyalty=_LOYALTY,
    Channel=_CHANNEL,
    Payment=_PAYMENT,
    BillingAddress=_ADDRESS,
    Price=_structure("TotalPrice BasePrice TravellerPrice DiscountAmount Currency"),
    PaymentStatus=_structure("PaidAt AwaitingPayment RequiredBy"),
)

_AIR_SEGMENT = _object(
    "_airSegment",
    "SegmentId",
    "BookingRef SegmentName PassengerIndex SegmentIndex SeatSelection NumberOfPassengers"
    " NumberOfLegs Tier Origin OriginCountryCode Dest DestCountryCode ProcessedDate CreatedDate"
    " CreatedBy UpdatedDate UpdatedBy Status FlightNumber Carrier CarrierType IsInternational"
    " IsEticket IsArmed LapInfant Pet PrisonerOrGuard Child Married CheckinEligible"
    " InEligibleReason UnEscortedMinor PremiumAccess MissingData CurrentClassOfService"
    " BookedClassOfService CodeShare ReverseCodeShare MarketCarrierCode OpCarrierCode InConnection"
    " OutConnection MilesToEarn Duration DurationTimeUnit Distance DistanceUnit SellType GoShow"
    " Incapacitated Upgraded Downgraded BaggageInsurance MaxAllowedBaggage BaggageQuantity"
    " BaggageFee",
    identifier_key="_airSegmentId",
    index_keys={"_airBookingRef": "BookingRef"},
    Arrival=_PORT,
    Departure=_PORT,
    Seat=_structure(
        "SeatNumber SeatZone SeatType Price NeighborFree UpgradeAuction Available ExtraSeat"
        " AdditionalInformation"
    ),
    Priority=_structure(
        "TransactionId PriorityServiceType LoungeAccess Price AdditionalInformation"
    ),
    Doc=_structure("DocType DocTypeNeeded Nationality DateOfBirth AppId AgentId VerifiedDateTime"),
    Baggage=_list(
        "Id TagNumber DepartureDate BaggageType Weight Length Width Height PriorityBagDrop"
        " PriorityBagReturn HandsFreeBaggage Fee IsGateBag IsHeavy"
    ),
    Pets=_list("Species Breed Weight WeightUnit TransportType"),
    OtherServices=_list("ServiceType Description Price"),
)

_HOTEL_RESERVATION = _object(
    "_hotelReservation",
    "ReservationId",
    "ConfirmationNumber PreferenceRef Status TripType BrandCode HotelCode PhoneNumber EmailAddress"
    " GroupId ContextId ProcessedDate CreatedDate CreatedBy UpdatedDate UpdatedBy AgentId Reserver"
    " SameDayRate Refundable CancellationCharge TransactionId AmountPerNight AdditionalNote"
    " NumberOfNights NumberOfGuests TotalAmountBeforeTax TotalAmountAfterTax",
    identifier_key="_hotelReservationId",
    index_keys={"_hotelPreferenceRef": "PreferenceRef"},
    Checkout=_structure("Early Late Self Date"),
    Loyalty=_LOYALTY,
    Room=_structure("TypeCode TypeName TypeDesc Number Capacity AccessibilityType SmokingAllowed"),
    CheckIn=_structure("Date DigitalKey Early Late RoomKeys UserSelectedRoom"),
    Payment=_PAYMENT,
    Currency=_structure("Code Name Symbol"),
    Cancellation=_structure("Reason Comment"),
    Channel=_CHANNEL,
    RatePlan=_structure("Code Name Description"),
    Guests=_structure("Adults Children"),
    Services=_list("ServiceType Description Cost"),
)

_HOTEL_STAY_REVENUE = _object(
    "_hotelStayRevenue",
    "StayRevenueId",
    "CurrencyCode CurrencyName CurrencySymbol ReservationId GuestId LastUpdatedOn CreatedOn"
    " LastUpdatedBy CreatedBy StartDate HotelCode Type Description Amount ProcessedDate Status",
    identifier_key="_hotelStayRevenueId",
)

_LOYALTY_OBJECT = _object(
    "_loyalty",
    "LoyaltyId",
    "ProgramId MembershipId ProgramName Group Channel CreatedDate EnrollmentDate CreatedBy"
    " UpdatedDate LastUpdatedBy UpgradeDate RenewalDate AdditionalInformation EmailAddress"
    " EmailAddressVerified PhoneNumber PhoneNumberVerified Status",
    identifier_key="_loyaltyId",
    index_keys={"_loyaltyMembershipId": "MembershipId"},
    Tier=_structure("CurrentTier NextTier PointsToNextTier"),
    Points=_structure("Unit Lifetime Balance Redeemed"),
    PointExpirations=_list("Points Date"),
    Payment=_structure(_CARD),
    PaymentInformation=_structure(
        "Schedule LastPaymentDate NextPaymentDate NextBillAmount CurrencyCode CurrencyName"
        " CurrencySymbol"
    ),
    BillingAddress=_ADDRESS,
)

_LOYALTY_TRANSACTION = _object(
    "_loyaltyTransaction",
    "TransactionId",
    "TransactionName TransactionType ProgramRef MembershipRef PromotionRef CreatedDate"
    " TransactionDate Industry Location CreatedBy UpdatedDate UpdatedBy Status AccrualType Category"
    " Channel ProductId Amount OriginValue OriginValueCurrency OriginValueOffset PointsEarned"
    " PointOffset QualifyingPointsEarned TierBefore TierAfter Brand Description"
    " AdditionalInformation PaymentMethod",
    identifier_key="_loyaltyTransactionId",
    # "DestinationProgrmId" is AWS's spelling.
    PointTransfer=_structure(
        "TransferId SourceProgramId DestinationProgrmId SourceMembershipId"
        " DestinationMembershipId PointsTransferred PointsReceived"
    ),
)

_LOYALTY_PROMOTION = _object(
    "_loyaltyPromotion",
    "PromotionId",
    "PromotionName PromotionType ProgramType ProgramRef PartnerId PartnerNumber Tier StartDate"
    " EnrolledDate EndDate Amount Period Status CreatedDate CreatedBy UpdatedDate UpdatedBy"
    " CampaignRef AdditionalInformation",
    identifier_key="_loyaltyPromotionId",
    TriggerLimit=_structure("Times Interval"),
    Usage=_structure("UsageProgressPercent UsageCompleted UsageTarget"),
    Rules=_structure("Name Description"),
    Incentive=_structure("Type Value Unit"),
)

# No index is documented for the identifiers of these two.
_DEVICE = _object(
    "_device",
    "DeviceId",
    "Type Model Manufacturer OperatingSystem OperatingSystemVersion ScreenWidth ScreenHeight"
    " Browser BrowserVersion Locale",
)

_WEB_ANALYTICS = _object(
    "_webAnalytics",
    "EventId",
    "EventType EventTimestamp EventDuration EventValue OrderId DeviceId",
    Session=_structure("Id StartTimestamp"),
    Browser=_structure("Id"),
    Page=_structure("Title Location Referrer Category"),
    Element=_structure("Id Type Classes Text AltText Source"),
    Form=_structure("Id Name Length ValidationErrors FieldsCompleted FieldsRequired"),
    Search=_structure(
        "Query TotalMatchingResults ResultsPerPage CurrentResultsPage FilterExpression"
        " SortCriteria SortOrder"
    ),
    Item=_structure(_ITEM),
    ItemsList=_list(_ITEM),
    AdditionalItemImpressions=_list(_ITEM),
    Cart=_structure("Id ItemsCount Currency Value"),
    Scroll=_structure("DepthPercentage PositionX PositionY"),
    Error=_structure("Description Type"),
    User=_structure("Id AnonymousId IsReturning IsLoggedIn"),
    Location=_structure("Country State Province County City Latitude Longitude"),
    Application=_structure("Name Version Environment"),
)

#: All standard objects by name, the profile first.
STANDARD_OBJECTS: Mapping[str, StandardObject] = MappingProxyType(
    {
        standard_object.name: standard_object
        for standard_object in (
            _PROFILE, _ASSET, _CASE, _ORDER, _COMMUNICATION_RECORD, _AIR_PREFERENCE,
            _HOTEL_PREFERENCE, _AIR_BOOKING, _AIR_SEGMENT, _HOTEL_RESERVATION,
            _HOTEL_STAY_REVENUE, _LOYALTY_OBJECT, _LOYALTY_TRANSACTION, _LOYALTY_PROMOTION,
            _DEVICE, _WEB_ANALYTICS,
        )
    }
)  # fmt: skip
