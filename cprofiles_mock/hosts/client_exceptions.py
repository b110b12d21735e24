"""Exception classes of the fixture's client that match those of other clients, by name.

botocore makes the classes of ``client.exceptions`` anew for each session. So an error of a client
that a program has made at import is no instance of a class of the fixture's client, though both
have the same name and mean the same. The classes here say it is, for ``isinstance`` and
``issubclass``. An ``except`` clause does not ask a class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.errorfactory import BaseClientExceptions, ClientExceptionsFactory
from botocore.exceptions import ClientError
from botocore.utils import get_service_module_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from botocore.model import ServiceModel


class _MatchesByName(type):
    """The class of an exception class that matches those of the same name."""

    # Whether it does so now.
    _is_active: Callable[[], bool]
    # The name that botocore gives to what holds the exception classes of a client.
    _holder: str

    def __instancecheck__(cls, instance: Any) -> bool:
        return cls.__subclasscheck__(type(instance))

    def __subclasscheck__(cls, subclass: type) -> bool:
        if super().__subclasscheck__(subclass):
            return True
        if not issubclass(subclass, ClientError) or not cls._is_active():
            return False
        return any(
            each in subclass.__mro__ for each in _of_other_clients(cls._holder, cls.__name__)
        )


def _of_other_clients(holder: str, name: str) -> Iterable[type]:
    """The exception classes of that name which clients of the service have."""
    # botocore: a class for each session, which has the exception classes as attributes.
    for each in BaseClientExceptions.__subclasses__():
        if each.__name__ == holder and isinstance(found := vars(each).get(name), type):
            yield found


class MatchingExceptions(ClientExceptionsFactory):
    """Makes the exceptions of a client, of classes that match those of other clients.

    They do so while ``is_active()`` holds.
    """

    def __init__(self, is_active: Callable[[], bool]) -> None:
        super().__init__()
        self._is_active = is_active

    def _create_client_exceptions(self, service_model: ServiceModel) -> Any:
        # botocore: what makes the classes, once for each service.
        factory: Any = super()
        plain = factory._create_client_exceptions(service_model)
        holder = f"{get_service_module_name(service_model)}Exceptions"
        by_code = {
            code: self._matching(kind, holder) for code, kind in plain._code_to_exception.items()
        }
        members: dict[str, Any] = {kind.__name__: kind for kind in by_code.values()}
        exceptions = type(holder, (BaseClientExceptions,), members)
        return exceptions(by_code)

    def _matching(self, kind: type[Exception], holder: str) -> type[Exception]:
        members = {
            "__module__": kind.__module__,
            "_is_active": staticmethod(self._is_active),
            "_holder": holder,
        }
        made: Any = _MatchesByName(kind.__name__, (ClientError,), members)
        return made  # type: ignore[no-any-return]  # the class is made at run time
