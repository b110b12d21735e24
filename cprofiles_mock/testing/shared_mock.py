"""The one MockAWS that all activations share.

moto's own ``MockAWS`` works only if activations end in the reverse of the order in which they
began: two gathered coroutines, or one object entered twice, leave fake credentials behind. So this
module counts entries, and holds exactly one ``MockAWS`` from the first entry to the last exit.
"""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from moto import mock_aws, settings
from moto.core.models import ServerModeMockAWS
from requests.exceptions import ConnectionError as RequestsConnectionError

from ..hosts import botocore as botocore_host
from ..hosts import uploads
from ..hosts.data_cache import data_cache
from ..hosts.memos import botocore_memos, callback_memo
from ..hosts.moto import register
from ..instruments.controls import Controls, apply_controls
from ..runtime.forking import note_copy, renew_in_children

if TYPE_CHECKING:
    from moto.core.config import DefaultConfig
    from moto.core.models import MockAWS


class SharedMock:
    """The one MockAWS that all activations share, and the number of active entries."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entered = 0
        self._config: DefaultConfig | None = None
        self._mock: MockAWS | None = None
        renew_in_children(self)

    def renew_locks(self) -> None:
        """Renew the lock, in a child that was forked."""
        self._lock = Lock()

    def enter(self, config: DefaultConfig | None) -> None:
        """Enter once more. Raises TypeError if ``config`` differs from the outermost entry's."""
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
        """Leave once; the last exit switches the mock off."""
        with self._lock:
            self._entered -= 1
            if not self._entered:
                self._stop()

    def _start(self, config: DefaultConfig | None) -> None:
        # First, because the environment may ask for what there is not.
        controls = Controls()
        register()
        note_copy(False)
        botocore_host.remember_configured_endpoints()
        mock = mock_aws(config=config)
        callback_memo.serve(mock)
        try:
            mock.start()
        except BaseException as error:
            # stop() fails at the first step that start() had not reached; all earlier ones are
            # undone by then.
            with suppress(Exception):
                mock.stop()
            _restore_config(mock)
            if isinstance(error, RequestsConnectionError):
                # moto: while this is set, no later start checks for the server.
                ServerModeMockAWS._RESET_IN_PROGRESS = False  # noqa: SLF001
                address = settings.test_server_mode_endpoint()
                raise RequestsConnectionError(
                    f"TEST_SERVER_MODE is set, and no server answers at {address}; start it first"
                ) from error
            raise
        self._mock, self._config = mock, config
        if settings.TEST_SERVER_MODE:
            botocore_host.redirect_to_server(settings.test_server_mode_endpoint())
        data_cache.install()
        botocore_memos.install()
        apply_controls(controls)

    def _stop(self) -> None:
        mock = self._mock
        assert mock is not None
        self._mock = self._config = None
        apply_controls(None)
        uploads.listener.end()
        botocore_memos.uninstall()
        data_cache.uninstall()
        botocore_host.redirect_to_server(None)
        # moto: the variables that it replaced by fake credentials; none if that is configured off.
        credentials = mock._orig_creds  # noqa: SLF001  (no public access)
        for name in credentials:
            # moto: its stop() raises halfway if a test deleted one of these.
            os.environ.setdefault(name, "")
        mock.stop()
        _restore_config(mock)
        for name, value in credentials.items():
            # moto: it deletes an empty variable instead of restoring it.
            if value == "":
                os.environ[name] = value


def _restore_config(mock: MockAWS) -> None:
    # moto: only the outermost MockAWS does this; stopping it twice is harmless.
    mock._user_config_mock.stop()  # noqa: SLF001  (no public access)


shared_mock = SharedMock()
