"""Clients that tests use one after another, as long as each leaves its own as it found it.

To make a client takes botocore longer than most tests take: it copies some four hundred handlers,
and makes a class with a method for each operation. The mock then looks at each new client once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import is_
from typing import Any

#: Members of a client that appear when they are first asked for: what the mock has found out about
#: it, and its exceptions. Both hold for as long as the rest is the same.
APPEARING = {"_cprofiles_mock_listeners", "_cprofiles_mock_unseen", "_exceptions"}

Members = list[dict[str, Any]]

#: Clients that are not lent, and what each was made of when it was new.
_KEPT: dict[str, list[tuple[Any, Members]]] = {}


@contextmanager
def lent(kind: str, make: Callable[[], Any]) -> Iterator[Any]:
    """Lend a client of this kind to one user at a time; it is made if there is none.

    One that its user has altered, or somebody else in the meantime, is never lent again.
    """
    kept = _KEPT.setdefault(kind, [])
    client, before = _taken_from(kept) or _noted(make())
    yield client
    kept.append((client, before))


def _taken_from(kept: list[tuple[Any, Members]]) -> tuple[Any, Members] | None:
    """Take a client that is as it was; throw away those that are not."""
    while kept:
        client, before = kept.pop()
        if is_as_before(client, before):
            return client, before
    return None


def _noted(client: Any) -> tuple[Any, Members]:
    return client, members(client)


def is_as_before(client: Any, before: Members) -> bool:
    """Whether each member is the very object that it was."""
    now = members(client)
    return len(now) == len(before) and all(
        one.keys() == other.keys() and all(map(is_, one.values(), map(other.get, one)))
        for one, other in zip(now, before, strict=True)
    )


def members(client: Any) -> Members:
    """The members of a client and of what it is made of.

    botocore's emitter has a new cache whenever a handler was registered with it or taken off.
    """
    events = client.meta.events
    signer = client._request_signer
    serializer = client._serializer
    holders = [
        client, client.meta, client.meta.config, events, events._emitter, client._endpoint,
        client._endpoint.http_session, client._endpoint._response_parser_factory, signer,
        signer._credentials, serializer, getattr(serializer, "_serializer", None),
        getattr(serializer, "_param_validator", None), client._ruleset_resolver,
        client._response_parser,
    ]  # fmt: skip
    return [
        {name: value for name, value in vars(each).items() if name not in APPEARING}
        for each in holders
        if each is not None
    ]
