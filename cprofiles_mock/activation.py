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
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from threading import Lock
from types import FunctionType, TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, overload

from moto import mock_aws, settings

from . import dispatch, exceptions, notices
from .controls import Controls
from .host import botocore as botocore_host
from .host.moto import register
from .models import CustomerProfilesBackend, customerprofiles_backends

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moto.core.config import DefaultConfig
    from moto.core.models import MockAWS

    from .faults import Fault, When
    from .journal import Calls

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

DEFAULT_ACCOUNT_ID = "123456789012"

_CREDENTIAL_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


class MockHandle:
    """What ``with mock_customerprofiles() as mock`` gives: a hand on the mock while it is active.

    It stays usable as long as any activation is entered; the state, the journal of calls, the
    faults and the lag belong to the outermost. In moto's server mode all of these live in the
    server: there the methods raise RuntimeError, and the server's control calls do their work.
    """

    def __init__(self) -> None:
        self._first_call = _host.controls.journal.last_number if _host.controls else 0
        self._faults: list[Fault] = []

    def backend(
        self, region: str = "us-east-1", account_id: str | None = None
    ) -> CustomerProfilesBackend:
        """The state of one region of one account, to assert on directly.

        ``account_id`` is moto's account unless given: ``MOTO_ACCOUNT_ID`` or 123456789012.
        Raises KeyError for a region that the service is not offered in.
        """
        if settings.TEST_SERVER_MODE:
            raise RuntimeError(_IN_THE_SERVER)
        account = account_id or os.environ.get("MOTO_ACCOUNT_ID", DEFAULT_ACCOUNT_ID)
        return customerprofiles_backends[account][region]

    @property
    def calls(self) -> Calls:
        """The calls since this handle was given, in order, each attempt of a client being one.

        The mock keeps the last 10,000; ``keep_calls`` changes that.
        """
        return _controls().journal.calls(after=self._first_call)

    def keep_calls(self, count: int) -> None:
        """Keep so many calls from now on, 0 for none. Raises ValueError for less."""
        if type(count) is not int or count < 0:
            raise ValueError(f"count is a whole number from 0, not {count!r}")
        _controls().journal.resize(count)

    def fail_next(
        self,
        operation: str,
        error: str,
        *,
        times: int = 1,
        message: str | None = None,
        region: str | None = None,
        when: When | None = None,
        undeclared: bool = False,
        status: int | None = None,
    ) -> None:
        """Let the next attempts to call an operation fail.

        ``error`` is the code of an error that the operation declares, or a failure of the
        connection: EndpointConnectionError, ConnectTimeoutError, ConnectionClosedError or
        ReadTimeoutError. With ``undeclared`` any code will do, ExpiredTokenException for one, with
        an HTTP ``status`` from 400 to 599.

        ``times`` counts attempts, not calls: a client with botocore's default settings makes up to
        five attempts before it gives up. ``region`` and ``when`` narrow down what fails: ``when``
        gets the parameters of the request and says whether it is meant, or is a mapping of the
        values that some of them must have. What was set first happens first. A request that
        breaks the operation's shape is refused for that, and leaves the fault as it is.

        What has not happened when this handle's activation ends is told by an UnusedFaultWarning.
        Raises ValueError for what could never happen: an unknown operation, say.
        """
        fault = _controls().fail_next(
            operation,
            error,
            times=times,
            message=message,
            region=region,
            when=when,
            undeclared=undeclared,
            status=status,
        )
        self._faults.append(fault)

    def lag(self, *, reads: int | None = None, seconds: float | None = None) -> None:
        """Hide from now on what is new, as the real service does for some seconds.

        A new profile, a new key, an ingested object and a match are hidden from the next ``reads``
        calls of SearchProfiles, ListProfileObjects and GetMatches in their domain together, a page
        being a call, or for ``seconds`` by the clock. ``lag(reads=0)`` ends it, and shows all.
        Raises ValueError unless exactly one of them is given.
        """
        _controls().set_lag(reads=reads, seconds=seconds)

    def run_identity_resolution(
        self, domain_name: str, region: str = "us-east-1", account_id: str | None = None
    ) -> str:
        """Run the identity resolution job of a domain now, and return its JobId.

        It does not count among the jobs of the schedule. Raises ValueError where there is no such
        domain or its Matching is not enabled; otherwise what ``backend`` raises.
        """
        return dispatch.run_identity_resolution(self.backend(region, account_id), domain_name)

    def dump(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        region: str = "us-east-1",
        account_id: str | None = None,
        domain_name: str | None = None,
    ) -> dict[str, Any]:
        """Return all state of a region of an account, and write it to ``path`` where one is given.

        The suffix names the format: .json, .yaml or .yml; or .csv for the profiles of one domain,
        which ``domain_name`` names where there are several. Raises ValueError for another suffix,
        OSError where the file cannot be written, and what ``backend`` raises.
        """
        # Most tests have no files.
        from . import state

        backend = self.backend(region, account_id)
        if path is None:
            return state.dump(backend)
        return state.dump_file(backend, path, domain_name=domain_name)

    def load(
        self,
        source: str | os.PathLike[str] | Mapping[str, Any],
        *,
        region: str = "us-east-1",
        account_id: str | None = None,
        domain_name: str | None = None,
    ) -> None:
        """Load what ``dump`` gives, or what a person wrote, from a file or a mapping.

        Each domain takes the place of one of its name; others stay. A .csv file adds profiles to
        the domain ``domain_name``, or to the only one. Raises StateError, a ValueError, for what
        cannot be taken, and then changes nothing; OSError for a file that cannot be read; and what
        ``backend`` raises.
        """
        from . import state

        backend = self.backend(region, account_id)
        if isinstance(source, str | os.PathLike):
            state.load_file(backend, source, domain_name=domain_name)
        else:
            state.load(backend, source, domain_name=domain_name)

    def reset(self) -> None:
        """Begin anew: forget the state of every region and account, calls, faults and lag.

        moto's other services stay as they are.
        """
        for _, _, backend in list(customerprofiles_backends.iter_backends()):
            backend.reset()
        _controls().clear()

    def end(self, *, report: bool) -> None:
        """Take back the faults that were set here and have not happened, and tell of them."""
        controls = _host.controls
        unused = controls.faults.unused(self._faults) if controls and self._faults else []
        if controls is not None:
            controls.faults.discard(unused)
        for fault in unused if report else ():
            notices.warn(f"a fault did not happen: {fault}", exceptions.UnusedFaultWarning)


_IN_THE_SERVER = (
    "in moto's server mode all this lives in the server; its control calls, "
    "/cprofiles-mock/..., give a hand on it"
)


def _controls() -> Controls:
    """The controls of the outermost activation. Raises RuntimeError where there are none."""
    if settings.TEST_SERVER_MODE:
        raise RuntimeError(_IN_THE_SERVER)
    if _host.controls is None:
        raise RuntimeError("the mock is not active any more")
    return _host.controls


class _Host:
    """The one MockAWS that all activations share, and the count of those that are entered."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entered = 0
        self._config: DefaultConfig | None = None
        self._mock: MockAWS | None = None
        self._credentials: dict[str, str | None] = {}
        # Of the outermost activation; None while there is none.
        self.controls: Controls | None = None

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
        self._credentials = {name: os.environ.get(name) for name in _CREDENTIAL_VARIABLES}
        mock = mock_aws(config=config)
        mock.start()
        self._mock, self._config = mock, config
        if settings.TEST_SERVER_MODE:
            botocore_host.redirect_to_server(settings.test_server_mode_endpoint())
        botocore_host.data_cache.install()
        self.controls = Controls()
        dispatch.give_controls(self.controls)

    def _stop(self) -> None:
        mock = self._mock
        assert mock is not None
        self._mock = self._config = self.controls = None
        dispatch.give_controls(None)
        botocore_host.data_cache.uninstall()
        botocore_host.redirect_to_server(None)
        for name in _CREDENTIAL_VARIABLES:
            # moto: its stop() raises half way where a test deleted one of these.
            os.environ.setdefault(name, "")
        mock.stop()
        # moto: only the outermost MockAWS takes its config back; stopping it twice is harmless.
        mock._user_config_mock.stop()  # noqa: SLF001  (there is no other way to it)
        for name, value in self._credentials.items():
            # moto: an empty variable would be deleted instead of restored.
            if value == "":
                os.environ[name] = value


_host = _Host()


class MockCustomerProfiles:
    """The activation object: decorator, context manager, and ``start``/``stop``, all in one.

    ``config`` is moto's configuration, as ``mock_aws`` takes it. One object may be entered any
    number of times, nested or overlapping, in any order and from any thread. State is fresh at
    the outermost entry and gone at the outermost exit, whether that is this object's, another's
    or ``mock_aws``'.
    """

    def __init__(self, config: DefaultConfig | None = None) -> None:
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
        _host.enter(self._config)
        handle = MockHandle()
        with self._lock:
            self._handles.append(handle)
        return handle

    def stop(self) -> None:
        """Leave, and warn of faults that were set since the start and have not happened.

        Raises RuntimeError, and does nothing, where this object was not started.
        """
        self._leave(report=True)

    def _leave(self, *, report: bool) -> None:
        with self._lock:
            if not self._handles:
                raise RuntimeError("stop() was called without start()")
            handle = self._handles.pop()
        try:
            handle.end(report=report)
        finally:
            _host.leave()

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
            with activation:
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
            with activation:
                return (yield from function(*args, **kwargs))

        return generator
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            with activation:
                return await function(*args, **kwargs)

        return coroutine

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with activation:
            result = function(*args, **kwargs)
        # Another decorator below may hide that the body has yet to run.
        if inspect.iscoroutine(result):
            return _await(activation, result)
        return result

    return call


async def _await(activation: MockCustomerProfiles, result: Coroutine[Any, Any, Any]) -> Any:
    with activation:
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
        if not name.startswith(("test", "Test")):
            continue
        if isinstance(member, FunctionType):
            setattr(test_class, name, _decorate_function(activation, member))
        elif getattr(member, "__qualname__", None) == f"{test_class.__qualname__}.{name}":
            # A class that is nested here, not one that is only named here.
            activation(member)
    _wrap_setup(activation, test_class)
    _wrap_teardown(test_class)
    return test_class


def _members(test_class: type) -> dict[str, Any]:
    """The class's own members and those that it inherits, as they stand in the classes."""
    members: dict[str, Any] = {}
    for klass in reversed(test_class.__mro__[:-1]):
        members.update(vars(klass))
    return members


def _wrap_setup(activation: MockCustomerProfiles, test_class: type) -> None:
    original = getattr(test_class, "setup_method", None)

    def setup_method(self: Any, method: Any = None) -> None:
        activation.start()
        vars(self).setdefault(_ENTERED, []).append(activation)
        try:
            _call_xunit(original, self, method)
        except BaseException:
            # A runner does not tear down what failed to set up.
            vars(self)[_ENTERED].pop().stop()
            raise

    test_class.setup_method = _like(original, setup_method)  # type: ignore[attr-defined]


def _wrap_teardown(test_class: type) -> None:
    original = getattr(test_class, "teardown_method", None)

    def teardown_method(self: Any, method: Any = None) -> None:
        try:
            _call_xunit(original, self, method)
        finally:
            if vars(self).get(_ENTERED):
                vars(self)[_ENTERED].pop().stop()

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
