"""Conditions of IAM policies, against the tags of a request and of its resource."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.rules.policy_conditions import context_of, holds

pytestmark = pytest.mark.in_process

CONTEXT = context_of({"team": "crm", "Stage": "Test"}, ["team", "Stage"], {"owner": "Ann*"})


@pytest.mark.parametrize(
    ("operator", "key", "expected", "result"),
    [
        ("StringEquals", "aws:RequestTag/team", "crm", True),
        ("StringEquals", "aws:RequestTag/team", "CRM", False),
        ("StringEquals", "aws:RequestTag/team", ["web", "crm"], True),
        ("StringEquals", "AWS:requesttag/TEAM", "crm", True),
        ("StringEquals", "aws:RequestTag/Stage", "Test", True),
        ("StringEquals", "aws:RequestTag/owner", "Ann*", False),
        ("StringEquals", "aws:ResourceTag/owner", "Ann*", True),
        ("StringEquals", "aws:ResourceTag/owner", "Anna", False),
        ("StringEqualsIgnoreCase", "aws:RequestTag/Stage", "tEST", True),
        ("StringNotEquals", "aws:RequestTag/team", "web", True),
        ("StringNotEquals", "aws:RequestTag/team", ["web", "crm"], False),
        ("StringNotEquals", "aws:RequestTag/none", "web", True),
        ("StringNotEqualsIgnoreCase", "aws:RequestTag/Stage", "TEST", False),
        ("StringLike", "aws:RequestTag/team", "c*", True),
        ("StringLike", "aws:RequestTag/team", "cr?", True),
        ("StringLike", "aws:RequestTag/team", "c?", False),
        ("StringLike", "aws:ResourceTag/owner", "A.n*", False),
        ("StringNotLike", "aws:RequestTag/team", "w*", True),
        ("StringEquals", "aws:RequestTag/none", "x", False),
        ("StringEqualsIfExists", "aws:RequestTag/none", "x", True),
        ("StringEqualsIfExists", "aws:RequestTag/team", "x", False),
        ("StringLikeIfExists", "aws:RequestTag/team", "c*", True),
        ("Null", "aws:RequestTag/none", "true", True),
        ("Null", "aws:RequestTag/none", True, True),
        ("Null", "aws:RequestTag/none", "false", False),
        ("Null", "aws:RequestTag/team", "false", True),
        ("Null", "aws:RequestTag/team", True, False),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["team", "Stage", "more"], True),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["team"], False),
        ("ForAllValues:StringEquals", "aws:None", ["team"], True),
        ("ForAnyValue:StringEquals", "aws:TagKeys", ["team"], True),
        ("ForAnyValue:StringEquals", "aws:TagKeys", ["other"], False),
        ("ForAnyValue:StringNotEquals", "aws:TagKeys", ["team"], True),
        ("ForAnyValue:StringNotEquals", "aws:TagKeys", ["team", "Stage"], False),
        ("ForAnyValue:StringEquals", "aws:None", ["team"], False),
        # Keys that other services have, and operators that are not of texts.
        ("Bool", "aws:SecureTransport", "true", False),
        ("NumericEquals", "aws:RequestTag/team", 1, False),
    ],
)
def test_a_condition_holds_as_iam_says(
    operator: str, key: str, expected: Any, result: bool
) -> None:
    assert holds({operator: {key: expected}}, CONTEXT) is result


def test_all_parts_of_a_condition_must_hold() -> None:
    team = {"aws:RequestTag/team": "crm"}
    assert holds({"StringEquals": {**team, "aws:RequestTag/Stage": "Test"}}, CONTEXT)
    assert not holds({"StringEquals": {**team, "aws:RequestTag/Stage": "Live"}}, CONTEXT)
    assert not holds({"StringEquals": team, "Null": {"aws:TagKeys": "true"}}, CONTEXT)
    assert holds({}, CONTEXT)


def test_a_request_without_tags_has_no_tag_keys() -> None:
    assert holds({"Null": {"aws:TagKeys": "true"}}, context_of({}, [], {}))
