"""Collects the code blocks of README.md and of the pages in docs/ as tests.

It also sets what makes every run of pytest strict, beside the warnings that pyproject.toml makes
errors. The rest of Python's development mode wants an interpreter that is started in it: tox does.
"""

import os

from sybil import Sybil
from sybil.parsers.myst import CodeBlockParser

from tests.clients.blocks import run_javascript
from tests.support.documentation import check_file, run_console, run_python

pytest_collect_file = Sybil(
    parsers=[
        CodeBlockParser(language="python", evaluator=run_python),
        CodeBlockParser(language="console", evaluator=run_console),
        CodeBlockParser(language="yaml", evaluator=check_file),
        CodeBlockParser(language="javascript", evaluator=run_javascript),
    ],
    patterns=["README.md", "CONTRIBUTING.md", "docs/*.md"],
).pytest()

# No test may read the configuration of the machine's user; one that does stops at this.
os.environ["AWS_PROFILE"] = "no-such-profile"
# As in development mode: asyncio tells of coroutines that nobody awaits.
os.environ["PYTHONASYNCIODEBUG"] = "1"
