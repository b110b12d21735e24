"""PutIntegration, GetIntegration, DeleteIntegration, ListIntegrations, ListAccountIntegrations."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine

from cprofiles_mock.models import customerprofiles_backends
from cprofiles_mock.resources.integrations.state import Integrations
from tests.conftest import MakeClient
from tests.support.expectations import service_error

URI = "arn:aws:s3:::orders//new a/100%"
FLOW_URI = "arn:aws:appflow:us-east-1:123456789012:flow/orders_Scheduled"
ROLE = "arn:aws:iam::123456789012:role/integration"
MOMENT = datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone.utc)

#: The flow of the Administrator Guide's example, "programmatically integrate Amazon S3".
FLOW: dict[str, Any] = {
    "FlowName": "orders_Scheduled",
    "Description": "Created by Customer Profiles",
    "KmsArn": "arn:aws:kms:us-east-1:123456789012:key/1",
    "TriggerConfig": {
        "TriggerType": "Scheduled",
        "TriggerProperties": {
            "Scheduled": {
                "ScheduleExpression": "rate(15minutes)",
                "DataPullMode": "Incremental",
                "ScheduleStartTime": MOMENT,
                "FirstExecutionFrom": MOMENT - timedelta(days=365),
            }
        },
    },
    "SourceFlowConfig": {
        "ConnectorType": "S3",
        "SourceConnectorProperties": {"S3": {"BucketName": "orders", "BucketPrefix": "new"}},
    },
    "Tasks": [
        {
            "TaskType": "Filter",
            "SourceFields": ["id", "total"],
            "ConnectorOperator": {"S3": "PROJECTION"},
        },
        {
            "TaskType": "Map",
            "SourceFields": ["id"],
            "DestinationField": "id",
            "TaskProperties": {},
            "ConnectorOperator": {"S3": "NO_OP"},
        },
        {"TaskType": "Map", "SourceFields": ["total"], "DestinationField": "total"},
    ],
}


def put(client: Any, **members: Any) -> dict[str, Any]:
    """Put an integration; the members are those of the request."""
    request = {"DomainName": "customers", **members}
    if "Uri" not in request and "FlowDefinition" not in request:
        request["Uri"] = URI
    if not {"ObjectTypeName", "ObjectTypeNames", "EventTriggerNames"} & set(request):
        request["ObjectTypeName"] = "order"
    return without_metadata(client.put_integration(**request))


def get(client: Any, uri: str = URI, domain_name: str = "customers") -> dict[str, Any]:
    return without_metadata(client.get_integration(DomainName=domain_name, Uri=uri))


def without_metadata(answer: dict[str, Any]) -> dict[str, Any]:
    del answer["ResponseMetadata"]
    return answer


def listed(client: Any, **members: Any) -> list[str]:
    answer = client.list_integrations(DomainName="customers", **members)
    return [item["Uri"] for item in answer["Items"]]


def domains_with(client: Any, uri: str, **members: Any) -> list[str]:
    answer = client.list_account_integrations(Uri=uri, **members)
    return [item["DomainName"] for item in answer["Items"]]


def flow(**changes: Any) -> dict[str, Any]:
    return {**FLOW, **changes}


def flow_from(connector: str, properties: dict[str, Any], **source: Any) -> dict[str, Any]:
    """A flow on demand from that connector, whose tasks fit every connector."""
    return flow(
        SourceFlowConfig={
            "ConnectorType": connector,
            "SourceConnectorProperties": properties,
            **source,
        },
        TriggerConfig={"TriggerType": "OnDemand"},
        Tasks=[{"TaskType": "Map", "SourceFields": ["id"]}],
    )


def flow_at(**schedule: Any) -> dict[str, Any]:
    """A flow with that schedule, otherwise every hour."""
    scheduled = {"ScheduleExpression": "rate(1hours)", **schedule}
    return flow(
        TriggerConfig={
            "TriggerType": "Scheduled",
            "TriggerProperties": {"Scheduled": scheduled},
        }
    )


# --- putting ------------------------------------------------------------------------------------


@pytest.mark.in_process
def test_a_new_integration_is_answered_whole_and_read_back_the_same(
    client: Any, domain: str
) -> None:
    with time_machine.travel(MOMENT, tick=False):
        answer = put(
            client,
            ObjectTypeName="order",
            RoleArn=ROLE,
            EventTriggerNames=["welcome"],
            Scope="DOMAIN",
            Tags={"team": "care"},
        )
    assert answer == {
        "DomainName": "customers",
        "Uri": URI,
        "ObjectTypeName": "order",
        "RoleArn": ROLE,
        "EventTriggerNames": ["welcome"],
        "Scope": "DOMAIN",
        "IsUnstructured": False,
        "CreatedAt": MOMENT,
        "LastUpdatedAt": MOMENT,
        "Tags": {"team": "care"},
    }
    assert get(client) == answer
    listing = client.list_integrations(DomainName=domain)["Items"]
    account_listing = client.list_account_integrations(Uri=URI)["Items"]
    assert listing == account_listing == [answer]


def test_an_integration_is_of_profile_scope_and_without_tags_unless_told(
    client: Any, domain: str
) -> None:
    answer = put(client, ObjectTypeNames={"SegmentIdentify": "Segment-Identify"})
    assert {k: v for k, v in answer.items() if not k.endswith("At")} == {
        "DomainName": "customers",
        "Uri": URI,
        "ObjectTypeNames": {"SegmentIdentify": "Segment-Identify"},
        "EventTriggerNames": [],
        "Scope": "PROFILE",
        "IsUnstructured": False,
        "Tags": {},
    }


@pytest.mark.in_process
def test_putting_again_replaces_all_but_the_creation_and_the_tags(client: Any, domain: str) -> None:
    with time_machine.travel(MOMENT, tick=False):
        put(client, RoleArn=ROLE, Scope="DOMAIN", Tags={"team": "care"})
    with time_machine.travel(MOMENT + timedelta(hours=1), tick=False):
        answer = put(client, ObjectTypeNames={"a": "b"})
    assert (
        answer
        == get(client)
        == {
            "DomainName": "customers",
            "Uri": URI,
            "ObjectTypeNames": {"a": "b"},
            "EventTriggerNames": [],
            "Scope": "PROFILE",
            "IsUnstructured": False,
            "CreatedAt": MOMENT,
            "LastUpdatedAt": MOMENT + timedelta(hours=1),
            "Tags": {"team": "care"},
        }
    )
    assert listed(client) == [URI]


def test_tags_count_only_when_the_integration_is_new(client: Any, domain: str) -> None:
    put(client, Tags={"team": "care"})
    assert put(client, Tags={"team": "sales", "stage": "test"})["Tags"] == {"team": "care"}


def test_an_integration_keeps_its_place_when_it_is_put_again(client: Any, domain: str) -> None:
    for uri in ("b", "a", "b"):
        put(client, Uri=uri)
    assert listed(client) == ["b", "a"]


#: What GetIntegration returns and PutIntegration does not take.
ONLY_READ = ("CreatedAt", "LastUpdatedAt", "Tags", "WorkflowId", "IsUnstructured")


@pytest.mark.parametrize(
    "members",
    [
        {"RoleArn": ROLE, "Scope": "DOMAIN", "Tags": {"team": "care"}},
        {"ObjectTypeNames": {"a": "b", "c": "d"}},
        {"EventTriggerNames": ["welcome"]},
        {"FlowDefinition": FLOW},
        {"FlowDefinition": FLOW, "ObjectTypeName": "_unstructured"},
    ],
)
def test_what_was_read_can_be_put_and_changes_nothing(
    client: Any, domain: str, members: dict[str, Any]
) -> None:
    uri = put(client, **members)["Uri"]
    before = get(client, uri)
    # A request names one event trigger or none at all; botocore refuses an empty list.
    taken = {k: v for k, v in before.items() if k not in ONLY_READ and v != []}
    after = without_metadata(client.put_integration(**taken))
    assert {**after, "LastUpdatedAt": None} == {**before, "LastUpdatedAt": None}
    assert after["LastUpdatedAt"] >= before["LastUpdatedAt"]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"ObjectTypeName": "order"}, "Either Uri or FlowDefinition must be given"),
    (
        {"Uri": URI, "FlowDefinition": FLOW, "ObjectTypeName": "order"},
        "Only one of Uri and FlowDefinition can be given; leave one out",
    ),
    (
        {"Uri": URI, "ObjectTypeName": "order", "ObjectTypeNames": {"a": "order"}},
        "Only one of ObjectTypeName and ObjectTypeNames can be given; leave one out",
    ),
    (
        {"Uri": URI},
        "ObjectTypeName or ObjectTypeNames must be given, unless EventTriggerNames are",
    ),
    (
        {"Uri": URI, "ObjectTypeNames": {}},
        "ObjectTypeName or ObjectTypeNames must be given, unless EventTriggerNames are",
    ),
]


@pytest.mark.parametrize(("members", "message"), REFUSED)
def test_what_does_not_go_together_is_refused_and_changes_nothing(
    client: Any, domain: str, members: dict[str, Any], message: str
) -> None:
    before = put(client, ObjectTypeName="customer")
    with service_error("BadRequestException", message):
        client.put_integration(DomainName=domain, **members)
    assert get(client) == before
    assert listed(client, IncludeHidden=True) == [URI]


def test_empty_object_type_names_beside_an_object_type_name_are_as_if_absent(
    client: Any, domain: str
) -> None:
    answer = put(client, ObjectTypeName="order", ObjectTypeNames={})
    assert answer["ObjectTypeName"] == "order"
    assert "ObjectTypeNames" not in answer


def test_a_domain_has_at_most_50_integrations(client: Any, domain: str) -> None:
    for number in range(50):
        put(client, Uri=f"uri-{number}")
    with service_error(
        "BadRequestException",
        "The domain has reached its limit of 50 integrations; delete one that is not needed",
    ):
        put(client, Uri="uri-50")
    assert put(client, Uri="uri-7", ObjectTypeName="customer")["ObjectTypeName"] == "customer"
    client.delete_integration(DomainName=domain, Uri="uri-7")
    put(client, Uri="uri-50")
    assert len(listed(client)) == 50


# --- flow definitions ---------------------------------------------------------------------------


def test_a_flow_definition_makes_the_uri_and_is_not_read_back(client: Any, domain: str) -> None:
    answer = put(client, FlowDefinition=FLOW)
    assert answer["Uri"] == FLOW_URI
    assert "FlowDefinition" not in answer
    assert get(client, FLOW_URI) == answer
    assert listed(client) == [FLOW_URI]


def test_a_flows_uri_names_its_partition_and_region(make_client: MakeClient) -> None:
    london = make_client("eu-west-2")
    london.create_domain(DomainName="customers", DefaultExpirationDays=1)
    assert put(london, FlowDefinition=FLOW)["Uri"] == (
        "arn:aws:appflow:eu-west-2:123456789012:flow/orders_Scheduled"
    )


def taken(name: str) -> str:
    return f"Conflict executing request: Flow with name {name} already exists."


def test_a_flow_name_is_taken_in_the_whole_region_of_the_account(
    client: Any, domain: str, make_client: MakeClient
) -> None:
    before = put(client, FlowDefinition=FLOW, ObjectTypeName="order")
    client.create_domain(DomainName="others", DefaultExpirationDays=1)
    for domain_name in ("customers", "others"):
        with service_error("BadRequestException", taken("orders_Scheduled")):
            put(client, DomainName=domain_name, FlowDefinition=FLOW, ObjectTypeName="customer")
    assert get(client, FLOW_URI) == before
    assert domains_with(client, FLOW_URI) == ["customers"]
    elsewhere = make_client("eu-west-2")
    elsewhere.create_domain(DomainName="customers", DefaultExpirationDays=1)
    put(elsewhere, FlowDefinition=FLOW)


def test_a_flow_that_an_integration_refers_to_by_its_arn_exists(client: Any, domain: str) -> None:
    put(client, Uri=FLOW_URI)
    with service_error("BadRequestException", taken("orders_Scheduled")):
        put(client, FlowDefinition=FLOW)


@pytest.mark.parametrize(
    "remove",
    [
        lambda client: client.delete_integration(DomainName="customers", Uri=FLOW_URI),
        lambda client: client.delete_domain(DomainName="customers"),
    ],
    ids=["integration", "domain"],
)
def test_a_flow_name_is_free_when_no_integration_has_it(
    client: Any, domain: str, remove: Callable[[Any], Any]
) -> None:
    put(client, FlowDefinition=FLOW)
    remove(client)
    client.create_domain(DomainName="others", DefaultExpirationDays=1)
    assert put(client, DomainName="others", FlowDefinition=FLOW)["Uri"] == FLOW_URI


def test_the_longest_flow_name_makes_a_uri_that_can_be_read(client: Any, domain: str) -> None:
    room = 255 - len("arn:aws:appflow:us-east-1:123456789012:flow/")
    uri = put(client, FlowDefinition=flow(FlowName="f" * room))["Uri"]
    assert get(client, uri)["Uri"] == uri
    name = "f" * (room + 1)
    with service_error(
        "BadRequestException",
        f"FlowName {name} is too long: the flow's ARN becomes the Uri, which has at most 255 "
        "characters",
    ):
        put(client, FlowDefinition=flow(FlowName=name))


SOURCES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("S3", {"S3": {"BucketName": "orders"}}, {}),
    ("S3", {"S3": {"BucketName": "orders"}}, {"ConnectorProfileName": "mine"}),
    ("Marketo", {"Marketo": {"Object": "leads"}}, {"ConnectorProfileName": "mine"}),
    ("Salesforce", {"Salesforce": {"Object": "Account"}}, {"ConnectorProfileName": "mine"}),
    (
        "Servicenow",
        {"ServiceNow": {"Object": "incident"}},
        {
            "ConnectorProfileName": "mine",
            "IncrementalPullConfig": {"DatetimeTypeFieldName": "sys_updated_on"},
        },
    ),
    ("Zendesk", {"Zendesk": {"Object": "users"}}, {"ConnectorProfileName": "mine"}),
]


@pytest.mark.parametrize(("connector", "properties", "source"), SOURCES)
def test_each_connector_has_properties_of_its_own(
    client: Any, domain: str, connector: str, properties: dict[str, Any], source: dict[str, Any]
) -> None:
    put(client, FlowDefinition=flow_from(connector, properties, **source))
    assert listed(client) == [FLOW_URI]


BAD_SOURCES: list[tuple[str, dict[str, Any], str]] = [
    (
        "S3",
        {},
        "ConnectorType S3 needs SourceConnectorProperties with S3 alone; given: none",
    ),
    (
        "Servicenow",
        {"Zendesk": {"Object": "users"}},
        "ConnectorType Servicenow needs SourceConnectorProperties with ServiceNow alone; given: "
        "Zendesk",
    ),
    (
        "Salesforce",
        {"Salesforce": {"Object": "Account"}, "Marketo": {"Object": "leads"}},
        "ConnectorType Salesforce needs SourceConnectorProperties with Salesforce alone; given: "
        "Marketo, Salesforce",
    ),
    (
        "Salesforce",
        {"Salesforce": {"Object": "Account"}},
        "ConnectorType Salesforce needs a ConnectorProfileName, in SourceFlowConfig",
    ),
]


def refuses(client: Any, definition: dict[str, Any], message: str) -> None:
    """Expect that flow to be refused, and nothing to be left of it."""
    with service_error("BadRequestException", message):
        put(client, FlowDefinition=definition)
    assert listed(client, IncludeHidden=True) == []


@pytest.mark.parametrize(("connector", "properties", "message"), BAD_SOURCES)
def test_a_source_that_does_not_fit_its_connector_is_refused(
    client: Any, domain: str, connector: str, properties: dict[str, Any], message: str
) -> None:
    refuses(client, flow_from(connector, properties), message)


def test_a_flow_without_tasks_is_refused(client: Any, domain: str) -> None:
    refuses(
        client,
        flow(Tasks=[]),
        'A flow needs at least one task, such as {"TaskType": '
        '"Map", "SourceFields": ["id"], "TaskProperties": {}}',
    )


@pytest.mark.parametrize(
    ("operator", "given"),
    [
        ({"Zendesk": "PROJECTION"}, "Zendesk"),
        ({"S3": "PROJECTION", "Marketo": "PROJECTION"}, "Marketo, S3"),
    ],
)
def test_a_task_has_the_operator_of_the_flows_connector(
    client: Any, domain: str, operator: dict[str, str], given: str
) -> None:
    task = {"TaskType": "Filter", "SourceFields": ["id"], "ConnectorOperator": operator}
    refuses(
        client,
        flow(Tasks=[*FLOW["Tasks"], task]),
        f"The ConnectorOperator of a task can only have S3, as ConnectorType is S3; given: {given}",
    )


@pytest.mark.parametrize(
    "expression",
    [
        "rate(5minutes)", "rate(15minutes)", "rate(1hours)", "rate(1days)", "RATE(5Minutes)",
        # So the service model writes it.
        "rate (5 minutes)", "rate (15 minutes)", "rate (1 hours)", "Rate (1 Days)",
        "rate(5 minutes)", "rate (5minutes)", " rate( 1 hour )", "rate(1day)", "rate(5minute)",
    ],
)  # fmt: skip
def test_the_four_rates_are_taken_in_any_case_number_and_spacing(
    client: Any, domain: str, expression: str
) -> None:
    put(client, FlowDefinition=flow_at(ScheduleExpression=expression))
    assert listed(client) == [FLOW_URI]


@pytest.mark.parametrize(
    "expression",
    ["rate (30 minutes)", "rate(1minutes)", "rate(5days)", "cron(0 6 * * ? *)", ""],
)
def test_any_other_schedule_expression_is_refused(
    client: Any, domain: str, expression: str
) -> None:
    refuses(
        client,
        flow_at(ScheduleExpression=expression),
        f"{expression} is not a supported schedule expression"
        "; there are rate(5minutes), rate(15minutes), rate(1hours), rate(1days)",
    )


def test_a_schedule_may_have_no_end_or_one_after_its_start(client: Any, domain: str) -> None:
    later = MOMENT + timedelta(seconds=1)
    for name, bounds in {
        "f-1": {"ScheduleStartTime": MOMENT},
        "f-2": {"ScheduleEndTime": MOMENT},
        "f-3": {"ScheduleStartTime": MOMENT, "ScheduleEndTime": later},
    }.items():
        put(client, FlowDefinition={**flow_at(**bounds), "FlowName": name})
    assert len(listed(client)) == 3


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_schedule_does_not_end_before_it_starts(client: Any, domain: str, seconds: int) -> None:
    end = MOMENT - timedelta(seconds=seconds)
    refuses(
        client,
        flow_at(ScheduleStartTime=MOMENT, ScheduleEndTime=end),
        f"ScheduleEndTime {end.isoformat()} must be after ScheduleStartTime {MOMENT.isoformat()}",
    )


@pytest.mark.parametrize("properties", [{}, {"TriggerProperties": {}}])
def test_a_scheduled_trigger_needs_a_schedule(
    client: Any, domain: str, properties: dict[str, Any]
) -> None:
    refuses(
        client,
        flow(TriggerConfig={"TriggerType": "Scheduled", **properties}),
        "TriggerProps is required for Scheduled Trigger Type.",
    )


@pytest.mark.parametrize("trigger_type", ["OnDemand", "Event"])
def test_other_triggers_have_no_schedule(client: Any, domain: str, trigger_type: str) -> None:
    trigger = copy.deepcopy(FLOW["TriggerConfig"])
    refuses(
        client,
        flow(TriggerConfig={**trigger, "TriggerType": trigger_type}),
        f"TriggerProperties.Scheduled cannot be given with TriggerType {trigger_type}"
        "; leave it out, or set TriggerType to Scheduled",
    )
    put(
        client,
        FlowDefinition=flow(TriggerConfig={"TriggerType": trigger_type, "TriggerProperties": {}}),
    )


# --- what is hidden -----------------------------------------------------------------------------


def test_a_flow_of_unstructured_data_is_hidden(client: Any, domain: str) -> None:
    put(client, Uri="a")
    answer = put(client, FlowDefinition=FLOW, ObjectTypeName="_unstructured")
    put(client, Uri="b")
    assert answer["IsUnstructured"] is True
    assert get(client, FLOW_URI) == answer
    assert listed(client) == listed(client, IncludeHidden=False) == ["a", "b"]
    assert listed(client, IncludeHidden=True) == ["a", FLOW_URI, "b"]
    assert domains_with(client, FLOW_URI) == []
    assert domains_with(client, FLOW_URI, IncludeHidden=False) == []
    assert domains_with(client, FLOW_URI, IncludeHidden=True) == ["customers"]


def test_without_a_flow_definition_the_data_is_hidden_but_not_called_unstructured(
    client: Any, domain: str
) -> None:
    assert put(client, ObjectTypeName="_unstructured")["IsUnstructured"] is False
    assert listed(client) == []
    put(client, ObjectTypeName="order")
    assert listed(client) == [URI]


def test_pages_of_what_is_visible_are_full(client: Any, domain: str) -> None:
    for uri, name in {"a": "x", "b": "_unstructured", "c": "x", "d": "_unstructured"}.items():
        put(client, Uri=uri, ObjectTypeName=name)
    page = client.list_integrations(DomainName=domain, MaxResults=2)
    assert [item["Uri"] for item in page["Items"]] == ["a", "c"]
    assert page.get("NextToken") is None


# --- what the deletion of an object type does to integrations -----------------------------------


def disable(object_type_name: str, uri: str = URI) -> None:
    """Do to an integration what DeleteProfileObjectType does to each of its domain."""
    backend = customerprofiles_backends["123456789012"]["us-east-1"]
    backend.domains["customers"].component(Integrations).find(uri).disable(object_type_name)


@pytest.mark.in_process
@pytest.mark.parametrize(
    "members",
    [
        {"ObjectTypeName": "order"},
        {"ObjectTypeNames": {"OrderPlaced": "order"}},
        {"ObjectTypeNames": {"OrderPlaced": "order", "OrderChanged": "order"}},
    ],
)
def test_a_disabled_integration_is_hidden_until_what_it_was_is_put_again(
    client: Any, domain: str, members: dict[str, Any]
) -> None:
    before = put(client, **members)
    disable("order")
    assert listed(client) == domains_with(client, URI) == []
    assert listed(client, IncludeHidden=True) == [URI]
    assert domains_with(client, URI, IncludeHidden=True) == ["customers"]
    assert get(client) == before
    put(client, **{k: v for k, v in before.items() if k in members})
    assert listed(client) == [URI]


@pytest.mark.in_process
def test_of_several_object_types_the_deleted_one_is_taken_out(client: Any, domain: str) -> None:
    put(client, ObjectTypeNames={"a": "order", "b": "customer", "c": "order"})
    disable("order")
    assert get(client)["ObjectTypeNames"] == {"b": "customer"}
    assert listed(client) == [URI]


@pytest.mark.in_process
@pytest.mark.parametrize(
    "members",
    [
        {"ObjectTypeName": "order"},
        {"ObjectTypeNames": {"a": "order"}},
        {"EventTriggerNames": ["welcome"]},
    ],
)
def test_the_deletion_of_another_object_type_changes_nothing(
    client: Any, domain: str, members: dict[str, Any]
) -> None:
    before = put(client, **members)
    disable("customer")
    assert get(client) == before
    assert listed(client) == [URI]


# --- the account, deletion, and what is not there -----------------------------------------------


def test_two_domains_may_have_the_same_uri(client: Any, domain: str) -> None:
    client.create_domain(DomainName="others", DefaultExpirationDays=1)
    put(client, DomainName="others", ObjectTypeName="customer")
    put(client, ObjectTypeName="order")
    put(client, Uri="another")
    assert domains_with(client, URI) == ["customers", "others"]
    assert domains_with(client, "nobody's") == []
    client.delete_integration(DomainName=domain, Uri=URI)
    assert domains_with(client, URI) == ["others"]
    assert get(client, domain_name="others")["ObjectTypeName"] == "customer"
    client.delete_domain(DomainName="others")
    assert domains_with(client, URI) == []


def test_each_region_has_integrations_of_its_own(
    client: Any, domain: str, make_client: MakeClient
) -> None:
    put(client)
    assert domains_with(make_client("eu-west-2"), URI) == []


def test_a_deleted_integration_is_gone(client: Any, domain: str) -> None:
    put(client, Tags={"team": "care"})
    assert client.delete_integration(DomainName=domain, Uri=URI)["Message"] == "OK"
    assert listed(client, IncludeHidden=True) == []
    with missing(URI):
        get(client)
    assert put(client)["Tags"] == {}


def test_integrations_go_with_their_domain(client: Any, domain: str) -> None:
    put(client)
    client.delete_domain(DomainName=domain)
    client.create_domain(DomainName=domain, DefaultExpirationDays=1)
    assert listed(client, IncludeHidden=True) == []


def missing(uri: str) -> Any:
    return service_error(
        "ResourceNotFoundException", f"Integration {uri} is not found in domain customers"
    )


def test_an_integration_that_is_not_there_is_named(client: Any, domain: str) -> None:
    put(client)
    with missing("another"):
        get(client, "another")
    with missing("another"):
        client.delete_integration(DomainName=domain, Uri="another")
    client.delete_integration(DomainName=domain, Uri=URI)
    with missing(URI):
        client.delete_integration(DomainName=domain, Uri=URI)


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.put_integration(DomainName="nowhere"),
        lambda client: client.get_integration(DomainName="nowhere", Uri=URI),
        lambda client: client.delete_integration(DomainName="nowhere", Uri=URI),
        lambda client: client.list_integrations(DomainName="nowhere"),
    ],
    ids=["put", "get", "delete", "list"],
)
def test_a_missing_domain_comes_before_what_is_wrong_below_it(
    client: Any, call: Callable[[Any], Any]
) -> None:
    with service_error(
        "ResourceNotFoundException", "DomainName nowhere is not found in account 123456789012"
    ):
        call(client)
