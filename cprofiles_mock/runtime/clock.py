"""The time, from moto, so that whatever freezes or moves moto's clock moves ours."""

from __future__ import annotations

import time
from datetime import datetime, timezone

from moto.core.utils import utcnow


def now() -> datetime:
    """The current time. moto's own is naive; this is the one place that attaches UTC."""
    return utcnow().replace(tzinfo=timezone.utc)


def moment(seconds: float) -> datetime:
    """The time of so many seconds since the epoch."""
    return datetime.fromtimestamp(seconds, tz=timezone.utc)


def timestamp() -> float:
    """The current time in seconds since the epoch.

    The same time as moto's, frozen or not, without two datetimes on the way: it is read in every
    call, for what has expired.
    """
    return time.time()
