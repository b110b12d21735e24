"""What a field's Source reads from an object, and which sources are refused."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from cprofiles_mock.rules.ingestion.accessors import InvalidSource, text_of
from cprofiles_mock.rules.ingestion.sources import compile_source
from cprofiles_mock.rules.ingestion.template_work import work

pytestmark = pytest.mark.in_process


@pytest.fixture(autouse=True)
def other_object() -> None:
    """What templates of other tests have done does not count here."""
    work.begin()


OBJECT: dict[str, Any] = {
    "name": "Ann",
    "empty": "",
    "nothing": None,
    "zero": 0,
    "no": False,
    "price": 1.0,
    "tags": ["new", "", None, "vip"],
    "none of them": [],
    "address": {"city": "Oslo", "geo": {"lat": 59.9}, "empty": "", "two words": "yes"},
    "items": [{"sku": "a"}, {"sku": ""}, {"sku": ["b", ["c"]]}, "loose", {"other": 1}],
    "matrix": [[1, 2], [[3], 4]],
    "First Name": "Ann Lee",
    "a-b_$@:é": "odd",
    "odd.key": "dotted",
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("_source.name", "Ann"),
        ("_source.zero", 0),
        ("_source.no", False),
        ("_source.price", 1.0),
        ("_source.none of them", []),
        ("_source.address.city", "Oslo"),
        ("_source.address", OBJECT["address"]),
        ("_source.address.geo.lat", 59.9),
        ("_source.tags", ["new", "", None, "vip"]),
        ("_source", OBJECT),
        ("_source.First Name", "Ann Lee"),
        ("_source.a-b_$@:é", "odd"),
        ('_source["odd.key"]', "dotted"),
        ("_source['address'].city", "Oslo"),
        ("_source.address['two words']", "yes"),
        ("_source.items[0].sku", "a"),
        ("_source.items[3]", "loose"),
        ("_source.items[].sku", ["a", "b", "c"]),
        ("_source.items[2].sku[]", ["b", "c"]),
        ("_source.tags[]", ["new", "vip"]),
        ("_source.matrix[]", [1, 2, 3, 4]),
        ("_source.matrix[0]", [1, 2]),
        ("_source.matrix[1][0]", [3]),
    ],
)
def test_an_accessor_reads_the_value_at_its_path(source: str, value: Any) -> None:
    assert compile_source(source)(OBJECT) == value


@pytest.mark.parametrize(
    "source",
    [
        "_source.missing",
        "_source.empty",
        "_source.nothing",
        "_source.address.missing",
        "_source.address.empty",
        "_source.name.first",
        "_source.nothing.at.all",
        "_source.address.geo.lat.degrees",
        "_source.items[9]",
        "_source.items[9].sku",
        "_source.address[0]",
        "_source.items.sku",
        "_source.items[].missing",
        "_source.none of them[]",
        "_source.name[]",
        "_source.address[].city",
        "_source[0]",
        # A dot separates; a key that has one is read by the brackets alone.
        "_source.odd.key",
        "",
    ],
)
def test_what_is_missing_null_or_empty_is_no_value(source: str) -> None:
    assert compile_source(source)(OBJECT) is None


@pytest.mark.parametrize(
    "source", ["web", "_sourcex", "_source-x", "source.name", " _source", "}}"]
)
def test_any_other_text_is_a_constant(source: str) -> None:
    assert compile_source(source)({}) == source


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            "_source.",
            "'_source.' cannot be read from '.'; write _source.member, "
            "_source.list[0] for an element, _source.list[] for all, and "
            '_source["a.b"] for a name with dots',
        ),
        (
            "_source..name",
            "'_source..name' cannot be read from '..name'; write "
            "_source.member, _source.list[0] for an element, _source.list[] "
            'for all, and _source["a.b"] for a name with dots',
        ),
        (
            "_source.name.",
            "'_source.name.' cannot be read from '.'; write _source.member, "
            "_source.list[0] for an element, _source.list[] for all, and "
            '_source["a.b"] for a name with dots',
        ),
        (
            "_source.name ",
            "'_source.name ' cannot be read from '.name '; write "
            "_source.member, _source.list[0] for an element, _source.list[] "
            'for all, and _source["a.b"] for a name with dots',
        ),
        (
            "_source.a[",
            "'_source.a[' cannot be read from '['; write _source.member, "
            "_source.list[0] for an element, _source.list[] for all, and "
            '_source["a.b"] for a name with dots',
        ),
        (
            "_source.a[*]",
            "'_source.a[*]' cannot be read from '[*]'; write _source.member, "
            "_source.list[0] for an element, _source.list[] for all, and "
            '_source["a.b"] for a name with dots',
        ),
        (
            "_source.a[-1]",
            "'_source.a[-1]' cannot be read from '[-1]'; write _source.member, "
            "_source.list[0] for an element, _source.list[] for all, and "
            '_source["a.b"] for a name with dots',
        ),
        (
            "_source.a[]b",
            "'_source.a[]b' cannot be read from 'b'; write _source.member, "
            "_source.list[0] for an element, _source.list[] for all, and "
            '_source["a.b"] for a name with dots',
        ),
        (
            '_source["a',
            "'_source[\"a' cannot be read from '[\"a'; write _source.member, "
            "_source.list[0] for an element, _source.list[] for all, and "
            '_source["a.b"] for a name with dots',
        ),
        (
            "_source.a}b",
            "'_source.a}b' cannot be read from '.a}b'; write _source.member, "
            "_source.list[0] for an element, _source.list[] for all, and "
            '_source["a.b"] for a name with dots',
        ),
    ],
)
def test_a_malformed_accessor_is_refused(source: str, reason: str) -> None:
    with pytest.raises(InvalidSource) as raised:
        compile_source(source)
    assert str(raised.value) == reason


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{{_source.name}}", "Ann"),
        ("{{ _source.name }} of {{_source.address.city}}", "Ann of Oslo"),
        ("100% {{_source.name}} %s", "100% Ann %s"),
        ("{{_source.zero}}/{{_source.no}}/{{_source.price}}", "0/false/1.0"),
        ("{{_source.address.geo}}{{_source.matrix}}", '{"lat":59.9}[[1,2],[[3],4]]'),
        # What is missing leaves its blank behind; removeExtraSpace takes it away.
        ("{{_source.name}} {{_source.last}}", "Ann "),
        ("id-{{_source.id}}", "id-"),
        ("<{{{_source.name}}}&{{&_source.name}}>", "<Ann&Ann>"),
        ("{{_source.[First Name]}}", "Ann Lee"),
        (r"\{{name}} {{_source.name}}", "{{name}} Ann"),
        ("{{! don't }}{{_source.name}}{{!-- }} --}}", "Ann"),
        ("x {{~ _source.name ~}} x", "xAnnx"),
        ("{{@root._source.name}}", "Ann"),
        ("{{#if _source.empty}}a{{else if _source.name}}b{{else}}c{{/if}}", "b"),
        ("{{#unless _source.name}}a{{else}}{{_source.address.city}}{{/unless}}", "Oslo"),
        ("{{^_source.missing}}none{{/_source.missing}}", "none"),
        ("{{#if _source.missing}}a{{^}}b{{/if}}", "b"),
        ("{{#each _source.items}}{{sku}}|{{/each}}", "a||['b', ['c']]|||"),
        ("{{#each _source.tags as |tag i|}}{{i}}{{tag}},{{/each}}", "0new,1,2,3vip,"),
        ("{{#each _source.tags}}{{this}};{{/each}}", "new;;;vip;"),
        ("{{#with _source.address}}{{city}} {{../_source.name}}{{/with}}", "Oslo Ann"),
        ("{{#_source.address}}{{city}}{{/_source.address}}", "Oslo"),
        ("{{#each _source.address.geo}}{{@key}}={{this}}{{/each}}", "lat=59.9"),
        ("{{#each _source.name}}x{{else}}no list{{/each}}", "no list"),
        ("{{#each}}{{name}}{{/each}}", "Ann"),
        ("{{lookup _source 'name'}}", "Ann"),
        ('{{lookup _source.tags 3}}{{(lookup _source "name")}}', "vipAnn"),
        ("{{removeExtraSpace '  a   b '}}", "a b"),
        ("{{removeExtraSpace _source.name _source.missing _source.price}}", "Ann 1.0"),
        ("{{#removeExtraSpace}} {{_source.name}}  {{_source.x}} x {{/removeExtraSpace}}", "Ann x"),
    ],
)
def test_a_template_renders_a_text(source: str, value: str) -> None:
    assert compile_source(source)(OBJECT) == value


@pytest.mark.parametrize(
    "source",
    [
        "{{_source.first}} {{_source.last}}",
        "{{_source.empty}}",
        "{{#if _source.missing}}x{{/if}}",
        "{{removeExtraSpace _source.missing}}",
        "{{removeExtraSpace}}",
        "{{(removeExtraSpace)}}",
        "{{#removeExtraSpace}} {{_source.missing}} {{/removeExtraSpace}}",
        "{{#each _source.none_of_them}}x{{/each}}",
    ],
)
def test_a_template_that_renders_nothing_but_blanks_gives_no_value(source: str) -> None:
    assert compile_source(source)(OBJECT) is None


def test_a_template_that_fails_on_an_object_gives_no_value() -> None:
    # Python prints no list that is nested too deeply.
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    read = compile_source("{{#if _source.deep}}{{_source.deep}}{{/if}}")
    assert read({"deep": deep}) is None
    assert read({"deep": [1]}) == "[1]"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            "{{_source.a",
            "the Handlebars template is malformed: Expected CLOSE, got EOF ('') at line 1,"
            " column 12",
        ),
        (
            "{{#if _source.a}}x",
            "the Handlebars template is malformed: Unclosed block at line 1, column 19",
        ),
        (
            "{{> address}}",
            "the Handlebars template is malformed: Partials are not supported at line 1, column 1",
        ),
        ("{{{{raw}}}}x{{{{/raw}}}}", "the template has a raw block; write two braces, or three"),
        (
            "{{_soruce.a}}",
            "the template refers to '_soruce'; only _source is known; did you mean '_source'?",
        ),
        ("{{name}}", "the template refers to 'name'; only _source is known: write '_source.name'"),
        (
            "{{#if name}}x{{/if}}",
            "the template refers to 'name'; only _source is known: write '_source.name'",
        ),
        (
            "{{removeExtraSpace name}}",
            "the template refers to 'name'; only _source is known: write '_source.name'",
        ),
        (
            "{{upper _source.a}}",
            "'upper' is not a helper that the service knows; there are "
            "#each, #if, #removeExtraSpace, #unless, #with, lookup, "
            "removeExtraSpace",
        ),
        (
            "{{log _source.a}}",
            "'log' is not a helper that the service knows; there are "
            "#each, #if, #removeExtraSpace, #unless, #with, lookup, "
            "removeExtraSpace",
        ),
        (
            "{{log}}",
            "'log' is not a helper that the service knows; there are #each, #if, "
            "#removeExtraSpace, #unless, #with, lookup, removeExtraSpace",
        ),
        ("{{if _source.a}}", "'if' is not a helper that the service knows; did you mean '#if'?"),
        (
            "{{#upper _source.a}}x{{/upper}}",
            "'upper' is not a helper that the service knows; "
            "there are #each, #if, #removeExtraSpace, "
            "#unless, #with, lookup, removeExtraSpace",
        ),
        (
            "{{#each _source.a}}{{upper x}}{{/each}}",
            "'upper' is not a helper that the service knows; there are #each, #if, "
            "#removeExtraSpace, #unless, #with, lookup, removeExtraSpace",
        ),
        (
            "{{#if (eq _source.a 1)}}x{{/if}}",
            "'eq' is not a helper that the service knows; "
            "there are #each, #if, #removeExtraSpace, "
            "#unless, #with, lookup, removeExtraSpace",
        ),
        (
            "{{#if _source.a}}x{{else eq _source.b 1}}y{{/if}}",
            "'eq' is not a helper that the service knows; there are #each, #if, "
            "#removeExtraSpace, #unless, #with, lookup, removeExtraSpace",
        ),
    ],
)
def test_a_template_that_cannot_be_rendered_is_refused(source: str, reason: str) -> None:
    with pytest.raises(InvalidSource) as raised:
        compile_source(source)
    assert str(raised.value) == reason


def test_the_template_engine_is_imported_for_templates_with_logic_only() -> None:
    program = """if True:
        import sys
        from cprofiles_mock.rules.ingestion.sources import compile_source
        compile_source("{{_source.first}} {{_source.last}}")
        print("pydantic" in sys.modules)
        compile_source("{{#if _source.first}}x{{/if}}")
        print("pydantic" in sys.modules)
    """
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it is", "as it is"),
        ("", ""),
        (None, None),
        (True, "true"),
        (False, "false"),
        (12, "12"),
        (-12345678901234567890, "-12345678901234567890"),
        (1.0, "1.0"),
        (1e3, "1000.0"),
        (0.1, "0.1"),
        ([1, "é", None], '[1,"é",null]'),
        ({"b": 1, "a": [True]}, '{"b":1,"a":[true]}'),
    ],
)
def test_a_value_is_written_as_text(value: Any, text: str | None) -> None:
    assert text_of(value) == text
