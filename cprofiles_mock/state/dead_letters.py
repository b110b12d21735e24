"""Dead letters of a domain: noted for the journal, logged, and sent to its queue."""

from __future__ import annotations

from logging import INFO, WARNING
from typing import TYPE_CHECKING

from ..instruments.dead_letters import LOGGED_SINGLY, DeadLetter, is_logged
from ..instruments.reporting import logger
from .outbox import QueueMessage

if TYPE_CHECKING:
    from .domain import Domain


def report(domain: Domain, letter: DeadLetter) -> None:
    """Report what was accepted and not ingested, or not matched."""
    domain.region.dead_letters.append(letter)
    _log(domain, letter)
    url = domain.dead_letter_queue_url
    if url is not None:
        # The names of the attributes were seen in a program that reads them (traveller).
        attributes = {
            "DomainName": letter.domain_name,
            "ObjectTypeName": letter.object_type_name,
            "Message": letter.reason,
        }
        domain.region.outbox.append(QueueMessage(url, letter.object, attributes, letter.name))


def _log(domain: Domain, letter: DeadLetter) -> None:
    """Log a dead letter; of very many with one reason, some."""
    which = letter.object_type_name, letter.reason
    count = domain.uningested_counts[which] = domain.uningested_counts.get(which, 0) + 1
    if not is_logged(count):
        return
    is_profile = letter.object_type_name == "_profile"
    noun, happened = ("profiles", "matched") if is_profile else ("objects", "ingested")
    folded = f"; with {count:,} {noun} so far" if count > LOGGED_SINGLY else ""
    if count == LOGGED_SINGLY:
        folded = f"; the next line of this kind comes after 10 {noun}"
    # A message in a queue need not be a warning as well.
    logger.log(
        WARNING if domain.dead_letter_queue_url is None else INFO,
        "domain %s: %s was not %s: %s%s",
        letter.domain_name,
        letter.name if is_profile else f"{letter.name} ({letter.unique_key})",
        happened,
        letter,
        folded,
    )
