"""A test of moto's connect, in an interpreter that never imports cprofiles_mock."""

import boto3
import pytest
from moto import mock_aws

from benchmarks.lockstep import MOST_TESTS


@pytest.mark.parametrize("number", range(MOST_TESTS))
@mock_aws
def test(number: int) -> None:
    client = boto3.client("connect", region_name="us-east-1")
    client.create_instance(
        IdentityManagementType="CONNECT_MANAGED",
        InstanceAlias=f"bench-{number}",
        InboundCallsEnabled=True,
        OutboundCallsEnabled=True,
    )
