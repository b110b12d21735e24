"""An in-process mock of Amazon Connect Customer Profiles (boto3's ``customer-profiles``).

Names are loaded at first use, so importing this package, as the pytest plugin does in every run,
imports neither moto nor botocore.

PYTEST_DONT_REWRITE: ``cprofiles-mock run -m pytest`` imports this module before pytest can rewrite
its assertions. It has none, so pytest need not warn.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .exceptions import (
        ConstantSourceWarning,
        CustomerProfilesWarning,
        EmptyDumpWarning,
        ForkedProcessWarning,
        HostWarning,
        KeyValuesWarning,
        MatchingDisabledWarning,
        StateError,
        UnknownKeyNameWarning,
        UnmockedCallError,
        UnmockedCallWarning,
        UnusedAnswerWarning,
        UnusedFaultWarning,
        UnusedSourceWarning,
    )
    from .hosts.moto import RegionNotOffered
    from .instruments.dead_letters import DeadLetter, DeadLetters
    from .instruments.explanation import ExplainedField, ExplainedKey, Explanation
    from .instruments.flow_runs import FlowRun
    from .instruments.journal import Call, CallError, Calls
    from .instruments.paths import PathCounts
    from .instruments.trigger_invocations import TriggerInvocation, TriggerInvocations
    from .testing.activation import MockCustomerProfiles, mock_customerprofiles
    from .testing.handle import MockHandle

__version__ = "0.1.0"

__all__ = [
    "Call",
    "CallError",
    "Calls",
    "ConstantSourceWarning",
    "CustomerProfilesWarning",
    "DeadLetter",
    "DeadLetters",
    "EmptyDumpWarning",
    "ExplainedField",
    "ExplainedKey",
    "Explanation",
    "FlowRun",
    "ForkedProcessWarning",
    "HostWarning",
    "KeyValuesWarning",
    "MatchingDisabledWarning",
    "MockCustomerProfiles",
    "MockHandle",
    "PathCounts",
    "RegionNotOffered",
    "StateError",
    "TriggerInvocation",
    "TriggerInvocations",
    "UnknownKeyNameWarning",
    "UnmockedCallError",
    "UnmockedCallWarning",
    "UnusedAnswerWarning",
    "UnusedFaultWarning",
    "UnusedSourceWarning",
    "mock_customerprofiles",
    "register",
]

_MODULES = {
    "Call": ".instruments.journal",
    "CallError": ".instruments.journal",
    "Calls": ".instruments.journal",
    "ConstantSourceWarning": ".exceptions",
    "CustomerProfilesWarning": ".exceptions",
    "DeadLetter": ".instruments.dead_letters",
    "DeadLetters": ".instruments.dead_letters",
    "EmptyDumpWarning": ".exceptions",
    "ExplainedField": ".instruments.explanation",
    "ExplainedKey": ".instruments.explanation",
    "Explanation": ".instruments.explanation",
    "FlowRun": ".instruments.flow_runs",
    "ForkedProcessWarning": ".exceptions",
    "HostWarning": ".exceptions",
    "KeyValuesWarning": ".exceptions",
    "MatchingDisabledWarning": ".exceptions",
    "MockCustomerProfiles": ".testing.activation",
    "MockHandle": ".testing.handle",
    "PathCounts": ".instruments.paths",
    "RegionNotOffered": ".hosts.moto",
    "StateError": ".exceptions",
    "TriggerInvocation": ".instruments.trigger_invocations",
    "TriggerInvocations": ".instruments.trigger_invocations",
    "UnknownKeyNameWarning": ".exceptions",
    "UnmockedCallError": ".exceptions",
    "UnmockedCallWarning": ".exceptions",
    "UnusedAnswerWarning": ".exceptions",
    "UnusedFaultWarning": ".exceptions",
    "UnusedSourceWarning": ".exceptions",
    "mock_customerprofiles": ".testing.activation",
}

# Modules that import moto. Loading a name from one registers the service, so that clients created
# from then on, before the mock starts, are covered without a search for them.
_REGISTERING = {".testing.activation", ".hosts.moto"}


def register() -> None:
    """Register this service with moto, in this process; calling it again has no effect.

    Plain ``mock_aws`` covers the service from then on, including clients and sessions that exist
    already.
    """
    import_module(".hosts.moto", __name__).register()


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value = getattr(import_module(_MODULES[name], __name__), name)
        if _MODULES[name] in _REGISTERING:
            register()
    except AttributeError as error:
        # Python would take it for the lack of this name, and hide it.
        raise ImportError(f"cprofiles_mock cannot be loaded: {error}") from error
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, "__version__"})


# A guard of the whole process; it needs botocore, which is imported if there is one.
if os.environ.get("CPROFILES_MOCK_GUARD"):
    import_module(".hosts.guard", __name__).guard_by_environment()
