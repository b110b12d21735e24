"""Mistakes in object types and searches that the service takes without a word."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from cprofiles_mock import (
    ConstantSourceWarning,
    KeyValuesWarning,
    UnusedSourceWarning,
    mock_customerprofiles,
)
from cprofiles_mock.instruments import reporting
from tests.support.ingesting import define

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        (" _source.id", "_source.id"),
        ("_Source.id", "_source.id"),
        ("source_.id", "_source.id"),
        ("_SOURCE", "_source"),
        ("sourceId", "_source.sourceId"),
        ("$.id", "_source.id"),
        ("$._source.id", "_source.id"),
        (".address.city", "_source.address.city"),
        ("@.id", "_source.id"),
        ("/address/city", "_source.address.city"),
        ("${id}", "_source.id"),
        ("{_source.id}", "_source.id"),
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


@pytest.mark.parametrize(
    "source",
    ["CRM export", "24", "Web, shop", "$100", ".5", "n/a", "_source", "_source.a", "{{_source.a}}"],
)
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


def put_all(client: Any, *objects: Mapping[str, Any]) -> None:
    for each in objects:
        client.put_profile_object(
            DomainName="customers", ObjectTypeName="T", Object=json.dumps(each)
        )


def unused(definition: dict[str, Any], *objects: Mapping[str, Any]) -> list[str]:
    """What the mock warns of at its end, after these objects were put."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with mock_customerprofiles():
            client = boto3.client("customer-profiles", region_name="us-east-1")
            client.create_domain(DomainName="customers", DefaultExpirationDays=9)
            define(client, "T", definition, AllowProfileCreation=True)
            put_all(client, *objects)
    assert {each.category for each in caught} <= {UnusedSourceWarning}
    return [str(each.message) for each in caught]


def test_a_path_that_no_object_had_warns_at_the_line_that_put_the_type() -> None:
    @mock_customerprofiles
    def load() -> None:
        client: Any = boto3.client("customer-profiles", region_name="us-east-1")
        client.create_domain(DomainName="customers", DefaultExpirationDays=9)
        client.put_profile_object_type(  # the line of the call
            DomainName="customers",
            ObjectTypeName="T",
            Description="x",
            AllowProfileCreation=True,
            **with_source("_source.emial"),
        )
        put_all(client, {"id": "1", "email": "a@example.com"}, {"id": "2"})

    with pytest.warns(UnusedSourceWarning) as caught:
        load()
    assert [str(each.message) for each in caught] == [
        "field f of object type T stays empty: of the 2 objects put, none has _source.emial; "
        "did you mean '_source.email'?"
    ]
    assert caught[0].filename == __file__
    with open(__file__, encoding="utf-8") as file:
        assert "the line of the call" in file.read().splitlines()[caught[0].lineno - 1]


@pytest.mark.parametrize(
    ("source", "end"),
    [
        ("_source.city", "none has _source.city; did you mean '_source.address.city'?"),
        ("_source.address.City", "did you mean '_source.address.city'?"),
        ("_source.items[].titel", "did you mean '_source.items[].title'?"),
        ("_source.items[1].title", "did you mean '_source.items[].title'?"),
        ("_source.items.title", "did you mean '_source.items[].title'?"),
        ("_source.address[].city", "did you mean '_source.address.city'?"),
        ("{{_source.first}} {{_source.last}}", "none has _source.last; no field reads "
         "_source.address.city, _source.items[].title, _source.Surname"),
        ("{{#if _source.vip}}{{_source.vip}}{{/if}}",
         "{{/if}}; no field reads _source.address.city, _source.items[].title, _source.first, …"),
    ],
)  # fmt: skip
def test_the_warning_says_what_was_probably_meant(source: str, end: str) -> None:
    object_ = {
        "id": "1",
        "address": {"city": "Ulm"},
        "items": [{"title": "a"}],
        "first": "Ana",
        "Surname": "Li",
        "nothing": None,
    }
    (text,) = unused(with_source(source), object_)
    assert text.startswith("field f of object type T stays empty: of the 1 object put, none has ")
    assert text.endswith(end)


@pytest.mark.parametrize(
    ("source", "objects"),
    [
        ("_source.mail", [{"id": "1", "x": 1}, {"id": "2", "mail": "a@example.com"}]),
        ("_source.mail", [{"id": "1", "x": 1, "mail": None}]),
        ("_source.mail", [{"id": "1", "x": 1, "mail": ""}]),
        ("_source.a.b", [{"id": "1", "x": 1, "a": {"b": 0}}]),
        ("_source.a[].b", [{"id": "1", "x": 1, "a": [{}, {"b": 0}]}]),
        ("_source.a[0].b", [{"id": "1", "x": 1, "a": [{"b": 0}]}]),
        ("_source", [{"id": "1", "x": 1}]),
        ("{{_source}}", [{"id": "1", "x": 1}]),
        ("a text that is meant", [{"id": "1", "x": 1}]),
        ("{{_source.a}}{{_source.b}}", [{"id": "1", "x": 1, "a": 1}, {"id": "2", "b": 1}]),
        ("{{#if _source.a}}{{_source.b}}{{/if}}", [{"id": "1", "x": 1, "b": 1}]),
        ("{{#each _source}}{{this}}{{/each}}", [{"id": "1", "x": 1}]),
        ("{{#each}}{{name}}{{/each}}", [{"id": "1", "x": 1}]),
        ("_source.mail", []),
    ],
)
def test_a_path_that_some_object_had_warns_of_nothing(
    source: str, objects: list[dict[str, Any]]
) -> None:
    assert unused(with_source(source), *objects) == []


def test_what_is_optional_may_be_missing_from_few_objects_that_have_nothing_unread() -> None:
    assert unused(with_source("_source.mail"), *[{"id": str(n)} for n in range(9)]) == []
    (text,) = unused(with_source("_source.mail"), *[{"id": str(n)} for n in range(10)])
    assert text.endswith("of the 10 objects put, none has _source.mail")


def test_what_a_template_may_read_is_not_unread() -> None:
    definition = with_source("_source.mail")
    definition["Fields"]["all"] = {"Source": "{{#each _source}}{{this}}{{/each}}"}
    assert unused(definition, {"id": "1", "email": "a@example.com"}) == []
    definition["Fields"]["all"] = {"Source": "{{#if _source.email}}{{_source.name}}{{/if}}"}
    assert unused(definition, {"id": "1", "email": "a@example.com"}) == []
    definition["Fields"]["all"] = {"Source": "{{_source.email}} of {{_source.id}}, a text"}
    definition["Fields"]["text"] = {"Source": "a text"}
    assert unused(definition, {"id": "1", "email": "a@example.com"}) == []


def test_a_replacement_is_watched_instead_of_what_it_replaces(client: Any, domain: str) -> None:
    with warnings.catch_warnings(record=True) as caught, mock_customerprofiles() as inner:
        warnings.simplefilter("always")
        define(client, "T", with_source("_source.emial"), AllowProfileCreation=True)
        put_all(client, {"id": "1", "email": "a@example.com"})
        mended = with_source("_source.email")
        mended["Fields"]["new"] = {"Source": "_source.new"}
        define(client, "T", mended, AllowProfileCreation=True)
        assert caught == []
        inner.reset()
    # No object was put since.
    assert caught == []


def test_a_path_keeps_its_objects_when_its_type_is_replaced() -> None:
    with mock_customerprofiles() as mock:
        client: Any = boto3.client("customer-profiles", region_name="us-east-1")
        client.create_domain(DomainName="customers", DefaultExpirationDays=9)
        for n in range(2):
            define(client, "T", with_source("_source.emial"), AllowProfileCreation=True)
            put_all(client, {"id": str(n), "email": "a@example.com"})
        with pytest.warns(UnusedSourceWarning, match="of the 2 objects put, none has _source.emia"):
            mock.reset()
        # Each is warned of once.
        mock.reset()


def test_a_test_that_fails_has_another_cause() -> None:
    with warnings.catch_warnings(record=True) as caught:  # noqa: SIM117
        with pytest.raises(LookupError), mock_customerprofiles():
            client = boto3.client("customer-profiles", region_name="us-east-1")
            client.create_domain(DomainName="customers", DefaultExpirationDays=9)
            define(client, "T", with_source("_source.emial"), AllowProfileCreation=True)
            put_all(client, {"id": "1", "email": "a@example.com"})
            raise LookupError
    assert caught == []


def test_a_type_whose_paths_were_all_seen_is_watched_no_more() -> None:
    with mock_customerprofiles():
        client: Any = boto3.client("customer-profiles", region_name="us-east-1")
        client.create_domain(DomainName="customers", DefaultExpirationDays=9)
        for _ in range(2):
            define(client, "T", with_source("_source.email"), AllowProfileCreation=True)
            put_all(client, {"id": "1", "email": "a@example.com"})
        put_all(client, {"id": "2", "mail": "a@example.com"})


def test_the_warning_about_a_type_that_came_over_http_goes_to_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with mock_customerprofiles() as mock:
        client: Any = boto3.client("customer-profiles", region_name="us-east-1")
        client.create_domain(DomainName="customers", DefaultExpirationDays=9)
        with reporting.logged():
            define(client, "T", with_source("_source.emial"), AllowProfileCreation=True)
        put_all(client, {"id": "1", "email": "a@example.com"})
        mock.reset()
    (message,) = caplog.messages
    assert "did you mean '_source.email'" in message
