"""Dead letters, sent to moto's SQS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..instruments.reporting import logger

if TYPE_CHECKING:
    from ..state.outbox import QueueMessage
    from ..state.region import Region


def send(letter: QueueMessage, region: Region) -> str | None:
    """Put a letter into the queue that its URL names, in moto; the reason if SQS refuses it.

    The account is that of the URL, if it has one. A letter that is refused, for example because the
    queue is missing, is logged. Call this without any of our locks: moto's SQS is another service
    with its own state.
    """
    # moto: the first letter loads SQS, so that tests without letters do not.
    from moto.core.exceptions import ServiceException
    from moto.sqs.models import sqs_backends

    # Whatever text the domain has for a URL, the last two parts of its path are what counts.
    path = letter.queue_url.partition("?")[0].strip("/").split("/")
    owner = path[-2] if len(path) > 1 and path[-2].isdigit() else region.account_id
    attributes = {
        name: {"DataType": "String", "StringValue": value}
        for name, value in letter.attributes.items()
    }
    try:
        sqs_backends[owner][region.region_name].send_message(
            path[-1], letter.body, message_attributes=attributes
        )
    except ServiceException as error:
        logger.warning(
            "a message for the dead letter queue %s is lost, that of %s: %s Create the queue in "
            "region %s of account %s before, with boto3.client('sqs').create_queue, or leave "
            "DeadLetterQueueUrl out",
            letter.queue_url, letter.name, error.message, region.region_name, owner,
        )  # fmt: skip
        reason: str = error.message
        return reason
    return None
