"""The current time, read from moto's clock, so that freezing or moving that clock moves ours."""

from __future__ import annotations

import time
from datetime import datetime, timezone

from moto.core.utils import utcnow

# A test may replace `time.sleep`.
_sleep = time.sleep


def now() -> datetime:
    """The current time. moto's is naive; this is the only place that attaches UTC."""
    return utcnow().replace(tzinfo=timezone.utc)


def moment(seconds: float) -> datetime:
    """The UTC datetime at ``seconds`` since the epoch."""
    return datetime.fromtimestamp(seconds, tz=timezone.utc)


def stands_still() -> bool:
    """Whether a test has frozen the clock, so that no time passes by itself.

    A clock that a test has moved, and that goes on from there, does not stand still.
    """
    before = time.time()
    # The system's clock does not move between two reads that are closer than its resolution.
    _sleep(2 * time.get_clock_info("time").resolution)
    return time.time() == before


def timestamp() -> float:
    """The current time in seconds since the epoch.

    It equals moto's time, frozen or not, but creates no datetime objects: every call reads it to
    find out what has expired.
    """
    return time.time()
