"""Event filters: judged when an object is saved, by fields and by what is in the JSON."""

from __future__ import annotations

from typing import Any

import pytest

from tests.resources.calculated_attributes.conftest import DAY
from tests.support.calculating import PURCHASE, buy, calculated, calculating, details, value
from tests.support.clock import Clock
from tests.support.ingesting import define, profile_id, put

pytestmark = [
    pytest.mark.in_process,
    # What is put shows what counts; not all that a type reads is in every object.
    pytest.mark.filterwarnings("ignore::cprofiles_mock.UnusedSourceWarning"),
]


def dimension(name: str, kind: str, *values: str) -> dict[str, Any]:
    return {"Attributes": {name: {"DimensionType": kind, "Values": list(values)}}}


def only(*dimensions: dict[str, Any], kind: str = "ALL") -> dict[str, Any]:
    return {"Include": "ALL", "Groups": [{"Type": kind, "Dimensions": list(dimensions)}]}


def test_a_field_wins_over_a_member_of_its_name_and_dots_reach_into_the_json(shop: Any) -> None:
    # The field ``status`` has its value from the member ``state``.
    calculating(shop, "paid", Filter=only(dimension("status", "INCLUSIVE", "paid")))
    calculating(shop, "state", Filter=only(dimension("state", "INCLUSIVE", "paid")))
    calculating(shop, "lima", Filter=only(dimension("ship.city", "INCLUSIVE", "Lima")))
    owner = buy(shop, 1, 1, state="paid", status="open", ship={"city": "Lima"})
    buy(shop, 2, 2, state="open", status="paid", ship={"city": "lima"})
    buy(shop, 4, 4)
    assert value(shop, "paid", owner) == "1"
    assert value(shop, "state", owner) == "1"
    assert value(shop, "lima", owner) == "1"


def test_groups_and_dimensions_are_combined(shop: Any) -> None:
    paid, big = dimension("status", "INCLUSIVE", "paid"), dimension("total", "GREATER_THAN", "9")
    calculating(shop, "both", Filter=only(paid, big))
    calculating(shop, "either", Filter=only(paid, big, kind="ANY"))
    calculating(shop, "neither", Filter=only(paid, big, kind="NONE"))
    groups = [{"Type": "ALL", "Dimensions": [paid]}, {"Type": "NONE", "Dimensions": [big]}]
    calculating(shop, "except", Filter={"Include": "ALL", "Groups": groups})
    for number, (state, total) in enumerate(
        (("paid", 10), ("paid", 5), ("open", 100), ("open", 3))
    ):
        owner = buy(shop, number, total, state=state)
    assert [value(shop, name, owner) for name in ("both", "either", "neither", "except")] == [
        "10", "115", "3", "5",
    ]  # fmt: skip


def test_the_latest_of_those_that_pass_are_taken_if_a_count_says_how_many(shop: Any) -> None:
    calculating(
        shop, "paid",
        Conditions={"ObjectCount": 2}, Filter=only(dimension("status", "INCLUSIVE", "paid")),
    )  # fmt: skip
    for number, state in enumerate(("paid", "paid", "open", "paid", "open")):
        owner = buy(shop, number, 2**number, state=state)
    found = calculated(shop, "paid", owner)
    assert (found["Value"], found["IsDataPartial"]) == (str(2 + 8), "false")


def test_a_filter_is_judged_as_of_the_moment_at_which_the_object_was_saved(
    shop: Any, clock: Clock
) -> None:
    recent = only(dimension("paidAt", "BETWEEN", "-P7D", "now"))
    calculating(shop, "recent", Filter=recent)
    owner = buy(shop, 1, 1, paidAt="2026-02-28")
    buy(shop, 2, 2, paidAt="2026-01-28")
    buy(shop, 3, 4, paidAt="2026-03-28")
    assert value(shop, "recent", owner) == "1"
    clock.tick(30 * DAY)
    assert value(shop, "recent", owner) == "1"
    # Saved again, it is judged again.
    buy(shop, 1, 1, paidAt="2026-02-28")
    buy(shop, 3, 4, paidAt="2026-03-28")
    assert value(shop, "recent", owner) == "4"


def test_historical_data_is_judged_as_of_the_moment_of_the_definition(
    shop: Any, clock: Clock
) -> None:
    owner = buy(shop, 1, 1, paidAt="2026-02-28")
    clock.tick(30 * DAY)
    recent = only(dimension("paidAt", "BETWEEN", "-P7D", "now"))
    calculating(shop, "recent", Filter=recent, UseHistoricalData=True)
    calculating(shop, "older", Filter=only(dimension("paidAt", "BEFORE", "-P7D")),
                UseHistoricalData=True)  # fmt: skip
    assert value(shop, "recent", owner) is None
    assert value(shop, "older", owner) == "1"


def test_a_filter_judges_the_fields_that_the_type_had_when_the_object_was_saved(shop: Any) -> None:
    calculating(shop, "paid", Filter=only(dimension("status", "INCLUSIVE", "paid")))
    owner = buy(shop, 1, 1, state="paid", phase="open")
    fields = {**PURCHASE["Fields"], "status": {"Source": "_source.phase"}}
    define(shop, "Purchase", {**PURCHASE, "Fields": fields})
    assert value(shop, "paid", owner) == "1"
    buy(shop, 2, 2, state="paid", phase="open")
    buy(shop, 4, 4, state="open", phase="paid")
    assert value(shop, "paid", owner) == "5"


def test_an_attribute_that_is_not_there_passes_exclusion_alone(shop: Any) -> None:
    calculating(shop, "unpaid", Filter=only(dimension("status", "EXCLUSIVE", "paid")))
    calculating(shop, "any", Filter=only(dimension("status", "CONTAINS", "a")))
    owner = buy(shop, 1, 1)
    assert (value(shop, "unpaid", owner), value(shop, "any", owner)) == ("1", None)


def test_a_filter_of_a_standard_object_takes_paths_of_its_members(shop: Any) -> None:
    calculating(
        shop, "open", "COUNT",
        AttributeDetails=details("{_case.CaseId}", "CaseId"),
        Filter=only(dimension("Attributes.team.lead", "INCLUSIVE", "Ann")),
    )  # fmt: skip
    define(
        shop, "Ticket", {
            "Fields": {
                "id": {"Source": "_source.id"},
                "customer": {"Source": "_source.customer", "Target": "_profile.AccountNumber"},
                "lead": {"Source": "_source.lead", "Target": "_case.Attributes.team.lead"},
            },
            "Keys": {
                "ticket": [{"StandardIdentifiers": ["UNIQUE", "CASE"], "FieldNames": ["id"]}],
                "customer": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
            },
            "AllowProfileCreation": True,
        },
    )  # fmt: skip
    put(shop, "Ticket", id="1", customer="c", lead="Bob")
    owner = profile_id(shop, "customer", "c")
    assert value(shop, "open", owner) is None
    # A standard object stays what it is and changes; so does what is made of it.
    put(shop, "Ticket", id="1", customer="c", lead="Ann")
    assert value(shop, "open", owner) == "1"
    shop.delete_profile_object_type(DomainName="customers", ObjectTypeName="Ticket")
    assert value(shop, "open", owner) is None
