"""botocore as the host: clients that exist already, and configured endpoints.

Code that uses undocumented names of botocore belongs in this module.
"""

from __future__ import annotations

import functools
import os
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore import exceptions as botocore_exceptions
from botocore.awsrequest import HeadersDict
from botocore.credentials import Credentials
from botocore.handlers import BUILTIN_HANDLERS
from botocore.httpsession import URLLib3Session
from botocore.session import Session
from botocore.signers import RequestSigner

from ..instruments.controls import active_controls
from ..protocol.compiled import SERVICE_NAME
from . import aiobotocore as aiobotocore_host
from . import emitters, waiting
from .client_exceptions import MatchingExceptions
from .lent_region import VARIABLE, lent_region, region_in_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# moto: the credentials that its own mock sets in the environment.
FAKE_ACCESS_KEY = "FOOBARKEY"
FAKE_SECRET_KEY = "FOOBARSECRET"  # noqa: S105  (it opens nothing)

_ENDPOINT_EVENT = f"before-endpoint-resolution.{SERVICE_NAME}"
_SIGN_EVENT = f"before-sign.{SERVICE_NAME}"
_CLIENT_EVENT = f"creating-client-class.{SERVICE_NAME}"

# botocore: the ruleset parameter that holds a custom endpoint.
_CUSTOM_ENDPOINT = "SDK::Endpoint"


class _Redirection:
    """Where requests of the service's clients go while the mock is active."""

    def __init__(self) -> None:
        self.is_mocked: Callable[[], bool] = lambda: False
        # moto's handler, which answers the requests.
        self.stubber: Any = None
        # In moto's server mode: the server's address.
        self.server: str | None = None
        # Every endpoint that was configured when a client may have been created.
        self.configured: set[str] = set()


_redirection = _Redirection()


def register(
    stubber: Any, is_mocked: Callable[[], bool], make_class: Callable[..., None], undo: ExitStack
) -> None:
    """Register moto's stubber and our own handlers with all existing and future clients.

    ``make_class`` takes part where a class of clients is made.

    A Lambda function creates its client at import, before anything is mocked, and botocore copies
    the handlers when it creates a session or a client. Existing ones are searched for once, here.
    ``undo`` takes everything back.
    """
    _redirection.is_mocked = is_mocked
    _redirection.stubber = stubber
    remember_configured_endpoints()
    handlers = (
        (_ENDPOINT_EVENT, _resolve_endpoint),
        (_SIGN_EVENT, _lend_credentials),
        (_CLIENT_EVENT, remember_configured_endpoints),
        (_CLIENT_EVENT, make_class),
    )
    for entry in handlers:
        BUILTIN_HANDLERS.append(entry)
        undo.callback(BUILTIN_HANDLERS.remove, entry)
    for events in emitters.existing_emitters():
        # Those that were made after moto's import have moto's handler already.
        for event_name, handler in (*handlers, ("before-send", stubber)):
            emitters.add(events, event_name, handler, undo)


def guard_connections(answer: Callable[[Any], Any], undo: ExitStack) -> None:
    """Answer what no handler has answered, where botocore would open a connection.

    ``answer`` takes a prepared request and returns None if it is to be sent. A session without
    built-in handlers, a handler that was taken off, and a program that sends a signed request by
    botocore's HTTP session all end here.
    """
    # botocore: all of its own clients send by this method; aiobotocore's have another class.
    send = URLLib3Session.send

    @functools.wraps(send)
    def guarded_send(session: URLLib3Session, request: Any) -> Any:
        answered = answer(request)
        return send(session, request) if answered is None else answered

    patched: Any = URLLib3Session
    patched.send = guarded_send
    undo.callback(setattr, patched, "send", send)


def remember_configured_endpoints(**_: Any) -> None:
    """Remember the endpoint URLs that environment and configuration set for this service.

    They are ignored while the mock is active; a client's explicit ``endpoint_url`` is not. A client
    adopts the configured endpoint when it is created, so this is called then.
    """
    found = _endpoints_in_environment() | _endpoints_in_files(_files())
    _redirection.configured.update(url for url in found if url)


def _endpoints_in_environment() -> set[str | None]:
    names = ("AWS_ENDPOINT_URL", f"AWS_ENDPOINT_URL_{SERVICE_NAME.replace('-', '_').upper()}")
    return {os.environ.get(name) for name in names}


# A configuration file's path, and its time and size to detect changes; None if it does not exist.
_File = tuple[str, "tuple[int, int] | None"]


def _files() -> tuple[_File, ...]:
    """The files from which the configuration is read."""
    files: list[_File] = []
    for variable, default in (
        ("AWS_CONFIG_FILE", "~/.aws/config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
    ):
        path = os.environ.get(variable, default)
        try:
            status = Path(path).expanduser().stat()
        except (OSError, RuntimeError):
            # The file does not exist, or the home directory is unknown.
            files.append((path, None))
        else:
            files.append((path, (status.st_mtime_ns, status.st_size)))
    return tuple(files)


# Called for each new client, and reading the files takes a tenth of the time to create one.
@lru_cache(maxsize=4)
def _endpoints_in_files(_: tuple[_File, ...]) -> set[Any]:
    try:
        config = _bare_session().full_config
    except botocore_exceptions.ConfigParseError:
        # botocore reports this to the code that creates a client.
        return set()
    found = {_text_at(each, "endpoint_url") for each in config.get("profiles", {}).values()}
    for service in config.get("services", {}).values():
        found.add(_text_at(service, "customer_profiles", "endpoint_url"))
    return found


def _text_at(section: Any, *names: str) -> str | None:
    """The text at a path of names in a section; None if there is none, or it is not a text."""
    for name in names:
        section = section.get(name) if isinstance(section, dict) else None
    return section if isinstance(section, str) else None


def redirect_to_server(address: str | None) -> None:
    """Redirect all clients of the service, however created, to ``address``; None ends it."""
    _redirection.server = address
    if address is not None:
        # Their own handlers were left out when there was nothing for them to do.
        with ExitStack() as undo:
            for events in emitters.existing_emitters():
                emitters.add(events, _ENDPOINT_EVENT, _resolve_endpoint, undo)
            # They stay, as those of other clients do.
            undo.pop_all()


def leave_out_idle_handlers(client: Any) -> None:
    """Take those of our handlers off a new client that would never have anything to do for it.

    Nearly every client has credentials, and no endpoint of its own; a handler costs each of its
    calls about half a per cent.
    """
    events: Any = client.meta.events
    signer: Any = client._request_signer
    credentials = signer._credentials
    endpoint = client._ruleset_resolver._builtins.get(_CUSTOM_ENDPOINT)
    if endpoint is None and _redirection.server is None:
        emitters.remove(events, _ENDPOINT_EVENT, _resolve_endpoint)
    if type(signer) is RequestSigner and credentials is not None:
        emitters.remove(events, _SIGN_EVENT, _lend_credentials)


def _resolve_endpoint(builtins: dict[str, Any], **_: Any) -> None:
    """botocore: handlers of this event change the ruleset parameters in place, for each call."""
    custom = builtins.get(_CUSTOM_ENDPOINT)
    if custom is None and _redirection.server is None:
        return
    known = _redirection.configured
    if custom is not None and custom not in known and custom not in _endpoints_in_environment():
        return
    if _redirection.server is not None:
        builtins[_CUSTOM_ENDPOINT] = _redirection.server
    elif custom is not None and _redirection.is_mocked():
        builtins[_CUSTOM_ENDPOINT] = None


def hold_to_endpoint(client: Any, endpoint_url: str) -> None:
    """Send a client's calls to its endpoint even if that is configured, and the mock is active."""

    def hold(builtins: dict[str, Any], **_: Any) -> None:
        builtins[_CUSTOM_ENDPOINT] = endpoint_url

    client.meta.events.register_last("before-endpoint-resolution", hold)


def note_read_timeout(config: Any) -> None:
    """If calls take time, note how long a client of this configuration waits."""
    controls = active_controls()
    if controls is not None and controls.latencies.are_set:
        waiting.note_read_timeout(config.read_timeout)


def _lend_credentials(request: Any, request_signer: Any, **_: Any) -> None:
    """Sign with fake credentials if the client has none; the client itself is not changed."""
    if type(request_signer) is not RequestSigner:
        aiobotocore_host.adopt(request_signer, _redirection.stubber, _redirection.is_mocked)
    # botocore: the client's configuration is lost once the request is prepared. A URL that is only
    # signed has none.
    if "client_config" in request.context:
        note_read_timeout(request.context["client_config"])
    if request_signer._credentials is not None:
        return
    if _redirection.server is not None or _redirection.is_mocked():
        kind = aiobotocore_host.credentials_class(request_signer) or Credentials
        signing = dict(request.context.get("signing") or {})
        signing["request_credentials"] = kind(FAKE_ACCESS_KEY, FAKE_SECRET_KEY)
        request.context["signing"] = signing


#: The handlers that a client may do without.
IDLE_HANDLERS = (_resolve_endpoint, _lend_credentials)


# --- headers ------------------------------------------------------------------------------------

# Spelled as they are rebuilt from a WSGI environment; other header mappings ignore case.
_HEADERS = (
    "Content-Type",
    # The number of the attempt; every SDK sends it.
    "Amz-Sdk-Request",
    # moto: this header sets the account.
    "X-Moto-Account-Id",
)
_PLACES = {name.lower(): place for place, name in enumerate(_HEADERS)}


def read_headers(headers: Mapping[str, Any]) -> list[str]:
    """Content-Type, amz-sdk-request and X-Moto-Account-Id of a request.

    Each is empty if missing. The headers may be botocore's or any other mapping.
    """
    if type(headers) is HeadersDict:
        of_botocore: Any = headers
        found = ["", "", ""]
        # botocore: hash and equality of its keys are methods in Python, so looking up three of them
        # takes longer than looking at all.
        places = _PLACES
        for key, value in of_botocore._dict.items():
            name = key._lower
            if name in places:
                found[places[name]] = value.decode("latin-1") if type(value) is bytes else value
        return found
    return [text(headers.get(name)) for name in _HEADERS]


def text(value: str | bytes | None) -> str:
    """A header's value as text; empty if there is none."""
    return value.decode("latin-1") if isinstance(value, bytes) else value or ""


def connection_error(kind: str, url: str) -> Exception:
    """The botocore exception for a failed connection; ``kind`` is the name of its class."""
    error: Exception = getattr(botocore_exceptions, kind)(endpoint_url=url)
    return error


# --- clients and regions ------------------------------------------------------------------------


class ClientFactory:
    """Creates clients for the fixture from one session, so that a test pays only for the client."""

    def __init__(self) -> None:
        self._session: Session | None = None

    def client(self, region_name: str) -> Any:
        """A new client of the service; handlers registered with it affect no other client."""
        if self._session is None:
            self._session = Session()
            exceptions = MatchingExceptions(lambda: _redirection.is_mocked())  # noqa: PLW0108
            components: Any = self._session
            components._internal_components.register_component("exceptions_factory", exceptions)
        return self._session.create_client(
            SERVICE_NAME,
            region_name=region_name,
            aws_access_key_id=FAKE_ACCESS_KEY,
            aws_secret_access_key=FAKE_SECRET_KEY,
        )


client_factory = ClientFactory()


def configured_region() -> str | None:
    """The region that environment or configuration sets, or None."""
    # botocore: it takes an empty variable for a region; here that counts as none.
    region = os.environ.get(VARIABLE)
    if region and not lent_region.in_force():
        return region
    profile = tuple(map(os.environ.get, ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")))
    return _region_of_profile(_files(), profile) or region or None


# Called for each test, and reading the files takes as long as a client's first call.
@lru_cache(maxsize=4)
def _region_of_profile(_: tuple[_File, ...], __: tuple[str | None, ...]) -> str | None:
    return region_in_files(_bare_session())


def _bare_session() -> Session:
    """A session for reading the present configuration.

    botocore: registering its own handlers is nearly all of the cost of a session.
    """
    return Session(include_builtin_handlers=False)
