"""Stacks that cannot be carried out: what moto lets raise, and what is left."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hosts.cloudformation.conftest import (
    Stacks,
    domain,
    integration,
    object_type,
    refusal,
    resource,
    template,
)

pytestmark = pytest.mark.in_process

REF = {"Ref": "Shop"}


def names(client: Any) -> list[str]:
    return [each["DomainName"] for each in client.list_domains()["Items"]]


# --- refused before anything is called ----------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (domain(Name="x"), "#: extraneous key [Name] is not permitted"),
        (domain(CreatedAt="x"), "#: extraneous key [CreatedAt] is not permitted"),
        (
            domain(Matching={"Enabled": True, "Often": 1}),
            "#/Matching: extraneous key [Often] is not permitted",
        ),
        (resource("AWS::CustomerProfiles::Domain", {}), "#: required key [DomainName] not found"),
        (domain(DefaultExpirationDays="many"), "#/DefaultExpirationDays: expected type: Integer"),
        (domain(""), "#/DomainName: expected minLength: 1, actual: 0"),
        (integration(RoleArn="arn:aws:iam::1:role/x"), "extraneous key [RoleArn]"),
        (object_type(Fields={"number": {}}), "#/Fields: expected type: JSONArray"),
    ],
    ids=["unknown", "read-only", "nested", "required", "type", "empty", "api-only", "map"],
)
def test_properties_that_cloudformation_would_refuse_are_refused(
    client: Any, stacks: Stacks, handle: Any, made: Any, says: str
) -> None:
    told = refusal(stacks.create, template(It=made))
    assert told.startswith("Properties validation failed for resource It with message: [")
    assert says in told
    assert [each.operation for each in handle.calls] == []


def test_an_output_of_an_attribute_that_a_type_lacks_is_refused(
    client: Any, stacks: Stacks
) -> None:
    body = template({"Arn": {"Fn::GetAtt": ["Shop", "Arn"]}}, Shop=domain())
    assert "Domain does not support attribute type Arn" in refusal(stacks.create, body)
    body = template({"Arn": {"Fn::GetAtt": ["Shop", "Stats.Arn"]}}, Shop=domain())
    assert "Domain does not support attribute type Stats.Arn" in refusal(stacks.create, body)
    assert names(client) == []


def test_a_property_of_an_attribute_that_a_type_lacks_is_refused(
    client: Any, stacks: Stacks
) -> None:
    orders = object_type(REF, Description={"Fn::GetAtt": ["Shop", "Arn"]})
    told = refusal(stacks.create, template(Shop=domain(), Orders=orders))
    assert "resource Shop does not support attribute type Arn in Fn::GetAtt" in told


def test_an_attribute_without_a_value_is_refused(client: Any, stacks: Stacks) -> None:
    status = {"Fn::GetAtt": ["Shop", "RuleBasedMatching.Status"]}
    orders = object_type(REF, Description=status)
    told = refusal(stacks.create, template(Shop=domain(), Orders=orders))
    assert told == "Attribute 'RuleBasedMatching.Status' of Shop does not exist"


# --- refused by the service ---------------------------------------------------------------------


def test_the_service_s_own_message_comes_with_the_logical_id(client: Any, stacks: Stacks) -> None:
    told = refusal(stacks.create, template(Shop=domain(DefaultExpirationDays=5000)))
    assert told == (
        "The following resource(s) failed to create: [Shop]. AWS::CustomerProfiles::Domain: "
        "Resource handler returned message: \"1 validation error detected: Value '5000' at "
        "'defaultExpirationDays' failed to satisfy constraint: Member must have value less than "
        'or equal to 1098 (Service: CustomerProfiles, Status Code: 400)" '
        "(HandlerErrorCode: InvalidRequest)"
    )
    assert names(client) == []


@pytest.mark.parametrize(
    ("again", "says"),
    [
        (domain(), "shop already exists"),
        (
            object_type(),
            'returned message: "ObjectType Order already exists with domainName = shop',
        ),
        (integration(), "Integration arn:aws:s3:::orders already exists with domainName = shop"),
    ],
    ids=["domain", "object-type", "integration"],
)
def test_what_exists_already_is_not_taken_over(
    client: Any, stacks: Stacks, again: Any, says: str
) -> None:
    stacks.create(template(Shop=domain(), Orders=object_type(REF), Bucket=integration(REF)))
    told = refusal(stacks.create, template(It=again), "other")
    assert says in told
    assert told.endswith("(HandlerErrorCode: AlreadyExists)")
    # Nothing of the first stack goes with the one that failed.
    stacks.delete("other")
    assert stacks.physical() == {
        "Shop": "shop",
        "Orders": "shop|Order",
        "Bucket": "shop|arn:aws:s3:::orders",
    }
    assert client.get_profile_object_type(DomainName="shop", ObjectTypeName="Order")


def test_what_a_failed_stack_has_made_goes_with_it(client: Any, stacks: Stacks) -> None:
    bad = object_type(REF, Keys=[])
    told = refusal(stacks.create, template(Shop=domain(), Orders=bad))
    assert told.startswith("The following resource(s) failed to create: [Orders]. AWS::Customer")
    # moto does not roll back.
    assert stacks.status() == "CREATE_IN_PROGRESS"
    assert names(client) == ["shop"]
    stacks.delete()
    assert names(client) == []


def test_a_refused_update_changes_nothing(client: Any, stacks: Stacks) -> None:
    stacks.create(template(Shop=domain()))
    told = refusal(stacks.update, template(Shop=domain(DefaultExpirationDays=5000)))
    assert told.startswith("The following resource(s) failed to update: [Shop].")
    assert "[#: extraneous key [Name]" in refusal(stacks.update, template(Shop=domain(Name="x")))
    assert client.get_domain(DomainName="shop")["DefaultExpirationDays"] == 30
    assert stacks.status() == "CREATE_COMPLETE"
    stacks.update(template(Shop=domain(DefaultExpirationDays=40)))
    assert client.get_domain(DomainName="shop")["DefaultExpirationDays"] == 40


def test_a_name_that_another_resource_has_replaces_nothing(client: Any, stacks: Stacks) -> None:
    client.create_domain(DomainName="store", DefaultExpirationDays=30)
    stacks.create(template(Shop=domain(), Orders=object_type(REF)))
    body = template(Shop=domain("store"), Orders=object_type(REF))
    assert "store already exists" in refusal(stacks.update, body)
    assert names(client) == ["store", "shop"]
    assert stacks.physical() == {"Shop": "shop", "Orders": "shop|Order"}


def test_the_type_of_a_resource_cannot_change(client: Any, stacks: Stacks) -> None:
    stacks.create(template(It=domain()))
    told = refusal(stacks.update, template(It=integration()))
    assert told == (
        "Update of resource type is not permitted. The new template modifies resource type of the "
        "following resources: [It]"
    )
    assert names(client) == ["shop"]


def test_a_resource_that_is_gone_cannot_be_updated(client: Any, stacks: Stacks) -> None:
    stacks.create(template(Shop=domain()))
    client.delete_domain(DomainName="shop")
    told = refusal(stacks.update, template(Shop=domain(DefaultExpirationDays=40)))
    assert told.endswith("(HandlerErrorCode: NotFound)")


# --- faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("ThrottlingException", 'Status Code: 429)" (HandlerErrorCode: Throttling)'),
        ("InternalServerException", "(HandlerErrorCode: ServiceInternalError)"),
        ("AccessDeniedException", "(HandlerErrorCode: AccessDenied)"),
        ("ConnectTimeoutError", '" (HandlerErrorCode: NetworkFailure)'),
    ],
)
def test_a_fault_lets_a_stack_fail(
    client: Any, stacks: Stacks, handle: Any, error: str, says: str
) -> None:
    handle.fail_next("CreateDomain", error)
    told = refusal(stacks.create, template(Shop=domain()))
    assert told.startswith("The following resource(s) failed to create: [Shop].")
    assert told.endswith(says)
    assert names(client) == []


def test_an_error_of_another_name_is_a_general_one(
    client: Any, stacks: Stacks, handle: Any
) -> None:
    handle.fail_next("CreateDomain", "ConflictException", undeclared=True, status=409)
    told = refusal(stacks.create, template(Shop=domain()))
    assert told.endswith("(HandlerErrorCode: GeneralServiceException)")


def test_a_resource_that_cannot_be_read_is_not_left_behind(
    client: Any, stacks: Stacks, handle: Any
) -> None:
    handle.fail_next("GetDomain", "InternalServerException")
    told = refusal(stacks.create, template(Shop=domain()))
    assert told.startswith("The following resource(s) failed to create: [Shop].")
    assert names(client) == []


def test_one_fault_lets_an_update_fail(client: Any, stacks: Stacks, handle: Any) -> None:
    stacks.create(template(Shop=domain()))
    changed = template(Shop=domain(DefaultExpirationDays=40))
    handle.fail_next("UpdateDomain", "InternalServerException")
    told = refusal(stacks.update, changed)
    assert told.startswith("The following resource(s) failed to update: [Shop].")
    # moto has tried four times, and there was one call.
    assert len(handle.calls.filter(operation="UpdateDomain")) == 1
    assert client.get_domain(DomainName="shop")["DefaultExpirationDays"] == 30
    # The next update is another one.
    stacks.update(template(Shop=domain(DefaultExpirationDays=50)))
    assert client.get_domain(DomainName="shop")["DefaultExpirationDays"] == 50


def test_an_update_that_has_half_failed_goes_on_where_it_stopped(
    client: Any, stacks: Stacks, handle: Any
) -> None:
    stacks.create(template(Shop=domain()))
    tags = [{"Key": "team", "Value": "crm"}]
    handle.fail_next("TagResource", "InternalServerException")
    refusal(stacks.update, template(Shop=domain(DefaultExpirationDays=40, Tags=tags)))
    stacks.update(template(Shop=domain(DefaultExpirationDays=40, Tags=tags, Matching=OFF)))
    made = client.get_domain(DomainName="shop")
    assert (made["DefaultExpirationDays"], made["Tags"]) == (40, {"team": "crm"})


OFF = {"Enabled": False}


def test_a_delete_that_fails_is_told(client: Any, stacks: Stacks, handle: Any) -> None:
    stacks.create(template(Shop=domain()))
    handle.fail_next("DeleteDomain", "AccessDeniedException")
    told = refusal(stacks.delete)
    assert told.startswith("The following resource(s) failed to delete: [Shop].")
    assert names(client) == ["shop"]


def test_a_replaced_resource_that_cannot_be_deleted_yet_is_deleted_later(
    client: Any, stacks: Stacks, handle: Any
) -> None:
    stacks.create(template(Shop=domain()))
    handle.fail_next("DeleteDomain", "BadRequestException", message="still used")
    stacks.update(template(Shop=domain("store")))
    assert stacks.status() == "UPDATE_COMPLETE"
    assert names(client) == ["shop", "store"]
    stacks.delete()
    assert names(client) == []


def test_a_replacement_that_others_cannot_follow_fails_until_they_can(
    client: Any, stacks: Stacks, handle: Any
) -> None:
    def body(name: str) -> Any:
        return template(Shop=domain(name), Orders=object_type(REF), Sales=object_type(REF, "Sale"))

    stacks.create(body("shop"))
    handle.fail_next("PutProfileObjectType", "AccessDeniedException")
    told = refusal(stacks.update, body("store"))
    assert told.startswith("The following resource(s) failed to update: [Orders].")
    # The old domain stays as long as something is still in it.
    assert names(client) == ["shop", "store"]
    assert client.get_profile_object_type(DomainName="shop", ObjectTypeName="Order")
    changed = body("store")
    changed["Resources"]["Sales"] = object_type(REF, "Sale", Description="sales")
    stacks.update(changed)
    assert names(client) == ["store"]
    types = client.list_profile_object_types(DomainName="store")["Items"]
    assert {each["ObjectTypeName"] for each in types} == {"Order", "Sale"}


# --- the journal --------------------------------------------------------------------------------


def test_calls_that_a_stack_makes_are_marked(client: Any, stacks: Stacks, handle: Any) -> None:
    stacks.create(template(Shop=domain(), Orders=object_type(REF)), "shop-stack")
    client.list_domains()
    stacks.delete("shop-stack")
    told = [(each.operation, each.stack) for each in handle.calls if "Delete" not in each.operation]
    assert told == [
        ("CreateDomain", "shop-stack"),
        ("GetDomain", "shop-stack"),
        ("GetProfileObjectType", "shop-stack"),
        ("PutProfileObjectType", "shop-stack"),
        ("GetProfileObjectType", "shop-stack"),
        ("ListDomains", None),
    ]
    by_client = [each for each in handle.calls if each.stack is None]
    assert [each.operation for each in by_client] == ["ListDomains"]
    assert repr(handle.calls[0]).endswith("in us-east-1 for stack shop-stack -> ok")


def test_calls_that_a_stack_makes_do_not_wait(client: Any, stacks: Stacks, handle: Any) -> None:
    handle.latency(1000)
    stacks.create(template(Shop=domain()), "shop-stack")
    assert all(each.duration < 500 for each in handle.calls)
    handle.latency(0)
    assert names(client) == ["shop"]
