"""The time, from moto, so that whatever freezes or moves moto's clock moves ours."""

from __future__ import annotations

from datetime import datetime, timezone

from moto.core.utils import utcnow


def now() -> datetime:
    """The current time. moto's own is naive; this is the one place that attaches UTC."""
    return utcnow().replace(tzinfo=timezone.utc)
