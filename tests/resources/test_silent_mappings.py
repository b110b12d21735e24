"""Mistakes in object types and searches that the service takes without a word."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock import ConstantSourceWarning, KeyValuesWarning
from tests.support.ingesting import define

pytestmark = pytest.mark.in_process


def with_source(source: str) -> dict[str, Any]:
    return {
        "Fields": {"id": {"Source": "_source.id"}, "f": {"Source": source}},
        "Keys": {"k": [{"StandardIdentifiers": ["UNIQUE", "PROFILE"], "FieldNames": ["id"]}]},
    }


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("customerId", "_source.customerId"),
        ("source.id", "_source.id"),
        ("address.city", "_source.address.city"),
        ("_sourceid", "_source.id"),
        ("items[].name", "_source.items[].name"),
    ],
)
def test_a_source_without_its_beginning_warns_at_the_line_of_the_call(
    client: Any, domain: str, source: str, meant: str
) -> None:
    request = {"DomainName": domain, "ObjectTypeName": "T", "Description": "x"}
    with pytest.warns(ConstantSourceWarning) as caught:
        client.put_profile_object_type(**request, **with_source(source))
    assert [str(each.message) for each in caught] == [
        f"field f of object type T has the constant {source!r} as its Source, the same for every "
        f"object; did you mean {meant!r}?"
    ]
    assert caught[0].filename == __file__
    client.put_profile_object_type(**request, **with_source(source))


@pytest.mark.parametrize("source", ["CRM export", "24", "Web, shop", "_source.a", "{{_source.a}}"])
def test_a_text_that_is_meant_and_a_path_warn_of_nothing(
    client: Any, domain: str, source: str
) -> None:
    define(client, "T", with_source(source))


def test_more_values_than_fields_warn_if_nothing_is_found(client: Any, domain: str) -> None:
    with pytest.warns(KeyValuesWarning) as caught:
        found = client.search_profiles(
            DomainName=domain, KeyName="_email", Values=["a@example.com", "b@example.com"]
        )
    assert found["Items"] == []
    assert str(caught[0].message) == (
        "SearchProfiles by '_email' finds nothing: the key has 1 field, and Values takes a value "
        "for each of them, not 2; for alternatives, use AdditionalSearchKeys with LogicalOperator "
        "OR"
    )
    assert caught[0].filename == __file__


def test_values_that_a_key_added_by_hand_has_warn_of_nothing(client: Any, domain: str) -> None:
    profile_id = client.create_profile(DomainName=domain)["ProfileId"]
    key = {"KeyName": "_email", "Values": ["a@example.com", "b@example.com"]}
    client.add_profile_key(DomainName=domain, ProfileId=profile_id, **key)
    assert len(client.search_profiles(DomainName=domain, **key)["Items"]) == 1
