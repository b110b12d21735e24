"""How much is tried: little and always the same in a plain run, much in ``tox -e fuzz``."""

from __future__ import annotations

import os
from collections import Counter

from hypothesis import HealthCheck, settings

#: ``CPROFILES_MOCK_FUZZ=long`` asks for the long profile.
LONG = os.environ.get("CPROFILES_MOCK_FUZZ") == "long"

#: How many times as many examples the long profile has.
TIMES = 25 if LONG else 1


def examples(plain: int) -> settings:
    """Settings for so many examples in a plain run, and many times as many in a long one.

    A plain run makes the same examples each time, so that nobody's change fails by chance. Nothing
    is kept between runs: what was found becomes a test of its own.
    """
    return settings(
        max_examples=plain * TIMES,
        derandomize=not LONG,
        database=None,
        print_blob=True,
        deadline=None,
        # Shapes with many members are slow to make, and large.
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
            HealthCheck.filter_too_much,
            HealthCheck.function_scoped_fixture,
        ],
    )


#: How requests were answered, by the kind of request and the status.
ANSWERS: Counter[tuple[str, int]] = Counter()
#: The operations that were carried out.
CARRIED_OUT: set[str] = set()
