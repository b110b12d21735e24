"""Dead letters, handed to moto's SQS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..instruments.reporting import logger

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..state.outbox import DeadLetter


def deliver(letters: Iterable[DeadLetter], account_id: str, region_name: str) -> None:
    """Put each letter into the queue that its URL names, in moto.

    The account is that of the URL, where it has one. A letter that SQS does not take, because there
    is no such queue for one, is logged. Called without any lock of ours: moto's SQS is another
    service with state of its own.
    """
    # moto: SQS is loaded by the first letter, and not by tests that have none.
    from moto.core.exceptions import ServiceException
    from moto.sqs.models import sqs_backends

    for letter in letters:
        # Whatever text the domain has for a URL, the last two parts of its path are what counts.
        path = letter.queue_url.partition("?")[0].strip("/").split("/")
        owner = path[-2] if len(path) > 1 and path[-2].isdigit() else account_id
        backend = sqs_backends[owner][region_name]
        attributes = {
            name: {"DataType": "String", "StringValue": value}
            for name, value in letter.attributes.items()
        }
        try:
            backend.send_message(path[-1], letter.body, message_attributes=attributes)
        except ServiceException as error:
            logger.warning(
                "a message for the dead letter queue %s is lost: %s",
                letter.queue_url,
                error.message,
            )
