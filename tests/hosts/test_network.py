"""No request for the service reaches the network while the mock is active."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import botocore.session
import pytest
import requests
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.loaders import Loader
from moto import mock_aws

from cprofiles_mock import mock_customerprofiles
from cprofiles_mock.hosts.botocore import configured_region
from cprofiles_mock.protocol import endpoints
from tests.hosts.conftest import RequestLeft

pytestmark = [pytest.mark.in_process, pytest.mark.usefixtures("blocked_socket")]

CREDENTIALS = Credentials("testing", "testing")


def create_domain(client: Any, name: str = "d") -> None:
    client.create_domain(DomainName=name, DefaultExpirationDays=30)


def names(client: Any) -> list[str]:
    return [item["DomainName"] for item in client.list_domains()["Items"]]


def signed(method: str, url: str, body: str = "", auth: Any = SigV4Auth) -> Any:
    """A request that is signed by hand, as a program without boto3 would send it."""
    request = AWSRequest(method, url, data=body, headers={"Content-Type": "application/json"})
    auth(CREDENTIALS, "profile", "us-east-1").add_auth(request)
    return request.prepare()


# --- hosts --------------------------------------------------------------------------------------


def test_clients_of_every_make_behave_alike() -> None:
    with mock_customerprofiles():
        create_domain(boto3.client("customer-profiles", region_name="us-east-1"), "a")
        for client in (
            boto3.client("customer-profiles", region_name="us-east-1"),
            boto3.Session().client("customer-profiles", region_name="us-east-1"),
            botocore.session.Session().create_client("customer-profiles", "us-east-1"),
        ):
            assert names(client) == ["a"]
            with pytest.raises(ClientError, match="Domain a already exists"):
                create_domain(client, "a")


@pytest.mark.parametrize(
    "settings",
    [
        {"use_fips_endpoint": True},
        {"use_dualstack_endpoint": True},
        {"use_fips_endpoint": True, "use_dualstack_endpoint": True},
        {"retries": {"mode": "standard"}},
        {"inject_host_prefix": False, "user_agent_extra": "mine"},
    ],
)
@mock_customerprofiles
def test_the_service_answers_at_every_variant_of_its_endpoint(settings: dict[str, Any]) -> None:
    client = boto3.client("customer-profiles", region_name="us-west-2", config=Config(**settings))
    create_domain(client)
    assert names(client) == ["d"]


@pytest.mark.parametrize(
    "endpoint_url",
    [
        "https://vpce-0a1b2c3d-4e5f.profile.us-east-1.vpce.amazonaws.com",
        "https://vpce-0a1b2c3d-4e5f-us-east-1a.profile.us-east-1.vpce.amazonaws.com",
        "https://vpce-0a1b2c3d-4e5f.profile-fips.us-east-1.vpce.amazonaws.com",
        "https://profile.us-east-1.amazonaws.com:443",
        "http://PROFILE.us-east-1.amazonaws.com",
        "https://profile-fips.us-east-1.api.aws",
    ],
)
@mock_customerprofiles
def test_an_explicit_endpoint_of_the_service_is_the_service(endpoint_url: str) -> None:
    client = boto3.client("customer-profiles", region_name="us-east-1", endpoint_url=endpoint_url)
    create_domain(client)
    assert names(boto3.client("customer-profiles", region_name="us-east-1")) == ["d"]


def _suffixes() -> list[str]:
    outputs = [p["outputs"] for p in Loader().load_data("partitions")["partitions"]]
    return sorted({o["dnsSuffix"] for o in outputs} | {o["dualStackDnsSuffix"] for o in outputs})


@pytest.mark.parametrize("suffix", _suffixes())
@pytest.mark.parametrize("name", ["profile", "profile-fips", "vpce-1-2.profile"])
@mock_customerprofiles
def test_no_suffix_of_any_partition_gets_out(name: str, suffix: str) -> None:
    """Over `requests` a host of another partition is a BadRequestException."""
    vpce = "vpce." if name.startswith("vpce") else ""
    url = f"https://{name}.us-east-1.{vpce}{suffix}/domains"
    response = requests.get(url, timeout=5)
    if suffix in ("amazonaws.com", "api.aws"):
        assert response.json() == {"Items": [], "NextToken": None}
    else:
        assert response.status_code == 400
        assert response.headers["x-amzn-ErrorType"] == "BadRequestException"
        assert response.json()["Message"].startswith(
            f"Amazon Connect Customer Profiles is not offered at {url.split(chr(47))[2]}; it is "
        )


@mock_customerprofiles
@pytest.mark.parametrize(
    ("rest", "path", "query"),
    [
        ("", "/", ""),
        ("?a=/b", "/", "a=/b"),
        ("/domains", "/domains", ""),
        ("/domains/a//b/?c=d?e", "/domains/a//b/", "c=d?e"),
        ("/tags/arn%3Aaws%2Fx?tagKeys=%2F", "/tags/arn%3Aaws%2Fx", "tagKeys=%2F"),
    ],
)
def test_a_url_leads_where_it_says_encoded_as_it_came(rest: str, path: str, query: str) -> None:
    netloc = "profile.eu-west-2.amazonaws.com:443"
    target = endpoints.target(f"https://{netloc}{rest}")
    assert target is not None
    assert (target.netloc, target.path, target.query) == (netloc, path, query)
    assert target.endpoint.region == "eu-west-2"
    assert endpoints.target(f"https://s3.eu-west-2.amazonaws.com{rest}") is None


def test_a_host_that_only_looks_like_the_service_is_left_to_moto() -> None:
    from moto.core.models import botocore_stubber

    for host in ("profile.amazonaws.com", "x.profile.us-east-1.amazonaws.com", "profile.example"):
        request = AWSRequest("GET", f"https://{host}/domains").prepare()
        answer = botocore_stubber("before-send", request)
        assert answer is None or answer.status_code == 404


# --- configured endpoints -----------------------------------------------------------------------


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_CUSTOMER_PROFILES"])
def test_an_endpoint_in_the_environment_is_ignored_while_active(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "http://configured.example")
    before = boto3.client(
        "customer-profiles",
        region_name="us-east-1",
        aws_access_key_id="mine",
        aws_secret_access_key="mine",
    )
    with mock_customerprofiles():
        create_domain(before)
        assert names(boto3.client("customer-profiles", region_name="us-east-1")) == ["d"]
        url = before.generate_presigned_url("get_domain", Params={"DomainName": "d"})
        assert url.startswith("https://profile.us-east-1.amazonaws.com/domains/d?")
    with pytest.raises(RequestLeft, match="configured.example"):
        names(before)


@mock_aws
def test_it_is_ignored_under_plain_mock_aws_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://other.example")
    create_domain(boto3.client("customer-profiles", region_name="us-east-1"))


def test_an_endpoint_in_the_configuration_file_is_ignored_while_active(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[default]\nendpoint_url = http://default.example\n"
        "[profile local]\nservices = local\n"
        "[services local]\ncustomer_profiles =\n    endpoint_url = http://service.example\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    with mock_customerprofiles():
        create_domain(boto3.client("customer-profiles", region_name="us-east-1"))
        local = boto3.Session(profile_name="local")
        client = local.client(
            "customer-profiles",
            region_name="us-east-1",
            aws_access_key_id="mine",
            aws_secret_access_key="mine",
        )
        assert names(client) == ["d"]


def test_what_is_configured_when_a_client_is_made_is_ignored_by_it_from_then_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text("[default]\nendpoint_url = http://first.example\n")
    with mock_customerprofiles():
        for name, value in (
            ("AWS_ENDPOINT_URL", "http://late.example"),
            ("AWS_CONFIG_FILE", str(config)),
        ):
            with monkeypatch.context() as patched:
                patched.setenv(name, value)
                client = boto3.Session().client("customer-profiles", region_name="us-east-1")
                assert client.meta.endpoint_url.endswith(".example")
            assert names(client) == []


def test_a_configuration_file_that_changes_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    with mock_customerprofiles():
        for number in range(2):
            config.write_text(f"[default]\nendpoint_url = http://x{number}.changing.example\n")
            assert names(boto3.Session().client("customer-profiles", "us-east-1")) == []


@pytest.mark.parametrize(
    "text",
    [
        "[default",
        "[services x]\ncustomer_profiles = foo\n",
        "[default]\nregion = us-east-1\n[profile x]\nendpoint_url =\n  a = b\n",
    ],
)
def test_what_is_wrong_in_a_configuration_file_concerns_those_alone_who_use_it(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    with mock_customerprofiles():
        assert configured_region() in (None, "us-east-1")


@mock_customerprofiles
def test_an_explicit_endpoint_goes_where_it_points() -> None:
    client = boto3.client(
        "customer-profiles",
        region_name="us-east-1",
        endpoint_url="http://mine.example",
        config=Config(retries={"total_max_attempts": 1}),
    )
    with pytest.raises(RequestLeft, match="mine.example"):
        names(client)


# --- `requests`, presigned URLs, requests signed by hand -----------------------------------------


@mock_customerprofiles
def test_a_presigned_url_works_where_all_input_is_in_path_and_query() -> None:
    client = boto3.client("customer-profiles", region_name="us-east-1")
    create_domain(client)
    url = client.generate_presigned_url("get_domain", Params={"DomainName": "d"})
    assert requests.get(url, timeout=5).json()["DomainName"] == "d"
    url = client.generate_presigned_url("list_domains", Params={"MaxResults": 1})
    assert len(requests.get(url, timeout=5).json()["Items"]) == 1


@mock_customerprofiles
def test_a_presigned_search_lacks_its_body_and_is_a_bad_request() -> None:
    """botocore moves the body of a presigned request into its query."""
    client = boto3.client("customer-profiles", region_name="us-east-1")
    create_domain(client)
    url = client.generate_presigned_url(
        "search_profiles", Params={"DomainName": "d", "KeyName": "_email", "Values": ["a"]}
    )
    response = requests.post(url, timeout=5)
    assert response.status_code == 400
    assert response.json() == {
        "Message": "2 validation errors detected: "
        "Value null at 'keyName' failed to satisfy constraint: Member must not be null; "
        "Value null at 'values' failed to satisfy constraint: Member must not be null"
    }


@pytest.mark.parametrize("auth", [SigV4Auth, SigV4QueryAuth])
@pytest.mark.parametrize(
    "kind", [str, str.encode, io.StringIO, lambda text: io.BytesIO(text.encode())]
)
@mock_customerprofiles
def test_a_request_that_is_signed_by_hand_is_answered(kind: Any, auth: Any) -> None:
    """Whatever its body is."""
    url = "https://profile.us-east-1.amazonaws.com/domains/d"
    body = json.dumps({"DefaultExpirationDays": 7})
    create = signed("POST", url, body)
    headers = dict(create.headers)
    response = requests.post(create.url, data=kind(body), headers=headers, timeout=5)
    assert response.json()["DefaultExpirationDays"] == 7
    read = signed("GET", url, auth=auth)
    assert requests.get(read.url, headers=dict(read.headers), timeout=5).status_code == 200


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        ({}, ""),
        ({"Authorization": "Basic nonsense"}, ""),
        ({"Authorization": "AWS4-HMAC-SHA256 Credential=nonsense"}, ""),
        ({}, "?X-Amz-Credential=nonsense"),
        ({}, "?X-Amz-Credential="),
        ({}, "?not-X-Amz-Credential=a/20260801/us-east-1/profile/aws4_request"),
    ],
)
@pytest.mark.parametrize("iam", ["not imported", "being imported", "imported"])
@mock_customerprofiles
def test_a_request_without_a_readable_signature_is_answered_as_moto_does(
    headers: dict[str, str], query: str, iam: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the default account; the region is the host's."""
    if iam == "imported":
        import_module("moto.iam.models")
    elif iam == "being imported":
        # By another thread, whose first call of another service it is.
        monkeypatch.setitem(sys.modules, "moto.iam.models", ModuleType("moto.iam.models"))
    else:
        monkeypatch.delitem(sys.modules, "moto.iam.models", raising=False)
    url = f"https://profile.eu-west-2.amazonaws.com/domains{query}"
    create_domain(boto3.client("customer-profiles", region_name="eu-west-2"))
    (item,) = requests.get(url, headers=headers, timeout=5).json()["Items"]
    assert item["DomainName"] == "d"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "LOCK", "get"])
@mock_customerprofiles
def test_a_method_that_moto_does_not_know_does_not_get_out(method: str) -> None:
    request = requests.Request("GET", "https://profile.us-east-1.amazonaws.com/domains").prepare()
    request.method = method
    response = requests.Session().send(request, timeout=5)
    assert response.status_code == 400
    assert response.json() == {
        "Message": f"Method {method} is not allowed on /domains; allowed: GET"
    }


# --- moto's own rules ---------------------------------------------------------------------------


def test_what_moto_is_told_to_let_through_is_let_through() -> None:
    for passthrough in (
        {"services": ["customer-profiles"]},
        {"urls": ["https://profile.us-east-1.amazonaws.com.*"]},
    ):
        config: Any = {"core": {"passthrough": passthrough, "mock_credentials": True}}
        with mock_customerprofiles(config=config):
            client = boto3.client(
                "customer-profiles",
                region_name="us-east-1",
                config=Config(retries={"total_max_attempts": 1}),
            )
            with pytest.raises(RequestLeft, match="profile.us-east-1"):
                names(client)
            with pytest.raises(RequestLeft, match="profile.us-east-1"):
                requests.request(
                    "TRACE", "https://profile.us-east-1.amazonaws.com/domains", timeout=5
                )


def test_a_whitelist_without_the_service_refuses_it() -> None:
    config: Any = {"core": {"service_whitelist": ["s3"]}}
    with mock_customerprofiles(config=config):
        client = boto3.client("customer-profiles", region_name="us-east-1")
        with pytest.raises(Exception, match="customer-profiles"):
            names(client)


def test_the_recorder_records_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from moto.moto_api import recorder

    recording = tmp_path / "recording"
    monkeypatch.setattr(recorder, "_location", str(recording))
    with mock_customerprofiles():
        client = boto3.client("customer-profiles", region_name="us-east-1")
        recorder.start_recording()
        try:
            create_domain(client)
        finally:
            recorder.stop_recording()
        names(client)
    (line,) = recording.read_text().splitlines()
    entry = json.loads(line)
    assert entry["method"] == "POST"
    assert entry["url"] == "https://profile.us-east-1.amazonaws.com/domains/d"


@mock_aws
def test_other_services_work_beside_it() -> None:
    create_domain(boto3.client("customer-profiles", region_name="us-east-1"))
    sqs = boto3.client("sqs", region_name="us-east-1")
    assert "QueueUrl" in sqs.create_queue(QueueName="q")
    connect = boto3.client("connect", region_name="us-east-1")
    with pytest.raises(ClientError):
        connect.describe_instance(InstanceId="11111111-1111-1111-1111-111111111111")


# --- what was made before -----------------------------------------------------------------------

BEFORE = """
import socket
class RequestLeft(BaseException):
    pass
def refuse(*arguments, **_):
    raise RequestLeft(arguments)
socket.getaddrinfo = socket.socket.connect = refuse

import boto3, botocore.session, requests
keys = {"aws_access_key_id": "mine", "aws_secret_access_key": "mine"}
clients = [
    boto3.client("customer-profiles", region_name="us-east-1", **each) for each in (keys, {})
]
session = boto3.Session()
bare = botocore.session.Session()

IMPORT
with activation():
    for name, client in zip("ab", clients):
        client.create_domain(DomainName=name, DefaultExpirationDays=30)
        url = client.generate_presigned_url("get_domain", Params={"DomainName": name})
        assert "X-Amz-Credential=" in url
        assert requests.get(url).json()["DomainName"] == name
    for other in (
        session.client("customer-profiles", region_name="us-east-1"),
        bare.create_client("customer-profiles", region_name="us-east-1"),
    ):
        assert [item["DomainName"] for item in other.list_domains()["Items"]] == ["a", "b"]
for client in clients:
    try:
        client.list_domains()
    except BaseException as error:
        print(type(error).__name__, str(error)[:29])
"""

IMPORTS = {
    "an error of this package first": "from cprofiles_mock import RegionNotOffered\n"
    "from cprofiles_mock import mock_customerprofiles as activation",
    "this package first": "from cprofiles_mock import mock_customerprofiles as activation",
    "moto first": "from moto import mock_aws\n"
    "from cprofiles_mock import mock_customerprofiles as activation",
    "plain mock_aws": "import cprofiles_mock; cprofiles_mock.register()\n"
    "from moto import mock_aws as activation",
    "registered inside mock_aws": "from moto import mock_aws\nmock_aws().start()\n"
    "import cprofiles_mock; cprofiles_mock.register()\nfrom moto import mock_aws as activation",
}


@pytest.mark.parametrize(
    "imports",
    [
        pytest.param(each, marks=[pytest.mark.children_measured] if "inside" in each else [])
        for each in IMPORTS
    ],
)
def test_clients_and_sessions_made_before_moto_was_imported_are_mocked(
    imports: str,
) -> None:
    """A lambda makes its client at import. One without credentials is lent fake ones."""
    program = BEFORE.replace("IMPORT", IMPORTS[imports])
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    if imports == "registered inside mock_aws":
        assert done.stdout == ""
    else:
        assert done.stdout == (
            "RequestLeft ('profile.us-east-1.amazonaws\n"
            "NoCredentialsError Unable to locate credentials\n"
        )


@pytest.mark.parametrize("name", ["RegionNotOffered", "MockCustomerProfiles", "register"])
def test_a_client_made_after_any_name_of_this_package_was_imported_is_mocked(name: str) -> None:
    program = f"""
from cprofiles_mock import {name}
import boto3
client = boto3.client("customer-profiles", region_name="us-east-1")
import cprofiles_mock
cprofiles_mock.register()
from moto import mock_aws
with mock_aws():
    print(client.list_domains()["Items"])
"""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**environment, "AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


BETWEEN = """
import moto.core.models
import boto3
credentials = {"aws_access_key_id": "mine", "aws_secret_access_key": "mine"}
client = boto3.client("customer-profiles", region_name="us-east-1", **credentials)
session = boto3.Session(**credentials)

from cprofiles_mock import mock_customerprofiles
with mock_customerprofiles() as mock:
    client.create_domain(DomainName="d", DefaultExpirationDays=30)
    session.client("customer-profiles", region_name="us-east-1").create_domain(
        DomainName="e", DefaultExpirationDays=30
    )
    print(*(f"{call.operation} {call.error}" for call in mock.calls), sep=", ")
"""


def test_a_client_made_between_motos_import_and_ours_has_each_request_answered_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BETWEEN], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("CreateDomain None, CreateDomain None\n", "")
