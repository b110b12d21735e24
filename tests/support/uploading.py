"""Uploading a file for an upload job, as a program does it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import md5
from typing import Any

import requests

HERE = {"DomainName": "customers"}

FIELDS: dict[str, dict[str, str]] = {
    "id": {"Source": "_source.id", "Target": "_profile.AccountNumber"},
    "first": {"Source": "_source.First Name", "Target": "_profile.FirstName"},
    "email": {
        "Source": "_source.email",
        "Target": "_profile.EmailAddress",
        "ContentType": "EMAIL_ADDRESS",
    },
    "city": {"Source": "_source.city", "Target": "_profile.Address.City"},
    "tier": {"Source": "_source.tier", "Target": "_profile.Attributes.tier"},
}

PREFIX = "x-amz-server-side-encryption-customer-"


def key_headers(client_token: str) -> dict[str, str]:
    """The headers that the path of a job wants."""
    digest = md5(b64decode(client_token), usedforsecurity=False).digest()
    return {
        f"{PREFIX}algorithm": "AES256",
        f"{PREFIX}key": client_token,
        f"{PREFIX}key-MD5": b64encode(digest).decode(),
    }


def make_job(client: Any, **members: Any) -> str:
    request = {"DisplayName": "people", "Fields": FIELDS, "UniqueKey": "id", **members}
    return str(client.create_upload_job(**HERE, **request)["JobId"])


def put_file(client: Any, job_id: str, text: str | bytes) -> None:
    """Upload the file of a job."""
    path = client.get_upload_job_path(**HERE, JobId=job_id)
    body = text.encode() if isinstance(text, str) else text
    answer = requests.put(
        path["Url"], data=body, headers=key_headers(path["ClientToken"]), timeout=60
    )
    assert (answer.status_code, answer.text) == (200, "")


def upload(client: Any, text: str | bytes, **members: Any) -> str:
    """Make a job, upload its file and start it; its identifier."""
    job_id = make_job(client, **members)
    put_file(client, job_id, text)
    client.start_upload_job(**HERE, JobId=job_id)
    return job_id


def outcome(client: Any, job_id: str) -> tuple[str, int, int, int]:
    """The status of a job, and how many rows created a profile, updated one, and failed."""
    job = client.get_upload_job(**HERE, JobId=job_id)
    counts = job["ResultsSummary"]
    return (
        job["Status"],
        counts["CreatedRecords"],
        counts["UpdatedRecords"],
        counts["FailedRecords"],
    )


def found(client: Any, key: str, value: str) -> list[dict[str, Any]]:
    """The profiles that a key finds, without their identifiers."""
    items = client.search_profiles(**HERE, KeyName=key, Values=[value])["Items"]
    return [
        {name: each[name] for name in each if name not in ("ProfileId", "FoundByItems")}
        for each in items
    ]
