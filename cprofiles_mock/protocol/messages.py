"""Requests and responses on the wire, independent of the host that transports them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

#: Raises ServiceError if an operation is not allowed on the resource of that ARN, with these tags.
Authorize = Callable[[str, str, Mapping[str, str]], None]


class Delay(Protocol):
    """How long a call that has been carried out still has to take, in seconds."""

    seconds: float
    times_out: bool

    def limit(self, read_timeout: float | None) -> None:
        """Let it take no longer than its client waits, in seconds; None if that is for ever."""

    def end(self, *, waited: bool) -> None:
        """Note what the call took; ``waited`` is whether that time has passed."""


@dataclass(slots=True)
class WireRequest:
    """A request in the form that dispatch takes, whatever the host.

    ``raw_path`` is the path as sent, still percent-encoded because an ARN in it may contain encoded
    slashes. ``content_type`` is empty if none was sent. ``caller`` is the caller's ARN.
    ``authorize`` is set if moto's IAM enforcement is on: dispatch calls it with the operation's
    name and the resource's ARN and tags, and it raises ServiceError. ``sdk_request`` is the header
    that carries the SDK's attempt number. ``stack`` is the name of the CloudFormation stack that
    sends it. ``delay`` is set by dispatch if a test has set a latency: the host then waits before
    it hands out the response.
    """

    method: str
    raw_path: str
    query: str
    content_type: str
    body: bytes
    region: str
    account_id: str
    caller: str
    sdk_request: str = ""
    authorize: Authorize | None = None
    stack: str | None = None
    delay: Delay | None = None


#: A response as moto's hosts expect it: status, headers and body.
WireResponse = tuple[int, dict[str, str], bytes]
