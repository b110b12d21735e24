"""The rules of docs/architecture.md on what may import what."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import cprofiles_mock

pytestmark = pytest.mark.in_process

PACKAGE = Path(cprofiles_mock.__file__).parent
PURE = ["search", "collection", "wire", "history", "strict_json", "arguments"]
#: Pure too, but for the wording of refusals.
RULES = ["flows"]
#: Pure too, but its modules import one another, how values compare, and the wording of refusals.
INGESTION = sorted(path.stem for path in (PACKAGE / "ingestion").glob("[!_]*.py"))

#: Pure in the same way.
IDENTITY = sorted(path.stem for path in (PACKAGE / "identity").glob("[!_]*.py"))


def imports_of(path: Path) -> set[str]:
    """The modules that a file imports when it runs; ``.`` stands for this package."""
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
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            found |= {f".{name}" for name in names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_imports_nothing_of_the_package_and_no_host(name: str) -> None:
    imported = imports_of(PACKAGE / f"{name}.py")
    assert "__future__" in imported
    assert [module for module in imported if module.startswith((".", "moto", "botocore"))] == []


@pytest.mark.parametrize("name", RULES)
def test_a_module_of_rules_imports_only_the_wording_of_errors(name: str) -> None:
    imported = imports_of(PACKAGE / f"{name}.py")
    ours = {module for module in imported if module.startswith((".", "moto", "botocore"))}
    assert ours == {".exceptions"}


@pytest.mark.parametrize("name", INGESTION)
def test_ingestion_imports_itself_how_values_compare_and_the_wording_of_errors(name: str) -> None:
    imported = imports_of(PACKAGE / "ingestion" / f"{name}.py")
    ours = {module for module in imported if module.startswith((".", "moto", "botocore"))}
    assert ours <= {".search", ".strict_json", ".exceptions"} | {f".{other}" for other in INGESTION}


@pytest.mark.parametrize("name", IDENTITY)
def test_identity_imports_itself_how_values_compare_and_the_wording_of_errors(name: str) -> None:
    imported = imports_of(PACKAGE / "identity" / f"{name}.py")
    ours = {module for module in imported if module.startswith((".", "moto", "botocore"))}
    assert ours <= {".search", ".exceptions"} | {f".{other}" for other in IDENTITY}


def test_what_makes_html_knows_no_state() -> None:
    for name in ("rendering", "visible", "json_layout", "paging"):
        ours = {each for each in imports_of(PACKAGE / "pages" / f"{name}.py") if each[:1] == "."}
        assert ours <= {".wire", ".visible", ".json_layout"}


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "operations").glob("[!_]*.py")), ids=lambda path: path.stem
)
def test_operations_import_the_registry_errors_and_pure_modules_only(path: Path) -> None:
    allowed = {".registry", ".exceptions", ".clock", ".identifiers", ".notices"}
    allowed |= {".arrivals", ".domain", ".history", ".merging", ".profile"}
    allowed |= {".identity_resolution"} | {f".identity.{name}" for name in IDENTITY}
    allowed |= {f".{name}" for name in PURE + RULES} | {f".ingestion.{name}" for name in INGESTION}
    imported = {name for name in imports_of(path) if name.startswith((".", "moto", "botocore"))}
    assert ".registry" in imported
    assert imported <= allowed


def test_moto_and_botocore_are_imported_where_the_architecture_says() -> None:
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(name.split(".")[0] == "moto" for name in imports_of(path))
    }
    assert users == {
        "activation.py",
        "clock.py",
        "handle.py",
        "host/accounts.py",
        "host/moto.py",
        "host/s3.py",
        "host/server.py",
        "host/sqs.py",
        "identifiers.py",
        "life_cycle.py",
        "models.py",
    }


def test_aiobotocore_is_imported_by_its_host_alone() -> None:
    users = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(name.split(".")[0] == "aiobotocore" for name in imports_of(path))
    ]
    assert users == ["host/aiobotocore.py"]
