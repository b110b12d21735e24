"""``python -m benchmarks.instructions [--calls N] [CHECKOUT ...]``: count instructions per call.

Valgrind's callgrind counts what an interpreter executes, so other work on the machine changes
nothing, and two checkouts compare to a fraction of a per cent. One interpreter for each checkout,
with ``PYTHONHASHSEED=0``, makes a domain and forks for each scenario: all scenarios begin alike,
none sees what another leaves behind, and the long start under callgrind happens once.

A scenario makes a few calls and then many, and the difference is divided by the difference of their
numbers: what a block of calls costs whatever its size cancels. A marker, which makes callgrind
write down its count, stands before and after each block, so start-up takes no part at all. The
garbage collector is off in a block, and what existed before is frozen: a collection costs millions
of instructions and falls to whichever call happens to set it off.

Callgrind does not see cache misses. With several checkouts there is therefore a second table, of
times that are measured in turns.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

# Before all that imports moto.
from .floor import floor_client, new_client, record  # isort: skip

from botocore.session import Session

from . import interpreter
from .calls import DOMAIN_NAME, OBJECT_TYPE, calls_among, observed_client, phone, purchase
from .environment import forget_configuration
from .loading import putting
from .report import markdown, versions
from .timing import Spread, Timed, ratios, repeated, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Far fewer than in ``benchmarks.calls``, because callgrind takes fifty times as long to make them.
CUSTOMERS = 1_000

CALLS = 200
#: CPython 3.11 and later rewrite the code that they execute during the first calls.
WARM_UP = 50

#: The same share of new customers as in ``benchmarks.loading``.
OBJECTS_OF_A_CUSTOMER = 5

#: One after another, with so many turns in each pair of them, and calls in each turn.
PAIRS_OF_INTERPRETERS = 8
TURNS = 150
BLOCK = 40

#: What an observed call may execute at most, by the instructions of its floor.
BOUNDS = {"GetDomain": 1.1, "SearchProfiles": 1.1, "CreateProfile": 1.15, "PutProfileObject": 1.25}

_OBSERVED, _FLOOR = ", observed", ", floor of botocore"

ROOT = Path(__file__).resolve().parent.parent

# A function in C that nothing else calls, and that Python can call.
_mark, _MARKER = os.getppid, "getppid"

# The measuring code is this checkout's, and the package the one that PYTHONPATH finds.
_PROGRAM = f"""
import sys
sys.path[0] = {str(ROOT)!r}
from benchmarks import instructions
del sys.path[0]
instructions.measured(*sys.argv[1:])
"""


class Call(NamedTuple):
    """What is measured, and what has to be there before so many of it."""

    make: Callable[[], object]
    prepare: Callable[[int], None] | None = None


# --- the measured interpreter -------------------------------------------------------------------


class _Dispatch:
    """Hands requests to the package as its hosts do, without a client and without moto."""

    def __init__(self) -> None:
        from cprofiles_mock import dispatch

        self._handle: Callable[[Any], tuple[int, Any, bytes]] = dispatch.handle
        self._request = _class_of_requests()

    def send(self, method: str, path: str, body: bytes) -> bytes:
        status, _, answer = self._handle(
            self._request(
                method=method,
                raw_path=f"/domains/{DOMAIN_NAME}/{path}",
                query="",
                content_type="application/json",
                body=body,
                region="us-east-1",
                account_id="123456789012",
                caller="arn:aws:sts::123456789012:user/moto",
                sdk_request="attempt=1; max=3",
            )
        )
        if status != 200:
            raise RuntimeError(f"{method} {path} was answered {status}: {answer!r}")
        return answer


def _class_of_requests() -> Callable[..., Any]:
    # It is in one module or the other, by the age of the checkout.
    for name in ("protocol.messages", "wire"):
        try:
            module = import_module(f"cprofiles_mock.{name}")
        except ModuleNotFoundError:
            continue
        if hasattr(module, "WireRequest"):
            found: Callable[..., Any] = module.WireRequest
            return found
    raise RuntimeError("there is no WireRequest where this benchmark looks for it")


def _create_customers(dispatch: _Dispatch) -> None:
    """The customers of ``benchmarks.calls``, without names that another checkout may lack."""
    for number in range(CUSTOMERS):
        profile = {
            "PhoneNumber": phone(number),
            "EmailAddress": f"customer-{number}@example.com",
            "FirstName": "Ada",
            "LastName": f"Customer {number}",
        }
        answer = json.loads(dispatch.send("POST", "profiles", json.dumps(profile).encode()))
        key = {
            "ProfileId": answer["ProfileId"],
            "KeyName": "customerId",
            "Values": [f"C-{number}"],
        }
        dispatch.send("POST", "profiles/keys", json.dumps(key).encode())


@contextmanager
def _filled_mock() -> Iterator[tuple[Any, _Dispatch]]:
    """An active mock with the customers: its client, and the way past the client."""
    from cprofiles_mock import mock_customerprofiles

    with mock_customerprofiles():
        client = new_client(Session(), "customer-profiles")
        client.create_domain(DomainName=DOMAIN_NAME, DefaultExpirationDays=366)
        client.put_profile_object_type(DomainName=DOMAIN_NAME, **OBJECT_TYPE)
        dispatch = _Dispatch()
        _create_customers(dispatch)
        yield client, dispatch


def _call_and_floor(name: str, client: Any, _: _Dispatch) -> dict[str, Call]:
    call = calls_among(CUSTOMERS)[name]
    canned = floor_client("customer-profiles", record(client, call))
    watched = observed_client()
    return {
        name: Call(lambda: call(client)),
        f"{name}{_OBSERVED}": Call(lambda: call(watched)),
        f"{name}{_FLOOR}": Call(lambda: call(canned)),
    }


def _put_without_http(_: Any, dispatch: _Dispatch) -> dict[str, Call]:
    bodies: list[bytes] = []
    numbers = count()

    # Writing the JSON would be a third of what is counted, and none of it the package's.
    def prepare(runs: int) -> None:
        for _ in range(runs):
            bought = json.dumps(purchase(next(numbers), CUSTOMERS))
            bodies.append(json.dumps({"ObjectTypeName": "Purchase", "Object": bought}).encode())

    def put() -> None:
        dispatch.send("PUT", "profiles/objects", bodies.pop())

    return {"PutProfileObject without HTTP": Call(put, prepare)}


def _load(client: Any, _: _Dispatch) -> dict[str, Call]:
    put: Callable[[int], None]
    numbers: Iterator[int]
    loads = count()

    # A load of its own for each block, so that few and many have the same share of new customers.
    def prepare(runs: int) -> None:
        nonlocal put, numbers
        customers = max(1, runs // OBJECTS_OF_A_CUSTOMER)
        put, numbers = putting(client, f"load-{next(loads)}", customers), count()

    return {"loading, one object": Call(lambda: put(next(numbers)), prepare)}


_Scenario = Callable[[Any, _Dispatch], dict[str, Call]]

#: Each in a process of its own.
SCENARIOS: Sequence[_Scenario] = [
    *(partial(_call_and_floor, name) for name in calls_among(CUSTOMERS)),
    _put_without_http,
    _load,
]


def measured(checkout: str, task: str, *arguments: str) -> None:
    """What an interpreter does that is measured; it has the package of the checkout."""
    import cprofiles_mock

    found = Path(cprofiles_mock.__file__).resolve()
    if not found.is_relative_to(checkout):
        raise RuntimeError(f"the package of {checkout} is wanted, and {found} was imported")
    with _filled_mock() as (client, dispatch):
        if task == "turns":
            _take_turns(_put_without_http(client, dispatch))
            return
        sizes = [int(size) for size in arguments]
        for scenario in SCENARIOS:
            child = os.fork()
            if not child:
                _count_and_exit(scenario(client, dispatch), sizes)
            _, status = os.waitpid(child, 0)
            if status:
                sys.exit(1)


def _count_and_exit(calls: Mapping[str, Call], sizes: Sequence[int]) -> NoReturn:
    """Count, and write by which process and for which rows; nothing of the parent is cleaned up."""
    status = 1
    try:
        for call in calls.values():
            _count(call, sizes)
        sys.stdout.write(json.dumps([os.getpid(), *calls]) + "\n")
        sys.stdout.flush()
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


def _count(call: Call, sizes: Sequence[int]) -> None:
    """Make blocks of calls, with a marker before and after each, but for the one to warm up."""
    make, prepare = call
    for block, size in enumerate([WARM_UP, *sizes]):
        if prepare is not None:
            prepare(size)
        gc.collect()
        gc.freeze()
        gc.disable()
        if block:
            _mark()
        for _ in range(size):
            make()
        if block:
            _mark()
        gc.enable()


def _take_turns(calls: Mapping[str, Call]) -> None:
    (call,) = calls.values()
    timed = repeated(*call)
    gc.freeze()
    for line in sys.stdin:
        sys.stdout.write(f"{timed(int(line))}\n")
        sys.stdout.flush()


# --- the interpreter that measures --------------------------------------------------------------


def _command(checkout: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-c", _PROGRAM, str(checkout), *arguments]


def _environment(checkout: Path, seed: int) -> dict[str, str]:
    """The checkout's package, and no other setting of the interpreter than these."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**others, "PYTHONPATH": str(checkout), "PYTHONHASHSEED": str(seed)}


def count_instructions(checkout: Path, calls: int) -> dict[str, float]:
    """Instructions per call, by row."""
    few = max(1, calls // 4)
    many = few + calls
    found = {}
    with TemporaryDirectory() as folder:
        valgrind = [
            "valgrind",
            "-q",
            "--tool=callgrind",
            "--dump-line=no",
            f"--dump-before={_MARKER}",
            f"--callgrind-out-file={folder}/%p",
        ]
        done = subprocess.run(
            [*valgrind, *_command(checkout, "count", str(few), str(many))],
            check=False,
            capture_output=True,
            text=True,
            env=_environment(checkout, 0),
        )
        if done.returncode:
            raise RuntimeError(f"the interpreter of {checkout} failed:\n{done.stderr}")
        for line in done.stdout.splitlines():
            process, *rows = json.loads(line)
            # Before each block there is a part that does not count.
            parts = (Path(folder) / f"{process}.{number}" for number in count(2, 2))
            for row in rows:
                fewer, more = _sum(next(parts)), _sum(next(parts))
                found[row] = (more - fewer) / calls
    return found


def _sum(part: Path) -> int:
    """What was executed between a marker and the next: each of them ends a part."""
    text = part.read_text(encoding="utf-8") if part.exists() else ""
    found = re.search(r"^summary: (\d+)$", text, re.MULTILINE)
    if found is None or f"--dump-before={_MARKER}" not in text:
        raise RuntimeError(f"callgrind did not see {_MARKER}(), which marks the blocks")
    return int(found[1])


def count_all(checkouts: Sequence[Path], calls: int) -> list[dict[str, float]]:
    """Of each checkout the instructions per call; as many checkouts at once as there are cores."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda checkout: count_instructions(checkout, calls), checkouts))


def time_against(first: Path, other: Path) -> Spread:
    """The ratio of the other's time to the first's for a PutProfileObject without HTTP.

    The spread is that of the pairs' medians, because the ratio of one pair of interpreters differs
    from that of the next by more than its turns tell.
    """
    found: list[float] = []
    # Layout in memory changes with the hash seed; one seed for both sides, another for each pair.
    for seed in range(PAIRS_OF_INTERPRETERS):
        with _timed(first, seed) as before, _timed(other, seed) as after:
            before(BLOCK)
            after(BLOCK)
            found.append(median(ratios(after, before, pairs=TURNS, block=BLOCK)))
    return spread(found)


@contextmanager
def _timed(checkout: Path, seed: int) -> Iterator[Timed]:
    command, environment = _command(checkout, "turns"), _environment(checkout, seed)
    with interpreter.taking_turns(command, environment) as timed:
        yield timed


def counts_table(names: Sequence[str], found: Sequence[Mapping[str, float]]) -> str:
    """A line for each row; each checkout after the first has its ratio to the first, too."""
    first, *others = found
    lines = [["instructions per call", *names, *(f"{name} / {names[0]}" for name in names[1:])]]
    for row, counted in first.items():
        ratios_to_first = (f"{each[row] / counted:.4f}" for each in others)
        lines.append([row, *(f"{each[row]:,.0f}" for each in found), *ratios_to_first])
    return markdown(lines)


def floor_table(found: Mapping[str, float]) -> str:
    """Of each call the instructions over those of its floor."""
    lines = [["instructions over the floor's", "ratio", "observed", "bound", "verdict"]]
    for name, bound in BOUNDS.items():
        floor = found[f"{name}{_FLOOR}"]
        observed = found[f"{name}{_OBSERVED}"] / floor
        verdict = "met" if observed <= bound else "missed"
        ratio = f"{found[name] / floor:.3f}"
        lines.append([name, ratio, f"{observed:.3f}", f"at most {bound:.2f}", verdict])
    return markdown(lines)


def times_table(names: Sequence[str], found: Sequence[Spread]) -> str:
    lines = [["time of PutProfileObject without HTTP", "against", "median", "quartiles"]]
    for name, (middle, low, high) in zip(names[1:], found, strict=True):
        lines.append([name, names[0], f"{middle:.3f}", f"{low:.3f}-{high:.3f}"])
    return markdown(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.instructions",
        description="Count the instructions per call, and compare checkouts.",
    )
    parser.add_argument(
        "--calls", type=int, default=CALLS, metavar="N", help=f"calls counted, {CALLS} by default"
    )
    parser.add_argument(
        "checkouts",
        nargs="*",
        metavar="CHECKOUT",
        help="the folder that holds cprofiles_mock/; this one by default",
    )
    options = parser.parse_args()
    names: list[str] = options.checkouts or [str(ROOT)]
    checkouts = [Path(name).resolve() for name in names]
    if options.calls < 1:
        parser.error("--calls takes 1 or more")
    for checkout in checkouts:
        if not (checkout / "cprofiles_mock" / "__init__.py").exists():
            parser.error(f"there is no cprofiles_mock in {checkout}")
    if shutil.which("valgrind") is None:
        parser.exit(2, "Instructions are counted by valgrind, which is not installed.\n")
    forget_configuration()
    counted = count_all(checkouts, options.calls)
    sys.stdout.write(f"{counts_table(names, counted)}\n\n{floor_table(counted[-1])}\n\n")
    if len(checkouts) > 1:
        times = [time_against(checkouts[0], other) for other in checkouts[1:]]
        sys.stdout.write(f"{times_table(names, times)}\n\n")
    sys.stdout.write(f"{versions()}\n")


if __name__ == "__main__":
    main()
