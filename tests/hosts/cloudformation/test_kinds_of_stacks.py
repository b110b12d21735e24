"""Change sets, nested stacks, stack sets, exports; and the ways into a mock that has stacks."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import boto3
import pytest
from moto import mock_aws

import cprofiles_mock
from tests.hosts.cloudformation.conftest import (
    REGION,
    Stacks,
    domain,
    integration,
    object_type,
    refusal,
    template,
)

pytestmark = pytest.mark.in_process

REF = {"Ref": "Shop"}


def names(client: Any) -> list[str]:
    return [each["DomainName"] for each in client.list_domains()["Items"]]


# --- change sets --------------------------------------------------------------------------------


def test_a_change_set_keeps_to_what_resources_depend_on(client: Any, stacks: Stacks) -> None:
    orders = {**object_type(), "DependsOn": "Shop"}
    bucket = {**integration(), "DependsOn": ["Orders", "Shop"]}
    body = template(Bucket=bucket, Orders=orders, Shop=domain())
    stacks.deploy(body)
    assert stacks.status() == "CREATE_COMPLETE"
    assert stacks.physical()["Bucket"] == "shop|arn:aws:s3:::orders"
    sales = {**object_type(name="Sale"), "DependsOn": "Orders"}
    added = template(Sales=sales, Bucket=bucket, Orders=orders, Shop=domain("shop"))
    stacks.deploy(added)
    types = client.list_profile_object_types(DomainName="shop")["Items"]
    assert [each["ObjectTypeName"] for each in types] == ["Order", "Sale"]


def test_a_change_set_tells_what_it_would_change_and_changes_nothing(
    client: Any, stacks: Stacks
) -> None:
    stacks.deploy(template(Shop=domain()))
    made = stacks.client.create_change_set(
        StackName="app",
        ChangeSetName="more",
        ChangeSetType="UPDATE",
        TemplateBody=json.dumps(template(Shop=domain("store"), Orders=object_type(REF))),
    )
    told = stacks.client.describe_change_set(ChangeSetName=made["Id"])["Changes"]
    changes = {each["ResourceChange"]["LogicalResourceId"]: each["ResourceChange"] for each in told}
    assert [changes[name]["Action"] for name in ("Shop", "Orders")] == ["Modify", "Add"]
    assert changes["Orders"]["ResourceType"] == "AWS::CustomerProfiles::ObjectType"
    assert names(client) == ["shop"]
    stacks.client.delete_change_set(ChangeSetName=made["Id"])
    assert names(client) == ["shop"]


def test_a_change_set_replaces_too(client: Any, stacks: Stacks) -> None:
    stacks.deploy(template(Orders=object_type(REF), Shop=domain()))
    stacks.deploy(template(Orders=object_type(REF), Shop=domain("store")))
    assert names(client) == ["store"]
    assert stacks.physical()["Orders"] == "store|Order"
    stacks.delete()
    assert names(client) == []


def test_the_tags_of_a_change_set_are_its_stack_s(client: Any, stacks: Stacks) -> None:
    stacks.deploy(template(Shop=domain()), Tags=[{"Key": "stage", "Value": "test"}])
    assert client.get_domain(DomainName="shop")["Tags"] == {"stage": "test"}


def test_a_circle_of_dependencies_is_refused(client: Any, stacks: Stacks) -> None:
    body = template(
        Orders={**object_type(), "DependsOn": "Sales"},
        Sales={**object_type(name="Sale"), "DependsOn": "Orders"},
    )
    assert "Circular dependency between resources" in refusal(stacks.deploy, body)


def test_a_dependency_that_the_template_lacks_is_refused(client: Any, stacks: Stacks) -> None:
    body = template(Shop={**domain(), "DependsOn": "Queue"})
    assert "Unresolved resource dependencies [Queue]" in refusal(stacks.create, body)
    assert names(client) == []


def test_a_dependency_whose_condition_is_false_is_passed_over(client: Any, stacks: Stacks) -> None:
    body = template(Shop={**domain(), "DependsOn": "Other"}, Other=domain("other"))
    body["Conditions"] = {"Never": {"Fn::Equals": ["a", "b"]}}
    body["Resources"]["Other"]["Condition"] = "Never"
    stacks.deploy(body)
    assert names(client) == ["shop"]


@pytest.mark.filterwarnings("ignore:Tried to parse AWS..SQS..QueuePolicy")
def test_a_dependency_of_a_type_that_moto_lacks_is_passed_over(client: Any, stacks: Stacks) -> None:
    policy = {"Type": "AWS::SQS::QueuePolicy", "Properties": {}}
    stacks.create(template(Shop={**domain(), "DependsOn": ["Policy"]}, Policy=policy))
    assert names(client) == ["shop"]


# --- conditions that change ---------------------------------------------------------------------


def with_condition(days: Any = 30) -> Any:
    """Two domains, one of them only if it is wanted."""
    # moto sees that a resource changes where a parameter that it names by Ref does.
    tags = [{"Key": "extra", "Value": {"Ref": "Wanted"}}]
    extra = domain("extra", DefaultExpirationDays=days, Tags=tags)
    body = template(Shop=domain(), Extra={**extra, "Condition": "IsWanted"})
    body["Parameters"] = {"Wanted": {"Type": "String", "Default": "no"}}
    body["Conditions"] = {"IsWanted": {"Fn::Equals": [{"Ref": "Wanted"}, "yes"]}}
    return body


def test_a_condition_that_becomes_true_makes_and_one_that_becomes_false_deletes(
    client: Any, stacks: Stacks
) -> None:
    stacks.create(with_condition())
    assert names(client) == ["shop"]
    stacks.update(with_condition(), values={"Wanted": "yes"})
    assert names(client) == ["shop", "extra"]
    stacks.update(with_condition(), values={"Wanted": "no"})
    assert names(client) == ["shop"]
    assert stacks.physical() == {"Shop": "shop"}
    stacks.update(with_condition(), values={"Wanted": "yes"})
    assert stacks.physical() == {"Shop": "shop", "Extra": "extra"}
    stacks.delete()
    assert names(client) == []


def test_what_is_gone_with_its_condition_has_no_attributes(client: Any, stacks: Stacks) -> None:
    stacks.create(with_condition(), values={"Wanted": "yes"})
    stacks.update(with_condition(), values={"Wanted": "no"})
    asking = with_condition()
    created = {"Fn::GetAtt": ["Extra", "CreatedAt"]}
    asking["Resources"]["Shop"] = domain(Tags=[{"Key": "since", "Value": created}])
    told = refusal(stacks.update, asking, values={"Wanted": "no"})
    assert told == "Attribute 'CreatedAt' of Extra does not exist"


def test_a_resource_whose_condition_is_false_may_change(client: Any, stacks: Stacks) -> None:
    stacks.create(with_condition(), "my-app")
    stacks.update(with_condition(60), "my-app")
    assert stacks.physical("my-app") == {"Shop": "shop"}
    stacks.update(with_condition(60), "my-app", values={"Wanted": "yes"})
    assert client.get_domain(DomainName="extra")["DefaultExpirationDays"] == 60
    stacks.delete("my-app")
    assert names(client) == []


# --- nested stacks, stack sets, exports ---------------------------------------------------------


def test_a_nested_stack_makes_resources(client: Any, stacks: Stacks, handle: Any) -> None:
    s3 = boto3.client("s3", region_name=REGION)
    s3.create_bucket(Bucket="templates")
    inner = template(Shop=domain({"Ref": "Name"}), Orders=object_type(REF))
    inner["Parameters"] = {"Name": {"Type": "String"}}
    s3.put_object(Bucket="templates", Key="shop.json", Body=json.dumps(inner))
    nested = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {
            "TemplateURL": "https://s3.amazonaws.com/templates/shop.json",
            "Parameters": {"Name": "nested"},
        },
    }
    stacks.create(template(Inner=nested))
    assert names(client) == ["nested"]
    (created,) = [each for each in handle.calls if each.operation == "CreateDomain"]
    assert created.stack.startswith("app-Inner-")
    stacks.delete()
    assert names(client) == []


@pytest.mark.parametrize("model", ["SELF_MANAGED", "SERVICE_MANAGED"])
def test_a_stack_set_makes_resources_in_other_accounts_and_regions(
    client: Any, stacks: Stacks, handle: Any, model: str
) -> None:
    where: dict[str, Any] = {"Accounts": ["111122223333"], "Regions": ["eu-west-2"]}
    if model == "SERVICE_MANAGED":
        organizations = boto3.client("organizations", region_name=REGION)
        organizations.create_organization(FeatureSet="ALL")
        root = organizations.list_roots()["Roots"][0]["Id"]
        unit = organizations.create_organizational_unit(ParentId=root, Name="unit")
        unit_id = unit["OrganizationalUnit"]["Id"]
        made = organizations.create_account(AccountName="shop", Email="shop@example.com")
        account = made["CreateAccountStatus"]["AccountId"]
        organizations.move_account(
            AccountId=account, SourceParentId=root, DestinationParentId=unit_id
        )
        where = {
            "DeploymentTargets": {"OrganizationalUnitIds": [unit_id]},
            "Regions": ["eu-west-2"],
        }
    else:
        account = "111122223333"
    orders = {**object_type(), "DependsOn": "Shop"}
    stacks.client.create_stack_set(
        StackSetName="shops",
        TemplateBody=json.dumps(template(Orders=orders, Shop=domain())),
        PermissionModel=model,
    )
    stacks.client.create_stack_instances(StackSetName="shops", **where)
    there = handle.backend("eu-west-2", account)
    assert list(there.domains) == ["shop"]
    assert list(there.domains["shop"].object_types) == ["Order"]
    assert names(client) == []
    stacks.client.delete_stack_instances(
        StackSetName="shops", Accounts=[account], Regions=["eu-west-2"], RetainStacks=False
    )
    assert list(there.domains) == []


def test_an_exported_value_is_imported_by_another_stack(client: Any, stacks: Stacks) -> None:
    exporting = template({"Name": REF}, Shop=domain())
    exporting["Outputs"]["Name"]["Export"] = {"Name": "shop-domain"}
    stacks.create(exporting, "shop")
    stacks.create(template(Orders=object_type({"Fn::ImportValue": "shop-domain"})), "types")
    assert stacks.physical("types") == {"Orders": "shop|Order"}


# --- ways in ------------------------------------------------------------------------------------


def stack_answers(stacks: Stacks) -> bool:
    stacks.create(template({"Created": {"Fn::GetAtt": ["Shop", "CreatedAt"]}}, Shop=domain()))
    client = boto3.client("customer-profiles", region_name=REGION)
    return bool(stacks.outputs()["Created"]) and names(client) == ["shop"]


@cprofiles_mock.mock_customerprofiles
def test_stacks_make_resources_in_a_decorated_test() -> None:
    assert stack_answers(Stacks())


def test_stacks_make_resources_in_plain_mock_aws() -> None:
    cprofiles_mock.register()
    with mock_aws():
        assert stack_answers(Stacks())
    with mock_aws():
        # Nothing is left of the first: name and domain are free.
        assert stack_answers(Stacks())


OTHER_INSTANCE = """
from moto.core.common_models import CloudFormationModel

Theirs = type(CloudFormationModel)("Instance", (CloudFormationModel,), {
    "__module__": "moto.connect.models",
    "cloudformation_type": staticmethod(lambda: "AWS::Connect::Instance"),
    "cloudformation_name_type": staticmethod(lambda: ""),
})
import cprofiles_mock
cprofiles_mock.register()
types = [each.cloudformation_type() for each in CloudFormationModel.__subclasses__()]
assert types.count("AWS::Connect::Instance") == 1
assert types.count("AWS::CustomerProfiles::Domain") == 1
"""


@pytest.mark.children_measured
def test_a_type_of_connect_that_moto_has_is_left_to_it() -> None:
    subprocess.run([sys.executable, "-c", OTHER_INSTANCE], check=True, timeout=60)


PROGRAM = """
import json, sys, time
import boto3
from moto import mock_aws
if "early" in sys.argv:
    import moto.cloudformation.parsing as parsing
    assert "AWS::SQS::Queue" in parsing.get_model_map()
import cprofiles_mock
cprofiles_mock.register()
if "early" not in sys.argv:
    assert "moto.cloudformation" not in sys.modules, "registering imports moto's CloudFormation"
    sys.exit()
with mock_aws():
    cloudformation = boto3.client("cloudformation", region_name="us-east-1")
    cloudformation.create_stack(StackName="app", TemplateBody=json.dumps({"Resources": {"Shop": {
        "Type": "AWS::CustomerProfiles::Domain",
        "Properties": {"DomainName": "shop", "DefaultExpirationDays": 30}}}}))
    boto3.client("customer-profiles", region_name="us-east-1").get_domain(DomainName="shop")
"""


@pytest.mark.children_measured
@pytest.mark.parametrize("argument", ["early", "never"])
def test_it_does_not_matter_whether_moto_s_stacks_were_there_first(argument: str) -> None:
    subprocess.run([sys.executable, "-c", PROGRAM, argument], check=True, timeout=60)
