"""The environment that everything is measured in."""

from __future__ import annotations

import os


def forget_configuration() -> None:
    """Measure the same on every machine: nothing that its user configured takes part."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "MOTO_"))]:
        del os.environ[name]
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
