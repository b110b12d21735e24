"""The file of matches."""

from __future__ import annotations

import csv
import io

from cprofiles_mock.rules.matching.export import COLUMNS, file_name, matches_as_csv


def test_the_file_is_named_after_the_domain() -> None:
    assert file_name("shop") == "CustomerProfilesPendingMatches-shop-part-0.csv"


def test_each_profile_of_each_group_has_a_row() -> None:
    ann = {
        "ProfileId": "a1",
        "FirstName": "Ann",
        "PhoneNumber": None,
        "Address": {"City": "Leeds, UK"},
        "Attributes": {"a": "1", "b": "2"},
    }
    bob = {"ProfileId": "b2", "EmailAddress": "bob@example.com"}
    text = matches_as_csv([(0.75, [ann, bob]), (0.5, [bob])])
    header, *rows = csv.reader(io.StringIO(text))
    assert header == list(COLUMNS)
    assert header[:4] == ["MatchingGroupId", "ConfidenceScore", "ProfileId", "AccountNumber"]
    assert header[-2:] == ["BillingAddress.PostalCode", "Attributes"]
    assert len(header) == 59
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    assert [{name: text for name, text in each.items() if text} for each in cells] == [
        {
            "MatchingGroupId": "0",
            "ConfidenceScore": "0.75",
            "ProfileId": "a1",
            "FirstName": "Ann",
            "Address.City": "Leeds, UK",
            "Attributes": "{a=1, b=2}",
        },
        {
            "MatchingGroupId": "0",
            "ConfidenceScore": "0.75",
            "ProfileId": "b2",
            "EmailAddress": "bob@example.com",
        },
        {
            "MatchingGroupId": "1",
            "ConfidenceScore": "0.5",
            "ProfileId": "b2",
            "EmailAddress": "bob@example.com",
        },
    ]
