"""README and docs: their blocks run, and the table of operations is current."""

from __future__ import annotations

import re
import runpy
from typing import TYPE_CHECKING, Any

import botocore
import pytest

import cprofiles_mock.resources  # noqa: F401  (importing it fills the registry)
from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.state.registry import HANDLERS
from tests.support.documentation import NOT_RUN, PROGRAMS, ROOT, is_not_run

if TYPE_CHECKING:
    from pathlib import Path

#: Languages of blocks that the root's conftest runs, and those of blocks that hold no code.
RUN = {"python", "console", "yaml", "javascript"}
NO_CODE = {"ini", "text", "{include}", "{toctree}", "{eval-rst}"}

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

OPERATIONS = ROOT / "docs" / "operations.md"


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


def test_no_command_is_excused_in_vain() -> None:
    """A reason for a command that no page shows any more goes."""
    shown = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [begin for begin in NOT_RUN if not re.search(rf"(\$|&&) {begin}", shown)] == []


def test_the_page_of_operations_is_current() -> None:
    """Every handler's row is as the generator writes it with whatever botocore is installed.

    The operations without a handler are those of the botocore that the page names. With another
    one installed they may differ, in the direction in which the versions do.
    """
    table = runpy.run_path(str(ROOT / "docs" / "operations_table.py"))
    written = OPERATIONS.read_text(encoding="utf-8")
    stated = re.search(r"botocore (\d+\.\d+\.\d+)", written)
    assert stated is not None

    covered, uncovered = rows(written)
    assert covered == {name: table["row"](name) for name in HANDLERS}
    assert all(row == table["row"](name) for name, row in uncovered.items())

    without_handler = service_model().operation_names - HANDLERS.keys()
    missing, vanished = without_handler - uncovered.keys(), uncovered.keys() - without_handler
    installed, named = version(botocore.__version__), version(stated[1])
    assert not missing or installed > named
    assert not vanished or installed < named


def rows(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """The rows of the page's two tables, by operation."""
    _, covered, uncovered = re.split(r"^## .*$", text, flags=re.MULTILINE)
    pattern = re.compile(r'^\| <a id="(\w+)">.*$', re.MULTILINE)
    first, second = (
        {match[1]: match[0] for match in pattern.finditer(section)}
        for section in (covered, uncovered)
    )
    return first, second


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


def test_a_handler_without_a_row_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above fails where a handler was added and the page was not written again."""
    handler: Any = HANDLERS["GetDomain"]
    monkeypatch.setitem(HANDLERS, "CreateEventStream", handler)
    with pytest.raises(AssertionError):
        test_the_page_of_operations_is_current()
