"""aiobotocore as the host, and aioboto3 by way of it: what its clients await.

Nothing here imports aiobotocore unless the program has: only a signer of its own makes a client
one of its clients. It reads the same tables of handlers as botocore, so moto's stubber and our
handlers are with its clients already. Two things differ: the content of an answer is awaited, which
that of moto's is not made for, and so are credentials.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Callable

_adopted: WeakSet[Any] = WeakSet()


def adopt(signer: Any, stubber: Any, is_mocked: Callable[[], bool]) -> None:
    """Let moto's stubber answer the signer's client as aiobotocore wants it, from now on.

    Each request is signed before it is sent, so the first one that is mocked is in time: whenever
    its client was made, and whenever aiobotocore was imported.
    """
    if not _is_of_aiobotocore(signer) or signer in _adopted or not is_mocked():
        return
    events = signer._event_emitter
    # aiobotocore: an emitter calls all handlers, also when one has answered; as does botocore's.
    events.unregister("before-send", unique_id="cprofiles-mock-before-send")
    events.unregister("before-send", stubber)
    events.register_first("before-send", _awaitable(stubber))
    _adopted.add(signer)


def credentials_class(signer: Any) -> Any:
    """The class of credentials that the signer can await; None for a signer of botocore."""
    if not _is_of_aiobotocore(signer):
        return None
    from aiobotocore.credentials import AioCredentials

    return AioCredentials


def _is_of_aiobotocore(signer: Any) -> bool:
    signers: Any = sys.modules.get("aiobotocore.signers")
    return signers is not None and isinstance(signer, signers.AioRequestSigner)


def _awaitable(stubber: Any) -> Callable[..., Any]:
    """Make moto's stubber a handler whose answers have content to await."""
    from aiobotocore.awsrequest import AioAWSResponse

    def answer(event_name: str, request: Any, **kwargs: Any) -> Any:
        response = stubber(event_name, request, **kwargs)
        if response is None:
            return None
        awaitable = AioAWSResponse(
            response.url, response.status_code, response.headers, response.raw
        )
        # aiobotocore: it would read what is raw by aiohttp's methods; what has been read is kept.
        awaitable._content = response.content
        return awaitable

    return answer
