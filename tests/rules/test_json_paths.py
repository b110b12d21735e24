"""Members of JSON by paths."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.rules.json_paths import member_at


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a", 1), ("b.c", 2), ("b.d.e", 3), ("x.y", 4), ("b.x.y", 5),
        ("b", {"c": 2, "d": {"e": 3}, "x.y": 5}),
        ("none", None), ("a.c", None), ("b.none", None), ("b.d.none", None), ("list.0", None),
    ],
)  # fmt: skip
def test_a_path_leads_through_members_and_a_name_with_dots_comes_first(
    path: str, value: Any
) -> None:
    whole = {"a": 1, "b": {"c": 2, "d": {"e": 3}, "x.y": 5}, "x.y": 4, "x": {"y": 6}, "list": [7]}
    assert member_at(whole, path) == value


def test_what_is_no_object_has_no_members() -> None:
    assert member_at([1], "0") is None
