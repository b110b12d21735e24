"""What a request costs the server, against moto's own; and whether its memory stays flat."""

from __future__ import annotations

import gc
import http.client
import json
import logging
import subprocess
import sys
from contextlib import contextmanager
from threading import Thread, active_count
from time import process_time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from . import interpreter
from .timing import Spread, ratios, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .timing import Timed

#: Requests of one side before the other's turn.
BLOCK = 250

CONNECTIONS = 16


def processor_time(pairs: int) -> Spread:
    """The processor time of GetDomain on our server against that of DescribeInstance on moto's."""
    with _side("ours") as ours, _side("connect") as moto:
        for timed in (ours, moto):
            timed(BLOCK)
        return spread(ratios(ours, moto, pairs=pairs, block=BLOCK))


def growth(requests: int) -> tuple[float, int]:
    """How many bytes each further request leaves, in kept connections at once, and the threads.

    A quarter of the requests comes before, and fills what is kept: the journal, for one.
    """
    found, threads = interpreter.answer("server", "grow", requests)
    return found, threads


def grow(requests: int) -> tuple[float, int]:
    """The same, in an interpreter of its own."""
    import tracemalloc

    with _served("ours") as (address, request), _requester(address, request, CONNECTIONS) as send:
        tracemalloc.start()
        send(requests // 4)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        send(requests - requests // 4)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
        return (after - before) / requests, active_count()


@contextmanager
def _side(name: str) -> Iterator[Timed]:
    """Start an interpreter that serves; what is given has it answer so many requests."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.server", name]
    with interpreter.taking_turns(command) as timed:
        yield timed


@contextmanager
def _served(name: str) -> Iterator[tuple[str, list[Any]]]:
    """A server in a thread, its address, and a signed request for it: method, path and headers."""
    from botocore.session import Session

    if name == "ours":
        from cprofiles_mock.server.application import make_server

        service, server = "customer-profiles", make_server("127.0.0.1", 0)
    else:
        # As moto's command moto_server makes it, but for the line that it prints for each request.
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        from moto.moto_server import werkzeug_app
        from werkzeug.serving import make_server as make_wsgi_server

        application = werkzeug_app.DomainDispatcherApplication(werkzeug_app.create_backend_app)
        handler = getattr(werkzeug_app, "MotoRequestHandler", None)
        service = "connect"
        server = make_wsgi_server(
            "127.0.0.1", 0, application, threaded=True, request_handler=handler
        )
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.port}"
    client: Any = Session().create_client(
        service,
        region_name="us-east-1",
        endpoint_url=address,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    sent: list[Any] = []
    client.meta.events.register("before-send", lambda request, **_: sent.append(request))
    if name == "ours":
        client.create_domain(DomainName="customers", DefaultExpirationDays=366)
        client.get_domain(DomainName="customers")
    else:
        made = client.create_instance(
            IdentityManagementType="CONNECT_MANAGED",
            InboundCallsEnabled=True,
            OutboundCallsEnabled=True,
        )
        client.describe_instance(InstanceId=made["Id"])
    request = sent[-1]
    headers = {
        key: value.decode() if isinstance(value, bytes) else value
        for key, value in request.headers.items()
    }
    path = request.url.removeprefix(address)
    yield address, [request.method, path, headers]
    server.shutdown()


@contextmanager
def _requester(address: str, request: list[Any], connections: int = 1) -> Iterator[Any]:
    """A process that sends the request as often as it is told, on so many connections."""
    command = [sys.executable, "-m", "benchmarks.server", "client", address, str(connections)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        orders, answers = process.stdin, process.stdout
        orders.write(f"{json.dumps(request)}\n")

        def send(count: int) -> None:
            orders.write(f"{count}\n")
            orders.flush()
            if not answers.readline():
                raise RuntimeError("the client of the server has failed")

        yield send
        orders.close()


def _send_as_told(address: str, connections: int) -> None:
    """The client: each connection has a thread, and keeps as long as the server does."""
    method, path, headers = json.loads(sys.stdin.readline())
    host = urlsplit(address).netloc
    kept = [http.client.HTTPConnection(host, timeout=60) for _ in range(connections)]
    failures: list[object] = []

    def send(connection: http.client.HTTPConnection, count: int) -> None:
        try:
            for _ in range(count):
                connection.request(method, path, headers=headers)
                response = connection.getresponse()
                response.read()
                if response.status != 200:
                    failures.append(response.status)
        except OSError as error:
            failures.append(error)

    for line in sys.stdin:
        count = int(line) // connections
        threads = [Thread(target=send, args=(each, count)) for each in kept]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        if failures:
            raise RuntimeError(f"the server answered with {failures[0]}")
        sys.stdout.write("done\n")
        sys.stdout.flush()


def main(name: str) -> None:
    with _served(name) as (address, request), _requester(address, request) as send:
        for line in sys.stdin:
            gc.collect()
            start = process_time()
            send(int(line))
            sys.stdout.write(f"{process_time() - start}\n")
            sys.stdout.flush()
    if name == "connect" and "cprofiles_mock" in sys.modules:
        raise RuntimeError("the side that is measured against has imported cprofiles_mock")


if __name__ == "__main__":
    if sys.argv[1] == "client":
        _send_as_told(sys.argv[2], int(sys.argv[3]))
    else:
        main(sys.argv[1])
