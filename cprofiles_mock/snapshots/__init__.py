"""The state of a backend as documents and files, and back.

``dump`` and ``load`` work on mappings, the others on texts and files.
"""

from .files import (
    NoDomainNameError,
    NoSuchDomainError,
    dump,
    dump_file,
    dump_text,
    format_of,
    load,
    load_file,
    load_text,
)

__all__ = [
    "NoDomainNameError",
    "NoSuchDomainError",
    "dump",
    "dump_file",
    "dump_text",
    "format_of",
    "load",
    "load_file",
    "load_text",
]
