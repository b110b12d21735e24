"""Accounts that moto knows by the access keys that it gave out."""

from __future__ import annotations

import boto3


def key_of_another_account(server: str) -> str:
    """An access key of the account 111122223333."""
    sts = boto3.client(
        "sts",
        region_name="us-east-1",
        endpoint_url=server,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    role = sts.assume_role(RoleArn="arn:aws:iam::111122223333:role/tester", RoleSessionName="test")
    key: str = role["Credentials"]["AccessKeyId"]
    return key
