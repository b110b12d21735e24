"""What moto's IAM allows the sender of a request, conditions on tags included.

Code that depends on moto's internals belongs in this folder.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from werkzeug.exceptions import HTTPException

from .. import exceptions
from ..rules.policy_conditions import Context, context_of, holds
from . import botocore as botocore_host

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..protocol.messages import Authorize, WireRequest

_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/[^/]*/([^/]+)/")


def authorizer(request: WireRequest, headers: Mapping[str, Any], netloc: str) -> Authorize:
    """Return a function that raises the service's own error if moto's IAM denies an operation.

    moto: it does not support presigned URLs; for these only policies are checked, no signature.
    """
    from moto.iam.access_control import IAMRequest

    # moto: it looks up headers in this capitalization.
    signed = {name.title(): botocore_host.text(value) for name, value in headers.items()}
    signed.setdefault("Host", netloc)
    presigned = "Authorization" not in signed
    if presigned:
        query = parse_qs(request.query)
        credential = query.get("X-Amz-Credential", [""])[0]
        signed["Authorization"] = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host"
        if "X-Amz-Security-Token" in query:
            signed["X-Amz-Security-Token"] = query["X-Amz-Security-Token"][0]

    def authorize(operation_name: str, resource_arn: str, resource_tags: Mapping[str, str]) -> None:
        if not _CREDENTIAL.search(signed["Authorization"]):
            raise exceptions.AccessDeniedException("The request is not signed")
        if not presigned and "X-Amz-Date" not in signed:
            raise exceptions.AccessDeniedException("The signature has no X-Amz-Date")
        path = f"{request.raw_path}?{request.query}" if request.query else request.raw_path
        try:
            iam_request: Any = IAMRequest(
                account_id=request.account_id,
                method=request.method,
                path=path,
                data={},
                body=request.body,
                headers=signed,
                action=operation_name,
            )
            if not presigned:
                iam_request.check_signature()
            iam_request._access_key = _ConditionsDecided(
                iam_request._access_key,
                context_of(*_tags_in(request), resource_tags),
            )
            iam_request.check_action_permitted(resource_arn)
        except HTTPException as error:
            text = getattr(error, "message", None) or str(error.description)
            raise exceptions.AccessDeniedException(text) from None

    return authorize


class _ConditionsDecided:
    """An access key of moto's IAM whose policies have no conditions left.

    moto: it has no values for conditions, and its newer versions deny whatever has one. So a
    statement whose condition holds is passed on without it, and any other is not passed on.
    """

    def __init__(self, access_key: Any, context: Context) -> None:
        self._access_key = access_key
        self._context = context

    @property
    def arn(self) -> str:
        """The ARN of the user or role, which moto names in its refusals."""
        arn: str = self._access_key.arn
        return arn

    def collect_policies(self) -> list[str]:
        """The policies that count for the request, as JSON."""
        from moto.iam.access_control import IAMPolicy

        policies = self._access_key.collect_policies()
        documents = (IAMPolicy(each)._policy_json for each in policies)
        return [json.dumps({**each, "Statement": self._statements(each)}) for each in documents]

    def _statements(self, document: Mapping[str, Any]) -> list[dict[str, Any]]:
        given = document["Statement"]
        return [
            {name: value for name, value in statement.items() if name != "Condition"}
            for statement in (given if isinstance(given, list) else [given])
            if holds(statement.get("Condition") or {}, self._context)
        ]


def _tags_in(request: WireRequest) -> tuple[dict[str, str], list[str]]:
    """The tags that a request gives to a resource, and the keys of those and of what it removes.

    Permission is checked before the request's shape, so anything may be in the body.
    """
    tags: dict[str, str] = {}
    try:
        body = json.loads(request.body) if request.body else None
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, dict):
        given = body.get("Tags", body.get("tags"))
        if isinstance(given, dict):
            tags = {key: value for key, value in given.items() if isinstance(value, str)}
    return tags, [*tags, *parse_qs(request.query).get("tagKeys", ())]
