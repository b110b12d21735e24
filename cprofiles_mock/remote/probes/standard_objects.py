"""Probes of PutProfileObject: standard objects, and contact records."""

from __future__ import annotations

from typing import Any

from .objects import ORDER
from .probe import Call, Probe, call, find, object_type, objects, put, search

_ASSET = object_type(
    "asseting",
    {
        "serials": ("_source.serials", "_asset.SerialNumber"),
        "customer": "_source.customer",
        "id": "_source.id",
    },
    {
        "assetingId": "id: UNIQUE",
        "serial": "serials: ASSET",
        "probeId": "customer: PROFILE",
    },
)


def _contact(number: int, phone: str | None = "+12065550100", **members: Any) -> Call:
    source = {"ContactId": f"contact-{number}", "Channel": "VOICE", **members}
    if phone is not None:
        source["CustomerEndpoint"] = {"Address": phone, "Type": "TELEPHONE_NUMBER"}
    return put("CTR", source)


PROBES = (
    Probe(
        "An object with a key that finds several, by several values",
        [
            put("asseting", {"id": "3", "customer": "c1", "serials": ["A", "B"]}),
            objects("asseting"),
            objects("_asset"),
        ],
        [
            _ASSET,
            put("asseting", {"id": "1", "customer": "c1", "serials": ["A"]}),
            put("asseting", {"id": "2", "customer": "c1", "serials": ["B"]}),
            find("probeId", "c1"),
        ],
    ),
    Probe(
        "Where several keys find one each, the first of them decides",
        [objects("_asset")],
        [
            object_type(
                "twokeys",
                {
                    "id": "_source.id",
                    "customer": "_source.customer",
                    "one": "_source.one",
                    "two": "_source.two",
                    "name": ("_source.name", "_asset.AssetName"),
                },
                {
                    "twokeysId": "id: UNIQUE",
                    "probeId": "customer: PROFILE",
                    "one": "one: ASSET",
                    "two": "two: ASSET",
                },
            ),
            put("twokeys", {"id": "1", "customer": "c1", "one": "1", "name": "first"}),
            put("twokeys", {"id": "2", "customer": "c1", "two": "2", "name": "second"}),
            put("twokeys", {"id": "3", "customer": "c1", "one": "1", "two": "2", "name": "x"}),
            find("probeId", "c1"),
        ],
    ),
    Probe(
        "They are looked for among those of the object's profile",
        [objects("_order"), objects("_order", "other")],
        [
            ORDER,
            put("ordering", {"id": "o1", "customer": "c1", "total": 5}),
            put("ordering", {"id": "o1", "customer": "c2", "total": "5"}),
            find("probeId", "c1"),
            find("probeId", "c2", name="other"),
        ],
    ),
    Probe(
        "They count neither in Stats nor in limits",
        [call("GetDomain")],
        [ORDER, put("ordering", {"id": "o1", "customer": "c1", "total": 5})],
    ),
    Probe(
        "A standard object stays when the objects that it was gathered from",
        [
            call(
                "DeleteProfileObject",
                ObjectTypeName="ordering",
                ProfileId="<profile>",
                ProfileObjectUniqueKey="<object>",
            ),
            objects("ordering"),
            objects("_order"),
        ],
        [
            ORDER,
            put("ordering", {"id": "o1", "customer": "c1", "total": 5}),
            find("probeId", "c1"),
        ],
    ),
    Probe(
        "Contact records in both spellings",
        [search("_ctrContactId", "contact-1"), search("_ctrContactId", "contact-2")],
        [
            _contact(1),
            put(
                "CTR",
                {
                    "contactId": "contact-2",
                    "channel": "VOICE",
                    "customerEndpoint": {"address": "+12065550101", "type": "TELEPHONE_NUMBER"},
                },
            ),
        ],
    ),
    Probe(
        "It stays the number's inferred profile after an update",
        [_contact(2), search("_phone", "+12065550100"), objects("CTR")],
        [
            _contact(1),
            find("_ctrContactId", "contact-1"),
            call("UpdateProfile", ProfileId="<profile>", FirstName="Ana"),
        ],
    ),
    Probe(
        "Records whose number is withheld (`anonymous`)",
        [search("_ctrContactId", "contact-1"), search("_ctrContactId", "contact-2")],
        [_contact(1, "anonymous"), _contact(2, "anonymous")],
    ),
    Probe(
        "A contact without a phone number makes an empty profile",
        [_contact(1, None), search("_ctrContactId", "contact-1")],
    ),
)
