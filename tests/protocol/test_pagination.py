"""Pages and the tokens that lead from one to the next."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel, StructureShape

from cprofiles_mock.protocol.pagination import paging_of
from tests.conftest import MakeClient
from tests.contract.recording import Items, record
from tests.contract.shapes import call, full, operation
from tests.support.expectations import service_error

INVALID = (
    "BadRequestException",
    "The NextToken is not valid for this listing; send that of "
    "the answer before, with the other parameters as they "
    "were, or none to begin anew",
)


@pytest.fixture
def domains(client: Any) -> list[str]:
    """Five domains, in the order of their creation."""
    names = ["c", "a", "e", "b", "d"]
    for name in names:
        client.create_domain(DomainName=name, DefaultExpirationDays=1)
    return names


def page(client: Any, **request: Any) -> tuple[list[str], str | None]:
    answer = client.list_domains(**request)
    return [item["DomainName"] for item in answer["Items"]], answer.get("NextToken")


def first_token(client: Any) -> str:
    token = client.list_domains(MaxResults=2)["NextToken"]
    assert isinstance(token, str)
    return token


def test_a_page_leads_to_the_next(client: Any, domains: list[str]) -> None:
    first, token = page(client, MaxResults=2)
    second, next_token = page(client, MaxResults=2, NextToken=token)
    third, end = page(client, MaxResults=2, NextToken=next_token)
    assert (first, second, third, end) == (["c", "a"], ["e", "b"], ["d"], None)


def test_a_page_that_ends_with_the_listing_is_the_last(client: Any, domains: list[str]) -> None:
    assert page(client, MaxResults=5) == (domains, None)


def test_a_token_can_be_used_twice_and_with_another_page_size(
    client: Any, domains: list[str]
) -> None:
    token = first_token(client)
    assert page(client, MaxResults=100, NextToken=token) == (["e", "b", "d"], None)
    assert page(client, NextToken=token) == (["e", "b", "d"], None)


@pytest.mark.parametrize(
    ("deleted", "left"),
    [("c", ["e", "b", "d"]), ("a", ["e", "b", "d"]), ("e", ["b", "d"]), ("d", ["e", "b"])],
)
def test_nothing_is_skipped_or_repeated_when_an_item_goes_between_pages(
    client: Any, domains: list[str], deleted: str, left: list[str]
) -> None:
    token = first_token(client)
    client.delete_domain(DomainName=deleted)
    assert page(client, NextToken=token) == (left, None)


def test_what_comes_between_pages_stands_at_the_end(client: Any, domains: list[str]) -> None:
    token = first_token(client)
    client.delete_domain(DomainName="e")
    client.create_domain(DomainName="e", DefaultExpirationDays=1)
    assert page(client, NextToken=token) == (["b", "d", "e"], None)


def test_a_page_of_what_is_all_gone_is_empty(client: Any, domains: list[str]) -> None:
    token = first_token(client)
    for name in domains:
        client.delete_domain(DomainName=name)
    assert page(client, NextToken=token) == ([], None)


@pytest.mark.in_process
@pytest.mark.parametrize(
    ("name", "parameters", "size"),
    [
        ("ListDomains", {}, 100),
        ("ListIntegrations", {"DomainName": "d"}, 100),
        ("ListUploadJobs", {"DomainName": "d"}, 100),
        ("SearchProfiles", {"DomainName": "d", "KeyName": "_phone", "Values": ["1"]}, 20),
    ],
)
def test_a_page_has_100_items_by_default_and_20_in_a_search(
    client: Any,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    parameters: dict[str, Any],
    size: int,
) -> None:
    output = operation(name).output_shape
    assert isinstance(output, StructureShape)
    [item] = full(output)["Items"][:1]
    record(monkeypatch, name, Items([item] * (size + 1)))
    first = call(client, name, parameters)
    assert len(first["Items"]) == size
    second = call(client, name, {**parameters, "NextToken": first["NextToken"]})
    assert len(second["Items"]) == 1


# --- tokens that do not belong --------------------------------------------------------------------


@pytest.mark.parametrize(
    "token",
    [
        "garbage",
        "é",
        "=",
        base64.urlsafe_b64encode(b"0123456789abcdef2").decode(),
        base64.urlsafe_b64encode(b"0123456789abcdefx").decode(),
        base64.urlsafe_b64encode(b"\xff" * 20).decode(),
    ],
)
def test_a_token_that_no_page_gave_is_refused(client: Any, domains: list[str], token: str) -> None:
    with service_error(*INVALID):
        client.list_domains(NextToken=token)


@pytest.mark.parametrize("number", ["-1", "-500", "+1", " 1", "1_0", "1.0", "", "9" * 30])
def test_a_token_with_a_number_that_no_page_gave_is_refused(
    client: Any, domain: str, number: str
) -> None:
    owner = {
        "DomainName": domain,
        "ProfileId": client.create_profile(DomainName=domain)["ProfileId"],
    }
    client.update_profile(**owner, FirstName="Ann")
    token = client.list_profile_history_records(**owner, MaxResults=1)["NextToken"]
    forged = base64.urlsafe_b64decode(token)[:-1] + number.encode()
    with service_error(*INVALID):
        client.list_profile_history_records(
            **owner, NextToken=base64.urlsafe_b64encode(forged).decode()
        )


@pytest.mark.parametrize("appended", ["x", "=", "====", "MDAw", " ", "\n"])
def test_a_token_with_something_appended_is_refused(
    client: Any, domains: list[str], appended: str
) -> None:
    token = first_token(client)
    with service_error(*INVALID):
        client.list_domains(NextToken=token + appended)


def test_an_empty_token_is_refused_by_its_length(loose_client: Any, domains: list[str]) -> None:
    with service_error(
        "BadRequestException",
        "1 validation error detected: Value '' at 'nextToken' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1",
    ):
        loose_client.list_domains(NextToken="")


def test_a_token_is_of_one_operation(client: Any, domains: list[str]) -> None:
    with service_error(*INVALID):
        client.search_profiles(
            DomainName="a", KeyName="_phone", Values=["1"], NextToken=first_token(client)
        )


@pytest.mark.parametrize(
    "other",
    [
        {"Values": ["B-1"]},
        {"KeyName": "_fullName"},
        {"DomainName": "b"},
        {"LogicalOperator": "AND"},
        {"AdditionalSearchKeys": [{"KeyName": "_phone", "Values": ["1"]}]},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_token_is_of_one_search(client: Any, domains: list[str], other: dict[str, Any]) -> None:
    for _ in range(2):
        client.create_profile(DomainName="a", AccountNumber="A-1")
    search = {"DomainName": "a", "KeyName": "_account", "Values": ["A-1"]}
    token = client.search_profiles(**search, MaxResults=1)["NextToken"]
    assert len(client.search_profiles(**search, NextToken=token)["Items"]) == 1
    with service_error(*INVALID):
        client.search_profiles(**{**search, **other}, NextToken=token)


def test_a_token_is_of_one_region(client: Any, domains: list[str], make_client: MakeClient) -> None:
    with service_error(*INVALID):
        make_client("eu-west-2").list_domains(NextToken=first_token(client))


@pytest.mark.in_process
def test_a_token_is_of_one_account(
    client: Any, domains: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = first_token(client)
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "210987654321")
    with service_error(*INVALID):
        client.list_domains(NextToken=token)


# --- shapes ---------------------------------------------------------------------------------------


def test_an_operation_without_a_token_is_not_paged() -> None:
    assert paging_of(operation("BatchGetProfile")) is None
    assert paging_of(operation("GetDomain")) is None


def test_the_page_is_the_one_list_of_the_output() -> None:
    paging = paging_of(operation("GetSimilarProfiles"))
    assert paging is not None
    assert (paging.operation_name, paging.result_member, paging.default_page) == (
        "GetSimilarProfiles",
        "ProfileIds",
        100,
    )


def test_a_model_with_two_lists_in_a_paged_output_is_refused() -> None:
    description = Loader().load_service_model("customer-profiles", "service-2")
    description["shapes"]["ListDomainsResponse"]["members"]["More"] = {"shape": "DomainList"}
    changed = ServiceModel(description, "customer-profiles").operation_model("ListDomains")
    with pytest.raises(TypeError, match="^ListDomains is paged but has 2 lists in its output$"):
        paging_of(changed)
