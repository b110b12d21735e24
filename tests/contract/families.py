"""An example request for each component: what the contract test of families makes and reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

DOMAIN_NAME = "customers"


class Example(NamedTuple):
    """How a family's resources are made and reached, by the names of the API.

    ``members`` makes the request of the number given, without DomainName. A family that has no
    resources of its own, and is configured by a member of CreateDomain, has ``setting`` alone.
    """

    key: str = ""
    members: Callable[[int], dict[str, Any]] = lambda _: {}
    create: str = ""
    read: str = ""
    list: str = ""
    delete: str = ""
    #: None if the family has no update, or makes and updates by one operation.
    update: str | None = None
    #: Whether its resources have ARNs; the model lets some have Tags that have none.
    has_arn: bool = True
    #: What CreateDomain needs besides, for a domain that may have its resources.
    domain: Mapping[str, Any] = {}
    #: How many resources a domain may have, if that is fewer than the tests would make.
    most: int = 4
    #: The list's member that has the items.
    items: str = "Items"
    setting: Mapping[str, Any] | None = None
    #: A key that no resource has.
    missing: str = "not-there"

    def key_of(self, number: int, answer: Mapping[str, Any]) -> str:
        """The key of the resource of that number, which some requests give and some answers."""
        return str({**answer, **self.members(number)}[self.key])


#: By the name of the component's class. A component without an example fails the contract test.
EXAMPLES = {
    "CalculatedAttributes": Example(
        key="CalculatedAttributeName",
        members=lambda number: {
            "CalculatedAttributeName": f"calculated-{number}",
            "DisplayName": f"Number {number}",
            "AttributeDetails": {
                "Attributes": [{"Name": "channel"}],
                "Expression": "{CTR.channel}",
            },
            "Statistic": "LAST_OCCURRENCE",
            "Conditions": {"Range": {"Value": number, "Unit": "DAYS"}},
            "UseHistoricalData": number == 2,
        },
        create="CreateCalculatedAttributeDefinition",
        read="GetCalculatedAttributeDefinition",
        list="ListCalculatedAttributeDefinitions",
        delete="DeleteCalculatedAttributeDefinition",
        update="UpdateCalculatedAttributeDefinition",
    ),
    "DomainObjectTypes": Example(
        key="ObjectTypeName",
        members=lambda number: {
            "ObjectTypeName": f"items-{number}",
            "Description": "what the shop sells",
            "Fields": {
                "id": {
                    "Source": "_source.sku",
                    "Target": "_catalogItem.Id",
                    "ContentType": "STRING",
                    "FeatureType": "CATEGORICAL",
                }
            },
        },
        create="PutDomainObjectType",
        read="GetDomainObjectType",
        list="ListDomainObjectTypes",
        delete="DeleteDomainObjectType",
        domain={"DataStore": {"Enabled": True}},
    ),
    "EventStreams": Example(
        key="EventStreamName",
        members=lambda number: {
            "EventStreamName": f"stream-{number}",
            "Uri": f"arn:aws:kinesis:us-east-1:123456789012:stream/data-{number}",
        },
        create="CreateEventStream",
        read="GetEventStream",
        list="ListEventStreams",
        delete="DeleteEventStream",
        most=1,
    ),
    "EventTriggers": Example(
        key="EventTriggerName",
        members=lambda number: {
            "EventTriggerName": f"trigger-{number}",
            "ObjectTypeName": "CTR",
            "Description": "long calls",
            "EventTriggerConditions": [
                {
                    "EventTriggerDimensions": [
                        {
                            "ObjectAttributes": [
                                {
                                    "Source": "Channel",
                                    "ComparisonOperator": "INCLUSIVE",
                                    "Values": ["VOICE"],
                                }
                            ]
                        }
                    ],
                    "LogicalOperator": "ALL",
                }
            ],
            "EventTriggerLimits": {
                "EventExpiration": 60_000,
                "Periods": [{"Unit": "HOURS", "Value": number, "MaxInvocationsPerProfile": 2}],
            },
        },
        create="CreateEventTrigger",
        read="GetEventTrigger",
        list="ListEventTriggers",
        delete="DeleteEventTrigger",
        update="UpdateEventTrigger",
    ),
    "IdentityResolution": Example(
        setting={"Enabled": True, "AutoMerging": {"Enabled": False}},
    ),
    "Integrations": Example(
        key="Uri",
        members=lambda number: {"Uri": f"arn:aws:app:::{number}", "ObjectTypeName": "CTR"},
        create="PutIntegration",
        read="GetIntegration",
        list="ListIntegrations",
        delete="DeleteIntegration",
    ),
    "Layouts": Example(
        key="LayoutDefinitionName",
        members=lambda number: {
            "LayoutDefinitionName": f"layout-{number}",
            "Description": "for agents",
            "DisplayName": "Agents",
            "LayoutType": "PROFILE_EXPLORER",
            "Layout": "{}",
            "IsDefault": number == 2,
        },
        create="CreateDomainLayout",
        read="GetDomainLayout",
        list="ListDomainLayouts",
        delete="DeleteDomainLayout",
        update="UpdateDomainLayout",
    ),
    "ObjectTypes": Example(
        key="ObjectTypeName",
        members=lambda number: {
            "ObjectTypeName": f"type-{number}",
            "Description": "orders",
            "AllowProfileCreation": True,
            "Fields": {"id": {"Source": "_source.id"}},
            "Keys": {"orderKey": [{"StandardIdentifiers": ["UNIQUE", "PROFILE"],
                                   "FieldNames": ["id"]}]},
        },
        create="PutProfileObjectType",
        read="GetProfileObjectType",
        list="ListProfileObjectTypes",
        delete="DeleteProfileObjectType",
    ),
    "RecommenderFilters": Example(
        key="RecommenderFilterName",
        members=lambda number: {
            "RecommenderFilterName": f"filter-{number}",
            "Description": "what is cheap",
            "RecommenderFilterExpression": f"INCLUDE ItemID WHERE Items.Price < {number}0",
        },
        create="CreateRecommenderFilter",
        read="GetRecommenderFilter",
        list="ListRecommenderFilters",
        delete="DeleteRecommenderFilter",
        items="RecommenderFilters",
    ),
    "RecommenderSchemas": Example(
        key="RecommenderSchemaName",
        members=lambda number: {
            "RecommenderSchemaName": f"schema-{number}",
            "Fields": {
                "_catalogItem": [
                    {
                        "TargetFieldName": "Category",
                        "ContentType": "STRING",
                        "FeatureType": "CATEGORICAL",
                    }
                ],
            },
        },
        create="CreateRecommenderSchema",
        read="GetRecommenderSchema",
        list="ListRecommenderSchemas",
        delete="DeleteRecommenderSchema",
        items="RecommenderSchemas",
    ),
    "Recommenders": Example(
        key="RecommenderName",
        members=lambda number: {
            "RecommenderName": f"recommender-{number}",
            "RecommenderRecipeName": "popular-items",
            "Description": f"what sells {number}",
            "RecommenderConfig": {
                "EventsConfig": {
                    "EventParametersList": [
                        {"EventType": "Purchase", "EventValueThreshold": 1.5, "EventWeight": 1.0},
                        {"EventType": "View", "EventWeight": 0.1},
                    ]
                },
                "TrainingFrequency": 7,
                "InferenceConfig": {"MinProvisionedTPS": 1},
                "IncludedColumns": {"_catalogItem": ["Category"]},
            },
        },
        create="CreateRecommender",
        read="GetRecommender",
        list="ListRecommenders",
        delete="DeleteRecommender",
        update="UpdateRecommender",
        domain={"DataStore": {"Enabled": True}},
        items="Recommenders",
    ),
    "RuleMatching": Example(
        setting={"Enabled": True, "MatchingRules": [{"Rule": ["PhoneNumber"]}]},
    ),
    "SegmentSubscriptions": Example(
        key="DestinationArn",
        members=lambda _: {
            "DestinationArn": "arn:aws:kinesis:us-east-1:123456789012:stream/changes",
            "DestinationRoleArn": "arn:aws:iam:us-east-1:123456789012:role/segments",
        },
        create="AssociateStreamForSegments",
        most=1,
    ),
    "Segments": Example(
        key="SegmentDefinitionName",
        members=lambda number: {
            "SegmentDefinitionName": f"segment-{number}",
            "DisplayName": f"Number {number}",
            "SegmentGroups": {
                "Groups": [
                    {
                        "Dimensions": [
                            {
                                "ProfileAttributes": {
                                    "LastName": {"DimensionType": "INCLUSIVE", "Values": ["Ng"]}
                                }
                            }
                        ],
                        "Type": "ALL",
                    }
                ],
                "Include": "ALL",
            },
        },
        create="CreateSegmentDefinition",
        read="GetSegmentDefinition",
        list="ListSegmentDefinitions",
        delete="DeleteSegmentDefinition",
    ),
    "UploadJobs": Example(
        key="JobId",
        members=lambda number: {
            "DisplayName": f"Number {number}",
            "Fields": {"id": {"Source": "_source.id", "Target": "_profile.AccountNumber"}},
            "UniqueKey": "id",
            "DataExpiry": number,
        },
        create="CreateUploadJob",
        read="GetUploadJob",
        list="ListUploadJobs",
        missing="0" * 32,
    ),
    "Workflows": Example(
        key="WorkflowId",
        members=lambda number: {
            "WorkflowType": "APPFLOW_INTEGRATION",
            "ObjectTypeName": "CTR",
            "RoleArn": "arn:aws:iam::123456789012:role/flows",
            "IntegrationConfig": {
                "AppflowIntegration": {
                    "FlowDefinition": {
                        "FlowName": f"leads-{number}",
                        "KmsArn": "arn:aws:kms:us-east-1:123456789012:key/1",
                        "SourceFlowConfig": {
                            "ConnectorType": "Salesforce",
                            "ConnectorProfileName": "sales",
                            "SourceConnectorProperties": {"Salesforce": {"Object": "Lead"}},
                        },
                        "Tasks": [{"TaskType": "Map", "SourceFields": ["Id"]}],
                        "TriggerConfig": {"TriggerType": "Event"},
                    },
                    "Batches": [{"StartTime": 1_700_000_000 + 10 * number,
                                 "EndTime": 1_800_000_000 + 0.5 * number}],
                }
            },
        },
        create="CreateIntegrationWorkflow",
        read="GetWorkflow",
        list="ListWorkflows",
        delete="DeleteWorkflow",
        has_arn=False,
        missing="0" * 32,
    ),
}  # fmt: skip


def knows(client: Any, operation: str) -> bool:
    """Whether the installed botocore has an operation; an older one may not."""
    return operation in client.meta.service_model.operation_names
