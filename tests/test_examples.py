"""The examples are programs as users write them; they run unchanged, with the mock active."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.py"))

pytestmark = pytest.mark.in_process


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_prints_what_it_should_and_knows_nothing_of_the_mock(name: str) -> None:
    program = ROOT / "examples" / f"{name}.py"
    assert "mock" not in program.read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "cprofiles_mock", "run", str(program)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (ROOT / "tests" / "expected" / f"{name}.txt").read_text(encoding="utf-8")
