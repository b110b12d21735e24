"""Probes of the definitions of calculated attributes."""

from __future__ import annotations

from .probe import Probe, call
from .visits import (
    AMOUNT,
    DATE,
    FIND,
    LATELY,
    VISIT,
    asked,
    define,
    filtered,
    get,
    timed,
    update,
    value_of,
    visit,
)

PROBES = (
    Probe(
        "A missing object type is a 404 that names the type",
        [define("{none.amount}")],
    ),
    Probe(
        "A field or member that is not there is a 400",
        [define("{visit.none}"), define("{visit.a.b}"), define("{_order.None}")],
        [VISIT],
    ),
    Probe(
        "An attribute that is listed and not used",
        [
            define(
                AMOUNT,
                AttributeDetails={
                    "Attributes": [{"Name": "amount"}, {"Name": "other"}],
                    "Expression": AMOUNT,
                },
            ),
            define(
                AMOUNT,
                AttributeDetails={
                    "Attributes": [{"Name": "amount"}],
                    "Expression": "{visit.amount} + {visit.other}",
                },
            ),
        ],
        [VISIT],
    ),
    Probe(
        "Attributes of `_profile` are refused in a definition",
        [define("{_profile.FirstName}", "FIRST_OCCURRENCE")],
    ),
    Probe(
        "Attributes that a filter or a TimestampSource names must be members",
        [
            define(
                "{_order.TotalPrice}",
                Filter=filtered({"DimensionType": "INCLUSIVE", "Values": ["a"]}),
            ),
            define(
                "{_order.TotalPrice}",
                Conditions={
                    "Range": {"Value": 30, "Unit": "DAYS", "TimestampSource": "{_order.None}"}
                },
            ),
        ],
    ),
    Probe(
        "A number below 100,000,000,000 is in seconds",
        **asked(
            timed(TimestampFormat="EPOCHMILLI"),
            visit(1, amount=1, at=LATELY),
            visit(2, amount=10, at=LATELY * 1000),
        ),
    ),
    Probe(
        "Without a TimestampFormat both are read",
        **asked(timed(), visit(1, amount=1, at=str(LATELY)), visit(2, amount=10, at=DATE)),
    ),
    Probe(
        "Value 0 is as no Value",
        **asked(
            define(AMOUNT, Conditions={"Range": {"Value": 0, "Unit": "DAYS"}}),
            visit(1, amount=1),
        ),
    ),
    Probe(
        "So does a Value that a ValueRange overrides",
        [
            define(
                AMOUNT,
                name=name,
                Conditions={
                    "Range": {"Value": value, "Unit": "DAYS", "ValueRange": {"Start": 10, "End": 5}}
                },
            )
            for name, value in (("within", 366), ("beyond", 367))
        ],
        [VISIT],
    ),
    Probe(
        "Start must not come after End",
        [
            define(
                AMOUNT,
                Conditions={"Range": {"Unit": "DAYS", "ValueRange": {"Start": 5, "End": 10}}},
            ),
            define(
                AMOUNT,
                name="other",
                Conditions={"Range": {"Unit": "DAYS", "ValueRange": {"Start": 10, "End": 5}}},
            ),
        ],
        [VISIT],
    ),
    Probe(
        "ObjectCount is 300 at most",
        [
            define(AMOUNT, Conditions={"ObjectCount": 300}),
            define(AMOUNT, name="other", Conditions={"ObjectCount": 301}),
        ],
        [VISIT],
    ),
    Probe(
        "The texts of these refusals",
        [
            define("{visit.amount"),
            define("{visit.amount} % {visit.other}"),
            define("{visit.amount} + {other.amount}"),
            define(AMOUNT, Conditions={"Range": {"Value": 400, "Unit": "DAYS"}}),
            timed(TimestampFormat="YYYY"),
        ],
        [VISIT],
    ),
    Probe(
        "With UseHistoricalData the answer says PREPARING",
        [define(AMOUNT, UseHistoricalData=True), define(AMOUNT, name="other"), get()],
        [VISIT],
    ),
    Probe(
        "UseHistoricalData is false if it was left out",
        [define(AMOUNT), get(), value_of()],
        [VISIT, visit(1, amount=1), FIND],
    ),
    Probe(
        "Conditions are partial by member; a Range is replaced whole",
        [update(Conditions={"Range": {"Value": 60, "Unit": "DAYS"}}), get()],
        [
            VISIT,
            define(
                AMOUNT,
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
            update(
                Conditions={
                    "Range": {"Value": 60, "Unit": "DAYS", "TimestampSource": "{visit.other}"}
                }
            )
        ],
        [VISIT, timed()],
    ),
    Probe(
        "They are there from the domain's creation, all of them",
        [call("ListCalculatedAttributeDefinitions"), get("_last_channel")],
    ),
    Probe(
        "Their descriptions",
        [get("_last_channel"), get("_most_frequent_channel"), get("_new_customer")],
    ),
    Probe(
        "They can be updated and tagged",
        [
            update("_last_channel", Description="a probe"),
            call(
                "TagResource",
                resourceArn="<arn>/calculated-attributes/_last_channel",
                tags={"a": "1"},
            ),
            get("_last_channel"),
        ],
    ),
    Probe(
        "A deleted object type leaves its calculated attributes",
        [call("DeleteProfileObjectType", ObjectTypeName="visit"), get(), value_of()],
        [VISIT, define(AMOUNT), visit(1, amount=1), FIND],
    ),
)
