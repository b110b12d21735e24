"""Switching the mock on: decorator, context manager, ``start`` and ``stop``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..instruments.argument_checks import TEXT
from ..instruments.names import check_region
from ..runtime.forking import renew_in_children
from ..runtime.wording import counted
from .decorating import decorate
from .handle import MockHandle
from .region import regions
from .shared_mock import shared_mock

if TYPE_CHECKING:
    from types import TracebackType

    from moto.core.config import DefaultConfig

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

# The handles that were created in this context (a thread's or a task's) and have not ended.
_open_handles: ContextVar[tuple[MockHandle, ...]] = ContextVar("_open_handles", default=())


class MockCustomerProfiles:
    """The activation object: decorator, context manager, and ``start``/``stop``, all in one.

    ``config`` is moto's configuration, as ``mock_aws`` accepts it. ``region`` is the region of
    clients that name none; without it that is the configured one, or else us-east-1. Raises
    TypeError for anything else, and ValueError for an empty region. One object may be entered any
    number of times, nested or overlapping, in any order and from any thread. State is fresh at the
    outermost entry and gone at the outermost exit, whether that belongs to this object, to another
    or to ``mock_aws``.
    """

    def __init__(self, config: DefaultConfig | None = None, *, region: str | None = None) -> None:
        core = config.get("core", {}) if isinstance(config, Mapping) else config
        if config is not None and not isinstance(core, Mapping):
            raise TypeError(
                f"config is a mapping of mappings, {{'core': {{...}}}} for one, not {config!r}"
            )
        TEXT.check_given(region=region)
        if region == "":
            raise ValueError("region is the name of a region, not ''")
        self._config = config
        self._region = region
        # One for each entry that has not been left yet.
        self._handles: list[MockHandle] = []
        self._lock = Lock()
        renew_in_children(self)

    def __repr__(self) -> str:
        """As it was made, and how many of its entries have not been left."""
        given = {"config": self._config, "region": self._region}
        arguments = ", ".join(f"{k}={v!r}" for k, v in given.items() if v is not None)
        name = f"mock_customerprofiles({arguments})" if arguments else "mock_customerprofiles"
        entered = f"entered {counted(len(self._handles), 'time')}"
        return f"<{name}: {entered if self._handles else 'not entered'}>"

    def renew_locks(self) -> None:
        """Renew the lock, in a child that was forked."""
        self._lock = Lock()

    @overload
    def __call__(self, decorated: Decorated, /) -> Decorated: ...

    @overload
    def __call__(
        self, /, *, config: DefaultConfig | None = None, region: str | None = None
    ) -> MockCustomerProfiles: ...

    def __call__(
        self,
        decorated: Callable[..., Any] | None = None,
        /,
        *,
        config: DefaultConfig | None = None,
        region: str | None = None,
    ) -> Any:
        """Decorate a function or a class; without one, return an activation with the arguments.

        Functions, coroutine functions, generator functions, asynchronous generator functions,
        ``unittest.TestCase`` classes and plain test classes can be decorated. Raises TypeError
        for anything else.
        """
        if decorated is None:
            return MockCustomerProfiles(config, region=region)
        return decorate(partial(_Activation, self), decorated)

    def start(self) -> MockHandle:
        """Enter; each ``start`` needs a ``stop``.

        Raises TypeError if another config is active, and ValueError for a region where the service
        is not offered.
        """
        if self._region is not None:
            check_region(self._region)
        shared_mock.enter(self._config)
        handle = MockHandle()
        regions.enter(handle, self._region)
        with self._lock:
            self._handles.append(handle)
        _open_handles.set((*(each for each in _open_handles.get() if not each.has_ended), handle))
        return handle

    def stop(self) -> None:
        """Leave, and warn about faults that were set since the start and have not happened.

        Raises RuntimeError, and does nothing, if this object was not started.
        """
        self._leave(report=True)

    def _leave(self, handle: MockHandle | None = None, *, report: bool) -> None:
        """End ``handle``, or else this object's latest handle, from this context if there is one.

        If tasks or threads overlap, the latest handle of all may belong to another one.
        """
        with self._lock:
            if not self._handles:
                raise RuntimeError("stop() was called without start()")
            if handle is None:
                here = [each for each in _open_handles.get() if each in self._handles]
                handle = (here or self._handles)[-1]
            self._handles.remove(handle)
        try:
            handle.end(report=report)
        finally:
            regions.leave(handle)
            shared_mock.leave()

    def __enter__(self) -> MockHandle:
        return self.start()

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # A test that fails has another cause, which a warning must not hide.
        self._leave(report=exception is None)

    async def __aenter__(self) -> MockHandle:
        return self.start()

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._leave(report=exception is None)


class _Activation:
    """One entry of an activation; ends its own handle, in whatever order entries end."""

    def __init__(self, activation: MockCustomerProfiles) -> None:
        self._activation = activation
        self._handle: MockHandle | None = None

    def __enter__(self) -> _Activation:
        self._handle = self._activation.start()
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._activation._leave(self._handle, report=exception is None)  # noqa: SLF001

    def leave(self) -> None:
        """Leave without an exception."""
        self.__exit__(None, None, None)


mock_customerprofiles = MockCustomerProfiles()
