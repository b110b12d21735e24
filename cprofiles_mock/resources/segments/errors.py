"""Error texts of segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...exceptions import BadRequestException, ResourceNotFoundException
from ...runtime.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


def one_query(groups: str, sql: str) -> BadRequestException:
    return BadRequestException(f"Exactly one of {groups} and {sql} must be given")


def invalid_attribute(place: str, reason: object) -> BadRequestException:
    return BadRequestException(f"{place} is not valid: {reason}")


def one_kind_of_attributes(place: str) -> BadRequestException:
    return BadRequestException(
        f"{place} must have exactly one of ProfileAttributes and CalculatedAttributes"
    )


def no_attribute(place: str) -> BadRequestException:
    return BadRequestException(f"{place} names no attribute")


def no_source_name(place: str) -> BadRequestException:
    return BadRequestException(f"{place} must have a SegmentDefinitionName")


def unknown_profile_attribute(name: str, known: Iterable[str]) -> BadRequestException:
    return BadRequestException(f"A profile has no attribute {name}{did_you_mean(name, known)}")


def unknown_calculated_attribute(name: str, known: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"The domain has no calculated attribute {name}{did_you_mean(name, known)}"
    )


def unknown_source(name: str, known: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"Source segment {name} is not found in the domain{did_you_mean(name, known)}"
    )


def circular(name: str) -> BadRequestException:
    return BadRequestException(f"Segment {name} is a source of itself")


def too_many_attributes(limit: int) -> BadRequestException:
    # The texts of these three begin as those of the Connect admin website.
    return BadRequestException(f"You reached the limit of {limit} unique attributes")


def too_many_calculated_attributes(limit: int) -> BadRequestException:
    return BadRequestException(f"You reached the limit of {limit} unique calculated attributes")


def too_deep(limit: int) -> BadRequestException:
    return BadRequestException(f"You reached the limit of {limit} depth of starting audiences")


#: What answers a segment by SQL without the libraries that read and run it.
NO_SQL = (
    "cprofiles-mock needs sqlglot and duckdb to evaluate SegmentSqlQuery: install their extra, "
    "in a checkout by python -m pip install '.[sql]'"
)

#: What answers a snapshot as ORC without the library that writes it.
NO_ORC = (
    "cprofiles-mock needs pyorc to write ORC: install its extra, in a checkout by "
    "python -m pip install '.[orc]'"
)


def invalid_query(reason: object) -> BadRequestException:
    return BadRequestException(f"SegmentSqlQuery is not valid: {reason}")


def no_data_store(domain_name: str) -> BadRequestException:
    return BadRequestException(
        f"Domain {domain_name} must have its data store enabled before a segment is defined by SQL"
    )


def no_snapshot(segment_name: str) -> BadRequestException:
    return BadRequestException(
        f"Segment {segment_name} is defined by SQL and has no completed snapshot of the last year: "
        "create one first"
    )


def no_destination() -> BadRequestException:
    return BadRequestException(
        "DestinationUri must be given, as s3://BUCKET/ or s3://BUCKET/PREFIX/"
    )


def too_many_snapshots(limit: int) -> BadRequestException:
    return BadRequestException(
        f"The domain has reached its limit of {limit} segment snapshots per day"
    )


def not_a_data_stream(arn: str, expected: str) -> BadRequestException:
    return BadRequestException(
        "DestinationArn must be the ARN of a Kinesis data stream in the domain's account and "
        f"region, such as {expected}, not {arn}"
    )


def has_stream(domain_name: str, arn: str) -> BadRequestException:
    return BadRequestException(
        f"Domain {domain_name} is already associated with a stream for segments: {arn}"
    )


def no_stream(domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Domain {domain_name} is not associated with a stream for segments"
    )


def needs_stream(domain_name: str) -> BadRequestException:
    return BadRequestException(
        f"Domain {domain_name} must be associated with a stream for segments before a segment can "
        "be subscribed to"
    )


def no_subscription(segment_name: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Segment definition {segment_name} has no subscription in domain {domain_name}"
    )


def too_many_subscriptions(limit: int) -> BadRequestException:
    return BadRequestException(f"The domain has reached its limit of {limit} segment subscriptions")
