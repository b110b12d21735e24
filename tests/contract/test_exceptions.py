"""The service's exceptions are those of the model, no more and no fewer."""

from __future__ import annotations

from botocore.model import StructureShape

from cprofiles_mock.exceptions import SERVICE_EXCEPTIONS
from tests.contract.shapes import MODEL


def test_the_exceptions_have_the_names_statuses_and_members_of_the_model() -> None:
    declared = {
        shape.name: (shape.metadata["error"]["httpStatusCode"], list(shape.members))
        for shape in map(MODEL.shape_for, MODEL.shape_names)
        if isinstance(shape, StructureShape) and shape.metadata.get("exception")
    }
    ours = {cls.code: (cls.status, ["Message"]) for cls in SERVICE_EXCEPTIONS}
    assert ours == declared
