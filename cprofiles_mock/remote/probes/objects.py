"""Probes of PutProfileObject: what is accepted, and what it does to profiles."""

from __future__ import annotations

from typing import Any

from .probe import Call, Probe, call, find, object_type, objects, put, read, search

_ID = {"id": "_source.id"}
_KEY = {"probeId": "id: UNIQUE PROFILE"}


def _filling(source: str, target: str = "_profile.FirstName", *more: str) -> Call:
    """A type ``filling`` with one field besides its key."""
    return object_type("filling", {**_ID, "filled": (source, target, *more)}, _KEY)


def _put(**members: Any) -> Call:
    return put("filling", {"id": "1", **members})


#: A type whose objects fill an order.
ORDER = object_type(
    "ordering",
    {
        "id": ("_source.id", "_order.Attributes.id"),
        "customer": "_source.customer",
        "titles": ("_source.items[].title", "_order.OrderItems[].Title"),
        "prices": ("_source.items[].price", "_order.OrderItems[].Price"),
        "total": ("_source.total", "_order.TotalPrice"),
    },
    {"orderingId": "id: UNIQUE ORDER", "probeId": "customer: PROFILE"},
)

PROBES = (
    Probe(
        "The text for no JSON is DetectProfileObjectType's",
        [put("filling", "no JSON"), put("filling", "[1]")],
        [_filling("_source.a")],
    ),
    Probe(
        "A number that overflows, such as `1e400`",
        [put("filling", '{"id": "1", "a": 1e400}'), search("probeId", "1")],
        [_filling("_source.a")],
    ),
    Probe(
        "A replacement keeps its place in lists",
        [objects("listed")],
        [
            object_type(
                "listed",
                {"id": "_source.id", "of": "_source.of"},
                {"listedId": "id: UNIQUE", "probeId": "of: PROFILE"},
            ),
            put("listed", {"id": "1", "of": "p", "n": 1}),
            put("listed", {"id": "2", "of": "p", "n": 2}),
            put("listed", {"id": "1", "of": "p", "n": 3}),
            find("probeId", "p"),
        ],
    ),
    Probe(
        "Nested lists are flattened; null and empty texts",
        [read()],
        [
            _filling("_source.a[].b", "_profile.Attributes.all"),
            _put(a=[{"b": ["x", None, ""]}, {"b": [["y"]]}, {}]),
            find("probeId", "1"),
        ],
    ),
    Probe(
        "With a target like `_order.OrderItems[].Price`",
        [objects("_order")],
        [
            ORDER,
            put(
                "ordering",
                {
                    "id": "o1",
                    "customer": "c1",
                    "items": [{"title": "a", "price": 1}, {"title": "b"}, {"price": 3}],
                },
            ),
            find("probeId", "c1"),
        ],
    ),
    Probe(
        "A target into a list without `[]`",
        [objects("_airSegment")],
        [
            object_type(
                "flying",
                {
                    "id": ("_source.id", "_airSegment.Attributes.id"),
                    "customer": "_source.customer",
                    "heavy": ("_source.heavy", "_airSegment.Baggage.IsHeavy"),
                    "pieces": ("_source.pieces", "_airSegment.Baggage.BaggageType"),
                },
                {"flyingId": "id: UNIQUE AIR_SEGMENT", "probeId": "customer: PROFILE"},
            ),
            put("flying", {"id": "f1", "customer": "c1", "heavy": True, "pieces": 2}),
            find("probeId", "c1"),
        ],
    ),
    Probe(
        "An object that is put again replaces the whole of such a list",
        [objects("_order")],
        [
            ORDER,
            put(
                "ordering",
                {"id": "o1", "customer": "c1", "items": [{"title": "a"}, {"title": "b"}]},
            ),
            put("ordering", {"id": "o1", "customer": "c1", "items": [{"price": 5}]}),
            find("probeId", "c1"),
        ],
    ),
    Probe(
        '`[0]`, `["odd key"]`, blanks in names are accepted',
        [
            object_type(
                "odd",
                {
                    **_ID,
                    "one": ("_source.list[0]", "_profile.Attributes.one"),
                    "two": ('_source["odd key"]', "_profile.Attributes.two"),
                    "three": ("_source.odd key", "_profile.Attributes.three"),
                    "four": ('_source["a.b"]', "_profile.Attributes.four"),
                    "five": ("_source.a.b", "_profile.Attributes.five"),
                },
                _KEY,
            ),
            put("odd", {"id": "1", "list": ["x", "y"], "odd key": "z", "a.b": "dotted"}),
            search("probeId", "1"),
        ],
    ),
    Probe(
        "Handlebars is not escaped for HTML",
        [read()],
        [_filling("{{_source.a}} & {{_source.b}}"), _put(a="<x>", b='"'), find("probeId", "1")],
    ),
    Probe(
        "A template that gives nothing but blanks",
        [put("filling", {"id": "2", "a": "x"}), search("probeId", "1"), search("probeId", "2")],
        [_filling("{{_source.a}}  {{_source.b}}"), _put()],
    ),
    Probe(
        "A list or object printed by a template with blocks",
        [read()],
        [
            _filling("{{#if _source.a}}{{_source.a}}{{_source.b}}{{/if}}"),
            _put(a=["x", 1, True], b={"c": "d"}),
            find("probeId", "1"),
        ],
    ),
    Probe(
        "Numbers and booleans are texts in a profile",
        [read()],
        [
            object_type(
                "filling",
                {
                    **_ID,
                    "a": ("_source.a", "_profile.FirstName"),
                    "b": ("_source.b", "_profile.LastName"),
                    "c": ("_source.list", "_profile.MiddleName"),
                    "d": ("_source.list", "_profile.Attributes.list"),
                    "e": ("_source.n", "_profile.Attributes.number"),
                },
                _KEY,
            ),
            _put(a=1.50, b=True, list=["x", 2], n=1e21),
            find("probeId", "1"),
        ],
    ),
    Probe(
        "A value that is too long for its member",
        [_put(a="x" * 300), search("probeId", "1"), _put(a="female"), search("probeId", "1")],
        [
            object_type(
                "filling",
                {
                    **_ID,
                    "a": ("_source.a", "_profile.Gender"),
                },
                _KEY,
            )
        ],
    ),
    Probe(
        "A text with `@` is no value of a PHONE_NUMBER field",
        [_put(a="ana@example.com"), search("probeId", "1"), search("_phone", "ana@example.com")],
        [_filling("_source.a", "_profile.PhoneNumber", "PHONE_NUMBER")],
    ),
    Probe(
        "Both are fields like any other, and searchable",
        [read(), search("_email", "ana@example.com"), search("_phone", "2065550100")],
        [
            object_type(
                "contacting",
                {
                    **_ID,
                    "mail": ("_source.mail", "", "EMAIL_ADDRESS"),
                    "phone": ("_source.phone", "", "PHONE_NUMBER"),
                },
                _KEY,
            ),
            put("contacting", {"id": "1", "mail": "ana@example.com", "phone": "206-555-0100"}),
            find("probeId", "1"),
        ],
    ),
    Probe(
        "Of such patterns: English names, some thirty zone names",
        [
            object_type(
                "timed",
                {
                    **_ID,
                    "at": ("_source.at", "_profile.Attributes.at"),
                    "sourceLastUpdatedTimestamp": "_source.at",
                },
                _KEY,
                SourceLastUpdatedTimestampFormat="EEE, d MMM yyyy HH:mm:ss z",
            ),
            put("timed", {"id": "1", "at": "Tue, 3 Mar 2026 10:00:00 PST"}),
            put("timed", {"id": "1", "at": "Mon, 2 Mar 2026 10:00:00 PST"}),
            put("timed", {"id": "2", "at": "Tue, 31 Feb 2026 10:00:00 PST"}),
            search("probeId", "1"),
            search("probeId", "2"),
        ],
    ),
    Probe(
        "Of two objects with one unique value the older",
        [read(), objects("timed")],
        [
            object_type(
                "timed",
                {
                    **_ID,
                    "sourceLastUpdatedTimestamp": "_source.at",
                    "first": ("_source.first", "_profile.FirstName"),
                    "last": ("_source.last", "_profile.LastName"),
                },
                _KEY,
                SourceLastUpdatedTimestampFormat="EpochMilli",
            ),
            put("timed", {"id": "1", "at": 1770000000000, "first": "New"}),
            put("timed", {"id": "1", "at": 1760000000000, "first": "Old", "last": "Old"}),
            find("probeId", "1"),
        ],
    ),
    Probe(
        "A field that was cleared by hand is filled again",
        [read()],
        [
            _filling("_source.a"),
            _put(a="Ana"),
            find("probeId", "1"),
            call("UpdateProfile", ProfileId="<profile>", FirstName=""),
            _put(a="Bea"),
        ],
    ),
    Probe(
        "Each value of a list is a key",
        [
            search("tag", "x"),
            search("tag", "y"),
            search("pair", "x", "2"),
            search("pair", "y", "1"),
        ],
        [
            object_type(
                "listing",
                {**_ID, "colours": "_source.colours", "numbers": "_source.numbers"},
                {**_KEY, "tag": "colours:", "pair": "colours numbers:"},
            ),
            put("listing", {"id": "1", "colours": ["x", "y"], "numbers": [1, 2]}),
        ],
    ),
    Probe(
        "Keys belong to the object: they go when it is replaced",
        [
            put("keyed", {"id": "1", "badge": "new"}),
            search("badge", "old"),
            search("badge", "new"),
            call(
                "DeleteProfileObject",
                ObjectTypeName="keyed",
                ProfileId="<profile>",
                ProfileObjectUniqueKey="<object>",
            ),
            search("badge", "new"),
        ],
        [
            object_type("keyed", {**_ID, "badge": "_source.badge"}, {**_KEY, "badge": "badge:"}),
            put("keyed", {"id": "1", "badge": "old"}),
            find("badge", "old"),
        ],
    ),
)
