"""The journal as the page shows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .paging import part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...instruments.journal import Call, Journal

# How much of a parameter's value a row shows, and of all of them.
_OF_A_VALUE = 60
_OF_A_ROW = 200


def journal(calls: Journal, number: int) -> dict[str, Any]:
    """The calls that are kept, newest first."""
    kept = calls.calls()
    newest_first = part(reversed(kept), len(kept), number)
    return {"calls": newest_first.of(_row), "kept": calls.size}


def call(calls: Journal, number: int) -> dict[str, Any] | None:
    """All of one call; None where it is not kept any more."""
    found = next((each for each in calls.calls(after=number - 1) if each.number == number), None)
    if found is None:
        return None
    response = found.response
    return {
        **_row(found),
        "parameters": _json(found.parameters),
        "response": None if response is None else _json(response),
    }


def _row(shown: Call) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": shown.number,
        "operation": shown.operation,
        "region": shown.region,
        "account_id": shown.account_id,
        "attempt": shown.attempt,
        "summary": _summary(shown.parameters),
        "error": shown.error,
    }
    row["under_way"] = shown.error is None and not shown.answered
    return row


def _summary(parameters: Mapping[str, Any]) -> str:
    """The parameters in one line, shortened."""
    line = ", ".join(f"{name}={_short(value)}" for name, value in parameters.items())
    return line if len(line) <= _OF_A_ROW else f"{line[:_OF_A_ROW]}…"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else _json(value)
    return text if len(text) <= _OF_A_VALUE else f"{text[:_OF_A_VALUE]}…"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
