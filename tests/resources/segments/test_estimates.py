"""Estimates of segments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from moto.moto_api import state_manager

import cprofiles_mock
from cprofiles_mock import MockHandle
from cprofiles_mock.resources.segments.results import ESTIMATE_MODEL
from tests.support.expectations import service_error
from tests.support.segmenting import group, has, person, segment

HERE = {"DomainName": "customers"}
NG = {"Groups": [group(has("LastName", "Ng"))]}


@pytest.fixture
def transitions() -> Iterator[Any]:
    yield state_manager.set_transition
    state_manager.unset_transition(ESTIMATE_MODEL)


def estimate(client: Any, query: dict[str, Any]) -> str:
    answer = client.create_segment_estimate(**HERE, SegmentQuery=query)
    assert answer["DomainName"] == "customers"
    estimate_id: str = answer["EstimateId"]
    return estimate_id


def get(client: Any, estimate_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get_segment_estimate(**HERE, EstimateId=estimate_id)
    del answer["ResponseMetadata"]
    return answer


def test_an_estimate_is_the_number_of_profiles_as_text(shop: Any, people: dict[str, str]) -> None:
    estimate_id = estimate(shop, NG)
    assert get(shop, estimate_id) == {
        "DomainName": "customers", "EstimateId": estimate_id, "Status": "SUCCEEDED",
        "Estimate": "2", "StatusCode": 200,
    }  # fmt: skip
    assert get(shop, estimate(shop, {}))["Estimate"] == "3"


def test_an_estimate_stays_as_it_was_counted(shop: Any, people: dict[str, str]) -> None:
    segment(shop, "ng", group(has("LastName", "Ng")))
    groups = shop.get_segment_definition(**HERE, SegmentDefinitionName="ng")["SegmentGroups"]
    of_segment = estimate(shop, groups)
    of_source = estimate(shop, {"Groups": [group(sources=["ng"])]})
    person(shop, LastName="Ng")
    shop.delete_segment_definition(**HERE, SegmentDefinitionName="ng")
    assert [get(shop, each)["Estimate"] for each in (of_segment, of_source)] == ["2", "2"]
    assert get(shop, estimate(shop, groups))["Estimate"] == "3"


def test_an_estimate_has_either_a_query_or_sql(shop: Any) -> None:
    message = "Exactly one of SegmentQuery and SegmentSqlQuery must be given"
    with service_error("BadRequestException", message):
        shop.create_segment_estimate(**HERE)
    with service_error("BadRequestException", message):
        shop.create_segment_estimate(**HERE, SegmentQuery={}, SegmentSqlQuery="SELECT 1")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            {"Groups": [group(has("Attributes.n", "x", kind="EQUAL"))]},
            "SegmentQuery.Groups[0].Dimensions[0].ProfileAttributes.Attributes.n is not valid: "
            "EQUAL compares numbers, and a value is none",
        ),
        ({"Groups": [group(sources=["x"])]}, "Source segment x is not found in the domain"),
    ],
)
def test_an_estimate_is_refused_as_a_definition_would_be(
    shop: Any, query: dict[str, Any], message: str
) -> None:
    with service_error("BadRequestException", message):
        estimate(shop, query)


def test_an_estimate_that_is_not_there_is_a_404(shop: Any) -> None:
    with service_error(
        "ResourceNotFoundException", "Segment estimate x is not found in domain customers"
    ):
        get(shop, "x")


@pytest.mark.in_process
def test_an_estimate_runs_as_long_as_motos_settings_say_even_through_a_file(
    shop: Any, people: dict[str, str], transitions: Any
) -> None:
    transitions(ESTIMATE_MODEL, {"progression": "manual", "times": 2})
    estimate_id = estimate(shop, NG)
    first = get(shop, estimate_id)
    assert first["Status"] == "RUNNING"
    assert "Estimate" not in first
    mock = MockHandle()
    document = mock.dump()
    mock.reset()
    mock.load(document)
    assert mock.dump() == document
    second = get(shop, estimate_id)
    assert (second["Status"], second["Estimate"]) == ("SUCCEEDED", "2")


@pytest.mark.in_process
def test_a_file_cannot_have_an_estimate_twice(customerprofiles_mock: Any) -> None:
    entry = {"EstimateId": "x", "Status": "SUCCEEDED", "Estimate": "1"}
    domain = {"DomainName": "d", "DefaultExpirationDays": 1, "SegmentEstimates": [entry, entry]}
    with pytest.raises(cprofiles_mock.StateError, match="x is there already") as raised:
        customerprofiles_mock.load({"Domains": [domain]})
    assert raised.value.field == "Domains[0].SegmentEstimates[1].EstimateId"
