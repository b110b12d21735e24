"""State that is not where it is looked for: in another region, or in another account."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cprofiles_mock import EmptyDumpWarning, MockHandle, mock_customerprofiles, snapshots
from cprofiles_mock.instruments.controls import Controls
from cprofiles_mock.server.control_calls import ControlRequest, answer

pytestmark = pytest.mark.in_process

SHOP = {"Domains": [{"DomainName": "shop", "DefaultExpirationDays": 30}]}


@pytest.fixture
def mock(customerprofiles_mock: MockHandle) -> MockHandle:
    return customerprofiles_mock


def get(domain_name: str, region: str) -> Any:
    client = boto3.client("customer-profiles", region_name=region)
    with pytest.raises(ClientError) as raised:
        client.get_domain(DomainName=domain_name)
    return raised.value.response["Error"]


def test_an_empty_dump_warns_of_domains_elsewhere_at_the_line_of_the_dump(
    mock: MockHandle, tmp_path: Path
) -> None:
    mock.load(SHOP, region="eu-west-2")
    for path in (None, tmp_path / "state.json"):
        with pytest.warns(EmptyDumpWarning) as caught:
            document = mock.dump(path)
        assert document["Domains"] == []
        assert str(caught[0].message) == (
            "the dump has no domains: it is that of us-east-1, and the domains are in eu-west-2 "
            "(shop); dump with that region, and with account_id for another account"
        )
        assert caught[0].filename == __file__


@pytest.mark.parametrize(
    "dump",
    [
        lambda backend, _: snapshots.dump(backend),
        lambda backend, _: snapshots.dump_text(backend, "yaml"),
        lambda backend, folder: snapshots.dump_file(backend, folder / "state.json"),
    ],
)
def test_each_function_that_dumps_a_backend_warns_once(
    mock: MockHandle, tmp_path: Path, dump: Callable[[Any, Path], Any]
) -> None:
    mock.load(SHOP, region="eu-west-2")
    with pytest.warns(EmptyDumpWarning) as caught:
        dump(mock.backend(), tmp_path)
    assert [each.filename for each in caught] == [__file__]


def test_a_dump_with_domains_logs_those_of_other_regions_without_a_warning(
    mock: MockHandle, caplog: pytest.LogCaptureFixture
) -> None:
    mock.load(SHOP)
    mock.load(SHOP, region="eu-west-2")
    with caplog.at_level(logging.INFO, "cprofiles_mock"):
        mock.dump()
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("INFO", "the dump is that of us-east-1; other domains are in eu-west-2 (shop)")
    ]


def test_a_csv_file_of_a_region_without_domains_says_where_they_are(
    mock: MockHandle, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("FirstName\nAna\n")
    message = (
        f"{path}: give the region, and the account_id for another account: a CSV file has the "
        "profiles of one domain, and us-east-1 has none; there are domains in eu-west-2 (shop)"
    )
    mock.load(SHOP, region="eu-west-2")
    for use in (mock.load, mock.dump):
        with pytest.raises(ValueError, match=re.escape(message)):
            use(path)
    for use in (mock.load, mock.dump):
        with pytest.raises(ValueError, match="people.csv: there is no domain 'shop' in us-east-1"):
            use(path, domain_name="shop")
    mock.load(path, region="eu-west-2")


def test_an_empty_csv_file_where_there_is_no_domain_is_named(
    mock: MockHandle, tmp_path: Path
) -> None:
    path = tmp_path / "empty.csv"
    path.touch()
    with pytest.raises(ValueError, match=r"empty\.csv: create or load a domain first: "):
        mock.load(path)


def test_tags_of_a_resource_whose_domain_is_elsewhere_are_explained_in_the_log(
    mock: MockHandle, caplog: pytest.LogCaptureFixture
) -> None:
    """For each operation on tags, once for each ARN; a domain of that name may be here as well."""
    client = boto3.client("customer-profiles", region_name="us-east-1")
    mock.load(SHOP, region="eu-west-2")
    arn = "arn:aws:profile:{}:123456789012:domains/shop"
    calls: list[Callable[[str], Any]] = [
        lambda arn: client.list_tags_for_resource(resourceArn=arn),
        lambda arn: client.tag_resource(resourceArn=arn, tags={"a": "b"}),
        lambda arn: client.untag_resource(resourceArn=arn, tagKeys=["a"]),
    ]
    sought = [arn.format("eu-west-2"), arn.format("us-east-1"), f"{arn.format('eu-west-2')}/x/y"]
    for call, each in zip(calls, sought, strict=True):
        for _ in range(2):
            with pytest.raises(ClientError) as raised:
                call(each)
            assert raised.value.response["Error"] == {
                "Code": "ResourceNotFoundException",
                "Message": f"Resource {each} is not found",
            }
    assert [record.getMessage() for record in caplog.records] == [
        f"resource {each} is not in us-east-1 of account 123456789012, where this client looks, "
        "but there is a domain shop in eu-west-2: give the client that region, and the ARN that "
        "the resource has there"
        for each in sought
    ]
    caplog.clear()
    mock.load(SHOP)
    with pytest.raises(ClientError):
        calls[0](f"{arn.format('us-east-1')}/integrations/none")
    assert caplog.records == []


def test_a_dump_with_domains_or_of_an_empty_mock_warns_of_nothing(mock: MockHandle) -> None:
    assert mock.dump()["Domains"] == []
    mock.load(SHOP)
    mock.load(SHOP, region="eu-west-2")
    assert len(mock.dump()["Domains"]) == 1
    assert len(mock.dump(region="eu-west-2")["Domains"]) == 1


def test_a_dump_names_some_of_many_domains_and_their_account(mock: MockHandle) -> None:
    names = [f"d{number}" for number in range(5)]
    many = {"Domains": [{"DomainName": name, "DefaultExpirationDays": 1} for name in names]}
    mock.load(many, account_id="111122223333")
    mock.load(SHOP, region="eu-west-2")
    with pytest.warns(EmptyDumpWarning) as caught:
        mock.dump()
    assert (
        "the domains are in us-east-1 of account 111122223333 (d0, d1, d2, ...); eu-west-2 (shop);"
        in str(caught[0].message)
    )


def test_a_control_call_logs_that_a_dump_is_empty(caplog: pytest.LogCaptureFixture) -> None:
    from cprofiles_mock.instruments import reporting

    with mock_customerprofiles() as mock, reporting.logged():
        mock.load(SHOP, region="eu-west-2")
        request = ControlRequest("GET", "/cprofiles-mock/state", "", b"", "")
        status, document = answer(request, Controls())
    assert (status, document["Domains"]) == (200, [])
    assert "the domains are in eu-west-2 (shop)" in caplog.text


def test_a_domain_of_another_region_is_not_found_and_the_log_says_once_where_it_is(
    mock: MockHandle, caplog: pytest.LogCaptureFixture
) -> None:
    mock.load(SHOP, region="eu-west-2")
    mock.load(SHOP, account_id="111122223333")
    with caplog.at_level(logging.WARNING, "cprofiles_mock"):
        for _ in range(2):
            error = get("shop", "us-east-1")
    assert error == {
        "Code": "ResourceNotFoundException",
        "Message": "DomainName shop is not found in account 123456789012",
    }
    assert [record.getMessage() for record in caplog.records] == [
        "domain shop is not in us-east-1 of account 123456789012, where this client looks, but "
        "there is one in us-east-1 of account 111122223333, eu-west-2: give the client that "
        "region and account, or load the state into this one"
    ]


def test_a_profile_of_another_domain_is_not_found_and_the_log_says_once_where_it_is(
    mock: MockHandle, caplog: pytest.LogCaptureFixture
) -> None:
    """As where it was loaded into one region, and the client made the domain in another."""
    ana = "a" * 32
    shop = {"DomainName": "shop", "DefaultExpirationDays": 30, "Profiles": [{"ProfileId": ana}]}
    mock.load({"Domains": [shop]}, region="eu-west-2")
    mock.load({"Domains": [{**shop, "DomainName": "store"}]})
    client = boto3.client("customer-profiles", region_name="us-east-1")
    client.create_domain(DomainName="shop", DefaultExpirationDays=30)
    for profile_id in (ana, ana, "b" * 32):
        with pytest.raises(ClientError) as raised:
            client.update_profile(DomainName="shop", ProfileId=profile_id, FirstName="Ana")
        assert raised.value.response["Error"] == {
            "Code": "ResourceNotFoundException",
            "Message": f"Profile {profile_id} is not found in domain shop",
        }
    assert [record.getMessage() for record in caplog.records] == [
        f"profile {ana} is not in domain shop in us-east-1 of account 123456789012, where this "
        "client looks, but there is one of that ProfileId in domain shop in eu-west-2, domain "
        "store in us-east-1"
    ]


def test_a_domain_that_is_nowhere_is_not_logged(
    mock: MockHandle, caplog: pytest.LogCaptureFixture
) -> None:
    mock.load(SHOP, region="eu-west-2")
    get("shops", "us-east-1")
    assert caplog.records == []


def test_after_a_reset_the_log_says_it_again(
    mock: MockHandle, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        mock.load(SHOP, region="eu-west-2")
        get("shop", "us-east-1")
        mock.reset()
    assert len(caplog.records) == 2


def test_the_handle_says_where_a_domain_is_and_which_there_are(mock: MockHandle) -> None:
    mock.load(SHOP, region="eu-west-2")
    with pytest.raises(ValueError, match="'shop' in us-east-1; there is one in eu-west-2$"):
        mock.run_identity_resolution("shop")
    mock.load({"Domains": [{"DomainName": "store", "DefaultExpirationDays": 1}]})
    with pytest.raises(ValueError, match="no domain 'stor' in us-east-1; there are store$"):
        mock.run_identity_resolution("stor")
