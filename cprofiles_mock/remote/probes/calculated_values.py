"""Probes of the values of calculated attributes, and of the attributes of object types."""

from __future__ import annotations

from .probe import Probe, call, profile, put
from .visits import AMOUNT, DATE, FIND, VISIT, asked, define, filtered, timed, value_of, visit

PROBES = (
    Probe(
        "An object whose time is missing or does not read as one",
        **asked(
            timed(TimestampFormat="ISO_8601"),
            visit(1, amount=1, at=f"{DATE}T00:00:00Z"),
            visit(2, amount=10),
            visit(3, amount=100, at="yesterday"),
        ),
    ),
    Probe(
        "An object whose expression has no value is skipped",
        **asked(
            define(AMOUNT, "COUNT", Conditions={"ObjectCount": 2}),
            visit(1, amount=1),
            visit(2, amount=10),
            visit(3),
        ),
    ),
    Probe(
        "No value: an attribute is missing or empty",
        **asked(
            define("{visit.amount} / {visit.other}", "COUNT"),
            visit(1, amount=1, other=1),
            visit(2, amount=1, other=0),
            visit(3, amount="", other=1),
            visit(4, amount="a", other=1),
            visit(5, other=1),
        ),
    ),
    Probe(
        "SUM and the other statistics of numbers take text fields",
        **asked(define("{visit.text}"), visit(1, text="5"), visit(2, text="a")),
    ),
    Probe(
        "BETWEEN has both its ends; NOT_BETWEEN needs a date",
        **asked(
            define(
                AMOUNT,
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
            visit(1, amount=1, text="2026-01-01"),
            visit(2, amount=10, text="2026-01-03"),
            visit(3, amount=100, text="2026-01-04"),
        ),
    ),
    Probe(
        "Relative dates are `now` and ISO 8601 durations",
        [
            define(
                AMOUNT,
                name=name,
                Filter=filtered({"DimensionType": "AFTER", "Values": [text]}),
            )
            for name, text in (("one", "now"), ("two", "-P7D"), ("three", "yesterday"))
        ],
        [VISIT],
    ),
    Probe(
        "Others are the shortest decimal text without an exponent",
        [value_of(), value_of("quotient")],
        [
            VISIT,
            define(AMOUNT),
            define("{visit.other} / {visit.text}", "AVERAGE", name="quotient"),
            visit(1, amount=0.1, other=2, text="3"),
            visit(2, amount=0.2),
            FIND,
        ],
    ),
    Probe(
        "Of several that are most frequent it is the one",
        **asked(
            define("{visit.kind}", "MAX_OCCURRENCE"),
            visit(1, kind="a"),
            visit(2, kind="b"),
            visit(3, kind="a"),
            visit(4, kind="b"),
        ),
    ),
    Probe(
        "RECENT_OCCURRENCES is a JSON array of texts",
        **asked(
            define("{visit.kind}", "RECENT_OCCURRENCES"),
            visit(1, kind="a"),
            visit(2, kind="b"),
            visit(3, kind="a"),
        ),
    ),
    Probe(
        "A Value longer than 255 characters is cut",
        **asked(define("{visit.kind}", "LAST_OCCURRENCE"), visit(1, kind="x" * 300)),
    ),
    Probe(
        "Either of the two makes it partial",
        [value_of(), value_of("counted"), value_of("ranged")],
        [
            VISIT,
            define(AMOUNT),
            define(AMOUNT, name="counted", Conditions={"ObjectCount": 1}),
            define(AMOUNT, name="ranged", Conditions={"Range": {"Value": 1, "Unit": "DAYS"}}),
            visit(1, amount=1),
            FIND,
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
        [VISIT, define(AMOUNT), visit(1, amount=1), FIND],
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
        [VISIT, visit(1, amount=1), FIND],
    ),
    Probe(
        "An attribute is a field, or else a path in the JSON; an unknown one",
        [
            call("ListObjectTypeAttributeValues", ObjectTypeName="visit", AttributeName=name)
            for name in ("kind", "deep.inner", "none")
        ],
        [VISIT, visit(1, kind="a", deep={"inner": "b"})],
    ),
    Probe(
        "A value that no object has any more is left out",
        [call("ListObjectTypeAttributeValues", ObjectTypeName="visit", AttributeName="kind")],
        [VISIT, visit(1, kind="a"), visit(1, kind="b"), visit(2, kind="x" * 1100)],
    ),
    Probe(
        "A number is shown as its JSON has it",
        [call("ListObjectTypeAttributeValues", ObjectTypeName="visit", AttributeName="amount")],
        [
            VISIT,
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
