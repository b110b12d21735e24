"""Whether anybody looks at calls on their way through botocore: by logs, or by replaced functions.

Only a call that nobody looks at may take a shortcut (``shortcuts.py``). What a call of any client
can be seen by is here; ``listeners.py`` has what listens to a single client. What is not known for
certain counts as somebody who looks. Code here uses undocumented names of botocore and moto.
"""

from __future__ import annotations

import logging
import math
import os
import uuid
from types import FunctionType
from typing import TYPE_CHECKING, Any

import botocore.auth
import botocore.client
import botocore.endpoint
import botocore.handlers
import botocore.hooks
import botocore.parsers
import botocore.regions
import botocore.retries.standard
import botocore.retryhandler
import botocore.serialize
import botocore.signers
import botocore.useragent
import botocore.validate
import moto.core.models as moto_models
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSRequestPreparer, AWSResponse
from botocore.credentials import Credentials
from botocore.endpoint_provider import EndpointProvider
from botocore.history import HistoryRecorder, get_global_history_recorder
from botocore.httpsession import URLLib3Session
from botocore.model import ServiceModel
from moto import settings
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.config import default_user_config
from moto.moto_api import recorder

from .. import dispatch
from ..instruments.controls import active_controls
from ..instruments.paths import VARIABLE
from .guard import guard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# --- functions ----------------------------------------------------------------------------------

# What a shortcut passes over, by its owner. Tests replace these, and tools that trace calls wrap
# them: X-Ray, OpenTelemetry, Datadog, New Relic.
_PASSED_OVER: tuple[tuple[Any, str], ...] = (
    (
        botocore.client.BaseClient,
        "_make_api_call _make_request _convert_to_request_dict _emit_api_params "
        "_resolve_endpoint_ruleset",
    ),
    (
        botocore.client,
        "prepare_request_dict maybe_compress_request apply_request_checksum "
        "resolve_checksum_context first_non_none_response resolve_auth_scheme_preference",
    ),
    (
        botocore.endpoint.Endpoint,
        "make_request create_request prepare_request _encode_headers _send_request _get_response "
        "_do_get_response _needs_retry _send _update_retries_context _add_modeled_error_fields",
    ),
    (
        botocore.endpoint,
        "create_request_object convert_to_response_dict handle_checksum_body "
        "first_non_none_response",
    ),
    (AWSRequest, "prepare"),
    (AWSRequestPreparer, "prepare"),
    (AWSPreparedRequest, "__init__"),
    (AWSResponse, "__init__"),
    (botocore.signers.RequestSigner, "handler sign _choose_signer get_auth_instance get_auth"),
    (botocore.auth.SigV4Auth, "add_auth canonical_request string_to_sign signature"),
    # botocore: of another library, where awscrt is installed.
    (botocore.auth.AUTH_TYPE_MAPS["v4"], "add_auth"),
    (Credentials, "get_frozen_credentials"),
    (URLLib3Session, "send"),
    (botocore.hooks.HierarchicalEmitter, "emit emit_until_response _emit"),
    (botocore.hooks.EventAliaser, "emit emit_until_response"),
    (botocore.regions.EndpointRulesetResolver, "construct_endpoint"),
    (EndpointProvider, "resolve_endpoint"),
    (ServiceModel, "operation_model"),
    (botocore.validate.ParamValidator, "validate"),
    (botocore.validate.ParamValidationDecorator, "serialize_to_request"),
    (botocore.serialize.RestJSONSerializer, "serialize_to_request"),
    (botocore.parsers.ResponseParserFactory, "create_parser"),
    (botocore.parsers.RestJSONParser, "parse _do_parse _handle_timestamp"),
    (botocore.parsers, "DEFAULT_TIMESTAMP_PARSER"),
    (botocore.useragent.UserAgentString, "to_string rebuild_and_replace_user_agent_handler"),
    (botocore.retryhandler.RetryHandler, "__call__"),
    (botocore.retries.standard.RetryHandler, "needs_retry"),
    (botocore.retries.standard.RetryPolicy, "should_retry"),
    (botocore.retries.standard.StandardRetryConditions, "is_retryable"),
    (botocore.retries.standard.RetryQuotaChecker, "release_retry_quota"),
    (HistoryRecorder, "record"),
    (BotocoreStubber, "__call__"),
    (moto_models.botocore_stubber, "process_request"),
    (dispatch, "handle"),
    # botocore: each call has an identifier of its own.
    (uuid, "uuid4"),
)

# The modules whose functions these are where nobody has replaced them.
_OURS = ("cprofiles_mock.dispatch", "cprofiles_mock.hosts.botocore", "cprofiles_mock.hosts.guard",
         "cprofiles_mock.hosts.moto")  # fmt: skip
_THEIRS = ("botocore", "moto", "uuid")

# Older versions lack some.
SPOTS = [
    (owner, name) for owner, names in _PASSED_OVER for name in names.split() if hasattr(owner, name)
]
SPOTS = list(dict.fromkeys(SPOTS))
# What was found there when it was original.
_known: list[Any] = [None] * len(SPOTS)


def _compile_absence(names: dict[str, Any], differences: Iterable[str]) -> Callable[[], bool]:
    """Compile a function that finds out whether none of these expressions is true.

    One statement after another takes a fifth of the time of a loop over a table, which would be as
    much as a small call takes in all.
    """
    lines = [f"    if {each}: return False\n" for each in differences]
    exec(f"def test():\n{''.join(lines)}    return True", names)  # noqa: S102  (names of this module)
    compiled: Callable[[], bool] = names["test"]
    return compiled


def _compile_comparison() -> Callable[[], bool]:
    """A function that compares each spot with what is known, by identity.

    What wraps a function may claim to be equal to it.
    """
    names: dict[str, Any] = {}
    differences = []
    for number, (owner, name) in enumerate(SPOTS):
        names[f"owner_{number}"] = owner
        names[f"known_{number}"] = _known[number]
        differences.append(f"owner_{number}.{name} is not known_{number}")
    return _compile_absence(names, differences)


_are_as_known = _compile_comparison()

# The classes that botocore looks up by name in each call; another may take their place at any time.
_SIGNER: Any = botocore.auth.AUTH_TYPE_MAPS["v4"]
_PARSER: Any = botocore.parsers.RestJSONParser


def _are_functions_untouched() -> bool:
    """Whether every function that a shortcut passes over is botocore's, moto's or ours."""
    global _are_as_known
    if _are_as_known():
        return True
    for number, (owner, name) in enumerate(SPOTS):
        found = getattr(owner, name)
        if found is not _known[number]:
            if not is_original(found):
                return False
            _known[number] = found
    _are_as_known = _compile_comparison()
    return True


def is_original(function: Any) -> bool:
    """Whether a function, with all that it wraps, was defined in botocore, moto, or by us."""
    while type(function) is FunctionType:
        # Not __module__, which a function that wraps another takes over from it.
        module = str(function.__globals__.get("__name__"))
        if module.partition(".")[0] not in _THEIRS and module not in _OURS:
            return False
        wrapped = function.__dict__.get("__wrapped__")
        if wrapped is None:
            return True
        function = wrapped
    return False


# --- logs and records ---------------------------------------------------------------------------

_LOGGER = logging.getLogger("botocore")
_LOGGERS_BELOW = [
    logging.getLogger(f"botocore.{name}")
    for name in (
        "auth", "awsrequest", "client", "endpoint", "endpoint_provider", "hooks", "parsers",
        "regions", "retries", "retries.special", "retries.standard", "retryhandler", "useragent",
    )
]  # fmt: skip
_has_no_level_below = _compile_absence(
    {f"logger_{number}": logger for number, logger in enumerate(_LOGGERS_BELOW)},
    [f"logger_{number}.level" for number in range(len(_LOGGERS_BELOW))],
)


def _is_logged() -> bool:
    # Most programs set no level below, and what is enabled follows from the one above.
    if _has_no_level_below():
        return _LOGGER.isEnabledFor(logging.DEBUG)
    return any(logger.isEnabledFor(logging.DEBUG) for logger in (_LOGGER, *_LOGGERS_BELOW))


def _is_recorded() -> bool:
    history: Any = get_global_history_recorder()
    return bool(
        history._enabled
        or botocore.client.history_recorder is not history
        or botocore.endpoint.history_recorder is not history
        or recorder._user_enabled
    )


# --- the mock -----------------------------------------------------------------------------------


def is_mocking() -> bool:
    """Whether a mock is active in this process."""
    return moto_models.botocore_stubber.enabled and not settings.TEST_SERVER_MODE


def _does_mock_answer_plainly() -> bool:
    """Whether the mock answers all calls, at once and by itself, and keeps to no policies."""
    controls = active_controls()
    if controls is None:
        # Under plain mock_aws nobody has a handle.
        if os.environ.get(VARIABLE) not in (None, "", "on"):
            return False
    elif not controls.shortcuts or controls.outcomes.pending or controls.latencies.are_set:
        return False
    if guard.mode != "off" or math.inf != settings.INITIAL_NO_AUTH_ACTION_COUNT:
        return False
    core: Any = default_user_config.get("core", {})
    return core.get("service_whitelist") is None and not any(core.get("passthrough", {}).values())


def is_call_unseen() -> bool:
    """Whether nothing that concerns all clients keeps a call on the ordinary path."""
    return (
        _does_mock_answer_plainly()
        and not _is_logged()
        and not _is_recorded()
        and _are_functions_untouched()
        and botocore.auth.AUTH_TYPE_MAPS.get("v4") is _SIGNER
        and botocore.parsers.PROTOCOL_PARSERS.get("rest-json") is _PARSER
    )
