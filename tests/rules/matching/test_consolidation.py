"""Which profiles are equal by a list of attributes."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.rules.matching.consolidation import consolidation_mistakes, equal_ones

ANN = {"FirstName": "Ann", "EmailAddress": "ANN@example.com", "PhoneNumber": "+1 206 555 0100"}
ANNE = {"FirstName": "ann ", "EmailAddress": "ann@example.com", "PhoneNumber": "2065550100"}
BOB = {"FirstName": "Bob", "EmailAddress": "ann@example.com", "Address": {"City": "Rome"}}
EVE = {"FirstName": "Eve", "Address": {"City": "Rome"}, "Attributes": {"a": "1"}}


@pytest.mark.parametrize(
    ("criterion", "groups"),
    [
        (["FirstName"], [[0, 1]]),
        (["EmailAddress"], [[0, 1, 2]]),
        (["EmailAddress", "PhoneNumber"], [[0, 1]]),
        (["Address.City"], [[2, 3]]),
        (["Attributes.a"], []),
        (["LastName"], []),
    ],
)
def test_profiles_are_equal_where_every_attribute_is(
    criterion: list[str], groups: list[list[int]]
) -> None:
    assert equal_ones(enumerate([ANN, ANNE, BOB, EVE]), criterion) == groups


def test_whole_addresses_are_equal_where_they_have_the_same_and_no_more() -> None:
    rome = {"City": "Rome", "Country": "IT"}
    same = {"Country": "IT", "City": "Rome"}
    more = {**rome, "PostalCode": "00100"}
    members = [{"Address": each} for each in (rome, same, more, None)]
    assert equal_ones(enumerate([*members, {}]), ["Address"]) == [[0, 1]]


@pytest.mark.parametrize(
    "name",
    ["FirstName", "GenderString", "Attributes.any thing", "BillingAddress.PostalCode", "Address"],
)
def test_attributes_of_profiles_can_be_compared(name: str) -> None:
    assert not [*consolidation_mistakes({"MatchingAttributesList": [[name]]})]


@pytest.mark.parametrize(
    "name", ["firstname", "Attributes", "Attributes.", "Address.Planet", "ProfileId"]
)
def test_what_is_no_attribute_is_refused(name: str) -> None:
    consolidation: dict[str, Any] = {"MatchingAttributesList": [["FirstName"], [name]]}
    (refusal,) = consolidation_mistakes(consolidation)
    assert refusal.message.startswith(
        f"{name!r} is not an attribute that profiles are matched by; "
    )
    assert refusal.path == ("MatchingAttributesList", 1, 0)
