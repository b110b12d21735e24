"""The installed service model, and values made from its shapes: always the same ones."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

# The table of handlers is filled by the import of the operations.
import cprofiles_mock.resources  # noqa: F401  (see above)
from cprofiles_mock.state.registry import HANDLERS

MODEL = ServiceModel(Loader().load_service_model("customer-profiles", "service-2"))
OPERATION_NAMES: list[str] = sorted(MODEL.operation_names)
#: The operations with a handler that the installed model has.
HANDLED = sorted(HANDLERS.keys() & OPERATION_NAMES)

#: Handlers of operations that are younger than the oldest botocore, and the botocore they came in.
SINCE = {
    "BatchPutProfileObject": "1.43.67",
    "AssociateStreamForSegments": "1.43.96",
    "DeleteSegmentSubscription": "1.43.96",
    "DisassociateStreamForSegments": "1.43.96",
    "GetSegmentSubscription": "1.43.96",
    "GetStreamForSegments": "1.43.96",
    "ListSegmentSubscriptionEvents": "1.43.96",
    "PutSegmentSubscription": "1.43.96",
    "SearchRecommendations": "1.43.96",
}

#: Of each pattern in the model a text that it matches and one that it does not.
SAMPLES = {
    r"[a-f0-9]{32}": ("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789ABCDEF"),
    r"^[a-zA-Z0-9_-]+$": ("A-name_1", "a name"),
    r"[a-zA-Z0-9_-]+": ("A-name_1", "a name"),
    r"[A-Za-z0-9_]+": ("A_name_1", "a-name"),
    r"^[a-zA-Z][a-zA-Z0-9_]*$": ("a_name_1", "1_name"),
    r"^[a-zA-Z_][a-zA-Z_0-9-]*$": ("_Type-1", "1-type"),
    r"^[a-zA-Z_][a-zA-Z_0-9-\s]*$": ("A name to show", "1 name"),
    r"^[a-zA-Z0-9_.-]+$": ("a.field_1", "a field"),
    r"^(?!aws:)[a-zA-Z+-=._:/]+$": ("team/owner", "aws:owner"),
    r"^([0-9]|0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]$": ("23:59", "24:00"),
    r"^[a-z0-9.-]+$": ("bucket.a-1", "Bucket"),
    r"\S+": ("bucket", "a bucket"),
    r".*": ("prefix/", "a\nb"),
    r".+": ("Property", "a\nb"),
    r"[\w!@#\-.?,\s]*": ("A flow, is it?", "a;flow"),
    r"[a-zA-Z0-9][\w!@#.-]+": ("Flow#1", "#flow"),
    r"[\w/!@#+=.-]+": ("connector/1", "a connector"),
    r"(\d+|\$[a-z_]+)": ("$share", "$1"),
    r"[a-zA-Z0-9_-]+/\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z": (
        "recommender/2026-08-01T12-30-00Z",
        "recommender/latest",
    ),
    r"arn:aws:kms:.*:[0-9]+:.*": (
        "arn:aws:kms:us-east-1:123456789012:key/1",
        "arn:aws:s3:us-east-1:123456789012:key/1",
    ),
    r".*arn:aws:iam:.*:[0-9]+:.*": (
        "arn:aws:iam::123456789012:role/writer",
        "arn:aws:s3::123456789012:role/writer",
    ),
    r"arn:aws:iam:.*:[0-9]+:.*": (
        "arn:aws:iam::123456789012:role/writer",
        "arn:aws:s3::123456789012:role/writer",
    ),
    r"arn:([a-z\d-]+):profile:.*:.*:.+": (
        "arn:aws:profile:us-east-1:123456789012:domains/d",
        "arn:aws:profile:us-east-1",
    ),
    r"^arn:[a-z0-9]{1,10}:profile": (
        "arn:aws:profile:us-east-1:123456789012:domains/d/integrations/arn:aws:s3:::b//a %",
        "arn:aws:s3:::bucket",
    ),
}

# What a free text may hold: blanks, what a path must escape, more than ASCII.
_FREE_TEXT = 'Zoë "x" /%+&=?#\\ 山'


def call(client: Any, operation_name: str, parameters: dict[str, Any]) -> Any:
    """Call the operation as a user of the client does."""
    return getattr(client, xform_name(operation_name))(**parameters)


def operation(name: str) -> OperationModel:
    """The model of an operation."""
    return MODEL.operation_model(name)


def input_of(name: str) -> StructureShape:
    """The input shape of an operation."""
    shape = operation(name).input_shape
    assert shape is not None
    return shape


def minimal(shape: Shape) -> Any:
    """The least that the shape allows: required members alone, everything as short as can be."""
    return _value(shape, full=False, turn=0)


def full(shape: Shape) -> Any:
    """All that the shape allows: every member, two items in a list, a union's members in turn."""
    return _value(shape, full=True, turn=0)


def _value(shape: Shape, *, full: bool, turn: int) -> Any:
    if isinstance(shape, StructureShape):
        members = list(shape.members) if full else list(shape.required_members)
        if shape.is_tagged_union:
            members = [list(shape.members)[turn % len(shape.members)]]
        return {name: _value(shape.members[name], full=full, turn=turn) for name in members}
    if isinstance(shape, ListShape):
        size = shape.metadata.get("min", 0)
        if full:
            size = max(size, min(2, shape.metadata.get("max", 2)))
        return [_value(shape.member, full=full, turn=number) for number in range(size)]
    if isinstance(shape, MapShape):
        size = 1 if full else shape.metadata.get("min", 0)
        key = _value(shape.key, full=full, turn=0)
        return {key: _value(shape.value, full=full, turn=0)} if size else {}
    return _scalar(shape, full=full)


def _scalar(shape: Shape, *, full: bool) -> Any:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if shape.type_name == "string":
        return _text(shape, full=full)
    if shape.type_name in ("integer", "long"):
        return next(bound for bound in (most if full else None, least, 7) if bound is not None)
    if shape.type_name in ("double", "float"):
        return 0.5 if least is None else least + 0.25
    if shape.type_name == "boolean":
        return full
    assert shape.type_name == "timestamp", f"no sample for a {shape.type_name}"
    return datetime(2026, 8, 1, 12, 30, tzinfo=timezone.utc)


def _text(shape: Shape, *, full: bool) -> str:
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
    if "enum" in shape.metadata:
        values: list[str] = shape.metadata["enum"]
        return values[-1 if full else 0]
    pattern = shape.metadata.get("pattern")
    if pattern is None:
        return _FREE_TEXT[:most] if full else "x" * least
    text, _ = SAMPLES[pattern]
    assert re.search(pattern, text)
    assert least <= len(text)
    assert most is None or len(text) <= most
    return text
