"""Components: made at first use, told of changes after the operation, by the clock, at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from botocore.exceptions import ClientError

from cprofiles_mock import MockHandle
from cprofiles_mock.resources.profile_objects import batch_put_profile_object
from cprofiles_mock.schema.sections import ResourceSection
from cprofiles_mock.state import cloudformation, queries
from cprofiles_mock.state.changes import Change
from cprofiles_mock.state.components import COMPONENTS, ResourceComponent, component
from cprofiles_mock.state.domain import Component, Domain
from cprofiles_mock.state.merge import merge, prefer_main
from cprofiles_mock.state.profile import Profile
from cprofiles_mock.unit_of_work import work_on
from tests.support.ingesting import CUSTOMER, define, put

pytestmark = pytest.mark.in_process

#: What components of these tests were told, in order.
heard: list[Any] = []


@pytest.fixture(autouse=True)
def _forget_what_was_heard() -> Iterator[None]:
    registered = list(COMPONENTS)
    heard.clear()
    yield
    COMPONENTS[:] = registered


class Listening(Component):
    """Writes down what it is told."""

    actions: ClassVar[Any] = frozenset({"CREATED", "UPDATED", "INGESTED", "MERGED", "EXPIRED"})

    def forget(self, profile: Profile) -> None:
        heard.append(("forget", profile.first_name, profile.profile_id in self.domain.profiles))

    def react(self, changes: Sequence[Change]) -> None:
        heard.append([(each.record.action_type, each.profile.first_name) for each in changes])

    def object_type_deleted(self, name: str) -> None:
        heard.append(("object type deleted", name))

    def domain_deleted(self) -> None:
        heard.append("domain deleted")


def of(kind: type[Component]) -> Component:
    return MockHandle().backend().domains["customers"].component(kind)


def create(client: Any, **members: Any) -> str:
    profile_id: str = client.create_profile(DomainName="customers", **members)["ProfileId"]
    return profile_id


def test_a_component_is_made_at_its_first_use_and_is_the_same_from_then_on(
    client: Any, domain: str
) -> None:
    found = MockHandle().backend().domains[domain]
    assert found.existing(Listening) is None
    assert found.components() == []
    made = found.component(Listening)
    assert found.component(Listening) is found.existing(Listening) is made
    assert found.components() == [made]


def test_a_component_reacts_to_all_changes_of_one_operation_at_once(
    client: Any, domain: str
) -> None:
    of(Listening)
    define(client, "customer", CUSTOMER)
    put(client, "customer", id="1", name={"first": "Ann"})
    assert heard == [[("CREATED", "Ann"), ("INGESTED", "Ann")]]


def test_a_component_is_not_told_of_actions_that_it_does_not_name(client: Any, domain: str) -> None:
    of(Listening)
    owner = create(client, FirstName="Ann")
    heard.clear()
    client.add_profile_key(DomainName=domain, ProfileId=owner, KeyName="k", Values=["1"])
    assert heard == []


def test_each_item_of_a_batch_settles_by_itself(client: Any, domain: str) -> None:
    of(Listening)
    define(client, "customer", CUSTOMER)
    # By the handler itself: an older botocore has no such method.
    items = [
        {"Id": "1", "Object": '{"id": "1", "name": {"first": "Ann"}}'},
        {"Id": "2", "Object": '{"id": "1", "name": {"first": "Bob"}}'},
    ]
    with work_on(MockHandle().backend(), domain) as found:
        batch_put_profile_object(found, {"ObjectTypeName": "customer", "Items": items})  # type: ignore[typeddict-item]
    assert heard == [[("CREATED", "Ann"), ("INGESTED", "Ann")], [("INGESTED", "Bob")]]


def test_a_reference_to_a_profile_is_dropped_while_the_profile_is_still_there(
    client: Any, domain: str
) -> None:
    of(Listening)
    owner = create(client, FirstName="Ann")
    heard.clear()
    client.delete_profile(DomainName=domain, ProfileId=owner)
    assert heard == [("forget", "Ann", True)]


def test_a_component_hears_of_object_types_and_of_its_domain(client: Any, domain: str) -> None:
    of(Listening)
    define(client, "customer", CUSTOMER)
    client.delete_profile_object_type(DomainName=domain, ObjectTypeName="customer")
    client.delete_domain(DomainName=domain)
    assert heard == [("object type deleted", "customer"), "domain deleted"]


class Uniting(Component):
    """Merges each changed profile into the oldest one."""

    actions: ClassVar[Any] = frozenset({"CREATED", "MERGED"})

    def react(self, changes: Sequence[Change]) -> None:
        heard.append([each.record.action_type for each in changes])
        first = next(iter(self.domain.profiles.values()))
        for profile in {each.profile for each in changes} - {first}:
            merge(self.domain, first, [profile], prefer_main)


def test_what_a_reaction_changes_is_the_next_round(client: Any, domain: str) -> None:
    of(Uniting)
    main = create(client, FirstName="Ann")
    create(client, LastName="Lee")
    assert heard == [["CREATED"], ["CREATED"], ["MERGED"]]
    (left,) = MockHandle().backend().domains[domain].profiles.values()
    assert (left.profile_id, left.first_name, left.last_name) == (main, "Ann", "Lee")


class Restless(Component):
    """Changes the profile that has changed, for ever."""

    actions: ClassVar[Any] = frozenset({"UPDATED", "CREATED"})

    def react(self, changes: Sequence[Change]) -> None:
        for each in changes:
            self.domain.record(each.profile, "UPDATED")


def test_components_that_react_for_ever_are_a_bug_that_raises(client: Any, domain: str) -> None:
    of(Restless)
    with pytest.raises(RuntimeError, match="keep reacting to one another: Restless"):
        create(client)


class Ticking(Component):
    """Is due at moments that a test sets, and polls while a test says so."""

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        self.moments: list[float] = []

    def begin(self, *moments: float) -> None:
        self.moments = list(moments)
        self.next_due = self.moments[0]

    def poll(self, now: float) -> None:
        heard.append(("poll", now))

    def advance(self, at: float) -> None:
        self.moments.pop(0)
        self.next_due = self.moments[0] if self.moments else math.inf
        heard.append(("advance", at))


def test_what_is_due_happens_in_order_at_the_next_request(
    client: Any, domain: str, time_machine: Any
) -> None:
    time_machine.move_to(1_000, tick=False)
    of(Ticking).begin(1_010, 1_020, 1_040)  # type: ignore[attr-defined]
    client.get_domain(DomainName=domain)
    assert heard == []
    time_machine.move_to(1_030, tick=False)
    client.get_domain(DomainName=domain)
    assert heard == [("poll", 1_030), ("advance", 1_010), ("advance", 1_020)]
    client.get_domain(DomainName=domain)
    assert len(heard) == 3


def test_a_component_that_polls_is_polled_before_each_request(
    client: Any, domain: str, time_machine: Any
) -> None:
    time_machine.move_to(1_000, tick=False)
    ticking = of(Ticking)
    ticking.polls = True
    client.get_domain(DomainName=domain)
    client.get_domain(DomainName=domain)
    assert heard == [("poll", 1_000)] * 2
    ticking.polls = False
    client.get_domain(DomainName=domain)
    assert len(heard) == 2


class Stuck(Ticking):
    def advance(self, at: float) -> None:
        """Forgets to say when it is due next."""


def test_a_component_that_stays_due_is_a_bug_that_raises(
    client: Any, domain: str, time_machine: Any
) -> None:
    time_machine.move_to(1_000, tick=False)
    of(Stuck).next_due = 1_000
    with pytest.raises(AssertionError, match="Stuck stays due at 1000"):
        client.get_domain(DomainName=domain)


def test_components_react_in_the_order_of_their_registration(client: Any, domain: str) -> None:
    @component
    class First(Component):
        actions: ClassVar[Any] = frozenset({"CREATED"})

        def react(self, changes: Sequence[Change]) -> None:
            heard.append("first")

    @component
    class Second(First):
        def react(self, changes: Sequence[Change]) -> None:
            heard.append("second")

    of(Second)
    of(First)
    create(client)
    assert heard == ["first", "second"]


def test_a_setting_is_applied_as_it_is_unless_the_component_checks_it(client: Any) -> None:
    @component
    class Storing(Component):
        setting = "DataStore"

        def configure(self, config: Any, *, is_new: bool) -> None:
            heard.append((config, is_new))

    client.create_domain(DomainName="stored", DefaultExpirationDays=1, DataStore={"Enabled": False})
    client.update_domain(DomainName="stored", DataStore={"Enabled": True})
    assert heard == [({"Enabled": False}, True), ({"Enabled": True}, False)]


class Given(ResourceComponent[Any]):
    """Has a resource that the service makes, beside those of callers."""

    arn_kind = "given"
    has_defaults = True

    def get(self, key: str) -> Any:
        return SimpleNamespace(tags={"of": "service"}) if key == "first" else super().get(key)


def test_a_resource_that_the_service_makes_has_tags_before_anybody_uses_its_family(
    client: Any, domain: str
) -> None:
    component(Given)
    arn = "arn:aws:profile:us-east-1:123456789012:domains/customers/given"
    found = client.list_tags_for_resource(resourceArn=f"{arn}/first")
    assert found["tags"] == {"of": "service"}
    with pytest.raises(ClientError, match="is not found"):
        client.list_tags_for_resource(resourceArn=f"{arn}/second")


def test_a_resource_type_is_declared_once() -> None:
    row = cloudformation.RESOURCE_TYPES["Integration"]
    with pytest.raises(ValueError, match="AWS::CustomerProfiles::Integration is declared already"):
        cloudformation.declare(row)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("arn_kind", "layouts"),
        ("setting", "Matching"),
        ("section", "Layouts"),
        ("section", "Profiles"),
    ],
)
def test_what_one_component_claims_no_other_can(claim: str, value: str) -> None:
    declared: Any = value
    if claim == "section":
        declared = ResourceSection(value, made_by="PutIntegration", key="Uri")
    kind = type("Another", (ResourceComponent,), {claim: declared})
    with pytest.raises(ValueError, match=f"Another: the {claim} '{value}' is taken"):
        component(kind)
    assert kind not in COMPONENTS


def test_without_a_family_that_calculates_nothing_has_a_value() -> None:
    nothing: Any = queries.Query(queries._NothingCalculated())("a domain")
    assert nothing.names == ()
    assert nothing.value("spent", None, None) is None


def test_a_query_that_nobody_answers_has_its_default_and_one_family_answers_it() -> None:
    query: queries.Query[int] = queries.Query(0)
    assert query("a domain", "something") == 0
    query.answered_by(lambda domain, asked: len(asked))
    assert query("a domain", "something") == 9
    with pytest.raises(ValueError, match="answers this already"):
        query.answered_by(lambda domain, asked: 1)
