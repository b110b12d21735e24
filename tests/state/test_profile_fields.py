"""The members of a profile: a positive list, read off the service model."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import pytest

from cprofiles_mock import MockHandle
from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.state import profile_fields
from cprofiles_mock.state.profile import Profile
from cprofiles_mock.state.profile_fields import ProfileFields, attribute_of_member

pytestmark = pytest.mark.in_process


def model_members() -> set[str]:
    shape: Any = service_model().operation_model("CreateProfile").input_shape
    return set(shape.members) - {"DomainName"}


def test_the_members_are_those_of_the_service_model() -> None:
    assert set(attribute_of_member()) == model_members()
    assert {"ProfileId", *model_members()} == set(Profile(profile_id="a").members())


def test_a_new_attribute_does_not_go_on_the_wire_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @dataclass(slots=True, kw_only=True, eq=False)
    class Grown(ProfileFields):
        segment_names: str | None = None

    before = dict(attribute_of_member())
    monkeypatch.setattr(profile_fields, "ProfileFields", Grown)
    assert attribute_of_member.__wrapped__() == before


def test_no_attribute_but_the_members_is_in_content_dump_or_answer(
    client: Any, domain: str
) -> None:
    """Whatever the class keeps beside them, and has a value in this profile."""
    owner = client.create_profile(DomainName=domain, FirstName="Ann")["ProfileId"]
    client.add_profile_key(DomainName=domain, ProfileId=owner, KeyName="k", Values=["1"])
    profile = MockHandle().backend().domains[domain].profiles[owner]
    beside = {each.name for each in fields(profile)} - {*attribute_of_member().values()}
    assert {"number", "keys", "history", "expires_at", "written_at"} <= beside
    assert set(profile.set_values()) == {"FirstName"}
    assert profile.history[0].content == {"FirstName": "Ann"}
    (found,) = client.batch_get_profile(DomainName=domain, ProfileIds=[owner])["Profiles"]
    assert set(found) == {"ProfileId", "FirstName"}
