"""Interpreters of their own, which nothing else was imported or made in."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .timing import Timed


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


@contextmanager
def taking_turns(
    command: Sequence[str], environment: Mapping[str, str] | None = None
) -> Iterator[Timed]:
    """Start a program that reads numbers of runs, and answers each with the seconds they took."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        orders, answers = process.stdin, process.stdout

        def timed(runs: int) -> float:
            orders.write(f"{runs}\n")
            orders.flush()
            return float(answers.readline())

        yield timed
        orders.close()
