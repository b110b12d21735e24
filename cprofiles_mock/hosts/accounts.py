"""Who sends a request: region, account and caller by moto's rules.

Code that depends on moto's internals belongs in this folder.
"""

from __future__ import annotations

import math
import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from moto import settings
from moto.core.authorization import ActionAuthenticatorMixin
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.utilities.utils import get_partition

from ..protocol.compiled import SERVICE_NAME
from ..protocol.messages import WireRequest
from . import botocore as botocore_host
from .policies import authorizer

if TYPE_CHECKING:
    from collections.abc import Mapping

# moto: the access key that moto's own responses assume if a request has none.
_NO_ACCESS_KEY = "AKIAEXAMPLE"


def wire_request(
    method: str,
    raw_path: str,
    query: str,
    headers: Mapping[str, Any],
    body: bytes,
    netloc: str,
    region: str | None,
) -> WireRequest:
    """Build the request for dispatch, with region and account by moto's rules."""
    content_type, sdk_request, named_id = botocore_host.read_headers(headers)
    iam = imported_iam()
    access_key = _NO_ACCESS_KEY
    if iam is not None or region is None:
        access_key, scope_region = _credential(headers, query)
        region = region or scope_region or "us-east-1"
    account_id, caller = sender(iam, access_key, region, named_id)
    request = WireRequest(
        method, raw_path, query, content_type, body, region, account_id, caller, sdk_request
    )
    # moto: by default no request needs a policy, however many there are, so none are counted.
    free_of_policies = settings.INITIAL_NO_AUTH_ACTION_COUNT
    if free_of_policies != math.inf:
        if ActionAuthenticatorMixin.request_count >= free_of_policies:
            request.authorize = authorizer(request, headers, netloc)
        else:
            ActionAuthenticatorMixin.request_count += 1
    return request


def imported_iam() -> Any:
    """Return the IAM of moto; None if nothing has imported it.

    moto: only its IAM knows access keys; until something imports it, there are none. Its backends
    are what the module makes last: without them another thread is still importing it.
    """
    iam = sys.modules.get("moto.iam.models")
    return iam if iam is not None and hasattr(iam, "iam_backends") else None


def sender(iam: Any, access_key: str, region: str, named_id: str = "") -> tuple[str, str]:
    """Account and caller of a request; ``named_id`` is the account that a header names, or ""."""
    # The present value of MOTO_ACCOUNT_ID. Looking up a missing variable in os.environ raises and
    # catches two exceptions.
    environment = os.environ
    variables = getattr(environment, "_data", environment)
    configured = environment.get(_ACCOUNT_VARIABLE) if _ACCOUNT_KEY in variables else None
    account_id = configured or named_id
    if iam is None:
        account_id = account_id or DEFAULT_ACCOUNT_ID
        return account_id, unknown_caller(account_id, region)
    account_id = account_id or _account_of(iam, access_key, region)
    return account_id, _caller(access_key, account_id, region)


def _credential(headers: Mapping[str, Any], query: str) -> tuple[str, str | None]:
    """Access key and region from the signature, in the header or in a presigned URL."""
    authorization = botocore_host.text(headers.get("Authorization"))
    if authorization:
        # AWS4-HMAC-SHA256 Credential=<access key>/<date>/<region>/<service>/aws4_request, …
        parts = authorization.partition("Credential=")[2].split("/", 3)
        if len(parts) == 4 and parts[0]:
            return parts[0], parts[2]
    elif "X-Amz-Credential" in query:
        # The match may be part of another parameter's name, or have no value.
        parts = parse_qs(query).get("X-Amz-Credential", [""])[0].split("/")
        if len(parts) == 5:
            return parts[0], parts[2]
    return _NO_ACCESS_KEY, None


def _account_of(iam: Any, access_key: str, region: str) -> str:
    """The account that an access key belongs to in moto's IAM."""
    account_id: str = iam.get_account_id_from(access_key)
    iam.mark_account_as_visited(
        account_id=account_id, access_key=access_key, service=SERVICE_NAME, region=region
    )
    return account_id


_ACCOUNT_VARIABLE = "MOTO_ACCOUNT_ID"
_ACCOUNT_KEY = os.environ.encodekey(_ACCOUNT_VARIABLE)


def _caller(access_key: str, account_id: str, region: str) -> str:
    """The ARN that moto's GetCallerIdentity returns for an access key."""
    from moto.sts.models import sts_backends

    sts = sts_backends[account_id][get_partition(region)]
    _, arn, _ = sts.get_caller_identity(access_key, region)
    return arn


@cache
def unknown_caller(account_id: str, region: str) -> str:
    """The ARN of a caller whose access key moto does not know."""
    return f"arn:{get_partition(region)}:sts::{account_id}:user/moto"
