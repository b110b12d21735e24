"""Probes about upload jobs, as far as no file is uploaded."""

from __future__ import annotations

from typing import Any

from .probe import Call, Probe, call

_FIELDS = {
    "id": {"Source": "_source.id", "Target": "_profile.AccountNumber"},
    "tier": {"Source": "_source.tier", "Target": "_profile.Attributes.tier"},
}


def _create(**members: Any) -> Call:
    given = {"DisplayName": "probe", "Fields": _FIELDS, "UniqueKey": "id", **members}
    return call("CreateUploadJob", {"job": "JobId"}, **given)


def _of_job(operation: str) -> Call:
    return call(operation, JobId="<job>")


PROBES = (
    Probe(
        "UniqueKey is the name of a field, or else",
        [
            _create(UniqueKey="tier"),
            _create(UniqueKey="_source.id"),
            _create(UniqueKey="_profile.AccountNumber"),
            _create(UniqueKey="nothing"),
            _create(Fields={"id": {"Source": "_source.id"}}),
        ],
    ),
    Probe(
        "The rules for the names and sources of fields",
        [_create(Fields={"id": _FIELDS["id"], "Tags": _FIELDS["tier"]})],
    ),
    Probe("Two jobs may have the same DisplayName", [_create(), _create()]),
    Probe(
        "Once the job was started or stopped, GetUploadJobPath",
        [_of_job("GetUploadJobPath")],
        [_create(), _of_job("StopUploadJob")],
    ),
    Probe(
        "A job without a file is started",
        [_of_job("StartUploadJob"), _of_job("GetUploadJob")],
        [_create()],
    ),
    Probe(
        "A job is started once, and stopped while",
        [
            _of_job("StopUploadJob"),
            _of_job("StopUploadJob"),
            _of_job("StartUploadJob"),
            _of_job("GetUploadJob"),
        ],
        [_create()],
    ),
)
