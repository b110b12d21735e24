"""Collects the code blocks of README.md and of the pages in docs/ as tests."""

from sybil import Sybil
from sybil.parsers.myst import CodeBlockParser

from tests.documentation import check_file, run_console, run_python

pytest_collect_file = Sybil(
    parsers=[
        CodeBlockParser(language="python", evaluator=run_python),
        CodeBlockParser(language="console", evaluator=run_console),
        CodeBlockParser(language="yaml", evaluator=check_file),
    ],
    patterns=["README.md", "CONTRIBUTING.md", "docs/*.md"],
).pytest()
