"""Which modules may import moto and the other hosts; import-linter checks all other imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import cprofiles_mock

pytestmark = pytest.mark.in_process

PACKAGE = Path(cprofiles_mock.__file__).parent

#: Modules outside ``hosts/`` that may import moto; each gives its reason in a comment.
USERS_OF_MOTO = {
    "models.py",
    "runtime/clock.py",
    "runtime/identifiers.py",
    "runtime/transitions.py",
    "server/application.py",
    "testing/handle.py",
    "testing/shared_mock.py",
}


@cache
def imports_of(path: Path) -> set[str]:
    """The packages that a file imports when it runs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def users_of(package: str) -> set[str]:
    return {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if package in imports_of(path)
    }


def test_moto_is_imported_by_the_hosts_and_where_nothing_else_will_do() -> None:
    users = users_of("moto")
    assert {path for path in users if not path.startswith("hosts/")} == USERS_OF_MOTO
    assert "hosts/moto.py" in users


def test_aiobotocore_is_imported_by_its_host_alone() -> None:
    assert users_of("aiobotocore") == {"hosts/aiobotocore.py"}


@pytest.mark.parametrize("folder", ["rules", "state", "resources", "exceptions", "instruments"])
def test_no_rule_and_no_state_knows_a_host(folder: str) -> None:
    hosts = {"moto", "aiobotocore", "boto3", "responses", "werkzeug", "flask"}
    knowing = {each for host in hosts for each in users_of(host) if each.startswith(f"{folder}/")}
    assert knowing == set()


#: What extras bring, and what is imported at the first use because it takes its time.
LATE = ["duckdb", "flask", "jinja2", "pydantic_handlebars", "pyorc", "rapidfuzz", "sqlglot"]


def test_what_is_not_always_needed_is_imported_by_none_of_the_modules_at_first() -> None:
    """So the package works without its extras, and starts in a moment."""
    blocked = "".join(f"sys.modules[{name!r}] = None\n" for name in LATE)
    program = f"import sys\n{blocked}import cprofiles_mock.resources, cprofiles_mock.testing.handle"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
