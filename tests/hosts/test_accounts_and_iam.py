"""Regions, accounts and IAM: moto's rules, for this service too."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError, UnknownRegionError
from moto.core import set_initial_no_auth_action_count

from cprofiles_mock import RegionNotOffered, mock_customerprofiles
from tests.support.expectations import service_error

pytestmark = [pytest.mark.in_process, pytest.mark.usefixtures("blocked_socket")]

OFFERED = (
    "af-south-1, ap-northeast-1, ap-northeast-2, ap-southeast-1, ap-southeast-2, ca-central-1, "
    "eu-central-1, eu-west-2, us-east-1, us-west-2"
)


def new_client(region: str = "us-east-1", **arguments: Any) -> Any:
    return boto3.client("customer-profiles", region_name=region, **arguments)


def create_domain(client: Any, name: str = "d") -> None:
    client.create_domain(DomainName=name, DefaultExpirationDays=30)


def names(client: Any) -> list[str]:
    return [item["DomainName"] for item in client.list_domains()["Items"]]


# --- regions ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
@mock_customerprofiles
def test_a_region_without_the_service_fails_at_once(mode: Any) -> None:
    attempts: list[str] = []
    client = new_client("eu-west-3", config=Config(retries={"mode": mode, "max_attempts": 5}))
    client.meta.events.register_first(
        "before-send", lambda request, **_: attempts.append(request.url)
    )
    with pytest.raises(RegionNotOffered) as raised:
        names(client)
    assert isinstance(raised.value, UnknownRegionError)
    assert str(raised.value) == (
        "Unknown region: 'eu-west-3'. Amazon Connect Customer Profiles is not offered at "
        f"profile.eu-west-3.amazonaws.com; it is offered in {OFFERED}"
    )
    assert len(attempts) == 1


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1", "us-iso-east-1"])
@mock_customerprofiles
def test_a_region_of_another_partition_fails_too(region: str) -> None:
    with pytest.raises(RegionNotOffered, match=f"Unknown region: '{region}'"):
        names(new_client(region))


@mock_customerprofiles
def test_over_requests_it_is_a_bad_request() -> None:
    response = requests.get("https://profile.eu-west-3.amazonaws.com/domains", timeout=5)
    assert response.status_code == 400
    assert response.json() == {
        "Message": "Amazon Connect Customer Profiles is not offered at "
        f"profile.eu-west-3.amazonaws.com; it is offered in {OFFERED}"
    }


@mock_customerprofiles
def test_a_region_in_the_signature_alone_is_a_bad_request_too() -> None:
    """As on the server, where a request names its region nowhere else."""
    from cprofiles_mock.hosts.wsgi import answer_wsgi

    status, _, body = answer_wsgi(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/domains",
            "HTTP_AUTHORIZATION": "AWS4-HMAC-SHA256 Credential=a/20261123/eu-west-3/profile/"
            "aws4_request, SignedHeaders=host, Signature=0",
        },
        b"",
    )
    assert status == 400
    assert json.loads(body) == {
        "Message": "Amazon Connect Customer Profiles is not offered at eu-west-3; "
        f"it is offered in {OFFERED}"
    }


@mock_customerprofiles
def test_motos_setting_for_unknown_regions_allows_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    for region in ("eu-west-3", "cn-north-1"):
        client = new_client(region)
        create_domain(client)
        assert names(client) == ["d"]


@mock_customerprofiles
def test_regions_do_not_see_each_other() -> None:
    create_domain(new_client("eu-west-2"))
    assert names(new_client("us-east-1")) == []
    assert names(new_client("eu-west-2")) == ["d"]


# --- accounts -----------------------------------------------------------------------------------


@mock_customerprofiles
def test_the_account_is_motos_unless_the_environment_names_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    create_domain(new_client())
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "111111111111")
    assert names(new_client()) == []
    with service_error(
        "ResourceNotFoundException", "DomainName d is not found in account 111111111111"
    ):
        new_client().get_domain(DomainName="d")


@mock_customerprofiles
def test_a_header_names_the_account() -> None:
    client = new_client()

    def add_header(request: Any, **_: Any) -> None:
        request.headers["x-moto-account-id"] = "222222222222"

    client.meta.events.register("before-send", add_header)
    client.meta.events.register_first("before-send", add_header)
    create_domain(client)
    assert names(client) == ["d"]
    assert names(new_client()) == []


@mock_customerprofiles
def test_an_assumed_role_names_the_account() -> None:
    sts = boto3.client("sts", region_name="us-east-1")
    credentials = sts.assume_role(
        RoleArn="arn:aws:iam::333333333333:role/loader", RoleSessionName="session"
    )["Credentials"]
    client = new_client(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )
    create_domain(client)
    with mock_customerprofiles() as mock:
        assert list(mock.backend(account_id="333333333333").domains) == ["d"]
    assert names(new_client()) == []


# --- IAM ----------------------------------------------------------------------------------------


def user_with(*statements: dict[str, Any]) -> dict[str, str]:
    """Credentials of a new user with these policy statements."""
    iam = boto3.client("iam", region_name="us-east-1")
    iam.create_user(UserName="user")
    iam.put_user_policy(
        UserName="user",
        PolicyName="policy",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}),
    )
    key = iam.create_access_key(UserName="user")["AccessKey"]
    return {
        "aws_access_key_id": key["AccessKeyId"],
        "aws_secret_access_key": key["SecretAccessKey"],
    }


ALLOW_ALL = {"Effect": "Allow", "Action": "profile:*", "Resource": "*"}
DENIED = (
    "User: arn:aws:iam::123456789012:user/user is not authorized to perform: profile:CreateProfile"
)


# moto counts the requests that come before enforcement: the three of `user_with`.
@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_what_a_policy_allows_is_done() -> None:
    client = new_client(**user_with(ALLOW_ALL))
    create_domain(client)
    profile_id = client.create_profile(DomainName="d")["ProfileId"]
    found = client.search_profiles(DomainName="d", KeyName="_profileId", Values=[profile_id])
    assert len(found["Items"]) == 1


@mock_customerprofiles
@set_initial_no_auth_action_count(1)
def test_the_first_requests_that_moto_lets_through_need_no_policy() -> None:
    client = new_client()
    client.list_domains()
    with service_error(
        "AccessDeniedException", "The security token included in the request is invalid."
    ):
        client.list_domains()


@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_what_no_policy_allows_is_denied() -> None:
    client = new_client(
        **user_with({"Effect": "Allow", "Action": "profile:CreateDomain", "Resource": "*"})
    )
    create_domain(client)
    with service_error("AccessDeniedException", DENIED):
        client.create_profile(DomainName="d")


@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_a_policy_may_name_resources_by_arn() -> None:
    domain_arn = "arn:aws:profile:us-east-1:123456789012:domains/d"
    client = new_client(
        **user_with(
            {"Effect": "Allow", "Action": "profile:*", "Resource": [domain_arn]},
            {
                "Effect": "Allow",
                "Action": "profile:GetProfileObjectType",
                "Resource": f"{domain_arn}/object-types/mine",
            },
        )
    )
    create_domain(client)
    client.tag_resource(resourceArn=domain_arn, tags={"a": "b"})
    for call, denied in (
        (lambda: create_domain(client, "other"), "profile:CreateDomain"),
        (lambda: names(client), "profile:ListDomains"),
        (
            lambda: client.get_profile_object_type(DomainName="d", ObjectTypeName="yours"),
            "profile:GetProfileObjectType",
        ),
    ):
        with service_error(
            "AccessDeniedException",
            f"User: arn:aws:iam::123456789012:user/user is not authorized to perform: {denied}",
        ):
            call()
    with service_error(
        "ResourceNotFoundException",
        "Profile object type mine is not found in domain d; PutProfileObjectType makes one",
    ):
        client.get_profile_object_type(DomainName="d", ObjectTypeName="mine")


@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_a_resource_whose_family_is_still_to_come_has_its_arn_already() -> None:
    domain_arn = "arn:aws:profile:us-east-1:123456789012:domains/d"
    allowed = [domain_arn, f"{domain_arn}/event-streams/mine"]
    client = new_client(
        **user_with({"Effect": "Allow", "Action": "profile:*", "Resource": allowed})
    )
    create_domain(client)
    denied = (
        "User: arn:aws:iam::123456789012:user/user is not authorized to perform: "
        "profile:GetEventStream"
    )
    with service_error("AccessDeniedException", denied):
        client.get_event_stream(DomainName="d", EventStreamName="yours")
    with pytest.raises(ClientError) as raised:
        client.get_event_stream(DomainName="d", EventStreamName="mine")
    assert raised.value.response["Error"]["Code"] != "AccessDeniedException"


@mock_customerprofiles
@set_initial_no_auth_action_count(0)
def test_unknown_credentials_are_denied() -> None:
    with service_error(
        "AccessDeniedException", "The security token included in the request is invalid."
    ):
        names(new_client())


@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_a_wrong_secret_is_denied() -> None:
    credentials = user_with(ALLOW_ALL)
    credentials["aws_secret_access_key"] = "wrong"
    with service_error(
        "AccessDeniedException",
        "The request signature we calculated does not match the signature you provided. Check "
        "your AWS Secret Access Key and signing method. Consult the service documentation for "
        "details.",
    ):
        names(new_client(**credentials))


@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_of_a_presigned_url_the_policies_are_checked() -> None:
    client = new_client(
        **user_with({"Effect": "Allow", "Action": "profile:ListDomains", "Resource": "*"})
    )
    allowed = client.generate_presigned_url("list_domains")
    assert requests.get(allowed, timeout=5).status_code == 200
    denied = client.generate_presigned_url("get_domain", Params={"DomainName": "d"})
    response = requests.get(denied, timeout=5)
    assert response.status_code == 403
    assert response.headers["x-amzn-ErrorType"] == "AccessDeniedException"


@mock_customerprofiles
@set_initial_no_auth_action_count(2)
def test_a_presigned_url_of_an_assumed_role_works_too() -> None:
    """The count covers CreateRole and AssumeRole."""
    iam = boto3.client("iam", region_name="us-east-1")
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]
    sts = boto3.client("sts", region_name="us-east-1")
    given = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="session")["Credentials"]
    client = new_client(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )
    response = requests.get(client.generate_presigned_url("list_domains"), timeout=5)
    assert response.status_code == 403
    assert "assumed-role/r/session is not authorized" in response.json()["Message"]


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        (None, "The request is not signed"),
        ("Basic nonsense", "The request is not signed"),
        ("AWS4-HMAC-SHA256 Credential=a/b", "The request is not signed"),
        (
            "AWS4-HMAC-SHA256 Credential=a/20261123/us-east-1/profile/aws4_request, "
            "SignedHeaders=host, Signature=0",
            "The signature has no X-Amz-Date",
        ),
    ],
)
@mock_customerprofiles
@set_initial_no_auth_action_count(0)
def test_a_request_without_a_whole_signature_is_denied(
    authorization: str | None, message: str
) -> None:
    response = requests.get(
        "https://profile.us-east-1.amazonaws.com/domains",
        headers={"Authorization": authorization},
        timeout=5,
    )
    assert response.status_code == 403
    assert response.json() == {"Message": message}


@mock_customerprofiles
@set_initial_no_auth_action_count(3)
def test_headers_in_small_letters_are_a_signature_too() -> None:
    credentials = user_with(ALLOW_ALL)
    url = "https://profile.us-east-1.amazonaws.com/domains"
    request = AWSRequest("GET", url)
    keys = Credentials(credentials["aws_access_key_id"], credentials["aws_secret_access_key"])
    SigV4Auth(keys, "profile", "us-east-1").add_auth(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    assert requests.get(url, headers=headers, timeout=5).json()["Items"] == []
