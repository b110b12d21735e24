"""``cprofiles-mock run``: a program with the mock active."""

from __future__ import annotations

import atexit
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from .program import CannotRunError, die_if_interrupted, execute
from .state import USAGE_ERROR, check_dump, check_options, dump, load

if TYPE_CHECKING:
    import argparse


def run_program(options: argparse.Namespace) -> int:
    """Run the program with the mock active; return the exit status."""
    is_module = options.module is not None
    # argparse ends the arguments of -m at a "--", and takes that for the program.
    command = [*(options.module or ()), *options.program]
    if not is_module and command[:1] == ["--"]:
        del command[0]
    if not command:
        options.parser.error("name a PROGRAM, or a module after -m")

    check_options(options, *filter(None, [options.dump]))
    from ..testing.activation import mock_customerprofiles
    from ..testing.region import EVERY_REGION, set_default_region

    # Registered first, so that it runs last: after every hook that the program registers.
    atexit.register(die_if_interrupted)
    every_region = options.region == EVERY_REGION
    set_default_region(None if every_region else options.region)
    # Never stopped: atexit hooks, and threads that outlive the main one, must not reach AWS.
    mock = mock_customerprofiles.start()
    failure = check_dump(options.dump) or load(options)
    if failure:
        return failure
    # The program may change the working directory.
    path = options.dump and os.path.abspath(options.dump)
    write = partial(dump, path, options.domain, every_region=every_region)
    try:
        status = execute(command, is_module=is_module)
    except SystemExit as ended:
        failure = write()
        if ended.code in {None, 0}:
            mock.end(report=True)
            if failure:
                return failure
        raise
    except CannotRunError as error:
        print(f"cprofiles-mock: {error}", file=sys.stderr)
        return USAGE_ERROR
    # What the program itself says has precedence.
    failure = write()
    # A program that fails has another cause, which a warning must not hide.
    mock.end(report=status == 0)
    return status or failure
