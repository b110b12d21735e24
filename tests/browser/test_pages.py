"""The pages as a user has them: clicked through, searched, watched, and not hacked."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
import requests

from tests.browser.chromium import Browser
from tests.support.controls import ControlsOnServer

HOSTILE = (
    "<script>hacked=1</script><img src=x onerror=hacked=1>\"' onfocus=hacked=1 autofocus "
    "</style></title></td>\u2028\u202e javascript:hacked=1"
)

#: What a window must not be wider than; a page that is can only be read by scrolling sideways.
TOO_WIDE = "return document.documentElement.scrollWidth > document.documentElement.clientWidth"


def rows(browser: Browser) -> list[str]:
    return browser.texts("#calls th")


def test_a_profile_is_found_by_clicks(browser: Browser, pages: str, shop: Any) -> None:
    made = shop.create_profile(DomainName="shop", FirstName="Ada", EmailAddress="a@example.com")
    browser.open(pages)
    assert browser.title == "Domains - cprofiles_mock"
    browser.click_link("shop")
    assert browser.texts("h1") == ["Domain shop"]
    browser.click_link(made["ProfileId"])
    assert browser.texts("h1") == ["Ada"]
    assert browser.texts("#keys + table th a") == ["_profileId", "_email", "_fullName"]
    browser.click_link("_email")
    assert browser.texts("h2") == ["Found: 1"]
    browser.click_link("us-east-1")
    assert browser.texts("tbody th") == ["shop"]


def test_a_search_is_typed(browser: Browser, pages: str, shop: Any) -> None:
    made = shop.create_profile(DomainName="shop", FirstName="Ada", PhoneNumber="+1 206 555 0100")
    browser.open(f"{pages}page/domain?domain_name=shop")
    browser.write("input[name=KeyName]", "phone")
    browser.write("input[name=Values]", "(206) 555-0100")
    browser.submit("button")
    assert browser.texts(".note") == [
        "SearchProfiles by 'phone' finds nothing: no key of that name is defined; did you mean "
        "'_phone'? Search by _phone"
    ]
    browser.click_link("Search by _phone")
    assert browser.texts("tbody th") == [made["ProfileId"]]


def test_a_key_of_two_values_is_typed(browser: Browser, pages: str, shop: Any) -> None:
    made = shop.create_profile(DomainName="shop")
    shop.add_profile_key(
        DomainName="shop", ProfileId=made["ProfileId"], KeyName="seat", Values=["12", "a"]
    )
    browser.open(f"{pages}page/domain?domain_name=shop")
    browser.write("input[name=KeyName]", "seat")
    browser.write("label:nth-of-type(2) input", "12")
    browser.click("form summary")
    browser.write("form details input", "a")
    browser.submit("button")
    assert browser.texts("tbody th") == [made["ProfileId"]]


def test_the_first_key_leads_to_the_content(browser: Browser, pages: str, shop: Any) -> None:
    browser.open(pages)
    tab, enter = "\ue004", "\ue007"
    browser.press(tab)
    assert browser.run("return document.activeElement.innerText") == "Skip to the content"
    browser.press(enter)
    assert browser.address == f"{pages}#content"
    browser.press(tab + enter)
    browser.wait_until(lambda: browser.texts("h1") == ["Domain shop"])


def test_the_journal_is_live(browser: Browser, pages: str, shop: Any) -> None:
    browser.open(f"{pages}page/journal")
    assert len(rows(browser)) == 1
    browser.run("document.querySelector('#calls a').focus(); document.body.dataset.same = 'yes'")
    shop.list_domains()
    with pytest.raises(shop.exceptions.ResourceNotFoundException):
        shop.get_domain(DomainName="nothing")
    browser.wait_until(lambda: len(rows(browser)) == 3)
    assert browser.texts("#calls td:nth-child(2)") == ["GetDomain", "ListDomains", "CreateDomain"]
    assert browser.texts("#calls td:last-child") == ["ResourceNotFoundException", "ok", "ok"]
    # The rows that were there stayed, and so did the focus; the page was not loaded anew.
    last = rows(browser)[-1]
    assert browser.run("return document.activeElement.innerText") == last
    assert browser.run("return document.body.dataset.same") == "yes"
    browser.click("#pause")
    shop.list_domains()
    browser.run("return new Promise(done => setTimeout(done, 1500))")
    assert len(rows(browser)) == 3
    assert browser.texts("#state") == ["Paused."]
    browser.click("#pause")
    browser.wait_until(lambda: len(rows(browser)) == 4)
    for _ in range(60):
        shop.list_domains()
    browser.wait_until(lambda: len(rows(browser)) == 50)
    ControlsOnServer(pages.partition("/cprofiles-mock/")[0]).reset()
    browser.wait_until(lambda: rows(browser) == [])
    assert browser.texts("#none") == ["No calls are kept."]


def test_a_call_that_was_under_way_is_done_later(
    browser: Browser, pages: str, shop: Any, server: str
) -> None:
    """A client waits for an answer that does not come, and gives up while the page is watched."""
    fault = {"operation": "ListDomains", "error": "ReadTimeoutError"}
    ControlsOnServer(server).call("POST", "faults", json=fault)
    browser.open(f"{pages}page/journal")
    headers = {
        "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/profile/aws4_request"
    }
    waiting = threading.Thread(target=give_up, args=(f"{server}/domains", headers))
    waiting.start()
    browser.wait_until(lambda: len(rows(browser)) == 2)
    waiting.join()
    browser.wait_until(lambda: browser.texts("#calls td:last-child")[0] == "ReadTimeoutError")


def give_up(address: str, headers: dict[str, str]) -> None:
    with pytest.raises(requests.ReadTimeout):
        requests.get(address, headers=headers, timeout=1)


def test_the_journal_says_when_the_server_does_not_answer(
    browser: Browser, pages: str, shop: Any
) -> None:
    browser.open(f"{pages}page/journal")
    browser.run("fetch = async () => { throw new TypeError('no') }")
    browser.wait_until(
        lambda: browser.texts("#state") == ["The server does not answer; trying again."]
    )
    browser.run("fetch = async () => new Response('', { status: 500 })")
    browser.run("return new Promise(done => setTimeout(done, 1200))")
    assert len(rows(browser)) == 1


def test_without_scripts_the_journal_reloads_itself(
    browser: Browser, pages: str, shop: Any
) -> None:
    browser.tell("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(f"{pages}page/journal")
        browser.click_link("let it reload itself")
        shop.list_domains()
        first = "#calls tr:nth-child(2)"
        browser.wait_until(lambda: browser.has(first))
        browser.click_link("Stop that")
        assert browser.address == f"{pages}page/journal"
    finally:
        browser.tell("Emulation.setScriptExecutionDisabled", value=False)


def test_hostile_values_do_nothing_and_fit_the_window(
    browser: Browser, pages: str, shop: Any
) -> None:
    made = shop.create_profile(
        DomainName="shop",
        FirstName=HOSTILE,
        LastName="W" * 255,
        Attributes={"n" * 255: HOSTILE},
    )["ProfileId"]
    shop.add_profile_key(
        DomainName="shop", ProfileId=made, KeyName="k" * 64, Values=[HOSTILE, "V" * 255]
    )
    fields = {"i": {"Source": "_source.i"}}
    keys = {"i": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["i"]}]}
    shop.put_profile_object_type(
        DomainName="shop", ObjectTypeName="T" * 255, Description=HOSTILE, Fields=fields, Keys=keys,
        AllowProfileCreation=True,
    )  # fmt: skip
    source = {"i": HOSTILE, "long": "L" * 3_000, "half": "\ud800"}
    shop.put_profile_object(DomainName="shop", ObjectTypeName="T" * 255, Object=json.dumps(source))
    (owner,) = shop.search_profiles(DomainName="shop", KeyName="i", Values=[HOSTILE])["Items"]
    addresses = [
        "",
        "page/domain?domain_name=shop",
        f"page/profile?domain_name=shop&profile_id={made}",
        f"page/profile?domain_name=shop&profile_id={owner['ProfileId']}",
        f"page/search?domain_name=shop&KeyName={'k' * 64}&Values={HOSTILE}&Values={'V' * 255}",
        f"page/search?domain_name=shop&KeyName={HOSTILE}&Values=1",
        "page/journal",
    ]
    for address in addresses:
        browser.open(pages + address)
        for width in (1280, 800, 360):
            browser.look(width=width)
            assert not browser.run(TOO_WIDE), (address, width)
        assert browser.run("return typeof hacked") == "undefined"
        assert not browser.run("return document.querySelector('img, main style, main iframe')")


def test_a_page_is_light_or_dark_as_the_user_likes_it(
    browser: Browser, pages: str, shop: Any
) -> None:
    browser.open(pages)
    background = "return getComputedStyle(document.body).backgroundColor"
    assert browser.run(background) == "rgb(255, 255, 255)"
    browser.look(dark=True)
    assert browser.run(background) == "rgb(21, 24, 29)"


def test_the_policy_stops_a_script_that_got_in(window: Browser, pages: str, shop: Any) -> None:
    """If escaping failed, nothing would run: neither a script nor a handler nor a link."""
    window.open(pages)
    window.run(
        "document.body.insertAdjacentHTML('beforeend', "
        '\'<img src="data:,x" onerror="hacked=1"><a id=bad href="javascript:hacked=1">x</a>\');'
        "const script = document.createElement('script'); script.textContent = 'hacked=1';"
        "document.body.append(script); document.getElementById('bad').click();"
        "return new Promise(done => setTimeout(done, 200))"
    )
    assert window.run("return typeof hacked") == "undefined"
    assert [text for text in window.take_complaints() if "Content Security Policy" in text] != []


def test_a_page_looks_the_same_without_anything_from_elsewhere(
    browser: Browser, pages: str, shop: Any
) -> None:
    browser.open(f"{pages}page/journal")
    browser.wait_until(lambda: browser.texts("#state") != [""])
    asked: list[str] = browser.run("return performance.getEntries().map(each => each.name)")
    elsewhere = [name for name in asked if "://" in name and not name.startswith(pages)]
    assert elsewhere == []
    assert browser.screenshot()[:4] == b"\x89PNG"
