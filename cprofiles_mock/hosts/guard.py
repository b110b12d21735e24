"""The guard: a call to this service fails where no mock is active, instead of going to AWS.

Guarded are AWS's own hosts. A client that has another endpoint goes there.
"""

from __future__ import annotations

import functools
import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.handlers import BUILTIN_HANDLERS
from botocore.httpsession import URLLib3Session
from urllib3.connectionpool import HTTPConnectionPool

from .. import exceptions
from ..instruments import reporting
from ..protocol.compiled import SERVICE_NAME
from ..protocol.endpoints import target
from ..runtime.reaching_aws import is_reaching_aws
from . import emitters

if TYPE_CHECKING:
    from collections.abc import Callable

#: What a guard can do; without one, calls go to the network.
MODES = ("error", "warn", "off")

#: The environment variable that sets a guard for each process that imports this package.
VARIABLE = "CPROFILES_MOCK_GUARD"

# botocore: before a request is signed, so that a lack of credentials does not come first.
_EVENT = f"before-call.{SERVICE_NAME}"


class Caller(NamedTuple):
    """Who makes a call, and what that one should do instead."""

    name: str
    remedy: str


def _program() -> Caller:
    return Caller(
        "the program",
        "enter mock_customerprofiles before, or run the program by cprofiles-mock run",
    )


class Guard:
    """The guard of this process."""

    def __init__(self) -> None:
        self.mode = "off"
        #: Who makes the calls at this moment.
        self.caller: Callable[[], Caller] = _program
        self._raised: list[exceptions.UnmockedCallError] = []
        self._is_installed = False

    def set(self, mode: str) -> Callable[[], None]:
        """Set the mode, and return what takes it back. Raises ValueError for another mode."""
        if mode not in MODES:
            raise ValueError(f"a guard is {', '.join(MODES[:-1])} or {MODES[-1]}, not {mode!r}")
        before, self.mode = self.mode, mode
        if mode != "off" and not self._is_installed:
            # For good: others may replace the same methods later, and go on calling ours.
            self._is_installed = True
            _install()
        return lambda: setattr(self, "mode", before)

    def check(self, what: str, region: str) -> None:
        """Raise UnmockedCallError, or warn, unless a mock is active."""
        if self.mode == "off" or is_reaching_aws() or _is_mock_active():
            return
        who, remedy = self.caller()
        text = f"{who} called {what} of {SERVICE_NAME} in {region}, and no mock is active: {remedy}"
        if self.mode == "warn":
            reporting.warn(text, exceptions.UnmockedCallWarning)
            return
        error = exceptions.UnmockedCallError(text)
        self._raised.append(error)
        raise error

    def take(self) -> list[exceptions.UnmockedCallError]:
        """The errors that were raised since this was asked last."""
        raised, self._raised = self._raised, []
        return raised


guard = Guard()


def guard_by_environment() -> None:
    """Set the guard that the environment asks for. Raises ValueError for another mode.

    The package calls this if the variable is set.
    """
    try:
        guard.set(os.environ[VARIABLE])
    except ValueError as error:
        raise ValueError(f"{VARIABLE}: {error}") from None


def _is_mock_active() -> bool:
    # Not imported: as long as nobody has, there is no mock.
    moto_host: Any = sys.modules.get("cprofiles_mock.hosts.moto")
    return moto_host is not None and moto_host.is_active()


def _install() -> None:
    """Put the guard before all clients, and before what sends without one."""
    BUILTIN_HANDLERS.append((_EVENT, _check_call))
    for events in emitters.existing_emitters():
        emitters.add(events, _EVENT, _check_call, ExitStack())
    send = URLLib3Session.send
    urlopen = HTTPConnectionPool.urlopen

    # A session may have no handlers. What urllib3 raises, botocore would take for a failure of the
    # network, and try again.
    @functools.wraps(send)
    def guarded_send(session: Any, request: Any) -> Any:
        if guard.mode == "error":
            _check_url(request.method, request.url)
        return send(session, request)

    # `requests` sends by it.
    @functools.wraps(urlopen)
    def guarded_urlopen(pool: Any, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        agent = str((kwargs.get("headers") or {}).get("User-Agent", ""))
        # botocore: such a request has passed the guard as a call.
        if "otocore" not in agent:
            # By a proxy, the URL is absolute.
            whole = url if "://" in url else f"{pool.scheme}://{pool.host}{url}"
            _check_url(method, whole)
        return urlopen(pool, method, url, *args, **kwargs)

    patched: Any = URLLib3Session
    patched.send = guarded_send
    patched = HTTPConnectionPool
    patched.urlopen = guarded_urlopen


def _check_call(model: Any, params: Any, **_: Any) -> None:
    """botocore: a handler of this event runs before the request is made."""
    aimed_at = target(params["url"])
    if aimed_at is not None:
        guard.check(model.name, aimed_at.endpoint.region)


def _check_url(method: str, url: str) -> None:
    aimed_at = target(url)
    if aimed_at is not None:
        guard.check(f"{method} {aimed_at.path}", aimed_at.endpoint.region)
