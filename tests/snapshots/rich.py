"""A state that has some of everything, made by calls, and all that can be read of it by calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cprofiles_mock.resources.segments.component import Segments
from cprofiles_mock.state.registry import HANDLERS
from cprofiles_mock.testing.handle import MockHandle
from tests.contract.families import EXAMPLES, knows
from tests.support.ingesting import CUSTOMER, ORDER, define, keyed, profile_id, put

DAY = 86_400

#: An object type that fills a standard object, and outranks what was written by hand.
PURCHASE: dict[str, Any] = {
    "Fields": {
        "id": {"Source": "_source.id", "Target": "_order.Attributes.purchase"},
        "customer": {"Source": "_source.customer"},
        "status": {"Source": "_source.status", "Target": "_order.Status"},
        "total": {"Source": "_source.total", "Target": "_order.TotalPrice"},
        "titles": {"Source": "_source.titles", "Target": "_order.OrderItems[].Title"},
        "middle": {"Source": "_source.middle", "Target": "_profile.MiddleName"},
    },
    "Keys": {
        "purchaseId": [{"StandardIdentifiers": ["UNIQUE", "ORDER"], "FieldNames": ["id"]}],
        "customerId": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
    },
    "SourcePriority": 1,
}


def build(client: Any, clock: Any) -> None:
    """Fill the region, with time going on between the calls."""
    for name in ("gone", "customers", "rules", "waiting", "empty"):
        client.create_domain(DomainName=name, DefaultExpirationDays=30, Tags={"of": name})
        clock.tick(1.1)
    client.delete_domain(DomainName="gone")
    client.update_domain(
        DomainName="customers",
        Matching={"Enabled": True, "AutoMerging": {"Enabled": False}},
        DeadLetterQueueUrl="https://sqs.us-east-1.amazonaws.com/123456789012/letters",
        DataStore={"Enabled": True},
    )
    _fill_types(client, clock)
    _fill_profiles(client, clock)
    _fill_integrations(client)
    _fill_families(client)
    _fill_segments(client)
    _fill_recommenders(client, clock)
    clock.tick(DAY + 0.7)
    key = {"DomainName": "customers", "KeyName": "idle", "Values": ["1"]}
    owner = profile_id(client, "pair", "a", "b")
    client.add_profile_key(**key, ProfileId=owner)
    client.delete_profile_key(**key, ProfileId=owner)
    client.list_domains()
    client.get_domain(DomainName="customers")
    MockHandle().run_identity_resolution("customers")
    client.delete_domain(DomainName="empty")
    _fill_rules(client, clock)


def _fill_types(client: Any, clock: Any) -> None:
    define(client, "passing", keyed(passing="UNIQUE PROFILE"))
    for name, definition, members in (
        ("customer", CUSTOMER, {"Tags": {"a": "b"}}),
        ("order", ORDER, {"ExpirationDays": 3}),
        ("purchase", PURCHASE, {}),
        ("visit", keyed(visit="UNIQUE", badge="PROFILE", first="NEW_ONLY"), {"EncryptionKey": "k"}),
    ):
        clock.tick(0.3)
        define(client, name, definition, **members)
    client.put_profile_object_type(
        DomainName="customers", ObjectTypeName="CTR", Description="contacts", TemplateId="CTR"
    )
    client.put_profile_object_type(
        DomainName="customers", ObjectTypeName="few", Description="few", TemplateId="CTR"
    )
    # No member of an older botocore's, but the state has it all the same.
    few = MockHandle().backend().domains["customers"].object_types["few"]
    members = client.meta.service_model.operation_model("PutProfileObjectType").input_shape.members
    few.max_profile_object_count = (few.max_profile_object_count or 0) + (
        "MaxProfileObjectCount" in members
    )
    client.delete_profile_object_type(DomainName="customers", ObjectTypeName="passing")


def _fill_profiles(client: Any, clock: Any) -> None:
    here = {"DomainName": "customers"}
    put(client, "customer", id="1", email="Ann@Example.com", name={"first": "Ann"}, tier="gold")
    clock.tick(1.7)
    put(client, "customer", id="2", email="bob@example.com", name={"first": "Bób"}, city="Łódź")
    clock.tick(0.000001)
    put(client, "visit", visit="v1", badge="b1", first="f1")
    put(client, "order", number="o1", customer="1", total=5.5)
    put(client, "visit", visit="v2", badge="b1", first="f2")
    put(client, "order", number="o2", customer="2", total=1)
    put(client, "order", number="o1", customer="1", total=6, note="é ☃ \u2028 \x85 \ud83d\ude00")
    put(
        client, "purchase", id="p1", customer="1", status="NEW", total=7, titles=["a", "b"],
        middle="Q",
    )  # fmt: skip
    put(client, "purchase", id="p2", customer="1", status="two\nlines", total=None)
    by_hand = client.create_profile(
        **here,
        FirstName="no",
        LastName="1e3",
        BirthDate="2001-01-01",
        Address={"Address1": " trailing ", "PostalCode": "02139"},
        Attributes={"yes": "null", "a.b": "'quoted' \"twice\"", "control": "\x01\x7f\ufeff\u2029"},
        EngagementPreferences={"Email": [{"KeyName": "EmailAddress", "KeyValue": "x@y.z"}]},
        EmailAddress="x@y.z",
    )["ProfileId"]
    clock.tick(60)
    client.update_profile(**here, ProfileId=by_hand, FirstName="On", Gender="FEMALE")
    client.add_profile_key(**here, ProfileId=by_hand, KeyName="customerEmail", Values=["X@Y.z"])
    client.add_profile_key(**here, ProfileId=by_hand, KeyName="pair", Values=["a", "b"])
    client.delete_profile_key(**here, ProfileId=by_hand, KeyName="_email", Values=["x@y.z"])
    twins = [
        client.create_profile(
            **here, FirstName="Eve", LastName="Ng", EmailAddress="eve@example.com"
        )
        for _ in range(5)
    ]
    ids = [each["ProfileId"] for each in twins]
    put(client, "customer", id="3", email="late@example.com", name={"last": "Late"})
    client.merge_profiles(**here, MainProfileId=ids[0], ProfileIdsToBeMerged=[ids[1]])
    client.delete_profile(**here, ProfileId=ids[4])
    contact = {
        "ContactId": "c1",
        "Channel": "VOICE",
        "CustomerEndpoint": {"Address": "+12065550100", "Type": "TELEPHONE_NUMBER"},
    }
    put(client, "CTR", contact)


def _fill_integrations(client: Any) -> None:
    here = {"DomainName": "customers"}
    queue = "arn:aws:connect:us-east-1:123456789012:instance/"
    client.put_integration(**here, Uri=f"{queue}a", ObjectTypeName="CTR", Tags={"x": "y"})
    client.put_integration(**here, Uri=f"{queue}b", ObjectTypeName="passing")
    client.put_integration(**here, Uri=f"{queue}c", ObjectTypeNames={"E": "order", "F": "visit"})
    client.put_integration(
        **here,
        ObjectTypeName="_unstructured",
        FlowDefinition={
            "FlowName": "flow",
            "KmsArn": "arn:aws:kms:us-east-1:123456789012:key/1",
            "SourceFlowConfig": {
                "ConnectorType": "S3",
                "SourceConnectorProperties": {"S3": {"BucketName": "bucket"}},
            },
            "Tasks": [{"SourceFields": ["a"], "TaskType": "Map"}],
            "TriggerConfig": {"TriggerType": "OnDemand"},
        },
    )
    define(client, "passing", keyed(passing="UNIQUE PROFILE"))
    client.delete_profile_object_type(**here, ObjectTypeName="passing")
    client.delete_integration(**here, Uri=f"{queue}a")
    client.put_integration(**here, Uri=f"{queue}a", ObjectTypeName="CTR")


# The families below are filled with more than their examples.
_FILLED = {"PutIntegration", "PutProfileObjectType"}

#: The examples of the families that have no more to show than these.
PLAIN = [each for each in EXAMPLES.values() if each.create and each.create not in _FILLED]


def _fill_families(client: Any) -> None:
    """Resources of every other family, one of them deleted again."""
    for example in [each for each in PLAIN if knows(client, each.create)]:
        here = {"DomainName": "customers"}
        keys = [
            example.key_of(
                number, _call(client, example.create, {**here, **example.members(number)})
            )
            for number in (1, 2, 3, 4)[: example.most]
        ]
        if len(keys) >= 3 and example.delete:
            _call(client, example.delete, {**here, example.key: keys[2]})


def _fill_recommenders(client: Any, clock: Any) -> None:
    """A version more, what was set by a test, and a failure."""
    mock = MockHandle()
    here = {"DomainName": "customers", "RecommenderName": "recommender-2"}
    clock.tick(1.5)
    config = {"TrainingFrequency": 1}
    client.update_recommender(**here, RecommenderConfig=config)
    mock.set_recommendations("customers", "recommender-2", ["a", ("b", 0.25)])
    owner = profile_id(client, "pair", "a", "b")
    mock.set_recommendations("customers", "recommender-2", ["c"], profile_id=owner)
    failing = {"DomainName": "customers", "RecommenderName": "failing"}
    client.create_recommender(**failing, RecommenderRecipeName="popular-items")
    mock.fail_recommender("customers", "failing", "too few events")
    mock.put_domain_objects("customers", "items-1", [{"sku": "a"}, {"sku": "d"}])


def _fill_segments(client: Any) -> None:
    """A subscription, an estimate, and a snapshot that fails because there is no bucket."""
    if knows(client, "PutSegmentSubscription"):  # pragma: no branch  (an older one does not)
        client.put_segment_subscription(DomainName="customers", SegmentDefinitionName="segment-1")
    client.create_segment_estimate(DomainName="customers", SegmentQuery={})
    client.create_segment_snapshot(
        DomainName="customers",
        SegmentDefinitionName="segment-2",
        DataFormat="JSONL",
        DestinationUri="s3://nowhere/",
    )


def _call(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
    return getattr(client, _method(client, operation))(**parameters)


def _fill_rules(client: Any, clock: Any) -> None:
    """Rules at work, and others that wait; rules that wait where none have been at work."""
    client.update_domain(DomainName="waiting", RuleBasedMatching={"Enabled": True})
    here = {"DomainName": "rules"}
    client.update_domain(
        **here,
        RuleBasedMatching={
            "Enabled": True,
            "MatchingRules": [{"Rule": ["LastName", "Address.City"]}, {"Rule": ["PhoneNumber"]}],
            "MaxAllowedRuleLevelForMerging": 1,
            "ConflictResolution": {"ConflictResolvingModel": "RECENCY"},
        },
    )
    clock.tick(2 * 3600)
    for phone in ("1", "2", "1"):
        client.create_profile(**here, PhoneNumber=phone)
    for first in ("A", "B"):
        client.create_profile(
            **here, FirstName=first, LastName="Lee", Address={"City": "Rome"}, PhoneNumber="2"
        )
    client.update_domain(
        **here,
        RuleBasedMatching={"Enabled": True, "MatchingRules": [{"Rule": ["FirstName"]}]},
    )


# --- reading all of it --------------------------------------------------------------------------

READS = ("Get", "List", "Search", "BatchGet", "Detect")


def everything(client: Any) -> dict[str, Any]:
    """What each operation that reads answers, for all that it can be asked for."""
    answers: dict[str, Any] = {}
    # An older botocore does not know all of them.
    for name, parameters in filter(lambda request: knows(client, request[0]), _requests(client)):
        method = getattr(client, _method(client, name))
        key = f"{name} {json.dumps(parameters, sort_keys=True)}"
        answers[key] = method(**parameters)
        if name == "GetUploadJobPath":
            # Each mock listens at a port of its own.
            answers[key]["Url"] = answers[key]["Url"].partition("/cprofiles-mock")[2]
        members = client.meta.service_model.operation_model(name).input_shape.members
        if "NextToken" in members and "MaxResults" in members:
            size = members["MaxResults"].metadata.get("min", 1)
            first = answers[f"{key} first"] = method(**parameters, MaxResults=size)
            token = first.get("NextToken")
            if token:
                answers[f"{key} next"] = method(**parameters, MaxResults=size, NextToken=token)
    for answer in answers.values():
        del answer["ResponseMetadata"]
    asked = {key.partition(" ")[0] for key in answers}
    readers = {name for name in HANDLERS if name.startswith(READS)}
    known = set(client.meta.service_model.operation_names)
    assert asked == readers & known
    return answers


def _method(client: Any, operation: str) -> str:
    methods = client.meta.method_to_api_mapping
    return next(str(name) for name, api in methods.items() if api == operation)


def _requests(client: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "ListDomains", {}
    yield "ListProfileObjectTypeTemplates", {}
    yield "GetProfileObjectTypeTemplate", {"TemplateId": "CTR"}
    yield "ListRecommenderRecipes", {}
    for domain in client.list_domains()["Items"]:
        name = domain["DomainName"]
        here = {"DomainName": name}
        yield "GetDomain", here
        arn = f"arn:aws:profile:us-east-1:123456789012:domains/{name}"
        yield "ListTagsForResource", {"resourceArn": arn}
        for operation in (
            "ListProfileObjectTypes", "ListIdentityResolutionJobs", "ListRuleBasedMatches",
        ):  # fmt: skip
            yield operation, here
        # It warns where there can be none.
        if name == "customers":
            yield "GetMatches", here
            yield from _requests_of_recommenders(client, here)
            yield "GetStreamForSegments", here
            subscription = {**here, "SegmentDefinitionName": "segment-1"}
            yield "GetSegmentSubscription", subscription
            yield "ListSegmentSubscriptionEvents", subscription
        yield "ListIntegrations", {**here, "IncludeHidden": True}
        # Nothing lists the subscriptions of segments.
        for example in filter(lambda each: each.list, PLAIN):
            yield example.list, here
            for item in _call(client, example.list, here)[example.items]:
                yield example.read, {**here, example.key: item[example.key]}
        yield "DetectProfileObjectType", {**here, "Objects": ['{"email": "a@b.c"}']}
        yield (
            "GetAutoMergingPreview",
            {
                **here,
                "Consolidation": {"MatchingAttributesList": [["EmailAddress"]]},
                "ConflictResolution": {"ConflictResolvingModel": "RECENCY"},
            },
        )
        yield from _requests_below(client, here, arn)


def _requests_of_recommenders(
    client: Any, here: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    owner = profile_id(client, "pair", "a", "b")
    for each in client.list_recommenders(**here)["Recommenders"]:
        if each["Status"] != "ACTIVE":
            continue
        asked = {**here, "RecommenderName": each["RecommenderName"]}
        yield "GetProfileRecommendations", {**asked, "ProfileId": owner}
        key = {"KeyName": "pair", "KeyValues": ["a", "b"]}
        searched = {**here, **key, "Recommender": {"Name": each["RecommenderName"]}}
        yield "SearchRecommendations", searched


def _requests_below(
    client: Any, here: dict[str, Any], arn: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    for each in client.list_integrations(**here, IncludeHidden=True)["Items"]:
        yield "GetIntegration", {**here, "Uri": each["Uri"]}
        yield "ListAccountIntegrations", {"Uri": each["Uri"], "IncludeHidden": True}
        yield "ListTagsForResource", {"resourceArn": f"{arn}/integrations/{each['Uri']}"}
    types = client.list_profile_object_types(**here)["Items"]
    names = [each["ObjectTypeName"] for each in types]
    for name in names:
        yield "GetProfileObjectType", {**here, "ObjectTypeName": name}
    yield from _requests_of_attributes(here, names)
    yield from _requests_of_segments(here)
    for job in client.list_upload_jobs(**here)["Items"]:
        yield "GetUploadJobPath", {**here, "JobId": job["JobId"]}
    for workflow in client.list_workflows(**here)["Items"]:
        yield "GetWorkflowSteps", {**here, "WorkflowId": workflow["WorkflowId"]}
    for job in client.list_identity_resolution_jobs(**here)["IdentityResolutionJobsList"]:
        yield "GetIdentityResolutionJob", {**here, "JobId": job["JobId"]}
    domain = MockHandle().backend().domains[here["DomainName"]]
    for each_id in (*domain.profiles, *domain.past_histories):
        of = {**here, "ProfileId": each_id}
        yield "BatchGetProfile", {**here, "ProfileIds": [each_id]}
        yield "ListProfileHistoryRecords", of
        for record in client.list_profile_history_records(**of)["ProfileHistoryRecords"]:
            yield "GetProfileHistoryRecord", {**of, "Id": record["Id"]}
        yield (
            "BatchGetCalculatedAttributeForProfile",
            {**here, "CalculatedAttributeName": "_call_count", "ProfileIds": [each_id]},
        )
        if each_id not in domain.profiles:
            continue
        yield "ListCalculatedAttributesForProfile", of
        yield (
            "GetCalculatedAttributeForProfile",
            {**of, "CalculatedAttributeName": "_new_customer"},
        )
        for kind in ("RULE_BASED_MATCHING", "ML_BASED_MATCHING"):
            yield (
                "GetSimilarProfiles",
                {**here, "MatchType": kind, "SearchKey": "profileId", "SearchValue": each_id},
            )
        for name in (*names, "_order", "_case"):
            yield "ListProfileObjects", {**of, "ObjectTypeName": name}
        for key_name, values in domain.profiles[each_id].index_keys():
            yield "SearchProfiles", {**here, "KeyName": key_name, "Values": list(values)}


def _requests_of_segments(here: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    domain = MockHandle().backend().domains[here["DomainName"]]
    segments = domain.component(Segments)
    for estimate_id in segments.estimates:
        yield "GetSegmentEstimate", {**here, "EstimateId": estimate_id}
    for name, segment in segments.resources.items():
        of = {**here, "SegmentDefinitionName": name}
        yield "GetSegmentMembership", {**of, "ProfileIds": [*domain.profiles][:100]}
        for snapshot_id in segment.snapshots:
            yield "GetSegmentSnapshot", {**of, "SnapshotId": snapshot_id}


def _requests_of_attributes(
    here: dict[str, Any], type_names: list[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for type_name in (*type_names, "_order", "_profile"):
        of = {**here, "ObjectTypeName": type_name}
        yield "ListObjectTypeAttributes", of
        for name in ("id", "total", "TotalPrice", "FirstName"):
            yield "ListObjectTypeAttributeValues", {**of, "AttributeName": name}
            # Only where the data store is on.
            if here["DomainName"] == "customers":
                yield "GetObjectTypeAttributeStatistics", {**of, "AttributeName": name}
    for name in ("FirstName", "Address.City", "Attributes.tier"):
        yield "ListProfileAttributeValues", {**here, "AttributeName": name}
