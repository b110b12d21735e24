"""Who is in a segment: groups, dimensions, operators, and what time and changes do."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock import MockHandle
from tests.resources.segments.conftest import DAY, NOON
from tests.server.pages.conftest import follow
from tests.support.calculating import buy, calculating, days
from tests.support.clock import Clock
from tests.support.segmenting import (
    attribute,
    calculates,
    group,
    has,
    membership,
    named,
    person,
    present,
    segment,
)

pytestmark = [
    # The clock of the server is its own.
    pytest.mark.in_process,
    pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning"),
]

NG = has("LastName", "Ng")
BATH = has("Address.City", "Bath")
GOLD = has("Attributes.tier", "gold")
EVERYBODY = {"ann", "bob", "cy"}


def test_each_identifier_has_one_answer(shop: Any, people: dict[str, str]) -> None:
    segment(shop, "ng", group(NG))
    unknown = "0" * 32
    answer = membership(shop, "ng", people["cy"], people["ann"], unknown, people["ann"])
    absent, found = answer["Profiles"]
    assert absent == {"ProfileId": people["cy"], "QueryResult": "ABSENT"}
    assert found["QueryResult"] == "PRESENT"
    assert found["Profile"]["ProfileId"] == found["ProfileId"] == people["ann"]
    assert found["Profile"]["FirstName"] == "Ann"
    (failure,) = answer["Failures"]
    assert failure == {
        "ProfileId": unknown,
        "Message": f"Profile {unknown} is not found in domain customers",
        "Status": 404,
    }
    assert answer["LastComputedAt"] == NOON
    assert answer["SegmentDefinitionName"] == "ng"


def test_more_than_a_hundred_identifiers_are_refused(shop: Any) -> None:
    segment(shop, "all")
    with pytest.raises(shop.exceptions.BadRequestException, match="less than or equal to 100"):
        membership(shop, "all", *[f"{number:032x}" for number in range(101)])


@pytest.mark.parametrize(
    ("groups", "members"),
    [
        ([], EVERYBODY),
        ([group()], EVERYBODY),
        ([group(Type="ANY")], EVERYBODY),
        ([group(NG, BATH)], {"ann"}),
        ([group(NG, BATH, Type="ALL")], {"ann"}),
        ([group(BATH, has("Address.City", "York"), Type="ANY")], {"ann", "bob"}),
        ([group(BATH, GOLD, Type="NONE")], {"bob", "cy"}),
        ([group({"ProfileAttributes": {**attribute("LastName", "Ng"),
                                       **attribute("Address.City", "York")}},
                has("FirstName", "Cy"), Type="ANY")], {"bob", "cy"}),
    ],
)  # fmt: skip
def test_the_type_of_a_group_joins_its_dimensions(
    shop: Any, people: dict[str, str], groups: list[Any], members: set[str]
) -> None:
    assert named(shop, *groups, people=people) == members


@pytest.mark.parametrize(
    ("include", "members"),
    [({}, {"ann"}), ({"Include": "ALL"}, {"ann"}), ({"Include": "ANY"}, {"ann", "bob"}),
     ({"Include": "NONE"}, {"cy"})],
)  # fmt: skip
def test_include_joins_groups(
    shop: Any, people: dict[str, str], include: dict[str, str], members: set[str]
) -> None:
    assert named(shop, group(NG), group(BATH), people=people, **include) == members


@pytest.mark.parametrize(
    ("source", "members"),
    [
        ({}, {"ann"}),
        ({"SourceType": "ALL"}, {"ann"}),
        ({"SourceType": "ANY"}, {"ann", "bob"}),
        ({"SourceType": "NONE"}, {"cy"}),
        ({"SourceType": "ANY", "Dimensions": [has("FirstName", "Bob")]}, {"bob"}),
        ({"SourceType": "ANY", "Dimensions": [BATH], "Type": "NONE"}, {"bob"}),
    ],
)
def test_the_source_type_joins_source_segments_and_dimensions_filter_them(
    shop: Any, people: dict[str, str], source: dict[str, Any], members: set[str]
) -> None:
    segment(shop, "ng", group(NG))
    segment(shop, "bath", group(BATH))
    assert named(shop, group(sources=["ng", "bath"], **source), people=people) == members


def test_a_source_of_several_groups_counts_in_each(shop: Any, people: dict[str, str]) -> None:
    segment(shop, "ng", group(NG))
    segment(shop, "middle", group(sources=["ng"]))
    groups = [group(BATH, sources=["ng"]), group(sources=["middle", "ng"])]
    assert named(shop, *groups, people=people) == {"ann"}


@pytest.mark.parametrize(
    ("dimension", "members"),
    [
        (has("FirstName", "Ann", "Bob"), {"ann", "bob"}),
        (has("FirstName", "ann"), set()),
        (has("LastName", "Ng", kind="EXCLUSIVE"), {"cy"}),
        (has("FirstName", "n", "C", kind="CONTAINS"), {"ann", "cy"}),
        (has("FirstName", "B", kind="BEGINS_WITH"), {"bob"}),
        (has("FirstName", "n", kind="ENDS_WITH"), {"ann"}),
        (has("ProfileType", "PROFILE"), {"ann"}),
        (has("ProfileType", "PROFILE", kind="EXCLUSIVE"), {"bob", "cy"}),
        (has("Address.Country", "GB"), {"ann"}),
        (has("Address.Country", "GB", kind="EXCLUSIVE"), {"bob", "cy"}),
        (has("BirthDate", "2000-01-01", kind="BEFORE"), {"ann"}),
        (has("BirthDate", "2000-01-01", kind="AFTER"), {"bob"}),
        (has("BirthDate", "2001-01-31T23:00:00Z", kind="ON"), {"bob"}),
        (has("BirthDate", "1990-05-01", "2001-01-31", kind="BETWEEN"), {"ann", "bob"}),
        (has("BirthDate", "1990-01-01", "1991-01-01", kind="NOT_BETWEEN"), {"bob"}),
        (has("BirthDate", "-P30Y", kind="AFTER"), {"bob"}),
        (has("Attributes.points", "9.50", kind="EQUAL"), {"bob"}),
        (has("Attributes.points", "100", kind="GREATER_THAN"), {"ann"}),
        (has("Attributes.points", "120", kind="GREATER_THAN_OR_EQUAL"), {"ann"}),
        (has("Attributes.points", "120", kind="LESS_THAN"), {"bob"}),
        (has("Attributes.points", "9.5", kind="LESS_THAN_OR_EQUAL"), {"bob"}),
        (has("Attributes.tier", "1", kind="LESS_THAN"), set()),
        (has("AccountNumber", "{{_profile.Attributes.tier}}", "cy"), {"cy"}),
        (has("FirstName", "{{_profile.FirstName}}"), EVERYBODY),
        (has("FirstName", "{{_profile.Address.City}}", kind="EXCLUSIVE"), EVERYBODY),
    ],
)
def test_operators_on_what_profiles_have(
    shop: Any, people: dict[str, str], dimension: dict[str, Any], members: set[str]
) -> None:
    assert named(shop, group(dimension), people=people) == members


@pytest.mark.parametrize(
    ("dimension", "members"),
    [
        (has("Attributes.tags", "vip", kind="LIST_CONTAINS"), {"ann", "bob"}),
        (has("Attributes.tags", "vip", "new", kind="LIST_CONTAINS_ALL"), {"ann"}),
    ],
)
def test_operators_on_lists(
    shop: Any, people: dict[str, str], dimension: dict[str, Any], members: set[str]
) -> None:
    model: Any = shop.meta.service_model
    if "LIST_CONTAINS" not in model.shape_for("AttributeDimensionType").enum:
        pytest.skip("this botocore has no LIST_CONTAINS")  # pragma: no cover  (an older one)
    assert named(shop, group(dimension), people=people) == members


def test_calculated_attributes_have_their_value_of_now(shop: Any, clock: Clock) -> None:
    calculating(shop, "spent", Conditions=days(30))
    calculating(shop, "often", "COUNT", Conditions=days(
        30, Threshold={"Value": "1", "Operator": "GREATER_THAN"}))  # fmt: skip
    people = {each: buy(shop, each, 10, customer=each) for each in ("ann", "bob")}
    people["cy"] = person(shop, Attributes={"budget": "10"})
    buy(shop, "more", 5, customer="ann")
    shop.update_profile(
        DomainName="customers", ProfileId=people["bob"], Attributes={"budget": "10"}
    )
    more = {"kind": "GREATER_THAN"}
    year: Any = {"ConditionOverrides": {"Range": {"Start": 366, "Unit": "DAYS"}}}
    segment(shop, "big", group(calculates("spent", "12", **more)))
    segment(shop, "often", group(calculates("often", "true")))
    segment(shop, "seldom", group(calculates("often", "true", kind="EXCLUSIVE")))
    segment(shop, "ever", group(calculates("often", "true", **year)))
    budget = has("Attributes.budget", "{{_calculated_attribute.spent}}", kind="EQUAL")
    segment(shop, "budget", group(budget))
    names = ("big", "often", "seldom", "ever", "budget")
    found = {name: present(shop, name, people) for name in names}
    assert found == {
        "big": {"ann"}, "often": {"ann"}, "seldom": {"bob", "cy"}, "ever": {"ann"},
        "budget": {"bob"},
    }  # fmt: skip
    clock.tick(31 * DAY)
    found = {name: present(shop, name, people) for name in names}
    assert found == {
        "big": set(), "often": set(), "seldom": EVERYBODY, "ever": {"ann"}, "budget": set(),
    }  # fmt: skip


def test_changes_merges_deletions_and_expiry_show_at_the_next_call(
    shop: Any, people: dict[str, str], clock: Clock
) -> None:
    segment(shop, "gold", group(GOLD))
    here = {"DomainName": "customers"}
    shop.update_profile(**here, ProfileId=people["cy"], Attributes={"tier": "gold"})
    assert present(shop, "gold", people) == {"ann", "cy"}
    shop.merge_profiles(
        **here, MainProfileId=people["bob"], ProfileIdsToBeMerged=[people["ann"]],
        FieldSourceProfileIds={"Attributes": {"tier": people["ann"]}},
    )  # fmt: skip
    answer = membership(shop, "gold", *people.values())
    assert {each["ProfileId"] for each in answer["Failures"]} == {people["ann"]}
    assert present(shop, "gold", people) == {"bob", "cy"}
    shop.delete_profile(**here, ProfileId=people["cy"])
    assert present(shop, "gold", people) == {"bob"}
    clock.tick(1001 * DAY)
    assert len(membership(shop, "gold", *people.values())["Failures"]) == 3


@pytest.mark.in_process
def test_the_page_shows_who_is_in_a_segment(
    shop: Any, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    segment(shop, "ng", group(NG))
    segment(shop, "some", group(sources=["ng"]))
    shop.delete_segment_definition(DomainName="customers", SegmentDefinitionName="ng")
    segment(shop, "everybody")
    before = MockHandle().dump()
    address = "/cprofiles-mock/page/domain?domain_name=customers"

    def shown() -> dict[str, str]:
        (table,) = [t for t in follow(address).tables if t[0][0] == "SegmentDefinitionName"]
        return {row[0]: row[5] for row in table[1:]}

    assert all(each in shown()["everybody"] for each in people.values())
    assert shown()["some"] == "Source segment ng is not found in the domain"
    monkeypatch.setattr("cprofiles_mock.resources.segments.component._MOST_NAMED", 1)
    assert "and 2 more" in shown()["everybody"]
    monkeypatch.setattr("cprofiles_mock.resources.segments.component._MOST_EVALUATED", 2)
    assert shown()["everybody"] == "not evaluated: the domain has more than 2 profiles"
    assert MockHandle().dump() == before
