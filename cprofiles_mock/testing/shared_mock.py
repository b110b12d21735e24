"""The one MockAWS that all activations share.

moto's own ``MockAWS`` is right only where activations end in the reverse order of their
beginning: two gathered coroutines, or one object entered twice, leave fake credentials behind. So
entries are counted here, and exactly one ``MockAWS`` is held from the first to the last.
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
from ..hosts.moto import register
from ..instruments.controls import Controls, apply_controls

if TYPE_CHECKING:
    from moto.core.config import DefaultConfig
    from moto.core.models import MockAWS


class SharedMock:
    """The one MockAWS that all activations share, and the count of those that are entered."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entered = 0
        self._config: DefaultConfig | None = None
        self._mock: MockAWS | None = None

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
        mock = mock_aws(config=config)
        try:
            mock.start()
        except BaseException as error:
            # What stop() stumbles over is what start() had not done yet; all before it is undone.
            with suppress(Exception):
                mock.stop()
            _take_config_back(mock)
            if isinstance(error, RequestsConnectionError):
                # moto: while this is set, no other start looks for its server.
                ServerModeMockAWS._RESET_IN_PROGRESS = False  # noqa: SLF001
                address = settings.test_server_mode_endpoint()
                raise RequestsConnectionError(
                    f"TEST_SERVER_MODE is set, and no server answers at {address}; start it first"
                ) from error
            raise
        self._mock, self._config = mock, config
        if settings.TEST_SERVER_MODE:
            botocore_host.redirect_to_server(settings.test_server_mode_endpoint())
        botocore_host.data_cache.install()
        apply_controls(Controls())

    def _stop(self) -> None:
        mock = self._mock
        assert mock is not None
        self._mock = self._config = None
        apply_controls(None)
        botocore_host.data_cache.uninstall()
        botocore_host.redirect_to_server(None)
        # moto: what it has put fake credentials in the place of; nothing where it was told not to.
        credentials = mock._orig_creds  # noqa: SLF001  (there is no other way to it)
        for name in credentials:
            # moto: its stop() raises half way where a test deleted one of these.
            os.environ.setdefault(name, "")
        mock.stop()
        _take_config_back(mock)
        for name, value in credentials.items():
            # moto: an empty variable would be deleted instead of restored.
            if value == "":
                os.environ[name] = value


def _take_config_back(mock: MockAWS) -> None:
    # moto: only the outermost MockAWS does; stopping it twice is harmless.
    mock._user_config_mock.stop()  # noqa: SLF001  (there is no other way to it)


shared_mock = SharedMock()
