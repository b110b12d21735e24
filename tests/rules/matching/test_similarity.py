"""Which profiles look like the same person, and which do not."""

from __future__ import annotations

import random
from typing import Any

import pytest

from cprofiles_mock.rules.matching.people import person_of
from cprofiles_mock.rules.matching.similarity import groups_of_alike, score_of

HOME = {"Address1": "12 Mill Lane", "City": "Leeds", "PostalCode": "LS1 4AP"}


def score(one: dict[str, Any], other: dict[str, Any]) -> float:
    return score_of(person_of(one), person_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"FirstName": "John", "LastName": "Doe"}, {"FirstName": "Jhn", "LastName": "Doe"}),
        ({"FirstName": "Ann", "LastName": "Lee"}, {"FirstName": "ANN", "LastName": "lee"}),
        (
            {"FirstName": "José", "MiddleName": "Luis", "LastName": "Núñez"},
            {"FirstName": "Jose", "LastName": "Nunez"},
        ),
        (
            {"EmailAddress": "JOHN_DOE@ANYCOMPANY.COM"},
            {"PersonalEmailAddress": "johndoe@anycompany.com"},
        ),
        (
            {"FirstName": "Bo Christoffer", "LastName": "Lee"},
            {"FirstName": "Bo", "LastName": "Lee"},
        ),
        (
            {"LastName": "Taylor", "BirthDate": "1980-02-03", "Address": {"PostalCode": "LS1"}},
            {"LastName": "Taylor", "BirthDate": "1980-02-03", "Address": {"PostalCode": "LS1"}},
        ),
        ({"PhoneNumber": "555-010-0000"}, {"HomePhoneNumber": "+1-555-010-0000"}),
        ({"BusinessName": "Any Company, Inc."}, {"BusinessName": "any company inc"}),
        (
            {"FirstName": "Marion", "LastName": "Taylor", "BirthDate": "1980-02-03"},
            {"FirstName": "Taylor", "LastName": "Marion", "BirthDate": "19800203"},
        ),
        (
            {"LastName": "Taylor", "BirthDate": "02/03/1980", "Address": HOME},
            {"LastName": "Tailor", "BirthDate": "1980-02-08", "MailingAddress": HOME},
        ),
        (
            {"LastName": "Taylor", "Address": HOME},
            {"LastName": "Taylor", "ShippingAddress": {**HOME, "Address1": "12 Mil Lane"}},
        ),
    ],
)
def test_these_look_like_one_person(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert score(one, other) >= 0.5
    assert score(one, other) == score(other, one)
    assert [group.members for group in groups_of_alike([one, {}, other])] == [(0, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"AccountNumber": "1"}, {"AccountNumber": "1"}),
        ({"FirstName": "Ann"}, {"FirstName": "Ann"}),
        (
            {"FirstName": "John", "LastName": "Doe", "BirthDate": "1980-02-03"},
            {"FirstName": "John", "LastName": "Doe", "BirthDate": "1971-05-09"},
        ),
        (
            {"FirstName": "John", "LastName": "Doe", "Address": HOME},
            {
                "FirstName": "John",
                "LastName": "Doe",
                "Address": {"Address1": "7 Oak Road", "City": "Bath"},
            },
        ),
        (
            {"FirstName": "John", "LastName": "Doe", "PhoneNumber": "555-0100"},
            {"FirstName": "Mary", "LastName": "Doe", "PhoneNumber": "555-0100"},
        ),
        (
            {"EmailAddress": "ann.lee@example.com", "BirthDate": "1980-02-03"},
            {"EmailAddress": "bob@example.com", "BirthDate": "1980-02-08"},
        ),
        # Namesakes.
        (
            {"FirstName": "Ann", "LastName": "Lee", "EmailAddress": "ann.lee17@example.com"},
            {"FirstName": "Ann", "LastName": "Lee", "EmailAddress": "ann.lee41@example.com"},
        ),
        (
            {"BusinessName": "Any Company", "PhoneNumber": "1"},
            {"BusinessName": "Some Other", "PhoneNumber": "2"},
        ),
        (
            {"LastName": "Taylor", "Address": {"Address1": "12 Mill Lane"}},
            {"LastName": "Taylor", "Address": {"Address1": "14 Mill Lane"}},
        ),
        (
            {"EmailAddress": "ann.lee@example.com", "FirstName": "Ann", "LastName": "Lee"},
            {"EmailAddress": "ann.leek@example.com", "FirstName": "Ann", "LastName": "Sole"},
        ),
    ],
)
def test_these_do_not(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert score(one, other) < 0.5
    assert groups_of_alike([one, other]) == []


def test_the_score_is_the_points_against_five_and_a_half() -> None:
    # An equal e-mail address is six points.
    assert score({"EmailAddress": "a@b.c"}, {"EmailAddress": "a@b.c"}) == 1 / (1 + 2**-0.5)


def test_the_confidence_of_a_group_is_that_of_its_weakest_link() -> None:
    ann = {"FirstName": "Ann", "LastName": "Lee"}
    people = [
        {**ann, "EmailAddress": "ann@example.com"},
        {**ann, "EmailAddress": "ann@example.com", "PhoneNumber": "1"},
        {"PhoneNumber": "1"},
    ]
    (group,) = groups_of_alike(people)
    assert group.members == (0, 1, 2)
    assert group.confidence == round(score(people[1], people[2]), 4)


def test_a_link_does_not_join_groups_that_contradict_each_other() -> None:
    ann = {
        "FirstName": "Ann",
        "LastName": "Lee",
        "BirthDate": "1980-02-03",
        "EmailAddress": "a@b.c",
    }
    bob = {
        "FirstName": "Bob",
        "LastName": "Ray",
        "BirthDate": "1955-10-21",
        "EmailAddress": "b@b.c",
    }
    between = {"PhoneNumber": "1"}
    people = [{**ann, "PhoneNumber": "1"}, ann, between, {**bob, "PhoneNumber": "1"}, bob]
    groups = [group.members for group in groups_of_alike(people)]
    assert (0, 1, 2) in groups or (2, 3, 4) in groups
    assert len(groups) == 2


def test_the_order_of_the_profiles_changes_nothing() -> None:
    shuffled = random.Random(4)
    people = [
        {"FirstName": name, "LastName": "Lee", "EmailAddress": f"{number % 7}@example.com"}
        for number, name in enumerate(["Ann", "Anne", "Bob", "Eve", "Evelyn"] * 6)
    ]

    def groups(order: list[int]) -> set[tuple[int, ...]]:
        found = groups_of_alike(people[number] for number in order)
        return {tuple(sorted(order[n] for n in group.members)) for group in found}

    straight = list(range(len(people)))
    expected = groups(straight)
    assert expected
    for _ in range(5):
        order = straight[:]
        shuffled.shuffle(order)
        assert groups(order) == expected


def test_a_thousand_of_the_same_are_one_group() -> None:
    (group,) = groups_of_alike(
        [{"FirstName": "Ann", "LastName": "Lee", "EmailAddress": "a@b.c"}] * 1000
    )
    assert group.members == tuple(range(1000))


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1980-02-03", "19800203"),
        ("1980/2/3", "19800203"),
        ("02/03/1980", "19800203"),
        ("23.02.1980", "19800223"),
        ("19800203", "19800203"),
        ("3 Feb 80", "380"),
        ("1-2-3", "123"),
        ("unknown", ""),
    ],
)
def test_birth_dates_are_read_in_many_forms(text: str, digits: str) -> None:
    assert person_of({"BirthDate": text}).birth == digits
