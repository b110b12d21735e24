"""TagResource, UntagResource, ListTagsForResource."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import MakeClient
from tests.support.expectations import service_error

ARN = "arn:aws:profile:us-east-1:123456789012:domains/customers"


def tags_of(client: Any, arn: str = ARN) -> dict[str, str]:
    tags: dict[str, str] = client.list_tags_for_resource(resourceArn=arn)["tags"]
    return tags


def test_a_domain_without_tags_has_an_empty_map_of_them(client: Any, domain: str) -> None:
    assert tags_of(client) == {}


def test_tags_of_a_new_domain_are_listed(client: Any) -> None:
    client.create_domain(
        DomainName="customers", DefaultExpirationDays=1, Tags={"team": "care", "stage": "test"}
    )
    assert tags_of(client) == {"team": "care", "stage": "test"}


def test_tagging_adds_and_replaces_key_by_key(client: Any, domain: str) -> None:
    client.tag_resource(resourceArn=ARN, tags={"team": "care", "stage": "test"})
    client.tag_resource(resourceArn=ARN, tags={"team": "sales", "cost-center": ""})
    expected = {"team": "sales", "stage": "test", "cost-center": ""}
    assert tags_of(client) == expected
    assert client.get_domain(DomainName=domain)["Tags"] == expected


def test_untagging_takes_out_the_keys_that_are_there(client: Any, domain: str) -> None:
    client.tag_resource(resourceArn=ARN, tags={"a": "1", "b": "2", "c": "3"})
    client.untag_resource(resourceArn=ARN, tagKeys=["a", "c", "never-there"])
    assert tags_of(client) == {"b": "2"}


def test_a_resource_has_at_most_50_tags(client: Any, domain: str) -> None:
    tags = {f"k{number}": "v" for number in range(50)}
    client.tag_resource(resourceArn=ARN, tags=tags)
    with service_error(
        "BadRequestException", "A resource can have at most 50 tags; remove some first"
    ):
        client.tag_resource(resourceArn=ARN, tags={"k0": "changed", "one-more": "v"})
    assert tags_of(client) == tags
    client.tag_resource(resourceArn=ARN, tags={"k0": "changed"})
    assert tags_of(client)["k0"] == "changed"


def test_a_request_has_at_most_50_tags(loose_client: Any, domain: str) -> None:
    tags = {f"k{number}": "v" for number in range(51)}
    shown = ", ".join(f"k{number}=v" for number in range(51))
    with service_error(
        "BadRequestException",
        f"1 validation error detected: Value '{{{shown}}}' at 'tags' failed to satisfy "
        "constraint: Member must have length less than or equal to 50",
    ):
        loose_client.tag_resource(resourceArn=ARN, tags=tags)
    assert tags_of(loose_client) == {}


def test_a_tag_key_may_not_begin_with_aws(client: Any, domain: str) -> None:
    with service_error(
        "BadRequestException",
        "1 validation error detected: Value '{aws:team=care}' at 'tags' failed to satisfy "
        "constraint: Map keys must satisfy constraint: [Member must have length less than or "
        "equal to 128, Member must have length greater than or equal to 1, Member must satisfy "
        "regular expression pattern: ^(?!aws:)[a-zA-Z+-=._:/]+$]",
    ):
        client.tag_resource(resourceArn=ARN, tags={"aws:team": "care"})


ANY_CALL: list[Callable[[Any, str], Any]] = [
    lambda client, arn: client.tag_resource(resourceArn=arn, tags={"team": "care"}),
    lambda client, arn: client.untag_resource(resourceArn=arn, tagKeys=["team"]),
    lambda client, arn: client.list_tags_for_resource(resourceArn=arn),
]


@pytest.mark.parametrize("call", ANY_CALL, ids=["tag", "untag", "list"])
@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:profile:us-east-1:123456789012:domains/other",
        "arn:aws:profile:eu-west-2:123456789012:domains/customers",
        "arn:aws:profile:us-east-1:210987654321:domains/customers",
        "arn:aws:profile:us-east-1:123456789012:domains/customers/object-types/CTR",
        "arn:aws:profile:us-east-1:123456789012:domains/customers/",
        "arn:aws:profile:us-east-1:123456789012:domains/customers/integrations",
        "arn:aws:profile:us-east-1:123456789012:domains/customers/integrations/",
        "arn:aws:profile:us-east-1:123456789012:domains/customers/layouts/main",
        "arn:aws:profile:us-east-1:123456789012:domains/customers-2",
        "arn:aws:profile:eu-west-2:123456789012:domains/customers/integrations/there",
        "arn:aws:profile:us-east-1:123456789012:domains/customers"
        "/integrations/arn:aws:s3:::bucket//a b/100%",
    ],
)
def test_a_resource_that_is_not_there_is_named_as_it_was_given(
    client: Any, domain: str, call: Callable[[Any, str], Any], arn: str
) -> None:
    client.put_integration(DomainName=domain, Uri="there", ObjectTypeName="order")
    with service_error("ResourceNotFoundException", f"Resource {arn} is not found"):
        call(client, arn)


@pytest.mark.parametrize("call", ANY_CALL, ids=["tag", "untag", "list"])
@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:profile:us-east-1:123456789012",
        "arn:aws:profile:us-east-1:123456789012:customers",
        "arn:aws:profiles",
    ],
)
def test_what_is_no_arn_of_the_service_is_refused(
    client: Any, call: Callable[[Any, str], Any], arn: str
) -> None:
    with service_error(
        "BadRequestException",
        f"{arn} is not the ARN of a Customer Profiles resource"
        "; that of a domain is "
        "arn:aws:profile:REGION:ACCOUNT:domains/NAME",
    ):
        call(client, arn)


def test_tags_go_with_their_domain(client: Any, domain: str) -> None:
    client.tag_resource(resourceArn=ARN, tags={"team": "care"})
    client.delete_domain(DomainName=domain)
    with service_error("ResourceNotFoundException", f"Resource {ARN} is not found"):
        tags_of(client)
    client.create_domain(DomainName=domain, DefaultExpirationDays=1)
    assert tags_of(client) == {}


def test_each_region_has_arns_of_its_own(make_client: MakeClient) -> None:
    london = make_client("eu-west-2")
    london.create_domain(DomainName="customers", DefaultExpirationDays=1, Tags={"city": "london"})
    arn = "arn:aws:profile:eu-west-2:123456789012:domains/customers"
    assert tags_of(london, arn) == {"city": "london"}


URIS = [
    "arn:aws:s3:::b//a %",
    "arn:aws:s3:::b//a%20%2F/",
    "/",
    "Zoë & 山?x=1#y",
    "arn:aws:appflow:us-east-1:123456789012:flow/orders",
]


@pytest.mark.parametrize("uri", URIS)
def test_an_integration_is_tagged_by_its_uri_as_it_is(client: Any, domain: str, uri: str) -> None:
    client.put_integration(
        DomainName=domain, Uri=uri, ObjectTypeName="order", Tags={"team": "care"}
    )
    client.put_integration(
        DomainName=domain, Uri=f"{uri}/", ObjectTypeName="order", Tags={"team": "other"}
    )
    arn = f"{ARN}/integrations/{uri}"
    assert tags_of(client, arn) == {"team": "care"}
    client.tag_resource(resourceArn=arn, tags={"stage": "test", "size": "1"})
    client.untag_resource(resourceArn=arn, tagKeys=["team", "size"])
    assert tags_of(client, arn) == {"stage": "test"}
    assert client.get_integration(DomainName=domain, Uri=uri)["Tags"] == {"stage": "test"}
    client.delete_integration(DomainName=domain, Uri=uri)
    with service_error("ResourceNotFoundException", f"Resource {arn} is not found"):
        tags_of(client, arn)
    assert tags_of(client, f"{arn}/") == {"team": "other"}


def test_an_integration_and_its_domain_have_tags_of_their_own(client: Any, domain: str) -> None:
    client.put_integration(
        DomainName=domain, Uri="a", ObjectTypeName="order", Tags={"team": "care"}
    )
    client.tag_resource(resourceArn=ARN, tags={"team": "sales"})
    assert tags_of(client) == {"team": "sales"}
    assert tags_of(client, f"{ARN}/integrations/a") == {"team": "care"}
