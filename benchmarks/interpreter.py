"""Interpreters of their own, which nothing else was imported or made in."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def answer(module: str, function: str, *arguments: float) -> Any:
    """What a function of one of these modules returns, as JSON has it, in a new interpreter."""
    program = (
        f"import json; from benchmarks.{module} import {function}; "
        f"print(json.dumps({function}(*{arguments})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)
