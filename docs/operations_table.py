"""The page docs/operations.md: which operations have a handler, and what each leaves out.

What is covered comes from the registry, the rest from a service model of botocore, and what is not
modelled from the handlers' docstrings. ``docs/computed.py`` writes the page.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass

from cprofiles_mock import dispatch as _dispatch  # noqa: F401  (importing it fills the registry)
from cprofiles_mock.state.registry import HANDLERS

_REFERENCE = "https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_{}.html"

_NOT_MODELLED = "Not modelled:"

_HEAD = """\
# Operations

Written by `docs/computed.py`, from the registry of handlers and from the service model of
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


@dataclass(frozen=True, slots=True)
class Model:
    """The operations in a service model, and the version of botocore that it comes from."""

    version: str
    operations: frozenset[str]


def page(model: Model) -> str:
    """Return the whole page."""
    names = {*model.operations, *HANDLERS}
    return _HEAD.format(
        version=model.version,
        covered="\n".join(row(name) for name in sorted(names) if name in HANDLERS),
        uncovered="\n".join(row(name) for name in sorted(names) if name not in HANDLERS),
    )


def read(text: str) -> Model:
    """Return what a written page says of the service model."""
    version = re.search(r"botocore (\d+\.\d+\.\d+)", text)
    if version is None:
        raise ValueError("docs/operations.md names no version of botocore")
    return Model(version[1], frozenset(re.findall(r'^\| <a id="(\w+)">', text, re.MULTILINE)))


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
