"""What takes the file of an upload job: a bucket of the service, as its clients see it.

Sources: the API reference of GetUploadJobPath for the headers; S3's errors about keys that
customers provide; ``docs/fidelity.md`` for what is a choice.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from hashlib import md5
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from ...models import existing_backends
from ...runtime import clock, identifiers
from ...unit_of_work import work_in
from .state import UploadJobs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...models import CustomerProfilesBackend
    from ...protocol.messages import WireResponse

#: The path of a job, before its identifier. It begins as all that the server answers by itself.
PATH = "/cprofiles-mock/uploads/"

_SSE = "x-amz-server-side-encryption-customer-"
_ALGORITHM, _KEY, _MD5 = HEADERS = (f"{_SSE}algorithm", f"{_SSE}key", f"{_SSE}key-MD5")

_KEY_LENGTH = 32


class _RefusalError(Exception):
    """An upload that S3 would refuse; ``details`` are further elements of its answer."""

    def __init__(self, status: int, code: str, message: str, **details: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.details = details


def receive(
    method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
) -> WireResponse:
    """Answer a request for the path of an upload job, as S3 does.

    ``headers`` have their names in small letters.
    """
    request_id = identifiers.request_id()
    answered = {"x-amz-request-id": request_id}
    try:
        tag = _receive(method, path, query, headers, body)
    except _RefusalError as error:
        details = "".join(
            f"<{name}>{escape(each)}</{name}>" for name, each in error.details.items()
        )
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{error.code}</Code><Message>{escape(str(error))}</Message>"
            f"{details}"
            f"<RequestId>{request_id}</RequestId></Error>"
        )
        return error.status, {**answered, "Content-Type": "application/xml"}, text.encode()
    answered[_ALGORITHM] = "AES256"
    answered[_MD5] = headers[_MD5.lower()]
    return 200, {**answered, "ETag": f'"{tag}"'}, b""


def _receive(method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> str:
    """Store an uploaded file with its job, and return the file's tag. Raises _RefusalError."""
    place = {name: values[0] for name, values in parse_qs(query).items()}
    _check_time(place)
    if method != "PUT":
        raise _RefusalError(
            403, "SignatureDoesNotMatch", f"The path is signed for PUT, not for {method}"
        )
    if "chunked" in headers.get("transfer-encoding", ""):
        raise _RefusalError(
            501,
            "NotImplemented",
            "A header you provided implies functionality that is not implemented: "
            "Transfer-Encoding; send the length of the file",
        )
    length = headers.get("content-length", "")
    if not length.isdecimal():
        raise _RefusalError(
            411, "MissingContentLength", "You must provide the Content-Length HTTP header."
        )
    if len(body) < int(length):
        # The client has given up; what came is no file.
        raise _RefusalError(
            400,
            "IncompleteBody",
            "You did not provide the number of bytes specified by the Content-Length HTTP header",
        )
    job_id = path.removeprefix(PATH)
    domain_name = place.get("domain_name", "")
    for backend in existing_backends():
        if _is_there(backend, place):
            with work_in(backend, domain_name) as domain:
                jobs = None if domain is None else domain.existing(UploadJobs)
                job = None if jobs is None else jobs.get(job_id)
                if job is not None:
                    _check_key(headers, job.client_token)
                    if job.status == "CREATED":
                        job.file = body
                    return md5(body, usedforsecurity=False).hexdigest()
    raise _RefusalError(
        404, "NoSuchKey", f"there is no upload job {job_id} in domain {domain_name}"
    )


def _is_there(backend: CustomerProfilesBackend, place: Mapping[str, str]) -> bool:
    """Whether a path names this backend; none is made for one that does not exist."""
    there = (backend.account_id, backend.region_name)
    return there == (place.get("account_id"), place.get("region"))


def _check_time(place: Mapping[str, str]) -> None:
    """Check that the path is still valid, by the time that it says it was made at."""
    validity = place.get("X-Amz-Expires", "")
    try:
        made_at = datetime.strptime(place.get("X-Amz-Date", ""), "%Y%m%dT%H%M%S%z")
        end = made_at + timedelta(seconds=int(validity))
    except (ValueError, OverflowError):
        raise _RefusalError(
            400,
            "AuthorizationQueryParametersError",
            "Query-string authentication version 4 requires the X-Amz-Date and X-Amz-Expires "
            "parameters, as the path has them.",
        ) from None
    now = clock.now()
    if now > end:
        details = {
            "X-Amz-Expires": validity,
            "Expires": f"{end:%Y-%m-%dT%H:%M:%SZ}",
            "ServerTime": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        }
        raise _RefusalError(403, "AccessDenied", "Request has expired", **details)


def _check_key(headers: Mapping[str, str], expected: str) -> None:
    """Check the headers for a customer's key, which the path is signed with."""
    algorithm, key, digest = (headers.get(name.lower()) for name in HEADERS)
    if not algorithm or not key or not digest:
        missing = [name for name in HEADERS if not headers.get(name.lower())]
        raise _RefusalError(
            403,
            "SignatureDoesNotMatch",
            f"The path is signed with headers that the request lacks: {', '.join(missing)}",
        )
    if algorithm != "AES256":
        raise _RefusalError(
            400,
            "InvalidEncryptionAlgorithmError",
            "The Encryption request you specified is not valid. Supported value: AES256.",
        )
    try:
        secret = b64decode(key, validate=True)
    except ValueError:
        secret = b""
    if len(secret) != _KEY_LENGTH:
        raise _RefusalError(
            400, "InvalidArgument", "The secret key was invalid for the specified algorithm."
        )
    if digest != b64encode(md5(secret, usedforsecurity=False).digest()).decode():
        raise _RefusalError(
            400,
            "InvalidArgument",
            "The calculated MD5 hash of the key did not match the hash that was provided.",
        )
    if key != expected:
        raise _RefusalError(
            403, "SignatureDoesNotMatch", f"{_KEY} is not the ClientToken of this upload job"
        )
