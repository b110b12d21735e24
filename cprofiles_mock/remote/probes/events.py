"""Probes about event streams and event triggers."""

from __future__ import annotations

from typing import Any

from .probe import Call, Probe, call

_TYPE = "CTR"
_PLACE = "<region>:<account>"
_ABSENT = f"arn:<partition>:kinesis:{_PLACE}:stream/cprofiles-mock-probe"


def _stream(uri: str) -> Call:
    return call("CreateEventStream", EventStreamName="probe", Uri=uri)


def _trigger(name: str = "probe", object_type_name: str = _TYPE, **compared: Any) -> Call:
    """A trigger with one attribute, the source Channel unless told otherwise."""
    attribute = {"ComparisonOperator": "INCLUSIVE", "Values": ["VOICE"], **compared}
    if "FieldName" not in attribute:
        attribute.setdefault("Source", "Channel")
    dimension = {"ObjectAttributes": [attribute]}
    return call(
        "CreateEventTrigger",
        EventTriggerName=name,
        ObjectTypeName=object_type_name,
        EventTriggerConditions=[{"EventTriggerDimensions": [dimension], "LogicalOperator": "ALL"}],
    )


_GIVEN_TYPE = call(
    "PutProfileObjectType", ObjectTypeName=_TYPE, Description="a probe", TemplateId=_TYPE
)

PROBES = (
    Probe(
        "Another Uri is a BadRequestException",
        [_stream("probe"), _stream(f"arn:<partition>:sqs:{_PLACE}:probe")],
    ),
    Probe(
        "A data stream that does not exist is accepted",
        [_stream(_ABSENT), call("ListEventStreams")],
    ),
    Probe(
        "An object type or a segment that does not exist",
        [
            _trigger(object_type_name="nothing"),
            _trigger("second", FieldName="nothing"),
        ],
        [_GIVEN_TYPE],
    ),
    Probe(
        "A Source may begin with `_source.`",
        [_trigger(Source="Channel"), _trigger("second", Source="_source.Channel")],
        [_GIVEN_TYPE],
    ),
    Probe(
        "Values that an operator cannot compare",
        [
            _trigger(ComparisonOperator="GREATER_THAN", Values=["many"]),
            _trigger("second", ComparisonOperator="BETWEEN", Values=["1"]),
        ],
        [_GIVEN_TYPE],
    ),
    Probe(
        "Limits are shown only where they were given",
        [call("GetEventTrigger", EventTriggerName="probe")],
        [_GIVEN_TYPE, _trigger()],
    ),
    Probe(
        "The text of the refusal; a disabled integration",
        [
            call("DeleteEventTrigger", EventTriggerName="probe"),
            call("DeleteProfileObjectType", ObjectTypeName=_TYPE),
            call("DeleteEventTrigger", EventTriggerName="probe"),
        ],
        [
            _GIVEN_TYPE,
            _trigger(),
            call(
                "PutIntegration",
                Uri="arn:aws:app:::probe",
                ObjectTypeName=_TYPE,
                EventTriggerNames=["probe"],
            ),
        ],
    ),
)
