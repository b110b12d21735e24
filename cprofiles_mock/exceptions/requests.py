"""Errors about a request as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .classes import BadRequestException, NotImplementedException, ResourceNotFoundException

if TYPE_CHECKING:
    from collections.abc import Iterable


def invalid_members(violations: list[str]) -> BadRequestException:
    noun = "error" if len(violations) == 1 else "errors"
    return BadRequestException(
        f"{len(violations)} validation {noun} detected: {'; '.join(violations)}"
    )


def malformed_json(reason: str) -> BadRequestException:
    return BadRequestException(f"The request body is not valid JSON: {reason}")


def body_not_an_object() -> BadRequestException:
    return BadRequestException("The request body must be a JSON object")


def body_not_utf8() -> BadRequestException:
    return BadRequestException("The request body is not valid UTF-8")


def path_not_utf8() -> BadRequestException:
    return BadRequestException("The request path or query is not valid percent-encoded UTF-8")


def unsupported_content_type(content_type: str) -> BadRequestException:
    return BadRequestException(
        f"Content type {content_type!r} is not supported; send application/json"
    )


def body_too_large(limit: int) -> BadRequestException:
    return BadRequestException(f"The request body is larger than {limit} bytes")


def body_cut_short() -> BadRequestException:
    return BadRequestException("The request body is cut short, or its chunks are malformed")


def unknown_path(method: str, path: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"No operation is bound to {method} {path}")


def unknown_method(method: str, path: str, allowed: Iterable[str]) -> BadRequestException:
    return BadRequestException(
        f"Method {method} is not allowed on {path}; allowed: {', '.join(sorted(allowed))}"
    )


def not_implemented(operation_name: str) -> NotImplementedException:
    return NotImplementedException(
        f"cprofiles_mock does not implement {operation_name} yet; "
        "docs/operations.md lists the operations that it covers"
    )


def invalid_token() -> BadRequestException:
    return BadRequestException(
        "The NextToken is not valid for this listing; send that of the answer before, with the "
        "other parameters as they were, or none to begin anew"
    )


def region_not_offered(region: str, offered: Iterable[str]) -> BadRequestException:
    return BadRequestException(not_offered_text(region, offered))


def not_offered_text(where: str, offered: Iterable[str]) -> str:
    """Say that the service is not offered at ``where``, a region or a host."""
    return (
        f"Amazon Connect Customer Profiles is not offered at {where}; "
        f"it is offered in {', '.join(sorted(offered))}"
    )


def both_given(one: str, other: str) -> BadRequestException:
    return BadRequestException(f"Only one of {one} and {other} can be given; leave one out")


def neither_given(one: str, other: str) -> BadRequestException:
    return BadRequestException(f"Either {one} or {other} must be given")
