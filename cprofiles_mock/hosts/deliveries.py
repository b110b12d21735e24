"""Messages of the outbox, each handed to the service that it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..state.outbox import ExportFile, QueueMessage
from ..unit_of_work import work_in
from . import s3, sqs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..models import CustomerProfilesBackend
    from ..state.outbox import Message

# What sends the messages of a class. It returns the reason if the other service refuses one.
_SENDERS: dict[type, Callable[..., str | None]] = {QueueMessage: sqs.send, ExportFile: s3.write}


def deliver(messages: Sequence[Message], backend: CustomerProfilesBackend) -> None:
    """Send messages in the order given; to be called without the lock.

    A sender logs a message that is refused; an ExportFile also gets the reason.
    """
    for message in messages:
        reason = _SENDERS[type(message)](message, backend.region)
        if reason is not None and isinstance(message, ExportFile):
            with work_in(backend):
                message.on_failure(reason)
