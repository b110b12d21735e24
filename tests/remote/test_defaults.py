"""Pulling resources that the service makes in every domain: calculated attributes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml

import cprofiles_mock
from cprofiles_mock.remote.defaults import with_defaults_apart
from tests.remote.conftest import Command
from tests.remote.test_pull import HERE
from tests.support.ingesting import define, keyed

pytestmark = pytest.mark.in_process

LIST = "list_calculated_attribute_definitions"


def domain_of(path: Path) -> Any:
    (domain,) = yaml.safe_load(path.read_text())["Domains"]
    return domain


def test_what_the_service_made_is_not_in_the_file_as_long_as_it_is_as_made(
    far: Any, command: Command, tmp_path: Path
) -> None:
    far.create_domain(**HERE, DefaultExpirationDays=30)
    out = tmp_path / "o.yaml"
    done = command("pull", "--domain", "customers", "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert domain_of(out).keys() == {
        "DomainName", "DefaultExpirationDays", "CreatedAt", "LastUpdatedAt",
    }  # fmt: skip


def test_what_became_of_the_services_resources_is_pulled_and_loaded(
    far: Any, command: Command, tmp_path: Path
) -> None:
    far.create_domain(**HERE, DefaultExpirationDays=30)
    define(far, "visit", keyed(visit="UNIQUE PROFILE"))
    for name in ("_last_channel", "_most_frequent_channel"):
        far.delete_calculated_attribute_definition(**HERE, CalculatedAttributeName=name)
    for name in ("_last_channel", "visits"):
        far.create_calculated_attribute_definition(
            **HERE,
            CalculatedAttributeName=name,
            AttributeDetails={"Attributes": [{"Name": "visit"}], "Expression": "{visit.visit}"},
            Statistic="COUNT",
        )
    far.update_calculated_attribute_definition(
        **HERE, CalculatedAttributeName="_new_customer", Description="less than a month"
    )
    out = tmp_path / "o.yaml"

    done = command("pull", "--domain", "customers", "--out", str(out))

    assert (done.returncode, done.stderr) == (0, "")
    domain = domain_of(out)
    assert [each["CalculatedAttributeName"] for each in domain["CalculatedAttributes"]] == [
        "_last_channel", "visits",
    ]  # fmt: skip
    changed = {
        each.pop("CalculatedAttributeName"): each for each in domain["DefaultCalculatedAttributes"]
    }
    assert changed.pop("_new_customer").keys() == {"Description", "LastUpdatedAt"}
    assert changed == {
        "_last_channel": {"Deleted": True}, "_most_frequent_channel": {"Deleted": True},
    }  # fmt: skip
    there = getattr(far, LIST)(**HERE)["Items"]
    with cprofiles_mock.mock_customerprofiles(region="eu-west-2") as mock:
        mock.load(out, region="eu-west-2")
        here = getattr(boto3.client("customer-profiles"), LIST)(**HERE)["Items"]

    def by_name(items: list[dict[str, Any]]) -> dict[str, Any]:
        return {each["CalculatedAttributeName"]: each for each in items}

    assert by_name(here) == by_name(there)
    assert command("compare", "--domain", "customers", str(out)).returncode == 0


def test_what_a_file_cannot_say_of_the_services_resources_is_named() -> None:
    changed = {"CalculatedAttributeName": "_new_customer", "Statistic": "SUM"}
    entry, lacking = with_defaults_apart(
        {"DomainName": "d", "CalculatedAttributes": [changed]}, {"CalculatedAttributes"}
    )
    # What was not read may be there.
    assert entry == {"DomainName": "d"}
    assert lacking == [
        "CalculatedAttributes: _new_customer: differs from the one here in AttributeDetails, "
        "Conditions, Description, DisplayName, Statistic"
    ]
