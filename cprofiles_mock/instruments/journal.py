"""The journal: the calls that the mock received, and its responses.

Requests and responses are mappings, wherever they come from.
"""

from __future__ import annotations

import re
from collections import deque
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from reprlib import Repr
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from ..runtime import clock
from ..runtime.strict_json import is_json_text, unescaped
from ..runtime.wording import counted
from .argument_checks import TEXT
from .assertions import AssertableCalls
from .names import check_account, check_error, check_operation, check_region

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from .dead_letters import DeadLetter

#: How many calls are kept by default: in process, and by the server.
KEPT = 10_000
KEPT_BY_SERVER = 1_000

_ATTEMPT = re.compile(r"\battempt=([0-9]{1,9})\b")

# How many calls of a sequence are shown, half of them from its end, and how long the arguments of a
# call may be: a terminal's height, and two of its lines.
_MOST_SHOWN = 20
_LONGEST_SHOWN = 120


class _Short(Repr):
    """Cuts what is long, and shows the letters of JSON texts that are escaped."""

    def repr_str(self, x: str, level: int) -> str:
        return super().repr_str(unescaped(x) if is_json_text(x) else x, level)


_short = _Short()
_short.maxstring = _short.maxother = 60
_short.maxdict = _short.maxlist = 6


class CallError(NamedTuple):
    """The error that a call returned; ``status`` is None if there was no response at all."""

    code: str
    message: str
    status: int | None


@dataclass(slots=True, eq=False)
class Call:
    """One attempt of a client to call an operation.

    ``parameters`` are those that were sent, under their API names. A request that violates the
    operation's shape has only those of its path. ``response`` is the response body, under API
    names, with times in seconds since the epoch; it is None if the call failed, and ``error`` then
    has the reason. Both are None while the call is in progress. ``attempt`` counts from 1:
    botocore's retries are separate calls here. ``parameters`` and ``response`` are copies; changing
    them changes nothing else.
    """

    number: int
    operation: str
    region: str
    account_id: str
    error: CallError | None
    _parameters: Mapping[str, Any]
    _response: Mapping[str, Any] | None
    _sdk_request: str
    # When it began, and when it was answered, in seconds since the epoch.
    _began: float
    _ended: float | None = None
    # What it took beyond that without anybody waiting, in seconds.
    _unwaited: float = 0.0
    #: The objects of the call that were accepted and not ingested; a batch may have several.
    dead_letters: tuple[DeadLetter, ...] = ()
    #: The name of the CloudFormation stack that made the call; None if a client did.
    stack: str | None = None

    @property
    def dead_letter(self) -> DeadLetter | None:
        """The first object of the call that was accepted and not ingested; None if there is none.

        The call itself succeeded: the service tells its caller nothing.
        """
        return self.dead_letters[0] if self.dead_letters else None

    @property
    def parameters(self) -> dict[str, Any]:
        """A copy of the request's parameters."""
        return deepcopy(dict(self._parameters))

    @property
    def response(self) -> dict[str, Any] | None:
        """A copy of the response; None if there is none."""
        return None if self._response is None else deepcopy(dict(self._response))

    @property
    def at(self) -> datetime:
        """When the call arrived, in UTC, by the clock that a test may have frozen or moved."""
        return clock.moment(self._began)

    @property
    def duration(self) -> float:
        """How long the call took inside the mock, in seconds; so far, while it is in progress."""
        ended = clock.timestamp() if self._ended is None else self._ended
        # Added last: a sum with a time since the epoch would not be exact.
        return max(0.0, ended - self._began) + self._unwaited

    @property
    def answered(self) -> bool:
        """Whether the call succeeded."""
        return self._response is not None

    def sent(self, name: str, default: Any = None) -> Any:
        """The value of a parameter, not a copy; ``default`` if it was not sent."""
        return self._parameters.get(name, default)

    def record_parameters(self, parameters: Mapping[str, Any]) -> None:
        """Record the parameters, once they have been parsed."""
        self._parameters = parameters

    def record_response(self, response: Mapping[str, Any]) -> None:
        """Record the response."""
        self._response = response
        self._ended = clock.timestamp()

    def record_error(self, code: str, message: str, status: int | None) -> None:
        """Record the error; ``status`` is None if there is no response at all."""
        self.error = CallError(code, message, status)
        self._ended = clock.timestamp()

    def record_delay(self, seconds: float, *, times_out: bool) -> None:
        """Record that the response comes only now, or in so many seconds for which nobody waits.

        ``times_out`` is whether the client has given up by then.
        """
        if times_out:
            self._response = None
            self.error = CallError("ReadTimeoutError", "The latency was too long", None)
        self._ended, self._unwaited = clock.timestamp(), seconds

    @property
    def attempt(self) -> int:
        """The client's number for this attempt, from the header ``amz-sdk-request``; else 1."""
        match = _ATTEMPT.search(self._sdk_request)
        return int(match[1]) if match else 1

    def __repr__(self) -> str:
        arguments = ", ".join(f"{k}={_short.repr(v)}" for k, v in self._parameters.items())
        if len(arguments) > _LONGEST_SHOWN:
            arguments = f"{arguments[: _LONGEST_SHOWN - 3]}..."
        again = f" (attempt {self.attempt})" if self.attempt > 1 else ""
        again += f" for stack {self.stack}" if self.stack is not None else ""
        if self.error is not None:
            came = self.error.code
        else:
            came = "under way" if self._response is None else "ok"
            if self.dead_letters:
                count = len(self.dead_letters)
                noun = "a dead letter" if count == 1 else f"{count} dead letters"
                came += f", but {noun}: {self.dead_letters[0].reason}"
        return f"{self.operation}({arguments}) in {self.region}{again} -> {came}"


class Calls(AssertableCalls["Call"]):
    """Calls in the order in which they arrived; equal to a list, or another Calls, of the same."""

    def __init__(self, calls: Sequence[Call], errors: Collection[str] = (), lost: int = 0) -> None:
        self._calls = calls
        #: How many earlier calls are no longer kept.
        self.lost = lost
        # The codes of the faults that the test has set.
        self._errors = errors

    def those(self, calls: Sequence[Call]) -> Calls:
        """Some of these calls."""
        return Calls(calls, self._errors, self.lost)

    @overload
    def __getitem__(self, index: int) -> Call: ...

    @overload
    def __getitem__(self, index: slice) -> Calls: ...

    def __getitem__(self, index: int | slice) -> Call | Calls:
        if isinstance(index, slice):
            return self.those(self._calls[index])
        return self._calls[index]

    def __len__(self) -> int:
        return len(self._calls)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Calls | list | tuple):
            return list(self._calls) == list(other)
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a list has none

    def __repr__(self) -> str:
        """The calls, a line for each; of many the first and the last ones."""
        count = len(self._calls)
        if not count:
            return "no calls"
        half = _MOST_SHOWN // 2
        left_out = range(half, count - half) if count > _MOST_SHOWN else range(0)
        lines = [
            f"  {position + 1}. {self._calls[position]!r}"
            for position in range(count)
            if position not in left_out
        ]
        if left_out:
            lines.insert(half, f"  ... {len(left_out):,} more ...")
        return "\n".join([f"{counted(count, 'call')}:", *lines])

    def filter(
        self,
        operation: str | None = None,
        *,
        region: str | None = None,
        account_id: str | None = None,
        error: str | None = None,
    ) -> Calls:
        """The calls that match all given arguments.

        ``operation`` is a name of the API, such as CreateDomain; ``error`` is an error's code, or
        the name of a connection failure. A name that no call could have would always match nothing,
        so it is refused: raises ValueError for an operation that the service does not have, an
        error that no operation declares and no fault has, a region where the service is not
        offered, and an account that is not twelve digits, unless moto or a call has it; TypeError
        for an argument that is not a string.
        """
        TEXT.check_given(operation=operation, region=region, account_id=account_id, error=error)
        if operation is not None:
            check_operation(operation)
        if region is not None:
            check_region(region, {each.region for each in self._calls})
        if account_id is not None:
            check_account(account_id, {each.account_id for each in self._calls})
        if error is not None:
            happened = {each.error.code for each in self._calls if each.error is not None}
            check_error(error, {*happened, *self._errors})
        return self.those(
            [
                each
                for each in self._calls
                if (operation is None or each.operation == operation)
                and (region is None or each.region == region)
                and (account_id is None or each.account_id == account_id)
                and (error is None or (each.error is not None and each.error.code == error))
            ]
        )


def comparison(left: object, operator: str, right: object) -> list[str]:
    """The lines that explain why a comparison failed, one of whose sides is a Calls."""
    sides = [
        counted(len(each), "call") if isinstance(each, Calls) else _short.repr(each)
        for each in (left, right)
    ]
    listings = [
        line for each in (left, right) if isinstance(each, Calls) for line in repr(each).split("\n")
    ]
    return [f" {operator} ".join(sides), "", *listings]


class Journal:
    """The latest calls, up to ``size``. It may be read while other threads make calls."""

    def __init__(self, size: int = KEPT) -> None:
        self._ring: deque[Call] = deque(maxlen=size)
        self._numbers = count(1)
        # The number of the last call that was forgotten on purpose.
        self._cleared = 0
        #: The codes of the faults that the test has set; some have names that nothing declares.
        self.errors: set[str] = set()
        self.last_number = 0
        self._sdk_request = ""

    @property
    def size(self) -> int:
        """How many calls are kept."""
        return self._ring.maxlen or 0

    def resize(self, size: int) -> None:
        """Set how many calls are kept; the latest ones stay."""
        self._ring = deque(self._ring, maxlen=size)

    def begin(
        self,
        operation: str,
        parameters: Mapping[str, Any],
        region: str,
        account_id: str,
        sdk_request: str,
    ) -> Call:
        """Record a call that begins; the caller adds the response or error to the returned Call."""
        number = next(self._numbers)
        if sdk_request == self._sdk_request:
            # Nearly all calls send the same text, of which one is kept.
            sdk_request = self._sdk_request
        else:
            self._sdk_request = sdk_request
        call = Call(
            number, operation, region, account_id, None, parameters, None, sdk_request,
            clock.timestamp(),
        )  # fmt: skip
        self._ring.append(call)
        # Last, so that no call counts as lost that is on its way.
        self.last_number = number
        return call

    def calls(self, after: int = 0) -> Calls:
        """The recorded calls with a number above ``after``."""
        # Copied first, in one step: other threads may make calls meanwhile.
        last_number = self.last_number
        kept = [each for each in list(self._ring) if each.number > after]
        first = kept[0].number if kept else last_number + 1
        lost = max(0, first - 1 - max(after, self._cleared))
        return Calls(kept, set(self.errors), lost)

    def clear(self) -> None:
        """Remove all calls."""
        self._ring.clear()
        self._cleared = self.last_number
