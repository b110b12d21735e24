"""The service's exceptions, and this package's own warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, Union

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Names of members and positions in lists that lead to a part of a request.
Steps = tuple[Union[str, int], ...]  # noqa: UP007  (an alias is evaluated at run time)

_Error = TypeVar("_Error", bound="ServiceError")


class ServiceError(Exception):
    """An error response of the service: a code, an HTTP status and a ``Message``.

    A client gets the message alone. A state file is told of more: ``path`` leads to the part of the
    request that is wrong, or has a wrong name if ``is_of_name``, ``depends_on`` to other parts
    without which it might be right, and ``others`` are the further errors of the same request.
    """

    code: str
    status: int
    path: Steps = ()
    is_of_name: bool = False
    depends_on: tuple[Steps, ...] = ()
    others: tuple[ServiceError, ...] = ()

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def at(self: _Error, *path: str | int, depends_on: Iterable[Steps] = ()) -> _Error:
        """The same error, with the place of the mistake."""
        self.path = path
        self.depends_on = tuple(depends_on)
        return self

    def at_name(self: _Error, *path: str | int) -> _Error:
        """The same error, with the place whose last step is a wrong name."""
        self.is_of_name = True
        return self.at(*path)

    def under(self: _Error, *path: str | int) -> _Error:
        """The same error, with its place seen from further outside."""
        self.path = (*path, *self.path)
        self.depends_on = tuple((*path, *each) for each in self.depends_on)
        return self

    @property
    def parts(self) -> tuple[ServiceError, ...]:
        """The error itself and the others."""
        return self, *self.others


def raise_any(errors: Iterable[ServiceError]) -> None:
    """Raise the first of the errors, if there are any: the service reports no more than one."""
    found = tuple(errors)
    if found:
        found[0].others = found[1:]
        raise found[0]


class BadRequestException(ServiceError):
    """The input is invalid, or the resource to be created exists already."""

    code = "BadRequestException"
    status = 400


class AccessDeniedException(ServiceError):
    """The caller is not authorized to perform the operation."""

    code = "AccessDeniedException"
    status = 403


class ResourceNotFoundException(ServiceError):
    """A resource named in the request does not exist."""

    code = "ResourceNotFoundException"
    status = 404


class DomainNotFound(ResourceNotFoundException):
    """There is no domain ``name``, or none of that name and of the ``arn`` that was given."""

    def __init__(self, message: str, name: str, arn: str | None = None) -> None:
        super().__init__(message)
        self.name = name
        self.arn = arn


class ProfileNotFound(ResourceNotFoundException):
    """There is no profile ``profile_id`` in the domain ``domain_name``."""

    def __init__(self, message: str, profile_id: str, domain_name: str) -> None:
        super().__init__(message)
        self.profile_id = profile_id
        self.domain_name = domain_name


class ThrottlingException(ServiceError):
    """Too many requests."""

    code = "ThrottlingException"
    status = 429


class InternalServerException(ServiceError):
    """The service failed."""

    code = "InternalServerException"
    status = 500


class NotImplementedException(ServiceError):
    """The mock has no handler for the operation. Ours; the service has no such exception."""

    code = "NotImplementedException"
    status = 501


class InjectedError(ServiceError):
    """An error injected by a test, with any code."""

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
    """An accepted object that cannot be ingested into a profile; it goes to the dead letter queue.

    Not an exception of the service: the caller of PutProfileObject gets no error.
    ``found_no_profile`` is whether the reason is that its keys led to none, ``field_name`` the
    field whose value is at fault, if one is.
    """

    field_name: str | None = None

    def __init__(self, reason: str, *, found_no_profile: bool = False) -> None:
        super().__init__(reason)
        self.found_no_profile = found_no_profile


class StateError(ValueError):
    """A file or mapping that ``load`` cannot load.

    ``source`` is the file's name, ``line`` counts from 1, and ``field`` is the path within the
    document, such as ``Domains[0].Profiles[3].PhoneNumber``. Each is None if it is not known.
    ``others`` are the errors of further mistakes in the same file, each with these attributes; the
    text has a line for each of them.
    """

    def __init__(
        self,
        problem: str,
        *,
        source: str | None = None,
        line: int | None = None,
        field: str | None = None,
        others: Sequence[StateError] = (),
    ) -> None:
        place = ":".join(str(part) for part in (source, line) if part is not None)
        own = ": ".join(part for part in (place, field, problem) if part)
        super().__init__("\n".join([own, *map(str, others)]))
        self.problem = problem
        self.source = source
        self.line = line
        self.field = field or None
        self.others = tuple(others)


class UnmockedCallError(RuntimeError):
    """A call to this service was made while no mock was active, and a guard forbids that.

    No exception of botocore, so that what catches the errors of a client does not catch it.
    """


class CustomerProfilesWarning(UserWarning):
    """Base class of the warnings that this package issues."""


class UnknownKeyNameWarning(CustomerProfilesWarning):
    """A search used a key name that nothing in the domain defines, so it finds nothing."""


class MatchingDisabledWarning(CustomerProfilesWarning):
    """GetMatches was called for a domain that runs no identity resolution jobs."""


class ConstantSourceWarning(CustomerProfilesWarning):
    """A ``Source`` reads like a path and is a constant, because ``_source.`` is missing."""


class UnusedSourceWarning(CustomerProfilesWarning):
    """Objects of a type were put, and none had the path that a ``Source`` of the type names."""


class KeyValuesWarning(CustomerProfilesWarning):
    """A search gave more or fewer values than the key has fields, so it finds nothing."""


class EmptyDumpWarning(CustomerProfilesWarning):
    """A dump has no domains, while another region or account has some."""


class UnusedFaultWarning(CustomerProfilesWarning):
    """A fault set with ``fail_next`` did not occur, or occurred less often than requested."""


class UnmockedCallWarning(CustomerProfilesWarning):
    """A call to this service was made while no mock was active; it goes to AWS."""


class UnusedAnswerWarning(CustomerProfilesWarning):
    """An answer set with ``answer_next`` was not given, or less often than requested."""


class ForkedProcessWarning(CustomerProfilesWarning):
    """A forked process made its first call; it works on a copy of its parent's state."""


class HostWarning(CustomerProfilesWarning):
    """The installed moto or botocore differs from what this package expects."""
