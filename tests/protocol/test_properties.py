"""Properties of CloudFormation as members of a request, and answers as attributes."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import pytest
from botocore.model import ShapeResolver

from cprofiles_mock.protocol import properties
from cprofiles_mock.protocol.properties import PropertiesRefused

SHAPES: dict[str, Any] = {
    "Text": {"type": "string"},
    "Integer": {"type": "integer"},
    "Long": {"type": "long"},
    "Double": {"type": "double"},
    "Flag": {"type": "boolean"},
    "Time": {"type": "timestamp"},
    "Texts": {"type": "list", "member": {"shape": "Text"}},
    "Parts": {"type": "list", "member": {"shape": "Part"}},
    "Part": {"type": "structure", "members": {"Size": {"shape": "Double"}}},
    "TagMap": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
    "FieldMap": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Part"}},
    "Sizes": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Long"}},
    "Input": {
        "type": "structure",
        "required": ["Name"],
        "members": {
            "Name": {"shape": "Text", "location": "uri", "locationName": "Name"},
            "Days": {"shape": "Integer"},
            "Size": {"shape": "Double"},
            "Flag": {"shape": "Flag"},
            "Since": {"shape": "Time"},
            "Texts": {"shape": "Texts"},
            "Parts": {"shape": "Parts"},
            "Part": {"shape": "Part"},
            "Tags": {"shape": "TagMap"},
            "Fields": {"shape": "FieldMap"},
            "Sizes": {"shape": "Sizes"},
        },
    },
}

INPUT: Any = ShapeResolver(SHAPES).get_shape_by_name("Input")


def read(*not_in_cloudformation: str, **given: Any) -> dict[str, Any]:
    return properties.members({"Name": "x", **given}, INPUT, not_in_cloudformation)


def refused(*not_in_cloudformation: str, **given: Any) -> str:
    with pytest.raises(PropertiesRefused) as caught:
        read(*not_in_cloudformation, **given)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "given", "wanted"),
    [
        ("Name", 7, "7"),
        ("Name", 1.5, "1.5"),
        ("Name", True, "true"),
        ("Name", date(2026, 1, 2), "2026-01-02"),
        ("Name", datetime(2026, 1, 2, 3, tzinfo=timezone.utc), "2026-01-02T03:00:00+00:00"),
        ("Days", "366", 366),
        ("Days", "-1", -1),
        ("Days", 30.0, 30),
        ("Size", "2.5", 2.5),
        ("Size", 2, 2),
        ("Since", "1500000000", 1.5e9),
        ("Flag", "true", True),
        ("Flag", "False", False),
        ("Texts", [1, None, "two"], ["1", "two"]),
        ("Part", {"Size": "1"}, {"Size": 1.0}),
        ("Tags", [{"Key": "a", "Value": 1}, None], {"a": "1"}),
        ("Fields", [{"Name": "a", "ObjectTypeField": {"Size": 1}}], {"a": {"Size": 1}}),
        ("Sizes", {"a": "1", "b": None}, {"a": 1}),
    ],
)
def test_a_property_becomes_what_the_api_takes(name: str, given: Any, wanted: Any) -> None:
    found = read(**{name: given})[name]
    assert (found, type(found)) == (wanted, type(wanted))


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("Name", {"Ref": "x"}, "#/Name: expected type: String, found: JSONObject"),
        ("Name", None, "#: required key [Name] not found"),
        ("Name", "", "#/Name: expected minLength: 1, actual: 0"),
        ("Days", "3.5", "#/Days: expected type: Integer, found: String"),
        ("Days", 3.5, "#/Days: expected type: Integer, found: float"),
        ("Days", True, "#/Days: expected type: Integer, found: Boolean"),
        ("Size", "many", "#/Size: expected type: Number, found: String"),
        ("Size", "nan", "#/Size: expected type: Number, found: String"),
        ("Size", True, "#/Size: expected type: Number, found: Boolean"),
        ("Flag", "maybe", "#/Flag: expected type: Boolean, found: String"),
        ("Flag", 1, "#/Flag: expected type: Boolean, found: Integer"),
        ("Texts", "one", "#/Texts: expected type: JSONArray, found: String"),
        ("Part", [], "#/Part: expected type: JSONObject, found: JSONArray"),
        ("Parts", [{}, {"Width": 1}], "#/Parts/1: extraneous key [Width] is not permitted"),
        ("Tags", {"a": "1"}, "#/Tags: expected type: JSONArray, found: JSONObject"),
        ("Tags", ["a"], "#/Tags/0: expected type: JSONObject, found: String"),
        ("Tags", [{"Key": "a"}], "#/Tags/0: required key [Value] not found"),
        (
            "Tags",
            [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}],
            "#/Tags/1: duplicate Key [a]",
        ),
        (
            "Fields",
            [{"Name": "a", "ObjectTypeField": {}, "Source": "x"}],
            "#/Fields/0: extraneous key [Source] is not permitted",
        ),
        ("Sizes", ["a"], "#/Sizes: expected type: JSONObject, found: JSONArray"),
        ("Sizes", {"a": "b"}, "#/Sizes/a: expected type: Integer, found: String"),
        ("Else", 1, "#: extraneous key [Else] is not permitted"),
    ],
)
def test_a_property_that_does_not_fit_is_refused(name: str, given: Any, says: str) -> None:
    assert refused(**{name: given}) == f"[{says}]"


def test_all_that_does_not_fit_is_told_at_once() -> None:
    assert refused(Days="x", Else=1) == (
        "[#/Days: expected type: Integer, found: String, #: extraneous key [Else] is not permitted]"
    )


def test_what_cloudformation_does_not_have_is_refused_at_any_depth() -> None:
    assert refused("Days", Days=1) == "[#: extraneous key [Days] is not permitted]"
    assert refused("Parts.Size", Parts=[{"Size": 1}]) == (
        "[#/Parts/0: extraneous key [Size] is not permitted]"
    )


def test_properties_are_an_object() -> None:
    with pytest.raises(PropertiesRefused, match="#: expected type: JSONObject, found: JSONArray"):
        properties.members([], INPUT)


ANSWERS: dict[str, Any] = {
    **SHAPES,
    "Stats": {
        "type": "structure",
        "members": {"Count": {"shape": "Long"}, "At": {"shape": "Time"}},
    },
    "History": {"type": "list", "member": {"shape": "Stats"}},
    "Output": {
        "type": "structure",
        "members": {
            "CreatedAt": {"shape": "Time"},
            "Room": {"shape": "Integer"},
            "Ready": {"shape": "Flag"},
            "Stats": {"shape": "Stats"},
            "History": {"shape": "History"},
        },
    },
}

OUTPUT: Any = ShapeResolver(ANSWERS).get_shape_by_name("Output")


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("CreatedAt", "2026-11-29T01:06:25.554Z"),
        ("Room", "1000"),
        ("Ready", "true"),
        ("Stats.Count", "3"),
        ("Stats.At", "2026-11-29T01:06:25Z"),
        ("Stats", {"Count": 3, "At": "2026-11-29T01:06:25Z"}),
        ("History", [{"Count": 1}, {"Count": 2, "At": None}]),
    ],
)
def test_an_attribute_is_a_text_or_an_object(path: str, wanted: Any) -> None:
    answer = {
        "CreatedAt": 1795914385.554,
        "Room": 1000,
        "Ready": True,
        "Stats": {"Count": 3, "At": 1795914385},
        "History": [{"Count": 1}, {"Count": 2, "At": None}],
    }
    assert properties.attribute(answer, OUTPUT, path) == wanted


def test_an_attribute_without_a_value_is_none() -> None:
    assert properties.attribute({}, OUTPUT, "Room") is None
    assert properties.attribute({"Stats": None}, OUTPUT, "Stats.Count") is None


@pytest.mark.parametrize(
    ("path", "is_there"),
    [("Stats.Count", True), ("Stats", True), ("Stats.Sum", False), ("Room.Count", False)],
)
def test_a_path_leads_somewhere_in_a_shape(path: str, is_there: bool) -> None:
    assert properties.has_path(OUTPUT, path) is is_there
