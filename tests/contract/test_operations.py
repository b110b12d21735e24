"""Every operation of the service model has a handler."""

from __future__ import annotations

from collections.abc import Collection

import botocore
import pytest
from packaging.version import Version

from cprofiles_mock.state.registry import HANDLERS
from tests.contract.shapes import OPERATION_NAMES

pytestmark = pytest.mark.in_process

#: The release of botocore whose operations were looked at. What a newer one brings is reported, and
#: is no mistake of ours.
HOLDS_FOR = Version("1.44.8")


def settle(lacking: Collection[str], installed: Version) -> None:
    """Fail because of operations without a handler, or report them where botocore is newer."""
    if lacking and installed > HOLDS_FOR:
        pytest.xfail(f"botocore {installed} brought: {', '.join(sorted(lacking))}")
    assert sorted(lacking) == []


def test_every_operation_of_the_service_model_has_a_handler() -> None:
    lacking = set(OPERATION_NAMES) - HANDLERS.keys()
    settle(lacking, Version(botocore.__version__))


def test_what_a_newer_botocore_brings_is_reported() -> None:
    settle([], Version("999"))
    with pytest.raises(AssertionError, match="AddThing"):
        settle(["AddThing"], HOLDS_FOR)
    with pytest.raises(pytest.xfail.Exception, match="^botocore 999 brought: AddThing, GetThing$"):
        settle(["GetThing", "AddThing"], Version("999"))
