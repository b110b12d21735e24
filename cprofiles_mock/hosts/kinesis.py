"""Records of event streams, put into moto's Kinesis."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from ..state import queries

if TYPE_CHECKING:
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


def _backend_and_name(stream_arn: str) -> tuple[Any, str]:
    """The backend of moto for the account and region of an ARN, and the name of the stream."""
    from moto.kinesis.models import kinesis_backends

    _, _, _, region_name, account_id, resource = stream_arn.split(":", 5)
    return kinesis_backends[account_id][region_name], resource.partition("/")[2]
