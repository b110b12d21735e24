"""Short ways to run identity resolution jobs, and to look at what became of profiles."""

from __future__ import annotations

from typing import Any

from cprofiles_mock.testing.handle import MockHandle


def customers(client: Any, **matching: Any) -> None:
    client.create_domain(
        DomainName="customers", DefaultExpirationDays=100, Matching={"Enabled": True, **matching}
    )


def create(client: Any, **members: Any) -> str:
    created: str = client.create_profile(DomainName="customers", **members)["ProfileId"]
    return created


def update(client: Any, **matching: Any) -> None:
    client.update_domain(DomainName="customers", Matching=matching)


def jobs(client: Any) -> list[dict[str, Any]]:
    answer = client.list_identity_resolution_jobs(DomainName="customers")
    found: list[dict[str, Any]] = answer["IdentityResolutionJobsList"]
    return found


def job(client: Any, job_id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get_identity_resolution_job(DomainName="customers", JobId=job_id)
    return found


def run() -> str:
    return MockHandle().run_identity_resolution("customers")


def matches(client: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get_matches(DomainName="customers")["Matches"]
    return found


def ids(client: Any) -> set[str]:
    """The identifiers of all profiles that were made with an e-mail address at example.com."""
    found = client.search_profiles(
        DomainName="customers", KeyName="_email", Values=["ann@example.com"]
    )
    return {each["ProfileId"] for each in found["Items"]}


def merging(*criteria: list[str], **members: Any) -> dict[str, Any]:
    return {
        "Enabled": True,
        "Consolidation": {"MatchingAttributesList": list(criteria)},
        **members,
    }
