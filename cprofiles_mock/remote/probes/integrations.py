"""Probes of integrations."""

from __future__ import annotations

from typing import Any

from .probe import Call, Probe, call, object_type

_URI = "arn:<partition>:appflow:<region>:<account>:flow/probe"
_TYPED = object_type("probe", {"id": "_source.id"}, {"probeId": "id: UNIQUE PROFILE"})


def _integration(uri: str = _URI, **members: Any) -> Call:
    return call("PutIntegration", Uri=uri, **{"ObjectTypeName": "probe", **members})


PROBES = (
    Probe(
        "Tags count only at creation",
        [_integration(Tags={"b": "2"}), call("GetIntegration", Uri=_URI)],
        [_TYPED, _integration(Tags={"a": "1"})],
    ),
    Probe(
        "One integration for each URI in a domain",
        [
            _integration(DomainName="<domain>-b"),
            _integration(Scope="DOMAIN"),
            call("ListIntegrations"),
            call("ListAccountIntegrations", Uri=_URI),
        ],
        [
            _TYPED,
            call("CreateDomain", DomainName="<domain>-b", DefaultExpirationDays=30),
            _integration(),
        ],
    ),
    Probe(
        "Neither object type member: refused",
        [
            call("PutIntegration", Uri=_URI),
            call("PutIntegration", Uri=_URI, EventTriggerNames=["none"]),
        ],
    ),
    Probe(
        "EventTriggerNames is an empty list where none is set",
        [
            _integration(),
            _integration(EventTriggerNames=[]),
            _integration(EventTriggerNames=["one", "two"]),
            call("GetIntegration", Uri=_URI),
        ],
        [_TYPED],
    ),
    Probe(
        "Hidden are those of `_unstructured`",
        [
            call("ListIntegrations"),
            call("ListIntegrations", IncludeHidden=True),
        ],
        [
            _TYPED,
            _integration(),
            call("DeleteProfileObjectType", ObjectTypeName="probe"),
        ],
    ),
    Probe(
        "ListAccountIntegrations in the order",
        [call("ListAccountIntegrations", Uri=_URI)],
        [
            _TYPED,
            call("CreateDomain", DomainName="<domain>-z", DefaultExpirationDays=30),
            call("CreateDomain", DomainName="<domain>-a", DefaultExpirationDays=30),
            _integration(DomainName="<domain>-a", ObjectTypeName="CTR"),
            _integration(DomainName="<domain>-z", ObjectTypeName="CTR"),
            _integration(),
        ],
    ),
    Probe(
        "Disabling keeps what GetIntegration returns",
        [
            call("GetIntegration", Uri=_URI),
            _integration(),
            call("ListIntegrations"),
        ],
        [
            _TYPED,
            _integration(),
            call("DeleteProfileObjectType", ObjectTypeName="probe"),
        ],
    ),
    Probe(
        "DeleteIntegration answers `OK`",
        [call("DeleteIntegration", Uri=_URI), call("DeleteIntegration", Uri=_URI)],
        [_TYPED, _integration()],
    ),
)
