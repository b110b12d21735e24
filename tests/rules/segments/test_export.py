"""The files of a segment snapshot."""

from __future__ import annotations

import io
import json
from typing import Any

from cprofiles_mock.rules.segments.export import as_csv, as_jsonl, as_orc
from tests.support import optional

ANN: dict[str, Any] = {
    "ProfileId": "1", "FirstName": 'A"nn', "Address": {"City": "Bath", "Address1": "1, High St"},
    "Attributes": {"tier": "gold", "a.b": "x"},
}  # fmt: skip
BOB: dict[str, Any] = {
    "ProfileId": "2", "LastName": "Ng", "Attributes": {"tier": "\ud800"},
    "EngagementPreferences": {"Email": [{"KeyName": "_email"}]},
}  # fmt: skip
COLUMNS = [
    "ProfileId", "Address.Address1", "Address.City", "Attributes.a.b", "Attributes.tier",
    "EngagementPreferences", "FirstName", "LastName",
]  # fmt: skip
PREFERENCES = '{"Email": [{"KeyName": "_email"}]}'


def test_csv_has_a_column_for_all_that_any_profile_has() -> None:
    assert as_csv([ANN, BOB]) == (
        f"{','.join(COLUMNS)}\n"
        '1,"1, High St",Bath,x,gold,,"A""nn",\n'
        '2,,,,\ud800,"{""Email"": [{""KeyName"": ""_email""}]}",,Ng\n'
    )


def test_without_profiles_there_is_the_header_alone() -> None:
    assert as_csv([]) == "ProfileId\n"
    assert as_jsonl([]) == ""


def test_json_lines_are_nested_as_in_the_api() -> None:
    lines = as_jsonl([ANN, BOB]).splitlines()
    assert [json.loads(each) for each in lines] == [ANN, BOB]


def test_orc_has_the_columns_of_the_csv_and_null_for_what_is_not_set() -> None:
    pyorc = optional.pyorc()
    reader = pyorc.Reader(io.BytesIO(as_orc([ANN, BOB])))
    assert list(reader.schema.fields) == COLUMNS
    assert list(reader) == [
        ("1", "1, High St", "Bath", "x", "gold", None, 'A"nn', None),
        ("2", None, None, None, "?", PREFERENCES, None, "Ng"),
    ]
    assert list(pyorc.Reader(io.BytesIO(as_orc([])))) == []
