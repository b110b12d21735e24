"""New identifiers from moto's random source, so that seeding moto makes them reproducible."""

from __future__ import annotations

from base64 import b64encode
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

# moto: a private path, but the one through which all backends of moto 5.2 use the seedable source.
from moto.moto_api._internal import mock_random

if TYPE_CHECKING:
    from collections.abc import Iterator

_source: ContextVar[Random] = ContextVar("_source", default=mock_random)


@contextmanager
def of_a_trial() -> Iterator[None]:
    """Take identifiers from another source while entered, so that a trial draws none of moto's."""
    token = _source.set(Random())  # noqa: S311  (they are thrown away)
    try:
        yield
    finally:
        _source.reset(token)


def hex_id() -> str:
    """32 lowercase hexadecimal digits, like the service's profile and job identifiers."""
    number: int = _source.get().getrandbits(128)
    return number.to_bytes(16, "big").hex()


def uuid() -> str:
    """A random UUID with dashes, like those of the service's events."""
    return str(UUID(hex=hex_id(), version=4))


def key() -> str:
    """A random key of 32 bytes, in base64."""
    number: int = _source.get().getrandbits(256)
    return b64encode(number.to_bytes(32, "big")).decode()


# The first part of a UUID for this process; the last twelve digits count its requests. The count
# starts at a twelve-digit number because padding with zeros would take longer than all the rest.
_PROCESS_PREFIX = str(uuid4())[:24]
_requests = count(10**11 + 1)


def request_id() -> str:
    """A UUID with dashes, as in the ``x-amzn-requestid`` header.

    It does not use the seeded source, so that the identifiers of resources do not depend on which
    requests were made between their creations.
    """
    return f"{_PROCESS_PREFIX}{next(_requests)}"
