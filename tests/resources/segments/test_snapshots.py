"""Snapshots of segments: their files in moto's S3."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.moto_api import state_manager

import cprofiles_mock
from cprofiles_mock import MockHandle
from cprofiles_mock.resources.segments import result_operations
from cprofiles_mock.resources.segments.results import SNAPSHOT_MODEL
from tests.resources.segments.conftest import DAY
from tests.support import optional
from tests.support.calculating import calculating
from tests.support.clock import Clock
from tests.support.expectations import service_error
from tests.support.segmenting import group, has, person, segment

pytestmark = pytest.mark.in_process

HERE = {"DomainName": "customers"}
ALL = {**HERE, "SegmentDefinitionName": "all"}


@pytest.fixture
def bucket(shop: Any) -> Any:
    """A client of S3, with a bucket."""
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="exports")
    return s3


@pytest.fixture
def transitions() -> Iterator[Any]:
    yield state_manager.set_transition
    state_manager.unset_transition(SNAPSHOT_MODEL)


def snapshot(client: Any, uri: str = "s3://exports/to/", **members: Any) -> str:
    request = {**ALL, "DataFormat": "CSV", "DestinationUri": uri, **members}
    snapshot_id: str = client.create_segment_snapshot(**request)["SnapshotId"]
    return snapshot_id


def get(client: Any, snapshot_id: str, name: str = "all") -> dict[str, Any]:
    answer: dict[str, Any] = client.get_segment_snapshot(
        **HERE, SegmentDefinitionName=name, SnapshotId=snapshot_id
    )
    del answer["ResponseMetadata"]
    return answer


def files(s3: Any, bucket_name: str = "exports") -> dict[str, bytes]:
    """The files of a bucket, by their keys."""
    listed = s3.list_objects_v2(Bucket=bucket_name).get("Contents", ())
    keys = [each["Key"] for each in listed]
    return {key: s3.get_object(Bucket=bucket_name, Key=key)["Body"].read() for key in keys}


def rows(s3: Any, snapshot_id: str) -> list[dict[str, str]]:
    (text,) = [body for key, body in files(s3).items() if key.endswith(f"{snapshot_id}.csv")]
    return list(csv.DictReader(io.StringIO(text.decode())))


def test_the_profiles_of_a_segment_are_in_a_csv_beside_a_test_file(
    shop: Any, people: dict[str, str], bucket: Any
) -> None:
    segment(shop, "all", group(has("LastName", "Ng")))
    key, role = "arn:aws:kms:us-east-1:123456789012:key/1", "arn:aws:iam::123456789012:role/r"
    snapshot_id = snapshot(shop, EncryptionKey=key, RoleArn=role)
    assert get(shop, snapshot_id) == {
        "SnapshotId": snapshot_id, "Status": "COMPLETED", "DataFormat": "CSV",
        "EncryptionKey": key, "RoleArn": role, "DestinationUri": "s3://exports/to",
    }  # fmt: skip
    assert sorted(files(bucket)) == [
        f"to/part-00000-{snapshot_id}.csv", f"to/test-{snapshot_id}",
    ]  # fmt: skip
    ann, bob = rows(bucket, snapshot_id)
    assert ann == {
        "ProfileId": people["ann"], "AccountNumber": "ann", "Address.City": "Bath",
        "Address.Country": "GB", "Attributes.points": "120", "Attributes.tags": '["new", "vip"]',
        "Attributes.tier": "gold", "BirthDate": "1990-05-01", "FirstName": "Ann", "LastName": "Ng",
        "ProfileType": "PROFILE",
    }  # fmt: skip
    assert (bob["ProfileId"], bob["Address.Country"]) == (people["bob"], "")


def test_rows_are_in_the_order_of_the_segment(
    shop: Any, people: dict[str, str], bucket: Any
) -> None:
    calculating(shop, "spent")
    by = [
        {"Name": "spent", "Order": "ASC", "Type": "CALCULATED"},
        {"Name": "Attributes.points", "Order": "ASC"},
    ]
    segment(shop, "all", SegmentSort={"Attributes": by})
    assert [row["FirstName"] for row in rows(bucket, snapshot(shop))] == ["Bob", "Ann", "Cy"]


def test_json_lines_and_orc(shop: Any, people: dict[str, str], bucket: Any) -> None:
    pyorc = optional.pyorc()
    segment(shop, "all", group(has("FirstName", "Cy")))
    members = {"ProfileId": people["cy"], "AccountNumber": "cy", "FirstName": "Cy"}
    lines = snapshot(shop, "s3://exports", DataFormat="JSONL")
    orc = snapshot(shop, "s3://exports/", DataFormat="ORC")
    found = files(bucket)
    assert json.loads(found[f"part-00000-{lines}.jsonl"]) == members
    reader = pyorc.Reader(io.BytesIO(found[f"part-00000-{orc}.orc"]))
    assert list(reader.schema.fields) == list(members)
    assert list(reader) == [tuple(members.values())]


def test_orc_without_its_library_says_what_to_install(
    shop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment(shop, "all")
    monkeypatch.setitem(sys.modules, "pyorc", None)
    with service_error(
        "NotImplementedException",
        "cprofiles-mock needs pyorc to write ORC: install its extra, in a checkout by "
        "python -m pip install '.[orc]'",
    ):
        snapshot(shop, DataFormat="ORC")


def test_a_segment_without_profiles_has_a_file_with_the_header(shop: Any, bucket: Any) -> None:
    segment(shop, "all")
    snapshot_id = snapshot(shop)
    assert files(bucket)[f"to/part-00000-{snapshot_id}.csv"] == b"ProfileId\n"


@pytest.mark.parametrize("uri", [{}, {"DestinationUri": "exports/to"}])
def test_a_snapshot_needs_a_destination(shop: Any, uri: dict[str, str]) -> None:
    segment(shop, "all")
    with service_error(
        "BadRequestException",
        "DestinationUri must be given, as s3://BUCKET/ or s3://BUCKET/PREFIX/",
    ):
        shop.create_segment_snapshot(**ALL, DataFormat="CSV", **uri)


def test_a_bucket_that_is_not_there_lets_the_snapshot_fail(shop: Any) -> None:
    segment(shop, "all")
    found = get(shop, snapshot(shop, "s3://nowhere/to/"))
    assert found["Status"] == "FAILED"
    assert found["StatusMessage"] == (
        "The results could not be written to bucket nowhere: The specified bucket does not exist"
    )
    assert found["DestinationUri"] == "s3://nowhere/to/"


def test_a_segment_whose_source_or_order_is_gone_lets_the_snapshot_fail(
    shop: Any, bucket: Any
) -> None:
    calculating(shop, "spent")
    segment(shop, "one")
    segment(shop, "all", group(sources=["one"]))
    by = {"Attributes": [{"Name": "spent", "Order": "ASC", "Type": "CALCULATED"}]}
    segment(shop, "by", SegmentSort=by)
    shop.delete_segment_definition(**HERE, SegmentDefinitionName="one")
    shop.delete_calculated_attribute_definition(**HERE, CalculatedAttributeName="spent")
    found = get(shop, snapshot(shop))
    assert found["StatusMessage"] == "Source segment one is not found in the domain"
    found = get(shop, snapshot(shop, SegmentDefinitionName="by"), "by")
    assert found["Status"] == "FAILED"
    assert found["StatusMessage"] == "The domain has no calculated attribute spent"
    assert files(bucket) == {}


def test_a_snapshot_that_is_not_there_is_a_404_and_it_goes_with_its_segment(
    shop: Any, bucket: Any
) -> None:
    segment(shop, "all")
    snapshot_id = snapshot(shop)
    shop.delete_segment_definition(**ALL)
    segment(shop, "all")
    with service_error(
        "ResourceNotFoundException",
        f"Segment snapshot {snapshot_id} is not found in domain customers",
    ):
        get(shop, snapshot_id)


def test_two_hundred_snapshots_a_day(
    shop: Any, bucket: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert result_operations.MOST_SNAPSHOTS == 200
    monkeypatch.setattr(result_operations, "MOST_SNAPSHOTS", 2)
    for name in ("all", "other"):
        segment(shop, name)
        snapshot(shop, SegmentDefinitionName=name)
    with service_error(
        "BadRequestException", "The domain has reached its limit of 2 segment snapshots per day"
    ):
        snapshot(shop)
    clock.tick(DAY)
    snapshot(shop)


def test_a_snapshot_is_made_when_motos_settings_complete_it_even_through_a_file(
    shop: Any, bucket: Any, transitions: Any
) -> None:
    transitions(SNAPSHOT_MODEL, {"progression": "manual", "times": 2})
    segment(shop, "all")
    ids = [snapshot(shop), snapshot(shop)]
    first = get(shop, ids[0])
    assert (first["Status"], first["DestinationUri"]) == ("IN_PROGRESS", "s3://exports/to/")
    ann = person(shop, FirstName="Ann")
    mock = MockHandle()
    document = mock.dump()
    mock.reset()
    mock.load(document)
    assert mock.dump() == document
    assert files(bucket) == {}
    assert get(shop, ids[0])["Status"] == "COMPLETED"
    assert [row["ProfileId"] for row in rows(bucket, ids[0])] == [ann]
    assert len(files(bucket)) == 2
    state_manager.unset_transition(SNAPSHOT_MODEL)
    # Any request lets the other one be made.
    shop.list_segment_definitions(**HERE)
    assert len(files(bucket)) == 4
    document = mock.dump()
    mock.load(document)
    assert mock.dump() == document
    shop.list_segment_definitions(**HERE)
    assert len(files(bucket)) == 4


@pytest.mark.parametrize(
    ("entries", "field"),
    [
        ([{"SegmentDefinitionName": "none"}], "[0].SegmentDefinitionName"),
        ([{}, {}], "[1].SnapshotId"),
    ],
)
def test_a_mistake_in_a_file_is_told(
    customerprofiles_mock: Any, entries: list[dict[str, str]], field: str
) -> None:
    entry = {
        "SegmentDefinitionName": "all", "SnapshotId": "0" * 32, "Status": "FAILED",
        "StatusMessage": "no", "DataFormat": "CSV", "DestinationUri": "s3://exports/",
        "CreatedAt": "2026-03-01T12:00:00Z",
    }  # fmt: skip
    definition = {"SegmentDefinitionName": "all", "DisplayName": "All", "SegmentGroups": {}}
    domain = {
        "DomainName": "d", "DefaultExpirationDays": 1, "SegmentDefinitions": [definition],
        "SegmentSnapshots": [{**entry, **each} for each in entries],
    }  # fmt: skip
    with pytest.raises(cprofiles_mock.StateError) as raised:
        customerprofiles_mock.load({"Domains": [domain]})
    assert raised.value.field == f"Domains[0].SegmentSnapshots{field}"
