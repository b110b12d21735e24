"""The service's exceptions, and this package's own warnings."""

from __future__ import annotations


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


class InjectedError(ServiceError):
    """An error that a test asked for, whatever its code."""

    def __init__(self, code: str, status: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


SERVICE_EXCEPTIONS: tuple[type[ServiceError], ...] = (
    AccessDeniedException,
    BadRequestException,
    InternalServerException,
    ResourceNotFoundException,
    ThrottlingException,
)


class IngestionError(Exception):
    """An object that was accepted, but leads to no profile; it goes to the dead letter queue.

    Not the service's own exception: the caller of PutProfileObject gets no error.
    """


class StateError(ValueError):
    """A file or mapping that ``load`` cannot take.

    ``source`` is the file's name, ``line`` begins at 1, and ``field`` is the place in the document,
    such as ``Domains[0].Profiles[3].PhoneNumber``. Each is None where it is not known.
    """

    def __init__(
        self,
        problem: str,
        *,
        source: str | None = None,
        line: int | None = None,
        field: str | None = None,
    ) -> None:
        place = ":".join(str(part) for part in (source, line) if part is not None)
        super().__init__(": ".join(part for part in (place, field, problem) if part))
        self.problem = problem
        self.source = source
        self.line = line
        self.field = field or None


class CustomerProfilesWarning(UserWarning):
    """Base of the warnings that this package gives."""


class UnknownKeyNameWarning(CustomerProfilesWarning):
    """A search by a key name that nothing in the domain defines; it finds nothing."""


class MatchingDisabledWarning(CustomerProfilesWarning):
    """GetMatches was called for a domain in which no identity resolution job runs."""


class UnusedFaultWarning(CustomerProfilesWarning):
    """A fault was set by ``fail_next`` and did not happen, or not as often as it was to."""


class HostWarning(CustomerProfilesWarning):
    """moto or botocore is not as this package knows it."""
