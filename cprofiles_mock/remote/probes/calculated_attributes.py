"""Probes of calculated attributes, and of the attributes and values of object types."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any

from .probe import Call, Probe, call, find, object_type, profile, put

# Five days ago, which every range below includes.
_LATELY = int(time.time()) - 432_000
_DATE = datetime.fromtimestamp(_LATELY, timezone.utc).date().isoformat()

_VISIT = object_type(
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


def _define(
    expression: str, statistic: str = "SUM", /, name: str = "total", **members: Any
) -> Call:
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


def _visit(number: int, **members: Any) -> Call:
    return put("visit", {"id": str(number), "of": "p", **members})


def _value(name: str = "total") -> Call:
    return call(
        "GetCalculatedAttributeForProfile",
        ProfileId="<profile>",
        CalculatedAttributeName=name,
    )


_FIND = find("probeId", "p")
_AMOUNT = "{visit.amount}"


def _update(name: str = "total", **members: Any) -> Call:
    return call("UpdateCalculatedAttributeDefinition", CalculatedAttributeName=name, **members)


def _get(name: str = "total") -> Call:
    return call("GetCalculatedAttributeDefinition", CalculatedAttributeName=name)


def _asked(definition: Call, *visits: Call) -> dict[str, Any]:
    """The value of a definition after those visits."""
    return {"asked": [_value()], "given": [_VISIT, definition, *visits, _FIND]}


def _timed(**source: Any) -> Call:
    return _define(
        _AMOUNT,
        Conditions={
            "Range": {
                "Value": 366, "Unit": "DAYS", "TimestampSource": "{visit.at}", **source,
            }
        },
    )  # fmt: skip


def _filtered(dimension: dict[str, Any]) -> dict[str, Any]:
    groups = [{"Type": "ALL", "Dimensions": [{"Attributes": {"kind": dimension}}]}]
    return {"Include": "ALL", "Groups": groups}


PROBES = (
    Probe(
        "A missing object type is a 404 that names the type",
        [_define("{none.amount}")],
    ),
    Probe(
        "A field or member that is not there is a 400",
        [_define("{visit.none}"), _define("{visit.a.b}"), _define("{_order.None}")],
        [_VISIT],
    ),
    Probe(
        "An attribute that is listed and not used",
        [
            _define(
                _AMOUNT,
                AttributeDetails={
                    "Attributes": [{"Name": "amount"}, {"Name": "other"}],
                    "Expression": _AMOUNT,
                },
            ),
            _define(
                _AMOUNT,
                AttributeDetails={
                    "Attributes": [{"Name": "amount"}],
                    "Expression": "{visit.amount} + {visit.other}",
                },
            ),
        ],
        [_VISIT],
    ),
    Probe(
        "Attributes of `_profile` are refused in a definition",
        [_define("{_profile.FirstName}", "FIRST_OCCURRENCE")],
    ),
    Probe(
        "Attributes that a filter or a TimestampSource names must be members",
        [
            _define(
                "{_order.TotalPrice}",
                Filter=_filtered({"DimensionType": "INCLUSIVE", "Values": ["a"]}),
            ),
            _define(
                "{_order.TotalPrice}",
                Conditions={
                    "Range": {"Value": 30, "Unit": "DAYS", "TimestampSource": "{_order.None}"}
                },
            ),
        ],
    ),
    Probe(
        "A number below 100,000,000,000 is in seconds",
        **_asked(
            _timed(TimestampFormat="EPOCHMILLI"),
            _visit(1, amount=1, at=_LATELY),
            _visit(2, amount=10, at=_LATELY * 1000),
        ),
    ),
    Probe(
        "Without a TimestampFormat both are read",
        **_asked(_timed(), _visit(1, amount=1, at=str(_LATELY)), _visit(2, amount=10, at=_DATE)),
    ),
    Probe(
        "Value 0 is as no Value",
        **_asked(
            _define(_AMOUNT, Conditions={"Range": {"Value": 0, "Unit": "DAYS"}}),
            _visit(1, amount=1),
        ),
    ),
    Probe(
        "Start must not come after End",
        [
            _define(
                _AMOUNT,
                Conditions={"Range": {"Unit": "DAYS", "ValueRange": {"Start": 5, "End": 10}}},
            ),
            _define(
                _AMOUNT,
                name="other",
                Conditions={"Range": {"Unit": "DAYS", "ValueRange": {"Start": 10, "End": 5}}},
            ),
        ],
        [_VISIT],
    ),
    Probe(
        "ObjectCount is 300 at most",
        [
            _define(_AMOUNT, Conditions={"ObjectCount": 300}),
            _define(_AMOUNT, name="other", Conditions={"ObjectCount": 301}),
        ],
        [_VISIT],
    ),
    Probe(
        "The texts of these refusals",
        [
            _define("{visit.amount"),
            _define("{visit.amount} % {visit.other}"),
            _define("{visit.amount} + {other.amount}"),
            _define(_AMOUNT, Conditions={"Range": {"Value": 400, "Unit": "DAYS"}}),
            _timed(TimestampFormat="YYYY"),
        ],
        [_VISIT],
    ),
    Probe(
        "With UseHistoricalData the answer says PREPARING",
        [_define(_AMOUNT, UseHistoricalData=True), _define(_AMOUNT, name="other"), _get()],
        [_VISIT],
    ),
    Probe(
        "UseHistoricalData is false if it was left out",
        [_define(_AMOUNT), _get(), _value()],
        [_VISIT, _visit(1, amount=1), _FIND],
    ),
    Probe(
        "Conditions are partial by member; a Range is replaced whole",
        [_update(Conditions={"Range": {"Value": 60, "Unit": "DAYS"}}), _get()],
        [
            _VISIT,
            _define(
                _AMOUNT,
                Conditions={
                    "ObjectCount": 5,
                    "Range": {
                        "Value": 30,
                        "Unit": "DAYS",
                        "TimestampSource": "{visit.at}",
                        "TimestampFormat": "ISO_8601",
                    },
                },
            ),
        ],
    ),
    Probe(
        "An update that names another one is refused",
        [
            _update(
                Conditions={
                    "Range": {"Value": 60, "Unit": "DAYS", "TimestampSource": "{visit.other}"}
                }
            )
        ],
        [_VISIT, _timed()],
    ),
    Probe(
        "They are there from the domain's creation, all of them",
        [call("ListCalculatedAttributeDefinitions"), _get("_last_channel")],
    ),
    Probe(
        "Their descriptions",
        [_get("_last_channel"), _get("_most_frequent_channel"), _get("_new_customer")],
    ),
    Probe(
        "They can be updated and tagged",
        [
            _update("_last_channel", Description="a probe"),
            call(
                "TagResource",
                resourceArn="<arn>/calculated-attributes/_last_channel",
                tags={"a": "1"},
            ),
            _get("_last_channel"),
        ],
    ),
    Probe(
        "A deleted object type leaves its calculated attributes",
        [call("DeleteProfileObjectType", ObjectTypeName="visit"), _get(), _value()],
        [_VISIT, _define(_AMOUNT), _visit(1, amount=1), _FIND],
    ),
    Probe(
        "An object whose time is missing or does not read as one",
        **_asked(
            _timed(TimestampFormat="ISO_8601"),
            _visit(1, amount=1, at=f"{_DATE}T00:00:00Z"),
            _visit(2, amount=10),
            _visit(3, amount=100, at="yesterday"),
        ),
    ),
    Probe(
        "An object whose expression has no value is skipped",
        **_asked(
            _define(_AMOUNT, "COUNT", Conditions={"ObjectCount": 2}),
            _visit(1, amount=1),
            _visit(2, amount=10),
            _visit(3),
        ),
    ),
    Probe(
        "No value: an attribute is missing or empty",
        **_asked(
            _define("{visit.amount} / {visit.other}", "COUNT"),
            _visit(1, amount=1, other=1),
            _visit(2, amount=1, other=0),
            _visit(3, amount="", other=1),
            _visit(4, amount="a", other=1),
            _visit(5, other=1),
        ),
    ),
    Probe(
        "SUM and the other statistics of numbers take text fields",
        **_asked(_define("{visit.text}"), _visit(1, text="5"), _visit(2, text="a")),
    ),
    Probe(
        "BETWEEN has both its ends; NOT_BETWEEN needs a date",
        **_asked(
            _define(
                _AMOUNT,
                Filter={
                    "Include": "ALL",
                    "Groups": [
                        {
                            "Type": "ALL",
                            "Dimensions": [
                                {
                                    "Attributes": {
                                        "text": {
                                            "DimensionType": "BETWEEN",
                                            "Values": ["2026-01-01", "2026-01-03"],
                                        }
                                    }
                                }
                            ],
                        }
                    ],
                },
            ),
            _visit(1, amount=1, text="2026-01-01"),
            _visit(2, amount=10, text="2026-01-03"),
            _visit(3, amount=100, text="2026-01-04"),
        ),
    ),
    Probe(
        "Relative dates are `now` and ISO 8601 durations",
        [
            _define(
                _AMOUNT,
                name=name,
                Filter=_filtered({"DimensionType": "AFTER", "Values": [text]}),
            )
            for name, text in (("one", "now"), ("two", "-P7D"), ("three", "yesterday"))
        ],
        [_VISIT],
    ),
    Probe(
        "Others are the shortest decimal text without an exponent",
        [_value(), _value("quotient")],
        [
            _VISIT,
            _define(_AMOUNT),
            _define("{visit.other} / {visit.text}", "AVERAGE", name="quotient"),
            _visit(1, amount=0.1, other=2, text="3"),
            _visit(2, amount=0.2),
            _FIND,
        ],
    ),
    Probe(
        "Of several that are most frequent it is the one",
        **_asked(
            _define("{visit.kind}", "MAX_OCCURRENCE"),
            _visit(1, kind="a"),
            _visit(2, kind="b"),
            _visit(3, kind="a"),
            _visit(4, kind="b"),
        ),
    ),
    Probe(
        "RECENT_OCCURRENCES is a JSON array of texts",
        **_asked(
            _define("{visit.kind}", "RECENT_OCCURRENCES"),
            _visit(1, kind="a"),
            _visit(2, kind="b"),
            _visit(3, kind="a"),
        ),
    ),
    Probe(
        "A Value longer than 255 characters is cut",
        **_asked(_define("{visit.kind}", "LAST_OCCURRENCE"), _visit(1, kind="x" * 300)),
    ),
    Probe(
        "Either of the two makes it partial",
        [_value(), _value("counted"), _value("ranged")],
        [
            _VISIT,
            _define(_AMOUNT),
            _define(_AMOUNT, name="counted", Conditions={"ObjectCount": 1}),
            _define(_AMOUNT, name="ranged", Conditions={"Range": {"Value": 1, "Unit": "DAYS"}}),
            _visit(1, amount=1),
            _FIND,
        ],
    ),
    Probe(
        "A missing profile is a 404 before a missing attribute",
        [
            call(
                "GetCalculatedAttributeForProfile",
                ProfileId="f" * 32,
                CalculatedAttributeName="none",
            )
        ],
    ),
    Probe(
        "Their Code is `404`; an unknown attribute is a 404 for all",
        [
            call(
                "BatchGetCalculatedAttributeForProfile",
                CalculatedAttributeName=name,
                ProfileIds=["<profile>", "<profile>", "f" * 32],
            )
            for name in ("total", "none")
        ],
        [_VISIT, _define(_AMOUNT), _visit(1, amount=1), _FIND],
    ),
    Probe(
        "A name stays when its objects are gone",
        [
            call("ListObjectTypeAttributes", ObjectTypeName="visit"),
            call(
                "DeleteProfileObject",
                ObjectTypeName="visit",
                ProfileId="<profile>",
                ProfileObjectUniqueKey="<object>",
            ),
            call("ListObjectTypeAttributes", ObjectTypeName="visit"),
        ],
        [_VISIT, _visit(1, amount=1), _FIND],
    ),
    Probe(
        "An attribute is a field, or else a path in the JSON; an unknown one",
        [
            call("ListObjectTypeAttributeValues", ObjectTypeName="visit", AttributeName=name)
            for name in ("kind", "deep.inner", "none")
        ],
        [_VISIT, _visit(1, kind="a", deep={"inner": "b"})],
    ),
    Probe(
        "A value that no object has any more is left out",
        [call("ListObjectTypeAttributeValues", ObjectTypeName="visit", AttributeName="kind")],
        [_VISIT, _visit(1, kind="a"), _visit(1, kind="b"), _visit(2, kind="x" * 1100)],
    ),
    Probe(
        "A number is shown as its JSON has it",
        [call("ListObjectTypeAttributeValues", ObjectTypeName="visit", AttributeName="amount")],
        [
            _VISIT,
            put("visit", '{"id": "1", "of": "p", "amount": 1.50}'),
            put("visit", '{"id": "2", "of": "p", "amount": 1e3}'),
        ],
    ),
    Probe(
        "An unknown field has no values; a value beyond 255",
        [
            call("ListProfileAttributeValues", AttributeName="None"),
            call("ListProfileAttributeValues", AttributeName="FirstName"),
        ],
        [profile(FirstName="Ana")],
    ),
)
