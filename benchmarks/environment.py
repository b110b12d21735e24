"""The environment that everything is measured in."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def forget_configuration() -> None:
    """Measure the same on every machine: nothing that its user configured takes part."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "MOTO_"))]:
        del os.environ[name]
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"


@contextmanager
def ordinary_path() -> Iterator[None]:
    """No mock takes shortcuts meanwhile: what something costs is a part of the whole call."""
    os.environ["CPROFILES_MOCK_SHORTCUTS"] = "off"
    try:
        yield
    finally:
        del os.environ["CPROFILES_MOCK_SHORTCUTS"]
