"""The client of the far side, and the reads that are made with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

from ..hosts.botocore import hold_to_endpoint
from ..hosts.moto import is_mocked
from ..protocol.compiled import SERVICE_NAME, service_model
from ..protocol.endpoints import target
from ..runtime.reaching_aws import reaching_aws
from .errors import ReadingError, RemoteError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .progress import Progress

# Throttled calls are tried again, and the client slows down: in this mode it measures how many
# calls the service takes.
_RETRIES: Any = {"mode": "adaptive", "total_max_attempts": 10}

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def connect(region: str | None, endpoint_url: str | None, **config: Any) -> Any:
    """A client with the caller's own credentials, for the configured endpoint unless one is given.

    Raises RemoteError while the mock is active, which would answer in place of AWS, unless an
    endpoint of something else is given; and for a missing region or a broken configuration.
    """
    if is_mocked() and (endpoint_url is None or target(endpoint_url) is not None):
        raise RemoteError(
            "the mock is active in this process, so it would answer in place of AWS; leave the "
            "mock first, or name the address of a server"
        )
    try:
        # Any, as the types of boto3 have one signature for each service.
        session: Any = boto3.session.Session()
        client: Any = session.client(
            SERVICE_NAME,
            region_name=region,
            endpoint_url=endpoint_url,
            config=Config(retries=_RETRIES, user_agent_extra="cprofiles-mock", **config),
        )
    except NoRegionError:
        raise RemoteError("no region is configured; add --region") from None
    except (BotoCoreError, ValueError) as error:
        raise RemoteError(str(error)) from None
    if endpoint_url is not None:
        hold_to_endpoint(client, endpoint_url)
    return client


def is_local(client: Any) -> bool:
    """Whether the client's endpoint is on this machine, so that a call to it costs nobody money."""
    return urlsplit(client.meta.endpoint_url).hostname in _LOOPBACK


def call(client: Any, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Make one call. Raises ClientError, and RemoteError where no answer can be had."""
    try:
        with reaching_aws():
            answer: dict[str, Any] = getattr(client, xform_name(operation))(**parameters)
    except NoCredentialsError:
        raise RemoteError("there are no credentials; configure them as for the AWS CLI") from None
    except BotoCoreError as error:
        raise RemoteError(f"{operation}: {error}") from None
    answer.pop("ResponseMetadata", None)
    return answer


class Reader:
    """Reads of one side: whole lists, and answers without what belongs to the transport."""

    def __init__(self, client: Any, progress: Progress) -> None:
        self.client = client
        self.progress = progress

    def read(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """One answer. Raises ReadingError if the service refuses, and RemoteError."""
        try:
            return call(self.client, operation, parameters)
        except ClientError as error:
            raise ReadingError(operation, error) from None
        finally:
            self.progress.step()

    def read_all(self, operation: str, **parameters: Any) -> Iterator[dict[str, Any]]:
        """The items of all pages of a list. Raises as ``read`` does."""
        shape: Any = service_model().operation_model(operation).output_shape
        (items,) = (name for name, each in shape.members.items() if each.type_name == "list")
        while True:
            answer = self.read(operation, **parameters)
            yield from answer.get(items, ())
            token = answer.get("NextToken")
            if not token:
                return
            parameters = {**parameters, "NextToken": token}
