"""Files that people write, and what they are told of mistakes."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

import pytest
from freezegun import freeze_time

from cprofiles_mock import StateError
from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.resources.domains import MOST_DOMAINS
from cprofiles_mock.snapshots import dump_text, load_text
from cprofiles_mock.testing.handle import MockHandle
from tests.snapshots.mistakes import IN_DOMAIN, IN_OBJECT, MISSING, MISTAKES, NO_MAPPING
from tests.support.ingesting import CUSTOMER, objects, profile, profile_id, put

pytestmark = pytest.mark.in_process

NOON = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)

SHOP = """\
version: 1
Domains:
- DomainName: customers
  DefaultExpirationDays: 30
  Profiles:
  - FirstName: Ana
    BirthDate: 2001-01-01
    Address: {City: Lima, PostalCode: 02139}
    Attributes:
      newsletter: no
      visits: 12
    LastName:
    BillingAddress: {City: ~}
  - FirstName: On
    PhoneNumber: +12065550100
"""


@pytest.fixture
def mock(client: Any) -> MockHandle:
    return MockHandle()


def load(text: str, file_format: str = "yaml") -> None:
    load_text(MockHandle().backend(), text, file_format, name="shop.yaml")


def test_what_is_left_out_is_as_calls_would_have_made_it(client: Any) -> None:
    with freeze_time(NOON):
        load(SHOP)
        found = profile_id(client, "_fullName", "ana")
        assert len(found) == 32
        assert profile(client, "_fullName", "ana") == {
            "FirstName": "Ana",
            "BirthDate": "2001-01-01",
            "Address": {"City": "Lima", "PostalCode": "02139"},
            "Attributes": {"newsletter": "no", "visits": "12"},
        }
        assert profile(client, "_phone", "2065550100")["FirstName"] == "On"
        domain = client.get_domain(DomainName="customers")
        assert domain["CreatedAt"] == domain["LastUpdatedAt"] == NOON
        assert domain["Stats"]["ProfileCount"] == 2
        (record,) = client.list_profile_history_records(DomainName="customers", ProfileId=found)[
            "ProfileHistoryRecords"
        ]
        assert (record["ActionType"], record["CreatedAt"]) == ("CREATED", NOON)
    with freeze_time(NOON + timedelta(days=30)):
        assert client.get_domain(DomainName="customers")["Stats"]["ProfileCount"] == 0


def test_objects_lead_to_the_profile_that_they_stand_under(client: Any, mock: MockHandle) -> None:
    mock.load(
        {
            "Domains": [
                {
                    "DomainName": "customers",
                    "DefaultExpirationDays": 30,
                    "ObjectTypes": (
                        {"ObjectTypeName": "customer", "Description": "people", **CUSTOMER},
                    ),
                    "Profiles": [
                        {
                            "FirstName": "By hand",
                            "Objects": [
                                {"ObjectTypeName": "customer", "Object": '{"id": "1"}'},
                                {"ObjectTypeName": "customer", "Object": '{"id": "2"}'},
                            ],
                        },
                        {"Objects": [{"ObjectTypeName": "customer", "Object": '{"id": "3"}'}]},
                    ],
                }
            ]
        }
    )
    owner = profile_id(client, "customerId", "2")
    assert objects(client, owner, "customer") == [{"id": "1"}, {"id": "2"}]
    put(client, "customer", id="2", tier="gold", name={"first": "Other"})
    assert profile(client, "customerId", "1") == {
        "AccountNumber": "2",
        "FirstName": "By hand",
        "Attributes": {"tier": "gold"},
    }
    stats = client.get_domain(DomainName="customers")["Stats"]
    assert (stats["ObjectCount"], stats["ProfileCount"]) == (3, 2)


def test_a_standard_object_needs_no_more_than_what_it_is(client: Any, mock: MockHandle) -> None:
    load(
        """
        Domains:
        - DomainName: customers
          DefaultExpirationDays: 30
          Profiles:
          - FirstName: Ana
            StandardObjects:
            - {ObjectTypeName: _order, Id: a1}
        """
    )
    document = mock.dump()
    mock.reset()
    mock.load(document)
    assert mock.dump() == document
    assert objects(client, profile_id(client, "_orderId", "a1"), "_order") == [{"OrderId": "a1"}]


def test_loading_merges_nothing_but_the_next_change_does(client: Any) -> None:
    load(
        """
        Domains:
        - DomainName: customers
          DefaultExpirationDays: 30
          RuleBasedMatching:
            Enabled: true
            MatchingRules: [{Rule: [PhoneNumber]}]
            MaxAllowedRuleLevelForMerging: 1
          Profiles:
          - {ProfileId: 00000000000000000000000000000001, PhoneNumber: 1}
          - {ProfileId: 00000000000000000000000000000002, PhoneNumber: 1}
        """
    )
    here = {"DomainName": "customers"}
    assert client.get_domain(**here)["Stats"]["ProfileCount"] == 2
    assert len(client.list_rule_based_matches(**here)["MatchIds"]) == 1
    client.update_profile(**here, ProfileId="0" * 31 + "2", FirstName="x")
    assert client.get_domain(**here)["Stats"]["ProfileCount"] == 1


def test_what_wants_a_boolean_takes_the_words_that_yaml_has_for_it(client: Any) -> None:
    words = {"true": True, "Yes": True, "on": True, "False": False, "no": False, "OFF": False}
    for word, enabled in words.items():
        load(
            "Domains:\n- DomainName: customers\n  DefaultExpirationDays: 30\n"
            f"  DataStore: {{Enabled: {word}}}\n"
        )
        found = client.get_domain(DomainName="customers")
        assert found["DataStore"]["Enabled"] is enabled


def test_matching_that_is_enabled_is_due_as_after_enabling(client: Any) -> None:
    with freeze_time(NOON) as clock:
        load(
            "Domains:\n- DomainName: customers\n  DefaultExpirationDays: 30\n"
            "  Matching: {Enabled: true}\n  IdentityResolution: {}\n"
        )
        clock.tick(86_400)
        jobs = client.list_identity_resolution_jobs(DomainName="customers")
        assert len(jobs["IdentityResolutionJobsList"]) == 1


def test_jobs_that_were_due_before_loading_run_at_the_next_request(client: Any) -> None:
    with freeze_time(NOON):
        load(
            "Domains:\n- DomainName: customers\n  DefaultExpirationDays: 30\n"
            "  Matching: {Enabled: true}\n"
            "  IdentityResolution: {NextRunAt: 2025-11-25}\n"
        )
        jobs = client.list_identity_resolution_jobs(DomainName="customers")
    assert len(jobs["IdentityResolutionJobsList"]) == 53


def test_a_source_may_have_told_a_time_that_no_calendar_has(mock: MockHandle) -> None:
    load(f"""{IN_OBJECT}      Object: '{{"k": 1}}'\n      UpdatedAt: -1e12\n""")
    (domain,) = mock.dump()["Domains"]
    assert domain["Profiles"][0]["Objects"][0]["UpdatedAt"] == "-1000000000000.0"


def test_a_domain_takes_the_place_of_one_of_its_name_and_others_stay(
    client: Any, mock: MockHandle
) -> None:
    for name in ("first", "customers", "last"):
        client.create_domain(DomainName=name, DefaultExpirationDays=1)
    client.delete_domain(DomainName="first")
    client.create_profile(DomainName="customers", FirstName="Gone")
    client.create_profile(DomainName="last", FirstName="Stays")
    snapshot = mock.dump()
    load(SHOP.replace("- DomainName", "- Number: 2\n  DomainName"))
    load("Domains:\n- {DomainName: new, Number: 3, DefaultExpirationDays: 5}")
    load("Domains:\n- {DomainName: last, Number: 2, DefaultExpirationDays: 5}")
    names = [each["DomainName"] for each in client.list_domains()["Items"]]
    assert names == ["customers", "last", "new"]
    assert profile(client, "_fullName", "ana")["FirstName"] == "Ana"
    mock.load(snapshot)
    names = [each["DomainName"] for each in client.list_domains()["Items"]]
    assert names == ["customers", "last", "new"]
    assert profile(client, "_fullName", "gone") == {"FirstName": "Gone"}


@pytest.mark.filterwarnings("ignore::cprofiles_mock.EmptyDumpWarning")
def test_another_region_and_account_has_the_state_as_its_own(
    client: Any, mock: MockHandle, make_client: Any
) -> None:
    client.create_domain(DomainName="customers", DefaultExpirationDays=1, Tags={"a": "b"})
    mock.load(mock.dump(), region="eu-west-2")
    there = make_client(region_name="eu-west-2")
    arn = "arn:aws:profile:eu-west-2:123456789012:domains/customers"
    assert there.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "b"}
    mock.load(mock.dump(), account_id="111122223333")
    assert list(mock.backend(account_id="111122223333").domains) == ["customers"]
    assert mock.dump(region="eu-central-1") == {"version": 1, "Domains": []}


def test_numbers_may_be_left_as_they_are_when_entries_are_inserted(mock: MockHandle) -> None:
    load(
        """
        Domains:
        - DomainName: customers
          DefaultExpirationDays: 30
          ObjectTypes:
          - ObjectTypeName: t
            Description: x
            Fields: {k: {Source: _source.k}}
            Keys: {k: [{StandardIdentifiers: [UNIQUE, PROFILE], FieldNames: [k]}]}
          Profiles:
          - Number: 5
            Objects:
            - {ObjectTypeName: t, Number: 3, Object: '{"k": "a"}'}
            - {ObjectTypeName: t, Number: 2, Object: '{"k": "b"}'}
          - Number: 2
            Objects:
            - {ObjectTypeName: t, Number: 4, Object: '{"k": "c"}'}
            - {ObjectTypeName: t, Object: '{"k": "d"}'}
        """
    )
    domain = mock.backend().domains["customers"]
    assert [each.number for each in domain.profiles.values()] == [5, 6]
    assert [
        [each.number for each in profile.each_object()] for profile in domain.profiles.values()
    ] == [[3, 4], [5, 6]]


def test_a_file_of_any_format_is_chosen_by_its_suffix(mock: MockHandle, tmp_path: Path) -> None:
    load(SHOP)
    document = mock.dump(tmp_path / "a.json")
    for name in ("a.yaml", "a.YML"):
        assert mock.dump(str(tmp_path / name)) == document
    for name in ("a.json", "a.yaml", "a.YML"):
        mock.reset()
        mock.load(str(tmp_path / name))
        assert mock.dump() == document


# --- mistakes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "error"), MISTAKES)
def test_a_mistake_is_told_with_file_line_and_field(
    mock: MockHandle, client: Any, text: str, error: str
) -> None:
    client.create_domain(DomainName="d", DefaultExpirationDays=1)
    before = mock.dump()
    with pytest.raises(StateError) as raised:
        load(text)
    assert str(raised.value) == f"shop.yaml:{error}"
    assert mock.dump() == before


def test_a_mistake_in_json_is_told_in_the_same_way(mock: MockHandle, tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    path.write_text(
        '{\n"Domains": [\n{"DomainName": "d", "DefaultExpirationDays": 1, "Profiles": [\n{},\n'
        '{"PhoneNumber": ""}]}]}'
    )
    with pytest.raises(StateError) as raised:
        mock.load(path)
    assert str(raised.value) == (
        f"{path}:5: Domains[0].Profiles[1].PhoneNumber: "
        "Member must have length greater than or equal to 1"
    )
    assert (raised.value.source, raised.value.line, raised.value.field) == (
        str(path), 5, "Domains[0].Profiles[1].PhoneNumber"
    )  # fmt: skip
    path.write_text("{")
    with pytest.raises(StateError, match=r"shop\.json:1: is not valid JSON"):
        mock.load(path)
    path.write_bytes(b"{}\n\xff")
    with pytest.raises(StateError, match=r"shop\.json:2: is not valid UTF-8"):
        mock.load(path)


def test_a_mistake_in_a_mapping_is_told_with_the_field(mock: MockHandle) -> None:
    with pytest.raises(StateError) as raised:
        mock.load({"Domains": [{"DomainName": 5, "DefaultExpirationDays": 1}]})
    assert str(raised.value) == (
        "Domains[0].DomainName: Member must be of type string, not 5; put it in quotes"
    )
    assert (raised.value.source, raised.value.line) == (None, None)
    with pytest.raises(StateError, match="must be a mapping of members") as raised:
        mock.load(cast("Any", []))
    assert raised.value.field is None


MINIMAL = {"DomainName": "d", "DefaultExpirationDays": 1}

_EMPTY = 'is empty; a state without domains is written as "Domains: []", or {"Domains": []} in JSON'


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("state.yaml", "", f": {_EMPTY}"),
        ("state.json", " \n", f": {_EMPTY}"),
        ("state.yaml", "# to do\n", f":1: {_EMPTY}"),
        ("state.yaml", "---\n", f":2: {_EMPTY}"),
        ("state.yaml", "null", f":1: {_EMPTY}"),
        ("state.json", "null", f":1: {_EMPTY}"),
        ("state.yaml", "5", ":1: must be a mapping of members, not '5'"),
        ("state.json", "5", ":1: must be a mapping of members, not 5"),
        ("state.json", "true", ":1: must be a mapping of members, not True"),
        ("state.json", '"shop"', ":1: must be a mapping of members, not 'shop'"),
        ("state.yaml", "- 1", ":1: must be a mapping of members, not ['1']"),
    ],
)
def test_a_file_without_a_state_is_a_mistake(
    mock: MockHandle, tmp_path: Path, name: str, text: str, error: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(StateError) as raised:
        mock.load(path)
    assert str(raised.value) == f"{path}{error}"


@pytest.mark.parametrize(
    ("document", "error"),
    [
        (None, _EMPTY),
        (5, "must be a mapping of members, not 5"),
        ({"Domains": [None]}, "Domains[0]: must be a mapping of members, not None"),
        (
            {"Domains": [{**MINIMAL, "Tags": {1: "x"}}]},
            "Domains[0].Tags: must have names that are texts, not 1",
        ),
        (
            {"Domains": [{**MINIMAL, "CreatedAt": 10**400}]},
            "Domains[0].CreatedAt: must be a time in ISO 8601, such as 2026-11-24T12:00:00Z",
        ),
    ],
)
def test_what_is_no_state_is_a_mistake(mock: MockHandle, document: Any, error: str) -> None:
    with pytest.raises(StateError) as raised:
        mock.load(document)
    assert str(raised.value) == error


_shape: Any = service_model().operation_model("PutProfileObjectType").input_shape
IDENTIFIERS = _shape.members["Keys"].value.member.members["StandardIdentifiers"].member.enum
SEVERAL = """\
Domain: []
Domains:
- DomainName: shop!
  Matching: {Enabled: maybe}
  ObjectTypes:
  - ObjectTypeName: t
    Keys: {k: [{StandardIdentifiers: [ODD, UNIQUE], FieldName: [k]}]}
  - ObjectTypeName: u
    Description: x
  Profiles:
  - FristName: Ana
    ProfileId: 00000000000000000000000000000001
    Gender: X
    Attributes: {a: "", b: c, d: ""}
    Keys: [{KeyName: k}, {KeyName: l, Values: [x], Value: y}]
    Objects:
    - {ObjectTypeName: t, Object: '{"k": "1"}'}
    - {ObjectTypeName: nobody, Object: '{"k": "1"}'}
  - {FirstName: x, Gendre: MALE}
  PastProfiles:
  - ProfileId: 00000000000000000000000000000002
- DefaultExpirationDays: 1
  Tags: {x: 5}
- {DomainName: again, DefaultExpirationDays: 1}
- {DomainName: again, DefaultExpirationDays: 1, Profiles: [{Gendre: MALE}]}
"""


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_their_lines(
    mock: MockHandle, tmp_path: Path
) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(SEVERAL)
    with pytest.raises(StateError) as raised:
        mock.load(path)
    lines = [line.removeprefix(f"{path}:") for line in str(raised.value).splitlines()]
    assert [re.sub(r"Domains\[0\]\.", "", line) for line in lines] == [
        "1: Domain: is not a member here; did you mean Domains?",
        "3: DomainName: Member must satisfy regular expression pattern: ^[a-zA-Z0-9_-]+$",
        f"3: DefaultExpirationDays: {MISSING}",
        "4: Matching.Enabled: Member must be of type boolean, not 'maybe'",
        f"6: ObjectTypes[0].Description: {MISSING}",
        f"6: ObjectTypes[0].Fields: {NO_MAPPING}",
        "7: ObjectTypes[0].Keys.k[0].FieldName: is not a member here; did you mean FieldNames?",
        "7: ObjectTypes[0].Keys.k[0].StandardIdentifiers[0]: Member must satisfy enum value set: "
        f"[{', '.join(IDENTIFIERS)}]",
        f"8: ObjectTypes[1].Fields: {NO_MAPPING}",
        "11: Profiles[0].FristName: is not a member here; did you mean FirstName?",
        "13: Profiles[0].Gender: Member must satisfy enum value set: [MALE, FEMALE, UNSPECIFIED]",
        *[
            f"14: Profiles[0].Attributes.{name}: Member must have length greater than or equal to 1"
            for name in "ad"
        ],
        f"15: Profiles[0].Keys[0].Values: {MISSING}",
        "15: Profiles[0].Keys[1].Value: is not a member here; did you mean Values?",
        "18: Profiles[0].Objects[1].ObjectTypeName: Profile object type nobody is not found in "
        "domain shop!; PutProfileObjectType makes one",
        "19: Profiles[1].Gendre: is not a member here; did you mean Gender?",
        f"21: PastProfiles[0].History: {MISSING}",
        f"22: Domains[1].DomainName: {MISSING}",
        "25: Domains[3].DomainName: Domain again already exists",
        "25: Domains[3].Profiles[0].Gendre: is not a member here; did you mean Gender?",
    ]
    assert raised.value.line == 1
    assert [other.line for other in raised.value.others][-1] == 25
    assert raised.value.others[-1].field == "Domains[3].Profiles[0].Gendre"
    assert mock.dump()["Domains"] == []


def test_of_very_many_mistakes_a_hundred_are_told(mock: MockHandle) -> None:
    many = [{"Name": "x"} for _ in range(250)]
    document = {"Domains": [{**MINIMAL, "Profiles": many}]}
    for text in (None, json.dumps(document)):
        with pytest.raises(StateError) as raised:
            if text is None:
                mock.load(document)
            else:
                load(text, "json")
        lines = str(raised.value).splitlines()
        assert len(lines) == 101
        assert lines[-1].endswith("150 more mistakes")


def test_a_mapping_that_contains_itself_is_a_mistake(mock: MockHandle) -> None:
    document: dict[str, Any] = {}
    document["Domains"] = [document]
    with pytest.raises(StateError, match="^contains itself, or is nested too deeply$"):
        mock.load(document)


def test_what_is_nested_too_deeply_is_a_mistake(mock: MockHandle) -> None:
    levels = 700
    tags = "{a: " * levels + "x" + "}" * levels
    with pytest.raises(StateError, match=r"^shop\.yaml:1: is nested too deeply$"):
        load(f"{IN_DOMAIN}  Tags: {tags}")


MAPPING = ", or give the mapping it stands for"


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (SHOP, f"'yaml'){MAPPING}"),
        ("Domains: []", f"'yaml'){MAPPING}"),
        ("version:", f"'yaml'){MAPPING}"),
        ('{"Domains": []}', f"'json'){MAPPING}"),
        ('\n [{"Domains": []}]', f"'json'){MAPPING}"),
        ("FirstName,PhoneNumber\nAna,1\n", "'csv', domain_name=...)"),
        ("FirstName;PhoneNumber\nAna;1\n", "'csv', domain_name=...)"),
        ("LastName,Address.City", "'csv', domain_name=...)"),
    ],
)
def test_a_text_in_the_place_of_a_name_is_told_how_to_load_it(
    mock: MockHandle, content: str, advice: str
) -> None:
    with pytest.raises(ValueError, match="no name of a file but the content of one") as raised:
        mock.load(content)
    assert str(raised.value).endswith(
        f"load it with snapshots.load_text(mock.backend(), text, {advice}"
    )


@pytest.mark.parametrize("name", ["state", "FirstName", "shop.txt", "a,b"])
def test_what_may_be_a_name_is_told_of_its_suffix(mock: MockHandle, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}: the suffix must be one of"):
        mock.load(name)


def test_an_open_file_and_its_bytes_are_told_how_to_load_them(
    mock: MockHandle, tmp_path: Path
) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP)
    with path.open() as file, pytest.raises(StateError) as raised:
        mock.load(file)  # type: ignore[arg-type]
    assert str(raised.value) == f"is an open file; give its name, {str(path)!r}"
    with pytest.raises(StateError) as raised:
        mock.load(io.StringIO(SHOP))  # type: ignore[arg-type]
    assert str(raised.value) == "is an open file; give its name"
    with pytest.raises(StateError) as raised:
        mock.load(path.read_bytes())  # type: ignore[arg-type]
    assert str(raised.value) == (
        "is the content of a file as bytes; load its text with snapshots.load_text(mock.backend(), "
        "content.decode(), 'json'), or with 'yaml' or 'csv'"
    )


def test_a_region_has_no_more_domains_than_calls_can_make(mock: MockHandle) -> None:
    names = [f"d{number}" for number in range(MOST_DOMAINS)]
    mock.load({"Domains": [{"DomainName": n, "DefaultExpirationDays": 1} for n in names]})
    with pytest.raises(StateError, match="Domains: The account has reached its limit of 100"):
        mock.load({"Domains": [{"DomainName": "d100", "DefaultExpirationDays": 1}]})
    assert len(mock.backend().domains) == 100


def test_wrong_use_is_a_value_error(mock: MockHandle, tmp_path: Path) -> None:
    load(SHOP)
    with pytest.raises(ValueError, match=r"the suffix must be one of \.json, \.yaml, \.yml, \.csv"):
        mock.dump(tmp_path / "state.txt")
    with pytest.raises(ValueError, match="domain_name is for CSV; other formats hold all domains"):
        mock.load({}, domain_name="customers")
    with pytest.raises(ValueError, match="domain_name is for CSV"):
        mock.dump(tmp_path / "state.json", domain_name="customers")
    with pytest.raises(ValueError, match="'xml' is not a format; there are json, yaml and csv"):
        dump_text(mock.backend(), "xml")
    with pytest.raises(KeyError) as raised:
        mock.load({}, region="mars")
    assert str(raised.value).startswith(
        "Amazon Connect Customer Profiles is not offered at 'mars'; it is offered in af-south-1, "
    )
