"""The AWS CLI against the server."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.clients.accounts import key_of_another_account
from tests.support import optional
from tests.support.controls import ControlsOnServer
from tests.support.documentation import clean_environment

URI = "arn:aws:appflow:us-east-1:1:flow/a//b c%2Fd"

SHOP: dict[str, Any] = {"DomainName": "shop", "DefaultExpirationDays": 30}

#: Runs ``aws customer-profiles`` with arguments, and settings for the environment.
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(server: str) -> Run:
    def run_aws(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **clean_environment(),
            "AWS_ENDPOINT_URL_CUSTOMER_PROFILES": server,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            **settings,
        }
        return subprocess.run(
            [optional.aws_cli(), "customer-profiles", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    return run_aws


@pytest.fixture
def aws(run: Run, handle: ControlsOnServer) -> Callable[..., Any]:
    """Runs a command that must succeed, and returns what it prints, parsed."""

    def run_well(*arguments: str, **settings: str) -> Any:
        done = run(*arguments, **settings)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout or "null")

    return run_well


def test_a_customer_is_found_by_an_object_that_was_put(aws: Any) -> None:
    in_shop = ("--domain-name", "shop")
    created = aws("create-domain", *in_shop, "--default-expiration-days", "30", "--tags", "of=me")
    assert (created["DomainName"], created["Tags"]) == ("shop", {"of": "me"})
    fields = {
        "id": {"Source": "_source.id"},
        "city": {"Source": "_source.city", "Target": "_profile.Address.City"},
    }
    keys = {"customerId": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]}
    customer = ("--object-type-name", "Customer")
    put = aws(
        "put-profile-object-type",
        *in_shop,
        *customer,
        *("--description", "customers", "--allow-profile-creation"),
        *("--fields", json.dumps(fields), "--keys", json.dumps(keys)),
    )
    assert (put["Fields"], put["Keys"]) == (fields, keys)
    aws("put-profile-object", *in_shop, *customer, "--object", '{"id": "C-1", "city": "Zürich"}')
    found = ("search-profiles", *in_shop, "--key-name", "customerId", "--values", "C-1")
    (item,) = aws(*found)["Items"]
    assert item["Address"] == {"City": "Zürich"}
    aws("update-profile", *in_shop, "--profile-id", item["ProfileId"], "--attributes", "tier=gold")
    assert aws(*found, "--query", "Items[].Attributes") == [{"tier": "gold"}]


def test_a_list_is_read_page_by_page_by_its_token(aws: Any, handle: ControlsOnServer) -> None:
    names = ["first", "second", "third"]
    handle.load({"version": 1, "Domains": [{**SHOP, "DomainName": name} for name in names]})
    pages = ("list-domains", "--max-results", "2", "--query", "[Items[].DomainName, NextToken]")
    first, token = aws(*pages)
    assert first == ["first", "second"]
    assert aws(*pages, "--next-token", token) == [["third"], None]


def test_the_cli_pages_by_itself(aws: Any, handle: ControlsOnServer) -> None:
    rules = {"Enabled": True, "MatchingRules": [{"Rule": ["EmailAddress"]}]}
    profiles = [{"EmailAddress": f"{letter}@example.com"} for letter in "aabbcc"]
    domain = {**SHOP, "RuleBasedMatching": rules, "Profiles": profiles}
    handle.load({"version": 1, "Domains": [domain]})
    matches = ("list-rule-based-matches", "--domain-name", "shop", "--page-size", "2")
    everything = aws(*matches)["MatchIds"]
    assert len(everything) == 3
    assert [call.parameters.get("MaxResults") for call in handle.calls] == [2, 2]
    first = aws(*matches, "--max-items", "1")
    assert first["MatchIds"] == everything[:1]
    rest = aws(*matches, "--starting-token", first["NextToken"])
    assert rest["MatchIds"] == everything[1:]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            "get-domain --domain-name shop",
            "(ResourceNotFoundException) when calling the GetDomain operation: "
            "DomainName shop is not found in account 123456789012",
        ),
        (
            "create-domain --domain-name ? --default-expiration-days 30",
            "(BadRequestException) when calling the CreateDomain operation: 1 validation error "
            "detected: Value '?' at 'domainName' failed to satisfy constraint: Member must "
            "satisfy regular expression pattern: ^[a-zA-Z0-9_-]+$",
        ),
    ],
    ids=["missing", "invalid"],
)
def test_an_error_is_told_by_its_code_and_message(
    run: Run, handle: ControlsOnServer, command: str, message: str
) -> None:
    done = run(*command.split())
    assert done.returncode == 255
    assert done.stdout == ""
    assert done.stderr.strip() == f"An error occurred {message}"


def test_the_cli_tries_again_when_it_is_throttled(aws: Any, handle: ControlsOnServer) -> None:
    handle.fail_next("ListDomains", "ThrottlingException")
    assert aws("list-domains")["Items"] == []
    assert [(call.attempt, call.error and call.error.code) for call in handle.calls] == [
        (1, "ThrottlingException"),
        (2, None),
    ]


def test_the_last_attempts_error_is_told(run: Run, handle: ControlsOnServer) -> None:
    handle.fail_next("ListDomains", "ThrottlingException", message="Slower")
    done = run("list-domains", AWS_MAX_ATTEMPTS="1")
    assert done.returncode == 255
    assert done.stderr.strip() == (
        "An error occurred (ThrottlingException) when calling the ListDomains operation "
        "(reached max retries: 0): Slower"
    )


def test_a_connection_that_is_closed_is_told(
    run: Run, handle: ControlsOnServer, server: str
) -> None:
    handle.fail_next("ListDomains", "ConnectionClosedError")
    done = run("list-domains", AWS_MAX_ATTEMPTS="1")
    assert done.returncode == 255
    assert done.stderr.strip() == (
        "Connection was closed before we received a valid response from endpoint URL: "
        f'"{server}/domains".'
    )


def test_arns_keep_their_slashes_blanks_and_percent_signs(
    aws: Any, handle: ControlsOnServer
) -> None:
    handle.load({"version": 1, "Domains": [SHOP]})
    integration = ("--domain-name", "shop", "--uri", URI)
    aws("put-integration", *integration, "--object-type-name", "Customer")
    assert aws("get-integration", *integration, "--query", "Uri") == URI
    arn = f"arn:aws:profile:us-east-1:123456789012:domains/shop/integrations/{URI}"
    aws("tag-resource", "--resource-arn", arn, "--tags", "the/team=a/b 50 %")
    listed = aws("list-tags-for-resource", "--resource-arn", arn)
    assert listed == {"tags": {"the/team": "a/b 50 %"}}


def test_regions_and_accounts_have_their_own_domains(
    aws: Any, handle: ControlsOnServer, server: str
) -> None:
    handle.load({"version": 1, "Domains": [SHOP]}, region="eu-west-2")
    names = ("list-domains", "--query", "Items[].DomainName")
    assert aws(*names, "--region", "eu-west-2") == ["shop"]
    assert aws(*names, AWS_DEFAULT_REGION="us-west-2") == []
    key = key_of_another_account(server)
    assert aws(*names, "--region", "eu-west-2", AWS_ACCESS_KEY_ID=key) == []


def test_times_are_read_as_times(aws: Any, handle: ControlsOnServer, tmp_path: Path) -> None:
    created = "2026-01-02T03:04:05Z"
    handle.load({"version": 1, "Domains": [{**SHOP, "CreatedAt": created}]})
    config = tmp_path / "config"
    config.write_text("[default]\ncli_timestamp_format = iso8601\n")
    domain = aws("get-domain", "--domain-name", "shop", AWS_CONFIG_FILE=str(config))
    assert domain["CreatedAt"] == "2026-01-02T03:04:05+00:00"
