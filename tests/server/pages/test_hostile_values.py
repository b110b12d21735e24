"""Nothing that is shown is taken for a part of the page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cprofiles_mock.runtime.strict_json import unescaped
from tests.server.pages.conftest import Look
from tests.server.pages.documents import Document
from tests.support.ingesting import define, put

pytestmark = pytest.mark.in_process

HOSTILE = [
    "<script>alert(1)</script>",
    "</td></table></main><img src=x onerror=alert(1)>",
    '"\' onfocus=alert(1) autofocus x="',
    "&lt;b&gt; &amp; &#60;",
    "javascript:alert(1)",
    "{{ 7 * 7 }} {% raw %} {# x",
    "<!-- ]]> --!>",
    "</style></script></title></textarea>",
    "line\u2028and\u2029paragraph",
    "\u202etxt.exe",
    "W" * 250,
    "\ud800 alone",
]

#: The names of all elements that a page may have.
ELEMENTS = {
    "html", "head", "meta", "title", "link", "style", "body", "header", "nav", "ol", "li", "a",
    "main", "h1", "h2", "h3", "p", "span", "code", "pre", "table", "thead", "tbody", "tr", "th",
    "td", "time", "section", "details", "summary", "form", "label", "input", "datalist", "option",
    "button", "select", "textarea", "script", "noscript",
}  # fmt: skip

ATTRIBUTES = {
    "lang", "charset", "name", "content", "rel", "href", "class", "id", "aria-label",
    "aria-current", "scope", "data-label", "title", "role", "method", "action", "type", "value",
    "list", "required", "autocomplete", "spellcheck", "open", "hidden", "data-state", "data-rows",
    "rows",
}  # fmt: skip


def check(page: Document) -> Document:
    """A page is made of what templates have, and leads nowhere else."""
    assert {name for name, _ in page.elements} <= ELEMENTS
    assert {name for _, attributes in page.elements for name in attributes} <= ATTRIBUTES
    assert len(page.of("script")) <= 1
    assert len(page.of("style")) == len(page.of("title")) == len(page.of("main")) == 1
    leads = [each["href"] or "" for each in page.of("a")]
    assert [each for each in leads if not each.startswith(("/cprofiles-mock/", "#"))] == []
    return page


def as_shown(value: str) -> str:
    for character in "\u2028\u2029\u202e\ud800":
        value = value.replace(character, f"U+{ord(character):04X}")
    return value


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_shown_and_nothing_else(
    loose_client: Any, look: Look, value: str
) -> None:
    client, where = loose_client, {"domain_name": "customers"}
    # Only in JSON that is a text itself can half of a pair arrive.
    alone = "\ud800" in value
    told = "x" if alone else value
    client.create_domain(DomainName="customers", DefaultExpirationDays=9, Tags={"t": told[:100]})
    keys = {"i": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["i"]}]}
    fields = {
        "i": {"Source": "_source.i"},
        "n": {"Source": "_source.n", "Target": "_profile.FirstName"},
        "a": {"Source": "_source.n", "Target": "_profile.Attributes.a"},
    }
    made = {"Fields": fields, "Keys": keys, "AllowProfileCreation": True}
    define(client, "T", made, Description=told)
    put(client, "T", i=value, n=value)
    (profile_id,) = ids(look)
    if not alone:
        client.update_profile(
            DomainName="customers", ProfileId=profile_id, Attributes={told[:200]: told}
        )
        client.add_profile_key(
            DomainName="customers", ProfileId=profile_id, KeyName="k", Values=[told]
        )
    assert as_shown(value) in check(look("domain", **where)).text
    page = check(look("profile", profile_id=profile_id, **where))
    assert as_shown(value) in page.headings[0]
    assert page.tables[0][1][:2] == ["FirstName", as_shown(value)]
    check(look("search", KeyName=told, Values=[told], **where))
    check(look("search", KeyName="k", Values=[told], **where))
    check(look("journal"))
    for number in range(1, 4):
        check(look("call", number=number))


def ids(look: Look) -> set[str]:
    return {name for name in look("domain", domain_name="customers").links if len(name) == 32}


@pytest.mark.parametrize("value", HOSTILE[:-1])
def test_a_hostile_address_is_refused_in_words(
    customerprofiles_mock: Any, look: Look, value: str
) -> None:
    for page in ("domain", "profile", "search", "call"):
        refused = look(page, status=404, domain_name=value, account_id=value, number="7")
        check(refused)
    check(look(account_id=value, region=value))


def test_a_hostile_object_is_laid_out_as_text(client: Any, domain: str, look: Look) -> None:
    define(client, "T", {
        "Fields": {"i": {"Source": "_source.i"}},
        "Keys": {"i": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["i"]}]},
        "AllowProfileCreation": True,
    })  # fmt: skip
    source = {"i": "1", **{value: value for value in HOSTILE}}
    client.put_profile_object(
        DomainName=domain, ObjectTypeName="T", Object=json.dumps(source, ensure_ascii=True)
    )
    (profile_id,) = ids(look)
    page = check(look("profile", profile_id=profile_id, domain_name=domain))
    for value in HOSTILE:
        # Letters are shown as themselves, and nothing else is.
        assert unescaped(json.dumps(value)) in page.text
