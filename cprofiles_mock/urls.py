"""What moto reads of the service's URLs.

moto finds this module as the neighbour of ``models``: it matches ``url_bases`` against requests,
and passes those that ``url_paths`` matches to the function there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .protocol.endpoints import URL_PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable

    from .protocol.messages import WireResponse

_answer: Callable[[Any], WireResponse] | None = None


def answer_by(answer: Callable[[Any], WireResponse]) -> None:
    """Set what answers a request that moto's server routed here; the hosts do so on registering."""
    global _answer
    _answer = answer


def _handle(request: Any, *_: Any) -> WireResponse:
    assert _answer is not None  # moto routes nothing here unless the hosts have registered
    return _answer(request)


url_bases = [URL_PATTERN]
url_paths = {"{0}/(?P<path>.*)$": _handle}
