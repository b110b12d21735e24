"""Messages of the outbox, each handed to the service that it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..state.outbox import Computation, ExportFile, QueueMessage, StreamRecord
from ..unit_of_work import work_in
from . import kinesis, s3, sqs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..models import CustomerProfilesBackend
    from ..state.outbox import Message

# What sends the messages of a class. It returns the reason if the other service refuses one.
_SENDERS: dict[type, Callable[..., str | None]] = {
    QueueMessage: sqs.send,
    ExportFile: s3.write,
    StreamRecord: kinesis.send,
}


def deliver(messages: Sequence[Message], backend: CustomerProfilesBackend) -> None:
    """Send messages in the order given; to be called without the lock.

    A refused letter or file is logged by its sender, a lost record by its event stream. Those who
    sent files and records also get the reason.
    """
    for message in messages:
        if isinstance(message, Computation):
            _carry_out(message, backend)
            continue
        reason = _SENDERS[type(message)](message, backend.region)
        if isinstance(message, QueueMessage):
            continue
        if reason is not None:
            with work_in(backend):
                message.on_failure(reason)
        elif isinstance(message, StreamRecord) and message.on_success is not None:
            with work_in(backend):
                message.on_success()


def _carry_out(computation: Computation, backend: CustomerProfilesBackend) -> None:
    try:
        result = computation.compute()
    except Exception as error:
        result = error
    with work_in(backend):
        computation.done(result)
