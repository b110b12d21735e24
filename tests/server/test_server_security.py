"""What the server gives to nobody: files, another account's state, credentials."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config

pytestmark = pytest.mark.in_process

ACCESS_KEY, SECRET_KEY, SESSION_TOKEN = "AKIAOFATEST", "secret-of-a-test", "token-of-a-test"


def client_of(address: str, account_id: str | None = None) -> Any:
    client = boto3.client(
        "customer-profiles",
        region_name="us-east-1",
        endpoint_url=address,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        aws_session_token=SESSION_TOKEN,
        config=Config(retries={"total_max_attempts": 1}),
    )
    if account_id is not None:

        def name_account(request: Any, **_: Any) -> None:
            request.headers["X-Moto-Account-Id"] = account_id

        client.meta.events.register("before-send.customer-profiles", name_account)
    return client


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "state.json"
    path.write_text('{"version": 1, "Domains": [{"DomainName": "of-the-file"}]}', encoding="utf-8")
    return path


READS: list[Callable[[str, Path], requests.Response]] = [
    lambda address, path: requests.post(f"{address}/state", json=str(path), timeout=10),
    lambda address, path: requests.post(f"{address}/state", json={"path": str(path)}, timeout=10),
    lambda address, path: requests.post(f"{address}/state", data=f"@{path}", timeout=10),
    lambda address, path: requests.get(f"{address}/state?path={path}", timeout=10),
    lambda address, path: requests.get(f"{address}/state/..%2F..%2F..{path}", timeout=10),
    lambda address, path: requests.get(f"{address}/page{path}", timeout=10),
    lambda address, path: requests.get(f"{address}/page/..%2F..%2F..{path}", timeout=10),
]


@pytest.mark.parametrize("read", READS)
def test_no_request_reads_a_file(address: str, secret: Path, read: Any) -> None:
    response = read(f"{address}/cprofiles-mock", secret)
    assert response.status_code in {400, 404}
    assert "of-the-file" not in response.text
    assert client_of(address).list_domains()["Items"] == []


def test_no_account_sees_anything_of_another(address: str) -> None:
    ours, theirs = client_of(address, "111111111111"), client_of(address, "222222222222")
    ours.create_domain(DomainName="d", DefaultExpirationDays=30, Tags={"team": "a"})
    theirs.create_domain(DomainName="d", DefaultExpirationDays=30)
    profile_id = ours.create_profile(DomainName="d", AccountNumber="1")["ProfileId"]
    # The same listing in both, of which only one is the token's.
    listed = {"DomainName": "d", "KeyName": "_account", "Values": ["2"], "MaxResults": 1}
    for client in (ours, ours, theirs, theirs):
        client.create_profile(DomainName="d", AccountNumber="2")
    token = ours.search_profiles(**listed)["NextToken"]
    assert theirs.search_profiles(**listed)["NextToken"] != token
    assert len(ours.search_profiles(**listed, NextToken=token)["Items"]) == 1

    sought = {"DomainName": "d", "KeyName": "_account", "Values": ["1"]}
    assert len(ours.search_profiles(**sought)["Items"]) == 1
    assert theirs.search_profiles(**sought)["Items"] == []
    found = theirs.batch_get_profile(DomainName="d", ProfileIds=[profile_id])
    assert [each["Code"] for each in found["Errors"]] == ["404"]
    domain = "arn:aws:profile:us-east-1:111111111111:domains/d"
    attempts: list[Callable[[], Any]] = [
        lambda: theirs.list_tags_for_resource(resourceArn=domain),
        lambda: theirs.tag_resource(resourceArn=domain, tags={"team": "b"}),
        lambda: theirs.search_profiles(**listed, NextToken=token),
        lambda: theirs.delete_profile(DomainName="d", ProfileId=profile_id),
    ]
    for attempt in attempts:
        with pytest.raises(theirs.exceptions.ClientError):
            attempt()
    assert ours.list_tags_for_resource(resourceArn=domain)["tags"] == {"team": "a"}
    assert len(ours.search_profiles(**sought)["Items"]) == 1


def test_nothing_that_is_shown_holds_credentials(address: str) -> None:
    client = client_of(address)
    client.create_domain(DomainName="d", DefaultExpirationDays=30)
    made = client.create_profile(DomainName="d", FirstName="Ada")["ProfileId"]
    place = "region=us-east-1&account_id=123456789012"
    below = f"{address}/cprofiles-mock"
    numbers = [each["number"] for each in requests.get(f"{below}/calls", timeout=10).json()]
    shown = [
        f"{below}/",
        f"{below}/page/domain?{place}&domain_name=d",
        f"{below}/page/profile?{place}&domain_name=d&profile_id={made}",
        f"{below}/page/search?{place}&domain_name=d&KeyName=_fullName&Values=Ada",
        f"{below}/page/journal",
        *(f"{below}/page/call?number={number}" for number in numbers),
        f"{below}/calls",
        f"{below}/faults",
        f"{below}/state?{place}",
    ]
    assert len(numbers) == 2
    for url in shown:
        response = requests.get(url, timeout=10)
        assert response.status_code == 200, url
        for secret in (ACCESS_KEY, SECRET_KEY, SESSION_TOKEN, "Signature=", "AWS4-HMAC"):
            assert secret not in response.text, (url, secret)


def test_a_document_that_is_loaded_is_data(address: str, tmp_path: Path) -> None:
    text = "!!python/name:os.system ${HOME} {{7*7}} <script>"
    document = {
        "version": 1,
        "Domains": [
            {
                "DomainName": "d",
                "DefaultExpirationDays": 30,
                "Profiles": [{"FirstName": text, "AccountNumber": "1"}],
            }
        ],
    }
    url = f"{address}/cprofiles-mock/state"
    requests.post(url, json=document, timeout=10).raise_for_status()
    found = client_of(address).search_profiles(DomainName="d", KeyName="_account", Values=["1"])
    assert [each["FirstName"] for each in found["Items"]] == [text]

    made = tmp_path / "made"
    code = f"!!python/object/apply:os.mkdir ['{made}']"
    response = requests.post(url, data=code, timeout=10)
    assert response.status_code == 400
    assert not made.exists()
