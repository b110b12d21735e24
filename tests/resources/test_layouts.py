"""Domain layouts."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

LAYOUT = {
    "Description": "what agents see",
    "DisplayName": "Agents",
    "LayoutType": "PROFILE_EXPLORER",
    "Layout": '{"rows": []}',
}


def create(client: Any, name: str, **members: Any) -> Any:
    return client.create_domain_layout(
        DomainName="customers", LayoutDefinitionName=name, **{**LAYOUT, **members}
    )


def get(client: Any, name: str) -> Any:
    return client.get_domain_layout(DomainName="customers", LayoutDefinitionName=name)


def update(client: Any, name: str, **members: Any) -> Any:
    return client.update_domain_layout(DomainName="customers", LayoutDefinitionName=name, **members)


def defaults(client: Any) -> list[str]:
    listed = client.list_domain_layouts(DomainName="customers")["Items"]
    return [each["LayoutDefinitionName"] for each in listed if each["IsDefault"]]


def test_a_layout_is_returned_as_it_was_created(client: Any, domain: str) -> None:
    created = create(client, "agents", Tags={"team": "care"})
    del created["ResponseMetadata"]
    found = get(client, "agents")
    del found["ResponseMetadata"]
    assert found == created
    assert created["LayoutDefinitionName"] == "agents"
    assert created["Version"] == "1"
    assert created["IsDefault"] is False
    assert created["Tags"] == {"team": "care"}
    assert created["CreatedAt"] == created["LastUpdatedAt"]
    assert {name: created[name] for name in LAYOUT} == LAYOUT


def test_a_layout_is_any_text(client: Any, domain: str) -> None:
    assert create(client, "odd", Layout="no JSON {")["Layout"] == "no JSON {"


def test_a_name_that_is_taken_is_refused_and_the_layout_stays(client: Any, domain: str) -> None:
    create(client, "agents")
    with pytest.raises(ClientError, match="Layout agents already exists") as refused:
        create(client, "agents", Layout="other", IsDefault=True)
    assert refused.value.response["Error"]["Code"] == "BadRequestException"
    assert get(client, "agents")["Layout"] == LAYOUT["Layout"]
    assert defaults(client) == []


def test_an_update_keeps_what_it_does_not_name_and_counts_the_version_up(
    client: Any, domain: str
) -> None:
    create(client, "agents", IsDefault=True)
    assert update(client, "agents", DisplayName="Agents 2")["Version"] == "2"
    updated = update(client, "agents", Layout="new")
    assert updated["Version"] == "3"
    assert updated["DisplayName"] == "Agents 2"
    assert updated["Layout"] == "new"
    assert updated["Description"] == LAYOUT["Description"]
    assert updated["IsDefault"] is True
    assert updated["LastUpdatedAt"] >= updated["CreatedAt"]


def test_a_new_default_takes_the_place_of_the_one_before(client: Any, domain: str) -> None:
    create(client, "one", IsDefault=True)
    create(client, "two", IsDefault=True)
    assert defaults(client) == ["two"]
    update(client, "one", IsDefault=True)
    assert defaults(client) == ["one"]
    update(client, "one", IsDefault=False)
    assert defaults(client) == []


def test_a_default_can_be_deleted_and_none_takes_its_place(client: Any, domain: str) -> None:
    create(client, "one", IsDefault=True)
    create(client, "two")
    deleted = client.delete_domain_layout(DomainName="customers", LayoutDefinitionName="one")
    assert deleted["Message"] == "OK"
    assert defaults(client) == []


def test_a_list_leaves_out_layout_and_version(client: Any, domain: str) -> None:
    create(client, "one")
    create(client, "two", DisplayName="Two", Tags={"a": "b"})
    first, second = client.list_domain_layouts(DomainName="customers")["Items"]
    assert [first["LayoutDefinitionName"], second["LayoutDefinitionName"]] == ["one", "two"]
    assert not {"Layout", "Version"} & second.keys()
    assert (second["DisplayName"], second["Tags"]) == ("Two", {"a": "b"})


@pytest.mark.parametrize("operation", ["get", "update", "delete"])
def test_a_layout_that_is_not_there_is_a_404(client: Any, domain: str, operation: str) -> None:
    call = getattr(client, f"{operation}_domain_layout")
    with pytest.raises(
        ClientError, match="Layout none is not found in domain customers"
    ) as refused:
        call(DomainName="customers", LayoutDefinitionName="none")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_another_type_than_the_one_that_there_is_is_refused(loose_client: Any) -> None:
    loose_client.create_domain(DomainName="customers", DefaultExpirationDays=1)
    with pytest.raises(ClientError, match="enum value set: \\[PROFILE_EXPLORER\\]"):
        create(loose_client, "agents", LayoutType="OTHER")


@pytest.mark.in_process
def test_a_version_goes_on_after_a_dump_and_a_load(
    client: Any, domain: str, customerprofiles_mock: Any
) -> None:
    create(client, "agents", IsDefault=True)
    update(client, "agents", Description="changed")
    document = customerprofiles_mock.dump()
    customerprofiles_mock.reset()
    customerprofiles_mock.load(document)
    assert get(client, "agents")["Version"] == "2"
    assert update(client, "agents", Description="again")["Version"] == "3"
    assert defaults(client) == ["agents"]
