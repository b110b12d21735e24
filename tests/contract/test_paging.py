"""Every paged operation that has a handler leads through all of its items, once each."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from cprofiles_mock.testing.handle import MockHandle
from tests.contract.families import EXAMPLES, Example
from tests.contract.shapes import HANDLED, call, input_of
from tests.support.ingesting import ORDER, define, keyed, profile_id, put

PAGED_WITH_HANDLER = [name for name in HANDLED if "NextToken" in input_of(name).members]


def _five_domains(client: Any) -> tuple[dict[str, Any], list[str]]:
    names = ["e", "d", "c", "b", "a"]
    for name in names:
        client.create_domain(DomainName=name, DefaultExpirationDays=1)
    return {}, names


def _five_profiles(client: Any) -> tuple[dict[str, Any], list[str]]:
    client.create_domain(DomainName="d", DefaultExpirationDays=1)
    found = [
        client.create_profile(DomainName="d", EmailAddress="ann@example.com")["ProfileId"]
        for _ in range(5)
    ]
    request = {"DomainName": "d", "KeyName": "_email", "Values": ["ann@example.com"]}
    return request, found


def _one_uri_in_five_domains(client: Any) -> tuple[dict[str, Any], list[str]]:
    names = ["e", "d", "c", "b", "a"]
    for name in names:
        client.create_domain(DomainName=name, DefaultExpirationDays=1)
    # In another order than the domains: theirs is the one that counts.
    for name in sorted(names):
        client.put_integration(DomainName=name, Uri="arn:aws:s3:::aaa", ObjectTypeName="order")
        client.put_integration(DomainName=name, Uri="arn:aws:s3:::bbb", ObjectTypeName="order")
    return {"Uri": "arn:aws:s3:::aaa"}, names


def _five_history_records(client: Any) -> tuple[dict[str, Any], list[str]]:
    client.create_domain(DomainName="d", DefaultExpirationDays=1)
    owner = client.create_profile(DomainName="d")["ProfileId"]
    request = {"DomainName": "d", "ProfileId": owner}
    for name in ("a", "b"):
        client.add_profile_key(**request, KeyName=name, Values=["1"])
    for _ in range(2):
        client.update_profile(**request, FirstName="Ann")
    actions = ["CREATED", "ADDED_PROFILE_KEY", "ADDED_PROFILE_KEY", "UPDATED", "UPDATED"]
    return request, actions


def _five_jobs(client: Any) -> tuple[dict[str, Any], list[str]]:
    client.create_domain(DomainName="d", DefaultExpirationDays=1, Matching={"Enabled": True})
    return {"DomainName": "d"}, [MockHandle().run_identity_resolution("d") for _ in range(5)]


def _five_matches(client: Any) -> tuple[dict[str, Any], list[str]]:
    client.create_domain(DomainName="d", DefaultExpirationDays=1, Matching={"Enabled": True})
    for number in range(10):
        email = f"{'abcde'[number % 5] * 9}@example.com"
        client.create_profile(DomainName="d", EmailAddress=email)
    MockHandle().run_identity_resolution("d")
    request = {"DomainName": "d"}
    found = [match["MatchId"] for match in client.get_matches(**request)["Matches"]]
    assert len(found) == 5
    return request, found


def _five_similar_profiles(client: Any) -> tuple[dict[str, Any], list[str]]:
    client.create_domain(DomainName="d", DefaultExpirationDays=1, Matching={"Enabled": True})
    owners = [
        client.create_profile(DomainName="d", EmailAddress="ann@example.com")["ProfileId"]
        for _ in range(5)
    ]
    MockHandle().run_identity_resolution("d")
    request = {"MatchType": "ML_BASED_MATCHING", "SearchKey": "profileId", "SearchValue": owners[2]}
    return {"DomainName": "d", **request}, owners


def _five_groups_by_rules(client: Any) -> tuple[dict[str, Any], list[str]]:
    client.create_domain(
        DomainName="d", DefaultExpirationDays=1, RuleBasedMatching={"Enabled": True}
    )
    found = []
    for number in range(10):
        owner = client.create_profile(DomainName="d", AccountNumber=str(number // 2))["ProfileId"]
        if number % 2:
            answer = client.get_similar_profiles(
                DomainName="d",
                MatchType="RULE_BASED_MATCHING",
                SearchKey="profileId",
                SearchValue=owner,
            )
            found.append(answer["MatchId"])
    return {"DomainName": "d"}, found


def _all_templates(client: Any) -> tuple[dict[str, Any], list[str]]:
    """Nobody makes templates: the listing in one page is what shorter pages must add up to."""
    page = client.list_profile_object_type_templates(MaxResults=100)
    names = [item["TemplateId"] for item in page["Items"]]
    assert len(names) == 42
    assert "NextToken" not in page
    return {}, names


def _all_recipes(client: Any) -> tuple[dict[str, Any], list[str]]:
    """Nobody makes recipes, and there are fewer than fit on the shortest page."""
    names = [
        "recommended-for-you",
        "similar-items",
        "frequently-paired-items",
        "popular-items",
        "trending-now",
        "personalized-ranking",
    ]
    return {}, names


def _five_object_types(client: Any) -> tuple[dict[str, Any], list[str]]:
    """What was put alone: no template implies one that is listed."""
    names = ["B", "CTR", "A", "Zendesk-users", "C"]
    client.create_domain(DomainName="customers", DefaultExpirationDays=1)
    for name in names:
        define(client, name, ORDER)
    return {"DomainName": "customers"}, names


def _five_objects(client: Any) -> tuple[dict[str, Any], list[str]]:
    client.create_domain(DomainName="customers", DefaultExpirationDays=1)
    define(client, "T", keyed(a="PROFILE", b="UNIQUE"))
    keys = [put(client, "T", a="1", b=name) for name in "edcba"]
    owner = profile_id(client, "a", "1")
    return {"DomainName": "customers", "ProfileId": owner, "ObjectTypeName": "T"}, keys


def _five_of(example: Example) -> Callable[[Any], tuple[dict[str, Any], list[str]]]:
    """Five resources of a family, made by its example."""

    def make(client: Any) -> tuple[dict[str, Any], list[str]]:
        client.create_domain(DomainName="d", DefaultExpirationDays=1, **example.domain)
        numbers = (5, 4, 3, 2, 1) if example.most > 1 else (5,)
        here = {"DomainName": "d"}
        keys = [
            example.key_of(each, call(client, example.create, {**here, **example.members(each)}))
            for each in numbers
        ]
        return here, keys

    return make


def _defaults_and_five(client: Any) -> tuple[dict[str, Any], list[str]]:
    """The service's own definitions, as one page has them, and five of a caller's."""
    request, made = _five_of(EXAMPLES["CalculatedAttributes"])(client)
    page = client.list_calculated_attribute_definitions(**request)
    names = [item["CalculatedAttributeName"] for item in page["Items"]]
    assert names[32:] == made
    assert "NextToken" not in page
    return request, names


def _calculated_attributes_of_a_profile(client: Any) -> tuple[dict[str, Any], list[str]]:
    request, names = _defaults_and_five(client)
    owner = client.create_profile(DomainName="d")["ProfileId"]
    return {**request, "ProfileId": owner}, names


def _five_attributes(client: Any) -> tuple[dict[str, Any], list[str]]:
    """Five attributes, the latest first."""
    client.create_domain(DomainName="customers", DefaultExpirationDays=1)
    define(client, "T", keyed(a="PROFILE UNIQUE"))
    for number, name in enumerate("fedc"):
        put(client, "T", {"a": "1", name: number})
        time.sleep(0.002)
    put(client, "T", {"a": "1", "b": 1})
    return {"DomainName": "customers", "ObjectTypeName": "T"}, ["a", "b", "c", "d", "e", "f"]


def _five_steps(client: Any) -> tuple[dict[str, Any], list[str]]:
    """The steps of a workflow with five batches."""
    client.create_domain(DomainName="d", DefaultExpirationDays=1)
    members = EXAMPLES["Workflows"].members(1)
    flow = members["IntegrationConfig"]["AppflowIntegration"]
    members["IntegrationConfig"] = {"AppflowIntegration": {**flow, "Batches": flow["Batches"] * 5}}
    made = client.create_integration_workflow(DomainName="d", **members)
    names = [f"leads-1-{number}" for number in range(1, 6)]
    return {"DomainName": "d", "WorkflowId": made["WorkflowId"]}, names


def _five_values(client: Any) -> tuple[dict[str, Any], list[str]]:
    """Five values, the latest first."""
    client.create_domain(DomainName="customers", DefaultExpirationDays=1)
    define(client, "T", keyed(a="PROFILE UNIQUE"))
    for name in "edcba":
        put(client, "T", a=name)
        time.sleep(0.002)
    request = {"DomainName": "customers", "ObjectTypeName": "T", "AttributeName": "a"}
    return request, ["a", "b", "c", "d", "e"]


def _events_of_five_members(client: Any) -> tuple[dict[str, Any], list[str]]:
    """The latest comes first."""
    client.create_domain(DomainName="customers", DefaultExpirationDays=30)
    segment = {"DomainName": "customers", "SegmentDefinitionName": "everybody"}
    client.create_segment_definition(**segment, DisplayName="Everybody", SegmentGroups={})
    client.associate_stream_for_segments(
        DomainName="customers",
        DestinationArn="arn:aws:kinesis:us-east-1:123456789012:stream/changes",
        DestinationRoleArn="arn:aws:iam:us-east-1:123456789012:role/segments",
    )
    client.put_segment_subscription(**segment)
    ids = [client.create_profile(DomainName="customers")["ProfileId"] for _ in range(5)]
    return segment, ids[::-1]


#: Of each operation: what makes five items and the request that lists them, where its answer
#: holds them, and what tells them apart. An operation that is missing here fails its test.
LISTINGS: dict[str, tuple[Callable[[Any], tuple[dict[str, Any], list[str]]], str, str]] = {
    "GetMatches": (_five_matches, "Matches", "MatchId"),
    "GetSimilarProfiles": (_five_similar_profiles, "ProfileIds", ""),
    "GetWorkflowSteps": (_five_steps, "Items", "AppflowIntegration.FlowName"),
    "ListAccountIntegrations": (_one_uri_in_five_domains, "Items", "DomainName"),
    "ListCalculatedAttributeDefinitions": (
        _defaults_and_five,
        "Items",
        "CalculatedAttributeName",
    ),
    "ListCalculatedAttributesForProfile": (
        _calculated_attributes_of_a_profile,
        "Items",
        "CalculatedAttributeName",
    ),
    "ListSegmentSubscriptionEvents": (_events_of_five_members, "Events", "ProfileId"),
    "ListDomains": (_five_domains, "Items", "DomainName"),
    "ListIdentityResolutionJobs": (_five_jobs, "IdentityResolutionJobsList", "JobId"),
    "ListProfileHistoryRecords": (
        _five_history_records,
        "ProfileHistoryRecords",
        "ActionType",
    ),
    "ListProfileObjectTypes": (_five_object_types, "Items", "ObjectTypeName"),
    "ListObjectTypeAttributes": (_five_attributes, "Items", "AttributeName"),
    "ListObjectTypeAttributeValues": (_five_values, "Items", "Value"),
    "ListProfileObjects": (_five_objects, "Items", "ProfileObjectUniqueKey"),
    "ListProfileObjectTypeTemplates": (_all_templates, "Items", "TemplateId"),
    "ListRecommenderRecipes": (_all_recipes, "RecommenderRecipes", "name"),
    "ListRuleBasedMatches": (_five_groups_by_rules, "MatchIds", ""),
    "SearchProfiles": (_five_profiles, "Items", "ProfileId"),
}

# A family whose list has nothing of its own to show is listed by its example.
for _example in EXAMPLES.values():
    LISTINGS.setdefault(_example.list, (_five_of(_example), _example.items, _example.key))


def _at(item: Any, identifier: str) -> Any:
    """The part of an item that tells it apart; the whole item if it has no members."""
    for name in filter(None, identifier.split(".")):
        item = item[name]
    return item


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("name", PAGED_WITH_HANDLER)
def test_pages_lead_through_all_items_in_the_order_of_their_creation(
    client: Any, name: str, size: int
) -> None:
    make, member, identifier = LISTINGS[name]
    request, expected = make(client)
    size = max(size, input_of(name).members["MaxResults"].metadata.get("min", 1))
    listed = []
    token: dict[str, str] = {}
    while True:
        page = call(client, name, {**request, **token, "MaxResults": size})
        listed.append([_at(item, identifier) for item in page[member]])
        if not page.get("NextToken"):
            break
        token = {"NextToken": page["NextToken"]}
    assert listed == [expected[start : start + size] for start in range(0, len(expected), size)]
