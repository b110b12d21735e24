"""From an operation and parameters, valid or not, to the bytes of a request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from botocore import xform_name

from cprofiles_mock import dispatch
from cprofiles_mock.protocol.messages import WireRequest
from tests.contract.shapes import OPERATION_NAMES, operation


class Request(NamedTuple):
    """A request as it goes over the wire, whoever sends it."""

    method: str
    raw_path: str
    query: str
    body: bytes

    def for_dispatch(self) -> WireRequest:
        """The form that dispatch takes."""
        return WireRequest(
            self.method,
            self.raw_path,
            self.query,
            "application/json",
            self.body,
            "us-east-1",
            "123456789012",
            "arn:aws:sts::123456789012:user/moto",
        )


def request_of(name: str, parameters: Mapping[str, Any]) -> Request:
    """Write parameters where the model puts them; botocore's own writer refuses wrong types."""
    model = operation(name)
    assert model.input_shape is not None
    path = model.http["requestUri"]
    query: list[str] = []
    body: dict[str, Any] = {}
    for member, value in parameters.items():
        shape = model.input_shape.members.get(member)
        place = shape.serialization if shape else {}
        wire_name = place.get("name", member)
        if place.get("location") == "uri":
            path = path.replace("{" + wire_name + "}", quote(_text(value), safe=""))
        elif place.get("location") == "querystring":
            each = value if isinstance(value, list) else [value]
            query += [f"{quote(wire_name)}={quote(_text(one), safe='')}" for one in each]
        else:
            body[wire_name] = value
    text = json.dumps(body, default=lambda moment: moment.timestamp()) if body else ""
    return Request(model.http["method"], path, "&".join(query), text.encode())


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


class InProcess:
    """Calls operations as a client does, and past it: ten times as quick, and nothing checked."""

    def __getattr__(self, method: str) -> Any:
        name = _OPERATION_OF_METHOD[method]

        def call(**parameters: Any) -> Any:
            status, _, body = dispatch.handle(request_of(name, parameters).for_dispatch())
            assert status < 300, body
            return json.loads(body)

        return call


_OPERATION_OF_METHOD = {xform_name(name): name for name in OPERATION_NAMES}
