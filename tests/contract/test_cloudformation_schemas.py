"""The rows of resource types, held against the schemas of CloudFormation that cfn-lint ships.

A new type, property or attribute is to be noticed here and not by a user. A difference fails with
the releases in ``tests/constraints.txt`` and older ones. Newer ones only report, because what they
bring is no mistake of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape
from packaging.version import Version

from cprofiles_mock import resources as _resources  # noqa: F401  (importing it registers families)
from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.protocol.properties import PAIRS
from cprofiles_mock.state.cloudformation import NAMES, PREFIX, RESOURCE_TYPES, ResourceType

pytestmark = pytest.mark.in_process

CONSTRAINTS = Path(__file__).parent.parent / "constraints.txt"

rows = pytest.mark.parametrize("row", RESOURCE_TYPES.values(), ids=lambda row: row.name)


def constraints() -> dict[str, Version]:
    lines = [line for line in CONSTRAINTS.read_text("utf-8").splitlines() if "==" in line]
    return {name: Version(number) for name, number in (line.split("==") for line in lines)}


def is_newer(name: str) -> bool:
    return Version(version(name)) > constraints()[name]


def is_older(name: str) -> bool:
    return Version(version(name)) < constraints()[name]


def settle(differences: list[str]) -> None:
    """Fail because of differences, or report them where a release is newer than was looked at."""
    newer = [f"{name} {version(name)}" for name in constraints() if is_newer(name)]
    if differences and newer:
        pytest.xfail(f"{' and '.join(newer)} brought: {'; '.join(differences)}")
    assert differences == []


@cache
def schemas() -> dict[str, Any]:
    """The schemas of the service's types. cfn-lint itself takes seconds to import."""
    spec = find_spec("cfnlint")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "data" / "schemas"
    files = json.loads((folder / "providers" / "us-east-1.json").read_text("utf-8"))
    return {
        name.removeprefix(PREFIX): json.loads((folder / "resources" / f"{file}.json").read_bytes())
        for name, file in files.items()
        if name.startswith(PREFIX)
    }


def input_of(row: ResourceType) -> StructureShape:
    shape = service_model().operation_model(row.create).input_shape
    assert shape is not None
    return shape


def in_schema(paths: list[str]) -> set[str]:
    """Paths such as ``/properties/Conditions/Range`` in the form of our rows."""
    return {path.removeprefix("/properties/").replace("/", ".") for path in paths}


def differences(
    node: Any, shape: Shape, schema: Any, path: str, row: ResourceType
) -> Iterator[str]:
    """Where a part of a schema differs from the shape that is meant to be the same."""
    while "$ref" in node:
        node = schema["definitions"][node["$ref"].rpartition("/")[2]]
    if isinstance(shape, StructureShape):
        yield from of_structure(node, shape, schema, path, row)
    elif isinstance(shape, ListShape):
        yield from of_type("array", node, path)
        yield from differences(node["items"], shape.member, schema, path, row)
    elif isinstance(shape, MapShape):
        yield from of_map(node, shape, schema, path, row)
    else:
        types = {"integer": "integer", "long": "integer", "double": "number", "timestamp": "number"}
        yield from of_type(types.get(shape.type_name, shape.type_name), node, path)


def of_type(expected: str, node: Any, path: str) -> Iterator[str]:
    # A schema may combine alternatives, which have no one type.
    if node.get("type", expected) != expected:
        yield f"{path} is of type {node['type']}, not {expected}"


def of_structure(
    node: Any, shape: StructureShape, schema: Any, path: str, row: ResourceType
) -> Iterator[str]:
    read_only = in_schema(schema["readOnlyProperties"])
    alternatives = [node, *node.get("oneOf", []), *node.get("anyOf", [])]
    given = {
        name: each
        for alternative in alternatives
        for name, each in alternative.get("properties", {}).items()
        if f"{path}.{name}".lstrip(".") not in read_only
    }
    taken = {
        name: each
        for name, each in shape.members.items()
        if f"{path}.{name}".lstrip(".") not in row.not_in_cloudformation
    }
    # An older botocore need not have what the schema has.
    lacking = [] if is_older("botocore") else [name for name in given if name not in taken]
    for name in lacking:
        yield f"{path}.{name} is in CloudFormation alone"
    for name, each in taken.items():
        if name in given:
            below = f"{path}.{name}".lstrip(".")
            yield from differences(given[name], each, schema, below, row)
        else:
            yield f"{path}.{name} is in the API alone"


def of_map(node: Any, shape: MapShape, schema: Any, path: str, row: ResourceType) -> Iterator[str]:
    if shape.name not in PAIRS:
        yield from of_type("object", node, path)
        for each in node["patternProperties"].values():
            yield from differences(each, shape.value, schema, path, row)
        return
    yield from of_type("array", node, path)
    pair = node["items"]
    while "$ref" in pair:
        pair = schema["definitions"][pair["$ref"].rpartition("/")[2]]
    if set(pair["properties"]) != set(PAIRS[shape.name]):
        yield f"the pairs of {path} have {', '.join(pair['properties'])}"
    value = pair["properties"].get(PAIRS[shape.name][1])
    if value is not None:
        yield from differences(value, shape.value, schema, path, row)


def test_all_types_are_known() -> None:
    settle([f"type {name}" for name in sorted(set(schemas()) ^ set(NAMES))])


@rows
def test_a_type_has_the_properties_of_the_api_s_request(row: ResourceType) -> None:
    schema = schemas()[row.name]
    shape = input_of(row)
    required = set(schema["required"]) ^ set(shape.required_members)
    found = [f"{name} is not required by both" for name in sorted(required)]
    found += of_structure(schema, shape, schema, "", row)
    settle([f"{row.full_name}: {each}" for each in found])


@rows
def test_a_row_says_what_its_schema_says(row: ResourceType) -> None:
    schema = schemas()[row.name]
    identifier = [str(row.arn_attribute)] if row.identified_by_arn else [*row.key]
    found = [
        (name, sorted(said), sorted(in_schema(told)))
        for name, said, told in (
            ("key", identifier, schema["primaryIdentifier"]),
            ("create_only", {*row.create_only, *row.key}, schema["createOnlyProperties"]),
            ("attributes", row.attributes, schema["readOnlyProperties"]),
            ("only_at_creation", row.only_at_creation, schema.get("writeOnlyProperties", [])),
        )
    ]
    found.append(
        (
            "deleted_before_replaced",
            [str(row.deleted_before_replaced)],
            [str(schema.get("replacementStrategy") == "delete_then_create")],
        )
    )
    settle([f"{row.full_name}: {name} is {told}" for name, said, told in found if said != told])


def test_what_a_newer_release_brings_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    settle([])
    monkeypatch.setitem(globals(), "version", lambda _: "0.1")
    with pytest.raises(AssertionError, match="a difference"):
        settle(["a difference"])
    monkeypatch.setitem(globals(), "version", lambda _: "999.0")
    with pytest.raises(pytest.xfail.Exception, match=r"botocore 999.0 and .* brought: a differ"):
        settle(["a difference"])


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"properties": {}}, ".Size is in the API alone"),
        ({"properties": {"Size": {"type": "string"}}}, "Size is of type string, not number"),
        (
            {"properties": {"Size": {"$ref": "#/definitions/Size"}, "Width": {}}},
            ".Width is in CloudFormation alone",
        ),
        (
            {
                "properties": {
                    "Size": {"type": "number"},
                    "Tags": {"items": {"properties": {"Key": {}, "Text": {}}}},
                },
            },
            "the pairs of Tags have Key, Text",
        ),
        (
            {
                "oneOf": [{"properties": {"Size": {"type": "number"}}}],
                "properties": {"Sizes": {"patternProperties": {".*": {"type": "string"}}}},
            },
            "Sizes is of type string, not number",
        ),
    ],
    ids=["api", "type", "cloudformation", "pairs", "map"],
)
def test_a_difference_is_noticed(
    monkeypatch: pytest.MonkeyPatch, schema: dict[str, Any], says: str
) -> None:
    from botocore.model import ShapeResolver

    named = {"Tags": "TagMap", "Sizes": "Sizes"}
    members = {"Size": {"shape": "Size"}}
    members |= {name: {"shape": named[name]} for name in named if name in schema["properties"]}
    a_map = {"type": "map", "key": {"shape": "Size"}, "value": {"shape": "Size"}}
    shapes: Any = {
        "Size": {"type": "double"},
        "TagMap": a_map,
        "Sizes": a_map,
        "Input": {"type": "structure", "members": members},
    }
    shape: Any = ShapeResolver(shapes).get_shape_by_name("Input")
    monkeypatch.setitem(globals(), "is_older", lambda _: False)
    whole = {"readOnlyProperties": [], "definitions": {"Size": {"type": "number"}}, **schema}
    row = RESOURCE_TYPES["Domain"]
    assert list(of_structure(whole, shape, whole, "", row)) == [says]
