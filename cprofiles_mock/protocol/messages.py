"""A request and a response as they cross the wire, whichever host carries them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class WireRequest:
    """One request, in the only form that dispatch knows.

    ``raw_path`` is the path as it was sent, still percent-encoded: an ARN in it may hold encoded
    slashes. ``content_type`` is empty where none was sent. ``caller`` is the ARN of who makes the
    call. ``authorize`` is there when moto's IAM enforcement is on: it is called with the
    operation's name and the resource's ARN and raises ServiceError. ``sdk_request`` is the header
    in which an SDK says which attempt this is.
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
    authorize: Callable[[str, str], None] | None = None


#: Status, headers and body of an answer, as moto's hosts take them.
WireResponse = tuple[int, dict[str, str], bytes]
