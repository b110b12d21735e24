"""``pull --mask``: personal values are replaced, and what belonged together still does."""

from __future__ import annotations

import json
import re
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from cprofiles_mock.remote.errors import RemoteError
from cprofiles_mock.remote.loadable import loadable
from cprofiles_mock.remote.masking import Masking
from tests.remote.conftest import Command
from tests.support.ingesting import CUSTOMER, define, put

pytestmark = pytest.mark.in_process

HERE = {"DomainName": "customers"}


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of runs are known and differ, so that no mask is a value by chance."""
    numbers = count(1)
    monkeypatch.setattr("secrets.token_bytes", lambda size: bytes([next(numbers)]) * size)


PERSON: dict[str, Any] = {
    "FirstName": "Ana",
    "LastName": "Quispe Rojas",
    "PhoneNumber": "+1 (206) 555-0173",
    "EmailAddress": "Ana.Quispe@Shop.example",
    "BirthDate": "1987-06-05",
    "Gender": "FEMALE",
    "PartyType": "INDIVIDUAL",
    "Address": {"Address1": "Av. Larco 123", "City": "Lima"},
    "Attributes": {"loyalty": "gold-7741"},
    "EngagementPreferences": {
        "Email": [{"KeyName": "EmailAddress", "KeyValue": "Ana.Quispe@Shop.example"}]
    },
}


def test_a_masked_file_has_no_value_of_a_person_and_loads(
    far: Any, command: Command, tmp_path: Path
) -> None:
    far.create_domain(**HERE, DefaultExpirationDays=30)
    define(far, "customer", CUSTOMER)
    profile_id = far.create_profile(**HERE, **PERSON, AccountNumber="77-1")["ProfileId"]
    far.add_profile_key(**HERE, ProfileId=profile_id, KeyName="customerId", Values=["c-9001"])
    put(far, "customer", id="c-9001", email="second@shop.example", tier="platinum", visits=1234)
    out = tmp_path / "o.yaml"

    done = command(
        "pull", "--domain", "customers", "--out", str(out), "--profile-id", profile_id, "--mask"
    )

    assert (done.returncode, done.stderr) == (0, "")
    (profile,) = yaml.safe_load(out.read_text())["Domains"][0]["Profiles"]
    written = json.dumps(profile).casefold()
    for value in (
        profile_id, "ana", "quispe", "rojas", "206", "5550173", "555-0173", "1987-06-05", "female",
        "larco", "lima", "7741", "77-1", "9001", "second", "shop.example", "platinum", "1234",
    ):  # fmt: skip
        assert not re.search(rf"(?<![a-z0-9]){re.escape(value)}(?![a-z0-9])", written), value
    assert profile["PartyType"] == "INDIVIDUAL"
    assert "ProfileObjectUniqueKey" not in profile["Objects"][0]


def masked(profile: dict[str, Any], *types: dict[str, Any]) -> Any:
    entry = {"DomainName": "d", "DefaultExpirationDays": 1, "Profiles": [profile]}
    if types:
        entry["ObjectTypes"] = list(types)
    return Masking().mask(entry)["Profiles"][0]


def test_masks_have_the_form_of_the_values() -> None:
    profile = masked(PERSON)
    assert re.fullmatch(r"[A-Z][a-z][a-z]", profile["FirstName"])
    assert re.fullmatch(r"[A-Z][a-z]{5} [A-Z][a-z]{4}", profile["LastName"])
    assert re.fullmatch(r"\+1 \(\d{3}\) \d{3}-\d{4}", profile["PhoneNumber"])
    assert re.fullmatch(r"[A-Z][a-z]{2}\.[A-Z][a-z]{5}@example\.com", profile["EmailAddress"])
    assert re.fullmatch(r"(19[4-9]\d|200\d)-(0[1-9]|1[0-2])-([01]\d|2[0-8])", profile["BirthDate"])
    assert re.fullmatch(r"[A-Z][a-z]\. [A-Z][a-z]{4} \d{3}", profile["Address"]["Address1"])
    assert re.fullmatch(r"[a-z]{4}-\d{4}", profile["Attributes"]["loyalty"])
    (preferred,) = profile["EngagementPreferences"]["Email"]
    assert preferred == {"KeyName": "EmailAddress", "KeyValue": profile["EmailAddress"]}
    assert "Gender" not in profile


def test_a_masked_profile_loads() -> None:
    document, refused = loadable(
        {"DomainName": "d", "DefaultExpirationDays": 1, "Profiles": [masked(PERSON)]}
    )
    assert refused == []
    assert len(document["Domains"][0]["Profiles"]) == 1


def test_equal_values_have_equal_masks_however_they_are_written() -> None:
    masking = Masking()
    assert masking.text("+1 (206) 555-0173").endswith(
        re.sub(r"(\d{3})(\d{3})(\d{4})", r"(\1) \2-\3", masking.text("2065550173"))
    )
    assert masking.text("ANA").casefold() == masking.text("ana")
    assert masking.text("Ana Quispe").split() == [masking.text("Ana"), masking.text("Quispe")]
    assert masking.text("Ana@Example.org").casefold() == masking.text("ana@example.org")
    assert masking.value(12345) == int(masking.text("12345"))


def test_different_values_have_different_masks() -> None:
    masking = Masking()
    assert len({masking.text(f"{number:02}") for number in range(60)}) == 60
    assert len({masking.text(letter) for letter in "abcdefghijklmnopqrstuvwxyz"}) == 26


def test_all_digits_have_different_masks_as_numbers_and_as_texts() -> None:
    masking = Masking()
    masks = [masking.value(number) for number in range(-9, 10)]
    assert sorted(masks) == list(range(-9, 10))
    assert [masking.text(str(number)) for number in range(10)] == [str(mask) for mask in masks[9:]]
    assert masking.value(0) == 0


def test_the_last_digit_may_have_to_keep_its_own_value(monkeypatch: pytest.MonkeyPatch) -> None:
    # With this key, all digits but 9 are taken by the time that 9 is masked.
    monkeypatch.setattr("secrets.token_bytes", lambda size: b"\6" * size)
    masking = Masking()
    assert [masking.value(digit) for digit in range(1, 10)] == [7, 4, 8, 3, 1, 5, 6, 2, 9]
    assert masking.text("9") == "9"


def test_short_values_share_masks_where_there_are_no_more() -> None:
    masking = Masking()
    # Letters with and without an accent: more than there are letters for masks.
    letters = "abcdefghijklmnopqrstuvwxyzáéíóúñ"
    assert {len(masking.text(letter)) for letter in letters} == {1}


def test_another_run_has_other_masks() -> None:
    name = "Bartholomew-Featherstonehaugh"
    assert Masking().text(name) != Masking().text(name)


def test_long_values_are_masked_to_their_end() -> None:
    text = "a" * 200
    mask = Masking().text(text)
    assert len(mask) == 200
    assert re.search(r"[b-z]", mask[150:])


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (7.25, r"\d\.\d\d?"),
        (-120, r"-[1-9]\d\d"),
        (True, "True"),
        (None, "None"),
        ("2026-02-03T04:05:06Z", r"\d{4}-\d\d-\d\dT04:05:06Z"),
        ("seen 2026-02-03.", r"[a-z]{4} \d{4}-\d\d-\d\d\."),
        ("https://a.example/p?q=1", r"[a-z]{5}://[a-z]\.[a-z]{7}/[a-z]\?[a-z]=\d"),
        ("ñandú", "[a-z]{5}"),
        ("💡", "💡"),
        ("0123456789abcdef" * 2, "[0-9a-f]{32}"),
        (["Ana", {"name": "Ana"}], r"\['([A-Z][a-z]{2})', \{'name': '\1'\}\]"),
    ],
)
def test_every_value_of_an_object_is_masked_by_its_form(value: Any, form: str) -> None:
    assert re.fullmatch(form, str(Masking().value(value)))


def test_when_an_object_was_updated_is_kept() -> None:
    of_type = {
        "ObjectTypeName": "visit",
        "Fields": {
            "sourceLastUpdatedTimestamp": {"Source": "_source.at"},
            "id": {"Source": "_source.id"},
            "name": {"Source": "_source.seen", "Target": "_profile.FirstName"},
        },
    }
    stored = {"ObjectTypeName": "visit", "Object": '{"at": "2026-02-03", "id": "x1", "seen": "A"}'}
    (found,) = masked({"Objects": [stored]}, of_type)["Objects"]
    source = json.loads(found["Object"])
    assert source["at"] == "2026-02-03"
    assert source["seen"] != "A"


def test_an_object_that_is_no_json_cannot_be_masked() -> None:
    with pytest.raises(RemoteError, match="an object of type visit is no JSON"):
        masked({"Objects": [{"ObjectTypeName": "visit", "Object": "Ana"}]})


def test_a_domain_without_profiles_stays_as_it_is() -> None:
    entry = {"DomainName": "d", "Tags": {"owner": "ana"}}
    assert Masking().mask(entry) == entry
