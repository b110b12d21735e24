"""Probes of domain layouts, which AWS may keep to the Connect admin website."""

from __future__ import annotations

from typing import Any

from .probe import Call, Probe, call


def _layout(name: str = "probe", **members: Any) -> Call:
    return call(
        "CreateDomainLayout",
        **{
            "LayoutDefinitionName": name,
            "Description": "a probe",
            "DisplayName": "Probe",
            "LayoutType": "PROFILE_EXPLORER",
            "Layout": "{}",
            **members,
        },
    )


def _get(name: str = "probe") -> Call:
    return call("GetDomainLayout", LayoutDefinitionName=name)


def _update(name: str = "probe", **members: Any) -> Call:
    return call("UpdateDomainLayout", LayoutDefinitionName=name, **members)


def _delete(name: str = "probe") -> Call:
    return call("DeleteDomainLayout", LayoutDefinitionName=name)


PROBES = (
    Probe(
        "The five operations answer any caller",
        [_layout(), _get(), _update(Description="again"), call("ListDomainLayouts"), _delete()],
    ),
    Probe("A name that is taken is a BadRequestException", [_layout()], [_layout()]),
    Probe(
        'Version is "1" at first',
        [_update(Description="again"), _update(Description="again"), _get()],
        [_layout()],
    ),
    Probe(
        "A new default of a type takes the place",
        [_layout("two", IsDefault=True), call("ListDomainLayouts"), _delete("two"), _get("one")],
        [_layout("one", IsDefault=True)],
    ),
    Probe("DeleteDomainLayout answers `OK`", [_delete()], [_layout()]),
)
