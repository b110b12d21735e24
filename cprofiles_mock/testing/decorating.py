"""Decorating functions and classes, so that the mock is active while they run."""

from __future__ import annotations

import functools
import inspect
import unittest
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Mapping
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from types import TracebackType


class Entered(Protocol):
    """One entry of an activation: a context manager that can also be left by ``leave``."""

    def __enter__(self) -> Entered: ...

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

    def leave(self) -> None:
        """Leave without an exception."""


# Returns a new entry, not entered yet.
Enter = Callable[[], Entered]


def decorate(enter: Enter, decorated: Any) -> Any:
    """Decorate a function or a class. Raises TypeError for anything else."""
    if inspect.isclass(decorated):
        if issubclass(decorated, unittest.TestCase):
            return _decorate_test_case(enter, decorated)
        return _decorate_class(enter, decorated)
    if isinstance(decorated, FunctionType):
        return _decorate_function(enter, decorated)
    raise TypeError(_cannot_decorate(decorated))


def _cannot_decorate(decorated: object) -> str:
    name = type(decorated).__name__
    if isinstance(decorated, staticmethod | classmethod | property):
        return f"put @{name} above @mock_customerprofiles, not below it"
    if isinstance(decorated, Mapping):
        return (
            "mock_customerprofiles takes moto's configuration by its name, "
            f"mock_customerprofiles(config={decorated!r}); by position it takes what it decorates"
        )
    if isinstance(decorated, str):
        return (
            f"mock_customerprofiles takes the region by its name, "
            f"mock_customerprofiles(region={decorated!r}); by position it takes what it decorates"
        )
    if "Fixture" in name:
        return "put @pytest.fixture above @mock_customerprofiles, not below it"
    return (
        f"mock_customerprofiles decorates functions and classes, not {name!r} objects; "
        "wrap the call in `with mock_customerprofiles():` instead"
    )


# --- functions ----------------------------------------------------------------------------------
# moto: its decorator returns from a coroutine or a generator before the body has run. Here the
# activation lasts as long as the body, even while that is suspended.


def _decorate_function(enter: Enter, function: Callable[..., Any]) -> Any:
    if inspect.isasyncgenfunction(function):

        @functools.wraps(function)
        async def async_generator(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
            with enter():
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
            return (yield from _delegate(enter, function(*args, **kwargs)))

        return generator
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            with enter():
                return await function(*args, **kwargs)

        return coroutine

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with enter():
            result = function(*args, **kwargs)
        # A decorator below this one may have hidden that the body is yet to run.
        if inspect.iscoroutine(result):
            return _await(enter, result)
        if inspect.isgenerator(result):
            return _delegate(enter, result)
        if type(result).__module__ == "contextlib" and inspect.unwrap(function) is not function:
            raise TypeError("put @contextmanager above @mock_customerprofiles, not below it")
        return result

    return call


def _delegate(enter: Enter, result: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    with enter():
        return (yield from result)


async def _await(enter: Enter, result: Coroutine[Any, Any, Any]) -> Any:
    with enter():
        return await result


# --- classes ------------------------------------------------------------------------------------


class _Method:
    """A function that a class has as a method, and that ``mock_aws`` above leaves alone.

    moto: its decorator wraps the plain functions of a class, and only those that it takes for tests
    or setups start with fresh state. Around what is added here it would hold an activation without
    fresh state, and lend its fake credentials beyond the end of ours.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self._function if instance is None else MethodType(self._function, instance)


def _set(test_class: type, name: str, value: object) -> None:
    """Set a member of a class. Raises TypeError if the class refuses it."""
    try:
        setattr(test_class, name, value)
    except (AttributeError, TypeError) as error:
        raise TypeError(
            f"mock_customerprofiles cannot decorate the class {test_class.__name__}, which refuses "
            f"new members ({error}); decorate its test methods instead"
        ) from error


def _decorate_test_case(
    enter: Enter, test_case: type[unittest.TestCase]
) -> type[unittest.TestCase]:
    """Wrap ``run``, which includes setUp, the test, tearDown and cleanups, but not setUpClass."""
    for name in ("run", "debug"):
        wrapped = _decorate_function(enter, getattr(test_case, name))
        _set(test_case, name, _Method(wrapped))
    if issubclass(test_case, unittest.IsolatedAsyncioTestCase):
        for name, member in list(vars(test_case).items()):
            if isinstance(member, FunctionType) and _is_coroutine_function(member):
                _set(test_case, name, _Method(_awaiting(member)))
    return test_case


def _is_coroutine_function(function: FunctionType) -> bool:
    return inspect.iscoroutinefunction(inspect.unwrap(function))


def _awaiting(function: Callable[..., Any]) -> Callable[..., Any]:
    """A coroutine function again, where ``mock_aws`` below has made a plain function of it.

    moto: unittest would not await what that returns, and the test would pass without having run.
    """
    if inspect.iscoroutinefunction(function):
        return function

    @functools.wraps(function)
    async def coroutine(*args: Any, **kwargs: Any) -> Any:
        return await function(*args, **kwargs)

    return coroutine


def _decorate_class(enter: Enter, test_class: type) -> type:
    """Enter in setup_method and leave in teardown_method, so that one activation covers a test.

    Test methods are wrapped too, so that they can be called without a runner. Under a runner this
    is an inner entry, which shares the outer one's state.
    """
    for name, member in _members(test_class).items():
        if isinstance(member, FunctionType) and name.startswith("test"):
            _set(test_class, name, _decorate_function(enter, member))
        elif inspect.isclass(member) and _holds_tests(name, member):
            _set(test_class, name, _decorate_nested(enter, test_class, name, member))
    _wrap_setup(enter, test_class)
    _wrap_teardown(test_class)
    return test_class


def _holds_tests(name: str, member: type) -> bool:
    """Whether a runner may collect the class; which names it collects is configurable."""
    if not issubclass(member, unittest.TestCase) and (
        member.__init__ is not object.__init__ or member.__new__ is not object.__new__
    ):
        return False
    return name.startswith("Test") or any(each.startswith("test") for each in _members(member))


def _decorate_nested(enter: Enter, test_class: type, name: str, nested: type) -> type:
    """Return a test class that is nested in another, decorated.

    pytest calls the setup_method and teardown_method that it found in the outer class on instances
    of the inner one too, so the inner class must have them.
    """
    if nested.__qualname__ != f"{test_class.__qualname__}.{name}":
        # The class is only referenced here, or inherited; it must stay undecorated elsewhere.
        own = {"__module__": nested.__module__, "__doc__": nested.__doc__}
        nested = type(nested)(name, (nested,), own)
    decorate(enter, nested)
    if issubclass(nested, unittest.TestCase):
        _wrap_setup(enter, nested)
        _wrap_teardown(nested)
    return nested


def _members(test_class: type) -> dict[str, Any]:
    """The class's own members and the inherited ones, raw, without descriptors being applied."""
    members: dict[str, Any] = {}
    for klass in reversed(test_class.__mro__[:-1]):
        members.update(vars(klass))
    return members


def _wrap_setup(enter: Enter, test_class: type) -> None:
    original = getattr(test_class, "setup_method", None)

    def setup_method(self: Any, method: Any = None) -> None:
        entry = enter().__enter__()
        _entered.setdefault(id(self), (self, []))[1].append(entry)
        try:
            _call_xunit(original, self, method)
        except BaseException:
            # A runner does not call teardown_method if setup_method failed.
            _leave_latest(self)
            raise

    _set(test_class, "setup_method", _Method(_like(original, setup_method)))


def _wrap_teardown(test_class: type) -> None:
    original = getattr(test_class, "teardown_method", None)

    def teardown_method(self: Any, method: Any = None) -> None:
        try:
            _call_xunit(original, self, method)
        finally:
            _leave_latest(self)

    _set(test_class, "teardown_method", _Method(_like(original, teardown_method)))


# The entries that setup_method has made, by the identity of the test instance, which is kept with
# them: an instance may have no attributes of its own and no hash, as that of a slotted dataclass.
_entered: dict[int, tuple[Any, list[Entered]]] = {}


def _leave_latest(instance: Any) -> None:
    """Leave the latest entry of the instance's setup_method, if there is one."""
    if id(instance) in _entered:
        _, entries = _entered[id(instance)]
        entry = entries.pop()
        if not entries:
            del _entered[id(instance)]
        entry.leave()


def _call_xunit(original: Callable[..., Any] | None, instance: Any, method: Any) -> None:
    """Call setup_method or teardown_method as pytest does: with ``method`` if it accepts one."""
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
