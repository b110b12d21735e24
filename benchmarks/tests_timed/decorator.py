"""A test with our decorator and a client of its own."""

import boto3
import pytest

from benchmarks.lockstep import MOST_TESTS
from cprofiles_mock import mock_customerprofiles


@pytest.mark.parametrize("number", range(MOST_TESTS))
@mock_customerprofiles
def test(number: int) -> None:
    client = boto3.client("customer-profiles", region_name="us-east-1")
    client.create_domain(DomainName=f"bench-{number}", DefaultExpirationDays=366)
