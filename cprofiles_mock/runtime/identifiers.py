"""New identifiers, from moto's random source, so that moto's seed makes them reproducible."""

from __future__ import annotations

from itertools import count
from uuid import uuid4

# moto: a private path, and the one by which every backend of moto 5.2 reaches the seedable source.
from moto.moto_api._internal import mock_random


def hex_id() -> str:
    """32 lowercase hexadecimal digits, as the service's profile and job identifiers are."""
    number: int = mock_random.getrandbits(128)
    return number.to_bytes(16, "big").hex()


# A UUID of this process, whose last twelve digits count the requests: from where no zeros need be
# put before a number, because that takes longer than all else here.
_PROCESS = str(uuid4())[:24]
_requests = count(10**11 + 1)


def request_id() -> str:
    """A UUID with dashes, as in the ``x-amzn-requestid`` header.

    It does not draw on the seed, so that the identifiers of resources are the same whatever was
    asked for between their creations.
    """
    return f"{_PROCESS}{next(_requests)}"
