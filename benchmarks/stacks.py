"""Stacks of moto's CloudFormation: domains against queues, and what registering costs."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import count
from typing import Any

# Before all that imports moto.
from .floor import new_client  # isort: skip

from botocore.session import Session

from .timing import Spread, ratios, repeated, spread

RESOURCES = 50

_NUMBERS = count()


def _template(kind: str, properties: dict[str, Any], name: str) -> str:
    """A template of resources of one type, whose names no other template has."""
    stack = next(_NUMBERS)
    resources = {
        f"R{number}": {"Type": kind, "Properties": {name: f"r-{stack}-{number}", **properties}}
        for number in range(RESOURCES)
    }
    return json.dumps({"Resources": resources})


def stack_ratios(pairs: int) -> list[float]:
    """A stack of domains that is created and deleted, by one of queues."""
    from cprofiles_mock import mock_customerprofiles

    with mock_customerprofiles():
        client = new_client(Session(), "cloudformation")

        def made(kind: str, name: str, **properties: Any) -> Any:
            def make() -> None:
                body = _template(kind, properties, name)
                client.create_stack(StackName="bench", TemplateBody=body)
                client.delete_stack(StackName="bench")

            return repeated(make)

        domains = made("AWS::CustomerProfiles::Domain", "DomainName", DefaultExpirationDays=30)
        queues = made("AWS::SQS::Queue", "QueueName")
        # Imports moto's CloudFormation, and compiles the operations.
        domains(1)
        queues(1)
        return ratios(domains, queues, pairs=pairs, block=1)


_PROGRAM = """
import sys, time
import moto.core.models
from cprofiles_mock import dispatch
start = time.perf_counter()
from cprofiles_mock.hosts import cloudformation
cloudformation.register()
print(1000 * (time.perf_counter() - start))
assert "moto.cloudformation" not in sys.modules
"""


def registering_milliseconds(runs: int) -> Spread:
    """What it takes to let moto's CloudFormation find the types, in fresh interpreters."""
    command = [sys.executable, "-c", _PROGRAM]
    found = [
        float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(runs + 1)
    ]
    # The first writes the compiled files.
    return spread(found[1:])
