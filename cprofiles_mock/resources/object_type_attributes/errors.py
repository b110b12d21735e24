"""Error texts of the attributes of object types."""

from __future__ import annotations

from ...exceptions import BadRequestException


def no_data_store(domain_name: str) -> BadRequestException:
    return BadRequestException(
        f"The data store of domain {domain_name} is not enabled, and statistics of attributes need "
        "it"
    )
