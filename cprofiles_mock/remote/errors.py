"""Why a command could not do what it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botocore.exceptions import ClientError


class RemoteError(Exception):
    """The command ends, and the text says what to do."""


class ReadingError(RemoteError):
    """One read was refused; the others may work."""

    def __init__(self, operation: str, error: ClientError) -> None:
        found = error.response.get("Error", {})
        self.code = str(found.get("Code", ""))
        #: Whether the caller lacks a permission, so that the next such call is refused too.
        self.is_denied = self.code.startswith("AccessDenied")
        text = f"{self.code}: {message_of(error)}"
        if self.is_denied:
            text = f"the credentials lack profile:{operation} ({text})"
        super().__init__(text)


def message_of(error: ClientError) -> str:
    """The service's text of an error."""
    # The service has its text in Message, where botocore looks for either spelling.
    return str(error.response.get("Error", {}).get("Message", ""))
