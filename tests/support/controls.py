"""The handle of a mock that runs in a server: the same methods, as control calls over HTTP."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import requests


class ControlsOnServer:
    """What tests of both modes use of the handle."""

    def __init__(self, address: str) -> None:
        self._address = address

    def reset(self) -> None:
        self.call("POST", "reset")

    def fail_next(self, operation: str, error: str, **arguments: Any) -> None:
        self.call("POST", "faults", json={"operation": operation, "error": error, **arguments})

    def answer_next(self, operation: str, response: Any, **arguments: Any) -> None:
        self.call(
            "POST", "answers", json={"operation": operation, "response": response} | arguments
        )

    def lag(self, **arguments: Any) -> None:
        self.call("POST", "lag", json=arguments)

    def dump(self, **where: str) -> Any:
        return self.call("GET", "state", params=where)

    def load(self, document: Any, **where: str) -> None:
        self.call("POST", "state", params=where, json=document)

    def run_identity_resolution(self, domain_name: str) -> Any:
        answer = self.call("POST", "identity-resolution", json={"domain_name": domain_name})
        return answer["JobId"]

    @property
    def calls(self) -> list[SimpleNamespace]:
        return [
            SimpleNamespace(**{**call, "error": call["error"] and SimpleNamespace(**call["error"])})
            for call in self.call("GET", "calls")
        ]

    def call(self, method: str, path: str, **arguments: Any) -> Any:
        """Make a control call. Raises ValueError with the server's reason where it refuses."""
        url = f"{self._address}/cprofiles-mock/{path}"
        response = requests.request(method, url, timeout=10, **arguments)
        answer = response.json()
        if response.status_code != 200:
            raise ValueError(answer["Message"])
        return answer
