"""A test with our fixture."""

from typing import Any

import pytest

from benchmarks.lockstep import MOST_TESTS


@pytest.mark.parametrize("number", range(MOST_TESTS))
def test(number: int, customerprofiles: Any) -> None:
    customerprofiles.create_domain(DomainName=f"bench-{number}", DefaultExpirationDays=366)
