"""Running a program or a module as the interpreter does, in this process."""

from __future__ import annotations

import builtins
import os
import re
import signal
import sys
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from types import CodeType, ModuleType, TracebackType
from typing import Any


def execute(command: list[str], *, is_module: bool) -> int:
    """Run the program or module. Raises its SystemExit, and CannotRunError."""
    sys.argv = list(command)
    main_module = ModuleType("__main__")
    main_module.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = main_module
    load = _load_module if is_module else _load_program
    try:
        exec(load(command[0], main_module), main_module.__dict__)
    except (SystemExit, CannotRunError):
        raise
    except BaseException as error:
        return _report(error)
    return 0


class CannotRunError(Exception):
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
        hint = _hint_for_missing(path) if isinstance(error, FileNotFoundError) else ""
        raise CannotRunError(f"can't open file {path!r}: {error}{hint}") from None
    main_module.__dict__.update(__file__=whole_path, __cached__=None)
    return compile(source, whole_path, "exec", dont_inherit=True)


def _hint_for_missing(path: str) -> str:
    """A hint for a file that does not exist: the interpreter's name, or that of a module."""
    if re.fullmatch(r"(?:python|pypy)[0-9.]*(?:\.exe)?|py", os.path.basename(path)):
        return f"; this interpreter runs the program: leave out {path}"
    return hint_for_module(path)


def hint_for_module(name: str, command: str = "-m") -> str:
    """A hint for the name of a module, as in ``run pytest``, that was taken for something else."""
    try:
        found = all(part.isidentifier() for part in name.split(".")) and find_spec(name)
    except (ImportError, ValueError):
        found = None
    return f"; to run the module {name}, write {command} {name}" if found else ""


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
        raise CannotRunError(f"No module named {name}")
    code = _code_of(spec, main_module)
    sys.argv[0] = spec.origin or name
    return code


def _code_of(spec: ModuleSpec, main_module: ModuleType) -> CodeType:
    loader: Any = spec.loader
    code: CodeType | None = loader.get_code(spec.name)
    if code is None:
        raise CannotRunError(f"No code object available for {spec.name}")
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


def die_if_interrupted() -> None:
    """End as the interpreter does after an uncaught KeyboardInterrupt: by the signal itself."""
    if _interrupted and os.name == "posix":  # pragma: no cover  (would kill coverage too)
        sys.stdout.flush()
        sys.stderr.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
