"""Answers are read off a projection as botocore's parser would read them from its bytes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum, IntEnum
from typing import Any

import pytest
from botocore.model import OperationModel, ServiceModel
from botocore.parsers import create_parser
from freezegun import freeze_time

from cprofiles_mock.protocol.answers import (
    UnusualAnswerError,
    UnusualShapeError,
    compile_reader,
)
from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.runtime.strict_json import encode
from tests.contract.shapes import OPERATION_NAMES

pytestmark = pytest.mark.in_process

SHAPES: dict[str, Any] = {
    "Text": {"type": "string"},
    "Number": {"type": "integer"},
    "Moment": {"type": "timestamp"},
    "Blob": {"type": "blob"},
    "Document": {"type": "structure", "members": {}, "document": True},
    "Texts": {"type": "list", "member": {"shape": "Text"}},
    "Moments": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Moment"}},
    "Tree": {
        "type": "structure",
        "members": {"Name": {"shape": "Text"}, "Below": {"shape": "Trees"}},
    },
    "Trees": {"type": "list", "member": {"shape": "Tree"}},
    "Either": {
        "type": "structure",
        "union": True,
        "members": {"One": {"shape": "Text"}, "Other": {"shape": "Number"}},
    },
}


def operation(members: Mapping[str, Any] | None, **output: Any) -> OperationModel:
    """An operation whose output has these members."""
    shapes = dict(SHAPES)
    described: dict[str, Any] = {"name": "Ask", "http": {"method": "GET", "requestUri": "/"}}
    if members is not None:
        shapes["Answer"] = {"type": "structure", "members": members, **output}
        described["output"] = {"shape": "Answer"}
    document = {"metadata": {"protocol": "rest-json"}, "operations": {"Ask": described}}
    return ServiceModel({**document, "shapes": shapes}, "test").operation_model("Ask")


def parsed(model: OperationModel, projection: Mapping[str, Any], status: int) -> Any:
    """What botocore makes of the bytes."""
    response = {"headers": {}, "status_code": status, "body": encode(projection).encode()}
    shape: Any = model.output_shape
    found = create_parser("rest-json").parse(response, shape)
    del found["ResponseMetadata"]
    return found


class Color(str, Enum):
    RED = "red"


class Size(IntEnum):
    SMALL = 1


MEMBERS = {
    "Name": {"shape": "Text"},
    "Size": {"shape": "Number", "locationName": "how-large"},
    "At": {"shape": "Moment"},
    "Texts": {"shape": "Texts"},
    "Moments": {"shape": "Moments"},
    "Tree": {"shape": "Tree"},
    "Either": {"shape": "Either"},
}

PROJECTIONS: list[dict[str, Any]] = [
    {},
    {"Name": None, "Size": 1, "how-large": 2},
    {"At": 1796000000.123, "Name": "x"},
    {"At": 0},
    {"Name": Color.RED, "how-large": Size.SMALL},
    {"Texts": ["a", None, Color.RED], "Unknown": 1},
    {"Texts": ()},
    {"Moments": {"b": 1, "a": 2.5, Color.RED: 3}},
    {"Moments": {1: 1}},
    {"Tree": {"Below": [{"Name": "leaf", "Below": []}, None], "Name": "root"}},
    {"Either": {"Other": 7}},
]


@pytest.mark.parametrize("projection", PROJECTIONS, ids=str)
def test_a_projection_is_read_as_its_bytes_are(projection: dict[str, Any]) -> None:
    model = operation(MEMBERS)
    assert repr(compile_reader(model)(projection, 200)) == repr(parsed(model, projection, 200))


# Both hours of a clock that is put back, and the one that a clock skips.
MOMENTS: dict[str, list[float]] = {
    "Europe/Berlin": [1792888200.5, 1792891800.5, 1774745999.999, 1774746000],
    "Australia/Lord_Howe": [1775313000, 1775314800, 1775316600, 1790999999, 1791000000],
    "America/New_York": [1793511000, 1793514600, 1772953199, 1772953200],
    "Asia/Kathmandu": [0, 504901800, 1796000000.123],
    "UTC": [0, 86400.001, 172800, 1796000000.123, 32503680000],
}


@pytest.fixture
def local_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has one time zone for all")
@pytest.mark.parametrize(
    ("local_zone", "seconds"),
    [(zone, seconds) for zone, moments in MOMENTS.items() for seconds in moments],
    indirect=["local_zone"],
)
def test_a_time_is_local_as_botocore_makes_it(local_zone: None, seconds: float) -> None:
    model = operation(MEMBERS)
    found = compile_reader(model)({"At": seconds}, 200)["At"]
    expected = parsed(model, {"At": seconds}, 200)["At"]
    assert repr(found) == repr(expected)
    assert (found.fold, found.tzname()) == (expected.fold, expected.tzname())


def test_each_time_has_a_zone_of_its_own() -> None:
    found = compile_reader(operation(MEMBERS))({"Moments": {"a": 1796000000, "b": 1796000000}}, 200)
    zones = [each.tzinfo for each in found["Moments"].values()]
    assert zones[0] is not zones[1]
    assert zones[0] == zones[1]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has one time zone for all")
@pytest.mark.parametrize("local_zone", ["Europe/Berlin"], indirect=True)
def test_the_second_of_two_equal_hours_is_marked(local_zone: None) -> None:
    read = compile_reader(operation(MEMBERS))
    first, second = (read({"At": seconds}, 200)["At"] for seconds in (1792888200, 1792891800))
    assert first.isoformat() == "2026-10-25T02:30:00+02:00"
    assert second.isoformat() == "2026-10-25T02:30:00+01:00"
    assert (first.fold, second.fold) == (0, 1)


def test_a_time_of_a_frozen_clock_is_of_its_class() -> None:
    with freeze_time("2026-11-29"):
        model = operation(MEMBERS)
        found = compile_reader(model)({"At": 1796000000.123}, 200)["At"]
        expected = parsed(model, {"At": 1796000000.123}, 200)["At"]
    assert type(found) is type(expected)
    assert repr(found) == repr(expected)


def test_what_is_read_shares_nothing_with_the_projection() -> None:
    texts = ["a"]
    found = compile_reader(operation(MEMBERS))({"Texts": texts}, 200)
    found["Texts"].append("b")
    assert texts == ["a"]


def test_a_status_that_is_a_member_comes_first() -> None:
    members = {"Name": {"shape": "Text"}, "Status": {"shape": "Number", "location": "statusCode"}}
    model = operation(members)
    found = compile_reader(model)({"Name": "x"}, 202)
    assert list(found.items()) == [("Status", 202), ("Name", "x")]
    assert found == parsed(model, {"Name": "x"}, 202)


def test_an_operation_without_output_has_no_members() -> None:
    assert compile_reader(operation(None))({"Name": "x"}, 200) == {}


@pytest.mark.parametrize("value", [{}, {"One": "x", "Other": 1}], ids=str)
def test_a_union_of_none_or_two_is_left_to_botocore(value: dict[str, Any]) -> None:
    with pytest.raises(UnusualAnswerError):
        compile_reader(operation(MEMBERS))({"Either": value}, 200)


UNUSUAL: dict[str, OperationModel] = {
    "in a header": operation({"A": {"shape": "Text", "location": "header"}}),
    "a payload": operation({"A": {"shape": "Tree"}}, payload="A"),
    "a blob": operation({"A": {"shape": "Blob"}}),
    "a document": operation({"A": {"shape": "Document"}}),
    "encoded JSON": operation({"A": {"shape": "Text", "jsonvalue": True}}),
    "a stream": operation({"A": {"shape": "Blob", "streaming": True}}, payload="A"),
}


@pytest.mark.parametrize("model", UNUSUAL.values(), ids=UNUSUAL)
def test_an_output_that_needs_bytes_is_refused(model: OperationModel) -> None:
    with pytest.raises(UnusualShapeError):
        compile_reader(model)


def test_every_operation_of_the_service_can_be_read() -> None:
    for name in OPERATION_NAMES:
        assert compile_reader(service_model().operation_model(name))({}, 200) in (
            {}, {"StatusCode": 200}, {"Status": 200},
        )  # fmt: skip


def test_times_are_in_the_local_zone() -> None:
    found = compile_reader(operation(MEMBERS))({"At": 1796000000.5}, 200)["At"]
    assert found == datetime.fromtimestamp(1796000000.5).astimezone()
    assert json.dumps(str(found.tzinfo)) == '"tzlocal()"'
