"""Names of members in states: what is no text, and what is no member though it has no value."""

from __future__ import annotations

from typing import Any

import pytest

from cprofiles_mock import MockHandle, StateError
from cprofiles_mock.instruments.controls import Controls
from cprofiles_mock.server.control_calls import ControlRequest, answer

pytestmark = pytest.mark.in_process


@pytest.mark.parametrize("name", [None, b"x", ("a",), 1.5, 1, True])
@pytest.mark.parametrize("value", [None, 1])
def test_a_name_that_is_no_text_is_a_mistake_wherever_it_stands(
    customerprofiles_mock: MockHandle, name: Any, value: Any
) -> None:
    text = f"must have names that are texts, not {name!r}"
    with pytest.raises(StateError) as caught:
        customerprofiles_mock.load({name: value})
    assert str(caught.value) == text
    domain = {"DomainName": "d", "DefaultExpirationDays": 1, name: value}
    with pytest.raises(StateError) as caught:
        customerprofiles_mock.load({"Domains": [domain]})
    assert str(caught.value) == f"Domains[0]: {text}"
    assert customerprofiles_mock.dump()["Domains"] == []


def test_a_wrong_name_is_a_mistake_without_a_value_too(customerprofiles_mock: MockHandle) -> None:
    with pytest.raises(StateError, match="^Domainz: is not a member here; did you mean Domains"):
        customerprofiles_mock.load({"Domainz": None})
    domain = {"DomainName": "d", "DefaultExpirationDays": 1, "Profilez": None}
    with pytest.raises(StateError, match=r"^Domains\[0\].Profilez: is not a member here"):
        customerprofiles_mock.load({"Domains": [domain]})
    customerprofiles_mock.load({"Domains": None})


def test_a_control_call_refuses_a_document_within_a_document(
    customerprofiles_mock: MockHandle,
) -> None:
    body = b'{"document": null}'
    request = ControlRequest("POST", "/cprofiles-mock/state", "", body, "")
    status, document = answer(request, Controls())
    assert status == 400
    assert "document: is not a member here" in str(document)
