"""Switching the mock on: decorator, context manager, ``start`` and ``stop``.

moto's own ``MockAWS`` is right only where activations end in the reverse order of their
beginning: two gathered coroutines, or one object entered twice, leave fake credentials behind. So
entries are counted here, and exactly one ``MockAWS`` is held from the first to the last.
"""

from __future__ import annotations

import functools
import inspect
import os
import unittest
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Mapping
from contextlib import suppress
from contextvars import ContextVar
from threading import Lock
from types import FunctionType, TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, overload

from moto import mock_aws, settings
from moto.core.models import ServerModeMockAWS
from requests.exceptions import ConnectionError as RequestsConnectionError

from ..hosts import botocore as botocore_host
from ..hosts.moto import register
from ..instruments.controls import Controls, apply_controls
from .handle import MockHandle

if TYPE_CHECKING:
    from moto.core.config import DefaultConfig
    from moto.core.models import MockAWS

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class SharedMock:
    """The one MockAWS that all activations share, and the count of those that are entered."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entered = 0
        self._config: DefaultConfig | None = None
        self._mock: MockAWS | None = None

    def enter(self, config: DefaultConfig | None) -> None:
        """Enter once more. Raises TypeError where a config differs from the outermost entry's."""
        with self._lock:
            if self._entered and config is not None and config != self._config:
                raise TypeError(
                    "mock_customerprofiles is active with another config; give the config to the "
                    "outermost activation, or the same one to both"
                )
            if not self._entered:
                self._start(config)
            self._entered += 1

    def leave(self) -> None:
        """Leave once; the last one out switches the mock off."""
        with self._lock:
            self._entered -= 1
            if not self._entered:
                self._stop()

    def _start(self, config: DefaultConfig | None) -> None:
        register()
        botocore_host.note_configured_endpoints()
        mock = mock_aws(config=config)
        try:
            mock.start()
        except BaseException as error:
            # What stop() stumbles over is what start() had not done yet; all before it is undone.
            with suppress(Exception):
                mock.stop()
            _take_config_back(mock)
            if isinstance(error, RequestsConnectionError):
                # moto: while this is set, no other start looks for its server.
                ServerModeMockAWS._RESET_IN_PROGRESS = False  # noqa: SLF001
                address = settings.test_server_mode_endpoint()
                raise RequestsConnectionError(
                    f"TEST_SERVER_MODE is set, and no server answers at {address}; start it first"
                ) from error
            raise
        self._mock, self._config = mock, config
        if settings.TEST_SERVER_MODE:
            botocore_host.redirect_to_server(settings.test_server_mode_endpoint())
        botocore_host.data_cache.install()
        apply_controls(Controls())

    def _stop(self) -> None:
        mock = self._mock
        assert mock is not None
        self._mock = self._config = None
        apply_controls(None)
        botocore_host.data_cache.uninstall()
        botocore_host.redirect_to_server(None)
        # moto: what it has put fake credentials in the place of; nothing where it was told not to.
        credentials = mock._orig_creds  # noqa: SLF001  (there is no other way to it)
        for name in credentials:
            # moto: its stop() raises half way where a test deleted one of these.
            os.environ.setdefault(name, "")
        mock.stop()
        _take_config_back(mock)
        for name, value in credentials.items():
            # moto: an empty variable would be deleted instead of restored.
            if value == "":
                os.environ[name] = value


def _take_config_back(mock: MockAWS) -> None:
    # moto: only the outermost MockAWS does; stopping it twice is harmless.
    mock._user_config_mock.stop()  # noqa: SLF001  (there is no other way to it)


_shared_mock = SharedMock()

# The handles that were given in this context, a thread's or a task's, and have not ended.
_given: ContextVar[tuple[MockHandle, ...]] = ContextVar("_given", default=())


class MockCustomerProfiles:
    """The activation object: decorator, context manager, and ``start``/``stop``, all in one.

    ``config`` is moto's configuration, as ``mock_aws`` takes it; what cannot be one is a TypeError.
    One object may be entered any number of times, nested or overlapping, in any order and from any
    thread. State is fresh at the outermost entry and gone at the outermost exit, whether that is
    this object's, another's or ``mock_aws``'.
    """

    def __init__(self, config: DefaultConfig | None = None) -> None:
        core = config.get("core", {}) if isinstance(config, Mapping) else config
        if config is not None and not isinstance(core, Mapping):
            raise TypeError(
                f"config is a mapping of mappings, {{'core': {{...}}}} for one, not {config!r}"
            )
        self._config = config
        # One for each time it is entered and not left yet.
        self._handles: list[MockHandle] = []
        self._lock = Lock()

    @overload
    def __call__(self, decorated: Decorated, /) -> Decorated: ...

    @overload
    def __call__(self, /, *, config: DefaultConfig | None = None) -> MockCustomerProfiles: ...

    def __call__(
        self, decorated: Callable[..., Any] | None = None, /, *, config: DefaultConfig | None = None
    ) -> Any:
        """Decorate a function or a class; without one, return an activation with this config.

        Functions, coroutine functions, generator functions, asynchronous generator functions,
        ``unittest.TestCase`` classes and plain test classes can be decorated. Raises TypeError
        for anything else.
        """
        if decorated is None:
            return MockCustomerProfiles(config)
        if inspect.isclass(decorated):
            if issubclass(decorated, unittest.TestCase):
                return _decorate_test_case(self, decorated)
            return _decorate_class(self, decorated)
        if isinstance(decorated, FunctionType):
            return _decorate_function(self, decorated)
        raise TypeError(_cannot_decorate(decorated))

    def start(self) -> MockHandle:
        """Enter; each start wants its stop. Raises TypeError for a config other than the active."""
        _shared_mock.enter(self._config)
        handle = MockHandle()
        with self._lock:
            self._handles.append(handle)
        _given.set((*(each for each in _given.get() if not each.has_ended), handle))
        return handle

    def stop(self) -> None:
        """Leave, and warn of faults that were set since the start and have not happened.

        Raises RuntimeError, and does nothing, where this object was not started.
        """
        self._leave(report=True)

    def _leave(self, handle: MockHandle | None = None, *, report: bool) -> None:
        """End a handle; of those of this object the last that was given, best in this context.

        Where tasks or threads overlap, the last of all may be another one's.
        """
        with self._lock:
            if not self._handles:
                raise RuntimeError("stop() was called without start()")
            if handle is None:
                here = [each for each in _given.get() if each in self._handles]
                handle = (here or self._handles)[-1]
            self._handles.remove(handle)
        try:
            handle.end(report=report)
        finally:
            _shared_mock.leave()

    def __enter__(self) -> MockHandle:
        return self.start()

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # A test that fails has another cause; it is not to be hidden.
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
    """One entry of an activation, which ends its own handle in whatever order entries end."""

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
        """Leave where no exception is known."""
        self.__exit__(None, None, None)


def _cannot_decorate(decorated: object) -> str:
    name = type(decorated).__name__
    if isinstance(decorated, staticmethod | classmethod | property):
        return f"put @{name} above @mock_customerprofiles, not below it"
    if "Fixture" in name:
        return "put @pytest.fixture above @mock_customerprofiles, not below it"
    return (
        f"mock_customerprofiles decorates functions and classes, not {name!r} objects; "
        "wrap the call in `with mock_customerprofiles():` instead"
    )


# --- functions ----------------------------------------------------------------------------------
# moto: its decorator returns from a coroutine or a generator before the body has run. Here the
# activation lasts as long as the body, suspended or not.


def _decorate_function(activation: MockCustomerProfiles, function: Callable[..., Any]) -> Any:
    if inspect.isasyncgenfunction(function):

        @functools.wraps(function)
        async def async_generator(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
            with _Activation(activation):
                delegated = function(*args, **kwargs)
                try:
                    step = delegated.__anext__()
                    while True:
                        try:
                            value = await step
                        except StopAsyncIteration:
                            return
                        try:
                            sent = yield value
                        except GeneratorExit:
                            raise
                        except BaseException as error:
                            step = delegated.athrow(error)
                        else:
                            step = delegated.asend(sent)
                finally:
                    await delegated.aclose()

        return async_generator
    if inspect.isgeneratorfunction(function):

        @functools.wraps(function)
        def generator(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
            return (yield from _delegate(activation, function(*args, **kwargs)))

        return generator
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            with _Activation(activation):
                return await function(*args, **kwargs)

        return coroutine

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with _Activation(activation):
            result = function(*args, **kwargs)
        # Another decorator below may hide that the body has yet to run.
        if inspect.iscoroutine(result):
            return _await(activation, result)
        if inspect.isgenerator(result):
            return _delegate(activation, result)
        if type(result).__module__ == "contextlib" and inspect.unwrap(function) is not function:
            raise TypeError("put @contextmanager above @mock_customerprofiles, not below it")
        return result

    return call


def _delegate(
    activation: MockCustomerProfiles, result: Generator[Any, Any, Any]
) -> Generator[Any, Any, Any]:
    with _Activation(activation):
        return (yield from result)


async def _await(activation: MockCustomerProfiles, result: Coroutine[Any, Any, Any]) -> Any:
    with _Activation(activation):
        return await result


# --- classes ------------------------------------------------------------------------------------


def _decorate_test_case(
    activation: MockCustomerProfiles, test_case: type[unittest.TestCase]
) -> type[unittest.TestCase]:
    """Wrap ``run``: setUp, the test, tearDown and cleanups lie inside it, setUpClass does not."""
    for name in ("run", "debug"):
        setattr(test_case, name, _decorate_function(activation, getattr(test_case, name)))
    return test_case


def _decorate_class(activation: MockCustomerProfiles, test_class: type) -> type:
    """Enter in setup_method and leave in teardown_method, so that one activation covers a test.

    Test methods are wrapped too, for whoever calls them without a runner. Under a runner that is
    an inner entry, which shares the outer one's state.
    """
    for name, member in _members(test_class).items():
        if isinstance(member, FunctionType) and name.startswith("test"):
            setattr(test_class, name, _decorate_function(activation, member))
        elif inspect.isclass(member) and _holds_tests(name, member):
            setattr(test_class, name, _decorate_nested(activation, test_class, name, member))
    _wrap_setup(activation, test_class)
    _wrap_teardown(test_class)
    return test_class


def _holds_tests(name: str, member: type) -> bool:
    """Whether a runner may take the class for one of tests; which names it takes is configured."""
    if not issubclass(member, unittest.TestCase) and (
        member.__init__ is not object.__init__ or member.__new__ is not object.__new__
    ):
        return False
    return name.startswith("Test") or any(each.startswith("test") for each in _members(member))


def _decorate_nested(
    activation: MockCustomerProfiles, test_class: type, name: str, nested: type
) -> type:
    """A class of tests inside another, decorated.

    pytest calls setup_method and teardown_method of the outer class's names on instances of the
    inner one too, so it must have them.
    """
    if nested.__qualname__ != f"{test_class.__qualname__}.{name}":
        # It is only named here, or inherited; elsewhere it stays what it is.
        own = {"__module__": nested.__module__, "__doc__": nested.__doc__}
        nested = type(nested)(name, (nested,), own)
    activation(nested)
    if issubclass(nested, unittest.TestCase):
        _wrap_setup(activation, nested)
        _wrap_teardown(nested)
    return nested


def _members(test_class: type) -> dict[str, Any]:
    """The class's own members and those that it inherits, as they stand in the classes."""
    members: dict[str, Any] = {}
    for klass in reversed(test_class.__mro__[:-1]):
        members.update(vars(klass))
    return members


def _wrap_setup(activation: MockCustomerProfiles, test_class: type) -> None:
    original = getattr(test_class, "setup_method", None)

    def setup_method(self: Any, method: Any = None) -> None:
        entered = vars(self).setdefault(_ENTERED, [])
        entered.append(_Activation(activation).__enter__())
        try:
            _call_xunit(original, self, method)
        except BaseException:
            # A runner does not tear down what failed to set up.
            entered.pop().leave()
            raise

    test_class.setup_method = _like(original, setup_method)  # type: ignore[attr-defined]


def _wrap_teardown(test_class: type) -> None:
    original = getattr(test_class, "teardown_method", None)

    def teardown_method(self: Any, method: Any = None) -> None:
        try:
            _call_xunit(original, self, method)
        finally:
            if vars(self).get(_ENTERED):
                vars(self)[_ENTERED].pop().leave()

    test_class.teardown_method = _like(original, teardown_method)  # type: ignore[attr-defined]


# Where an instance of a decorated class keeps what its setup_method entered.
_ENTERED = "_cprofiles_mock_entered"


def _call_xunit(original: Callable[..., Any] | None, instance: Any, method: Any) -> None:
    """Call setup_method or teardown_method as pytest does: with the method if it wants it."""
    if original is None:
        return
    if len(inspect.signature(original).parameters) > 1:
        original(instance, method)
    else:
        original(instance)


def _like(original: Callable[..., Any] | None, wrapper: Callable[..., Any]) -> Callable[..., Any]:
    """Give the wrapper the original's name and docstring, but not its signature."""
    if original is not None:
        functools.update_wrapper(wrapper, original)
        del wrapper.__wrapped__  # type: ignore[attr-defined]
    return wrapper


mock_customerprofiles = MockCustomerProfiles()
