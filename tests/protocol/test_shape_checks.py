"""Checks of shapes that the model does not have, or not yet; and how patterns are read."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.model import ShapeResolver

from cprofiles_mock.protocol.validation import ShapeChecks, compile_pattern


def violations_of(shapes: dict[str, Any], value: Any) -> tuple[Any, list[str]]:
    """What the check of the shape ``Root`` makes of a value, and what it finds wrong."""
    shape = ShapeResolver(shapes).get_shape_by_name("Root")
    violations: list[str] = []
    return ShapeChecks().of_member("root", shape)(value, "root", violations), violations


def test_a_shape_may_refer_to_itself() -> None:
    shapes = {
        "Root": {
            "type": "structure",
            "members": {"Name": {"shape": "Name"}, "Below": {"shape": "Roots"}},
        },
        "Roots": {"type": "list", "member": {"shape": "Root"}, "max": 1},
        "Name": {"type": "string", "max": 3, "sensitive": True},
    }
    good = {"Name": "a", "Below": [{"Name": "b", "Below": []}]}
    assert violations_of(shapes, good) == (good, [])
    assert violations_of(shapes, {"Below": [{"Name": "abcd"}]})[1] == [
        "Value at 'root.below.1.member.name' failed to satisfy constraint: "
        "Member must have length less than or equal to 3"
    ]
    assert violations_of(shapes, {"Below": [{"Name": "a"}, {}]})[1] == [
        "Value at 'root.below' failed to satisfy constraint: "
        "Member must have length less than or equal to 1"
    ]


def test_a_list_that_holds_nothing_sensitive_at_any_depth_is_echoed() -> None:
    shapes = {
        "Root": {"type": "list", "member": {"shape": "Node"}, "max": 1},
        "Node": {"type": "structure", "members": {"Below": {"shape": "Root"}}},
    }
    assert violations_of(shapes, [{}, {"Below": []}])[1] == [
        "Value '[{}, {Below=[]}]' at 'root' failed to satisfy constraint: "
        "Member must have length less than or equal to 1"
    ]


def test_the_keys_of_a_map_are_checked_like_its_values() -> None:
    shapes = {
        "Root": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Name"}},
        "Name": {"type": "string", "max": 3},
    }
    assert violations_of(shapes, {"abc": "abc"}) == ({"abc": "abc"}, [])
    constraint = "Member must have length less than or equal to 3"
    for wrong, text in (
        # In YAML, a key may be a number.
        ({1: "a"}, f"Value '{{1=a}}' at 'root' failed to satisfy constraint: Map keys must satisfy "
                   f"constraint: [{constraint}]"),
        ({"abcd": "a"}, "Value '{abcd=a}' at 'root' failed to satisfy constraint: Map keys must "
                        f"satisfy constraint: [{constraint}]"),
        ({"a": "abcd"}, "Value '{a=abcd}' at 'root' failed to satisfy constraint: Map value must "
                        f"satisfy constraint: [{constraint}]"),
    ):  # fmt: skip
        assert violations_of(shapes, wrong)[1] == [text]


def test_a_list_of_numbers_says_what_its_items_must_be() -> None:
    shapes = {
        "Root": {"type": "list", "member": {"shape": "Number"}},
        "Number": {"type": "float"},
    }
    assert violations_of(shapes, [1, 0.5]) == ([1.0, 0.5], [])
    assert violations_of(shapes, [1, "x"])[1] == [
        "Value '[1, x]' at 'root' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must be of type float]"
    ]


def test_a_list_of_enums_lists_them() -> None:
    shapes = {
        "Root": {"type": "list", "member": {"shape": "Colour"}},
        "Colour": {"type": "string", "enum": ["RED", "BLUE"]},
    }
    assert violations_of(shapes, ["RED", "PINK"])[1] == [
        "Value '[RED, PINK]' at 'root' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must satisfy enum value set: [RED, BLUE]]"
    ]


@pytest.mark.parametrize(
    ("pattern", "shape_name", "value", "matches"),
    [
        ("^[a-z]+$", "name", "abc", True),
        ("^[a-z]+$", "name", "abc\n", False),
        ("[a-z]+", "name", "abc", True),
        ("[a-z]+", "name", "abc1", False),
        ("[a-z]+", "name", "1abc", False),
        ("a|b", "name", "ab", False),
        ("^[a-z]+", "name", "abc1", True),
        (r"[a-z]+\$", "name", "abc$", True),
        (r"[a-z]+\$", "name", "abc$d", False),
        (r"^\w+$", "name", "é", False),
        (r"^\d+$", "name", "\u0661", False),
        ("^arn:[a-z0-9]{1,10}:profile", "TagArn", "arn:aws:profile:us-east-1", True),
        ("arn:aws", "TagArn", "arn:aws:profile", True),
    ],
)
def test_a_pattern_is_read_as_the_service_reads_it(
    pattern: str, shape_name: str, value: str, matches: bool
) -> None:
    assert compile_pattern(pattern, shape_name)(value) is matches
