"""Checks of names that a test gives: operations, errors and regions.

A name that does not exist would silently match nothing, so each check raises ValueError and
suggests the name that was probably meant.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from .. import exceptions
from ..protocol.compiled import service_model
from ..protocol.endpoints import offered_regions
from ..runtime.suggestions import did_you_mean
from .error_codes import COMMON_ERRORS, CONNECTION_ERRORS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_ACCOUNT_ID = re.compile("[0-9]{12}")

# moto's variables, which its backends read.
_ACCOUNT = "MOTO_ACCOUNT_ID"
_EVERY_REGION = "MOTO_ALLOW_NONEXISTENT_REGION"


def check_operation(operation: str) -> None:
    """Raise ValueError unless the service has an operation of that name."""
    if operation not in _operations():
        hint = did_you_mean(operation, _operations())
        raise ValueError(f"the service has no operation {operation!r}{hint}")


def check_parameters(operation: str, names: Iterable[str]) -> None:
    """Raise ValueError unless the operation exists and has parameters of these names."""
    check_operation(operation)
    shape: Any = service_model().operation_model(operation).input_shape
    for name in names:
        if name not in shape.members:
            hint = did_you_mean(name, shape.members)
            raise ValueError(f"{operation} has no parameter {name!r}{hint}")


def check_error(error: str, also: Collection[str] = ()) -> None:
    """Raise ValueError unless a call can fail with that code.

    ``also`` are further codes: those of faults with ``undeclared=True``.
    """
    known = _known_errors()
    if error not in known and error not in also:
        hint = did_you_mean(error, (*known, *also)) or f"; there are {', '.join(sorted(known))}"
        raise ValueError(
            f"no operation declares {error!r}, and no fault has that code (undeclared=True allows "
            f"any){hint}"
        )


def check_account(account_id: str, also: Collection[str] = ()) -> None:
    """Raise ValueError unless a call can come from that account; ``also`` are further ones.

    An account of AWS has twelve digits; moto takes any text for one.
    """
    known = {*also, os.environ.get(_ACCOUNT)}
    if account_id not in known and not _ACCOUNT_ID.fullmatch(account_id):
        raise ValueError(f"an account is twelve digits, such as 123456789012, not {account_id!r}")


def check_region(region: str, also: Collection[str] = ()) -> None:
    """Raise ValueError unless the service is offered in that region; ``also`` are further ones."""
    if not is_offered(region) and region not in also:
        raise ValueError(region_not_offered(region))


def is_offered(region: str) -> bool:
    """Whether the mock has a backend in that region; moto can be set to allow every region."""
    return region in offered_regions() or os.environ.get(_EVERY_REGION, "").lower() == "true"


def region_not_offered(region: str) -> str:
    """The text that the service is not offered in a region, with those in which it is."""
    # Names of regions are all alike, and the list is there to choose from.
    hint = did_you_mean(region, offered_regions(), cutoff=0.85)
    return f"{exceptions.not_offered_text(repr(region), offered_regions())}{hint}"


@cache
def declared_errors(operation: str) -> Mapping[str, int]:
    """The errors that an operation declares, with their status. Raises ValueError."""
    check_operation(operation)
    shapes: Any = service_model().operation_model(operation).error_shapes
    return {shape.error_code: shape.metadata["error"]["httpStatusCode"] for shape in shapes}


@cache
def _operations() -> frozenset[str]:
    return frozenset(service_model().operation_names)


@cache
def _known_errors() -> frozenset[str]:
    """The codes with which a call can fail without a test's own choice of a code."""
    declared = [code for operation in _operations() for code in declared_errors(operation)]
    ours = exceptions.NotImplementedException.code
    return frozenset((*declared, *COMMON_ERRORS, *CONNECTION_ERRORS, ours))
