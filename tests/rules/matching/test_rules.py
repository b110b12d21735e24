"""The rules of rule-based matching: what they compare, and which are refused."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.rules.matching.rules import DEFAULT_RULES, compile_rules, rule_mistakes


def rules(*levels: list[str], **config: Any) -> Any:
    return compile_rules({"MatchingRules": [{"Rule": level} for level in levels], **config})


def refusals(*levels: list[str], **config: Any) -> Any:
    return [*rule_mistakes({"MatchingRules": [{"Rule": level} for level in levels], **config})]


def selector(model: str, **lists: list[str]) -> dict[str, Any]:
    return {"AttributeTypesSelector": {"AttributeMatchingModel": model, **lists}}


@pytest.mark.parametrize(
    ("name", "members", "values"),
    [
        ("AccountNumber", {"AccountNumber": "A-1"}, {"A-1"}),
        ("FirstName", {"FirstName": " Ann  Mary "}, {"ann mary"}),
        ("BusinessName", {"BusinessName": "ANY"}, {"any"}),
        ("Gender", {"Gender": "MALE", "GenderString": "x"}, {"MALE"}),
        ("Gender", {"GenderString": "x"}, {"x"}),
        ("Attributes.tier", {"Attributes": {"tier": "gold"}}, {"gold"}),
        ("Attributes.tier", {"Attributes": {"other": "gold"}}, set()),
        ("Attributes.tier", {}, set()),
        ("LastName", {"LastName": "  "}, set()),
        ("EmailAddress", {"EmailAddress": "ANN@x.y"}, {("EmailAddress", "ann@x.y")}),
        ("PhoneNumber", {"PhoneNumber": "+1 (206) 555-0100"}, {("PhoneNumber", "2065550100")}),
        ("Address.City", {"Address": {"City": "Rome"}}, {("Address", "Rome")}),
        ("Address.City", {"Address": {"State": "x"}}, set()),
        (
            "Address.Address",
            {"Address": {"Address1": "1 Mill  LANE", "Address3": "flat 2"}},
            {("Address", "1 mill lane flat 2")},
        ),
        ("Address.City", {"ShippingAddress": {"City": "Rome"}}, set()),
    ],
)
def test_a_value_is_compared_in_the_form_of_its_attribute(
    name: str, members: dict[str, Any], values: set[Any]
) -> None:
    assert rules([name]).values(members) == (frozenset(values),)


def test_one_to_one_compares_the_same_sub_field_and_many_to_many_any() -> None:
    members = {"EmailAddress": "a@b.c", "BusinessEmailAddress": "d@e.f"}
    both = ["EmailAddress", "BusinessEmailAddress"]
    one = rules(["EmailAddress"], **selector("ONE_TO_ONE", EmailAddress=both))
    many = rules(["EmailAddress"], **selector("MANY_TO_MANY", EmailAddress=both))
    assert one.values(members) == (
        frozenset({("EmailAddress", "a@b.c"), ("BusinessEmailAddress", "d@e.f")}),
    )
    assert many.values(members) == (frozenset({"a@b.c", "d@e.f"}),)


def test_the_services_spellings_of_addresses_are_known() -> None:
    lists = selector("MANY_TO_MANY", Address=["BusinessAddress", "MaillingAddress"])
    members = {
        "Address": {"City": "Oslo"},
        "BillingAddress": {"City": "Rome"},
        "MailingAddress": {"City": "Bath"},
    }
    found = rules(["Address.City"], **lists).values(members)
    assert found == (frozenset({"Rome", "Bath"}),)


def test_the_services_short_names_of_phones_and_emails_are_known() -> None:
    lists = selector("MANY_TO_MANY", EmailAddress=["PersonalEmail"], PhoneNumber=["Phone"])
    members = {"PersonalEmailAddress": "ann@example.com", "PhoneNumber": "2065550100"}
    found = rules(["EmailAddress", "PhoneNumber"], **lists).values(members)
    assert found == (frozenset({"ann@example.com"}), frozenset({"2065550100"}))


def test_levels_above_the_one_for_matching_are_left_out() -> None:
    found = rules(
        ["LastName"], ["FirstName", "LastName"], ["Gender"], MaxAllowedRuleLevelForMatching=2
    )
    assert found.attributes == ("LastName", "FirstName")
    assert found.levels == ((0,), (1, 0))


@pytest.mark.parametrize(("given", "level"), [(None, 0), (1, 1), (9, 2)])
def test_profiles_are_merged_up_to_a_level_that_is_matched(given: int | None, level: int) -> None:
    config = {} if given is None else {"MaxAllowedRuleLevelForMerging": given}
    assert rules(["LastName"], ["Gender"], **config).merging_level == level


def test_without_rules_there_are_defaults() -> None:
    assert len(compile_rules({"Enabled": True}).levels) == len(DEFAULT_RULES)


@pytest.mark.parametrize(
    "name",
    [
        "Name",
        "Address",
        "Address.Planet",
        "Attributes",
        "Attributes.",
        "HomePhoneNumber",
        "PartyType",
    ],
)
def test_what_cannot_be_compared_is_refused(name: str) -> None:
    (refusal,) = refusals(["LastName"], [name])
    assert refusal.message.startswith(
        f"{name!r} is not an attribute that profiles are matched by; "
    )
    assert refusal.path == ("MatchingRules", 1, "Rule", 0)


def test_an_attribute_twice_in_a_level_is_refused() -> None:
    (refusal,) = refusals(["LastName", "Gender", "LastName"])
    text = "A matching rule has the attribute 'LastName' more than once; name it once"
    assert (refusal.message, refusal.path) == (text, ("MatchingRules", 0, "Rule", 2))


def test_a_sub_field_of_another_type_is_refused() -> None:
    chosen = selector("ONE_TO_ONE", PhoneNumber=["EmailAddress", "PhoneNumber"])
    (refusal,) = refusals(["PhoneNumber"], **chosen)
    assert refusal.message == (
        "'EmailAddress' is not of the attribute type PhoneNumber; there are PhoneNumber, Phone, "
        "HomePhoneNumber, HomePhone, MobilePhoneNumber, MobilePhone, BusinessPhoneNumber, "
        "BusinessPhone"
    )
    assert refusal.path == ("AttributeTypesSelector", "PhoneNumber", 0)
