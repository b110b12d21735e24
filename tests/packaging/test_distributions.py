"""The sdist and the wheel, as they would be uploaded: what is in them, and that they work.

``tox -e package`` runs this, in an environment with the package's dependencies.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

#: What is enough to see that the wheel works: the command line with whole programs, and README's
#: tests, which need the plugin. Other environments run the rest; here it only has to be complete.
TESTS = ["tests/test_examples.py", "README.md"]


@dataclass(frozen=True)
class Distributions:
    """What ``python -m build`` makes: the sdist, and the wheel from that."""

    sdist: Path
    wheel: Path

    @property
    def metadata(self) -> Message:
        with zipfile.ZipFile(self.wheel) as archive:
            (name,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
            return Parser().parsestr(archive.read(name).decode())


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    folder = tmp_path_factory.mktemp("dist")
    run("-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT))
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return Distributions(sdist, wheel)


def run(*arguments: str, cwd: Path = ROOT, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_index_would_accept_and_render_both(distributions: Distributions) -> None:
    files = [str(distributions.sdist), str(distributions.wheel)]
    assert run("-m", "twine", "check", "--strict", *files).count("PASSED") == 2


def test_the_sdist_has_everything_that_is_under_version_control(
    distributions: Distributions,
) -> None:
    with tarfile.open(distributions.sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    listed = subprocess.run(
        ["git", "ls-files", "--cached"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    # Without Git, as in an sdist that is unpacked, at least these.
    tracked = set(listed.stdout.split()) or {"LICENSE", "docs/index.md", "tests/conftest.py"}
    assert {name for name in tracked - packed if (ROOT / name).exists()} == set()


def test_the_wheel_has_the_package_and_its_licence_and_nothing_else(
    distributions: Distributions,
) -> None:
    with zipfile.ZipFile(distributions.wheel) as archive:
        names = archive.namelist()
    package, about = sorted({name.split("/")[0] for name in names})
    assert (package, about.rpartition(".")[2]) == ("cprofiles_mock", "dist-info")
    assert "cprofiles_mock/py.typed" in names
    assert f"{about}/licenses/LICENSE" in names
    assert f"{about}/entry_points.txt" in names
    assert [name for name in names if "__pycache__" in name] == []


def test_the_metadata_help_to_find_and_to_judge_the_package(distributions: Distributions) -> None:
    metadata = distributions.metadata
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert "boto3" in metadata["Keywords"]
    classifiers = metadata.get_all("Classifier")
    assert classifiers is not None
    assert len(classifiers) >= 5
    assert "Framework :: Pytest" in classifiers


def test_there_is_no_address_until_the_project_has_one(distributions: Distributions) -> None:
    assert distributions.metadata.get_all("Project-URL") is None


def test_the_wheel_passes_tests_of_the_sdist(distributions: Distributions, tmp_path: Path) -> None:
    with tarfile.open(distributions.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    # What is imported is the wheel, not the sources beside the tests.
    shutil.rmtree(unpacked / "cprofiles_mock")
    installed = tmp_path / "installed"
    run("-m", "pip", "install", "--quiet", "--no-deps", f"--target={installed}",
        str(distributions.wheel))  # fmt: skip
    where = "import cprofiles_mock; print(cprofiles_mock.__file__)"
    printed = run("-c", where, cwd=unpacked, PYTHONPATH=str(installed))
    assert Path(printed.strip()) == installed / "cprofiles_mock" / "__init__.py"

    run("-m", "pytest", "-q", "--collect-only", cwd=unpacked, PYTHONPATH=str(installed))
    printed = run("-m", "pytest", "-q", *TESTS, cwd=unpacked, PYTHONPATH=str(installed))
    assert " passed" in printed
