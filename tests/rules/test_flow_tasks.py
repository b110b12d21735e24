"""The maps and filters of flows."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.rules.flow_tasks import FlowTasks, InapplicableTask


def tasks(*given: dict[str, Any]) -> FlowTasks:
    return FlowTasks({"SourceFlowConfig": {"ConnectorType": "S3"}, "Tasks": list(given)})


def task(kind: str, name: str | None, *sources: str, **members: Any) -> dict[str, Any]:
    of_s3 = {"ConnectorOperator": {"S3": name}} if name else {}
    return {"TaskType": kind, "SourceFields": list(sources), **of_s3, **members}


def passes(name: str, value: Any, **properties: str) -> bool:
    record = {} if value is None else {"a": value}
    found = tasks(task("Filter", name, "a", TaskProperties=properties)).apply(record)
    assert found in (None, record)
    return found is not None


def test_maps_rename_fields_and_leave_out_the_others() -> None:
    made = tasks(
        task("Map", "NO_OP", "id", DestinationField="customer", TaskProperties={}),
        task("Map", None, "total"),
        task("Map", "NO_OP", "address.city", DestinationField="city"),
        task("Map", "NO_OP", "nothing", DestinationField="nothing"),
    ).apply({"id": 1, "total": 2.5, "note": "x", "address": {"city": "Bath"}})
    assert made == {"customer": 1, "total": 2.5, "city": "Bath"}


def test_a_projection_keeps_its_fields() -> None:
    project = task("Filter", "PROJECTION", "a", "b")
    assert tasks(project).apply({"a": 1, "b": 2, "c": 3}) == {"a": 1, "b": 2}
    mapped = tasks(project, task("Map", "NO_OP", "a"), task("Map", "NO_OP", "c"))
    assert mapped.apply({"a": 1, "b": 2, "c": 3}) == {"a": 1}


def test_projections_add_up() -> None:
    both = tasks(task("Filter", "PROJECTION", "a"), task("Filter", "PROJECTION", "b"))
    assert both.apply({"a": 1, "b": 2, "c": 3}) == {"a": 1, "b": 2}


def test_a_filter_sees_what_a_projection_drops() -> None:
    found = tasks(
        task("Filter", "PROJECTION", "a"),
        task("Filter", "EQUAL_TO", "b", TaskProperties={"VALUE": "x"}),
    )
    assert found.apply({"a": 1, "b": "x"}) == {"a": 1}
    assert found.apply({"a": 1, "b": "y"}) is None


@pytest.mark.parametrize(
    ("name", "properties", "passing", "failing"),
    [
        ("EQUAL_TO", {"VALUE": "x"}, ["x"], ["X", "", None, 1]),
        ("EQUAL_TO", {"VALUE": "1.0"}, [1, "1", 1.0, "1.0"], [2, None, "x"]),
        ("EQUAL_TO", {"VALUES": "x, y"}, ["x", "y"], ["x, y", "z"]),
        ("NOT_EQUAL_TO", {"VALUE": "x"}, ["y", None, 1], ["x"]),
        ("LESS_THAN", {"VALUE": "10"}, [9, "9.5", -1], [10, "x", None, ""]),
        ("LESS_THAN_OR_EQUAL_TO", {"VALUE": "10"}, [10], [10.5]),
        ("GREATER_THAN", {"VALUE": "2026-01-01"}, ["2026-01-01T00:00:01Z"], ["2025-12-31", "x"]),
        ("GREATER_THAN_OR_EQUAL_TO", {"VALUE": "10"}, [10, 11], [9]),
        ("BETWEEN", {"LOWER_BOUND": "1", "UPPER_BOUND": "2"}, [1, "2", 1.5], [0, 3, None]),
        (
            "BETWEEN",
            {"LOWER_BOUND": "2026-01-01", "UPPER_BOUND": "2026-02-01"},
            ["2026-01-15T12:00:00Z"],
            ["2026-02-02", "x"],
        ),
    ],
)
def test_filters_compare(
    name: str, properties: dict[str, str], passing: list[Any], failing: list[Any]
) -> None:
    assert [each for each in passing if not passes(name, each, **properties)] == []
    assert [each for each in failing if passes(name, each, **properties)] == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            task("Mask", "MASK_ALL", "a"),
            "task 1 cannot be applied: it is a Mask with the operator MASK_ALL; flows apply Map "
            "with NO_OP, and Filter with PROJECTION, EQUAL_TO, NOT_EQUAL_TO, LESS_THAN, "
            "LESS_THAN_OR_EQUAL_TO, GREATER_THAN, GREATER_THAN_OR_EQUAL_TO, BETWEEN",
        ),
        (
            task("Map", "NO_OP", "a", "b"),
            "task 1 cannot be applied: a Map needs one of SourceFields",
        ),
        (
            task("Filter", "EQUAL_TO", "a", "b", TaskProperties={"VALUE": "x"}),
            "task 1 cannot be applied: a comparing Filter needs one of SourceFields",
        ),
        (
            task("Filter", "EQUAL_TO", "a"),
            "task 1 cannot be applied: EQUAL_TO needs VALUE or VALUES in TaskProperties",
        ),
        (
            task("Filter", "LESS_THAN", "a"),
            "task 1 cannot be applied: it needs VALUE in TaskProperties",
        ),
        (
            task("Filter", "LESS_THAN", "a", TaskProperties={"VALUE": "many"}),
            "task 1 cannot be applied: VALUE 'many' is neither a number nor a time",
        ),
        (
            task(
                "Filter",
                "BETWEEN",
                "a",
                TaskProperties={"LOWER_BOUND": "1", "UPPER_BOUND": "2026-01-01"},
            ),
            "task 1 cannot be applied: LOWER_BOUND and UPPER_BOUND are not both numbers or both "
            "times",
        ),
    ],
)
def test_other_tasks_are_named(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InapplicableTask) as raised:
        tasks(task("Map", "NO_OP", "a"), given)
    assert str(raised.value) == message
