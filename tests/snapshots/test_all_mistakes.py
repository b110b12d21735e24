"""A state file is told of all its mistakes at once, each at its place, and of none that follows."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock import StateError
from cprofiles_mock.testing.handle import MockHandle
from tests.snapshots.mistakes import MISSING

pytestmark = pytest.mark.in_process

DOMAIN = {"DomainName": "shop", "DefaultExpirationDays": 30}
TYPE = {
    "ObjectTypeName": "Customer",
    "Description": "x",
    "Fields": {"id": {"Source": "_source.id"}},
    "Keys": {"id": [{"StandardIdentifiers": ["UNIQUE", "PROFILE"], "FieldNames": ["id"]}]},
}


@pytest.fixture
def mock(client: Any) -> MockHandle:
    return MockHandle()


def mistakes(mock: MockHandle, document: Any) -> dict[str, str]:
    """The mistakes of a document by their fields."""
    with pytest.raises(StateError) as raised:
        mock.load(document)
    errors = [raised.value, *raised.value.others]
    assert mock.dump()["Domains"] == []
    return {str(each.field): each.problem for each in errors}


def of_domain(mock: MockHandle, **members: Any) -> dict[str, str]:
    found = mistakes(mock, {"Domains": [{**DOMAIN, **members}]})
    return {field.removeprefix("Domains[0]."): problem for field, problem in found.items()}


def of_type(mock: MockHandle, **members: Any) -> dict[str, str]:
    entry = {name: value for name, value in {**TYPE, **members}.items() if value is not None}
    found = of_domain(mock, ObjectTypes=[entry])
    return {field.removeprefix("ObjectTypes[0]."): problem for field, problem in found.items()}


def test_what_shapes_and_what_rules_forbid_in_one_object_type_is_told_together(
    mock: MockHandle,
) -> None:
    found = of_type(
        mock,
        Description=None,
        ExpirationDays=5000,
        MaxProfileObjectCount=2000,
        Fields={
            "id": {"Source": "_source.id"},
            "1st": {"Source": "_source.a", "ContentType": "EMAIL"},
            "b": {"Source": "_source..b", "Target": "FirstName"},
            "c": {"Source": "{{c}}", "Target": "_profile.Town"},
            "d": {"Sauce": "_source.d"},
            "a.b": {"Source": "_source.e", "ContentType": "TEXT"},
            "h": {"Source": "_source.h", "Target": "_airPreference.{{_source.x.Name"},
        },
        Keys={
            "id": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["idd"]}],
            "_foo": [{"FieldNames": ["id"]}],
            "mail": [{"StandardIdentifiers": ["PROFIL"], "FieldNames": ["1st"]}],
        },
        SourceLastUpdatedTimestampFormat="ISO 8601",
    )
    assert set(found) == {
        "Fields.1st.ContentType",
        "Fields.d.Sauce",
        "Fields.a.b.ContentType",
        "Keys.mail[0].StandardIdentifiers[0]",
        "ExpirationDays",
        "Description",
        "MaxProfileObjectCount",
        "Fields.1st",
        "Keys._foo",
        "Keys.id[0].FieldNames[0]",
        "Fields.b.Target",
        "Fields.c.Target",
        "Fields.h.Target",
        "Fields.b.Source",
        "Fields.c.Source",
        "SourceLastUpdatedTimestampFormat",
    }
    assert found["Description"] == MISSING
    assert found["Fields.1st"] == "Field name 1st must start with a letter; choose another, as st"


def test_what_is_missing_where_something_else_is_wrong_is_not_told(mock: MockHandle) -> None:
    # A key that is unreadable may be the UNIQUE one, and a wrong content type any other.
    odd = {"StandardIdentifiers": ["ODD"], "FieldNames": ["id"]}
    assert list(of_type(mock, Keys={"id": [odd]})) == ["Keys.id[0].StandardIdentifiers[0]"]
    assert list(of_type(mock, Keys={"id": [7]})) == ["Keys.id[0]"]
    assert list(of_type(mock, Keys="x")) == ["Keys"]
    assert list(of_type(mock, Fields=[])) == ["Fields"]
    assert list(of_type(mock, Fields={1: {}})) == ["Fields"]
    assert list(of_type(mock, Feilds={}, Fields=None)) == ["Feilds"]
    typed = {
        "id": {"Source": "_source.id"},
        "mail": {"Source": "_source.mail", "ContentType": "EMAIL"},
    }
    keys = {**TYPE["Keys"], "k": [{"FieldNames": ["id"]}, {"FieldNames": ["mail"]}]}  # type: ignore[dict-item]
    assert list(of_type(mock, Fields=typed, Keys=keys)) == ["Fields.mail.ContentType"]


def test_rules_that_concern_two_parts_are_told_at_one_of_them(mock: MockHandle) -> None:
    gender = {
        "id": {"Source": "_source.id"},
        "g": {"Source": "_source.g", "Target": "_profile.Gender"},
        "h": {"Source": "_source.h", "Target": "_profile.GenderString"},
        "o": {"Source": "_source.o", "Target": "_order.Name"},
        "t": {"Source": "_source.t", "Target": "_profile.SourceLastUpdatedTimestamp"},
    }
    found = of_type(mock, Fields=gender)
    assert list(found) == [
        "Fields.o.Target", "Fields.h.Target", "SourceLastUpdatedTimestampFormat"
    ]  # fmt: skip
    assert found["Fields.o.Target"].startswith("The Target of field o is in _order: a key with")


def test_a_template_that_does_not_exist_and_a_member_that_differs_are_told(
    mock: MockHandle,
) -> None:
    own = {"ObjectTypeName": "_mine", "Description": "x", "AllowProfileCreation": True}
    found = of_domain(
        mock, ObjectTypes=[{**own, "TemplateId": "ctr"}, {**own, "TemplateId": "Zendesk-users"}]
    )
    assert list(found) == [
        "ObjectTypes[0].ObjectTypeName",
        "ObjectTypes[0].TemplateId",
        "ObjectTypes[1].ObjectTypeName",
    ]


def test_attributes_of_settings_are_told_beside_what_is_wrong_there_otherwise(
    mock: MockHandle,
) -> None:
    found = of_domain(
        mock,
        Matching={
            "Enabled": True,
            "AutoMerging": {
                "Enabled": True,
                "Consolidation": {"MatchingAttributesList": [["FirstNam"], ["LastName", "Bar"]]},
                "ConflictResolution": {"ConflictResolvingModel": "X"},
            },
        },
        RuleBasedMatching={
            "Enabled": True,
            "MatchingRules": [{"Rule": ["Foo", "LastName", "LastName"]}],
            "AttributeTypesSelector": {
                "AttributeMatchingModel": "ONE_TO_ONE", "EmailAddress": ["Phone"]
            },
        },
        RuleMatching={"ReadyAt": "soon"},
    )  # fmt: skip
    assert set(found) == {
        "Matching.AutoMerging.ConflictResolution.ConflictResolvingModel",
        "Matching.AutoMerging.Consolidation.MatchingAttributesList[0][0]",
        "Matching.AutoMerging.Consolidation.MatchingAttributesList[1][1]",
        "RuleBasedMatching.MatchingRules[0].Rule[0]",
        "RuleBasedMatching.MatchingRules[0].Rule[2]",
        "RuleBasedMatching.AttributeTypesSelector.EmailAddress[0]",
        "RuleMatching.ReadyAt",
    }


def test_settings_that_only_rules_forbid_are_told_together(mock: MockHandle) -> None:
    merging = {"Enabled": True, "Consolidation": {"MatchingAttributesList": [["Foo"]]}}
    found = of_domain(
        mock,
        Matching={"Enabled": True, "AutoMerging": merging},
        RuleBasedMatching={"Enabled": True, "MatchingRules": [{"Rule": ["Foo"]}]},
    )
    assert len(found) == 2


@pytest.mark.parametrize(
    "domain", [{**DOMAIN, "DefaultExpirationDays": "x"}, {**DOMAIN, "DomainName": "a b"}]
)
def test_a_mistake_of_the_domain_is_none_of_what_it_contains(
    mock: MockHandle, domain: dict[str, Any]
) -> None:
    contents = {
        "Integrations": [{"Uri": "arn:x", "ObjectTypeName": "CTR"}],
        "ObjectTypes": [TYPE],
        "Profiles": [{"FirstName": "Ana"}],
    }
    assert len(mistakes(mock, {"Domains": [{**domain, **contents}]})) == 1


def test_integrations_are_told_where_names_are_missing_or_two(mock: MockHandle) -> None:
    both = {"ObjectTypeName": "A", "ObjectTypeNames": {"a": "A"}}
    found = of_domain(
        mock,
        Integrations=[
            {"Uri": "x", "Scope": "ODD"},
            {"Uri": "y", **both},
            {"Uri": "z", "ObjectTypeNames": "A"},
        ],
    )
    assert list(found) == [
        "Integrations[0].Scope",
        "Integrations[0].ObjectTypeName",
        "Integrations[1].ObjectTypeNames",
        "Integrations[2].ObjectTypeNames",
    ]


def test_a_family_without_rules_of_its_own_is_told_of_the_shape_alone(mock: MockHandle) -> None:
    layout = {"LayoutDefinitionName": "agents", "LayoutType": "ODD", "Layout": 7}
    assert list(of_domain(mock, Layouts=[layout])) == [
        "Layouts[0].LayoutType", "Layouts[0].Layout", "Layouts[0].Description",
        "Layouts[0].DisplayName",
    ]  # fmt: skip


def test_another_version_hides_nothing(mock: MockHandle) -> None:
    found = mistakes(mock, {"version": 2, "Domains": [{"DomainName": "shop"}]})
    assert found == {
        "version": "must be 1, the version that this package reads",
        "Domains[0].DefaultExpirationDays": MISSING,
    }


def test_jobs_matches_and_moments_are_told_together(mock: MockHandle) -> None:
    found = of_domain(
        mock,
        IdentityResolution={
            "NextRunAt": "soon",
            "Matches": [{"MatchId": "m", "ConfidenceScore": 2, "ProfileIds": []}],
            "Jobs": [{"JobId": "0" * 32, "Status": "ODD", "JobStartTime": "9999-12-30"}],
        },
    )
    assert list(found) == [
        "IdentityResolution.NextRunAt",
        "IdentityResolution.Matches[0].ConfidenceScore",
        "IdentityResolution.Jobs[0].Status",
        "IdentityResolution.Jobs[0].JobStartTime",
    ]


def test_an_object_is_told_of_its_shape_and_of_its_type(mock: MockHandle) -> None:
    found = of_domain(
        mock,
        Profiles=[
            {
                "Objects": [
                    {"ObjectTypeName": "Nobody", "Object": "{}", "UpdatedAt": "soon"},
                    {"Object": "{}"},
                ],
                "StandardObjects": [
                    {
                        "ObjectTypeName": "_odrer", "Id": 1,
                        "Origins": [{"Values": []}], "FoundBy": [{}],
                    }
                ],
            }
        ],
    )  # fmt: skip
    assert list(found) == [
        "Profiles[0].Objects[0].UpdatedAt",
        "Profiles[0].Objects[0].ObjectTypeName",
        "Profiles[0].Objects[1].ObjectTypeName",
        "Profiles[0].StandardObjects[0].Id",
        "Profiles[0].StandardObjects[0].ObjectTypeName",
        "Profiles[0].StandardObjects[0].Origins[0].ObjectTypeName",
        "Profiles[0].StandardObjects[0].Origins[0].UpdatedAt",
        "Profiles[0].StandardObjects[0].FoundBy[0].KeyName",
        "Profiles[0].StandardObjects[0].FoundBy[0].Values",
    ]


def test_an_implied_type_collides_in_the_data_store_in_a_file_too(mock: MockHandle) -> None:
    found = of_domain(
        mock,
        DataStore={"Enabled": True},
        ObjectTypes=[{**TYPE, "ObjectTypeName": "ctr"}],
        Profiles=[{"Objects": [{"ObjectTypeName": "CTR", "Object": '{"ContactId": "c-1"}'}]}],
    )
    assert list(found) == ["Profiles[0].Objects[0].ObjectTypeName"]


def test_a_caller_is_told_of_the_first_mistake_alone(client: Any, domain: str) -> None:
    with pytest.raises(client.exceptions.BadRequestException) as raised:
        client.put_profile_object_type(
            DomainName="customers",
            ObjectTypeName="t",
            Description="x",
            Fields={"1st": {"Source": "_source..a"}, "b": {"Source": "b", "Target": "Town"}},
            Keys={},
        )
    message = "Field name 1st must start with a letter; choose another, as st"
    assert raised.value.response["Error"]["Message"] == message
