"""Collects the code blocks of README.md and of the pages in docs/ as tests."""

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
