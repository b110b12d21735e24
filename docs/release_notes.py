"""Prints the notes of a release, which are the version's section of CHANGELOG.md.

    python docs/release_notes.py 1.2.3

It refuses a version that the changelog does not have, that has no date yet, or that is not the
package's, so that a wrong tag publishes nothing.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def notes(version: str) -> str:
    """Return the section without its heading.

    :raises ValueError: the version may not be released.
    """
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    if f'\nversion = "{version}"\n' not in project:
        raise ValueError(f"pyproject.toml has another version than {version}")
    return section(version, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def section(version: str, changelog: str) -> str:
    """Return a version's section of a changelog."""
    for part in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        if heading.split(",")[0] == version:
            if not re.fullmatch(rf"{re.escape(version)}, \d{{4}}-\d\d-\d\d", heading):
                raise ValueError(f"CHANGELOG.md has no date for {version}: {heading}")
            return text.strip() + "\n"
    raise ValueError(f"CHANGELOG.md has no section for {version}")


if __name__ == "__main__":
    try:
        sys.stdout.write(notes(sys.argv[1]))
    except ValueError as error:
        sys.exit(str(error))
