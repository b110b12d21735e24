"""Probes of domains and tags."""

from __future__ import annotations

from .probe import Probe, call, object_type, put

_OFF = {"Enabled": False}

PROBES = (
    Probe(
        "The whole text of an existing domain",
        [call("CreateDomain", DomainName="<domain>", DefaultExpirationDays=30)],
    ),
    Probe(
        "UpdateDomain: Tags, where given, replace",
        [call("UpdateDomain", Tags={"b": "2"}), call("GetDomain"), call("UpdateDomain", Tags={})],
        settings={"Tags": {"a": "1"}},
    ),
    Probe(
        "CreateDomain and UpdateDomain answer one that is off",
        [
            call(
                "CreateDomain",
                DomainName="<domain>-b",
                DefaultExpirationDays=30,
                Matching=_OFF,
                RuleBasedMatching=_OFF,
            ),
            call("UpdateDomain", Matching=_OFF, RuleBasedMatching=_OFF),
            call("UpdateDomain", DefaultExpirationDays=31),
        ],
    ),
    Probe(
        "A data store is switched on without an encryption key",
        [call("UpdateDomain", DataStore={"Enabled": True}), call("GetDomain")],
    ),
    Probe(
        "A DataStore without Enabled leaves it as it is",
        [
            call("UpdateDomain", DataStore={}),
            call("UpdateDomain", DataStore={"Enabled": True}),
            call("UpdateDomain", DataStore={}),
            call("UpdateDomain", DataStore={"Enabled": False}),
        ],
    ),
    Probe(
        "DataStore has no Readiness",
        [call("GetDomain")],
        settings={"DataStore": {"Enabled": True}},
    ),
    Probe(
        "TotalSize is the bytes of the objects' JSON",
        [call("GetDomain")],
        [
            object_type("sized", {"id": "_source.id"}, {"sizedId": "id: UNIQUE PROFILE"}),
            put("sized", {"id": "é", "more": [1, 2, 3]}),
        ],
    ),
    Probe(
        "The refusal of one more, counted after merging",
        [
            call("TagResource", resourceArn="<arn>", tags={"tag-a": "new"}),
            call("TagResource", resourceArn="<arn>", tags={"more": "1"}),
            call("UpdateDomain", Tags={f"tag-{'x' * n}": "1" for n in range(1, 52)}),
        ],
        [
            call(
                "TagResource",
                resourceArn="<arn>",
                # A key has no digits.
                tags={f"tag-{'a' * n}": "1" for n in range(1, 51)},
            )
        ],
    ),
    Probe(
        "UntagResource passes over keys that are not there",
        [
            call("UntagResource", resourceArn="<arn>", tagKeys=["none", "a"]),
            call("ListTagsForResource", resourceArn="<arn>"),
        ],
        settings={"Tags": {"a": "1", "b": "2"}},
    ),
    Probe(
        "An ARN that is none of the service's",
        [
            call("ListTagsForResource", resourceArn="arn:aws:s3:::probe"),
            call("ListTagsForResource", resourceArn="arn:aws:profile:::domains/<domain>"),
            call("TagResource", resourceArn="<arn>/profiles/none", tags={"a": "1"}),
        ],
    ),
)
