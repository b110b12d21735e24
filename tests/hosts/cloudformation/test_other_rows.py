"""What rows of families to come may say, by the handlers of domain layouts, which have no type."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock.hosts.cloudformation import DeclaredType, model
from cprofiles_mock.state.cloudformation import NAMES, RESOURCE_TYPES, ResourceType, declare
from tests.hosts.cloudformation.conftest import Stacks, domain, refusal, template

pytestmark = pytest.mark.in_process

LAYOUT = ResourceType(
    name="DomainLayout",
    create="CreateDomainLayout",
    read="GetDomainLayout",
    update=None,
    delete="DeleteDomainLayout",
    key=("DomainName", "LayoutDefinitionName"),
    create_only=("DisplayName",),
    attributes=("CreatedAt", "Arn"),
    arn_kind="layouts",
    arn_attribute="Arn",
    identified_by_arn=True,
    deleted_before_replaced=True,
)

ARN = "arn:aws:profile:us-east-1:123456789012:domains/shop/layouts/main"


@pytest.fixture(autouse=True)
def _layouts(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto knows one more type, in a process of which other tests use none of that name."""
    from moto.cloudformation import parsing

    monkeypatch.setitem(RESOURCE_TYPES, LAYOUT.name, LAYOUT)
    made = model(LAYOUT.full_name, DeclaredType)
    monkeypatch.setitem(parsing.get_model_map(), LAYOUT.full_name, made)


def layout(display_name: str = "Main", **properties: Any) -> Any:
    given = {
        "DomainName": {"Ref": "Shop"},
        "LayoutDefinitionName": "main",
        "DisplayName": display_name,
        "Description": "first",
        "LayoutType": "PROFILE_EXPLORER",
        "Layout": "{}",
        **properties,
    }
    return template(
        {"Arn": {"Fn::GetAtt": ["Main", "Arn"]}, "Ref": {"Ref": "Main"}},
        Shop=domain(),
        Main={"Type": LAYOUT.full_name, "Properties": given},
    )


def test_a_resource_may_be_known_by_its_arn(client: Any, stacks: Stacks) -> None:
    stacks.create(layout())
    assert stacks.outputs() == {"Arn": ARN, "Ref": ARN}
    assert stacks.physical()["Main"] == ARN


def test_an_update_may_change_tags_alone(client: Any, stacks: Stacks, handle: Any) -> None:
    stacks.create(layout())
    tags = [{"Key": "team", "Value": "crm"}]
    text = refusal(stacks.update, layout(Description="second", Tags=tags))
    assert "No operation changes Description of a DomainLayout" in text
    stacks.update(layout(Tags=tags))
    made = client.get_domain_layout(DomainName="shop", LayoutDefinitionName="main")
    assert (made["Description"], made["Tags"]) == ("first", {"team": "crm"})
    assert not handle.calls.filter(operation="UpdateDomainLayout")


def test_a_resource_may_be_deleted_before_it_is_replaced(client: Any, stacks: Stacks) -> None:
    stacks.create(layout())
    stacks.update(layout("Other"))
    made = client.get_domain_layout(DomainName="shop", LayoutDefinitionName="main")
    assert made["DisplayName"] == "Other"
    kept = layout("Third")
    kept["Resources"]["Main"]["UpdateReplacePolicy"] = "Retain"
    assert "already exists" in refusal(stacks.update, kept)


def test_a_resource_is_deleted_by_its_physical_id_too(client: Any, stacks: Stacks) -> None:
    # moto does so when a class's own method to delete raises a TypeError or an AttributeError.
    from moto.cloudformation import parsing

    stacks.create(layout())
    for name, physical_id in ((LAYOUT.full_name, ARN), ("AWS::CustomerProfiles::Domain", "shop")):
        cls: Any = parsing.get_model_map()[name]
        cls.delete_from_cloudformation_json(physical_id, {}, "123456789012", "us-east-1")
    assert client.list_domains()["Items"] == []


def test_every_type_of_the_service_has_a_row_which_only_one_family_declares() -> None:
    assert RESOURCE_TYPES.keys() - {LAYOUT.name} == set(NAMES)
    with pytest.raises(ValueError, match=r"^AWS::CustomerProfiles::EventStream is declared alr"):
        declare(LAYOUT._replace(name="EventStream"))
