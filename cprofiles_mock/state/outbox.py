"""What goes to a domain's dead letter queue: objects that were accepted but lead to no profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class DeadLetter(NamedTuple):
    """A message for an SQS queue; ``attributes`` are message attributes of type String."""

    queue_url: str
    body: str
    attributes: Mapping[str, str]
