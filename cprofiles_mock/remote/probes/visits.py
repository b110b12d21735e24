"""Objects of visits, and definitions of what is calculated from them."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any

from .probe import Call, call, find, object_type, put

# Five days ago, which every range below includes.
LATELY = int(time.time()) - 432_000
DATE = datetime.fromtimestamp(LATELY, timezone.utc).date().isoformat()

VISIT = object_type(
    "visit",
    {
        "id": "_source.id",
        "of": "_source.of",
        "kind": "_source.kind",
        "amount": ("_source.amount", "", "NUMBER"),
        "other": ("_source.other", "", "NUMBER"),
        "text": "_source.text",
    },
    {"visitId": "id: UNIQUE", "probeId": "of: PROFILE"},
)


#: The profile, which is kept.
FIND = find("probeId", "p")
AMOUNT = "{visit.amount}"


def define(expression: str, statistic: str = "SUM", /, name: str = "total", **members: Any) -> Call:
    """A definition of one or two attributes of visits."""
    used = [part.strip(" {}") for part in expression.split("}") if part.strip()]
    names = [part.rpartition("{")[2].rpartition(".")[2] for part in used]
    return call(
        "CreateCalculatedAttributeDefinition",
        **{
            "CalculatedAttributeName": name,
            "AttributeDetails": {
                "Attributes": [{"Name": each} for each in names],
                "Expression": expression,
            },
            "Statistic": statistic,
            **members,
        },
    )


def visit(number: int, **members: Any) -> Call:
    """An object, which belongs to the one profile that there is."""
    return put("visit", {"id": str(number), "of": "p", **members})


def value_of(name: str = "total") -> Call:
    """What a calculated attribute comes to for that profile."""
    return call(
        "GetCalculatedAttributeForProfile",
        ProfileId="<profile>",
        CalculatedAttributeName=name,
    )


def update(name: str = "total", **members: Any) -> Call:
    """A definition, changed."""
    return call("UpdateCalculatedAttributeDefinition", CalculatedAttributeName=name, **members)


def get(name: str = "total") -> Call:
    """A definition."""
    return call("GetCalculatedAttributeDefinition", CalculatedAttributeName=name)


def asked(definition: Call, *visits: Call) -> dict[str, Any]:
    """The value of a definition after those visits."""
    return {"asked": [value_of()], "given": [VISIT, definition, *visits, FIND]}


def timed(**source: Any) -> Call:
    """A definition of visits by a time that they have in ``at``."""
    return define(
        AMOUNT,
        Conditions={
            "Range": {
                "Value": 366, "Unit": "DAYS", "TimestampSource": "{visit.at}", **source,
            }
        },
    )  # fmt: skip


def filtered(dimension: dict[str, Any]) -> dict[str, Any]:
    """A filter with one dimension, of the kind of visits."""
    groups = [{"Type": "ALL", "Dimensions": [{"Attributes": {"kind": dimension}}]}]
    return {"Include": "ALL", "Groups": groups}
