"""Loops of Handlebars in the sources of an object type's fields."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.ingesting import define, put


def looping(source: str) -> dict[str, Any]:
    return {
        "Fields": {
            "id": {"Source": "_source.id"},
            "text": {"Source": source, "Target": "_profile.Attributes.text"},
        },
        "Keys": {"id": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
        "AllowProfileCreation": True,
    }


@pytest.mark.parametrize(
    "source",
    [
        "{{#each _source.items}}{{#each @root._source.items}}{{#each @root._source.items}}"
        "{{/each}}{{/each}}{{/each}}",
        "{{#_source.items}}{{#each @root._source.items}}{{#each @root._source.items}}"
        "x{{/each}}{{/each}}{{/_source.items}}",
    ],
)
def test_an_object_for_which_nested_loops_have_no_end_in_sight_is_refused(
    client: Any, domain: str, source: str
) -> None:
    define(client, "Loop", looping(source))
    began = time.monotonic()
    with pytest.raises(ClientError) as caught:
        put(client, "Loop", id="1", items=list(range(1, 201)))
    assert time.monotonic() - began < 5
    assert caught.value.response["Error"] == {
        "Code": "BadRequestException",
        "Message": "A Handlebars source of the object type renders more than 100000 blocks for "
        "this object",
    }
    assert client.get_domain(DomainName=domain)["Stats"]["ProfileCount"] == 0


def test_long_loops_that_end_are_rendered(client: Any, domain: str) -> None:
    source = "{{#each _source.items}}{{#each @root._source.items}}{{/each}}{{/each}}done"
    define(client, "Loop", looping(source))
    put(client, "Loop", id="1", items=list(range(200)))
    assert client.get_domain(DomainName=domain)["Stats"]["ProfileCount"] == 1
