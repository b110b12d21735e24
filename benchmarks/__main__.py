"""``python -m benchmarks [--quick] [--check]``: measure, and print one table."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass

from . import (
    calculated,
    events,
    identity,
    interpreter,
    loading,
    recommending,
    record_linkage,
    segments,
    server,
    uploads,
)
from .environment import forget_configuration, ordinary_path
from .imports import import_milliseconds
from .lockstep import side
from .report import Row, table, versions
from .timing import Spread, ratios, spread


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    profiles: int
    # One after another, with so many pairs in all of them together.
    interpreters: int
    call_pairs: int
    test_pairs: int
    tests: int
    imports: int
    objects: int
    weighed: int
    few: int
    many: int
    left: int
    requests: int


# Every second or third test that makes a session ends in a full garbage collection, which counts,
# as it does in a user's tests: several tests in each half of a pair even it out.
FULL = Size(
    profiles=100_000,
    interpreters=10,
    call_pairs=250,
    test_pairs=16,
    tests=6,
    imports=30,
    objects=100_000,
    weighed=5_000,
    few=10_000,
    many=100_000,
    left=1_000_000,
    requests=10_000,
)
QUICK = Size(
    profiles=1_000,
    interpreters=2,
    call_pairs=8,
    test_pairs=3,
    tests=2,
    imports=4,
    objects=4_000,
    weighed=300,
    few=200,
    many=2_000,
    left=20_000,
    requests=800,
)

WARM_UP = 3

#: Each builds the domain anew.
LEAVING = 3


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke run of a few seconds")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a bound is missed")
    options = parser.parse_args()
    forget_configuration()
    size = QUICK if options.quick else FULL
    with ordinary_path():
        on_the_ordinary_path = [*_calculated(size), *_segments(size), *_events(size)]
    rows = [
        *_calls(size),
        *_loading(size),
        *_identity(size),
        *on_the_ordinary_path,
        *_recommending(size),
        *_server(size),
        *_uploads(size),
        *_stacks(size),
        *_whole_tests(size),
        _import(size),
    ]
    sys.stdout.write(f"{table(rows)}\n\n{versions()}\n")
    return int(options.check and any(row.missed for row in rows))


def _calls(size: Size) -> list[Row]:
    from .calls import BOUNDS, OTHERS

    # The ratios of one interpreter differ from those of the next by more than those within it.
    found: dict[str, list[float]] = {}
    pairs = size.call_pairs // size.interpreters
    for _ in range(size.interpreters):
        for name, each in interpreter.answer("calls", "our_calls", size.profiles, pairs).items():
            found.setdefault(name, []).extend(each)
        for name, function in OTHERS.items():
            found.setdefault(name, []).extend(interpreter.answer("calls", function, pairs))
    return [
        Row(
            name=f"one call: {name}",
            against="its floor",
            found=spread(each),
            bound=BOUNDS.get(name),
        )
        for name, each in found.items()
    ]


def _loading(size: Size) -> list[Row]:
    against_moto, flat = loading.rates(size.objects)
    weight = loading.bytes_of_profile(size.weighed) / 1024
    return [
        Row(
            name="rate of PutProfileObject, loading",
            against="moto's dynamodb.put_item",
            found=against_moto,
            least=15.0,
        ),
        Row(
            name="time of the last tenth that is loaded",
            against="the first tenth's",
            found=flat,
            bound=1.1,
        ),
        Row(
            name="memory of a profile with one object",
            against="(size)",
            found=Spread(weight, weight, weight),
            bound=4.8,
            unit="KB",
        ),
        Row(
            name=f"leaving a mock with {size.left} profiles",
            against="(time)",
            found=spread(
                [interpreter.answer("scale", "leave", size.left) * 1e3 for _ in range(LEAVING)]
            ),
            bound=20.0,
            unit="ms",
        ),
    ]


def _identity(size: Size) -> list[Row]:
    growth, peak = identity.job(size.few, size.many)
    rows = [
        Row(
            name=f"identity resolution job, {size.many} profiles",
            against=f"{size.few} profiles",
            found=growth,
            bound=15.0,
        ),
        Row(
            name=f"identity resolution job, {size.few} profiles",
            against="recordlinkage",
            found=record_linkage.job(size.few, max(3, size.test_pairs // 2)),
            bound=4.0,
        ),
        Row(
            name=f"peak of memory with {size.few + size.many} profiles and jobs",
            against="(size)",
            found=Spread(peak, peak, peak),
            bound=2048.0,
            unit="MB",
        ),
    ]
    for name, found in identity.flat(size.few // 10, size.many, size.call_pairs).items():
        rows.append(
            Row(
                name=f"{name} with rules, {size.many} profiles",
                against=f"{size.few // 10} profiles",
                found=found,
                bound=1.15,
            )
        )
    return rows


def _calculated(size: Size) -> list[Row]:
    rows = [
        Row(
            name="PutProfileObject with 10 calculated attributes",
            against="without",
            found=calculated.put(size.call_pairs),
            bound=1.1,
        )
    ]
    rows += [
        Row(
            name=f"GetCalculatedAttributeForProfile, 1,000 objects, {kind}",
            against="100 objects",
            found=found,
            bound=3.0,
        )
        for kind, found in calculated.read(size.call_pairs // 4).items()
    ]
    rows += [
        Row(
            name=f"its first read of 1,000 objects, {kind}",
            against="100 objects",
            found=found,
            bound=None if kind in calculated.UNBOUNDED else 3.0,
        )
        for kind, found in calculated.first_read(size.call_pairs // 4).items()
    ]
    rows.append(
        Row(
            name=f"GetCalculatedAttributeForProfile, {size.many} profiles",
            against=f"{size.few // 10} profiles",
            found=calculated.among(size.few // 10, size.many, size.call_pairs // 4),
            bound=1.15,
        )
    )
    return rows


def _segments(size: Size) -> list[Row]:
    found = segments.estimates(size.few, size.many, max(3, size.test_pairs // 2))
    return [
        Row(
            name=f"GetSegmentMembership of 100, {size.many} profiles",
            against=f"{size.few // 10} profiles",
            found=segments.membership(size.few // 10, size.many, size.call_pairs // 4),
            bound=1.15,
        ),
        Row(
            name=f"CreateSegmentEstimate, {size.many} profiles",
            against=f"{size.few} profiles",
            found=found.growth,
            bound=13.0,
        ),
        Row(
            name="CreateSegmentEstimate, 3 dimensions",
            against="1 dimension",
            found=found.dimensions,
            bound=3.5,
        ),
        Row(
            name="CreateSegmentEstimate, a profile and dimension",
            against="(time)",
            found=found.of_profile_and_dimension,
            unit="µs",
        ),
        *_subscriptions(size),
        Row(
            name=f"CreateSegmentEstimate by SQL, {size.many} profiles with an order each",
            against="(time)",
            found=segments.query(size.many, 3),
            unit="s",
            bound=20.0,
        ),
    ]


def _subscriptions(size: Size) -> list[Row]:
    if not segments.knows_subscriptions():
        # With an older botocore, no client can make any, and the table has no such row.
        return []
    return [
        Row(
            name="UpdateProfile with 10 subscriptions to segments",
            against="without",
            found=segments.subscriptions(size.call_pairs // 4),
            bound=1.5,
        )
    ]


def _events(size: Size) -> list[Row]:
    return [
        Row(
            name="PutProfileObject with an event stream of 16 shards",
            against="without",
            found=events.stream(size.call_pairs // 4),
            bound=1.6,
        ),
        Row(
            name="PutProfileObject with 10 event triggers of which none fires",
            against="without",
            found=events.triggers(size.call_pairs // 4),
            bound=1.3,
        ),
    ]


def _recommending(size: Size) -> list[Row]:
    found = recommending.second_calls(size.few, size.many, max(3, size.test_pairs // 2))
    return [
        Row(
            name=f"GetProfileRecommendations, {recipe}, {size.many} events, the second call",
            against="the first",
            found=each,
            bound=1 / 20,
        )
        for recipe, each in found.items()
    ]


def _server(size: Size) -> list[Row]:
    left, threads = server.growth(size.requests)
    return [
        Row(
            name="processor time of a request to the server",
            against="moto_server's DescribeInstance",
            found=server.processor_time(size.test_pairs),
            bound=1 / 8,
        ),
        Row(
            name=f"memory left by a request, {size.requests} in {server.CONNECTIONS} connections",
            against="(size)",
            found=Spread(left, left, left),
            # The journal of the server is full before, but for a smoke run.
            bound=10.0 if size is FULL else None,
            unit="B",
        ),
        Row(
            name=f"threads of the server with {server.CONNECTIONS} connections",
            against="(count)",
            found=Spread(threads, threads, threads),
            # Beside them the one that accepts, and that of the program.
            bound=server.CONNECTIONS + 4,
            unit="threads",
        ),
    ]


def _uploads(size: Size) -> list[Row]:
    rate, seconds = uploads.rates(size.many, max(3, size.test_pairs // 2))
    return [
        Row(
            name="rate of the rows of an upload job",
            against="PutProfileObject",
            found=rate,
            least=3.0,
        ),
        Row(
            name=f"an upload job of {size.many} rows",
            against="(time)",
            found=seconds,
            unit="s",
        ),
    ]


def _stacks(size: Size) -> list[Row]:
    from .stacks import RESOURCES, registering_milliseconds

    found = interpreter.answer("stacks", "stack_ratios", size.test_pairs)
    return [
        Row(
            name=f"a stack of {RESOURCES} domains, created and deleted",
            against=f"{RESOURCES} queues",
            found=spread(found),
            bound=2.0,
        ),
        Row(
            name="registering the resource types",
            against="(time)",
            found=registering_milliseconds(size.imports),
            bound=2.0,
            unit="ms",
        ),
    ]


def _whole_tests(size: Size) -> list[Row]:
    rows = []
    for name, bound in (("decorator", 0.10), ("fixture", 0.06)):
        with side("connect", with_plugin=False) as moto, side(name, with_plugin=True) as ours:
            ours(WARM_UP)
            moto(WARM_UP)
            found = spread(ratios(ours, moto, pairs=size.test_pairs, block=size.tests))
        rows.append(
            Row(name=f"one test: {name}", against="moto's connect", found=found, bound=bound)
        )
    return rows


def _import(size: Size) -> Row:
    return Row(
        name="import of package and pytest plugin",
        against="(time)",
        found=import_milliseconds(size.imports),
        bound=5.0,
        unit="ms",
    )


if __name__ == "__main__":
    sys.exit(main())
