"""The journal as the pages show it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...runtime.strict_json import jsonable, readable
from .paging import part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...instruments.journal import Call, Journal

# How many characters a row shows of one parameter's value, and of all parameters.
_LONGEST_VALUE = 60
_LONGEST_ROW = 200


def journal(calls: Journal, number: int) -> dict[str, Any]:
    """One part of the recorded calls, newest first."""
    kept = calls.calls()
    newest_first = part(reversed(kept), len(kept), number)
    return {"calls": newest_first.of(_row), "kept": calls.size}


def call(calls: Journal, number: int) -> dict[str, Any] | None:
    """All data of one call; None if the journal does not have it any more."""
    found = next((each for each in calls.calls(after=number - 1) if each.number == number), None)
    if found is None:
        return None
    response = found.response
    return {
        **_row(found),
        "parameters": _json(readable(jsonable(found.parameters))),
        "response": None if response is None else _json(readable(response)),
    }


def dead_letters(calls: Journal, number: int) -> dict[str, Any]:
    """One part of the objects of the recorded calls that were not ingested, newest first."""
    letters = [
        {"number": each.number, "region": each.region, "account_id": each.account_id,
         **letter._asdict(), "keys": list(map(str, letter.keys))}
        for each in reversed(calls.calls())
        for letter in reversed(each.dead_letters)
    ]  # fmt: skip
    return {"letters": part(letters, len(letters), number)}


def _row(shown: Call) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": shown.number,
        "operation": shown.operation,
        "region": shown.region,
        "account_id": shown.account_id,
        "attempt": shown.attempt,
        "stack": shown.stack,
        "summary": _summary(shown.parameters),
        "error": shown.error,
        "dead_letters": shown.dead_letters,
    }
    row["under_way"] = shown.error is None and not shown.answered
    return row


def _summary(parameters: Mapping[str, Any]) -> str:
    """The parameters in one line, shortened."""
    line = ", ".join(f"{name}={_short(value)}" for name, value in parameters.items())
    return line if len(line) <= _LONGEST_ROW else f"{line[:_LONGEST_ROW]}…"


def _short(value: Any) -> str:
    value = readable(jsonable(value))
    text = value if isinstance(value, str) else _json(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
