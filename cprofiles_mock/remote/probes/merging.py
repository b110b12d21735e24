"""Probes of MergeProfiles and of the history of profiles."""

from __future__ import annotations

from typing import Any

from .probe import (
    Call,
    Probe,
    add_key,
    call,
    delete_key,
    find,
    object_type,
    objects,
    profile,
    put,
    read,
    search,
)

_KEYED = object_type(
    "keyed",
    {
        "id": "_source.id",
        "of": "_source.of",
        "name": ("_source.name", "_profile.FirstName"),
        "order": ("_source.order", "_order.Name"),
    },
    {"keyedId": "id: UNIQUE", "probeId": "of: PROFILE", "orderName": "order: ORDER"},
)


def _merge(main: str, *others: str, **members: Any) -> Call:
    return call(
        "MergeProfiles",
        MainProfileId=f"<{main}>",
        ProfileIdsToBeMerged=[f"<{each}>" for each in others],
        **members,
    )


def _history(of: str = "profile") -> Call:
    return call("ListProfileHistoryRecords", ProfileId=f"<{of}>")


PROBES = (
    Probe(
        "The main identifier among the others",
        [
            _merge("one", "one"),
            _merge("one", "two", "two"),
            _merge("one", "two", FieldSourceProfileIds={"FirstName": "<three>"}),
        ],
        [
            profile("one", LastName="a"),
            profile("two", LastName="b"),
            profile("three", LastName="c"),
        ],
    ),
    Probe(
        "All is refused or done at once",
        [
            call(
                "MergeProfiles",
                MainProfileId="<one>",
                ProfileIdsToBeMerged=["<two>", "f" * 32],
            ),
            read("one", "two"),
            _merge("one", "two"),
            read("one", "two"),
        ],
        [profile("one", LastName="a"), profile("two", FirstName="b")],
    ),
    Probe(
        "With several others, the first that has a value",
        [_merge("one", "two", "three"), read("one")],
        [
            profile("one", LastName="a"),
            profile("two", FirstName="b"),
            profile("three", FirstName="c", MiddleName="d"),
        ],
    ),
    Probe(
        "Attributes are united key by key, EngagementPreferences",
        [_merge("one", "two"), read("one")],
        [
            profile(
                "one",
                Attributes={"a": "1", "b": "1"},
                EngagementPreferences={"Email": [{"KeyName": "EmailAddress", "KeyValue": "x"}]},
            ),
            profile(
                "two",
                Attributes={"b": "2", "c": "2"},
                EngagementPreferences={"Phone": [{"KeyName": "PhoneNumber", "KeyValue": "y"}]},
            ),
        ],
    ),
    Probe(
        "Addresses that nowhere contradict each other are united",
        [_merge("one", "two"), read("one")],
        [
            profile("one", Address={"City": "Lima"}, ShippingAddress={"City": "Lima"}),
            profile(
                "two",
                Address={"City": "Lima", "Country": "Peru"},
                ShippingAddress={"City": "Cusco", "Country": "Peru"},
            ),
        ],
    ),
    Probe(
        "FieldSourceProfileIds has no PartyTypeString",
        [
            _merge("one", "two", FieldSourceProfileIds={"Gender": "<two>", "PartyType": "<two>"}),
            read("one"),
        ],
        [
            profile("one", GenderString="f", PartyTypeString="club"),
            profile("two", GenderString="m", PartyTypeString="firm"),
        ],
    ),
    Probe(
        "Of two objects of one type and unique key the one updated later",
        [_merge("one", "two"), objects("keyed", "one")],
        [
            _KEYED,
            put("keyed", {"id": "1", "of": "a", "n": 1}),
            put("keyed", {"id": "1", "of": "b", "n": 2}),
            find("probeId", "a", name="one"),
            find("probeId", "b", name="two"),
        ],
    ),
    Probe(
        "A key that was deleted from one profile stays so",
        [
            _merge("one", "two"),
            search("_email", "ana@example.com"),
            search("_phone", "2065550100"),
        ],
        [
            profile("one", EmailAddress="ana@example.com", PhoneNumber="2065550100"),
            profile("two", PhoneNumber="2065550100"),
            delete_key("_email", "ana@example.com", of="one"),
            delete_key("_phone", "2065550100", of="one"),
        ],
    ),
    Probe(
        "A change of fields by an object is told",
        [_history()],
        [
            _KEYED,
            put("keyed", {"id": "1", "of": "a", "name": "Ana"}),
            find("probeId", "a"),
            put("keyed", {"id": "2", "of": "a", "name": "Bea"}),
        ],
    ),
    Probe(
        "A standard object leaves a record only when",
        [_history()],
        [
            _KEYED,
            put("keyed", {"id": "1", "of": "a", "order": "o1"}),
            find("probeId", "a"),
            put("keyed", {"id": "1", "of": "a", "order": "o2"}),
        ],
    ),
    Probe(
        "PerformedBy is the ARN that moto's GetCallerIdentity gives",
        [_history(), _history("two")],
        [
            profile(EmailAddress="a@example.com"),
            profile("two", EmailAddress="b@example.com"),
            call("UpdateProfile", ProfileId="<two>", FirstName="Bea"),
        ],
    ),
    Probe(
        "Oldest first; the history of a profile that is gone",
        [_history(), call("DeleteProfile", ProfileId="<profile>"), _history()],
        [
            profile(FirstName="Ana"),
            call("UpdateProfile", ProfileId="<profile>", FirstName="Bea"),
            add_key("added", "1"),
        ],
    ),
)
