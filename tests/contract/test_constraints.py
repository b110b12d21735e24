"""Each constraint of the model, broken once, is refused with the name of the member."""

from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.model import Shape, StructureShape

from tests.contract.breaches import breaches_of
from tests.contract.shapes import MODEL, OPERATION_NAMES, SAMPLES, call

#: Patterns of the model that no text of a legal length breaks. (``.*`` is broken by a line break.)
CANNOT_BE_BROKEN: set[str] = set()

#: What the model forbids and the service was seen to answer: a search for an empty value.
ALLOWED = {("SearchProfiles", "values", "min")}


@pytest.mark.parametrize("name", OPERATION_NAMES)
def test_each_broken_constraint_is_refused_by_the_name_of_its_member(
    loose_client: Any, name: str
) -> None:
    for member, constraint, request in breaches_of(name):
        if (name, member, constraint) in ALLOWED:
            continue
        with pytest.raises(ClientError) as raised:
            call(loose_client, name, request)
        response = raised.value.response
        message = response["Error"]["Message"]
        assert (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]) == (
            "BadRequestException",
            400,
        ), (member, constraint)
        named = set(re.findall(r"at '([^']*)' failed to satisfy constraint: ", message))
        assert named == {member}, (constraint, message)


def test_every_pattern_of_the_inputs_has_a_text_that_breaks_it() -> None:
    patterns = {
        shape.metadata["pattern"]
        for name in OPERATION_NAMES
        for shape in _below(MODEL.operation_model(name).input_shape, set())
        if "pattern" in shape.metadata
    }
    assert {pattern for pattern in patterns if pattern not in SAMPLES} == CANNOT_BE_BROKEN


def _below(shape: Shape | None, seen: set[str]) -> list[Shape]:
    """The shape and all shapes that it is made of."""
    if shape is None or shape.name in seen:
        return []
    seen.add(shape.name)
    if isinstance(shape, StructureShape):
        parts = list(shape.members.values())
    else:
        names = ("member", "key", "value")
        parts = [getattr(shape, name) for name in names if hasattr(shape, name)]
    return [shape, *(found for part in parts for found in _below(part, seen))]
