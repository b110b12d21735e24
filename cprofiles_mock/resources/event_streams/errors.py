"""Errors about event streams."""

from __future__ import annotations

from ...exceptions import BadRequestException


def has_event_stream(domain_name: str) -> BadRequestException:
    # CloudFormation's own handler looks for this text.
    return BadRequestException(
        f"The Customer Profiles Domain: {domain_name} is already associated with an active "
        "EventStream"
    )


def not_a_data_stream(uri: str, expected: str) -> BadRequestException:
    return BadRequestException(
        f"Uri must be the ARN of a Kinesis data stream in the domain's account and region, such as "
        f"{expected}, not {uri}"
    )
