"""moto's Kinesis: event streams put records into it, and flows read theirs from it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from ..state import queries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..state.outbox import StreamRecord
    from ..state.region import Region

#: The most bytes that Kinesis takes for a record with its partition key (API Reference).
LARGEST_RECORD = 1_048_576


def send(record: StreamRecord, _: Region) -> str | None:
    """Put a record into the data stream that its ARN names, in moto; the reason if it is lost.

    Call this without any of our locks: moto can invoke a Lambda function with the record, and that
    function may call this service.
    """
    # moto: the first record loads Kinesis, so that tests without event streams do not.
    from moto.core.exceptions import JsonRESTError

    if len(record.data) + len(record.partition_key) > LARGEST_RECORD:
        return f"Kinesis takes no record of more than {LARGEST_RECORD:,} bytes"
    backend, name = _backend_and_name(record.stream_arn)
    try:
        # moto: it wants the data as base64 text, and cannot read every ARN.
        backend.put_record(None, name, record.partition_key, None, b64encode(record.data).decode())
    except JsonRESTError as error:
        reason: str = error.message
        return reason
    return None


@queries.has_kinesis_stream.answered_by
def has_stream(_domain: Any, stream_arn: str) -> bool:
    """Whether moto has the data stream. This only reads, so that a lock may be held."""
    backend, name = _backend_and_name(stream_arn)
    return name in backend.streams


@queries.stream_data.answered_by
def read_stream(
    _domain: Any, stream_arn: str, positions: Mapping[str, str]
) -> queries.StreamData | None:
    """What moto's data stream has behind these positions. This only reads.

    A shard that ends before its position is that of another stream of the name, and read whole.
    """
    backend, name = _backend_and_name(stream_arn)
    stream = backend.streams.get(name)
    if stream is None:
        return None
    data: list[bytes] = []
    behind = {}
    for shard_id, shard in sorted(stream.shards.items()):
        last = shard.get_max_sequence_number()
        position = int(positions.get(shard_id, 0))
        if position > last:
            position = 0
        data += [
            b64decode(record.data)
            for number, record in list(shard.records.items())
            if number > position
        ]
        behind[shard_id] = str(last)
    return queries.StreamData(data, behind)


def _backend_and_name(stream_arn: str) -> tuple[Any, str]:
    """The backend of moto for the account and region of an ARN, and the name of the stream."""
    from moto.kinesis.models import kinesis_backends

    _, _, _, region_name, account_id, resource = stream_arn.split(":", 5)
    return kinesis_backends[account_id][region_name], resource.partition("/")[2]
