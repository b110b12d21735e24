"""The service's exceptions, and every wording of an error text.

Where a text was seen in the real service's answers, its source is ``docs/fidelity.md``. The rest
are ours; they stand together here because they will be corrected as true texts become known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ServiceError(Exception):
    """An error that the service answers with: a code, an HTTP status and one ``Message``."""

    code: str
    status: int

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadRequestException(ServiceError):
    """The input is invalid; also what the service says when something exists already."""

    code = "BadRequestException"
    status = 400


class AccessDeniedException(ServiceError):
    """The caller may not do this."""

    code = "AccessDeniedException"
    status = 403


class ResourceNotFoundException(ServiceError):
    """What the request names does not exist."""

    code = "ResourceNotFoundException"
    status = 404


class ThrottlingException(ServiceError):
    """Too many requests."""

    code = "ThrottlingException"
    status = 429


class InternalServerException(ServiceError):
    """The service failed."""

    code = "InternalServerException"
    status = 500


class NotImplementedException(ServiceError):
    """Ours, not the service's: the operation has no handler here."""

    code = "NotImplementedException"
    status = 501


SERVICE_EXCEPTIONS: tuple[type[ServiceError], ...] = (
    AccessDeniedException,
    BadRequestException,
    InternalServerException,
    ResourceNotFoundException,
    ThrottlingException,
)


class CustomerProfilesWarning(UserWarning):
    """Base of the warnings that this package gives."""


class UnknownKeyNameWarning(CustomerProfilesWarning):
    """A search by a key name that nothing in the domain defines; it finds nothing."""


class HostWarning(CustomerProfilesWarning):
    """moto or botocore is not as this package knows it."""


# --- the request as a whole ---------------------------------------------------------------------


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
    return BadRequestException("The NextToken is not valid for this listing")


def region_not_offered(region: str, offered: Iterable[str]) -> BadRequestException:
    return BadRequestException(not_offered_text(region, offered))


def not_offered_text(where: str, offered: Iterable[str]) -> str:
    """``where`` is a region or a host."""
    return (
        f"Amazon Connect Customer Profiles is not offered at {where}; "
        f"it is offered in {', '.join(sorted(offered))}"
    )


# --- domains and tags ---------------------------------------------------------------------------


def domain_not_found(name: str, account_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"DomainName {name} is not found in account {account_id}")


def domain_exists(name: str) -> BadRequestException:
    return BadRequestException(f"Domain {name} already exists")


def too_many_domains(limit: int) -> BadRequestException:
    return BadRequestException(f"The account has reached its limit of {limit} domains")


def malformed_arn(arn: str) -> BadRequestException:
    return BadRequestException(f"{arn} is not the ARN of a Customer Profiles resource")


def resource_not_found(arn: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Resource {arn} is not found")


def too_many_tags(limit: int) -> BadRequestException:
    return BadRequestException(f"A resource can have at most {limit} tags")


# --- profiles and their keys --------------------------------------------------------------------


def profile_not_found(profile_id: str, domain_name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Profile {profile_id} is not found in domain {domain_name}")


def profile_too_large(limit: int) -> BadRequestException:
    return BadRequestException(f"The profile would be larger than {limit} bytes")


def key_without_values(key_name: str) -> BadRequestException:
    return BadRequestException(f"Values of key {key_name} must not be empty")


def profile_key_not_found(key_name: str, profile_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(
        f"Key {key_name} with the given values is not found on profile {profile_id}"
    )


def unknown_key_name(key_name: str, nearest: str | None) -> str:
    text = f"SearchProfiles by {key_name!r} finds nothing: no key of that name is defined"
    return text + (f"; did you mean {nearest!r}?" if nearest else "")
