"""Warnings from inside a call: at the caller's own line or, over HTTP, in the log."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest

from cprofiles_mock.exceptions import CustomerProfilesWarning, UnknownKeyNameWarning
from cprofiles_mock.instruments import reporting


def test_a_warning_stands_at_the_line_of_its_caller() -> None:
    with pytest.warns(UnknownKeyNameWarning, match="^a text$") as warned:
        reporting.warn("a text", UnknownKeyNameWarning)
    assert [warning.filename for warning in warned] == [__file__]


def test_a_warning_passes_over_what_lies_between_the_caller_and_the_mock() -> None:
    between: dict[str, Any] = {"__name__": "botocore.client", "warn": reporting.warn}
    exec(compile("def call(): warn('a text', UserWarning)", "botocore/client.py", "exec"), between)
    with pytest.warns(UserWarning, match="^a text$") as warned:
        between["call"]()
    assert [warning.filename for warning in warned] == [__file__]


def test_a_warning_without_a_caller_stands_where_everything_began(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Everything:
        def __contains__(self, name: object) -> bool:
            return True

    monkeypatch.setattr(reporting, "_BETWEEN", Everything())
    outermost = sys._getframe()
    while outermost.f_back is not None:
        outermost = outermost.f_back
    with pytest.warns(UserWarning, match="^a text$") as warned:
        reporting.warn("a text", UserWarning)
    assert [(warning.filename, warning.lineno) for warning in warned] == [
        (outermost.f_code.co_filename, outermost.f_lineno)
    ]


def test_a_warning_about_a_caller_elsewhere_goes_to_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    # A warning would be an error here.
    with reporting.logged():
        reporting.warn("a text with %s in it", UnknownKeyNameWarning)
    assert caplog.record_tuples == [("cprofiles_mock", logging.WARNING, "a text with %s in it")]
    with pytest.warns(UnknownKeyNameWarning):
        reporting.warn("a text", UnknownKeyNameWarning)


def test_every_warning_of_ours_can_be_filtered_by_one_class() -> None:
    assert issubclass(UnknownKeyNameWarning, CustomerProfilesWarning)
    assert issubclass(CustomerProfilesWarning, UserWarning)
