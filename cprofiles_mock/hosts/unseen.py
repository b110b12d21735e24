"""Whether anybody looks at the calls of one client: who listens, and the parts it is made of.

Code here uses undocumented names of botocore and moto.
"""

from __future__ import annotations

from functools import lru_cache
from operator import is_
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import botocore.endpoint
import botocore.hooks
import botocore.parsers
import botocore.regions
import botocore.serialize
import botocore.signers
import botocore.validate
from botocore.awsrequest import AWSResponse
from botocore.credentials import Credentials
from botocore.endpoint_provider import EndpointProvider
from botocore.httpsession import URLLib3Session
from botocore.loaders import Loader

from ..protocol import endpoints
from ..protocol.compiled import SERVICE_NAME
from . import botocore as botocore_host
from .listeners import EVENTS_OF_BUILDING, EVENTS_OF_SENDING, Listeners, only_known
from .observers import SPOTS


class Retries(NamedTuple):
    """What botocore's bookkeeping of retries does to a call that succeeds at its first attempt."""

    # Into ResponseMetadata.
    metadata: dict[str, Any]
    # Returns to it what earlier retries have taken; None in the legacy mode.
    quota: Any


class Seen(NamedTuple):
    """What is known of an operation's calls that need not be sent."""

    # Whether a call may be answered without being built.
    may_be_direct: bool
    retries: Retries


_UNSEEN = "_cprofiles_mock_unseen"


def _keys_of(credentials: Any) -> tuple[Any, ...]:
    if type(credentials) is not Credentials:
        return None, None, None
    return credentials.access_key, credentials.secret_key, credentials.token


class Unseen:
    """What a client was found to be made of, and who listens to it; true until one of it changes.

    As long as the emitter's cache is the same, its handlers are.
    """

    def __init__(self, client: Any) -> None:
        self._meta: Any = client.meta
        self._events: Any = self._meta.events
        self._emitter: Any = self._events._emitter
        self._endpoint: Any = client._endpoint
        self._session: Any = self._endpoint.http_session
        self._endpoint_events: Any = self._endpoint._event_emitter
        self._factory: Any = self._endpoint._response_parser_factory
        self._defaults: Any = self._factory._defaults
        # botocore: it notes there what it has read of the model, so its size means nothing.
        self._of_model: dict[str, Any] = vars(self._meta.service_model)
        self._is_model_replaced = "operation_model" in self._of_model
        self._signer: Any = client._request_signer
        self._serializer: Any = client._serializer
        self._resolver: Any = client._ruleset_resolver
        self._of_resolver: dict[str, Any] = vars(self._resolver)
        self._provider: Any = self._of_resolver.get("_provider")
        self._credentials: Any = self._signer._credentials
        self._keys = _keys_of(self._credentials)
        #: The access key that requests are signed with; None if that is not known before.
        self.access_key = _access_key(self._credentials)
        parts = (
            self._meta, self._events, self._emitter, self._endpoint, self._session, self._factory,
            self._signer, self._credentials, self._resolver, self._provider, self._serializer,
            getattr(self._serializer, "_serializer", None),
            getattr(self._serializer, "_param_validator", None),
        )  # fmt: skip
        self._parts = [each for each in parts if each is not None]
        # A method that is replaced on an object is a new member of it, and so is a parser of times
        # that somebody sets.
        holders = [*map(vars, self._parts), self._defaults]
        self._holders: list[dict[str, Any]] = holders
        self._sizes = list(map(len, holders))
        self._inner = list(vars(self._serializer).values())
        # The emitter's handlers are the same as long as this is.
        self._cache = self._emitter._lookup_cache
        self._is_plain = self._check_parts(client)
        self._of_operation: dict[str, Seen | None] = {}
        self._region: str | None = None
        self._is_region_known = False
        # The last to be set, because this object is a member, too.
        self._size = len(client.__dict__) + (_UNSEEN not in client.__dict__)

    def holds(self, client: Any) -> bool:
        """Whether the client is still what it was found to be."""
        # Each direct call comes here. Written out, this takes less than loops over names would.
        credentials = self._credentials
        access_key, secret_key, token = self._keys
        endpoint = self._endpoint
        return (
            client.meta is self._meta
            and self._meta.events is self._events
            and self._events._emitter is self._emitter
            and self._emitter._lookup_cache is self._cache
            and client._endpoint is endpoint
            and endpoint.http_session is self._session
            and endpoint._event_emitter is self._endpoint_events
            and endpoint._response_parser_factory is self._factory
            and client._request_signer is self._signer
            and self._signer._credentials is credentials
            and client._serializer is self._serializer
            and client._ruleset_resolver is self._resolver
            and self._of_resolver.get("_provider") is self._provider
            and len(client.__dict__) == self._size
            and list(map(len, self._holders)) == self._sizes
            and ("operation_model" in self._of_model) is self._is_model_replaced
            # Those of another class are not known before, whatever they are now.
            and (
                type(credentials) is not Credentials
                or (
                    credentials.access_key is access_key
                    and credentials.secret_key is secret_key
                    and credentials.token is token
                )
            )
            and all(map(is_, vars(self._serializer).values(), self._inner))
        )

    def _check_parts(self, client: Any) -> bool:
        """Whether the client is made of botocore's own parts, none of them altered."""
        serializer = self._serializer
        signer = self._signer
        validating = type(serializer) is botocore.validate.ParamValidationDecorator
        inner: Any = serializer._serializer if validating else serializer
        methods = {name for _, name in SPOTS}
        return (
            type(self._events) is botocore.hooks.EventAliaser
            and type(self._emitter) is botocore.hooks.HierarchicalEmitter
            and self._endpoint._event_emitter is self._events
            and type(self._endpoint) is botocore.endpoint.Endpoint
            and type(self._signer) is botocore.signers.RequestSigner
            and signer._signature_version == "v4"
            and not getattr(client.meta.config, "auth_scheme_preference", None)
            and type(self._endpoint.http_session) is URLLib3Session
            and type(inner) is botocore.serialize.RestJSONSerializer
            and type(self._factory) is botocore.parsers.ResponseParserFactory
            # Somebody may have set a parser of times of their own.
            and not self._defaults
            and self.access_key is not None
            and _has_usual_model(client._loader)
            and methods.isdisjoint(client.__dict__)
            and not any(map(_has_method_of_its_own, self._parts))
            and not self._is_model_replaced
            and "_serializer" not in getattr(inner, "__dict__", {})
        )

    def of(self, client: Any, operation_name: str) -> Seen | None:
        """What can be seen of an operation's calls; None if somebody looks at them."""
        try:
            return self._of_operation[operation_name]
        except KeyError:
            found = self._look(client, operation_name) if self._is_plain else None
            self._of_operation[operation_name] = found
            return found

    def _look(self, client: Any, operation_name: str) -> Seen | None:
        # Asked once more: the client may have another emitter than `Listeners` was made for.
        if not only_known(client, EVENTS_OF_SENDING, operation_name):
            return None
        retries = _retries(client, operation_name)
        if retries is None:
            return None
        unbuilt = only_known(client, EVENTS_OF_BUILDING, operation_name)
        return Seen(unbuilt, retries)

    def region_of(self, client: Any) -> str | None:
        """The region of the endpoint that botocore resolves; None if that is not plainly ours."""
        if not self._is_region_known:
            self._region = self._resolve(client)
            self._is_region_known = True
        return self._region

    def _resolve(self, client: Any) -> str | None:
        resolver: Any = self._resolver
        if type(self._resolver) is not botocore.regions.EndpointRulesetResolver:
            return None
        if type(self._provider) is not EndpointProvider:
            return None
        # botocore: the endpoint that was given or configured when the client was created.
        if any(value for name, value in resolver._builtins.items() if name == "SDK::Endpoint"):
            return None
        # No operation has an endpoint of its own. This one has few members, all of which are read.
        model = client.meta.service_model.operation_model("ListDomains")
        try:
            found = resolver.construct_endpoint(
                operation_model=model, call_args={}, request_context={}
            )
        except Exception:
            # The client's own call says why.
            return None
        aimed_at = endpoints.target(found.url)
        if found.headers or aimed_at is None or not aimed_at.endpoint.is_offered:
            return None
        return aimed_at.endpoint.region


def _has_method_of_its_own(part: Any) -> bool:
    """Whether something stands on an object in the place of a method of its class."""
    kind: Any = type(part)
    return any(type(getattr(kind, name, None)) is FunctionType for name in vars(part))


def _access_key(credentials: Any) -> str | None:
    """The access key of credentials; None if keys have to be fetched, or are no plain texts."""
    if credentials is None:
        # Those that are lent to a client without any.
        return botocore_host.FAKE_ACCESS_KEY
    if type(credentials) is not Credentials or "get_frozen_credentials" in credentials.__dict__:
        return None
    keys = (credentials.access_key, credentials.secret_key, credentials.token or "-")
    if all(type(each) is str and each and each.isascii() for each in keys) and "/" not in keys[0]:
        return keys[0]
    return None


def _has_usual_model(loader: Any) -> bool:
    """Whether a client's service model is the one that the mock was compiled from."""
    usual = Loader().search_paths
    others = [path for path in loader.search_paths if path not in usual]
    # boto3 adds a path of its own.
    return type(loader) is Loader and not any(map(_has_models, others))


@lru_cache(maxsize=64)
def _has_models(path: str) -> bool:
    return (Path(path) / SERVICE_NAME).exists()


def _retries(client: Any, operation_name: str) -> Retries | None:
    """Ask the client's own handlers what they do about a success; None if they would try again."""
    model = client.meta.service_model.operation_model(operation_name)
    parsed: dict[str, Any] = {"ResponseMetadata": {}}
    context = {"client_config": client.meta.config, "retries": {"attempt": 1, "invocation-id": ""}}
    event = f"needs-retry.{SERVICE_NAME}.{operation_name}"
    quota = None
    headers: Any = {}
    for handler in client.meta.events._emitter._handlers.prefix_search(event):
        wanted = handler(
            response=(AWSResponse("", 200, headers, None), parsed),
            endpoint=client._endpoint,
            operation=model,
            attempts=1,
            caught_exception=None,
            request_dict={"context": context},
            event_name=event,
        )
        # botocore: 0 is to try again at once.
        if wanted is not None and wanted is not False:
            return None
        owner = getattr(handler, "__self__", None)
        if owner is not None:
            quota = owner._retry_quota._quota
    return Retries(parsed["ResponseMetadata"], quota)


def unseen(client: Any, operation_name: str) -> tuple[Unseen, Seen] | None:
    """What is known of an operation's calls; None if somebody looks at them.

    So it is if the client is made of unknown parts.
    """
    try:
        listeners: Listeners | None = client._cprofiles_mock_listeners
        if listeners is None or listeners.emitter._lookup_cache is not listeners.cache:
            listeners = client._cprofiles_mock_listeners = Listeners(client)
        if operation_name not in listeners.of_operation:
            is_listened_to = not only_known(client, EVENTS_OF_SENDING, operation_name)
            listeners.of_operation[operation_name] = is_listened_to
        if listeners.of_operation[operation_name]:
            return None
        found: Unseen | None = client.__dict__.get(_UNSEEN)
        if found is None or not found.holds(client):
            found = client.__dict__[_UNSEEN] = Unseen(client)
    except (AttributeError, KeyError, TypeError):
        # The client has been altered beyond what is known of clients.
        return None
    seen = found.of(client, operation_name)
    return None if seen is None else (found, seen)
