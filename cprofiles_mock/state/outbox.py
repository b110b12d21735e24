"""Messages for other services, and what is computed without the lock.

A handler puts them out, and they leave after the lock.

A message is of one of the classes below; ``hosts.deliveries`` maps each class to its sender.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Union

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class QueueMessage(NamedTuple):
    """A message for an SQS queue: what was accepted but not ingested, or not compared.

    ``attributes`` are message attributes of type String. ``name`` is for the log.
    """

    queue_url: str
    body: str
    attributes: Mapping[str, str]
    name: str


class ExportFile(NamedTuple):
    """A file for an S3 bucket.

    ``source`` names what made it, for the log. ``on_failure`` is called with the reason, under the
    backend's lock, if the file cannot be written.
    """

    bucket_name: str
    key: str
    body: str | bytes
    source: str
    on_failure: Callable[[str], None]


class StreamRecord(NamedTuple):
    """A record for a Kinesis data stream, which ``stream_arn`` names.

    One of the two functions is called, under the backend's lock: ``on_failure`` with the reason if
    the record is lost, or else ``on_success``, which is None where nobody waits for that.
    """

    stream_arn: str
    data: bytes
    partition_key: str
    on_failure: Callable[[str], None]
    on_success: Callable[[], None] | None = None


class Computation(NamedTuple):
    """What takes too long for the lock; it goes to no other service.

    ``compute`` is called without any lock, and ``done`` under the backend's, with its result, or
    with the exception that it raised.
    """

    compute: Callable[[], Any]
    done: Callable[[Any], None]


# An alias is evaluated at run time.
Message = Union[QueueMessage, ExportFile, StreamRecord, Computation]  # noqa: UP007
