"""Flow definitions: the rules between their parts, beyond what the shapes require."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import exceptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: For each ConnectorType, the member of SourceConnectorProperties and of a task's ConnectorOperator
#: that belongs to it. AWS spells only ServiceNow in two ways.
MEMBER_OF_CONNECTOR = {
    "Marketo": "Marketo",
    "S3": "S3",
    "Salesforce": "Salesforce",
    "Servicenow": "ServiceNow",
    "Zendesk": "Zendesk",
}

#: All rates that the service accepts, in upper or lower case. Someone found them by trying 74
#: expressions (aws-cloudformation/cfn-lint, issue 4653); it rejected cron(...) and any space. The
#: service model's own example is "rate (5 minutes)", so blanks are accepted here wherever they are,
#: and each unit in the singular and in the plural.
SCHEDULE_EXPRESSIONS = ("rate(5minutes)", "rate(15minutes)", "rate(1hours)", "rate(1days)")

_RATE = re.compile(r"rate\(([0-9]{1,2})(minute|hour|day)s?\)", re.ASCII)
_SECONDS_OF = {"minute": 60, "hour": 3600, "day": 86_400}
_RATES = frozenset({(5, "minute"), (15, "minute"), (1, "hour"), (1, "day")})


def check_flow_definition(definition: Mapping[str, Any]) -> None:
    """Check that the source, the tasks and the trigger of a flow are consistent.

    Raises BadRequestException.
    """
    source = definition["SourceFlowConfig"]
    _check_source(source)
    _check_tasks(definition["Tasks"], source["ConnectorType"])
    _check_trigger(definition["TriggerConfig"])


def _check_source(source: Mapping[str, Any]) -> None:
    """Check the connector's properties, and that a connector profile is given.

    A connector profile holds the credentials. AppFlow's reference makes it optional because S3,
    which is accessed through its bucket's policy, has none; that all other connectors require one
    is our inference.
    """
    connector = source["ConnectorType"]
    given = source["SourceConnectorProperties"]
    if set(given) != {MEMBER_OF_CONNECTOR[connector]}:
        raise exceptions.other_connector_properties(
            connector, MEMBER_OF_CONNECTOR[connector], sorted(given)
        )
    if connector != "S3" and "ConnectorProfileName" not in source:
        raise exceptions.flow_without_connector_profile(connector)


def _check_tasks(tasks: Iterable[Mapping[str, Any]], connector: str) -> None:
    if not tasks:
        raise exceptions.flow_without_tasks()
    for task in tasks:
        given = task.get("ConnectorOperator", {})
        if not set(given) <= {MEMBER_OF_CONNECTOR[connector]}:
            raise exceptions.other_connector_operator(
                connector, MEMBER_OF_CONNECTOR[connector], sorted(given)
            )


def _check_trigger(trigger: Mapping[str, Any]) -> None:
    """Check that there is a valid schedule if, and only if, the trigger type is Scheduled.

    Its settings "only apply to the Scheduled trigger type" (API reference, TriggerConfig).
    """
    trigger_type = trigger["TriggerType"]
    schedule = trigger.get("TriggerProperties", {}).get("Scheduled")
    if trigger_type != "Scheduled":
        if schedule is not None:
            raise exceptions.schedule_without_scheduled_trigger(trigger_type)
        return
    if schedule is None:
        raise exceptions.scheduled_trigger_without_schedule()
    expression = schedule["ScheduleExpression"]
    rate = _RATE.fullmatch("".join(expression.lower().split()))
    if rate is None or (int(rate[1]), rate[2]) not in _RATES:
        raise exceptions.unsupported_schedule_expression(expression, SCHEDULE_EXPRESSIONS)
    start, end = schedule.get("ScheduleStartTime"), schedule.get("ScheduleEndTime")
    if start is not None and end is not None and end <= start:
        raise exceptions.schedule_ends_before_it_starts(start, end)


class Schedule(NamedTuple):
    """When a scheduled flow runs. Moments are in seconds since the epoch, None if not given."""

    interval: float
    start: float | None
    end: float | None
    #: Whether each run reads all that is there, and not only what has changed.
    is_complete: bool

    def next_after(self, now: float) -> float | None:
        """The first run after ``now``; None if there is none any more.

        Without a start the first run is an interval from now.
        """
        first = now if self.start is None else self.start
        if first <= now:
            first += ((now - first) // self.interval + 1) * self.interval
        return None if self.end is not None and first > self.end else first


def schedule_of(definition: Mapping[str, Any]) -> Schedule | None:
    """The schedule of a definition that was checked; None if its flow does not run by the clock."""
    trigger = definition["TriggerConfig"]
    if trigger["TriggerType"] != "Scheduled":
        return None
    scheduled = trigger["TriggerProperties"]["Scheduled"]
    rate = _RATE.fullmatch("".join(scheduled["ScheduleExpression"].lower().split()))
    assert rate is not None  # the definition was checked
    start, end = scheduled.get("ScheduleStartTime"), scheduled.get("ScheduleEndTime")
    offset = scheduled.get("ScheduleOffset", 0)
    return Schedule(
        int(rate[1]) * _SECONDS_OF[rate[2]],
        None if start is None else start.timestamp() + offset,
        None if end is None else end.timestamp(),
        scheduled.get("DataPullMode") == "Complete",
    )
