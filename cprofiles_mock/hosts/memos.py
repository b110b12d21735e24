"""What botocore and moto work out again for every test, remembered while the mock is active.

Nothing here changes a result. Code here uses undocumented names of botocore and moto.
"""

from __future__ import annotations

import inspect
import logging
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, NamedTuple

import moto.core.models as moto_models
from botocore import hooks
from moto import backend_index

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.core.models import MockAWS

# More names of events than a program uses: each command of each service has some ten.
_MOST_NAMES = 20_000


class BotocoreMemos:
    """Spares a session the same questions about the same handlers and events.

    Registering botocore's own handlers is a third of what a session costs: each is inspected for
    keyword arguments, and the name of each event is looked for among two hundred former names.
    """

    def __init__(self) -> None:
        self._originals: tuple[Any, Any] | None = None
        # The names that botocore's own table of former names leads to. It follows from the table.
        self._table: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def install(self) -> None:
        """Put the memos in front of botocore."""
        accepts_kwargs: Any = hooks.accepts_kwargs
        init = hooks.EventAliaser.__init__
        self._originals = accepts_kwargs, init
        hooks_module: Any = hooks
        hooks_module.accepts_kwargs = _quick(accepts_kwargs)

        def init_with_names(aliaser: Any, *args: Any, **kwargs: Any) -> None:
            init(aliaser, *args, **kwargs)
            kind: type = type(aliaser)
            if kind is hooks.EventAliaser:
                names = self._shared_names(aliaser._event_aliases)
                if names is not None:
                    aliaser._alias_name_cache = names

        patched: Any = hooks.EventAliaser
        patched.__init__ = init_with_names

    def uninstall(self) -> None:
        """Restore what botocore has."""
        assert self._originals is not None
        hooks_module: Any = hooks
        patched: Any = hooks.EventAliaser
        hooks_module.accepts_kwargs, patched.__init__ = self._originals
        self._originals = None

    def _shared_names(self, table: Any) -> dict[str, str] | None:
        """The names that are known for the table; None if an emitter has to find its own."""
        if logging.getLogger("botocore.hooks").isEnabledFor(logging.DEBUG):
            # botocore: it logs each name when it looks for it.
            return None
        current = hooks.EVENT_ALIASES
        if table != current:
            return None
        if current != self._table or len(self._names) > _MOST_NAMES:
            self._table, self._names = dict(current), {}
        return self._names


def _quick(accepts_kwargs: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Read off a plain function what ``inspect`` finds out in twenty times the time."""

    def quick(handler: Any) -> Any:
        function = handler.__func__ if type(handler) is MethodType else handler
        # inspect: a function may say that it has another signature.
        if type(function) is not FunctionType or "__signature__" in function.__dict__:
            return accepts_kwargs(handler)
        code = function.__code__
        if not code.co_flags & inspect.CO_VARKEYWORDS:
            return None
        has_args = bool(code.co_flags & inspect.CO_VARARGS)
        return code.co_varnames[code.co_argcount + code.co_kwonlyargcount + has_args]

    return quick


class _Kept(NamedTuple):
    """The callbacks that moto made, and what it made them of."""

    made_of: tuple[Any, ...]
    by_method: dict[str, list[Any]]


class CallbackMemo:
    """Keeps the callbacks for `requests` that moto makes whenever its mock starts.

    moto: one for each pattern of its backends and each method, thirteen hundred in all.
    """

    def __init__(self) -> None:
        self._kept: _Kept | None = None

    def serve(self, mock: MockAWS) -> None:
        """Let a mock that has not started use the callbacks of the one before."""
        if type(mock) is moto_models.MockAWS:
            served: Any = mock
            served._enable_patching = lambda reset=True: self._enable(mock, reset)

    def _enable(self, mock: Any, reset: bool) -> None:
        """moto: called under the lock of its activation, so nobody else reads what is replaced."""
        module: Any = moto_models
        methods = module.RESPONSES_METHODS
        patterns = [pattern for _, pattern in backend_index.backend_url_patterns]
        callback = _callback_of(module.botocore_stubber)
        made_of = (*methods, callback, *map(id, patterns))
        kept = self._kept if self._kept is not None and self._kept.made_of == made_of else None
        if kept is not None:
            module.RESPONSES_METHODS = ()
        try:
            module.MockAWS._enable_patching(mock, reset=reset)
        finally:
            module.RESPONSES_METHODS = methods
        registered = module.responses_mock._registry._registered
        if kept is None:
            # What others have registered comes first.
            count = len(patterns) + 1
            by_method = {method: registered[method][-count:] for method in methods}
            self._kept = _Kept(made_of, by_method)
            return
        for method, callbacks in kept.by_method.items():
            for each in callbacks:
                if each.call_count:
                    each.calls.reset()
            registered[method].extend(callbacks)


def _callback_of(stubber: Any) -> Any:
    # moto: 5.2.1 has one entry point for botocore and `requests`, 5.2.5 one for each.
    return getattr(stubber, "process_prepared_request", stubber.process_request)


botocore_memos = BotocoreMemos()
callback_memo = CallbackMemo()
