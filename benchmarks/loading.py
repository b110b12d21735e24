"""Loading a hundred thousand objects, against moto's DynamoDB, and what a profile weighs."""

from __future__ import annotations

import json
import sys
import tracemalloc
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

from . import interpreter
from .floor import new_client
from .timing import Spread, ratios, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .timing import Timed

#: Objects that each side puts before it is the other's turn.
BLOCK = 1000
#: The same where both sides are ours.
SHORT_BLOCK = 250

#: Each has five purchases in a load of a hundred thousand.
CUSTOMERS = 20_000

# Far more than there are objects: each object makes a profile.
_CUSTOMERS_OF_ONE_OBJECT = 10_000_019


@contextmanager
def loader(name: str) -> Iterator[Timed]:
    """Start an interpreter that loads; what is given lets it put so many and times them."""
    with interpreter.taking_turns([sys.executable, "-m", "benchmarks.loading", name]) as timed:
        yield timed


def rates(objects: int) -> tuple[Spread, Spread]:
    """How many times moto's rate ours is, and the last tenth's time against the first tenth's.

    The last tenth takes turns with the first tenth of another load: minutes apart, the two would
    tell more of the machine's pace.
    """
    against_moto: list[float] = []
    tenth = objects // 10
    with loader("objects") as ours, loader("dynamodb") as moto:
        ours(BLOCK // 10)
        moto(BLOCK // 10)
        blocks = (objects - tenth) // BLOCK
        for number in range(blocks):
            seconds = ours(BLOCK)
            # The slower side takes a turn now and then, and a shorter one.
            if number % max(1, blocks // 20) == 0:
                against_moto.append(moto(BLOCK // 10) * 10 / seconds)
        with loader("objects") as beginning:
            beginning(BLOCK // 10)
            flat = ratios(ours, beginning, pairs=max(2, tenth // SHORT_BLOCK), block=SHORT_BLOCK)
    return spread(against_moto), spread(flat)


def bytes_of_profile(profiles: int) -> float:
    """Bytes of memory for a profile with one object, everything that leads to it included."""
    weight: float = interpreter.answer("loading", "weigh", profiles)
    return weight


def weigh(profiles: int) -> float:
    """The same, in an interpreter of its own."""
    with _objects(_CUSTOMERS_OF_ONE_OBJECT) as put:
        for number in range(profiles // 10):
            put(number)
        tracemalloc.start()
        for number in range(profiles // 10, profiles + profiles // 10):
            put(number)
        found, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return found / profiles


@contextmanager
def _objects(customers: int = CUSTOMERS) -> Iterator[Any]:
    from cprofiles_mock import mock_customerprofiles

    from .calls import DOMAIN_NAME

    with mock_customerprofiles():
        yield putting(_client("customer-profiles"), DOMAIN_NAME, customers)


def putting(client: Any, domain_name: str, customers: int) -> Callable[[int], None]:
    """Create a domain, and return what puts the purchase with a number into it."""
    from .calls import OBJECT_TYPE, purchase

    client.create_domain(DomainName=domain_name, DefaultExpirationDays=366)
    client.put_profile_object_type(DomainName=domain_name, **OBJECT_TYPE)

    def put(number: int) -> None:
        client.put_profile_object(
            DomainName=domain_name,
            ObjectTypeName="Purchase",
            Object=json.dumps(purchase(number, customers)),
        )

    return put


@contextmanager
def _items() -> Iterator[Any]:
    from moto import mock_aws

    from .calls import purchase

    def serialize(value: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            return {"M": {name: serialize(item) for name, item in value.items()}}
        if isinstance(value, list):
            return {"L": [serialize(item) for item in value]}
        return {"S": value} if isinstance(value, str) else {"N": str(value)}

    with mock_aws():
        client = _client("dynamodb")
        client.create_table(
            TableName="purchases",
            KeySchema=[{"AttributeName": "number", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "number", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

        def put(number: int) -> None:
            # The same record, as what a table holds; turning it into that is part of loading.
            item = serialize(purchase(number, CUSTOMERS))["M"]
            client.put_item(TableName="purchases", Item=item)

        yield put


def _client(service_name: str) -> Any:
    from botocore.session import Session

    return new_client(Session(), service_name)


def main(name: str) -> None:
    with {"objects": _objects, "dynamodb": _items}[name]() as put:
        number = 0
        for line in sys.stdin:
            start = perf_counter()
            for _ in range(int(line)):
                put(number)
                number += 1
            sys.stdout.write(f"{perf_counter() - start}\n")
            sys.stdout.flush()
    if name == "dynamodb" and "cprofiles_mock" in sys.modules:
        raise RuntimeError("the side that is measured against has imported cprofiles_mock")


if __name__ == "__main__":
    main(sys.argv[1])
