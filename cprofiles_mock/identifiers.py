"""New identifiers, from moto's random source, so that moto's seed makes them reproducible."""

from __future__ import annotations

# moto: a private path, and the one by which every backend of moto 5.2 reaches the seedable source.
from moto.moto_api._internal import mock_random


def hex_id() -> str:
    """32 lowercase hexadecimal digits, as the service's profile and job identifiers are."""
    return f"{mock_random.getrandbits(128):032x}"


def request_id() -> str:
    """A UUID with dashes, as in the ``x-amzn-requestid`` header."""
    digits = hex_id()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
