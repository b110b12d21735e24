"""A small region in which requests find something: the same one before every example."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from hypothesis import strategies as st
from moto.moto_api._internal import mock_random

from cprofiles_mock import dispatch, snapshots
from cprofiles_mock.models import CustomerProfilesBackend
from cprofiles_mock.state.registry import HANDLERS
from cprofiles_mock.testing.handle import MockHandle
from tests.contract.shapes import input_of, operation
from tests.fuzz.budget import ANSWERS, CARRIED_OUT
from tests.fuzz.strategies import Shapes, Values
from tests.fuzz.wire import Request
from tests.snapshots.rich import PURCHASE
from tests.support.expectations import STATUS_OF_CODE, response_violations
from tests.support.ingesting import CUSTOMER, ORDER, define, profile_id, put

HERE = {"DomainName": "customers"}

MATCHING = {"Enabled": True, "JobSchedule": {"DayOfTheWeek": "MONDAY", "Time": "01:00"}}
CONSOLIDATION = {"MatchingAttributesList": [["EmailAddress"], ["FirstName", "LastName"]]}
BY_SOURCE = {"ConflictResolvingModel": "SOURCE", "SourceName": "customer"}
RULES = {
    "Enabled": True,
    "MatchingRules": [{"Rule": ["EmailAddress"]}, {"Rule": ["LastName", "PhoneNumber"]}],
    "MaxAllowedRuleLevelForMerging": 1,
    "MaxAllowedRuleLevelForMatching": 2,
}
FLOW = {
    "FlowName": "flow",
    "KmsArn": "arn:aws:kms:us-east-1:123456789012:key/1",
    "SourceFlowConfig": {
        "ConnectorType": "S3",
        "SourceConnectorProperties": {"S3": {"BucketName": "bucket"}},
    },
    "Tasks": [{"SourceFields": ["a"], "TaskType": "Map"}],
    "TriggerConfig": {"TriggerType": "OnDemand"},
}
PERSON = {"FirstName": "Eve", "LastName": "Ng", "EmailAddress": "eve@example.com"}

#: Reads; what they leave behind must be what they found.
READS = ("Get", "List", "Search", "BatchGet", "Detect")


class World:
    """What is there, how requests name it, and what must hold of every answer."""

    def __init__(self, client: Any) -> None:
        self._client = client
        # So that a failing example says the same identifiers at each run.
        mock_random.seed(1)
        self._fill()
        self.document = snapshots.dump(self.backend)

    @property
    def backend(self) -> CustomerProfilesBackend:
        """The state itself."""
        return MockHandle().backend()

    def _fill(self) -> None:
        client = self._client
        client.create_domain(
            **HERE,
            DefaultExpirationDays=30,
            Tags={"a": "b"},
            Matching=MATCHING,
            DataStore={"Enabled": True},
        )
        client.create_domain(DomainName="ruled", DefaultExpirationDays=30, RuleBasedMatching=RULES)
        for name, definition in (("customer", CUSTOMER), ("order", ORDER), ("buy", PURCHASE)):
            define(client, name, definition)
        put(client, "customer", id="1", email="ann@example.com", name={"first": "Ann"})
        put(client, "customer", id="2", email="bob@example.com", tier="gold", city="Bath")
        put(client, "order", number="o1", customer="1", total=5.5)
        put(client, "buy", id="b1", customer="1", status="NEW", titles=["a", "b"])
        for domain_name in ("customers", "ruled"):
            for _ in range(2):
                client.create_profile(DomainName=domain_name, **PERSON)
        self.people = [profile_id(client, "customerId", each) for each in ("1", "2")]
        found = client.search_profiles(**HERE, KeyName="_fullName", Values=["eve ng"])["Items"]
        self.people += [item["ProfileId"] for item in found]
        client.add_profile_key(**HERE, ProfileId=self.people[0], KeyName="pair", Values=["a", "b"])
        client.put_integration(**HERE, Uri="arn:aws:s3:::bucket", ObjectTypeName="order")
        client.create_calculated_attribute_definition(
            **HERE,
            CalculatedAttributeName="spent",
            AttributeDetails={
                "Attributes": [{"Name": "total"}], "Expression": "{order.total}",
            },
            Statistic="SUM",
            UseHistoricalData=True,
        )  # fmt: skip
        client.create_segment_definition(
            **HERE,
            SegmentDefinitionName="gold",
            DisplayName="Gold",
            SegmentGroups={
                "Groups": [
                    {
                        "Dimensions": [
                            {
                                "ProfileAttributes": {
                                    "Attributes": {
                                        "tier": {"DimensionType": "INCLUSIVE", "Values": ["gold"]}
                                    }
                                }
                            }
                        ]
                    }
                ]
            },
        )
        client.associate_stream_for_segments(
            **HERE,
            DestinationArn="arn:aws:kinesis:us-east-1:123456789012:stream/changes",
            DestinationRoleArn="arn:aws:iam:us-east-1:123456789012:role/segments",
        )
        client.put_segment_subscription(**HERE, SegmentDefinitionName="gold")
        self.estimate = client.create_segment_estimate(**HERE, SegmentQuery={})["EstimateId"]
        self.snapshot = client.create_segment_snapshot(
            **HERE,
            SegmentDefinitionName="gold",
            DataFormat="CSV",
            DestinationUri="s3://bucket/",
        )["SnapshotId"]
        self._fill_recommenders()
        self.job = MockHandle().run_identity_resolution("customers")
        self.match = client.get_matches(**HERE)["Matches"][0]["MatchId"]
        self.records = [
            {**HERE, "ProfileId": owner, "Id": record["Id"]}
            for owner in self.people
            for record in client.list_profile_history_records(**HERE, ProfileId=owner)[
                "ProfileHistoryRecords"
            ]
        ]
        self.objects = [
            {
                **HERE,
                "ProfileId": self.people[0],
                "ObjectTypeName": name,
                "ProfileObjectUniqueKey": item["ProfileObjectUniqueKey"],
            }
            for name in ("customer", "order", "_order")
            for item in client.list_profile_objects(
                **HERE, ProfileId=self.people[0], ObjectTypeName=name
            )["Items"]
        ]

    def _fill_recommenders(self) -> None:
        client = self._client
        fields = {"id": {"Source": "_source.id", "Target": "_catalogItem.Id"}}
        client.put_domain_object_type(**HERE, ObjectTypeName="items", Fields=fields)
        MockHandle().put_domain_objects("customers", "items", [{"id": "1"}, {"id": "2"}])
        client.create_recommender(
            **HERE, RecommenderName="best", RecommenderRecipeName="popular-items"
        )
        client.create_recommender_filter(
            **HERE,
            RecommenderFilterName="some",
            RecommenderFilterExpression="INCLUDE ItemID WHERE Items.Id IN ($ID)",
        )

    def restore(self) -> None:
        """Put everything back to where it was at first."""
        self.backend.reset()
        snapshots.load(self.backend, self.document)

    # --- requests that find something -------------------------------------------------------------

    @cached_property
    def shapes(self) -> Shapes:
        """Strategies that mostly name what is there."""
        one = st.sampled_from(self.people)
        arn = "arn:aws:profile:us-east-1:123456789012:domains/customers"
        return Shapes(
            {
                "DomainName": st.sampled_from(["customers"] * 6 + ["ruled", "absent"]),
                "uuid": one,
                "ProfileId": one,
                "ProfileIds": st.lists(one, min_size=1, max_size=5),
                "ProfileIdList": st.lists(one, min_size=1, max_size=5),
                "ProfileIdsToBeMerged": st.lists(one, min_size=1, max_size=3, unique=True),
                "ObjectTypeName": st.sampled_from(["customer", "order", "buy", "CTR", "new"]),
                "CalculatedAttributeName": st.sampled_from(
                    ["spent", "_call_count", "_new_customer", "_orders_count", "new"]
                ),
                "SegmentDefinitionName": st.sampled_from(["gold", "new"]),
                "RecommenderName": st.sampled_from(["best", "new"]),
                "RecommenderFilterName": st.sampled_from(["some", "new"]),
                "TemplateId": st.sampled_from(["CTR", "Zendesk-users", "no-such-template"]),
                "JobId": st.just(self.job),
                "EstimateId": st.just(self.estimate),
                "DestinationUri": st.sampled_from(["s3://bucket/a/", "s3://bucket", "bucket"]),
                "Uri": st.sampled_from(["arn:aws:s3:::bucket", "arn:aws:s3:::new"]),
                "KeyName": st.sampled_from(["_email", "_phone", "customerId", "pair", "new"]),
                "resourceArn": st.sampled_from(
                    [arn, f"{arn}/object-types/order", f"{arn}/integrations/arn:aws:s3:::bucket"]
                ),
                "Matching": st.just(MATCHING),
                "RuleBasedMatching": st.just(RULES),
                "Consolidation": st.just(CONSOLIDATION),
                "ConflictResolution": st.just(BY_SOURCE),
                "FlowDefinition": st.just(FLOW),
            }
        )

    def requests(self, name: str) -> Values:
        """Valid parameters of an operation, some of which name things that go together."""
        whole = self.shapes.of(input_of(name))
        together = self._together.get(name)
        return whole if together is None else st.one_of(whole, st.builds(_with, whole, together))

    @cached_property
    def _together(self) -> Mapping[str, Values]:
        keys = [
            {"KeyName": "_email", "Values": ["ann@example.com"]},
            {"KeyName": "pair", "Values": ["a", "b"]},
            {"KeyName": "customerId", "Values": ["1"]},
        ]
        keys_of_first = [{**HERE, "ProfileId": self.people[0], **key} for key in keys]
        fresh = st.sampled_from(["fresh", "another"])
        objects = st.sampled_from(self.objects)
        return {
            "CreateDomain": st.builds(lambda name: {"DomainName": name}, fresh),
            "SearchProfiles": st.sampled_from([{**HERE, **key, "NextToken": None} for key in keys]),
            "AddProfileKey": st.sampled_from(keys_of_first),
            "DeleteProfileKey": st.sampled_from(keys_of_first),
            "CreateSegmentDefinition": st.just(
                {**HERE, "SegmentDefinitionName": "fresh", "SegmentSqlQuery": None}
            ),
            "CreateSegmentEstimate": st.just({**HERE, "SegmentSqlQuery": None}),
            "GetSegmentSnapshot": st.just(
                {**HERE, "SegmentDefinitionName": "gold", "SnapshotId": self.snapshot}
            ),
            "GetProfileRecommendations": st.just(
                {
                    **HERE,
                    "ProfileId": self.people[0],
                    "RecommenderName": "best",
                    "RecommenderFilters": [{"Name": "some", "Values": {"ID": "1,2"}}],
                    "RecommenderPromotionalFilters": None,
                    "MetadataConfig": None,
                }
            ),
            "MergeProfiles": st.permutations(self.people).map(_merge_of),
            "PutProfileObject": _object_to_put(),
            "BatchPutProfileObject": st.lists(_object_to_put(), min_size=1, max_size=4).map(
                _batch_of
            ),
            "DeleteProfileObject": objects,
            "ListProfileObjects": objects.map(_listing_of),
            "GetProfileHistoryRecord": st.sampled_from(self.records),
            "ListProfileHistoryRecords": st.just(
                {**HERE, "ObjectTypeName": None, "ActionType": None, "NextToken": None}
            ),
            "PutProfileObjectType": st.sampled_from(_definitions()),
            "PutIntegration": st.sampled_from(_integrations()),
            "GetSimilarProfiles": st.sampled_from(self._likenesses()),
            "DetectProfileObjectType": st.lists(_json_objects, min_size=1, max_size=5).map(
                lambda texts: {**HERE, "Objects": texts}
            ),
            **{
                listing: st.just({**HERE, "NextToken": None})
                for listing in HANDLERS
                if listing.startswith(("List", "GetMatches")) and listing not in _OWN_LISTINGS
            },
        }

    def _likenesses(self) -> list[dict[str, Any]]:
        by = {"MatchType": "ML_BASED_MATCHING", **HERE, "NextToken": None}
        return [
            {**by, "SearchKey": "profileId", "SearchValue": self.people[2]},
            {**by, "SearchKey": "matchId", "SearchValue": self.match},
            {**by, "SearchKey": "profileId", "SearchValue": self.people[0]},
        ]

    # --- answers ----------------------------------------------------------------------------------

    def send(self, kind: str, name: str, request: Request) -> tuple[int, str]:
        """Let dispatch answer, hold the answer against the model, and return status and code.

        A request that was refused, and one that only reads, must leave the state as it was.
        """
        before = snapshots.dump(self.backend)
        status, headers, body = dispatch.handle(request.for_dispatch())
        code = check_answer(name, status, headers, body)
        ANSWERS[kind, status] += 1
        if status >= 400 or name.startswith(READS):
            assert snapshots.dump(self.backend) == before
        if status < 300:
            CARRIED_OUT.add(name)
        return status, code


def check_answer(name: str, status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Hold an answer against what the model declares for the operation; return its error's code."""
    assert headers["Content-Type"] == "application/json"
    if status < 300:
        assert response_violations(operation(name), body) == []
        return ""
    code = headers["x-amzn-ErrorType"]
    shapes: Any = operation(name).error_shapes
    declared = {shape.error_code for shape in shapes}
    if name not in HANDLERS:
        declared.add("NotImplementedException")
    assert code in declared
    assert status == STATUS_OF_CODE[code] < 500 or code == "NotImplementedException"
    assert list(json.loads(body)) == ["Message"]
    return code


_OWN_LISTINGS = (
    "ListDomains", "ListAccountIntegrations", "ListProfileHistoryRecords", "ListProfileObjects",
    "ListProfileObjectTypeTemplates", "ListRecommenderRecipes", "ListTagsForResource",
)  # fmt: skip


def _with(whole: dict[str, Any], together: Mapping[str, Any]) -> dict[str, Any]:
    """Put members in place of others; None takes one out."""
    return {key: value for key, value in {**whole, **together}.items() if value is not None}


def _listing_of(found: Mapping[str, Any]) -> dict[str, Any]:
    of_type = {key: value for key, value in found.items() if key != "ProfileObjectUniqueKey"}
    return {**of_type, "ObjectFilter": None, "NextToken": None}


def _merge_of(people: list[str]) -> dict[str, Any]:
    return {
        **HERE,
        "MainProfileId": people[0],
        "ProfileIdsToBeMerged": people[1:3],
        "FieldSourceProfileIds": {"FirstName": people[1], "Attributes": {"tier": people[2]}},
    }


# Any JSON, with what only some readers take for numbers, and halves of surrogate pairs.
_scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9),
    st.sampled_from(["\ud800", "1", "ann@example.com", "", " ", "\x00"]),
)  # fmt: skip
_json = st.recursive(
    _scalars,
    lambda below: st.one_of(
        st.lists(below, max_size=3), st.dictionaries(st.text(max_size=4), below, max_size=3)
    ),
    max_leaves=6,
)
_MEMBERS = (
    "id",
    "email",
    "name",
    "city",
    "tier",
    "number",
    "customer",
    "total",
    "status",
    "titles",
)
_json_objects = st.dictionaries(st.sampled_from(_MEMBERS), _json, max_size=8).map(json.dumps)


def _object_to_put() -> Values:
    keyed = st.dictionaries(st.sampled_from(_MEMBERS), _json, max_size=5).map(
        lambda members: {"id": "1", "number": "1", "customer": "1", **members}
    )
    names = st.sampled_from(["customer", "order", "buy"])
    return st.builds(
        lambda name, members: {**HERE, "ObjectTypeName": name, "Object": json.dumps(members)},
        names,
        keyed,
    )


def _batch_of(objects: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    items = [{"Id": str(n), "Object": each["Object"]} for n, each in enumerate(objects)]
    return {**HERE, "ObjectTypeName": "customer", "Items": items}


def _definitions() -> list[dict[str, Any]]:
    """Object types whose members go together."""
    by_hand = {**HERE, "TemplateId": None, "SourceLastUpdatedTimestampFormat": None}
    settled = ("Fields", "Keys", "AllowProfileCreation", "SourceLastUpdatedTimestampFormat")
    template = {**HERE, **dict.fromkeys(settled), "ObjectTypeName": "CTR", "TemplateId": "CTR"}
    return [{**by_hand, **each} for each in (CUSTOMER, ORDER, PURCHASE)] + [template]


def _integrations() -> list[dict[str, Any]]:
    """Integrations whose members go together."""
    named = {**HERE, "ObjectTypeName": "order", "ObjectTypeNames": None}
    return [
        {**named, "FlowDefinition": None, "Uri": "arn:aws:s3:::new"},
        {**named, "Uri": None, "FlowDefinition": FLOW},
    ]
