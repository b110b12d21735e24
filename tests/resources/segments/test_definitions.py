"""Segment definitions: what is stored, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

import cprofiles_mock
from cprofiles_mock import MockHandle
from cprofiles_mock.exceptions import BadRequestException
from cprofiles_mock.resources.segments.compiling import compile_groups
from tests.support.calculating import calculating
from tests.support.expectations import service_error
from tests.support.segmenting import calculates, group, has, membership, person, present, segment

ARN = "arn:aws:profile:us-east-1:123456789012:domains/customers/segment-definitions/"


def get(client: Any, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get_segment_definition(
        DomainName="customers", SegmentDefinitionName=name
    )
    del answer["ResponseMetadata"]
    return answer


def refused(message: str) -> Any:
    return service_error("BadRequestException", message)


def test_a_definition_is_returned_as_it_was_created(shop: Any) -> None:
    groups = [group(has("LastName", "Ng"), Type="ANY"), group(has("Address.City", "Bath"))]
    sort = {"Attributes": [{"Name": "Attributes.points", "Order": "DESC", "DataType": "NUMBER"}]}
    created = segment(
        shop, "ng", *groups, Include="ANY", Description="d", SegmentSort=sort, Tags={"a": "b"}
    )
    stamp = created.pop("CreatedAt")
    assert created == {
        "SegmentDefinitionName": "ng",
        "DisplayName": "Ng",
        "Description": "d",
        "SegmentDefinitionArn": f"{ARN}ng",
        "Tags": {"a": "b"},
    }
    assert get(shop, "ng") == {
        **created,
        "CreatedAt": stamp,
        "SegmentGroups": {"Groups": groups, "Include": "ANY"},
        "SegmentSort": sort,
        "SegmentType": "CLASSIC",
    }
    (listed,) = shop.list_segment_definitions(DomainName="customers")["Items"]
    assert listed == {**created, "CreatedAt": stamp, "SegmentType": "CLASSIC"}


def test_a_name_that_is_taken_is_refused_until_it_is_deleted(shop: Any) -> None:
    segment(shop, "all")
    with refused("Segment definition all already exists"):
        segment(shop, "all", group(has("LastName", "Ng")))
    assert get(shop, "all")["SegmentGroups"] == {"Groups": []}
    here = {"DomainName": "customers", "SegmentDefinitionName": "all"}
    assert shop.delete_segment_definition(**here)["Message"] == "OK"
    segment(shop, "all", group(has("LastName", "Ng")))


def test_a_definition_has_groups_or_a_query(shop: Any) -> None:
    message = "Exactly one of SegmentGroups and SegmentSqlQuery must be given"
    here = {"DomainName": "customers", "SegmentDefinitionName": "x", "DisplayName": "X"}
    with refused(message):
        shop.create_segment_definition(**here)
    with refused(message):
        segment(shop, "x", SegmentSqlQuery="SELECT * FROM _profile")


@pytest.mark.parametrize(
    ("dimension", "message"),
    [
        (
            has("Attributes.points", "many", kind="EQUAL"),
            "ProfileAttributes.Attributes.points is not valid: EQUAL compares numbers, and a value "
            "is none",
        ),
        (
            has("BirthDate", "1990-01-01", kind="BETWEEN"),
            "ProfileAttributes.BirthDate is not valid: BETWEEN needs two values, its first and its "
            "last moment",
        ),
        (
            has("BirthDate", "last week", kind="AFTER"),
            "ProfileAttributes.BirthDate is not valid: AFTER compares dates, and a value is none: "
            "give an ISO 8601 date or time (2026-01-31, 2026-01-31T12:00:00Z), milliseconds since "
            "the epoch, now, or an ISO 8601 duration from now (-P7D, P2W, -PT12H, P1M)",
        ),
        (
            has("FirstName", "{{LastName}}"),
            "ProfileAttributes.FirstName is not valid: {{LastName}} is no reference: write "
            "{{_profile.NAME}} or {{_calculated_attribute.NAME}}",
        ),
        (
            calculates(
                "_call_count", "1",
                ConditionOverrides={"Range": {"Start": 400, "Unit": "DAYS"}},
            ),
            "CalculatedAttributes._call_count is not valid: ConditionOverrides.Range must not "
            "reach further than 366 days",
        ),
    ],
)  # fmt: skip
def test_values_that_do_not_go_with_the_operator_are_refused(
    shop: Any, dimension: dict[str, Any], message: str
) -> None:
    with refused(f"SegmentGroups.Groups[1].Dimensions[0].{message}"):
        segment(shop, "x", group(), group(dimension))
    assert shop.list_segment_definitions(DomainName="customers")["Items"] == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            group({"ProfileAttributes": {}}),
            "SegmentGroups.Groups[0].Dimensions[0] names no attribute",
        ),
        (
            group({"CalculatedAttributes": {}}),
            "SegmentGroups.Groups[0].Dimensions[0] names no attribute",
        ),
        (
            group(SourceSegments=[{}]),
            "SegmentGroups.Groups[0].SourceSegments[0] must have a SegmentDefinitionName",
        ),
        (group(sources=["gold"]), "Source segment gold is not found in the domain; did you mean "
                                  "'golden'?"),
        (
            group(calculates("spend", "1")),
            "The domain has no calculated attribute spend; did you mean 'spent'?",
        ),
        (
            group(has("FirstName", "{{_profile.FirstNam}}")),
            "A profile has no attribute FirstNam; did you mean 'FirstName'?",
        ),
        (
            group(has("FirstName", "{{_calculated_attribute.spend}}")),
            "The domain has no calculated attribute spend; did you mean 'spent'?",
        ),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused_with_the_nearest_name(
    shop: Any, given: dict[str, Any], message: str
) -> None:
    calculating(shop, "spent")
    segment(shop, "golden")
    with refused(message):
        segment(shop, "x", given)


@pytest.mark.parametrize(
    ("sort", "message"),
    [
        ({"Name": "points"}, "A profile has no attribute points"),
        ({"Name": "Address.Cty"}, "A profile has no attribute Address.Cty; did you mean "
                                  "'Address.City'?"),
        ({"Name": "Attributes"}, "A profile has no attribute Attributes$"),
        ({"Name": "points", "Type": "CALCULATED"}, "The domain has no calculated attribute points"),
    ],
)  # fmt: skip
def test_an_order_by_what_is_not_there_is_refused(
    shop: Any, sort: dict[str, Any], message: str
) -> None:
    with pytest.raises(shop.exceptions.BadRequestException, match=message):
        segment(shop, "x", SegmentSort={"Attributes": [{**sort, "Order": "ASC"}]})


@pytest.mark.in_process
def test_a_dimension_of_both_kinds_or_of_none_is_refused() -> None:
    # botocore refuses that before it sends anything.
    dimensions: tuple[dict[str, Any], ...] = (
        {},
        {"ProfileAttributes": {}, "CalculatedAttributes": {}},
    )
    for dimension in dimensions:
        with pytest.raises(BadRequestException, match="exactly one of ProfileAttributes and"):
            compile_groups({"Groups": [{"Dimensions": [dimension]}]}, "SegmentGroups")


def test_attributes_are_counted_once_and_through_all_sources(shop: Any) -> None:
    names = [f"Attributes.a{number}" for number in range(60)]
    segment(shop, "first", *(group(has(name, "x")) for name in names[:30]))
    segment(shop, "all", *(group(has(name, "x")) for name in names[20:]), group(sources=["first"]))
    with refused("You reached the limit of 60 unique attributes"):
        segment(shop, "one-more", group(has("LastName", "Ng"), sources=["all"]))


def test_calculated_attributes_are_counted_through_all_sources(shop: Any) -> None:
    names = [each["CalculatedAttributeName"] for each in shop.list_calculated_attribute_definitions(
        DomainName="customers", MaxResults=11)["Items"]]  # fmt: skip
    segment(shop, "ten", *(group(calculates(name, "1")) for name in names[:10]))
    segment(shop, "same", group(calculates(names[0], "2"), sources=["ten"]))
    with refused("You reached the limit of 10 unique calculated attributes"):
        segment(shop, "eleven", group(calculates(names[10], "1"), sources=["same"]))


def test_sources_have_sources_to_a_depth_of_five(shop: Any) -> None:
    segment(shop, "s0")
    for number in range(5):
        segment(shop, f"s{number + 1}", group(sources=[f"s{number}"]))
    with refused("You reached the limit of 5 depth of starting audiences"):
        segment(shop, "s6", group(sources=["s5"]))


def test_a_segment_made_again_cannot_be_a_source_of_itself(shop: Any) -> None:
    segment(shop, "a")
    segment(shop, "b", group(sources=["a"]))
    shop.delete_segment_definition(DomainName="customers", SegmentDefinitionName="a")
    with refused("Segment a is a source of itself"):
        segment(shop, "a", group(sources=["b"]))


def test_a_segment_whose_source_is_gone_stops_working_until_it_is_back(shop: Any) -> None:
    segment(shop, "a")
    segment(shop, "b", group(sources=["a"]))
    ann = person(shop)
    shop.delete_segment_definition(DomainName="customers", SegmentDefinitionName="a")
    with refused("Source segment a is not found in the domain"):
        membership(shop, "b", ann)
    segment(shop, "a")
    assert present(shop, "b", {"ann": ann}) == {"ann"}


def test_a_segment_whose_calculated_attribute_is_gone_stops_working(shop: Any) -> None:
    calculating(shop, "spent")
    segment(shop, "b", group(calculates("spent", "1", kind="GREATER_THAN")))
    shop.delete_calculated_attribute_definition(
        DomainName="customers", CalculatedAttributeName="spent"
    )
    with refused("The domain has no calculated attribute spent"):
        membership(shop, "b", person(shop))


def test_a_segment_that_is_not_there_has_no_members_either(shop: Any) -> None:
    with service_error(
        "ResourceNotFoundException",
        "Segment definition x is not found in domain customers",
    ):
        membership(shop, "x", "0" * 32)


@pytest.mark.in_process
def test_a_state_file_brings_segments_whose_sources_are_gone(
    shop: Any, people: dict[str, str]
) -> None:
    segment(shop, "a", SegmentSort={"Attributes": [{"Name": "_call_count", "Order": "ASC",
                                                    "Type": "CALCULATED"}]})  # fmt: skip
    segment(shop, "b", group(sources=["a"]))
    segment(shop, "ng", group(has("LastName", "Ng")), Tags={"a": "b"})
    shop.delete_segment_definition(DomainName="customers", SegmentDefinitionName="a")
    before = get(shop, "ng")
    mock = MockHandle()
    document = mock.dump()
    mock.reset()
    mock.load(document)
    assert mock.dump() == document
    assert get(shop, "ng") == before
    assert present(shop, "ng", people) == {"ann", "bob"}
    with refused("Source segment a is not found in the domain"):
        membership(shop, "b", people["ann"])


@pytest.mark.in_process
def test_a_state_file_cannot_bring_what_no_request_makes(customerprofiles_mock: Any) -> None:
    entry = {
        "SegmentDefinitionName": "x", "DisplayName": "X",
        "SegmentGroups": {"Groups": [group(has("Attributes.a", "b", kind="EQUAL"))]},
    }  # fmt: skip
    domain = {"DomainName": "d", "DefaultExpirationDays": 1, "SegmentDefinitions": [entry]}
    with pytest.raises(cprofiles_mock.StateError, match="EQUAL compares numbers"):
        customerprofiles_mock.load({"Domains": [domain]})
