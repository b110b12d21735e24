"""Probes of object types: what may be put, and what becomes of what was ingested."""

from __future__ import annotations

from typing import Any

from .probe import Call, Probe, call, find, object_type, objects, put, read

_KEY = {"probeId": "id: UNIQUE PROFILE"}
_ID = {"id": "_source.id"}


def _refused(fields: dict[str, Any], keys: dict[str, str], **members: Any) -> Call:
    return object_type("refused", fields, keys, **members)


PROBES = (
    Probe(
        "A member that is left out of a replacement",
        [
            call(
                "PutProfileObjectType",
                ObjectTypeName="replaced",
                Description="again",
                Fields={"id": {"Source": "_source.id"}},
                Keys={
                    "probeId": [
                        {"FieldNames": ["id"], "StandardIdentifiers": ["UNIQUE", "PROFILE"]}
                    ]
                },
            ),
            call("GetProfileObjectType", ObjectTypeName="replaced"),
        ],
        [object_type("replaced", _ID, _KEY, ExpirationDays=7, EncryptionKey="probe")],
    ),
    Probe(
        "The texts of the refusals",
        [
            _refused(_ID, {"probeId": "id: PROFILE"}),
            _refused(_ID, {"probeId": "id: UNIQUE"}),
            _refused(_ID, {"probeId": "none: UNIQUE PROFILE"}),
            _refused({"1d": "_source.id"}, {"probeId": "1d: UNIQUE PROFILE"}),
            _refused({**_ID, "tags": "_source.tags"}, _KEY),
            _refused({"id": ("_source.id", "_profile.None")}, _KEY),
            _refused({"id": ("_source.id", "_order.Name")}, _KEY),
            _refused({"id": "{{_source.id"}, _KEY),
            _refused(_ID, {"_probe": "id: UNIQUE PROFILE"}),
            _refused(_ID, {"1d": "id: UNIQUE PROFILE"}),
            _refused(_ID, {"probeId": "id: UNIQUE PROFILE LOOKUP_ONLY"}),
            _refused(_ID, _KEY, SourceLastUpdatedTimestampFormat="bbb"),
            _refused({**_ID, "sourceLastUpdatedTimestamp": "_source.at"}, _KEY),
            _refused(
                {
                    **_ID,
                    "a": ("_source.a", "_profile.Gender"),
                    "b": ("_source.b", "_profile.GenderString"),
                },
                _KEY,
            ),
        ],
    ),
    Probe(
        "Neither TemplateId nor Fields and Keys",
        [
            call("PutProfileObjectType", ObjectTypeName="neither", Description="a probe"),
            call(
                "PutProfileObjectType",
                ObjectTypeName="unknown",
                Description="a probe",
                TemplateId="None-Such",
            ),
        ],
    ),
    Probe(
        "With TemplateId, what the template settles",
        [
            call(
                "PutProfileObjectType",
                ObjectTypeName="asset",
                Description="a probe",
                TemplateId="Salesforce-Asset",
                AllowProfileCreation=False,
            ),
            call(
                "PutProfileObjectType",
                ObjectTypeName="asset",
                Description="a probe",
                TemplateId="Salesforce-Asset",
                AllowProfileCreation=True,
            ),
            object_type("contact", _ID, _KEY, TemplateId="Salesforce-Contact"),
            call("GetProfileObjectType", ObjectTypeName="asset"),
        ],
    ),
    Probe(
        "A template's key names with `_` count as existing",
        [
            object_type("serial", _ID, {"_serialNumber": "id: UNIQUE PROFILE"}),
            object_type("none", _ID, {"_noSuchKey": "id: UNIQUE PROFILE"}),
        ],
    ),
    Probe(
        "The types of standard objects, such as `_order`",
        [
            object_type("_order", _ID, _KEY),
            call("DeleteProfileObjectType", ObjectTypeName="_order"),
            call("GetProfileObjectType", ObjectTypeName="_order"),
        ],
    ),
    Probe(
        "The endings `standard` and `domain`, which the data",
        [
            object_type("order_standard", _ID, _KEY),
            object_type("orderstandard", _ID, _KEY),
            call("UpdateDomain", DataStore={"Enabled": True}),
            object_type("_order_standard", _ID, _KEY),
            object_type("asset-standard", _ID, _KEY),
        ],
    ),
    Probe(
        "A data store is not switched on while names collide",
        [
            call("UpdateDomain", DataStore={"Enabled": True}),
            call("DeleteProfileObjectType", ObjectTypeName="One-Two"),
            call("UpdateDomain", DataStore={"Enabled": True}),
            object_type("One-Two", _ID, _KEY),
            object_type("one_two", _ID, _KEY, EncryptionKey="other"),
            object_type("one_two", _ID, _KEY),
        ],
        [
            object_type("one_two", _ID, _KEY, EncryptionKey="probe"),
            object_type("One-Two", _ID, _KEY),
        ],
    ),
    Probe(
        "MaxAvailableProfileObjectCount is what all types",
        [
            object_type("one", _ID, _KEY, MaxProfileObjectCount=600),
            object_type("two", _ID, _KEY, MaxProfileObjectCount=600),
            object_type("three", _ID, _KEY, MaxProfileObjectCount=1001),
            call("GetProfileObjectType", ObjectTypeName="one"),
            call("ListProfileObjectTypes"),
        ],
    ),
    Probe(
        "Targets in `_communicationRecord` require a key",
        [
            _refused({**_ID, "channel": ("_source.channel", "_communicationRecord.Channel")}, _KEY),
            object_type(
                "record",
                {**_ID, "channel": ("_source.channel", "_communicationRecord.Channel")},
                {"probeId": "id: UNIQUE PROFILE COMMUNICATION_RECORD"},
            ),
        ],
    ),
    Probe(
        "What another type had written there before",
        [call("DeleteProfileObjectType", ObjectTypeName="second"), read()],
        [
            object_type("first", {**_ID, "name": ("_source.name", "_profile.FirstName")}, _KEY),
            object_type("second", {**_ID, "name": ("_source.name", "_profile.FirstName")}, _KEY),
            put("first", {"id": "1", "name": "Ana"}),
            put("second", {"id": "1", "name": "Bea"}),
            find("probeId", "1"),
        ],
    ),
    Probe(
        "The text for JSON that is no object",
        [
            call("DetectProfileObjectType", Objects=["[1]"]),
            call("DetectProfileObjectType", Objects=["no JSON"]),
        ],
    ),
    Probe(
        "Names of fields, targets, content types and keys that are guessed",
        [
            call(
                "DetectProfileObjectType",
                Objects=['{"id": "1", "first_name": "Ana", "email": "ana@example.com"}'],
            )
        ],
    ),
    Probe(
        "DeleteProfileObject leaves the profile's fields",
        [
            call(
                "DeleteProfileObject",
                ObjectTypeName="first",
                ProfileId="<profile>",
                ProfileObjectUniqueKey="<object>",
            ),
            read(),
            objects("first"),
        ],
        [
            object_type("first", {**_ID, "name": ("_source.name", "_profile.FirstName")}, _KEY),
            put("first", {"id": "1", "name": "Ana"}),
            find("probeId", "1"),
        ],
    ),
    Probe(
        "A missing object is a 404",
        [
            call(
                "DeleteProfileObject",
                ObjectTypeName="first",
                ProfileId="<profile>",
                ProfileObjectUniqueKey="none",
            )
        ],
        [
            object_type("first", _ID, _KEY),
            put("first", {"id": "1"}),
            find("probeId", "1"),
        ],
    ),
)
