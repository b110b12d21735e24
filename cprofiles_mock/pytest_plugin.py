"""The pytest plugin: fixtures and a marker. It imports only pytest until one is used."""

from __future__ import annotations

import os
import re
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from .testing.remedies import SET_A_REGION, is_lack_of_region, remedies
from .testing.run_region import REGION_OPTION, set_run_region

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from types_boto3_customer_profiles import CustomerProfilesClient

    from .testing.handle import MockHandle

_MARKER = "customerprofiles"

_GUARD_OPTION = "customerprofiles_guard"
_IS_GUARDED = pytest.StashKey[bool]()
_REGION_IS_SET = pytest.StashKey[bool]()

# Whether the latest phase of a test did not pass.
_HAS_FAILED = pytest.StashKey[bool]()

_JOURNAL = "cprofiles_mock.instruments.journal"

# How a sequence of calls begins where its line breaks are escaped.
_ON_ONE_LINE = re.compile(r"\b[0-9,]+ calls?:\\n")

# The marker's arguments and their types.
_KINDS = {"region": str, "config": dict}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of the configuration file."""
    parser.addini(
        REGION_OPTION,
        "AWS region of clients that name none: from before conftest.py is imported, and whatever "
        "environment and AWS configuration say",
        default="",
    )
    parser.addini(
        _GUARD_OPTION,
        "what happens to a call of customer-profiles while no mock is active: error, warn, or off, "
        "from collection on (default: off, or what CPROFILES_MOCK_GUARD says)",
        default="",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config,
) -> Generator[None, object, object]:
    """Set the configured region; say what to do where the lack of one keeps a conftest out."""
    _set_region(early_config)
    _set_guard(early_config)
    try:
        return (yield)
    except Exception as error:
        if is_lack_of_region(error.__cause__) and not _region_option(early_config):
            print(f"customerprofiles: {SET_A_REGION}", file=sys.stderr)  # noqa: T201
        raise


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(region=None, config=None): activate the mock of customer-profiles during the "
        "test, in this region and with this configuration of moto",
    )
    # A conftest may have loaded this plugin.
    _set_region(config)
    _set_guard(config)


def _set_guard(config: pytest.Config) -> None:
    mode = config.getini(_GUARD_OPTION) or os.environ.get("CPROFILES_MOCK_GUARD")
    if not mode or _IS_GUARDED in config.stash:
        return
    config.stash[_IS_GUARDED] = True
    from .hosts.guard import guard

    try:
        config.add_cleanup(guard.set(mode))
    except ValueError as error:
        raise pytest.UsageError(f"{_GUARD_OPTION}: {error}") from None
    if mode == "off":
        return
    from .testing.guarded_run import GuardedRun

    guarded = GuardedRun()
    config.add_cleanup(guarded.end)
    config.pluginmanager.register(guarded, _GUARD_OPTION)


def _set_region(config: pytest.Config) -> None:
    region = _region_option(config)
    if region and _REGION_IS_SET not in config.stash:
        config.stash[_REGION_IS_SET] = True
        config.add_cleanup(set_run_region(region))


def _region_option(config: pytest.Config) -> str:
    """The region of the option, or ""; raises pytest.UsageError for what is no text."""
    region: object = config.getini(REGION_OPTION)
    if not isinstance(region, str):
        raise pytest.UsageError(
            f'{REGION_OPTION} is the name of a region, such as "us-east-1", not {region!r}'
        )
    return region


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what to do where a client found no region, at import for one, and no answer."""
    texts = [
        each.longreprtext
        for kind in ("error", "failed")
        for each in terminalreporter.stats.get(kind, ())
    ]
    found = remedies(texts, has_region=bool(_region_option(config)))
    if found:
        terminalreporter.section("customerprofiles")
        for remedy in found:
            terminalreporter.write_line(remedy)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Make plain ``mock_aws`` cover the service, if a test module has imported moto."""
    if "botocore" in sys.modules:
        _check_region(_region_option(session.config), REGION_OPTION)
    if "moto" in sys.modules:
        from .hosts.moto import register

        register()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Let a marked test run in the marker's region, whatever its fixtures have configured."""
    if item.get_closest_marker(_MARKER) is None:
        return (yield)
    from .testing.region import default_region

    with default_region(_read_marker(item).get("region")):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note a failure, and show the calls that it is about."""
    report = yield
    item.stash[_HAS_FAILED] = not report.passed
    if report.failed and call.excinfo is not None and _JOURNAL in sys.modules:
        report.sections += _calls_to_show(call.excinfo)
    return report


def _calls_to_show(failure: pytest.ExceptionInfo[BaseException]) -> list[tuple[str, str]]:
    """Sections with the calls of a failing assertion, if its text has them on one line.

    pytest writes a value of an assertion on one line, and cuts it; while it does, the value is
    among the locals.
    """
    from .instruments.journal import Calls

    error = failure.value
    if not isinstance(error, AssertionError) or not _ON_ONE_LINE.search(str(error)):
        return []
    values = failure.traceback[-1].locals.values()
    listings = [repr(each) for each in values if isinstance(each, Calls)]
    return [("customerprofiles calls", each) for each in dict.fromkeys(listings)]


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Show calls that are compared, a line for each."""
    journal = sys.modules.get(_JOURNAL)
    if journal is None or not isinstance(left, journal.Calls) | isinstance(right, journal.Calls):
        return None
    lines: list[str] = journal.comparison(left, op, right)
    return lines


@pytest.fixture(autouse=True)
def _customerprofiles_marked(request: pytest.FixtureRequest) -> None:
    """Activate the mock for a marked test, before the other fixtures of functions."""
    if request.node.get_closest_marker(_MARKER) is not None:
        request.getfixturevalue("customerprofiles_mock")


@pytest.fixture
def customerprofiles_mock(request: pytest.FixtureRequest) -> Iterator[MockHandle]:
    """The handle of a mock that is active during the test, and begins without state.

    Where the test also uses ``customerprofiles_module`` or ``customerprofiles_session``, it begins
    with the state that theirs has. Under a wider activation, the state of that is put back when
    the test has ended. Clients that name no region have that of the marker
    ``@pytest.mark.customerprofiles(region=…, config=…)``, or else of the option
    ``customerprofiles_region``, or else the configured one, or us-east-1.
    """
    from .testing.activation import mock_customerprofiles
    from .worlds import set_aside

    _check_region(_region_option(request.config), REGION_OPTION)
    with mock_customerprofiles(**_read_marker(request.node)) as mock, ExitStack() as state:
        if _wide_client_of(request) is not None:
            # The state that it begins with is put back by another fixture.
            request.getfixturevalue("_customerprofiles_snapshot")
        else:
            state.enter_context(set_aside())
        yield mock
        if request.node.stash.get(_HAS_FAILED, False):
            # A test that fails has another cause, which a warning must not hide.
            mock.end(report=False)


@pytest.fixture
def customerprofiles(
    request: pytest.FixtureRequest,
    customerprofiles_mock: MockHandle,  # noqa: ARG001  (requested to activate the mock)
) -> CustomerProfilesClient:
    """A boto3-compatible client of the active mock, in the configured region."""
    return _new_client(request.node)


@pytest.fixture(scope="module")
def customerprofiles_module(request: pytest.FixtureRequest) -> Iterator[CustomerProfilesClient]:
    """A client whose state lasts for a whole module.

    What fixtures of wider scope than a test do with it is there in each test that uses it. What
    such a test does is gone when the test has ended. Other tests do not see its state. Region and
    configuration are those of the module's marker.
    """
    yield from _wide_client(request)


@pytest.fixture(scope="session")
def customerprofiles_session(request: pytest.FixtureRequest) -> Iterator[CustomerProfilesClient]:
    """A client whose state lasts to the end of the run; else as ``customerprofiles_module``."""
    yield from _wide_client(request)


_WIDE_CLIENTS = ("customerprofiles_module", "customerprofiles_session")


class _WideState:
    """The state of a client of wider scope."""

    def __init__(self, fixture_name: str) -> None:
        from .worlds import World

        self.world = World()
        #: The names of the fixtures that use the client, and of those that use such a fixture.
        self.users = {fixture_name}


# Those of the clients that are there, by the name of their fixture.
_wide_states: dict[str, _WideState] = {}


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Let a fixture of wider scope that uses a client of wider scope work on that one's state."""
    if not _wide_states or fixturedef.scope == "function":
        return (yield)
    for state in _wide_states.values():
        if not state.users.isdisjoint(fixturedef.argnames):
            state.users.add(fixturedef.argname)
            break
    else:
        return (yield)
    world = state.world
    world.enter()
    # Finalizers run in the reverse order: the fixture's own is between these two.
    request.addfinalizer(world.leave)
    try:
        return (yield)
    finally:
        request.addfinalizer(world.enter)
        world.leave()


@pytest.fixture(autouse=True)
def _customerprofiles_snapshot(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test that uses a client of wider scope work on a copy of that one's state."""
    name = _wide_client_of(request)
    if name is None:
        yield
        return
    from .worlds import snapshot

    world = _wide_states[name].world
    world.enter()
    try:
        with snapshot():
            yield
    finally:
        world.leave()


def _wide_client_of(request: pytest.FixtureRequest) -> str | None:
    """The fixture of wider scope that a test uses, itself or by other fixtures; None if none."""
    used = [name for name in _WIDE_CLIENTS if name in request.fixturenames]
    if len(used) > 1:
        raise pytest.UsageError(
            f"{request.node.nodeid} uses {' and '.join(used)}, each of which has a state of its "
            "own; use one of them"
        )
    return used[0] if used else None


def _wide_client(request: pytest.FixtureRequest) -> Iterator[CustomerProfilesClient]:
    from .testing.activation import mock_customerprofiles

    name = request.fixturename
    assert name is not None
    with mock_customerprofiles(**_read_marker(request.node)):
        _wide_states[name] = _WideState(name)
        try:
            yield _new_client(request.node)
        finally:
            del _wide_states[name]


def _new_client(node: Any) -> CustomerProfilesClient:
    from .hosts.botocore import client_factory, configured_region

    region = _read_marker(node).get("region") or configured_region()
    assert region is not None  # the active mock ensures it
    client: CustomerProfilesClient = client_factory.client(region)
    return client


def _read_marker(node: pytest.Item) -> dict[str, Any]:
    """The arguments of a test's markers; if one is given twice, the nearest marker wins.

    Raises pytest.UsageError for an argument that the marker does not accept.
    """
    arguments: dict[str, Any] = {}
    for marker in node.iter_markers(_MARKER):
        unknown = marker.kwargs.keys() - _KINDS.keys()
        if marker.args or unknown:
            raise pytest.UsageError(
                f"@pytest.mark.{_MARKER} takes region=… and config=… alone, "
                f"not {', '.join([*map(repr, marker.args), *sorted(unknown)])}"
            )
        for name, value in marker.kwargs.items():
            if value == "" or not isinstance(value, _KINDS[name] | None):
                raise pytest.UsageError(
                    f"@pytest.mark.{_MARKER}: {name} is a {_KINDS[name].__name__}, not {value!r}"
                )
            arguments.setdefault(name, value)
    _check_region(arguments.get("region"), f"@pytest.mark.{_MARKER}: region")
    return arguments


def _check_region(region: str | None, what: str) -> None:
    """Raise pytest.UsageError for a region where the service is not offered."""
    if region:
        from .instruments.names import check_region

        try:
            check_region(region)
        except ValueError as error:
            raise pytest.UsageError(f"{what}: {error}") from None
