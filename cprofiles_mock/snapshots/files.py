"""State documents and profiles as files: the format of a file, and the place of a mistake in it."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from ..exceptions import StateError
from ..models import domains_elsewhere, no_domain_text
from ..runtime import clock, interrupts
from ..runtime.gc_pause import no_collection
from ..schema.numbering import NumberReader
from ..schema.problems import Path, Problem, Unreadable, path_text
from ..schema.sections import copied
from ..unit_of_work import work_in
from .csv_text import read_csv, write_csv
from .documents import document_of
from .elsewhere import tell_what_is_elsewhere
from .loading import NOTHING, load_document
from .members import profile_members
from .profile_loading import ProfileReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from os import PathLike

    from ..models import CustomerProfilesBackend
    from ..state.domain import Domain

# A line break, or a separator of YAML: nothing that names of files have.
_YAML = re.compile(r"\n|: |:\Z")
_FORMAT_OF_SUFFIX = {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".csv": "csv"}


class NoDomainNameError(ValueError):
    """A CSV file has the profiles of one domain, and nothing says of which.

    ``source`` is the name of the file. ``on_command_line`` is the text with the remedy that the
    command line has.
    """

    def __init__(self, backend: CustomerProfilesBackend, source: str | None = None) -> None:
        self.reason = (
            f"a CSV file has the profiles of one domain, and {backend.region_name} has "
            f"{', '.join(backend.domains) or 'none'}"
        )
        self.has_domains = bool(backend.domains)
        remedy, option = "create or load a domain first", None
        if backend.domains:
            remedy, option = "give a domain_name", "add --domain NAME"
        elif elsewhere := domains_elsewhere(backend):
            self.reason += f"; there are domains in {elsewhere}"
            remedy = "give the region, and the account_id for another account"
            option = "add --region all, which writes a file for each region"
        prefix = "" if source is None else f"{source}: "
        self.on_command_line = f"{prefix}{option or remedy}: {self.reason}"
        super().__init__(f"{prefix}{remedy}: {self.reason}")


class NoSuchDomainError(ValueError):
    """There is no domain ``name`` for the profiles of a CSV file."""

    def __init__(self, name: str, backend: CustomerProfilesBackend, source: str | None) -> None:
        prefix = "" if source is None else f"{source}: "
        super().__init__(f"{prefix}{no_domain_text(name, backend)}")
        self.name = name


def dump(backend: CustomerProfilesBackend) -> dict[str, Any]:
    """All state of a backend, as a document that ``load`` accepts and a file can hold.

    An EmptyDumpWarning says where the domains are if they are in other regions or accounts alone.
    """
    tell_what_is_elsewhere(backend)
    return _document(backend)


def _document(backend: CustomerProfilesBackend) -> dict[str, Any]:
    with no_collection():
        return document_of(backend)


def load(
    backend: CustomerProfilesBackend, document: Any, *, domain_name: str | None = None
) -> None:
    """Add the domains of a document to a backend; each replaces the domain of the same name.

    Raises StateError, and then changes nothing; also for None and for what is no mapping. Ctrl-C
    while it loads changes nothing either, and raises KeyboardInterrupt with a text that says so.
    ``domain_name`` is for CSV; raises ValueError here.
    """
    _refuse_domain_name(domain_name)
    try:
        _check_is_document(document)
        with _unless_interrupted(backend, "a state"), no_collection():
            load_document(backend, copied(document))
    except Problem as problem:
        raise _state_error(None, [(None, *each) for each in _mistakes_of(problem)]) from None
    except RecursionError:
        raise StateError("contains itself, or is nested too deeply") from None


def dump_text(
    backend: CustomerProfilesBackend, file_format: str, *, domain_name: str | None = None
) -> str:
    """The state as ``json`` or ``yaml``, or the profiles of a domain as ``csv``.

    CSV needs a ``domain_name`` if there are several domains. Raises ValueError for another format,
    and if ``domain_name`` is missing, unknown, or given for a format other than CSV. Warns as
    ``dump`` does.
    """
    text = _text(backend, file_format, domain_name)
    tell_what_is_elsewhere(backend)
    return text


def _text(
    backend: CustomerProfilesBackend,
    file_format: str,
    domain_name: str | None,
    source: str | None = None,
) -> str:
    if file_format == "csv":
        with backend.lock:
            return write_csv(list(domain_of_csv(backend, domain_name, source).profiles.values()))
    return _dumped(backend, file_format, domain_name)[1]


def _dumped(
    backend: CustomerProfilesBackend, file_format: str, domain_name: str | None
) -> tuple[dict[str, Any], str]:
    """The state as a document and as a text. Raises ValueError, as ``dump_text``."""
    _refuse_domain_name(domain_name)
    write, _, _ = _format(file_format)
    with no_collection():
        document = document_of(backend)
        return document, write(document)


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
    with _unless_interrupted(backend, name or "a state"), no_collection():
        _load_text(backend, text, file_format, name, domain_name)


def _load_text(
    backend: CustomerProfilesBackend,
    text: str,
    file_format: str,
    name: str | None,
    domain_name: str | None,
) -> None:
    if file_format == "csv":
        _load_csv(backend, text, name, domain_name)
        return
    _refuse_domain_name(domain_name)
    _, read, lines_of = _format(file_format)
    if not text or text.isspace():
        raise StateError(NOTHING, source=name)
    try:
        load_document(backend, read(text))
    except Unreadable as error:
        raise _state_error(name, _mistakes_of_text(error)) from None
    except Problem as problem:
        lines = lines_of(text, [each.path for each in problem.parts[:MOST_TOLD]])
        reported = [(line, *each) for line, each in zip(lines, _mistakes_of(problem), strict=False)]
        raise _state_error(name, reported, len(problem.parts)) from None


def dump_file(
    backend: CustomerProfilesBackend,
    path: str | PathLike[str],
    *,
    domain_name: str | None = None,
) -> dict[str, Any]:
    """Write a file in the format of its suffix: .json, .yaml, .yml or .csv.

    Returns the state as a document. Raises ValueError for another suffix, and OSError if the file
    cannot be written. Warns as ``dump`` does.
    """
    document = write_file(backend, path, domain_name)
    tell_what_is_elsewhere(backend)
    return document


def write_file(
    backend: CustomerProfilesBackend, path: str | PathLike[str], domain_name: str | None
) -> dict[str, Any]:
    """Do what ``dump_file`` does, without a warning."""
    file_format = format_of(path)
    try:
        with backend.lock:
            if file_format == "csv":
                text = _text(backend, file_format, domain_name, str(path))
                document = _document(backend)
            else:
                document, text = _dumped(backend, file_format, domain_name)
        # Half of a file would be worse than none.
        with interrupts.deferred():
            FilePath(path).write_bytes(text.encode("utf-8"))
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"dumping {path} was interrupted") from None
    return document


def load_file(
    backend: CustomerProfilesBackend,
    path: str | PathLike[str],
    *,
    domain_name: str | None = None,
) -> None:
    """Load a file in the format of its suffix. Raises ValueError, StateError or OSError."""
    file_format = format_of(path)
    with _unless_interrupted(backend, str(path)), no_collection():
        content = FilePath(path).read_bytes()
        try:
            # A byte order mark, as spreadsheets write it, is not part of the text.
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise StateError("is not valid UTF-8", source=str(path), line=line) from None
        _load_text(backend, text, file_format, str(path), domain_name)


def format_of(path: str | PathLike[str]) -> str:
    """The format of a file, by its suffix. Raises ValueError for an unknown suffix."""
    suffix = FilePath(path).suffix.lower()
    if suffix not in _FORMAT_OF_SUFFIX or "\n" in str(path):
        file_format = _format_of_content(str(path))
        if file_format is not None:
            domain = ", domain_name=..." if file_format == "csv" else ""
            mapping = "" if file_format == "csv" else ", or give the mapping it stands for"
            raise ValueError(
                "what was given is no name of a file but the content of one; load it with "
                f"snapshots.load_text(mock.backend(), text, {file_format!r}{domain}){mapping}"
            )
        known = ", ".join(_FORMAT_OF_SUFFIX)
        raise ValueError(f"{path}: the suffix must be one of {known}")
    return _FORMAT_OF_SUFFIX[suffix]


def _format_of_content(text: str) -> str | None:
    """The format that a text has, as it seems; None for the name of a file."""
    first, *others = text.lstrip().splitlines() or [""]
    if first.startswith(("{", "[")):
        return "json"
    names = [name.strip().partition(".")[0] for name in re.split("[,;\t|]", first)]
    if len(names) + len(others) > 1 and not profile_members().keys().isdisjoint(names):
        return "csv"
    return "yaml" if _YAML.search(text) else None


def _check_is_document(given: Any) -> None:
    """Raise Problem for what a user may take for a document: an open file, or its bytes."""
    if isinstance(given, bytes | bytearray):
        raise Problem(
            (),
            "is the content of a file as bytes; load its text with snapshots.load_text("
            "mock.backend(), content.decode(), 'json'), or with 'yaml' or 'csv'",
        )
    if hasattr(given, "read"):
        name = getattr(given, "name", None)
        raise Problem(
            (), f"is an open file; give its name{f', {name!r}' if isinstance(name, str) else ''}"
        )


def _format(
    name: str,
) -> tuple[Callable[[Any], str], Callable[[str], Any], Callable[[str, Iterable[Path]], list[int]]]:
    """The functions of a format: write a document, read it, and find the lines of paths."""
    if name == "json":
        from .json_text import lines_in_json, read_json, write_json

        return write_json, read_json, lines_in_json
    if name == "yaml":
        # Imported here, as only this format needs PyYAML.
        from .yaml_text import lines_in_yaml, read_yaml, write_yaml

        return write_yaml, read_yaml, lines_in_yaml
    raise ValueError(f"{name!r} is not a format; there are json, yaml and csv")


#: How many mistakes of a file are reported.
MOST_TOLD = 100

# A mistake: its line, its field, and what is wrong.
_Mistake = tuple["int | None", "str | None", str]


def _mistakes_of(problem: Problem) -> list[tuple[str, str]]:
    return [(path_text(each.path), each.text) for each in problem.parts]


def _mistakes_of_text(error: Unreadable) -> list[_Mistake]:
    return [(each.line, None, each.text) for each in (error, *error.others)]


def _state_error(name: str | None, reported: Sequence[_Mistake], count: int = 0) -> StateError:
    """The error of these mistakes, of which there are ``count``, in the order of their lines."""
    count = max(count, len(reported))
    reported = sorted(reported[:MOST_TOLD], key=lambda mistake: mistake[0] or 0)
    first, *others = [
        StateError(text, source=name, line=line, field=field) for line, field, text in reported
    ]
    if count > len(reported):
        others.append(StateError(f"{count - len(reported)} more mistakes", source=name))
    return StateError(first.problem, source=name, line=first.line, field=first.field, others=others)


def _refuse_domain_name(domain_name: str | None) -> None:
    if domain_name is not None:
        raise ValueError("domain_name is for CSV; other formats hold all domains")


def _load_csv(
    backend: CustomerProfilesBackend, text: str, name: str | None, domain_name: str | None
) -> None:
    with work_in(backend, domain_of_csv(backend, domain_name, name).domain_name):
        domain = domain_of_csv(backend, domain_name, name)
        reader = ProfileReader(domain, clock.timestamp(), NumberReader(), NumberReader())
        try:
            profiles = read_csv(text, reader.read)
        except Unreadable as error:
            raise _state_error(name, _mistakes_of_text(error)) from None
        reader.add_all(profiles)


@contextmanager
def _unless_interrupted(backend: CustomerProfilesBackend, name: str) -> Iterator[None]:
    """Say, when Ctrl-C is pressed, what was not loaded; the state is as before then."""
    before = backend.domains
    try:
        yield
    except KeyboardInterrupt:
        # The domains may have been put in place just before.
        backend.domains = before
        raise KeyboardInterrupt(
            f"loading {name} was interrupted; the state is as it was before"
        ) from None


def domain_of_csv(
    backend: CustomerProfilesBackend, name: str | None, source: str | None = None
) -> Domain:
    """The domain with this name; for None, the only domain.

    Raises ValueError, with ``source`` as the name of the file.
    """
    if name is None:
        if len(backend.domains) == 1:
            return next(iter(backend.domains.values()))
        raise NoDomainNameError(backend, source)
    domain = backend.domains.get(name)
    if domain is None:
        raise NoSuchDomainError(name, backend, source)
    return domain
