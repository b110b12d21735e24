"""README and docs: their blocks run, and the table of operations is current."""

from __future__ import annotations

import importlib.metadata
import re
import runpy
from email.message import Message
from importlib import import_module
from typing import TYPE_CHECKING, Any

import botocore
import pytest

import cprofiles_mock
import cprofiles_mock.resources  # importing it fills the registry
from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.state.registry import HANDLERS
from tests.resources.test_profile_objects import needs_batch
from tests.support.documentation import NOT_RUN, PROGRAMS, ROOT, is_not_run

if TYPE_CHECKING:
    from pathlib import Path

#: Languages of blocks that the root's conftest runs, and those of blocks that hold no code.
RUN = {"python", "console", "yaml", "javascript"}
#: Terraform's language is run by ``tests/clients/test_terraform.py``, where the provider is.
NO_CODE = {"ini", "json", "text", "hcl", "{include}", "{toctree}", "{eval-rst}"}

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def page_id(page: Path) -> str:
    return page.stem


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_block_is_run_or_holds_no_code(page: Path) -> None:
    """A block in a language of another spelling (``py``, ``sh``) would silently not run."""
    fences = re.findall(r"^ *(?:```+|~~~+)(\S*)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(fences[::2]) <= RUN | NO_CODE
    assert set(fences[1::2]) <= {""}


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_command_is_run_or_listed_with_a_reason(page: Path) -> None:
    """A console block runs some programs; what else it shows is in the list."""
    blocks = re.findall(
        r"^```console\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    lines = [line for block in blocks for line in re.findall(r"^\$ (.*)$", block, re.MULTILINE)]
    for command in (command for line in lines for command in line.split(" && ")):
        program = command.split(" ")[0]
        assert is_not_run(command) or program in {*PROGRAMS, "cprofiles-mock", "export"}, command


def test_the_page_of_warnings_has_a_section_for_each() -> None:
    text = (ROOT / "docs" / "warnings.md").read_text(encoding="utf-8")
    base = cprofiles_mock.CustomerProfilesWarning
    assert sorted(re.findall(r"^## (\w+)$", text, re.MULTILINE)) == sorted(
        each.__name__ for each in base.__subclasses__()
    )


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_column_of_a_table_has_a_heading(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    below = [number for number, line in enumerate(lines) if re.fullmatch(r"\|[-:| ]+\|", line)]
    assert [lines[number - 1] for number in below if "" in cells(lines[number - 1])] == []


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row[1:-1].split("|")]


def test_nothing_is_installed_by_a_name_that_no_index_has() -> None:
    """Install lines are those of a checkout until the package is published."""
    files = [*PAGES, *(ROOT / "cprofiles_mock").rglob("*.py"), *(ROOT / "examples").iterdir()]
    by_name = re.compile(r"pip install[^\n]*(?<!/)\bcprofiles[-_]mock\b(?! run)")
    assert [path.name for path in files if by_name.search(path.read_text("utf-8"))] == []


def test_no_command_is_excused_in_vain() -> None:
    """A reason for a command that no page shows any more goes."""
    shown = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [begin for begin in NOT_RUN if not re.search(rf"(\$|&&) {begin}", shown)] == []


#: Writes what the tests below check.
COMMAND = "python docs/computed.py"


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that computes parts of the documentation."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    return import_module("computed")


def stale(computed: Any) -> list[str]:
    """The files that are not as the command would write them."""
    texts: dict[Path, str] = computed.texts(computed.stated())
    return [path.name for path, text in texts.items() if path.read_text("utf-8") != text]


@needs_batch
def test_what_is_computed_is_current(computed: Any) -> None:
    assert stale(computed) == [], f"not current: run `{COMMAND}`"


def test_the_page_of_operations_has_those_of_the_botocore_that_it_names(computed: Any) -> None:
    """With another version installed they may differ, in the direction in which the versions do."""
    stated = computed.stated()
    installed_names = set(service_model().operation_names)

    missing = installed_names - stated.operations
    vanished = stated.operations - installed_names - HANDLERS.keys()
    installed, named = version(botocore.__version__), version(stated.version)
    assert not missing or installed > named, f"run `{COMMAND}`"
    assert not vanished or installed < named, f"run `{COMMAND}`"


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


@needs_batch
def test_a_new_handler_makes_the_pages_stale(
    computed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler: Any = HANDLERS["GetDomain"]
    monkeypatch.setitem(HANDLERS, "MadeUpOperation", handler)
    assert set(stale(computed)) == {"operations.md", "README.md", "fidelity.md"}


def test_an_older_botocore_keeps_the_operations_that_the_page_has(
    computed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(botocore, "__version__", "1.0.0")
    assert computed.newest() == computed.stated()


def test_a_newer_botocore_brings_its_operations(
    computed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(botocore, "__version__", "99.0.0")
    assert computed.newest().operations == set(service_model().operation_names)


def test_the_addresses_of_the_project_stand_in_its_metadata_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is none yet; Sphinx reads them from there."""
    conf = runpy.run_path(str(ROOT / "docs" / "conf.py"))
    assert conf["project_urls"]() == {}
    assert "source_repository" not in conf["html_theme_options"]

    with_address = Message()
    with_address["Project-URL"] = "Repository, https://example.com/repository"
    monkeypatch.setattr(importlib.metadata, "metadata", lambda _: with_address)
    conf = runpy.run_path(str(ROOT / "docs" / "conf.py"))
    assert conf["html_theme_options"]["source_repository"] == "https://example.com/repository"


def test_no_page_has_an_address_of_the_project() -> None:
    files = [*PAGES, ROOT / "SECURITY.md", *(ROOT / ".github").rglob("*.yml")]
    address = re.compile(r"https?://\S*cprofiles[-_]mock", re.IGNORECASE)
    local = re.compile(r"https?://(127\.0\.0\.1|localhost)\S*")
    texts = {path.name: local.sub("", path.read_text(encoding="utf-8")) for path in files}
    assert [name for name, text in texts.items() if address.search(text)] == []
