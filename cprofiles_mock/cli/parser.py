"""The commands, their options, and their help."""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import sys
from importlib.metadata import version
from typing import Any, NoReturn

from .. import __version__
from ..remote.commands import add_remote_commands
from .run import run_program
from .serve import INSTALL_SERVER, serve_mock

# The widest that usage and help are, however wide the terminal is.
_WIDEST = 80


class _Help(argparse.HelpFormatter):
    """Usage and help as wide as the terminal, up to 80 columns, beyond which lines read badly."""

    def __init__(self, prog: str, **arguments: Any) -> None:
        columns = min(shutil.get_terminal_size().columns, _WIDEST)
        # As argparse has it, the last two columns stay empty.
        super().__init__(prog, width=columns - 2, **arguments)


class _Version(argparse.Action):
    """Prints the versions that a report of a mistake needs, without importing any of the hosts."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        hosts = ", ".join(f"{name} {version(name)}" for name in ("moto", "botocore"))
        python = f"Python {platform.python_version()}"
        print(f"cprofiles-mock {__version__} ({hosts}, {python})")
        parser.exit()


class _Parser(argparse.ArgumentParser):
    """A parser whose errors say what was probably meant."""

    def __init__(self, **arguments: Any) -> None:
        #: The options of this parser, and its commands by their names.
        self.options: list[str] = []
        self.commands: dict[str, _Parser] = {}
        # What is being parsed.
        self._given: list[str] = []
        super().__init__(**arguments)

    def add_argument(self, *names: Any, **arguments: Any) -> argparse.Action:
        """Add an argument, and note the names of an option."""
        self.options += [name for name in names if name.startswith("--")]
        return super().add_argument(*names, **arguments)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse, and note what is parsed."""
        self._given = sys.argv[1:] if args is None else list(args)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Print the error with a hint, and end with the status of a usage error."""
        super().error(f"{message}{_hint(self, message)}")

    def misspelt(self) -> str | None:
        """The first option given that neither this parser nor one of its commands has."""
        names = [each.partition("=")[0] for each in self._given if each.startswith("--")]
        # argparse takes the beginning of an option for the whole.
        unknown = (
            name for name in names if not any(each.startswith(name) for each in self.all_options())
        )
        return next(unknown, None)

    def all_options(self) -> list[str]:
        """The options of this parser and of its commands."""
        below = [name for command in self.commands.values() for name in command.options]
        return [*self.options, *below]


def _hint(parser: _Parser, message: str) -> str:
    """A hint for a command or an option that does not exist; empty for any other error."""
    from ..runtime.suggestions import did_you_mean
    from .program import hint_for_module

    command = re.search("invalid choice: '([^']*)'", message)
    if command is not None:
        name = command[1]
        if os.path.exists(name):
            return f"; to run {name}, write cprofiles-mock run {name}"
        return hint_for_module(name, "cprofiles-mock run -m") or did_you_mean(name, parser.commands)
    if "required" in message:
        # argparse misses what must be given before it looks at an option that it does not know.
        option = parser.misspelt()
    else:
        unknown = re.search(r"unrecognized arguments: (-\S+)", message)
        option = unknown and unknown[1]
    return did_you_mean(option, parser.all_options()) if option else ""


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; ``function`` of what it returns carries a command out."""
    parser = _Parser(
        prog="cprofiles-mock",
        description="A mock of Amazon Connect Customer Profiles; only pull, compare and probe "
        "call AWS.",
        formatter_class=_Help,
    )
    _add_version(parser)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser(
        "run",
        usage="cprofiles-mock run [-h] [--region REGION] [--load FILE] [--dump FILE]\n"
        "                          [--domain NAME] (PROGRAM | -m MODULE) [ARGS ...]",
        formatter_class=_Help,
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
    run.set_defaults(function=run_program, parser=run)

    serve = commands.add_parser(
        "serve",
        formatter_class=_Help,
        help="serve the mock over HTTP, with all of moto's services beside it",
        description="Serve the mock over HTTP, with all of moto's services beside it. "
        f"Needs the extra 'server': {INSTALL_SERVER}.",
    )
    serve.add_argument("--host", default="127.0.0.1", help="address to bind (default: %(default)s)")
    serve.add_argument(
        "--port", type=_port, default=5000, help="port; 0 picks a free one (default: %(default)s)"
    )
    serve.add_argument(
        "--region",
        help="AWS region to load into and to dump (default: the configured one, else us-east-1); "
        "'all' is that default, and lets --dump write a file for each region, NAME.REGION.json",
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
    serve.add_argument(
        "--dump",
        metavar="FILE",
        help="write the state to a .json, .yaml or .csv file when the server ends, by Ctrl-C or "
        "another signal, too",
    )
    serve.add_argument(
        "--verbose", action="store_true", help="print a line for each request, to standard error"
    )
    _add_version(serve)
    serve.set_defaults(function=serve_mock, parser=serve)
    add_remote_commands(commands, formatter_class=_Help)
    parser.commands = commands.choices
    return parser


def _add_version(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--version",
        action=_Version,
        nargs=0,
        help="print the versions of this package, moto, botocore and Python",
    )


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


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"a port is a whole number from 0 to 65535, not {text!r}")
    return int(text)
