"""Policies with conditions on tags, through moto's IAM."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from moto.core import set_initial_no_auth_action_count

from cprofiles_mock import mock_customerprofiles
from tests.hosts.test_accounts_and_iam import ALLOW_ALL, new_client, user_with
from tests.support.expectations import service_error

pytestmark = pytest.mark.in_process

ARN = "arn:aws:profile:us-east-1:123456789012:domains/d"


def allowed_if(**condition: Any) -> dict[str, Any]:
    """A statement that allows everything if its condition holds."""
    return {**ALLOW_ALL, "Condition": condition}


def denied_if(**condition: Any) -> dict[str, Any]:
    """A statement that denies everything if its condition holds."""
    return {**ALLOW_ALL, "Effect": "Deny", "Condition": condition}


def denied(operation: str) -> Any:
    return service_error(
        "AccessDeniedException",
        "User: arn:aws:iam::123456789012:user/user is not authorized to perform: "
        f"profile:{operation}",
    )


def create(client: Any, name: str = "d", **tags: str) -> None:
    given = {"Tags": tags} if tags else {}
    client.create_domain(DomainName=name, DefaultExpirationDays=9, **given)


# moto counts the requests that come before enforcement: the three of `user_with`.
@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_a_policy_may_require_a_tag_of_what_is_created() -> None:
    client = new_client(**user_with(allowed_if(StringEquals={"aws:RequestTag/team": "crm"})))
    create(client, team="crm")
    for tags in ({}, {"team": "web"}, {"other": "crm"}):
        with denied("CreateDomain"):
            create(client, "other", **tags)


@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_a_policy_may_look_at_the_tags_of_the_resource() -> None:
    client = new_client(
        **user_with(ALLOW_ALL, denied_if(StringEquals={"aws:ResourceTag/stage": "live"}))
    )
    create(client, stage="test")
    client.update_domain(DomainName="d", DefaultExpirationDays=8)
    client.tag_resource(resourceArn=ARN, tags={"stage": "live"})
    with denied("UpdateDomain"):
        client.update_domain(DomainName="d", DefaultExpirationDays=7)
    # What is below a domain and has no tags of its own is the domain's.
    with denied("CreateProfile"):
        client.create_profile(DomainName="d")
    with denied("UntagResource"):
        client.untag_resource(resourceArn=ARN, tagKeys=["stage"])


@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_an_object_type_has_tags_of_its_own() -> None:
    client = new_client(
        **user_with(ALLOW_ALL, denied_if(StringLike={"aws:ResourceTag/owner": "A*"}))
    )
    create(client)
    for name, owner in (("Mine", "Bob"), ("Yours", "Ann")):
        client.put_profile_object_type(
            DomainName="d",
            ObjectTypeName=name,
            Description="x",
            TemplateId="CTR",
            Tags={"owner": owner},
        )
    client.delete_profile_object_type(DomainName="d", ObjectTypeName="Mine")
    with denied("DeleteProfileObjectType"):
        client.delete_profile_object_type(DomainName="d", ObjectTypeName="Yours")


@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_a_policy_may_limit_the_keys_of_tags() -> None:
    only = {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "stage"]}}
    client = new_client(**user_with({**ALLOW_ALL, "Condition": only}))
    create(client, team="crm")
    client.tag_resource(resourceArn=ARN, tags={"stage": "live"})
    with denied("TagResource"):
        client.tag_resource(resourceArn=ARN, tags={"stage": "live", "cost": "1"})
    with denied("UntagResource"):
        client.untag_resource(resourceArn=ARN, tagKeys=["team", "cost"])
    client.untag_resource(resourceArn=ARN, tagKeys=["team"])
    assert client.list_tags_for_resource(resourceArn=ARN)["tags"] == {"stage": "live"}


@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_a_condition_on_what_is_not_there_neither_allows_nor_denies() -> None:
    secure = {"Bool": {"aws:SecureTransport": "false"}}
    client = new_client(**user_with(ALLOW_ALL, denied_if(**secure)))
    create(client)
    assert client.get_domain(DomainName="d")["DomainName"] == "d"


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"Tags": 1}', '{"Tags": {"team": 1}}', "[" * 9999]
)
@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_a_body_that_is_none_has_no_tags(body: str) -> None:
    credentials = user_with(allowed_if(StringEquals={"aws:RequestTag/team": "crm"}))
    url = new_client(**credentials).generate_presigned_url(
        "create_domain", Params={"DomainName": "d", "DefaultExpirationDays": 1}
    )
    response = requests.post(url, data=body, timeout=5)
    assert response.status_code == 403
    assert response.headers["x-amzn-ErrorType"] == "AccessDeniedException"
