"""Writes docs/operations.md: which operations of the service have a handler, and what is left out.

    python docs/operations_table.py > docs/operations.md

What is covered comes from the registry, the rest from the installed botocore's service model, and
what is not modelled from the handlers' docstrings. ``tests/test_documentation.py`` holds the page
against this.
"""

from __future__ import annotations

import inspect
import sys

import botocore

from cprofiles_mock import dispatch as _dispatch  # noqa: F401  (importing it fills the registry)
from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.state.registry import HANDLERS

_REFERENCE = "https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_{}.html"

_NOT_MODELLED = "Not modelled:"

_HEAD = """\
# Operations

Written by `docs/operations_table.py`, from the registry of handlers and from the service model of
botocore {version}. Do not edit it by hand.

An operation without a handler answers with HTTP status 501 and an error that names the operation
and this page. Its request is checked against the service model first.

What holds for all operations, and which answers are guesses, is in [Fidelity](fidelity.md).

## Covered

| Operation | Not modelled |
|---|---|
{covered}

## Not covered

| Operation |
|---|
{uncovered}
"""


def page() -> str:
    """Return the whole page, for the botocore that is installed."""
    names = {*service_model().operation_names, *HANDLERS}
    return _HEAD.format(
        version=botocore.__version__,
        covered="\n".join(row(name) for name in sorted(names) if name in HANDLERS),
        uncovered="\n".join(row(name) for name in sorted(names) if name not in HANDLERS),
    )


def row(name: str) -> str:
    """Return the operation's row: an anchor, a link to AWS's page, what its handler leaves out."""
    first = f'| <a id="{name}"></a>[{name}]({_REFERENCE.format(name)}) |'
    return f"{first} {not_modelled(name)} |" if name in HANDLERS else first


def not_modelled(name: str) -> str:
    """Return the paragraph of the handler's docstring that begins so, without its beginning."""
    text = inspect.getdoc(HANDLERS[name].function) or ""
    for paragraph in text.split("\n\n"):
        if paragraph.startswith(_NOT_MODELLED):
            words = " ".join(paragraph.removeprefix(_NOT_MODELLED).split())
            return words[:1].upper() + words[1:]
    return ""


if __name__ == "__main__":
    sys.stdout.write(page())
