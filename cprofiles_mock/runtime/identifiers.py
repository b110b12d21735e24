"""New identifiers from moto's random source, so that seeding moto makes them reproducible."""

from __future__ import annotations

from itertools import count
from uuid import uuid4

# moto: a private path, but the one through which all backends of moto 5.2 use the seedable source.
from moto.moto_api._internal import mock_random


def hex_id() -> str:
    """32 lowercase hexadecimal digits, like the service's profile and job identifiers."""
    number: int = mock_random.getrandbits(128)
    return number.to_bytes(16, "big").hex()


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
