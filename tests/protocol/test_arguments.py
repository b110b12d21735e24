"""Arguments are taken as parameters only if a request would bring the same."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.model import OperationModel, ServiceModel

from cprofiles_mock.protocol.arguments import Arguments, compile_arguments
from cprofiles_mock.protocol.compiled import service_model
from tests.contract.shapes import OPERATION_NAMES

pytestmark = pytest.mark.in_process

SHAPES: dict[str, Any] = {
    "Text": {"type": "string", "max": 2_000_000},
    "Short": {"type": "string", "min": 1, "max": 3},
    "Number": {"type": "integer"},
    "Long": {"type": "long"},
    "Double": {"type": "double"},
    "Truth": {"type": "boolean"},
    "Moment": {"type": "timestamp"},
    "Document": {"type": "structure", "members": {}, "document": True},
    "Texts": {"type": "list", "member": {"shape": "Text"}},
    "Map": {"type": "map", "key": {"shape": "Short"}, "value": {"shape": "Number"}},
    "Tree": {
        "type": "structure",
        "members": {"Name": {"shape": "Short"}, "Below": {"shape": "Trees"}},
    },
    "Trees": {"type": "list", "member": {"shape": "Tree"}},
    "Renamed": {"type": "structure", "members": {"A": {"shape": "Text", "locationName": "b"}}},
}

MEMBERS: dict[str, Any] = {
    "Path": {"shape": "Text", "location": "uri", "locationName": "Path"},
    "Query": {"shape": "Text", "location": "querystring", "locationName": "query"},
    "Count": {"shape": "Number", "location": "querystring", "locationName": "count"},
    "Flag": {"shape": "Truth", "location": "querystring", "locationName": "flag"},
    "Text": {"shape": "Text"},
    "Number": {"shape": "Number"},
    "Long": {"shape": "Long"},
    "Double": {"shape": "Double"},
    "Truth": {"shape": "Truth"},
    "Moment": {"shape": "Moment"},
    "Document": {"shape": "Document"},
    "Texts": {"shape": "Texts"},
    "Map": {"shape": "Map"},
    "Tree": {"shape": "Tree"},
    "Renamed": {"shape": "Renamed"},
    "Header": {"shape": "Text", "location": "header"},
}


def operation(members: Mapping[str, Any], **input_shape: Any) -> OperationModel:
    document = {
        "metadata": {"protocol": "rest-json"},
        "operations": {
            "Ask": {
                "name": "Ask",
                "http": {"method": "POST", "requestUri": "/{Path}"},
                "input": {"shape": "Question"},
            }
        },
        "shapes": {**SHAPES, "Question": {"type": "structure", "members": members, **input_shape}},
    }
    return ServiceModel(document, "test").operation_model("Ask")


@pytest.fixture(scope="module")
def arguments() -> Arguments:
    found = compile_arguments(operation(MEMBERS, required=["Path"]))
    assert found is not None
    return found


def test_parameters_stand_in_the_order_of_a_request(arguments: Arguments) -> None:
    given = {
        "Map": {"b": 1, "a": 2}, "Count": 3, "Text": "é", "Path": "p-1_", "Query": "",
        "Truth": False,
    }  # fmt: skip
    taken = arguments.take(given)
    assert taken == given
    assert list(taken) == ["Path", "Query", "Count", "Map", "Text", "Truth"]
    assert list(taken["Map"]) == ["b", "a"]


def test_parameters_share_nothing_with_the_arguments(arguments: Arguments) -> None:
    tree = {"Name": "r", "Below": [{"Name": "l"}]}
    taken = arguments.take({"Path": "p", "Tree": tree})
    assert taken is not None
    taken["Tree"]["Below"].append({})
    assert tree == {"Name": "r", "Below": [{"Name": "l"}]}


def test_a_whole_number_for_a_double_is_one(arguments: Arguments) -> None:
    assert arguments.take({"Path": "p", "Double": 0.5}) == {"Path": "p", "Double": 0.5}
    taken = arguments.take({"Path": "p", "Double": 1, "Long": 2**52})
    assert repr(taken) == "{'Path': 'p', 'Double': 1.0, 'Long': 4503599627370496}"


class Text(str):
    __slots__ = ()


NOT_TAKEN: list[dict[str, Any]] = [
    {"Nothing": "x"},
    {"Path": "a/b"}, {"Path": "."}, {"Path": ""}, {"Path": "é"}, {"Path": 1}, {"Path": "a\n"},
    {"Flag": True}, {"Count": "1"}, {"Count": True}, {"Query": ["x"]}, {"Header": "x"},
    {"Text": None}, {"Text": 1}, {"Text": Text("x")}, {"Text": "\ud800"}, {"Text": b"x"},
    {"Text": "x" * 1_500_000},
    {"Number": 1.0}, {"Number": True}, {"Number": 2**31}, {"Number": "1"}, {"Long": 2**53},
    {"Double": math.nan}, {"Double": math.inf}, {"Double": "1"}, {"Double": True},
    {"Truth": 1}, {"Moment": datetime(2026, 1, 1, tzinfo=timezone.utc)}, {"Moment": 1},
    {"Document": {}}, {"Texts": ("x",)}, {"Texts": [None]}, {"Texts": "x"},
    {"Map": {"": 1}}, {"Map": {"long": 1}}, {"Map": {1: 1}}, {"Map": {"a": None}}, {"Map": []},
    {"Tree": {"Nothing": 1}}, {"Tree": {"Name": None}}, {"Tree": {"Name": "long"}}, {"Tree": []},
    {"Renamed": {"A": "x"}},
]  # fmt: skip


@pytest.mark.parametrize("given", NOT_TAKEN, ids=lambda each: repr(each)[:30])
def test_anything_else_is_left_to_botocore_and_the_parser(
    arguments: Arguments, given: dict[str, Any]
) -> None:
    assert arguments.take({"Path": "p", **given}) is None


def test_what_lacks_a_member_or_is_nested_without_end_is_left_too(arguments: Arguments) -> None:
    assert arguments.take({"Text": "x"}) is None
    endless: dict[str, Any] = {"Name": "r"}
    endless["Below"] = [endless]
    assert arguments.take({"Path": "p", "Tree": endless}) is None


def test_a_required_member_of_the_body_has_to_be_there() -> None:
    found = compile_arguments(operation(MEMBERS, required=["Path", "Text"]))
    assert found is not None
    assert found.take({"Path": "p"}) is None
    assert found.take({"Path": "p", "Text": "x"}) == {"Path": "p", "Text": "x"}


def test_an_operation_with_a_token_of_its_own_or_a_payload_is_written() -> None:
    token = {"Token": {"shape": "Text", "idempotencyToken": True}}
    assert compile_arguments(operation(token)) is None
    assert compile_arguments(operation({"Body": {"shape": "Tree"}}, payload="Body")) is None


def test_arguments_of_every_operation_of_the_service_can_be_taken() -> None:
    models = [service_model().operation_model(name) for name in OPERATION_NAMES]
    assert None not in [compile_arguments(model) for model in models]
