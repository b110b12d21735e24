"""How much work the Handlebars templates of an object type may be for one object."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cprofiles_mock.rules.ingestion import template_work
from tests.conftest import SERVER_MODE
from tests.support.ingesting import define, objects, profile_id, put, stats

#: The limit, and how long a list is that loops turn over. In process both are smaller, because many
#: tests go to the limit; through the server the same tests go to the real one.
STEPS, LONG = (200_000, 300) if SERVER_MODE else (20_000, 95)

TOO_MANY_STEPS = {
    "Code": "BadRequestException",
    "Message": f"The Handlebars templates of the object type take more than {STEPS} steps for this "
    "object",
}
TOO_LONG_TEXTS = {
    "Code": "BadRequestException",
    "Message": "The Handlebars templates of the object type write more than 1000000 characters for "
    "this object",
}
#: Nearly half as many turns for a long list as there may be steps.
TWO_LOOPS = "{{#each _source.items}}{{#each @root._source.items}}%s{{/each}}{{/each}}"
ITEMS = list(range(1, LONG + 1))


@pytest.fixture(autouse=True)
def limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert template_work.MOST_STEPS == 200_000
    monkeypatch.setattr(template_work, "MOST_STEPS", STEPS)


def templated(*sources: str) -> dict[str, Any]:
    """An object type whose objects fill an attribute by each of these sources."""
    texts = {
        f"text{number}": {"Source": source, "Target": f"_profile.Attributes.text{number}"}
        for number, source in enumerate(sources)
    }
    return {
        "Fields": {"id": {"Source": "_source.id"}, **texts},
        "Keys": {"id": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
        "AllowProfileCreation": True,
    }


def refusal(client: Any, definition: dict[str, Any], **members: Any) -> Any:
    """The error for an object of a new object type."""
    define(client, "Loop", definition)
    with pytest.raises(ClientError) as caught:
        put(client, "Loop", id="1", **members)
    assert stats(client)["ProfileCount"] == 0
    return caught.value.response["Error"]


@pytest.mark.parametrize(
    "source",
    [
        TWO_LOOPS % "{{#each @root._source.items}}{{/each}}",
        "{{#_source.items}}{{#each @root._source.items}}{{#each @root._source.items}}"
        "x{{/each}}{{/each}}{{/_source.items}}",
    ],
)
def test_an_object_for_which_nested_loops_have_no_end_in_sight_is_refused(
    client: Any, domain: str, source: str
) -> None:
    assert refusal(client, templated(source), items=ITEMS) == TOO_MANY_STEPS


@pytest.mark.parametrize(
    "body",
    [
        "{{z}}" * 150,
        "{{lookup e 1}}" * 60,
        "{{lookup (lookup a 1) 2}}" * 30,
        "{{!}}" * 150,
        "{{#if e}}{{else if e}}{{else if e}}{{/if}}" * 10,
    ],
)
def test_all_that_a_loop_contains_counts_as_work(client: Any, domain: str, body: str) -> None:
    assert refusal(client, templated(TWO_LOOPS % body), items=ITEMS) == TOO_MANY_STEPS


def test_the_templates_of_all_fields_count_together(client: Any, domain: str) -> None:
    assert refusal(client, templated(*[TWO_LOOPS % ""] * 3), items=ITEMS) == TOO_MANY_STEPS


def test_each_object_is_counted_for_itself(client: Any, domain: str) -> None:
    define(client, "Loop", templated(TWO_LOOPS % ""))
    for number in range(3):
        put(client, "Loop", id=str(number), items=ITEMS)
    assert stats(client)["ProfileCount"] == 3


@pytest.mark.parametrize(
    "source",
    [
        TWO_LOOPS % "{{@root._source.text}}",
        TWO_LOOPS % "{{removeExtraSpace @root._source.blanks}}",
        TWO_LOOPS % "{{lookup @root._source.items @root._source.blanks}}",
        TWO_LOOPS % ("x" * 900),
    ],
)
def test_an_object_of_which_loops_make_very_long_texts_is_refused(
    client: Any, domain: str, source: str
) -> None:
    members = {"items": ITEMS, "text": "x" * 100_000, "blanks": " " * 100_000}
    assert refusal(client, templated(source), **members) == TOO_LONG_TEXTS


def test_an_object_that_is_copied_into_many_texts_is_refused(client: Any, domain: str) -> None:
    sources = ["{{_source.text}}" * 5] * 50
    assert refusal(client, templated(*sources), text="x" * 100_000) == TOO_LONG_TEXTS


def test_a_list_is_no_name_to_look_up(client: Any, domain: str) -> None:
    definition = templated("{{lookup _source.named _source.items}}{{lookup _source.items 1}}")
    define(client, "Loop", definition)
    put(client, "Loop", id="1", items=["a", "b"], named={"['a', 'b']": "c"})
    found = client.search_profiles(DomainName=domain, KeyName="id", Values=["1"])["Items"]
    assert found[0]["Attributes"] == {"text0": "b"}


def test_templates_in_targets_count_too_and_nothing_has_changed_then(
    client: Any, domain: str
) -> None:
    definition = {
        "Fields": {
            "id": {"Source": "_source.id", "Target": "_profile.AccountNumber"},
            "order": {"Source": "_source.id", "Target": "_order.Name"},
            "text": {
                "Source": "_source.id",
                "Target": f"_order.Attributes.{TWO_LOOPS % ('{{z}}' * 5)}",
            },
        },
        "Keys": {
            "id": [{"StandardIdentifiers": ["PROFILE", "UNIQUE", "ORDER"], "FieldNames": ["id"]}]
        },
        "AllowProfileCreation": True,
    }
    assert refusal(client, definition, items=ITEMS) == TOO_MANY_STEPS
    assert stats(client)["ObjectCount"] == 0


def test_long_loops_that_end_are_rendered(client: Any, domain: str) -> None:
    source = "{{#each _source.items}}{{#each @root._source.items}}{{/each}}{{/each}}done"
    define(client, "Loop", templated(source))
    put(client, "Loop", id="1", items=ITEMS[: LONG * 2 // 3])
    assert stats(client)["ProfileCount"] == 1


def test_an_object_whose_type_was_replaced_by_one_of_too_much_work_is_dumped_and_loaded(
    client: Any, domain: str, handle: Any
) -> None:
    define(client, "Loop", templated("{{_source.id}}"))
    put(client, "Loop", id="1", items=ITEMS)
    define(client, "Loop", templated(TWO_LOOPS % "{{z}}"))
    handle.load(json.loads(json.dumps(handle.dump())))
    found = profile_id(client, "id", "1")
    assert objects(client, found, "Loop") == [{"id": "1", "items": ITEMS}]
