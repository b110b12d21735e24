"""What an asynchronous client gets of the mock. The rest of the suite runs with them too."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from cprofiles_mock import UnknownKeyNameWarning, mock_customerprofiles
from tests.aio.as_boto3 import on_a_loop
from tests.support.ingesting import CUSTOMER

pytestmark = [pytest.mark.in_process, pytest.mark.usefixtures("blocked_socket")]

ONCE = Config(retries={"total_max_attempts": 1})


async def create_domain(client: Any, name: str = "customers", **members: Any) -> None:
    await client.create_domain(DomainName=name, DefaultExpirationDays=30, **members)


async def names(client: Any) -> list[str]:
    return [item["DomainName"] for item in (await client.list_domains())["Items"]]


# --- every form of activation -------------------------------------------------------------------


@on_a_loop
@mock_customerprofiles
async def test_a_coroutine_function_is_decorated(connect: Any) -> None:
    async with connect() as client:
        await create_domain(client)
        assert await names(client) == ["customers"]


@on_a_loop
async def test_async_with_gives_the_handle(connect: Any) -> None:
    async with mock_customerprofiles() as mock, connect() as client:
        await create_domain(client)
        assert [call.operation for call in mock.calls] == ["CreateDomain"]


def test_the_fixture_serves_programs_that_run_their_own_loop(
    connect: Any, customerprofiles_mock: Any
) -> None:
    async def program() -> list[str]:
        async with connect() as client:
            await create_domain(client)
            return await names(client)

    assert asyncio.run(program()) == ["customers"]


def test_it_sees_what_a_client_of_boto3_wrote(connect: Any, customerprofiles: Any) -> None:
    customerprofiles.create_domain(DomainName="shop", DefaultExpirationDays=30)

    async def program() -> list[str]:
        async with connect() as client:
            return await names(client)

    assert asyncio.run(program()) == ["shop"]


# --- errors, pages, retries ---------------------------------------------------------------------


@on_a_loop
@mock_customerprofiles
async def test_an_error_has_its_class_and_what_the_service_says(connect: Any) -> None:
    async with connect() as client:
        with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
            await client.get_domain(DomainName="nowhere")
    response = raised.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 404
    assert response["Error"] == {
        "Code": "ResourceNotFoundException",
        "Message": "DomainName nowhere is not found in account 123456789012",
    }


@on_a_loop
@mock_customerprofiles
async def test_a_paginator_goes_through_all_pages(connect: Any) -> None:
    rules = {"Enabled": True, "MatchingRules": [{"Rule": ["EmailAddress"]}]}
    async with connect() as client:
        await create_domain(client, RuleBasedMatching=rules)
        for address in ("ann@example.com", "bob@example.com", "cat@example.com"):
            for _ in range(2):
                await client.create_profile(DomainName="customers", EmailAddress=address)
        paginator = client.get_paginator("list_rule_based_matches")
        pages = [
            len(page["MatchIds"])
            async for page in paginator.paginate(
                DomainName="customers", PaginationConfig={"PageSize": 2}
            )
        ]
        whole = await paginator.paginate(DomainName="customers").build_full_result()
    assert pages == [2, 1]
    assert len(whole["MatchIds"]) == 3


@on_a_loop
async def test_a_throttled_call_is_tried_again_and_the_journal_has_both_attempts(
    connect: Any,
) -> None:
    async with mock_customerprofiles() as mock, connect() as client:
        mock.fail_next("ListDomains", "ThrottlingException")
        answer = await client.list_domains()
        assert answer["ResponseMetadata"]["RetryAttempts"] == 1
        assert repr(mock.calls) == (
            "2 calls:\n"
            "  1. ListDomains() in us-east-1 -> ThrottlingException\n"
            "  2. ListDomains() in us-east-1 (attempt 2) -> ok"
        )


@pytest.mark.parametrize(
    "kind",
    ["EndpointConnectionError", "ConnectTimeoutError", "ConnectionClosedError", "ReadTimeoutError"],
)
@on_a_loop
async def test_a_connection_fails_as_botocore_names_it(connect: Any, kind: str) -> None:
    from botocore import exceptions

    async with mock_customerprofiles() as mock, connect(config=ONCE) as client:
        mock.fail_next("ListDomains", kind)
        with pytest.raises(getattr(exceptions, kind)) as raised:
            await client.list_domains()
        assert type(raised.value).__name__ == kind
        assert await names(client) == []


@on_a_loop
@mock_customerprofiles
async def test_a_region_that_the_service_is_not_offered_in_fails_as_for_boto3(
    connect: Any,
) -> None:
    from botocore.exceptions import UnknownRegionError

    async with connect("eu-south-1") as client:
        with pytest.raises(UnknownRegionError, match="is not offered at"):
            await client.list_domains()


# --- the handle ---------------------------------------------------------------------------------


@on_a_loop
async def test_state_is_dumped_reset_and_loaded(connect: Any, tmp_path: Path) -> None:
    async with mock_customerprofiles() as mock, connect() as client:
        await create_domain(client)
        await client.create_profile(DomainName="customers", PhoneNumber="555")
        mock.dump(tmp_path / "state.json")
        mock.reset()
        assert await names(client) == []
        mock.load(tmp_path / "state.json")
        answer = await client.search_profiles(
            DomainName="customers", KeyName="_phone", Values=["555"]
        )
        assert [item["PhoneNumber"] for item in answer["Items"]] == ["555"]


@on_a_loop
async def test_a_new_profile_lags(connect: Any) -> None:
    phone = {"DomainName": "customers", "KeyName": "_phone", "Values": ["555"]}
    async with mock_customerprofiles() as mock, connect() as client:
        await create_domain(client)
        mock.lag(reads=1)
        await client.create_profile(DomainName="customers", PhoneNumber="555")
        assert (await client.search_profiles(**phone))["Items"] == []
        assert len((await client.search_profiles(**phone))["Items"]) == 1


@on_a_loop
async def test_a_warning_stands_at_the_callers_own_line(connect: Any) -> None:
    frame = inspect.currentframe()
    assert frame is not None
    async with mock_customerprofiles(), connect() as client:
        await create_domain(client)
        line = frame.f_lineno + 2
        with pytest.warns(UnknownKeyNameWarning) as warned:
            await client.search_profiles(DomainName="customers", KeyName="QQQQ", Values=["x"])
    assert [(warning.filename, warning.lineno) for warning in warned] == [(__file__, line)]


# --- many at once -------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning")
@on_a_loop
async def test_a_hundred_objects_with_one_key_that_are_put_at_once_make_one_profile(
    connect: Any,
) -> None:
    async with mock_customerprofiles() as mock, connect() as client:
        await create_domain(client)
        await client.put_profile_object_type(
            DomainName="customers", ObjectTypeName="Customer", Description="theirs", **CUSTOMER
        )
        await asyncio.gather(
            *(
                client.put_profile_object(
                    DomainName="customers",
                    ObjectTypeName="Customer",
                    Object=f'{{"id": "C-1", "email": "ann{number}@example.com"}}',
                )
                for number in range(100)
            )
        )
        stats = (await client.get_domain(DomainName="customers"))["Stats"]
        assert stats["ProfileCount"] == 1
        assert len(mock.calls.filter("PutProfileObject")) == 100


@on_a_loop
async def test_clients_in_regions_of_their_own_do_not_see_each_other(connect: Any) -> None:
    async with mock_customerprofiles(), connect() as east, connect("us-west-2") as west:
        await asyncio.gather(create_domain(east, "east"), create_domain(west, "west"))
        assert await names(east) == ["east"]
        assert await names(west) == ["west"]
        with pytest.raises(ClientError, match="DomainName east is not found"):
            await west.get_domain(DomainName="east")
