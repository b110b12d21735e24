"""When clients of aiobotocore are answered, and that nothing else of them changes."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from moto import mock_aws

from cprofiles_mock import mock_customerprofiles
from tests.aio.as_boto3 import on_a_loop
from tests.aio.test_clients import ONCE, create_domain, names
from tests.hosts.conftest import RequestLeft

pytestmark = [
    pytest.mark.in_process,
    pytest.mark.children_measured,
    pytest.mark.usefixtures("blocked_socket"),
]

KEYS = {"aws_access_key_id": "mine", "aws_secret_access_key": "mine"}


def python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )


@on_a_loop
async def test_a_client_that_exists_is_answered_while_the_mock_is_active_and_no_longer(
    connect: Any,
) -> None:
    async with connect(config=ONCE, **KEYS) as client:
        with pytest.raises(RequestLeft, match="profile.us-east-1.amazonaws.com"):
            await names(client)
        for _ in range(2):
            async with mock_customerprofiles():
                await create_domain(client)
                assert await names(client) == ["customers"]
            with pytest.raises(RequestLeft, match="profile.us-east-1.amazonaws.com"):
                await names(client)


@on_a_loop
async def test_a_client_without_credentials_is_lent_some(connect: Any) -> None:
    from botocore.exceptions import NoCredentialsError

    async with connect() as client:
        async with mock_customerprofiles():
            await create_domain(client)
            url = await client.generate_presigned_url("get_domain", {"DomainName": "customers"})
            assert "X-Amz-Credential=FOOBARKEY" in url
        with pytest.raises(NoCredentialsError):
            await names(client)


def test_a_client_of_boto3_beside_it_is_lent_its_own_kind() -> None:
    client = boto3.client("customer-profiles", region_name="us-east-1")
    with mock_customerprofiles() as mock:
        # Nothing is lent to a call that is not signed.
        mock.shortcuts = False
        assert client.list_domains()["Items"] == []


@on_a_loop
async def test_a_client_that_does_not_sign_is_answered(connect: Any) -> None:
    async with (
        mock_customerprofiles(),
        connect(config=Config(signature_version=UNSIGNED)) as client,
    ):
        await create_domain(client)
        assert await names(client) == ["customers"]


@on_a_loop
async def test_plain_mock_aws_covers_it_too(connect: Any) -> None:
    with mock_aws():
        async with connect() as client:
            await create_domain(client)
            assert await names(client) == ["customers"]


@on_a_loop
async def test_what_motos_passthrough_lets_through_goes_out(connect: Any) -> None:
    config: Any = {"core": {"passthrough": {"services": ["customer-profiles"]}}}
    async with mock_customerprofiles(config=config), connect(config=ONCE) as client:
        with pytest.raises(RequestLeft, match="profile.us-east-1.amazonaws.com"):
            await names(client)


@on_a_loop
async def test_an_explicit_endpoint_goes_where_it_points(connect: Any) -> None:
    address = {"endpoint_url": "http://mine.example", "config": ONCE}
    async with mock_customerprofiles(), connect(**address) as client:
        with pytest.raises(RequestLeft, match="mine.example"):
            await names(client)


@on_a_loop
async def test_an_endpoint_in_the_environment_is_ignored_while_active(
    connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://configured.example")
    async with mock_customerprofiles(), connect() as client:
        assert await names(client) == []


@on_a_loop
async def test_a_handler_of_ones_own_that_answers_later_does_not_win(connect: Any) -> None:
    """As for a client of boto3: moto's stubber comes first."""
    asked: list[str] = []

    def own(request: Any, **_: Any) -> None:
        asked.append(request.method)

    async with mock_customerprofiles() as mock, connect() as client:
        client.meta.events.register("before-send.customer-profiles", own)
        assert await names(client) == []
        assert asked == ["GET"]
        assert len(mock.calls) == 1


@on_a_loop
async def test_motos_other_services_are_as_they_are_without_this_package(connect: Any) -> None:
    """moto: 5.2.5 answers clients of aiobotocore with content that they cannot await."""
    from aiobotocore.session import get_session

    async with mock_customerprofiles(), get_session().create_client("s3", "us-east-1") as s3:
        with pytest.raises(TypeError, match="can't be used in 'await' expression"):
            await s3.list_buckets()


BEFORE = """
import asyncio, os, socket
os.environ.update(AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE=os.devnull)
class RequestLeft(BaseException):
    pass
def refuse(*arguments, **_):
    raise RequestLeft(arguments)
socket.getaddrinfo = socket.socket.connect = refuse

from aiobotocore.session import get_session

async def main():
    session, other = get_session(), get_session()
    async with session.create_client("customer-profiles", region_name="us-east-1") as client:
        IMPORT
        from cprofiles_mock import mock_customerprofiles
        async with mock_customerprofiles() as mock:
            await client.create_domain(DomainName="d", DefaultExpirationDays=30)
            async with other.create_client("customer-profiles", region_name="us-east-1") as late:
                print([item["DomainName"] for item in (await late.list_domains())["Items"]])
            print(len(mock.calls))
# In its debugging mode asyncio tells of what is slow.
asyncio.run(main(), debug=False)
"""


@pytest.mark.parametrize("imports", ["pass", "import moto.core.models"])
def test_clients_and_sessions_made_before_this_package_was_imported_are_mocked(
    imports: str,
) -> None:
    done = python(BEFORE.replace("IMPORT", imports))
    assert (done.stdout, done.stderr) == ("['d']\n2\n", "")


WITHOUT_CREDENTIALS = """
import asyncio, os, socket
os.environ.pop("AWS_EC2_METADATA_DISABLED", None)
os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)
class RequestLeft(BaseException):
    pass
def refuse(*arguments, **_):
    raise RequestLeft(arguments)
socket.getaddrinfo = socket.socket.connect = refuse

from aiobotocore.session import get_session
from cprofiles_mock import mock_customerprofiles

async def main():
    async with mock_customerprofiles():
        async with get_session().create_client("customer-profiles", "us-east-1") as client:
            print((await client.list_domains())["Items"])
# In its debugging mode asyncio tells of what is slow.
asyncio.run(main(), debug=False)
"""


def test_no_credentials_are_looked_for_in_the_instance_metadata_service() -> None:
    done = python(WITHOUT_CREDENTIALS)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_aiobotocore_may_be_imported_after_the_mock_began() -> None:
    done = python(
        "import asyncio, sys\n"
        "from cprofiles_mock import mock_customerprofiles\n"
        "async def main():\n"
        "    async with mock_customerprofiles():\n"
        "        assert 'aiobotocore' not in sys.modules\n"
        "        from aiobotocore.session import get_session\n"
        "        making = get_session().create_client('customer-profiles', 'us-east-1')\n"
        "        async with making as client:\n"
        "            print((await client.list_domains())['Items'])\n"
        "asyncio.run(main(), debug=False)\n"
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_program_that_uses_boto3_alone_does_not_import_aiobotocore() -> None:
    done = python(
        "import sys, boto3\n"
        "from cprofiles_mock import mock_customerprofiles\n"
        "with mock_customerprofiles():\n"
        "    client = boto3.client('customer-profiles', region_name='us-east-1')\n"
        "    client.list_domains()\n"
        "print([name for name in sys.modules if name.startswith('aiobotocore')])\n"
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
