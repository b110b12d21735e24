"""The command line: ``cprofiles-mock run`` and ``cprofiles-mock serve``."""

from __future__ import annotations

import argparse
import atexit
import builtins
import os
import signal
import sys
import warnings
from contextlib import closing, suppress
from functools import partial
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from types import CodeType, ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, NoReturn

from . import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

# Python's own exit status for an invalid command line.
USAGE_ERROR = 2

# No package index has the package yet: what it needs is installed from a checkout.
_INSTALL_SERVER = "in a checkout, run python -m pip install '.[server]'"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    status: int = options.function(options)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cprofiles-mock",
        description="A mock of Amazon Connect Customer Profiles; nothing reaches AWS.",
    )
    parser.add_argument("--version", action="version", version=f"cprofiles-mock {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser(
        "run",
        usage="cprofiles-mock run [--region REGION] [--load FILE] [--dump FILE]\n"
        "                          [--domain NAME] (PROGRAM | -m MODULE) [ARGS ...]",
        help="run a Python program with the mock active",
        description="Run a Python program with the mock active, from its first line to the end "
        "of the interpreter. Child processes are not mocked; they inherit fake credentials.",
    )
    run.add_argument(
        "--region",
        help="AWS region where none is configured (default: us-east-1); 'all' is that default, and "
        "lets --dump write a file for each region, NAME.REGION.json",
    )
    _add_load(run)
    run.add_argument(
        "--dump",
        metavar="FILE",
        help="write the state to a .json, .yaml or .csv file when the program ends",
    )
    run.add_argument("-m", dest="module", nargs=argparse.REMAINDER, help="run a module instead")
    run.add_argument("program", nargs=argparse.REMAINDER, help="the program and its arguments")
    run.set_defaults(function=_run, parser=run)

    serve = commands.add_parser(
        "serve",
        help="serve the mock over HTTP, with all of moto's services beside it",
        description="Serve the mock over HTTP, with all of moto's services beside it. "
        f"Needs the extra 'server': {_INSTALL_SERVER}.",
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to bind (default: %(default)s)")
    serve.add_argument(
        "--port", type=_port, default=5000, help="port; 0 picks a free one (default: %(default)s)"
    )
    serve.add_argument(
        "--region", help="AWS region to load into (default: the configured one, else us-east-1)"
    )
    serve.add_argument(
        "--allowed-host",
        metavar="NAME",
        action="append",
        default=[],
        help="answer pages and control calls under this name, too, beside local names; may be "
        "repeated",
    )
    _add_load(serve)
    serve.set_defaults(function=_serve, parser=serve)
    return parser


def _add_load(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--load",
        metavar="FILE",
        action="append",
        default=[],
        help="begin with the state in a .json, .yaml or .csv file; may be repeated",
    )
    command.add_argument(
        "--domain", metavar="NAME", help="the domain of the profiles in .csv files"
    )


# --- state --------------------------------------------------------------------------------------


def _load(options: argparse.Namespace) -> bool:
    """Load files into the configured region; return whether all could be loaded."""
    from .testing.handle import MockHandle

    def load(path: str) -> None:
        domain_name = options.domain if _is_csv(path) else None
        MockHandle().load(path, region=_region(), domain_name=domain_name)

    return all(_done(partial(load, path)) for path in options.load)


def _is_csv(path: str) -> bool:
    return path.lower().endswith(".csv")


def _check_options(options: argparse.Namespace, *paths: str) -> None:
    """End with a usage error for a region that is not offered, and a domain that nothing needs."""
    from .instruments.names import is_offered, region_not_offered
    from .testing.region import EVERY_REGION

    dumps_all = options.region == EVERY_REGION and hasattr(options, "dump")
    if options.region and not dumps_all and not is_offered(options.region):
        options.parser.error(f"--region: {region_not_offered(options.region)}")
    if options.domain and not any(map(_is_csv, (*options.load, *paths))):
        options.parser.error("--domain is for CSV files; other files hold all domains")


def _can_be_dumped(path: str | None) -> bool:
    """Whether a dump's format, folder and region exist; checked before the program runs."""
    from .snapshots import format_of
    from .testing.handle import MockHandle

    def check(path: str) -> None:
        format_of(path)
        folder = os.path.dirname(path) or "."
        if not os.path.isdir(folder):
            raise OSError(f"{path}: there is no folder {folder}; make it before the program runs")
        MockHandle().backend(_region())

    return path is None or _done(partial(check, path))


def _dump(path: str | None, domain_name: str | None, *, every_region: bool) -> bool:
    """Write the state to ``path``, if given, and say what is elsewhere; return whether it worked.

    The state is that of the configured region, or else each region's in a file of its own.
    """
    from .testing.state_files import dump_every_region, dump_region

    def dump(path: str) -> None:
        of_domain = domain_name if _is_csv(path) else None
        if every_region:
            dump_every_region(path, _region(), of_domain)
            return
        lacking = dump_region(path, _region(), of_domain)
        if lacking:
            print(f"cprofiles-mock: {lacking}", file=sys.stderr)

    return path is None or _done(partial(dump, path))


def _region() -> str:
    from .hosts.botocore import configured_region
    from .testing.region import DEFAULT_REGION

    return configured_region() or DEFAULT_REGION


def _done(action: Callable[[], Any]) -> bool:
    """Run ``action`` and return whether it succeeded; print the reason if not."""
    from .snapshots import NoDomainNameError

    try:
        action()
    except NoDomainNameError as error:
        print(f"cprofiles-mock: {error.on_command_line}", file=sys.stderr)
        return False
    except (KeyError, OSError, RuntimeError, ValueError) as error:
        print(f"cprofiles-mock: {error}", file=sys.stderr)
        return False
    return True


# --- serve --------------------------------------------------------------------------------------


def _serve(options: argparse.Namespace) -> int:
    _check_options(options)
    try:
        with warnings.catch_warnings():
            # moto has its own warning for the case that is reported below.
            warnings.simplefilter("ignore")
            from .server.application import make_server
    except ImportError as error:
        print(
            f"cprofiles-mock: serve needs the extra 'server' ({error}): {_INSTALL_SERVER}",
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
    from .testing.region import default_region

    host, port = server.server_address[:2]
    with closing(server.socket), suppress(KeyboardInterrupt):
        with default_region(options.region):
            if not _load(options):
                return USAGE_ERROR
        # Both, because a shell starts background processes with SIGINT ignored.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _interrupt)
        print(f"cprofiles-mock serves on http://{_address(str(host), port)}")
        print(f"look at it on {_page_address(str(host), port)}", flush=True)
        server.serve_forever()
    return 0


def _page_address(host: str, port: int) -> str:
    """The address at which a browser on this machine finds the page."""
    # Browsers cannot open the "any" address; the server then listens on the local one, too.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (nothing is bound)
    return f"http://{_address(host, port)}/cprofiles-mock/"


def _address(host: str, port: int) -> str:
    """Host and port in the form that URLs use."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"a port is a whole number from 0 to 65535, not {text!r}")
    return int(text)


def _interrupt(*_: Any) -> NoReturn:
    raise KeyboardInterrupt


# --- run ----------------------------------------------------------------------------------------


def _run(options: argparse.Namespace) -> int:
    is_module = options.module is not None
    # argparse ends the arguments of -m at a "--", and takes that for the program.
    command = [*(options.module or ()), *options.program]
    if not is_module and command[:1] == ["--"]:
        del command[0]
    if not command:
        options.parser.error("name a PROGRAM, or a module after -m")

    _check_options(options, *filter(None, [options.dump]))
    from .testing.activation import mock_customerprofiles
    from .testing.region import EVERY_REGION, set_default_region

    # Registered first, so that it runs last: after every hook that the program registers.
    atexit.register(_die_if_interrupted)
    every_region = options.region == EVERY_REGION
    set_default_region(None if every_region else options.region)
    # Never stopped: atexit hooks, and threads that outlive the main one, must not reach AWS.
    mock_customerprofiles.start()
    if not _can_be_dumped(options.dump) or not _load(options):
        return USAGE_ERROR
    # The program may change the working directory.
    path = options.dump and os.path.abspath(options.dump)
    dump = partial(_dump, path, options.domain, every_region=every_region)
    try:
        status = _execute(command, is_module=is_module)
    except SystemExit as ended:
        if not dump() and ended.code in (None, 0):
            return USAGE_ERROR
        raise
    except _CannotRunError as error:
        print(f"cprofiles-mock: {error}", file=sys.stderr)
        return USAGE_ERROR
    return status if dump() else status or USAGE_ERROR


def _execute(command: list[str], *, is_module: bool) -> int:
    """Run the program or module. Raises its SystemExit, and _CannotRunError."""
    sys.argv = list(command)
    main_module = ModuleType("__main__")
    main_module.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main_module
    load = _load_module if is_module else _load_program
    try:
        exec(load(command[0], main_module), main_module.__dict__)
    except (SystemExit, _CannotRunError):
        raise
    except BaseException as error:
        return _report(error)
    return 0


class _CannotRunError(Exception):
    """There is no such program or module."""


def _load_program(path: str, main_module: ModuleType) -> CodeType:
    """The code of a script, or of the ``__main__`` in a folder or archive, as Python finds it."""
    # As in the interpreter: absolute, but not normalised.
    whole_path = os.path.join(os.getcwd(), path)
    if not path.endswith((".py", ".pyw")):
        spec = PathFinder.find_spec("__main__", [whole_path])
        if spec is not None:
            sys.path[0] = whole_path
            return _code_of(spec, main_module)
    sys.path[0] = os.path.dirname(os.path.realpath(path))
    try:
        with open(path, "rb") as file:
            source = file.read()
    except OSError as error:
        hint = _hint_for_module(path) if isinstance(error, FileNotFoundError) else ""
        raise _CannotRunError(f"can't open file {path!r}: {error}{hint}") from None
    main_module.__dict__.update(__file__=whole_path, __cached__=None)
    return compile(source, whole_path, "exec", dont_inherit=True)


def _hint_for_module(name: str) -> str:
    """A hint for the name of a module, as in ``run pytest``, that was taken for a file."""
    try:
        found = all(part.isidentifier() for part in name.split(".")) and find_spec(name)
    except (ImportError, ValueError):
        found = None
    return f"; to run the module {name}, write -m {name}" if found else ""


def _load_module(name: str, main_module: ModuleType) -> CodeType:
    """The code of a module, or of a package's ``__main__``, as ``python -m`` finds it."""
    sys.path[0] = os.getcwd()
    try:
        spec = find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            spec = find_spec(f"{name}.__main__")
    except ModuleNotFoundError:
        spec = None
    if spec is None:
        raise _CannotRunError(f"No module named {name}")
    code = _code_of(spec, main_module)
    sys.argv[0] = spec.origin or name
    return code


def _code_of(spec: ModuleSpec, main_module: ModuleType) -> CodeType:
    loader: Any = spec.loader
    code: CodeType | None = loader.get_code(spec.name)
    if code is None:
        raise _CannotRunError(f"No code object available for {spec.name}")
    main_module.__dict__.update(
        __file__=spec.origin,
        __cached__=spec.cached,
        __loader__=loader,
        __package__=spec.parent,
        __spec__=spec,
    )
    return code


_interrupted = False


def _report(error: BaseException) -> int:
    """Print an uncaught exception as the interpreter does, without the frames of this module."""
    global _interrupted
    traceback: TracebackType | None = error.__traceback__
    while traceback is not None and traceback.tb_frame.f_code.co_filename == __file__:
        traceback = traceback.tb_next
    sys.excepthook(type(error), error.with_traceback(traceback), traceback)
    _interrupted = isinstance(error, KeyboardInterrupt)
    return 1


def _die_if_interrupted() -> None:
    """End as the interpreter does after an uncaught KeyboardInterrupt: by the signal itself."""
    if _interrupted and os.name == "posix":  # pragma: no cover  (would kill coverage too)
        sys.stdout.flush()
        sys.stderr.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
