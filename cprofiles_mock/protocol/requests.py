"""Requests that come from inside, not from a client: an operation and members, on the wire."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from botocore.serialize import create_serializer

from .compiled import service_model
from .messages import WireRequest

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def _serializer() -> Any:
    return create_serializer("rest-json", include_validation=False)


def wire_request(
    operation_name: str,
    members: Mapping[str, Any],
    region: str,
    account_id: str,
    caller: str,
    stack: str | None = None,
) -> WireRequest:
    """The request that a client would send; the members are of the types of the input shape."""
    operation = service_model().operation_model(operation_name)
    sent: Any = _serializer().serialize_to_request({**members}, operation)
    return WireRequest(
        method=sent["method"],
        raw_path=sent["url_path"],
        query=urlencode(sent["query_string"], doseq=True),
        content_type=sent["headers"].get("Content-Type", ""),
        body=sent["body"],
        region=region,
        account_id=account_id,
        caller=caller,
        stack=stack,
    )
