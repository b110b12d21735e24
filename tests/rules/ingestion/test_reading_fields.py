"""One field of an object at a time."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.rules.ingestion.mapping import compile_mapping
from cprofiles_mock.rules.ingestion.objects import RecordedFields

MAPPING = compile_mapping(
    {
        "id": {"Source": "_source.id"},
        "city": {"Source": "_source.address.city"},
        "label": {"Source": "{{_source.id}} of {{_source.address.city}}"},
    },
    {"id": [{"StandardIdentifiers": ["UNIQUE", "PROFILE"], "FieldNames": ["id"]}]},
    None,
)


@pytest.mark.parametrize(
    ("name", "source", "value"),
    [
        ("id", {"id": 7}, 7),
        ("id", {"id": ""}, None),
        ("id", {}, None),
        ("city", {"address": {"city": "Lima"}}, "Lima"),
        ("city", {"address": "Lima"}, None),
        ("label", {"id": 7, "address": {"city": "Lima"}}, "7 of Lima"),
        ("country", {"country": "Peru"}, None),
    ],
)
def test_a_field_is_read_as_with_all_the_others(
    name: str, source: dict[str, Any], value: Any
) -> None:
    assert MAPPING.read_field(name, source) == value
    assert MAPPING.read(source).get(name) == value


def test_fields_that_were_recorded_do_not_depend_on_the_source() -> None:
    fields = RecordedFields({"id": 7})
    assert list(fields.field_names) == ["id"]
    assert fields.read_field("id", {"id": 8}) == 7
    assert fields.read_field("city", {"city": "Lima"}) is None
