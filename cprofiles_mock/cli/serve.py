"""``cprofiles-mock serve``: the mock over HTTP."""

from __future__ import annotations

import signal
import sys
import warnings
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, NoReturn

from .state import check_options, load

if TYPE_CHECKING:
    import argparse

#: What installs the extra. No package index has the package yet, so that it takes a checkout.
INSTALL_SERVER = "in a checkout, run python -m pip install '.[server]'"


def serve_mock(options: argparse.Namespace) -> int:
    """Serve until interrupted; return the exit status."""
    check_options(options)
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
        print(f"cprofiles-mock: cannot bind {address}: {reason}", file=sys.stderr)
        return 1
    from ..testing.region import default_region

    host, port = server.server_address[:2]
    with closing(server.socket), suppress(KeyboardInterrupt):
        with default_region(options.region):
            failure = load(options)
        if failure:
            return failure
        # Both, because a shell starts background processes with SIGINT ignored.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _interrupt)
        print(f"cprofiles-mock serves on http://{_address(str(host), port)}")
        print(f"look at it on {page_address(str(host), port)}", flush=True)
        server.serve_forever()
    return 0


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
