"""Runs the JavaScript blocks of the documentation, as `tests/support/documentation.py` says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.support import optional
from tests.support.documentation import project, run, served

if TYPE_CHECKING:
    from sybil import Example


def run_javascript(example: Example) -> None:
    """Run a block as a module, or check that one that is a file is run below."""
    if named := re.match(r"// (\S+\.mjs)\n", example.parsed):
        below = example.document.text[example.end :]
        assert re.search(rf"^\$ node .*\b{named[1]}$", below, re.MULTILINE), "nothing uses it"
        return
    source = served(example.parsed)
    with project(example) as directory:
        (directory / "block.mjs").write_text(source)
        run([optional.node(), "--no-warnings", "block.mjs"], directory)
