"""The journal: what was asked of the mock, and what it answered.

Pure: it knows requests and answers as mappings, and nothing of where they come from.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from reprlib import Repr
from typing import Any, NamedTuple, overload

#: How many calls are kept unless told otherwise: in process, and by the server.
KEPT = 10_000
KEPT_BY_SERVER = 1_000

_ATTEMPT = re.compile(r"\battempt=([0-9]{1,9})\b")

_short = Repr()
_short.maxstring = _short.maxother = 60
_short.maxdict = _short.maxlist = 6


class CallError(NamedTuple):
    """An error that was answered; ``status`` is None where no answer came at all."""

    code: str
    message: str
    status: int | None


@dataclass(slots=True, eq=False)
class Call:
    """One attempt of a client to call an operation.

    ``parameters`` are those that were sent, by the names of the API. A request that breaks the
    operation's shape has only those of its path. ``response`` is the body of the answer, by the
    names of the API, with times in seconds since the epoch; it is None where ``error`` says what
    came instead, and both are None while the call is under way. ``attempt`` counts from 1:
    botocore's retries are calls of their own here. Both mappings are copies; changing them changes
    nothing else.
    """

    number: int
    operation: str
    region: str
    account_id: str
    error: CallError | None
    _parameters: Mapping[str, Any]
    _response: Mapping[str, Any] | None
    _sdk_request: str

    @property
    def parameters(self) -> dict[str, Any]:
        """What was sent."""
        return deepcopy(dict(self._parameters))

    @property
    def response(self) -> dict[str, Any] | None:
        """What was answered."""
        return None if self._response is None else deepcopy(dict(self._response))

    @property
    def answered(self) -> bool:
        """Whether an answer came that is no error."""
        return self._response is not None

    def note_parameters(self, parameters: Mapping[str, Any]) -> None:
        """What was sent, once it is read."""
        self._parameters = parameters

    def note_response(self, response: Mapping[str, Any]) -> None:
        """What was answered."""
        self._response = response

    @property
    def attempt(self) -> int:
        """Which attempt of its client this was, by the header ``amz-sdk-request``; else 1."""
        match = _ATTEMPT.search(self._sdk_request)
        return int(match[1]) if match else 1

    def __repr__(self) -> str:
        arguments = ", ".join(f"{k}={_short.repr(v)}" for k, v in self._parameters.items())
        again = f" (attempt {self.attempt})" if self.attempt > 1 else ""
        if self.error is not None:
            came = self.error.code
        else:
            came = "under way" if self._response is None else "ok"
        return f"{self.operation}({arguments}) in {self.region}{again} -> {came}"


class Calls(Sequence[Call]):
    """Calls in the order in which they came; equal to a list or another of the same calls."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self._calls = calls

    @overload
    def __getitem__(self, index: int) -> Call: ...

    @overload
    def __getitem__(self, index: slice) -> Calls: ...

    def __getitem__(self, index: int | slice) -> Call | Calls:
        return Calls(self._calls[index]) if isinstance(index, slice) else self._calls[index]

    def __len__(self) -> int:
        return len(self._calls)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Calls | list | tuple):
            return list(self._calls) == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a list has none

    def __repr__(self) -> str:
        if not self._calls:
            return "no calls"
        lines = [f"  {number}. {each!r}" for number, each in enumerate(self._calls, 1)]
        return "\n".join(["calls:", *lines])

    def filter(
        self,
        operation: str | None = None,
        *,
        region: str | None = None,
        account_id: str | None = None,
        error: str | None = None,
    ) -> Calls:
        """Those of an operation, by its name in the API; of a region; with an error's code."""
        return Calls(
            [
                each
                for each in self._calls
                if (operation is None or each.operation == operation)
                and (region is None or each.region == region)
                and (account_id is None or each.account_id == account_id)
                and (error is None or (each.error is not None and each.error.code == error))
            ]
        )


class Journal:
    """The last so many calls. What it keeps may be read while calls are made in other threads."""

    def __init__(self, size: int = KEPT) -> None:
        self._ring: deque[Call] = deque(maxlen=size)
        self._numbers = count(1)
        self.last_number = 0

    @property
    def size(self) -> int:
        """How many calls are kept."""
        return self._ring.maxlen or 0

    def resize(self, size: int) -> None:
        """Keep so many from now on, the latest of those that are there among them."""
        self._ring = deque(self._ring, maxlen=size)

    def begin(
        self,
        operation: str,
        parameters: Mapping[str, Any],
        region: str,
        account_id: str,
        sdk_request: str,
    ) -> Call:
        """Note a call that begins; its response or error is put into what is returned."""
        number = self.last_number = next(self._numbers)
        call = Call(number, operation, region, account_id, None, parameters, None, sdk_request)
        self._ring.append(call)
        return call

    def calls(self, after: int = 0) -> Calls:
        """The calls that are kept, with a number above ``after``."""
        # Copied first, at once: other threads may make calls meanwhile.
        return Calls([each for each in list(self._ring) if each.number > after])

    def clear(self) -> None:
        """Forget all calls."""
        self._ring.clear()
