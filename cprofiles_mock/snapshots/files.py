"""State documents and profiles as files: the format of a file, and the place of a mistake in it."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from ..exceptions import StateError
from ..models import no_domain_text
from ..runtime import clock
from ..runtime.gc_pause import no_collection
from ..schema.numbering import NumberReader
from ..schema.problems import Path, Problem, Unreadable, path_text
from ..schema.sections import copied
from ..unit_of_work import work_in
from .csv_text import read_csv, write_csv
from .documents import document_of
from .loading import NOTHING, load_document
from .profile_loading import ProfileReader

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from ..models import CustomerProfilesBackend
    from ..state.domain import Domain

_FORMAT_OF_SUFFIX = {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".csv": "csv"}


def dump(backend: CustomerProfilesBackend) -> dict[str, Any]:
    """All state of a backend, as a document that ``load`` accepts and a file can hold."""
    with no_collection():
        return document_of(backend)


def load(
    backend: CustomerProfilesBackend, document: Any, *, domain_name: str | None = None
) -> None:
    """Add the domains of a document to a backend; each replaces the domain of the same name.

    Raises StateError, and then changes nothing; also for None and for what is no mapping.
    ``domain_name`` is for CSV; raises ValueError here.
    """
    _refuse_domain_name(domain_name)
    try:
        with no_collection():
            load_document(backend, copied(document))
    except Problem as problem:
        raise StateError(problem.text, field=path_text(problem.path)) from None
    except RecursionError:
        raise StateError("contains itself, or is nested too deeply") from None


def dump_text(
    backend: CustomerProfilesBackend, file_format: str, *, domain_name: str | None = None
) -> str:
    """The state as ``json`` or ``yaml``, or the profiles of a domain as ``csv``.

    CSV needs a ``domain_name`` if there are several domains. Raises ValueError for another format,
    and if ``domain_name`` is missing, unknown, or given for a format other than CSV.
    """
    if file_format == "csv":
        with backend.lock:
            return write_csv(_domain(backend, domain_name).profiles.values())
    _refuse_domain_name(domain_name)
    write, _, _ = _format(file_format)
    return write(dump(backend))


def load_text(
    backend: CustomerProfilesBackend,
    text: str,
    file_format: str,
    *,
    name: str | None = None,
    domain_name: str | None = None,
) -> None:
    """Load what ``dump_text`` writes; profiles in CSV are added to an existing domain.

    ``name`` is the name of the file in errors. Raises StateError, a ValueError, for invalid
    content, and then changes nothing; and the other ValueErrors of ``dump_text``.
    """
    if file_format == "csv":
        _load_csv(backend, text, name, domain_name)
        return
    _refuse_domain_name(domain_name)
    _, read, line_of = _format(file_format)
    if not text or text.isspace():
        raise StateError(NOTHING, source=name)
    try:
        with no_collection():
            load_document(backend, read(text))
    except Unreadable as error:
        raise StateError(error.text, source=name, line=error.line) from None
    except Problem as problem:
        line = line_of(text, problem.path)
        field = path_text(problem.path)
        raise StateError(problem.text, source=name, line=line, field=field) from None


def dump_file(
    backend: CustomerProfilesBackend,
    path: str | PathLike[str],
    *,
    domain_name: str | None = None,
) -> dict[str, Any]:
    """Write a file in the format of its suffix: .json, .yaml, .yml or .csv.

    Returns the state as a document. Raises ValueError for another suffix, and OSError if the file
    cannot be written.
    """
    with backend.lock:
        text = dump_text(backend, format_of(path), domain_name=domain_name)
        document = dump(backend)
    FilePath(path).write_bytes(text.encode("utf-8"))
    return document


def load_file(
    backend: CustomerProfilesBackend,
    path: str | PathLike[str],
    *,
    domain_name: str | None = None,
) -> None:
    """Load a file in the format of its suffix. Raises ValueError, StateError or OSError."""
    file_format = format_of(path)
    content = FilePath(path).read_bytes()
    try:
        # A byte order mark, as spreadsheets write it, is not part of the text.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise StateError("is not valid UTF-8", source=str(path), line=line) from None
    load_text(backend, text, file_format, name=str(path), domain_name=domain_name)


def format_of(path: str | PathLike[str]) -> str:
    """The format of a file, by its suffix. Raises ValueError for an unknown suffix."""
    suffix = FilePath(path).suffix.lower()
    if suffix not in _FORMAT_OF_SUFFIX:
        known = ", ".join(_FORMAT_OF_SUFFIX)
        raise ValueError(f"{path}: the suffix must be one of {known}")
    return _FORMAT_OF_SUFFIX[suffix]


def _format(
    name: str,
) -> tuple[Callable[[Any], str], Callable[[str], Any], Callable[[str, Path], int]]:
    """The functions of a format: write a document, read it, and find the line of a path."""
    if name == "json":
        from .json_text import line_in_json, read_json, write_json

        return write_json, read_json, line_in_json
    if name == "yaml":
        # Imported here, as only this format needs PyYAML.
        from .yaml_text import line_in_yaml, read_yaml, write_yaml

        return write_yaml, read_yaml, line_in_yaml
    raise ValueError(f"{name!r} is not a format; there are json, yaml and csv")


def _refuse_domain_name(domain_name: str | None) -> None:
    if domain_name is not None:
        raise ValueError("domain_name is for CSV; other formats hold all domains")


def _load_csv(
    backend: CustomerProfilesBackend, text: str, name: str | None, domain_name: str | None
) -> None:
    with work_in(backend, _domain(backend, domain_name).domain_name):
        domain = _domain(backend, domain_name)
        reader = ProfileReader(domain, clock.timestamp(), NumberReader(), NumberReader())
        try:
            with no_collection():
                profiles = read_csv(text, reader.read)
        except Unreadable as error:
            raise StateError(error.text, source=name, line=error.line) from None
        for profile in profiles:
            reader.add(profile)
        reader.finish()


def _domain(backend: CustomerProfilesBackend, name: str | None) -> Domain:
    """The domain with this name; for None, the only domain."""
    if name is None:
        if len(backend.domains) == 1:
            return next(iter(backend.domains.values()))
        raise ValueError(
            f"give a domain_name: there are {len(backend.domains)} domains in "
            f"{backend.region_name}, and a CSV file has the profiles of one"
        )
    domain = backend.domains.get(name)
    if domain is None:
        raise ValueError(no_domain_text(name, backend))
    return domain
