"""The floor: the cost of a call that botocore alone has, whatever answers it.

botocore's ``emit`` calls every handler of an event and takes the first answer, so a canned handler
put before moto's stubber would not keep the stubber from running too. The floor's clients are
therefore made with the handlers that botocore had before moto and this package were imported, as
the clients of a program without a mock are. They live in the same process as the measured ones, so
that both sides of a pair share everything else: hash seed, memory layout, a large heap.
"""

from __future__ import annotations

import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

import botocore.handlers
from botocore.awsrequest import AWSResponse
from botocore.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

if "moto" in sys.modules:
    raise ImportError("benchmarks.floor must be imported before moto: it copies the handlers")

_HANDLERS_OF_BOTOCORE_ALONE = list(botocore.handlers.BUILTIN_HANDLERS)


class Answer(NamedTuple):
    """An answer as it crossed the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


class _Raw(BytesIO):
    """What botocore reads a body from."""

    def stream(self, **_: Any) -> Any:
        yield self.read()


def new_client(session: Session, service_name: str) -> Any:
    """The client that both sides use."""
    return session.create_client(
        service_name,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def record(client: Any, call: Callable[[Any], object]) -> Answer:
    """Call once and return what the client was answered."""
    seen: list[Answer] = []

    def keep(response_dict: dict[str, Any], **_: Any) -> None:
        headers = dict(response_dict["headers"].items())
        seen.append(Answer(response_dict["status_code"], headers, response_dict["body"]))

    event = f"before-parse.{client.meta.service_model.service_id.hyphenize()}"
    client.meta.events.register(event, keep)
    try:
        call(client)
    finally:
        client.meta.events.unregister(event, keep)
    return seen[0]


def floor_client(service_name: str, answer: Answer) -> Any:
    """A client outside of any mock, each of whose calls gets the canned answer."""
    with patch.object(botocore.handlers, "BUILTIN_HANDLERS", _HANDLERS_OF_BOTOCORE_ALONE):
        session = Session()
    client = new_client(session, service_name)
    headers: Any = answer.headers

    def canned(request: Any, **_: Any) -> AWSResponse:
        return AWSResponse(request.url, answer.status, headers, _Raw(answer.body))

    client.meta.events.register_first("before-send", canned)
    return client
