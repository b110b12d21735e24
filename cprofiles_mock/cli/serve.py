"""``cprofiles-mock serve``: the mock over HTTP."""

from __future__ import annotations

import errno
import logging
import signal
import sys
import warnings
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, NoReturn

from .state import check_dump, check_options, dump, load

if TYPE_CHECKING:
    import argparse

    from werkzeug.serving import BaseWSGIServer

#: What installs the extra. No package index has the package yet, so that it takes a checkout.
INSTALL_SERVER = "in a checkout, run python -m pip install '.[server]'"


def serve_mock(options: argparse.Namespace) -> int:
    """Serve until interrupted; return the exit status."""
    check_options(options, *filter(None, [options.dump]))
    try:
        with warnings.catch_warnings():
            # moto has its own warning for the case that is reported below.
            warnings.simplefilter("ignore")
            from ..server.application import make_server
    except ImportError as error:
        print(
            f"cprofiles-mock: serve needs the extra 'server' ({error}): {INSTALL_SERVER}",
            file=sys.stderr,
        )
        return 1
    try:
        server = make_server(options.host, options.port, allowed_hosts=options.allowed_host)
    except (OSError, UnicodeError) as error:
        # str() of an OSError begins with the error number, which users do not need.
        reason = getattr(error, "strerror", None) or error
        address = _address(options.host, options.port)
        in_use = getattr(error, "errno", None) == errno.EADDRINUSE
        hint = "; --port 0 picks a free port" if in_use else ""
        print(f"cprofiles-mock: cannot bind {address}: {reason}{hint}", file=sys.stderr)
        return 1
    from ..testing.region import EVERY_REGION, default_region

    every_region = options.region == EVERY_REGION
    region = None if every_region else options.region
    with closing(server.socket):
        with default_region(region):
            failure = check_dump(options.dump) or load(options)
        if failure:
            return failure
        if options.verbose:
            _print_requests()
        with suppress(KeyboardInterrupt):
            _serve(server)
        with default_region(region):
            return dump(options.dump, options.domain, every_region=every_region)


def _serve(server: BaseWSGIServer) -> None:
    """Serve until a signal comes. Raises KeyboardInterrupt then."""
    # A shell starts background processes with SIGINT ignored, and nohup with SIGHUP.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and (
            name != "SIGHUP" or signal.getsignal(number) is not signal.SIG_IGN
        ):
            signal.signal(number, _interrupt)
    host, port = server.server_address[:2]
    print(f"cprofiles-mock serves on http://{_address(str(host), port)}")
    print(f"look at it on {page_address(str(host), port)}", flush=True)
    server.serve_forever()


def _print_requests() -> None:
    """Print what the server logs of requests and connections, a line for each."""
    requests = logging.getLogger("cprofiles_mock.server")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    requests.addHandler(handler)
    requests.setLevel(logging.INFO)


def page_address(host: str, port: int) -> str:
    """The address at which a browser on this machine finds the page."""
    # Browsers cannot open the "any" address; the server then listens on the local one, too.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (nothing is bound)
    return f"http://{_address(host, port)}/cprofiles-mock/"


def _address(host: str, port: int) -> str:
    """Host and port in the form that URLs use."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _interrupt(*_: Any) -> NoReturn:
    raise KeyboardInterrupt
