"""Tools that trace the calls of botocore's clients see those of this service, answers included.

Each wraps botocore in a way of its own. They change a process for good, so each test has its own.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.warm import run_program

pytestmark = pytest.mark.in_process

X_RAY = """
def install():
    global recorded, xray_recorder
    from aws_xray_sdk.core import patch, xray_recorder
    class Emitter:
        def send_entity(self, entity):
            pass
    xray_recorder.configure(sampling=False, emitter=Emitter(), context_missing="IGNORE_ERROR")
    patch(["botocore"])
    recorded = xray_recorder.begin_segment("test")

def traced():
    return [
        (each.aws["operation"], each.http["response"]["status"]) for each in recorded.subsegments
    ]
"""

OPEN_TELEMETRY = """
def install():
    global exporter
    from opentelemetry.instrumentation.botocore import BotocoreInstrumentor
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    BotocoreInstrumentor().instrument(tracer_provider=provider)

def traced():
    return [
        (each.attributes["rpc.method"], each.attributes["http.status_code"])
        for each in exporter.get_finished_spans()
    ]
"""

DATADOG = """
def install():
    global spans
    import ddtrace
    from ddtrace.trace import TraceFilter, tracer
    spans = []
    class Keep(TraceFilter):
        def process_trace(self, trace):
            spans.extend(trace)
            return None
    tracer.configure(trace_processors=[Keep()])
    ddtrace.patch(botocore=True)

def traced():
    return [
        (each.get_tag("aws.operation"), int(each.get_tag("http.status_code"))) for each in spans
    ]
"""

PROGRAM = """
import sys
import warnings
warnings.simplefilter("ignore")
import boto3
import botocore.client
from botocore.exceptions import ClientError
if sys.argv[1] == "first":
    install()
from cprofiles_mock import mock_customerprofiles
with mock_customerprofiles() as mock:
    client = boto3.client("customer-profiles", "us-east-1")
    if sys.argv[1] == "later":
        client.list_domains()
        assert mock.path_counts == (0, 0, 1), mock.path_counts
        install()
    before = mock.path_counts
    client.create_domain(DomainName="customers", DefaultExpirationDays=30)
    try:
        client.get_domain(DomainName="absent")
    except ClientError:
        pass
    print(*traced())
    print(*mock.path_counts.since(before))
"""

#: The package of each, and what installs it.
TOOLS = {
    "aws_xray_sdk": X_RAY,
    "opentelemetry.instrumentation.botocore": OPEN_TELEMETRY,
    "ddtrace": DATADOG,
}


def is_here(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("when", ["first", "later"])
@pytest.mark.parametrize("package", TOOLS)
def test_a_tool_sees_every_call(package: str, when: str, tmp_path: Path) -> None:
    if not is_here(package):
        pytest.skip(f"{package} is not here; tox -e tracing installs it")
    program = tmp_path / "program.py"
    program.write_text(TOOLS[package] + PROGRAM)
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith("CPROFILES_MOCK_")
    }
    # What they gather would be sent to a collector.
    environment |= {
        "DD_INSTRUMENTATION_TELEMETRY_ENABLED": "0",
        "DD_REMOTE_CONFIGURATION_ENABLED": "0",
    }
    done = run_program([str(program), when], cwd=tmp_path, env=environment)
    assert done.stdout == "('CreateDomain', 200) ('GetDomain', 404)\n2 0 0\n"
    assert done.returncode == 0
