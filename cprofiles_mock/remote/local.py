"""The mock as the other side, asked by a client as a user's program would.

It has an account of its own, so a mock that is active already keeps its state.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from ..instruments.reporting import logger
from ..protocol.compiled import SERVICE_NAME
from ..testing.activation import mock_customerprofiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..testing.handle import MockHandle

#: No account of AWS has this number.
ACCOUNT_ID = "000000000000"


@contextmanager
def local_side(region: str, **config: Any) -> Iterator[tuple[MockHandle, Any]]:
    """The handle of the mock, and a client in that account; the domains are gone at the end.

    What the mock would tell an author of tests is not told.
    """
    with _silent(), mock_customerprofiles(region=region) as mock:
        # Any, as the types of boto3 have one signature for each service.
        session: Any = boto3.session.Session()
        client: Any = session.client(
            SERVICE_NAME,
            region_name=region,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",  # noqa: S106  (accepted by the mock alone)
            config=Config(**config),
        )
        # moto: this header sets the account.
        client.meta.events.register("before-call", _set_account)
        try:
            yield mock, client
        finally:
            mock.backend(region, ACCOUNT_ID).reset()


@contextmanager
def _silent() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        was_disabled, logger.disabled = logger.disabled, True
        try:
            yield
        finally:
            logger.disabled = was_disabled


def _set_account(params: dict[str, Any], **_: Any) -> None:
    params["headers"]["X-Moto-Account-Id"] = ACCOUNT_ID
