"""What the pytest plugin adds to a run that does not use it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from .timing import Spread, spread

_PROGRAM = """
import json, sys, time
import pytest
before = set(sys.modules)
start = time.perf_counter()
import cprofiles_mock
import cprofiles_mock.pytest_plugin
seconds = time.perf_counter() - start
heavy = sorted({"moto", "botocore", "boto3"} & set(sys.modules))
print(json.dumps({"seconds": seconds, "heavy": heavy}))
"""


def import_milliseconds(runs: int) -> Spread:
    """Import package and plugin in fresh interpreters that have imported pytest already.

    The difference of two whole pytest runs would be the same figure with a hundred times its
    noise on top. Raises RuntimeError if moto, boto3 or botocore gets imported.
    """
    found = [_run() for _ in range(runs + 1)]
    # The first writes the compiled files.
    return spread([1000 * answer["seconds"] for answer in found[1:]])


def _run() -> dict[str, Any]:
    command = [sys.executable, "-c", _PROGRAM]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    if answer["heavy"]:
        raise RuntimeError(f"importing the plugin imports {', '.join(answer['heavy'])}")
    return answer
