"""What is said of supported versions: in the metadata, tox.ini, README and the documentation."""

from __future__ import annotations

import re
from configparser import ConfigParser

from cprofiles_mock import __version__
from tests.support.documentation import ROOT

PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "versions.md").read_text(encoding="utf-8")

TOX = ConfigParser(interpolation=None)
TOX.read_string((ROOT / "tox.ini").read_text(encoding="utf-8"))

#: The versions of Python that the classifiers claim.
CLAIMED = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', PROJECT)


def minimum(name: str) -> str:
    """The oldest version that the metadata allow."""
    (found,) = {*re.findall(rf'"{name}(?:\[\w+\])?>=([\d.]+)"', PROJECT)}
    return str(found)


def stated(name: str) -> str:
    """The oldest version in the documentation's table."""
    row = re.search(rf"^\| {name} \| ([\d.]+) \|", PAGE, re.MULTILINE)
    assert row is not None
    return row[1]


def test_the_oldest_python_is_the_same_everywhere() -> None:
    oldest = CLAIMED[0]
    assert f'requires-python = ">={oldest}"' in PROJECT
    assert f'target-version = "py{oldest.replace(".", "")}"' in PROJECT
    assert TOX["testenv:oldest"]["base_python"].split()[0] == f"python{oldest}"
    assert stated("Python") == oldest
    assert f"Python {oldest} or newer" in README


def test_every_python_that_is_claimed_is_tested() -> None:
    labels = TOX["tox"]["labels"]
    between = {f"py{version.replace('.', '')}" for version in CLAIMED[1:]}
    assert between <= set(re.findall(r"py\d+", labels))
    assert f"{CLAIMED[0]} to {CLAIMED[-1]} by tox environments" in PAGE


def test_a_python_that_is_not_claimed_yet_is_tested_where_it_is_present() -> None:
    """``coverage``, which plain tox runs, takes the newest one."""
    newest, *others = TOX["testenv:coverage"]["base_python"].split()
    assert f"python{CLAIMED[-1]}" in others
    assert f"{newest.removeprefix('python')} where it is installed" in PAGE
    assert f"$(interpreter {newest} " in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_oldest_packages_are_the_same_everywhere() -> None:
    pinned = dict(line.split("==") for line in TOX["testenv:oldest"]["deps"].split() if line)
    for name, key in (("moto", "moto[server]"), ("boto3", "boto3"), ("botocore", "botocore")):
        assert pinned[key] == minimum(name)
    assert stated("moto") == minimum("moto")
    assert stated("boto3 and botocore") == minimum("boto3") == minimum("botocore")
    assert stated("aiobotocore") == minimum("aiobotocore")
    assert f"moto {minimum('moto')} or newer, boto3 {minimum('boto3')} or newer" in README


def test_the_version_is_the_same_everywhere() -> None:
    assert f'\nversion = "{__version__}"\n' in PROJECT
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+),", changes, re.MULTILINE)[0] == __version__
