"""Stacks that make, change and delete resources."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from tests.hosts.cloudformation.conftest import (
    REGION,
    Stacks,
    domain,
    integration,
    object_type,
    resource,
    template,
)

pytestmark = pytest.mark.in_process

REF = {"Ref": "Shop"}
SHOP_ARN = f"arn:aws:profile:{REGION}:123456789012:domains/shop"


def tags_of(client: Any, arn: str) -> dict[str, str]:
    tags: dict[str, str] = client.list_tags_for_resource(resourceArn=arn)["tags"]
    return tags


# --- create -------------------------------------------------------------------------------------


def test_a_stack_makes_what_its_template_names(client: Any, stacks: Stacks) -> None:
    stacks.create(template(Shop=domain(), Orders=object_type(REF), Bucket=integration(REF)))
    assert stacks.status() == "CREATE_COMPLETE"
    assert client.get_domain(DomainName="shop")["DefaultExpirationDays"] == 30
    made = client.get_profile_object_type(DomainName="shop", ObjectTypeName="Order")
    assert made["Fields"]["number"]["Target"] == "_profile.AccountNumber"
    assert made["Keys"]["orderNumber"][0]["FieldNames"] == ["number"]
    assert client.get_integration(DomainName="shop", Uri="arn:aws:s3:::orders")["ObjectTypeName"]
    client.put_profile_object(DomainName="shop", ObjectTypeName="Order", Object='{"number": "7"}')
    found = client.search_profiles(DomainName="shop", KeyName="orderNumber", Values=["7"])
    assert found["Items"][0]["AccountNumber"] == "7"


def test_a_reference_is_the_physical_id(client: Any, stacks: Stacks) -> None:
    stacks.create(
        template(
            {"Shop": REF, "Orders": {"Ref": "Orders"}, "Bucket": {"Ref": "Bucket"}},
            Shop=domain(),
            Orders=object_type(REF),
            Bucket=integration(REF),
        )
    )
    ids = {"Shop": "shop", "Orders": "shop|Order", "Bucket": "shop|arn:aws:s3:::orders"}
    assert stacks.outputs() == stacks.physical() == ids
    listed = stacks.client.list_stack_resources(StackName="app")["StackResourceSummaries"]
    assert {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in listed} == ids
    assert {each["ResourceType"] for each in listed} == {
        "AWS::CustomerProfiles::Domain",
        "AWS::CustomerProfiles::ObjectType",
        "AWS::CustomerProfiles::Integration",
    }


def test_a_stack_may_name_its_domain_by_text_if_it_depends_on_it(
    client: Any, stacks: Stacks
) -> None:
    orders = {**object_type(), "DependsOn": ["Shop"]}
    bucket = {**integration(), "DependsOn": "Orders"}
    body = template({"Orders": {"Ref": "Orders"}}, Bucket=bucket, Orders=orders, Shop=domain())
    # moto makes resources for exported outputs before all others, in whatever order.
    body["Outputs"]["Orders"]["Export"] = {"Name": "orders"}
    stacks.create(body)
    assert stacks.outputs() == {"Orders": "shop|Order"}


def test_what_a_number_a_flag_and_a_text_of_yaml_hold_is_converted(
    client: Any, stacks: Stacks
) -> None:
    stacks.create(
        """
        Parameters:
          Days: {Type: Number, Default: 366}
        Resources:
          Shop:
            Type: AWS::CustomerProfiles::Domain
            Properties:
              DomainName: 2026
              DefaultExpirationDays: !Ref Days
              Matching:
                Enabled: "true"
                JobSchedule: {DayOfTheWeek: MONDAY, Time: "08:00"}
              Tags:
                - {Key: since, Value: 2026-01-02}
                - {Key: vip, Value: yes}
        """,
        values={"Days": "90"},
    )
    made = client.get_domain(DomainName="2026")
    assert made["DefaultExpirationDays"] == 90
    assert made["Matching"]["Enabled"] is True
    assert made["Tags"] == {"since": "2026-01-02", "vip": "true"}


def test_conditions_mappings_and_no_value_decide(client: Any, stacks: Stacks) -> None:
    body = """
        Parameters:
          Stage: {Type: String, Default: test}
        Mappings:
          Days: {test: {keep: 7}, live: {keep: 366}}
        Conditions:
          IsLive: !Equals [!Ref Stage, live]
        Resources:
          Shop:
            Type: AWS::CustomerProfiles::Domain
            Properties:
              DomainName: !Sub "${Stage}-shop"
              DefaultExpirationDays: !FindInMap [Days, !Ref Stage, keep]
              DeadLetterQueueUrl: !If [IsLive, "https://sqs/1/dead", !Ref "AWS::NoValue"]
              Tags:
                - {Key: stage, Value: !Ref Stage}
                - !If [IsLive, {Key: alarm, Value: "on"}, !Ref "AWS::NoValue"]
          Orders:
            Type: AWS::CustomerProfiles::ObjectType
            Condition: IsLive
            Properties:
              {DomainName: !Ref Shop, ObjectTypeName: CTR, Description: d, TemplateId: CTR}
    """
    stacks.create(body, "test")
    stacks.create(body, "live", values={"Stage": "live"})
    made = {name: client.get_domain(DomainName=f"{name}-shop") for name in ("test", "live")}
    assert [made["test"].get("DeadLetterQueueUrl"), made["test"]["Tags"]] == [
        None,
        {"stage": "test"},
    ]
    assert made["live"]["DeadLetterQueueUrl"] == "https://sqs/1/dead"
    assert made["live"]["Tags"] == {"stage": "live", "alarm": "on"}
    types = [client.list_profile_object_types(DomainName=f"{n}-shop")["Items"] for n in made]
    assert [len(each) for each in types] == [0, 1]


def test_a_resource_has_its_own_tags_and_those_of_its_stack(client: Any, stacks: Stacks) -> None:
    own = [{"Key": "team", "Value": "crm"}, {"Key": "cost", "Value": "1"}]
    stacks.create(
        template(Shop=domain(Tags=own), Orders=object_type(REF, Tags=own)),
        Tags=[{"Key": "team", "Value": "web"}, {"Key": "stage", "Value": "test"}],
    )
    both = {"team": "crm", "cost": "1", "stage": "test"}
    assert client.get_domain(DomainName="shop")["Tags"] == both
    assert tags_of(client, f"{SHOP_ARN}/object-types/Order") == both


FLOW = {
    "FlowName": "orders",
    "KmsArn": "arn:aws:kms:us-east-1:123456789012:key/1",
    "SourceFlowConfig": {
        "ConnectorType": "S3",
        "SourceConnectorProperties": {"S3": {"BucketName": "bucket", "BucketPrefix": "in"}},
    },
    "Tasks": [
        {
            "TaskType": "Map",
            "SourceFields": ["id"],
            "DestinationField": "id",
            "ConnectorOperator": {"S3": "NO_OP"},
            "TaskProperties": [{"OperatorPropertyKey": "DATA_TYPE", "Property": "string"}],
        }
    ],
    "TriggerConfig": {"TriggerType": "OnDemand"},
}


def test_a_flow_gives_an_integration_its_uri(client: Any, stacks: Stacks) -> None:
    flow = integration(REF, FlowDefinition=FLOW)
    del flow["Properties"]["Uri"]
    stacks.create(template(Shop=domain(), Flow=flow))
    uri = f"arn:aws:appflow:{REGION}:123456789012:flow/orders"
    assert stacks.physical()["Flow"] == f"shop|{uri}"
    # That the template still lacks the Uri is no change, and the flow is not made a second time.
    other = integration(REF, FlowDefinition=FLOW, ObjectTypeName="Sale")
    del other["Properties"]["Uri"]
    stacks.update(template(Shop=domain(), Flow=other))
    assert client.get_integration(DomainName="shop", Uri=uri)["ObjectTypeName"] == "Sale"
    stacks.update(template(Shop=domain(), Flow=integration(REF, ObjectTypeName="Sale")))
    assert stacks.physical()["Flow"] == "shop|arn:aws:s3:::orders"
    # And back: a Uri that is taken out of the template is a change.
    stacks.update(template(Shop=domain(), Flow=other))
    assert stacks.physical()["Flow"] == f"shop|{uri}"
    assert [each["Uri"] for each in client.list_integrations(DomainName="shop")["Items"]] == [uri]


def test_event_types_lead_to_object_types_by_pairs(client: Any, stacks: Stacks) -> None:
    pairs = [{"Key": "Customer.Created", "Value": "Order"}]
    segment = integration(REF, "arn:aws:app-integrations:us-east-1:1:event-integration/s")
    del segment["Properties"]["ObjectTypeName"]
    segment["Properties"]["ObjectTypeNames"] = pairs
    stacks.create(template(Shop=domain(), Segment=segment))
    (made,) = client.list_integrations(DomainName="shop")["Items"]
    assert made["ObjectTypeNames"] == {"Customer.Created": "Order"}


def test_a_calculated_attribute_is_made_by_its_row_alone(client: Any, stacks: Stacks) -> None:
    def body(days: int) -> Any:
        given = {
            "DomainName": REF,
            "CalculatedAttributeName": "orders",
            "Statistic": "COUNT",
            "AttributeDetails": {
                "Expression": "{Order.number}",
                "Attributes": [{"Name": "number"}],
            },
            "Conditions": {"Range": {"Value": days, "Unit": "DAYS"}},
        }
        kind = "AWS::CustomerProfiles::CalculatedAttributeDefinition"
        orders = resource(kind, given, DependsOn="Orders")
        asked = {"Status": {"Fn::GetAtt": ["Count", "Status"]}, "Ref": {"Ref": "Count"}}
        return template(asked, Shop=domain(), Orders=object_type(REF), Count=orders)

    stacks.create(body(30))
    assert stacks.outputs()["Ref"] == "shop|orders"
    client.put_profile_object(DomainName="shop", ObjectTypeName="Order", Object='{"number": "7"}')
    stacks.update(body(10))
    made = client.get_calculated_attribute_definition(
        DomainName="shop", CalculatedAttributeName="orders"
    )
    assert made["Conditions"]["Range"]["Value"] == 10
    found = client.search_profiles(DomainName="shop", KeyName="orderNumber", Values=["7"])
    counted = client.get_calculated_attribute_for_profile(
        DomainName="shop",
        ProfileId=found["Items"][0]["ProfileId"],
        CalculatedAttributeName="orders",
    )
    assert counted["Value"] == "1"


# --- attributes ---------------------------------------------------------------------------------

RULES = {
    "Enabled": True,
    "MatchingRules": [{"Rule": ["EmailAddress"]}],
    "MaxAllowedRuleLevelForMatching": 1,
    "MaxAllowedRuleLevelForMerging": 1,
    "AttributeTypesSelector": {
        "AttributeMatchingModel": "ONE_TO_ONE",
        "EmailAddress": ["EmailAddress"],
    },
    "ConflictResolution": {"ConflictResolvingModel": "RECENCY"},
}


def test_attributes_are_read_in_the_spellings_that_moto_has(client: Any, stacks: Stacks) -> None:
    stacks.create(
        template(
            {
                "Created": {"Fn::GetAtt": ["Shop", "CreatedAt"]},
                "Status": {"Fn::GetAtt": ["Shop", "RuleBasedMatching.Status"]},
                "StatusCut": {"Fn::GetAtt": ["Shop", "RuleBasedMatching"]},
                "Profiles": {"Fn::GetAtt": ["Shop", "Stats.ProfileCount"]},
                "Text": {"Fn::Sub": "${Shop} is ${Shop.RuleBasedMatching.Status}"},
                "Room": {"Fn::GetAtt": ["Orders", "MaxAvailableProfileObjectCount"]},
                "Changed": {"Fn::GetAtt": ["Bucket", "LastUpdatedAt"]},
            },
            Shop=domain(RuleBasedMatching=RULES),
            Orders=object_type(REF),
            Bucket=integration(REF),
        )
    )
    told = stacks.outputs()
    created = client.get_domain(DomainName="shop")["CreatedAt"].timestamp()
    assert told.pop("Created").startswith("20")
    assert told.pop("Changed").endswith("Z")
    assert created > 0
    assert told == {
        "Status": "ACTIVE",
        "StatusCut": "ACTIVE",
        "Profiles": "0",
        "Text": "shop is ACTIVE",
        "Room": "1000",
    }


def test_another_service_s_resource_can_use_an_attribute(client: Any, stacks: Stacks) -> None:
    parameter = {
        "Type": "AWS::SSM::Parameter",
        "Properties": {
            "Name": "/shop/domain",
            "Type": "String",
            "Value": {"Fn::Join": ["/", [REF, {"Fn::GetAtt": ["Shop", "Stats.ObjectCount"]}]]},
        },
    }
    stacks.create(template(Parameter=parameter, Shop=domain()))
    ssm = boto3.client("ssm", region_name=REGION)
    assert ssm.get_parameter(Name="/shop/domain")["Parameter"]["Value"] == "shop/0"


# --- update -------------------------------------------------------------------------------------


def test_what_may_change_is_changed_in_place(client: Any, stacks: Stacks) -> None:
    stacks.create(template(Shop=domain(), Orders=object_type(REF)))
    client.put_profile_object(DomainName="shop", ObjectTypeName="Order", Object='{"number": "7"}')
    changed = object_type(REF, Description="sales", ExpirationDays=7)
    stacks.update(template(Shop=domain(DefaultExpirationDays=60), Orders=changed))
    assert stacks.status() == "UPDATE_COMPLETE"
    assert client.get_domain(DomainName="shop")["DefaultExpirationDays"] == 60
    made = client.get_profile_object_type(DomainName="shop", ObjectTypeName="Order")
    assert (made["Description"], made["ExpirationDays"]) == ("sales", 7)
    found = client.search_profiles(DomainName="shop", KeyName="orderNumber", Values=["7"])
    assert len(found["Items"]) == 1


def test_a_property_that_is_taken_out_keeps_its_value_or_gets_its_default(
    client: Any, stacks: Stacks
) -> None:
    queue = {"DeadLetterQueueUrl": "https://sqs/1/dead"}
    stacks.create(template(Shop=domain(**queue), Orders=object_type(REF, ExpirationDays=7)))
    stacks.update(template(Shop=domain(), Orders=object_type(REF)))
    # AWS's handler sends null to UpdateDomain, which leaves what is there.
    assert client.get_domain(DomainName="shop")["DeadLetterQueueUrl"] == "https://sqs/1/dead"
    # PutProfileObjectType replaces all of the type.
    made = client.get_profile_object_type(DomainName="shop", ObjectTypeName="Order")
    assert "ExpirationDays" not in made


def test_a_changed_parameter_changes_what_refers_to_it(client: Any, stacks: Stacks) -> None:
    body = template(Shop=domain(DefaultExpirationDays={"Ref": "Days"}))
    body["Parameters"] = {"Days": {"Type": "Number"}}
    stacks.create(body, values={"Days": "10"})
    stacks.update(body, values={"Days": "20"})
    assert client.get_domain(DomainName="shop")["DefaultExpirationDays"] == 20


def test_tags_are_added_changed_and_removed(client: Any, stacks: Stacks) -> None:
    def tagged(**tags: str) -> Any:
        given = [{"Key": name, "Value": value} for name, value in tags.items()]
        return template(Shop=domain(Tags=given), Orders=object_type(REF, Tags=given))

    stacks.create(tagged(one="1", two="2"), Tags=[{"Key": "stage", "Value": "test"}])
    stacks.update(tagged(two="22", three="3"))
    after = {"two": "22", "three": "3", "stage": "test"}
    assert tags_of(client, SHOP_ARN) == after
    assert tags_of(client, f"{SHOP_ARN}/object-types/Order") == after


def test_what_does_not_change_is_not_called(client: Any, stacks: Stacks, handle: Any) -> None:
    stacks.create(template(Shop=domain(), Orders=object_type(REF)))
    before = len(handle.calls)
    orders = {**object_type(REF), "Metadata": {"note": "moto takes this for a change"}}
    stacks.update(template(Shop=domain(), Orders=orders))
    assert len(handle.calls) == before


def test_a_new_name_replaces_the_resource(client: Any, stacks: Stacks) -> None:
    stacks.create(template(Shop=domain(), Orders=object_type(REF)))
    stacks.update(template(Shop=domain(), Orders=object_type(REF, "Sale")))
    assert stacks.physical()["Orders"] == "shop|Sale"
    types = client.list_profile_object_types(DomainName="shop")["Items"]
    assert [each["ObjectTypeName"] for each in types] == ["Sale"]
    stacks.delete()
    assert client.list_domains()["Items"] == []


def test_what_refers_to_a_replaced_resource_goes_with_it(client: Any, stacks: Stacks) -> None:
    def body(name: str) -> Any:
        # The first refers by way of the second, which refers to the last.
        of_orders = {"Fn::Select": [0, {"Fn::Split": ["|", {"Ref": "Orders"}]}]}
        return template(
            Bucket=integration(of_orders),
            Orders=object_type({"Fn::Sub": "${Shop}"}),
            Shop=domain(name),
        )

    stacks.create(body("shop"))
    stacks.update(body("store"))
    assert [each["DomainName"] for each in client.list_domains()["Items"]] == ["store"]
    assert client.get_profile_object_type(DomainName="store", ObjectTypeName="Order")
    assert client.get_integration(DomainName="store", Uri="arn:aws:s3:::orders")
    assert stacks.physical() == {
        "Bucket": "store|arn:aws:s3:::orders",
        "Orders": "store|Order",
        "Shop": "store",
    }
    stacks.delete()
    assert client.list_domains()["Items"] == []


@pytest.mark.parametrize("way", ["update", "deploy"])
def test_what_goes_with_a_replaced_resource_keeps_to_what_it_depends_on(
    client: Any, stacks: Stacks, way: str
) -> None:
    def body(name: str) -> Any:
        # Each needs the one after it, by another function.
        total = {
            "DomainName": REF,
            "CalculatedAttributeName": "total",
            "Statistic": "SUM",
            "AttributeDetails": {
                "Attributes": [{"Name": "number"}],
                "Expression": "{Order.number}",
            },
        }
        attribute = "AWS::CustomerProfiles::CalculatedAttributeDefinition"
        return template(
            ByDependsOn=resource(attribute, total, DependsOn=["Orders"]),
            BySub=resource(
                attribute,
                {
                    **total,
                    "CalculatedAttributeName": "sub",
                    "Description": {"Fn::Sub": ["${Orders.CreatedAt} ${x}", {"x": "${!Shop}"}]},
                },
            ),
            ByAttribute=resource(
                attribute,
                {
                    **total,
                    "CalculatedAttributeName": "attribute",
                    "Description": {"Fn::GetAtt": ["Orders", "CreatedAt"]},
                },
            ),
            Orders=object_type(REF),
            Shop=domain(name),
        )

    getattr(stacks, "create" if way == "update" else "deploy")(body("shop"))
    getattr(stacks, way)(body("store"))
    assert stacks.physical() == {
        "ByDependsOn": "store|total",
        "BySub": "store|sub",
        "ByAttribute": "store|attribute",
        "Orders": "store|Order",
        "Shop": "store",
    }
    assert [each["DomainName"] for each in client.list_domains()["Items"]] == ["store"]


def test_resources_that_depend_on_each_other_are_left_to_moto(client: Any, stacks: Stacks) -> None:
    """AWS refuses such a template; moto follows DependsOn only where it makes a stack."""
    stacks.create(template(Shop=domain("shop"), Second=domain("second")))
    orders = {**object_type(REF), "DependsOn": "Second"}
    stacks.update(template(Shop=domain("shop"), Second=domain("second"), Orders=orders))
    circle = {**domain("second"), "DependsOn": "Orders"}
    stacks.update(template(Shop=domain("store"), Second=circle, Orders=orders))
    assert stacks.physical()["Orders"] == "store|Order"


def test_resources_are_added_and_removed(client: Any, stacks: Stacks) -> None:
    stacks.create(template(Shop=domain(), Orders=object_type(REF)))
    stacks.update(template(Shop=domain(), Sales=object_type(REF, "Sale")))
    types = client.list_profile_object_types(DomainName="shop")["Items"]
    assert [each["ObjectTypeName"] for each in types] == ["Sale"]


# --- delete -------------------------------------------------------------------------------------


def test_a_stack_deletes_what_it_has_made(client: Any, stacks: Stacks) -> None:
    client.create_domain(DomainName="other", DefaultExpirationDays=30)
    stacks.create(template(Shop=domain(), Orders=object_type(REF), Bucket=integration(REF)))
    stacks.delete()
    assert [each["DomainName"] for each in client.list_domains()["Items"]] == ["other"]


def test_what_is_gone_already_counts_as_deleted(client: Any, stacks: Stacks) -> None:
    stacks.create(template(Shop=domain(), Orders=object_type(REF)))
    client.delete_domain(DomainName="shop")
    stacks.delete()
    assert stacks.client.describe_stacks()["Stacks"] == []


@pytest.mark.parametrize("policy", ["Retain", "RetainExceptOnCreate"])
def test_what_is_to_be_retained_stays(client: Any, stacks: Stacks, policy: str) -> None:
    kept = {**domain("kept"), "DeletionPolicy": policy}
    removed = {**domain("removed"), "DeletionPolicy": policy}
    stacks.create(template(Kept=kept, Removed=removed, Shop=domain()))
    stacks.update(template(Kept=kept, Shop=domain()))
    stacks.delete()
    assert [each["DomainName"] for each in client.list_domains()["Items"]] == ["kept", "removed"]


def test_what_is_replaced_may_be_retained(client: Any, stacks: Stacks) -> None:
    stacks.create(template(Shop=domain()))
    stacks.update(template(Shop={**domain("store"), "UpdateReplacePolicy": "Retain"}))
    assert [each["DomainName"] for each in client.list_domains()["Items"]] == ["shop", "store"]


def test_deleting_is_tried_again_once_others_are_gone(
    client: Any, stacks: Stacks, handle: Any
) -> None:
    stacks.create(template(Shop=domain(), Orders=object_type(REF)))
    # Whichever moto deletes first; the other one succeeds in between.
    handle.fail_next("DeleteProfileObjectType", "BadRequestException", message="still used")
    stacks.delete()
    assert client.list_domains()["Items"] == []
