"""After any sequence of calls, what can be read agrees with a small model."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.fuzz.budget import LONG, examples
from tests.fuzz.wire import InProcess
from tests.stateful.model import TYPES, UNIQUE, Region, text_of
from tests.support.ingesting import keyed

pytestmark = pytest.mark.in_process

HERE = {"DomainName": "customers"}

_client = InProcess()

_FEW = st.sampled_from(["1", "2", "3"])
_FIELDS = st.dictionaries(
    st.sampled_from(["EmailAddress", "FirstName", "LastName"]),
    st.sampled_from(["", "a", "b"]),
    min_size=1,
)
_TYPE_NAMES = st.sampled_from(sorted(TYPES))


class Machine(RuleBasedStateMachine):
    """Calls a client and tells the model of it."""

    @initialize()
    def begin(self) -> None:
        if any(item["DomainName"] == "customers" for item in _client.list_domains()["Items"]):
            _client.delete_domain(**HERE)
        _client.create_domain(**HERE, DefaultExpirationDays=30)
        self._define()
        self.region = Region()
        self.turn = 0

    def _define(self) -> None:
        for name, members in (
            ("visit", keyed(badge="PROFILE", visit="UNIQUE")),
            ("order", keyed(customer="PROFILE", order="UNIQUE") | {"AllowProfileCreation": False}),
        ):
            _client.put_profile_object_type(
                **HERE, ObjectTypeName=name, Description=name, **members
            )

    def _some(self, number: int) -> str:
        people = list(self.region.people)
        return people[number % len(people)]

    @rule(fields=_FIELDS)
    def create(self, fields: dict[str, str]) -> None:
        given = {name: value for name, value in fields.items() if value}
        self.region.create(_client.create_profile(**HERE, **given)["ProfileId"], given)

    @precondition(lambda self: self.region.people)
    @rule(number=st.integers(0, 9), fields=_FIELDS)
    def update(self, number: int, fields: dict[str, str]) -> None:
        owner = self._some(number)
        _client.update_profile(**HERE, ProfileId=owner, **fields)
        self.region.update(owner, fields)

    @precondition(lambda self: self.region.people)
    @rule(number=st.integers(0, 9))
    def delete(self, number: int) -> None:
        owner = self._some(number)
        _client.delete_profile(**HERE, ProfileId=owner)
        self.region.delete(owner)

    @precondition(lambda self: self.region.people)
    @rule(number=st.integers(0, 9), key_name=st.sampled_from(["badge", "customer"]), value=_FEW)
    def add_key(self, number: int, key_name: str, value: str) -> None:
        owner = self._some(number)
        _client.add_profile_key(**HERE, ProfileId=owner, KeyName=key_name, Values=[value])
        self.region.add_key(owner, key_name, value)

    @rule(type_name=_TYPE_NAMES, one=_FEW, other=_FEW)
    def put(self, type_name: str, one: str, other: str) -> None:
        self.turn += 1
        names = TYPES[type_name]
        members = {names[0]: one, names[1]: other, "turn": str(self.turn)}
        owner = self.region.owner(type_name, members)
        before = self._count()
        _client.put_profile_object(**HERE, ObjectTypeName=type_name, Object=text_of(members))
        # An object whose key leads to several profiles makes none.
        if owner is None and type_name == "visit" and not self.region.find("badge", one):
            # A new profile is the only one that is not known.
            found = self._found("badge", one)
            (owner,) = (each for each in found if each not in self.region.people)
        assert self._count() - before == (owner is not None and owner not in self.region.people)
        for each in [owner] if owner else []:
            self.region.put(each, type_name, members)

    @precondition(lambda self: any(person.objects for person in self.region.people.values()))
    @rule(number=st.integers(0, 20))
    def delete_object(self, number: int) -> None:
        places = [
            (owner, *place)
            for owner, person in self.region.people.items()
            for place in person.objects
        ]
        owner, type_name, unique = places[number % len(places)]
        of_type = {**HERE, "ProfileId": owner, "ObjectTypeName": type_name}
        (key,) = (
            item["ProfileObjectUniqueKey"]
            for item in _client.list_profile_objects(**of_type)["Items"]
            if json.loads(item["Object"])[UNIQUE[type_name]] == unique
        )
        _client.delete_profile_object(**of_type, ProfileObjectUniqueKey=key)
        self.region.delete_object(owner, type_name, unique)

    @precondition(lambda self: len(self.region.people) > 1)
    @rule(number=st.integers(0, 9), many=st.integers(1, 2))
    def merge(self, number: int, many: int) -> None:
        people = list(self.region.people)
        main = people.pop(number % len(people))
        _client.merge_profiles(**HERE, MainProfileId=main, ProfileIdsToBeMerged=people[:many])
        self.region.merge(main, people[:many])

    @rule()
    def delete_domain(self) -> None:
        """All below goes with it."""
        _client.delete_domain(**HERE)
        self.begin()

    # --- what must hold ---------------------------------------------------------------------------

    def _count(self) -> int:
        count: int = _client.get_domain(**HERE)["Stats"]["ProfileCount"]
        return count

    def _found(self, key_name: str, value: str) -> list[str]:
        found = _client.search_profiles(**HERE, KeyName=key_name, Values=[value], MaxResults=100)
        return [item["ProfileId"] for item in found["Items"]]

    @invariant()
    def searches_find_what_the_model_finds(self) -> None:
        for key_name, values in {
            "_email": "ab",
            "badge": "123",
            "visit": "123",
            "customer": "123",
            "order": "123",
        }.items():
            for value in values:
                assert self._found(key_name, value) == self.region.find(key_name, value)

    @invariant()
    def the_statistics_are_the_models(self) -> None:
        assert _client.get_domain(**HERE)["Stats"] == self.region.stats()

    @invariant()
    def fields_and_objects_are_the_models(self) -> None:
        for owner, person in self.region.people.items():
            (found,) = _client.batch_get_profile(**HERE, ProfileIds=[owner])["Profiles"]
            assert found == {"ProfileId": owner, **person.fields}
            for type_name in TYPES:
                listed = _client.list_profile_objects(
                    **HERE, ProfileId=owner, ObjectTypeName=type_name
                )["Items"]
                texts = {item["Object"] for item in listed}
                of_type = [each for (name, _), each in person.objects.items() if name == type_name]
                assert texts == set(map(text_of, of_type))

    @invariant()
    def histories_are_the_models(self) -> None:
        living = {each: person.actions for each, person in self.region.people.items()}
        for owner, actions in {**self.region.gone, **living}.items():
            records = _client.list_profile_history_records(**HERE, ProfileId=owner)
            assert [each["ActionType"] for each in records["ProfileHistoryRecords"]] == actions

    @invariant()
    def what_is_gone_is_found_by_nothing(self) -> None:
        for owner in list(self.region.gone)[-20:]:
            answer = _client.batch_get_profile(**HERE, ProfileIds=[owner])
            assert [error["Code"] for error in answer["Errors"]] == ["404"]
            assert self._found("_profileId", owner) == []


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnknownKeyNameWarning")
def test_each_call_once_leaves_what_the_model_says(client: Any) -> None:
    """Whatever sequences are drawn, this one is always among them."""
    machine: Any = Machine()
    machine.begin()
    machine.create({"EmailAddress": "a", "FirstName": "b"})
    machine.create({"EmailAddress": "b"})
    machine.put("visit", "1", "1")
    machine.put("visit", "1", "2")
    machine.put("order", "1", "1")
    machine.add_key(0, "customer", "1")
    machine.put("order", "1", "1")
    machine.put("order", "1", "2")
    machine.add_key(1, "badge", "2")
    machine.put("visit", "2", "1")
    _agree(machine)
    machine.delete_object(0)
    machine.update(0, {"EmailAddress": "", "LastName": "a"})
    _agree(machine)
    machine.merge(0, 2)
    _agree(machine)
    machine.create({"FirstName": "a"})
    machine.delete(1)
    _agree(machine)
    machine.delete_domain()
    _agree(machine)


def _agree(machine: Any) -> None:
    machine.searches_find_what_the_model_finds()
    machine.the_statistics_are_the_models()
    machine.fields_and_objects_are_the_models()
    machine.histories_are_the_models()
    machine.what_is_gone_is_found_by_nothing()


@pytest.mark.filterwarnings("ignore::cprofiles_mock.UnknownKeyNameWarning")
def test_any_sequence_of_calls_leaves_what_the_model_says(client: Any) -> None:
    settings = examples(8)
    run_state_machine_as_test(
        Machine, settings=type(settings)(settings, stateful_step_count=50 if LONG else 20)
    )
