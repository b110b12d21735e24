"""Probes of what holds for every operation: checks, error texts, page tokens, lists."""

from __future__ import annotations

from .probe import Call, Probe, Raw, call, delete_key, object_type, profile, put, search

_NOBODY = "f" * 32
_PROFILES = "/domains/<domain>/profiles"
_NESTED = b'{"Attributes": ' + b"[" * 101 + b"]" * 101 + b"}"


def _typed(name: str) -> Call:
    return object_type(name, {"id": "_source.id"}, {"probeId": "id: UNIQUE PROFILE"})


PROBES = (
    Probe(
        "The order of checks: the request's shape",
        [
            call("UpdateProfile", DomainName="<domain>-none", ProfileId="no identifier"),
            call("UpdateProfile", DomainName="<domain>-none", ProfileId=_NOBODY),
            call("UpdateProfile", ProfileId="no identifier"),
            call("UpdateProfile", ProfileId=_NOBODY),
            call("PutProfileObject", ObjectTypeName="none", Object="no JSON"),
        ],
    ),
    Probe(
        "The text of a missing profile, key",
        [
            call("DeleteProfile", ProfileId=_NOBODY),
            delete_key("probeKey", "1", of="profile"),
            call("ListTagsForResource", resourceArn="<arn>/object-types/none"),
            call("GetProfileObjectType", ObjectTypeName="none"),
        ],
        [profile(FirstName="Ana")],
    ),
    Probe(
        "A value of the wrong type",
        [
            Raw("POST", _PROFILES, b'{"FirstName": 5}'),
            Raw("POST", _PROFILES, b'{"FirstName": {"a": 1}}'),
            Raw("POST", _PROFILES, b'{"Attributes": "none"}'),
            Raw("PUT", "/domains/<domain>", b'{"DefaultExpirationDays": "many"}'),
            Raw("PUT", "/domains/<domain>", b'{"DefaultExpirationDays": 1.5}'),
            Raw("PUT", "/domains/<domain>", b'{"Matching": {"Enabled": "yes"}}'),
        ],
    ),
    Probe(
        "Values that the model calls sensitive",
        [
            call("CreateProfile", FirstName="x" * 300),
            call("CreateProfile", Address={"City": "x" * 300}),
            call("CreateProfile", Attributes={"a": "x" * 300}),
            call("CreateProfile", PartyType="x" * 300),
        ],
    ),
    Probe(
        "A value that is too long is not held against its pattern",
        [call("GetDomain", DomainName=f"<domain>{'!' * 80}")],
    ),
    Probe(
        "Members that the model does not know are ignored",
        [
            Raw("POST", _PROFILES, b'{"FirstName": "Ana", "Unknown": 1, "LastName": null}'),
            search("_fullName", "Ana"),
        ],
    ),
    Probe(
        "JSON in which more than 100 lists and objects",
        [
            Raw("POST", _PROFILES, _NESTED),
            put("nested", f'{{"id": {"[" * 101}{"]" * 101}}}'),
        ],
        [_typed("nested")],
    ),
    Probe(
        "Malformed JSON, wrong content type",
        [
            Raw("POST", _PROFILES, b'{"FirstName": '),
            Raw("POST", _PROFILES, b"[]"),
            Raw("POST", _PROFILES, b'{"FirstName": "\xff"}'),
            Raw("POST", _PROFILES, b"FirstName=Ana", "application/x-www-form-urlencoded"),
            Raw("POST", _PROFILES),
        ],
    ),
    Probe("A path that no operation has", [Raw("GET", "/domains/<domain>/probe/probe/probe")]),
    Probe("A method that the path does not have", [Raw("PATCH", "/domains/<domain>")]),
    Probe("A trailing `$` is the very end", [call("GetDomain", DomainName="<domain>\n")]),
    Probe(
        "Character classes such as `\\s` mean ASCII",
        [
            call(
                "CreateDomainLayout",
                LayoutDefinitionName="probe",
                Description="a probe",
                DisplayName="no-break\u00a0space",
                LayoutType="PROFILE_EXPLORER",
                Layout="{}",
            )
        ],
    ),
    Probe(
        "A pattern without `^` must match the whole value",
        [
            call("BatchGetProfile", ProfileIds=[f"{_NOBODY}!"]),
            call(
                "PutIntegration",
                Uri="arn:aws:app:::probe",
                ObjectTypeName="CTR",
                RoleArn="x arn:aws:iam::123456789012:role/r",
            ),
        ],
    ),
    Probe(
        "`TagArn` matches at the beginning only",
        [
            call("ListTagsForResource", resourceArn="<arn>"),
            call("ListTagsForResource", resourceArn="x<arn>"),
        ],
    ),
    Probe(
        "A page token is bound to its operation",
        [
            call("ListIntegrations", NextToken="<token>"),
            call("ListProfileObjectTypes", NextToken="<token>", DomainName="<domain>-b"),
            call("ListProfileObjectTypes", NextToken="none"),
            call("ListProfileObjectTypes", NextToken="<token>", MaxResults=1),
        ],
        [
            call("CreateDomain", DomainName="<domain>-b", DefaultExpirationDays=30),
            _typed("one"),
            _typed("two"),
            call("ListProfileObjectTypes", {"token": "NextToken"}, MaxResults=1),
        ],
    ),
    Probe(
        "Other lists give 100",
        [call("ListProfileObjects", ObjectTypeName="many", ProfileId="<profile>")],
        [
            object_type(
                "many",
                {"id": "_source.id", "of": "_source.of"},
                {"manyId": "id: UNIQUE", "manyOf": "of: PROFILE"},
            ),
            *(
                call(
                    "BatchPutProfileObject",
                    ObjectTypeName="many",
                    Items=[
                        {"Id": str(n), "Object": f'{{"id": "{n}", "of": "probe"}}'}
                        for n in range(begin, begin + 10)
                    ],
                )
                for begin in range(0, 110, 10)
            ),
            call(
                "SearchProfiles",
                {"profile": "Items.0.ProfileId"},
                KeyName="manyOf",
                Values=["probe"],
            ),
        ],
    ),
    Probe(
        "Items come in the order of their creation",
        [call("ListProfileObjectTypes")],
        [_typed("middle"), _typed("first"), _typed("zulu"), _typed("alpha")],
    ),
    Probe(
        "Nothing is repeated or skipped when items are deleted",
        [call("ListProfileObjectTypes", NextToken="<token>")],
        [
            _typed("one"),
            _typed("two"),
            _typed("three"),
            call("ListProfileObjectTypes", {"token": "NextToken"}, MaxResults=1),
            call("DeleteProfileObjectType", ObjectTypeName="one"),
        ],
    ),
)
