"""A Kinesis data stream beside the mock, and the records that an event stream put into it."""

from __future__ import annotations

import json
from typing import Any

import boto3

URI = "arn:aws:kinesis:us-east-1:123456789012:stream/changes"


def kinesis_client(region_name: str = "us-east-1") -> Any:
    return boto3.client(
        "kinesis", region_name=region_name, aws_access_key_id="x", aws_secret_access_key="x"
    )


def make_data_stream(kinesis: Any, name: str = "changes") -> None:
    kinesis.create_stream(StreamName=name, ShardCount=1)


def raw_records(kinesis: Any, name: str = "changes") -> list[dict[str, Any]]:
    """All records of the data stream, as Kinesis gives them."""
    shard = kinesis.list_shards(StreamName=name)["Shards"][0]["ShardId"]
    iterator = kinesis.get_shard_iterator(
        StreamName=name, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    found: list[dict[str, Any]] = kinesis.get_records(ShardIterator=iterator)["Records"]
    return found


def records(kinesis: Any, name: str = "changes") -> list[dict[str, Any]]:
    """What the records of the data stream say."""
    return [json.loads(each["Data"]) for each in raw_records(kinesis, name)]


def told(kinesis: Any) -> list[tuple[str, str]]:
    """The types of object and event of all records."""
    return [(each["ObjectTypeName"], each["EventType"]) for each in records(kinesis)]
