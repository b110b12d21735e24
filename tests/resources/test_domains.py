"""CreateDomain, GetDomain, UpdateDomain, DeleteDomain, ListDomains."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from freezegun import freeze_time

from tests.conftest import MakeClient
from tests.support.expectations import service_error

NOT_FOUND = "DomainName customers is not found in account 123456789012"


def without_metadata(response: dict[str, Any]) -> dict[str, Any]:
    """The response as the service gave it, without its times, which no test knows."""
    return {
        key: value
        for key, value in response.items()
        if key not in ("ResponseMetadata", "CreatedAt", "LastUpdatedAt")
    }


def names(client: Any) -> list[str]:
    return [item["DomainName"] for item in client.list_domains()["Items"]]


def test_a_new_domain_has_what_it_was_given(client: Any) -> None:
    created = client.create_domain(
        DomainName="customers",
        DefaultExpirationDays=366,
        DefaultEncryptionKey="arn:aws:kms:us-east-1:123456789012:key/1",
        DeadLetterQueueUrl="https://sqs.us-east-1.amazonaws.com/123456789012/dead",
        Tags={"team": "care"},
    )
    assert without_metadata(created) == {
        "DomainName": "customers",
        "DefaultExpirationDays": 366,
        "DefaultEncryptionKey": "arn:aws:kms:us-east-1:123456789012:key/1",
        "DeadLetterQueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/dead",
        "Tags": {"team": "care"},
    }
    assert created["CreatedAt"] == created["LastUpdatedAt"]


def test_a_domain_without_settings_answers_without_them(client: Any) -> None:
    created = client.create_domain(DomainName="customers", DefaultExpirationDays=1)
    assert without_metadata(created) == {
        "DomainName": "customers",
        "DefaultExpirationDays": 1,
        "Tags": {},
    }


def test_empty_settings_of_a_new_domain_are_none(client: Any) -> None:
    created = client.create_domain(
        DomainName="customers",
        DefaultExpirationDays=1,
        DefaultEncryptionKey="",
        DeadLetterQueueUrl="",
    )
    assert without_metadata(created) == {
        "DomainName": "customers",
        "DefaultExpirationDays": 1,
        "Tags": {},
    }


@pytest.mark.in_process
def test_a_domain_keeps_when_it_was_created_and_last_updated(client: Any) -> None:
    with freeze_time("2026-08-01 12:30:00.250"):
        client.create_domain(DomainName="customers", DefaultExpirationDays=366)
    with freeze_time("2026-08-02 01:00:00"):
        updated = client.update_domain(DomainName="customers", DefaultExpirationDays=1)
    got = client.get_domain(DomainName="customers")
    [listed] = client.list_domains()["Items"]
    for answer in (updated, got, listed):
        assert answer["CreatedAt"] == datetime(2026, 8, 1, 12, 30, 0, 250_000, timezone.utc)
        assert answer["LastUpdatedAt"] == datetime(2026, 8, 2, 1, tzinfo=timezone.utc)


def test_a_name_that_is_taken_is_refused(client: Any, domain: str) -> None:
    with service_error("BadRequestException", "Domain customers already exists"):
        client.create_domain(DomainName=domain, DefaultExpirationDays=1)
    assert client.get_domain(DomainName=domain)["DefaultExpirationDays"] == 366


def test_names_differ_by_case(client: Any, domain: str) -> None:
    client.create_domain(DomainName="Customers", DefaultExpirationDays=1)
    assert names(client) == ["customers", "Customers"]


def test_an_account_has_at_most_100_domains_in_a_region(
    client: Any, make_client: MakeClient
) -> None:
    for number in range(100):
        client.create_domain(DomainName=f"d{number}", DefaultExpirationDays=1)
    with service_error("BadRequestException", "The account has reached its limit of 100 domains"):
        client.create_domain(DomainName="one-more", DefaultExpirationDays=1)
    assert len(names(client)) == 100
    make_client("eu-west-2").create_domain(DomainName="elsewhere", DefaultExpirationDays=1)
    client.delete_domain(DomainName="d7")
    client.create_domain(DomainName="one-more", DefaultExpirationDays=1)


def test_get_domain_counts_profiles(client: Any, domain: str) -> None:
    assert client.get_domain(DomainName=domain)["Stats"] == {
        "ProfileCount": 0,
        "MeteringProfileCount": 0,
        "ObjectCount": 0,
        "TotalSize": 0,
    }
    ids = [client.create_profile(DomainName=domain)["ProfileId"] for _ in range(3)]
    client.delete_profile(DomainName=domain, ProfileId=ids[0])
    assert client.get_domain(DomainName=domain)["Stats"] == {
        "ProfileCount": 2,
        "MeteringProfileCount": 2,
        "ObjectCount": 0,
        "TotalSize": 0,
    }


def test_only_get_domain_has_stats(client: Any, domain: str) -> None:
    assert "Stats" not in client.update_domain(DomainName=domain)
    assert "Stats" not in client.list_domains()["Items"][0]


def test_an_update_keeps_what_it_does_not_name(client: Any) -> None:
    client.create_domain(
        DomainName="customers",
        DefaultExpirationDays=366,
        DefaultEncryptionKey="key",
        DeadLetterQueueUrl="queue",
        Matching={"Enabled": True},
        RuleBasedMatching={"Enabled": False},
        DataStore={"Enabled": True},
        Tags={"team": "care"},
    )
    kept = {
        "DomainName": "customers",
        "DefaultExpirationDays": 366,
        "DefaultEncryptionKey": "key",
        "DeadLetterQueueUrl": "queue",
        "Matching": {"Enabled": True},
        "DataStore": {"Enabled": True},
        "Tags": {"team": "care"},
    }
    assert without_metadata(client.update_domain(DomainName="customers")) == kept
    got = without_metadata(client.get_domain(DomainName="customers"))
    assert got.pop("Stats")["ProfileCount"] == 0
    assert got == kept


@pytest.mark.parametrize("member", ["Matching", "RuleBasedMatching"])
def test_matching_that_is_off_is_in_the_answer_to_what_switches_it_off_alone(
    client: Any, member: str
) -> None:
    off: Any = {member: {"Enabled": False}}
    created = client.create_domain(DomainName="customers", DefaultExpirationDays=1, **off)
    assert created[member] == {"Enabled": False}
    assert member not in client.get_domain(DomainName="customers")
    assert member not in client.update_domain(DomainName="customers")
    on: Any = {member: {"Enabled": True}}
    assert client.update_domain(DomainName="customers", **on)[member]["Enabled"] is True
    assert client.get_domain(DomainName="customers")[member]["Enabled"] is True
    assert client.update_domain(DomainName="customers", **off)[member] == {"Enabled": False}
    assert member not in client.get_domain(DomainName="customers")


@pytest.mark.parametrize("member", ["DefaultEncryptionKey", "DeadLetterQueueUrl"])
def test_an_update_with_an_empty_string_clears(client: Any, member: str) -> None:
    client.create_domain(
        DomainName="customers",
        DefaultExpirationDays=366,
        DefaultEncryptionKey="key",
        DeadLetterQueueUrl="queue",
    )
    updated = client.update_domain(DomainName="customers", **{member: ""})
    both = {"DefaultEncryptionKey": "key", "DeadLetterQueueUrl": "queue"}
    left = {name: value for name, value in both.items() if name != member}
    assert without_metadata(updated) == {
        "DomainName": "customers",
        "DefaultExpirationDays": 366,
        "Tags": {},
        **left,
    }
    assert member not in client.get_domain(DomainName="customers")


def test_an_update_changes_what_it_names(client: Any, domain: str) -> None:
    updated = client.update_domain(
        DomainName=domain,
        DefaultExpirationDays=30,
        DefaultEncryptionKey="key",
        DeadLetterQueueUrl="queue",
        DataStore={},
        Tags={"team": "sales"},
    )
    assert without_metadata(updated) == {
        "DomainName": "customers",
        "DefaultExpirationDays": 30,
        "DefaultEncryptionKey": "key",
        "DeadLetterQueueUrl": "queue",
        "DataStore": {"Enabled": False},
        "Tags": {"team": "sales"},
    }


def test_a_data_store_stays_on(client: Any) -> None:
    client.create_domain(
        DomainName="customers", DefaultExpirationDays=1, DataStore={"Enabled": True}
    )
    with service_error(
        "BadRequestException",
        "The data store of domain customers is enabled and cannot be disabled; leave "
        "DataStore out, or make another domain without it",
    ):
        client.update_domain(
            DomainName="customers", DefaultExpirationDays=2, DataStore={"Enabled": False}
        )
    for same in ({"Enabled": True}, {}):
        updated = client.update_domain(DomainName="customers", DataStore=same)
        assert updated["DataStore"] == {"Enabled": True}
    found = client.get_domain(DomainName="customers")
    assert (found["DefaultExpirationDays"], found["DataStore"]) == (1, {"Enabled": True})


def test_a_data_store_that_is_off_can_be_put_off_again(client: Any) -> None:
    client.create_domain(
        DomainName="customers", DefaultExpirationDays=1, DataStore={"Enabled": False}
    )
    updated = client.update_domain(DomainName="customers", DataStore={"Enabled": False})
    assert updated["DataStore"] == {"Enabled": False}


def test_a_refused_update_changes_nothing(loose_client: Any, domain: str) -> None:
    with service_error(
        "BadRequestException",
        "1 validation error detected: Value '0' at 'defaultExpirationDays' failed to satisfy "
        "constraint: Member must have value greater than or equal to 1",
    ):
        loose_client.update_domain(
            DomainName=domain, DefaultEncryptionKey="key", DefaultExpirationDays=0
        )
    got = loose_client.get_domain(DomainName=domain)
    assert got["DefaultExpirationDays"] == 366
    assert "DefaultEncryptionKey" not in got


def test_new_rules_of_an_existing_domain_are_pending(client: Any, domain: str) -> None:
    rules = {
        "Enabled": True,
        "MatchingRules": [{"Rule": ["EmailAddress", "LastName"]}],
        "MaxAllowedRuleLevelForMatching": 1,
        "AttributeTypesSelector": {
            "AttributeMatchingModel": "MANY_TO_MANY",
            "EmailAddress": ["EmailAddress"],
        },
    }
    updated = client.update_domain(DomainName=domain, RuleBasedMatching=rules)
    assert updated["RuleBasedMatching"] == {**rules, "Status": "PENDING"}


def test_a_change_to_recency_drops_the_source_name(client: Any, domain: str) -> None:
    def resolution(model: str) -> dict[str, str]:
        return {"ConflictResolvingModel": model, "SourceName": "crm"}

    for model, kept in (
        ("SOURCE", {"ConflictResolvingModel": "SOURCE", "SourceName": "crm"}),
        ("RECENCY", {"ConflictResolvingModel": "RECENCY"}),
    ):
        updated = client.update_domain(
            DomainName=domain,
            Matching={
                "Enabled": True,
                "AutoMerging": {"Enabled": True, "ConflictResolution": resolution(model)},
            },
            RuleBasedMatching={"Enabled": False, "ConflictResolution": resolution(model)},
        )
        assert updated["Matching"] == {
            "Enabled": True,
            "AutoMerging": {"Enabled": True, "ConflictResolution": kept},
        }
        assert updated["RuleBasedMatching"] == {"Enabled": False, "ConflictResolution": kept}


def test_merging_without_a_conflict_resolution_is_kept_as_it_is(client: Any, domain: str) -> None:
    matching = {"Enabled": True, "AutoMerging": {"Enabled": False}}
    assert client.update_domain(DomainName=domain, Matching=matching)["Matching"] == matching


def test_deleting_a_domain_deletes_all_that_is_in_it(client: Any, domain: str) -> None:
    profile_id = client.create_profile(DomainName=domain, AccountNumber="7")["ProfileId"]
    deleted = client.delete_domain(DomainName=domain)
    assert deleted["Message"] == "OK"
    client.create_domain(DomainName=domain, DefaultExpirationDays=1)
    assert client.get_domain(DomainName=domain)["Stats"]["ProfileCount"] == 0
    for key_name, value in (("_account", "7"), ("_profileId", profile_id)):
        found = client.search_profiles(DomainName=domain, KeyName=key_name, Values=[value])
        assert found["Items"] == []


def test_a_domain_can_be_deleted_once(client: Any, domain: str) -> None:
    client.delete_domain(DomainName=domain)
    with service_error("ResourceNotFoundException", NOT_FOUND):
        client.delete_domain(DomainName=domain)


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("get_domain", {}),
        ("update_domain", {"DefaultExpirationDays": 1}),
        ("delete_domain", {}),
        ("create_profile", {}),
        ("update_profile", {"ProfileId": "0" * 32}),
        ("delete_profile", {"ProfileId": "0" * 32}),
        ("batch_get_profile", {"ProfileIds": ["0" * 32]}),
        ("search_profiles", {"KeyName": "_phone", "Values": ["1"]}),
        ("add_profile_key", {"ProfileId": "0" * 32, "KeyName": "k", "Values": ["v"]}),
        ("delete_profile_key", {"ProfileId": "0" * 32, "KeyName": "k", "Values": ["v"]}),
    ],
)
def test_a_missing_domain_is_named_before_all_that_is_below_it(
    client: Any, operation: str, parameters: dict[str, Any]
) -> None:
    with service_error("ResourceNotFoundException", NOT_FOUND):
        getattr(client, operation)(DomainName="customers", **parameters)


def test_the_shape_of_a_request_is_checked_before_its_domain(loose_client: Any) -> None:
    with service_error(
        "BadRequestException",
        "1 validation error detected: Value null at 'profileId' failed to satisfy constraint: "
        "Member must not be null",
    ):
        loose_client.update_profile(DomainName="customers")


def test_domains_are_listed_by_their_creation(client: Any) -> None:
    for name in ("b", "a", "c"):
        client.create_domain(DomainName=name, DefaultExpirationDays=1, Tags={"name": name})
    answer = client.list_domains()
    assert [(item["DomainName"], item["Tags"]) for item in answer["Items"]] == [
        ("b", {"name": "b"}),
        ("a", {"name": "a"}),
        ("c", {"name": "c"}),
    ]
    assert "NextToken" not in answer


def test_no_domain_is_listed_where_there_is_none(client: Any) -> None:
    assert client.list_domains()["Items"] == []


def test_regions_do_not_see_each_other(client: Any, domain: str, make_client: MakeClient) -> None:
    london = make_client("eu-west-2")
    assert names(london) == []
    london.create_domain(DomainName=domain, DefaultExpirationDays=7)
    assert london.get_domain(DomainName=domain)["DefaultExpirationDays"] == 7
    assert client.get_domain(DomainName=domain)["DefaultExpirationDays"] == 366


def test_accounts_do_not_see_each_other(client: Any, domain: str, make_client: MakeClient) -> None:
    other = make_client()

    def as_other_account(request: Any, **_: Any) -> None:
        request.headers["x-moto-account-id"] = "210987654321"

    other.meta.events.register("before-sign.customer-profiles", as_other_account)
    with service_error(
        "ResourceNotFoundException",
        "DomainName customers is not found in account 210987654321",
    ):
        other.get_domain(DomainName=domain)
    other.create_domain(DomainName="theirs", DefaultExpirationDays=1)
    arn = "arn:aws:profile:us-east-1:210987654321:domains/theirs"
    other.tag_resource(resourceArn=arn, tags={"team": "care"})
    assert names(other) == ["theirs"]
    assert names(client) == ["customers"]


@pytest.mark.in_process
def test_the_environment_names_the_account(
    client: Any, domain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "210987654321")
    assert names(client) == []
    with service_error(
        "ResourceNotFoundException",
        "DomainName customers is not found in account 210987654321",
    ):
        client.get_domain(DomainName=domain)
    monkeypatch.delenv("MOTO_ACCOUNT_ID")
    assert names(client) == ["customers"]
