"""SearchProfiles."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import pytest

from cprofiles_mock.exceptions import UnknownKeyNameWarning
from tests.support.expectations import service_error


def create(client: Any, **members: Any) -> str:
    profile_id: str = client.create_profile(DomainName="customers", **members)["ProfileId"]
    return profile_id


def search(client: Any, key_name: str, *values: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.search_profiles(
        DomainName="customers", KeyName=key_name, Values=list(values), **more
    )
    return answer


def found_by(client: Any, key_name: str, *values: str, **more: Any) -> list[str]:
    return [item["ProfileId"] for item in search(client, key_name, *values, **more)["Items"]]


def key(name: str, *values: str) -> dict[str, Any]:
    return {"KeyName": name, "Values": list(values)}


# --- the standard keys --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("member", "key_name"),
    [
        ("PhoneNumber", "_phone"),
        ("MobilePhoneNumber", "_phone"),
        ("HomePhoneNumber", "_phone"),
        ("BusinessPhoneNumber", "_phone"),
        ("EmailAddress", "_email"),
        ("PersonalEmailAddress", "_email"),
        ("BusinessEmailAddress", "_email"),
        ("AccountNumber", "_account"),
        ("FirstName", "_fullName"),
        ("LastName", "_fullName"),
    ],
)
def test_a_field_feeds_its_standard_key(
    client: Any, domain: str, member: str, key_name: str
) -> None:
    create(client, AdditionalInformation="2065550100")
    profile_id = create(client, **{member: "2065550100"})
    assert found_by(client, key_name, "2065550100") == [profile_id]


@pytest.mark.parametrize("blanks", [" ", "\t", " \n "])
def test_a_field_of_blanks_feeds_no_key(client: Any, domain: str, blanks: str) -> None:
    profile_id = create(
        client,
        PhoneNumber=blanks,
        EmailAddress=blanks,
        AccountNumber=blanks,
        FirstName=blanks,
    )
    for key_name in ("_phone", "_email", "_account", "_fullName"):
        assert found_by(client, key_name, blanks) == []
    client.update_profile(DomainName=domain, ProfileId=profile_id, AccountNumber="A-17")
    assert found_by(client, "_account", "A-17") == [profile_id]


@pytest.mark.parametrize(
    ("stored", "sought"),
    [
        ("+15551234567", "(555)-123-4567"),
        ("+1 (206) 345-7890", "2063457890"),
        ("2063457890", "+1 206.345.7890"),
        ("+49 89 1234-0", "+498912340"),
        ("extension seven", "Extension Seven"),
    ],
)
def test_phone_numbers_compare_without_their_format(
    client: Any, domain: str, stored: str, sought: str
) -> None:
    profile_id = create(client, PhoneNumber=stored)
    assert found_by(client, "_phone", sought) == [profile_id]


@pytest.mark.parametrize(
    ("stored", "sought"),
    [("2063457890", "3457890"), ("+49 206 345 7890", "2063457890"), ("20634578901", "2063457890")],
)
def test_other_phone_numbers_are_not_found(
    client: Any, domain: str, stored: str, sought: str
) -> None:
    create(client, PhoneNumber=stored)
    assert found_by(client, "_phone", sought) == []


def test_mail_addresses_compare_without_case(client: Any, domain: str) -> None:
    profile_id = create(client, EmailAddress="Ann.Lee@Example.COM")
    assert found_by(client, "_email", "ann.lee@example.com") == [profile_id]
    assert found_by(client, "_email", "ANN.LEE@EXAMPLE.COM") == [profile_id]
    assert found_by(client, "_email", "annlee@example.com") == []


def test_names_compare_without_case_and_repeated_blanks(client: Any, domain: str) -> None:
    profile_id = create(client, FirstName="Ann", MiddleName="B.", LastName="de  la Cruz")
    assert found_by(client, "_fullName", "ann  b. DE LA cruz") == [profile_id]


@pytest.mark.parametrize("sought", ["Ann", "Lee", "Ann Lee", "Ann B", "Lee Ann", "Ann B. Le"])
def test_a_full_name_is_found_whole_alone(client: Any, domain: str, sought: str) -> None:
    create(client, FirstName="Ann", MiddleName="B.", LastName="Lee")
    assert found_by(client, "_fullName", sought) == []


def test_a_full_name_without_a_middle_name_is_first_and_last(client: Any, domain: str) -> None:
    profile_id = create(client, FirstName="Ann", LastName="Lee")
    assert found_by(client, "_fullName", "Ann Lee") == [profile_id]


def test_account_numbers_compare_exactly(client: Any, domain: str) -> None:
    profile_id = create(client, AccountNumber="A-17")
    assert found_by(client, "_account", "A-17") == [profile_id]
    assert found_by(client, "_account", "a-17") == []
    assert found_by(client, "_account", "A17") == []


@pytest.mark.filterwarnings("ignore::cprofiles_mock.KeyValuesWarning")
def test_a_profile_is_found_by_its_identifier(client: Any, domain: str) -> None:
    create(client)
    profile_id = create(client, FirstName="Ann", Address={"City": "Seattle"})
    assert search(client, "_profileId", profile_id)["Items"] == [
        {
            "ProfileId": profile_id,
            "FirstName": "Ann",
            "Address": {"City": "Seattle"},
            "FoundByItems": [key("_profileId", profile_id)],
        }
    ]
    assert found_by(client, "_profileId", profile_id, profile_id) == []
    assert found_by(client, "_profileId", "0" * 32) == []


@pytest.mark.parametrize("key_name", ["_profileId", "_phone", "_email", "_fullName", "_account"])
def test_an_empty_value_finds_nothing(loose_client: Any, domain: str, key_name: str) -> None:
    create(loose_client)
    create(loose_client, PhoneNumber=" ", EmailAddress=" ", FirstName=" ", AccountNumber=" ")
    assert found_by(loose_client, key_name, "") == []


def test_no_values_find_nothing(client: Any, domain: str) -> None:
    create(client, PhoneNumber="2065550100")
    assert found_by(client, "_phone") == []


@pytest.mark.filterwarnings("ignore::cprofiles_mock.KeyValuesWarning")
def test_values_are_no_alternatives(client: Any, domain: str) -> None:
    create(client, PhoneNumber="2065550100", HomePhoneNumber="2065550199")
    assert found_by(client, "_phone", "2065550100", "2065550199") == []


def test_a_search_that_finds_nothing_is_no_error(client: Any, domain: str) -> None:
    answer = search(client, "_email", "nobody@example.com")
    assert answer["Items"] == []
    assert "NextToken" not in answer


def test_a_search_sees_its_own_domain_alone(client: Any, domain: str) -> None:
    client.create_domain(DomainName="others", DefaultExpirationDays=1)
    client.create_profile(DomainName="others", AccountNumber="A-17")
    assert found_by(client, "_account", "A-17") == []


# --- several keys -------------------------------------------------------------------------------


@pytest.fixture
def people(client: Any, domain: str) -> list[str]:
    """Ann with both keys, Bea with the phone alone, Cat with the account alone, Dee with none."""
    return [
        create(client, PhoneNumber="2065550100", AccountNumber="A-17"),
        create(client, PhoneNumber="2065550100"),
        create(client, AccountNumber="A-17"),
        create(client, PhoneNumber="2065550199"),
    ]


PHONE = key("_phone", "(206) 555-0100")
ACCOUNT = key("_account", "A-17")


def both(client: Any, **more: Any) -> list[tuple[str, list[Any]]]:
    answer = search(client, "_phone", "(206) 555-0100", AdditionalSearchKeys=[ACCOUNT], **more)
    return [(item["ProfileId"], item["FoundByItems"]) for item in answer["Items"]]


def test_and_finds_what_has_all_of_the_keys(client: Any, people: list[str]) -> None:
    assert both(client, LogicalOperator="AND") == [(people[0], [PHONE, ACCOUNT])]


@pytest.mark.parametrize("operator", [{"LogicalOperator": "OR"}, {}], ids=["or", "by default"])
def test_or_finds_what_has_any_of_the_keys_and_says_which(
    client: Any, people: list[str], operator: dict[str, str]
) -> None:
    assert both(client, **operator) == [
        (people[0], [PHONE, ACCOUNT]),
        (people[1], [PHONE]),
        (people[2], [ACCOUNT]),
    ]


def test_a_search_by_one_key_says_that_one(client: Any, people: list[str]) -> None:
    [found, _] = search(client, "_phone", "(206) 555-0100")["Items"]
    assert found["FoundByItems"] == [PHONE]


def test_a_key_that_finds_nothing_ends_an_and_but_not_an_or(client: Any, people: list[str]) -> None:
    more = {"AdditionalSearchKeys": [key("_email", "nobody@example.com")]}
    assert found_by(client, "_account", "A-17", LogicalOperator="AND", **more) == []
    assert found_by(client, "_account", "A-17", **more) == [people[0], people[2]]


def test_a_search_takes_five_keys_and_no_more(client: Any, people: list[str]) -> None:
    client.add_profile_key(
        DomainName="customers", ProfileId=people[0], KeyName="ticket", Values=["7", "b"]
    )
    more = [ACCOUNT, key("_profileId", people[0]), key("ticket", "7", "b"), PHONE]
    [found] = search(
        client, "_phone", "2065550100", AdditionalSearchKeys=more, LogicalOperator="AND"
    )["Items"]
    assert found["FoundByItems"] == [key("_phone", "2065550100"), *more]
    item = "{KeyName=_account, Values=[A-17]}"
    with service_error(
        "BadRequestException",
        f"1 validation error detected: Value '[{', '.join([item] * 5)}]' at "
        "'additionalSearchKeys' failed to satisfy constraint: Member must have length less than "
        "or equal to 4",
    ):
        search(client, "_phone", "2065550100", AdditionalSearchKeys=[ACCOUNT] * 5)


def test_an_unknown_operator_is_refused(client: Any, domain: str) -> None:
    with service_error(
        "BadRequestException",
        "1 validation error detected: Value 'XOR' at 'logicalOperator' failed to satisfy "
        "constraint: Member must satisfy enum value set: [AND, OR]",
    ):
        search(client, "_phone", "2065550100", LogicalOperator="XOR")


# --- pages --------------------------------------------------------------------------------------


def test_a_page_has_20_profiles_unless_it_is_told_otherwise(client: Any, domain: str) -> None:
    ids = [create(client, AccountNumber="A-17") for _ in range(21)]
    first = search(client, "_account", "A-17")
    assert [item["ProfileId"] for item in first["Items"]] == ids[:20]
    assert found_by(client, "_account", "A-17", NextToken=first["NextToken"]) == ids[20:]
    assert found_by(client, "_account", "A-17", MaxResults=100) == ids


@pytest.mark.parametrize("operator", ["AND", "OR"])
def test_pages_skip_and_repeat_nothing_when_a_profile_is_deleted_between_them(
    client: Any, domain: str, operator: str
) -> None:
    ids = [create(client, AccountNumber="A-17", PhoneNumber="2065550100") for _ in range(6)]
    more = {"AdditionalSearchKeys": [PHONE], "LogicalOperator": operator, "MaxResults": 2}
    first = search(client, "_account", "A-17", **more)
    for deleted in (ids[0], ids[1], ids[3]):
        client.delete_profile(DomainName="customers", ProfileId=deleted)
    second = search(client, "_account", "A-17", **more, NextToken=first["NextToken"])
    assert [item["ProfileId"] for item in second["Items"]] == [ids[2], ids[4]]
    third = search(client, "_account", "A-17", **more, NextToken=second["NextToken"])
    assert [item["ProfileId"] for item in third["Items"]] == [ids[5]]
    assert "NextToken" not in third


# --- key names that nothing defines -------------------------------------------------------------


@pytest.mark.parametrize(
    ("key_name", "nearest"),
    [
        ("EmailAddress", "_email"),
        ("PersonalEmailAddress", "_email"),
        ("phone_number", "_phone"),
        ("LastName", "_fullName"),
        ("AccountNumber", "_account"),
        ("_fullname", "_fullName"),
        ("email", "_email"),
        ("profileid", "_profileId"),
        ("loyaltyid", "loyaltyId"),
    ],
)
@pytest.mark.in_process
def test_an_unknown_key_name_finds_nothing_and_warns_with_the_nearest(
    client: Any, domain: str, key_name: str, nearest: str
) -> None:
    profile_id = create(client, EmailAddress="x", PhoneNumber="x", LastName="x")
    client.add_profile_key(
        DomainName=domain, ProfileId=profile_id, KeyName="loyaltyId", Values=["x"]
    )
    with pytest.warns(UnknownKeyNameWarning) as warned:
        assert found_by(client, key_name, "x") == []
    assert [str(warning.message) for warning in warned] == [
        f"SearchProfiles by '{key_name}' finds nothing: no key of that name is defined; "
        f"did you mean '{nearest}'?"
    ]


@pytest.mark.in_process
def test_a_key_name_like_no_other_warns_without_a_guess(client: Any, domain: str) -> None:
    with pytest.warns(UnknownKeyNameWarning) as warned:
        found_by(client, "QQQQ", "x")
    assert [str(warning.message) for warning in warned] == [
        "SearchProfiles by 'QQQQ' finds nothing: no key of that name is defined"
    ]


@pytest.mark.in_process
def test_the_warning_stands_at_the_callers_own_line(client: Any, domain: str) -> None:
    frame = inspect.currentframe()
    assert frame is not None
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        client.search_profiles(DomainName=domain, KeyName="QQQQ", Values=["x"])
        line = frame.f_lineno - 1
    assert [(warning.filename, warning.lineno) for warning in warned] == [(__file__, line)]


@pytest.mark.in_process
def test_each_unknown_name_of_a_search_warns_once(client: Any, domain: str) -> None:
    with pytest.warns(UnknownKeyNameWarning) as warned:
        search(
            client,
            "QQQQ",
            "x",
            AdditionalSearchKeys=[key("_phone", "1"), key("ZZZZ", "x"), key("QQQQ", "y")],
        )
    assert [str(warning.message).split("'")[1] for warning in warned] == ["QQQQ", "ZZZZ"]


@pytest.mark.in_process
def test_an_unknown_name_beside_a_known_one_does_not_spoil_an_or(client: Any, domain: str) -> None:
    profile_id = create(client, AccountNumber="A-17")
    with pytest.warns(UnknownKeyNameWarning):
        found = found_by(client, "QQQQ", "x", AdditionalSearchKeys=[ACCOUNT])
    assert found == [profile_id]


@pytest.mark.in_process
def test_a_warning_that_is_an_error_leaves_the_mock_usable(client: Any, domain: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UnknownKeyNameWarning):
            search(client, "QQQQ", "x")
    assert found_by(client, "_account", "A-17") == []


@pytest.mark.parametrize(
    "key_name",
    [
        "_account", "_profileId", "_assetId", "_caseId", "_orderId", "_fullName", "_phone",
        "_email", "_ctrContactId", "_marketoLeadId", "_salesforceAccountId",
        "_salesforceContactId", "_salesforceAssetId", "_zendeskUserId", "_zendeskExternalId",
        "_zendeskTicketId", "_serviceNowSystemId", "_serviceNowIncidentId", "_segmentUserId",
        "_shopifyCustomerId", "_shopifyOrderId",
    ],
)  # fmt: skip
def test_a_name_that_the_documentation_lists_is_known(
    client: Any, domain: str, key_name: str
) -> None:
    # A warning would be an error here.
    assert found_by(client, key_name, "x") == []


def test_a_name_stays_known_when_its_last_key_is_gone(client: Any, domain: str) -> None:
    profile_id = create(client)
    client.add_profile_key(
        DomainName=domain, ProfileId=profile_id, KeyName="loyaltyId", Values=["L-1"]
    )
    client.delete_profile(DomainName=domain, ProfileId=profile_id)
    assert found_by(client, "loyaltyId", "L-1") == []
