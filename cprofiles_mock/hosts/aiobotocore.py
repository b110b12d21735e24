"""aiobotocore as the host, and aioboto3 on top of it: what its clients await.

Nothing here imports aiobotocore unless the program has: a client is recognized by aiobotocore's own
signer. aiobotocore uses the same tables of handlers as botocore, so its clients already have moto's
stubber and our handlers. Two things differ: its clients await the content of a response, which in
moto's responses cannot be awaited, and they await credentials.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from . import emitters, waiting

if TYPE_CHECKING:
    from collections.abc import Callable

_adopted: WeakSet[Any] = WeakSet()


def adopt(signer: Any, stubber: Any, is_mocked: Callable[[], bool]) -> None:
    """Make moto's stubber answer the signer's client in aiobotocore's form from now on.

    Each request is signed before it is sent, so doing this while the first mocked request is signed
    is early enough, whenever the client was created and aiobotocore was imported.
    """
    if not _is_of_aiobotocore(signer) or signer in _adopted or not is_mocked():
        return
    events = signer._event_emitter
    # aiobotocore: like botocore's, an emitter calls all handlers even if one has answered.
    emitters.remove(events, "before-send", stubber)
    events.register_first("before-send", _awaitable(stubber))
    _adopted.add(signer)


def credentials_class(signer: Any) -> Any:
    """The class of credentials that the signer can await; None for botocore's own signer."""
    if not _is_of_aiobotocore(signer):
        return None
    from aiobotocore.credentials import AioCredentials

    return AioCredentials


def _is_of_aiobotocore(signer: Any) -> bool:
    # Absent as well while another thread is still importing the module.
    kind: Any = getattr(sys.modules.get("aiobotocore.signers"), "AioRequestSigner", None)
    return kind is not None and isinstance(signer, kind)


def _awaitable(stubber: Any) -> Callable[..., Any]:
    """Wrap moto's stubber in a handler whose responses have awaitable content."""
    from aiobotocore.awsrequest import AioAWSResponse

    def answer(event_name: str, request: Any, **kwargs: Any) -> Any:
        with waiting.deferring() as deferred:
            response = stubber(event_name, request, **kwargs)
        if response is None:
            return None
        awaitable = AioAWSResponse(
            response.url, response.status_code, response.headers, response.raw
        )
        # aiobotocore: it would read the raw body by aiohttp's methods, unless content is set.
        awaitable._content = response.content
        # aiobotocore: it awaits what a handler returns, if that can be awaited.
        return awaitable if deferred.delay is None else later(awaitable, deferred)

    async def later(response: Any, deferred: waiting.Deferred) -> Any:
        await deferred.wait()
        return response

    return answer
