"""Profiles from and to CSV."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from cprofiles_mock import StateError
from cprofiles_mock.testing.handle import MockHandle
from tests.support.ingesting import CUSTOMER, define, profile, profile_id

pytestmark = pytest.mark.in_process

ID = "0" * 31


@pytest.fixture
def mock(domain: str) -> MockHandle:
    """The handle of a mock with the domain ``customers``."""
    return MockHandle()


def load(path: Path, text: str, **arguments: Any) -> None:
    path.write_text(text, encoding="utf-8", newline="")
    MockHandle().load(path, **arguments)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


def test_each_row_is_a_profile(mock: MockHandle, client: Any, path: Path) -> None:
    load(
        path,
        "\ufeffFirstName,LastName,PhoneNumber,Address.City,Address.PostalCode,Attributes.a.b\r\n"
        "Ana,Łee,0123,Lima,02139,gold\r\n"
        "\r\n"
        '"On ""The"" Top",,,,,"two\r\nlines"\r\n',
    )
    assert profile(client, "_phone", "0123") == {
        "FirstName": "Ana",
        "LastName": "Łee",
        "PhoneNumber": "0123",
        "Address": {"City": "Lima", "PostalCode": "02139"},
        "Attributes": {"a.b": "gold"},
    }
    assert profile(client, "_fullName", 'on "the" top') == {
        "FirstName": 'On "The" Top',
        "Attributes": {"a.b": "two\r\nlines"},
    }
    assert client.get_domain(DomainName="customers")["Stats"]["ProfileCount"] == 2


def test_profiles_come_after_those_that_are_there(
    mock: MockHandle, client: Any, path: Path
) -> None:
    here = {"DomainName": "customers"}
    first = client.create_profile(**here, FirstName="x")["ProfileId"]
    load(path, f"FirstName,ProfileId\nx,{ID}2\nx,{ID}1\n")
    client.create_profile(**here, FirstName="x")
    found = client.search_profiles(**here, KeyName="_fullName", Values=["x"])["Items"]
    assert [each["ProfileId"] for each in found[:3]] == [first, f"{ID}2", f"{ID}1"]
    assert len(found) == 4


def test_what_is_written_is_read_as_the_same_profiles(
    mock: MockHandle, client: Any, path: Path
) -> None:
    here = {"DomainName": "customers"}
    client.create_profile(**here, Attributes={"z": "1", "a": "\n"}, PartyType="BUSINESS")
    client.create_profile(
        **here,
        Address={"City": "c", "Address1": "1"},
        AccountNumber=" 1",
        Attributes={"b": "2"},
        EngagementPreferences={"Phone": [{"KeyName": "PhoneNumber", "KeyValue": "1"}]},
    )
    mock.dump(path)
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == [
        "ProfileId", "AccountNumber", "PartyType", "Address.City", "Address.Address1",
        "Attributes.z", "Attributes.a", "Attributes.b",
    ]  # fmt: skip
    assert [row[1:] for row in rows] == [
        ["", "BUSINESS", "", "", "1", "\n", ""],
        [" 1", "", "c", "1", "", "", "2"],
    ]
    client.create_domain(DomainName="copy", DefaultExpirationDays=1)
    mock.load(path, domain_name="copy")
    mock.dump(path.with_name("copy.csv"), domain_name="copy")
    assert path.with_name("copy.csv").read_bytes() == path.read_bytes()


def test_a_domain_without_profiles_has_a_header_alone(mock: MockHandle, path: Path) -> None:
    document = mock.dump(path)
    assert path.read_bytes() == b"ProfileId\r\n"
    assert document == mock.dump()


def test_rules_match_what_was_loaded_and_merge_nothing(
    client: Any, customerprofiles_mock: MockHandle, path: Path
) -> None:
    client.create_domain(
        DomainName="customers",
        DefaultExpirationDays=30,
        RuleBasedMatching={
            "Enabled": True,
            "MatchingRules": [{"Rule": ["FirstName"]}],
            "MaxAllowedRuleLevelForMerging": 1,
        },
    )
    load(path, "FirstName\nAnn\nann\n")
    assert client.get_domain(DomainName="customers")["Stats"]["ProfileCount"] == 2
    assert len(client.list_rule_based_matches(DomainName="customers")["MatchIds"]) == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("FristName\nx", "1: FristName: is not a member here; did you mean FirstName?"),
        (
            "FirstName,,LastName\nx,y,z",
            "1: a column has no name; name it, as FirstName for one, or delete it",
        ),
        ("Number\n1", "1: Number: is not a member here; did you mean PhoneNumber?"),
        ("Address\nx", "1: Address: is not one field; write one of its fields, as Address.City"),
        ("Address.\nx", "1: Address.: is not one field; write one of its fields, as Address.City"),
        (
            "Address.Ctiy\nx",
            "1: Address.Ctiy: is not a member here; did you mean Address.City?",
        ),
        ("FirstName.x\ny", "1: FirstName.x: is not a field; write FirstName"),
        (
            "Attributes\nx",
            "1: Attributes: is not one field; write one of its fields, as Attributes.tier",
        ),
        (
            "EngagementPreferences.Phone\nx",
            "1: EngagementPreferences.Phone: cannot be in a CSV file; write it into a JSON "
            "or YAML file",
        ),
        ("FirstName,FirstName\nx,y", "1: FirstName: is there twice; delete one of the columns"),
        (
            "FirstName,LastName\nx",
            "2: has 1 cell; the header has 2: a member that is not set "
            "has an empty cell, with its comma",
        ),
        (
            'FirstName,LastName\n"x\n\n",y\n\nz',
            "6: has 1 cell; the header has 2: a member "
            "that is not set has an empty cell, with its "
            "comma",
        ),
        ('FirstName\n"x"y', "2: is not valid CSV: ',' expected after '\"'"),
        (
            f'FirstName,Attributes.tier\n"x\n",\nx,{"y" * 256}',
            "4: Attributes.tier: Member must have length less than or equal to 255",
        ),
        (
            f"Address.City\n{'y' * 256}",
            "2: Address.City: Member must have length less than or equal to 255",
        ),
        (
            "Gender\nX",
            "2: Gender: Member must satisfy enum value set: [MALE, FEMALE, UNSPECIFIED]",
        ),
        (
            "FristName,Attributes,Gender,Gender\nx,y,MALE,MALE",
            "1: FristName: is not a member here; did you mean FirstName?\n"
            "{path}:1: Attributes: is not one field; write one of its fields, as Attributes.tier\n"
            "{path}:1: Gender: is there twice; delete one of the columns",
        ),
        (
            "FirstName,Gender\nx\ny,X\nz,MALE\n,Y",
            "2: has 1 cell; the header has 2: a member that is not set has an empty cell, with its "
            "comma\n"
            "{path}:3: Gender: Member must satisfy enum value set: [MALE, FEMALE, UNSPECIFIED]\n"
            "{path}:5: Gender: Member must satisfy enum value set: [MALE, FEMALE, UNSPECIFIED]",
        ),
        (
            "FirstName;Address.City\nx;y",
            "1: has semicolons between the names; separate them with commas, in the rows "
            "too, as FirstName,Address.City",
        ),
        (
            "FirstName\tLastName\nx\ty",
            "1: has tabs between the names; separate them with commas, in the rows too, as "
            "FirstName,LastName",
        ),
        (
            "Attributes.a;b\nx\ny,z",
            "1: has semicolons between the names; separate them with "
            "commas, in the rows too, as Attributes.a,b",
        ),
        *(
            (
                f"{first}{separator}FirstName\nx{separator}y",
                f"1: has {noun} between the names; separate them with commas, in the rows too, as "
                f"{first},FirstName",
            )
            for separator, noun in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars"))
            for first in ("Attributes.tier", "Address.City", "LastName")
        ),
        (
            "FirstName;LastName,Gender\nx;y,MALE",
            "1: has semicolons between the names; separate them with commas, in the rows too, as "
            "FirstName,LastName",
        ),
        (
            "FirstName\nAna\nEva;1",
            "3: has semicolons outside of quotes, and the header has one column; separate cells "
            "with commas, and put a text that contains others in quotes",
        ),
        (
            "FirstName\nAna\tx",
            "2: has tabs outside of quotes, and the header has one column; separate cells with "
            "commas, and put a text that contains others in quotes",
        ),
        (
            "sep=;\nFirstName;LastName\nx;y",
            "1: is a line for Excel alone, sep=;; delete it, and save the file with commas between "
            "the cells",
        ),
        (
            "FirstName,LastName\nx,y,z",
            "2: has 3 cells; the header has 2: put a text that contains a comma in quotes",
        ),
        (
            "FristName,Gender,LastName\nx,male,y\nx,MALE\nx,FEMAL,y",
            "1: FristName: is not a member here; did you mean FirstName?\n"
            "{path}:2: Gender: Member must satisfy enum value set: [MALE, FEMALE, UNSPECIFIED]\n"
            "{path}:3: has 2 cells; the header has 3: a member that is not set has an empty cell, "
            "with its comma\n"
            "{path}:4: Gender: Member must satisfy enum value set: [MALE, FEMALE, UNSPECIFIED]",
        ),
        (f"ProfileId\n{ID}1\n{ID}1", f"3: ProfileId: {ID}1 is there already"),
    ],
)
def test_a_mistake_is_told_with_line_and_column(
    mock: MockHandle, path: Path, text: str, error: str
) -> None:
    before = mock.dump()
    with pytest.raises(StateError) as raised:
        load(path, text)
    assert str(raised.value) == f"{path}:{error}".replace("{path}", str(path))
    assert mock.dump() == before


def test_a_profile_that_is_there_is_not_replaced(mock: MockHandle, client: Any, path: Path) -> None:
    load(path, f"ProfileId,FirstName\n{ID}1,x\n")
    with pytest.raises(StateError, match=f"2: ProfileId: {ID}1 is there already"):
        load(path, f"ProfileId,FirstName\n{ID}1,y\n")
    assert profile_id(client, "_fullName", "x") == f"{ID}1"


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "\r\n\r\n"])
def test_an_empty_file_is_a_mistake(mock: MockHandle, path: Path, text: str) -> None:
    with pytest.raises(StateError) as raised:
        load(path, text)
    assert str(raised.value) == (
        f"{path}: is empty; its first line must name members of profiles, such as "
        "FirstName,PhoneNumber"
    )


def test_empty_lines_before_the_header_are_skipped(mock: MockHandle, path: Path) -> None:
    load(path, "\n\nFirstName\nAna\n")
    (profile,) = mock.backend().domains["customers"].profiles.values()
    assert profile.first_name == "Ana"
    with pytest.raises(StateError, match=r":3: FristName: is not a member here"):
        load(path, "\n\nFristName\nAna\n")


def test_a_text_with_a_semicolon_may_stand_in_the_only_column_in_quotes(
    mock: MockHandle, path: Path
) -> None:
    load(path, 'FirstName\n"Ana;1"\n')
    (profile,) = mock.backend().domains["customers"].profiles.values()
    assert profile.first_name == "Ana;1"


def test_an_attribute_may_have_a_semicolon_in_its_name_beside_other_columns(
    mock: MockHandle, path: Path
) -> None:
    load(path, "FirstName,Attributes.a;b\nAna,1\n")
    (profile,) = mock.backend().domains["customers"].profiles.values()
    assert profile.attributes == {"a;b": "1"}


def test_a_header_alone_has_no_profiles(mock: MockHandle, path: Path) -> None:
    load(path, "FirstName\n")
    assert mock.backend().domains["customers"].profiles == {}


def test_where_there_are_several_domains_one_is_named(
    mock: MockHandle, client: Any, path: Path
) -> None:
    client.create_domain(DomainName="others", DefaultExpirationDays=1)
    for use in (mock.dump, lambda where: load(where, "FirstName\nx\n")):
        told = "give a domain_name: a CSV file has the profiles of one domain, and us-east-1 has cu"
        with pytest.raises(ValueError, match=told):
            use(path)
    load(path, "FirstName\nx\n", domain_name="others")
    assert client.get_domain(DomainName="others")["Stats"]["ProfileCount"] == 1
    with pytest.raises(ValueError, match="there is no domain 'nobody' in us-east-1"):
        load(path, "FirstName\nx\n", domain_name="nobody")


def test_half_of_a_surrogate_pair_is_a_question_mark_in_a_file(
    mock: MockHandle, client: Any, path: Path
) -> None:
    define(client, "Customer", CUSTOMER)
    text = '{"id": "1", "name": {"first": "Ann\\ud800"}}'
    client.put_profile_object(DomainName="customers", ObjectTypeName="Customer", Object=text)
    mock.dump(path)
    assert "Ann?" in path.read_text(encoding="utf-8")
