"""Requests that no client would send, signed as a client signs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.support.expectations import STATUS_OF_CODE

JSON = "application/json"


def send(
    client: Any,
    method: str,
    raw_path: str,
    body: bytes = b"",
    content_type: str | None = JSON,
    headers: Mapping[str, str] | None = None,
) -> requests.Response:
    """Send to where ``client`` sends: method, path (with query) and body go out as they are."""
    url = f"{client.meta.endpoint_url}{raw_path}"
    signed = AWSRequest(method, url, data=body, headers=dict(headers or {}))
    credentials = Credentials("testing", "testing")
    SigV4Auth(credentials, "profile", client.meta.region_name).add_auth(signed)
    prepared = requests.Request(method, client.meta.endpoint_url, data=body).prepare()
    # Assigned, not prepared: `requests` would resolve dots and quote anew.
    prepared.url = url
    prepared.headers.update(dict(signed.headers.items()))
    if content_type is not None:
        prepared.headers["Content-Type"] = content_type
    with requests.Session() as session:
        return session.send(prepared, timeout=10)


def error_of(response: requests.Response) -> tuple[str, str]:
    """The code and the message of an error answer whose shape and status are the service's own."""
    body = response.json()
    assert list(body) == ["Message"]
    assert response.headers["Content-Type"] == JSON
    code = response.headers["x-amzn-ErrorType"]
    assert response.status_code == STATUS_OF_CODE[code]
    return code, body["Message"]
