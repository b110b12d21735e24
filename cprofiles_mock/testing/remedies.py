"""What pytest's report says to do about errors of others that a setting or an import would avoid.

It recognizes them by their texts, so that it imports nothing where there are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .run_region import REGION_OPTION

if TYPE_CHECKING:
    from collections.abc import Sequence

# botocore: what a client raises that finds no region, and where AWS_DEFAULT_REGION is empty.
_NO_REGION = re.compile(r"NoRegionError|ValueError: Invalid endpoint: https?://[^/\s]*\.\.")
SET_A_REGION = (
    "a client found no region while the mock was not active, as at import. Set "
    f"{REGION_OPTION} = us-east-1 in pytest's configuration, or AWS_DEFAULT_REGION in the "
    "environment"
)

# moto: how a call fails that none of its backends answers.
_NOT_ANSWERED = re.compile(
    r"An error occurred \(404\) when calling the (\w+) operation: Not yet implemented"
)
_REGISTER = (
    "moto did not know this service, because it was imported only while a test ran. Import moto at "
    "the top of a test file or of conftest.py, call cprofiles_mock.register() before the test, or "
    "use a fixture of this package"
)


def is_lack_of_region(error: BaseException | None) -> bool:
    """Whether a client has raised the error because it found no region."""
    return _NO_REGION.match(f"{type(error).__name__}: {error}") is not None


def remedies(failures: Sequence[str], *, has_region: bool) -> list[str]:
    """What to do about failures of tests, by their texts; ``has_region`` if one is configured."""
    found = []
    if not has_region and any(_NO_REGION.search(text) for text in failures):
        found.append(SET_A_REGION)
    if _is_of_this_service({name for text in failures for name in _NOT_ANSWERED.findall(text)}):
        found.append(_REGISTER)
    return found


def _is_of_this_service(operations: set[str]) -> bool:
    """Whether an operation is one that other services do not have by the same name."""
    # Nearly every service has operations for tags. Without any operation nothing is imported.
    operations = {name for name in operations if "Tag" not in name and "Resource" not in name}
    if not operations:
        return False
    from ..protocol.compiled import service_model

    return not operations.isdisjoint(service_model().operation_names)
