"""The files that docs/recipes.md shows: what in them the tests of its blocks do not run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from typing import Any

import pytest
import requests
import yaml

from cprofiles_mock.cli.parser import parser
from tests.support.documentation import ROOT, server_address

pytestmark = pytest.mark.in_process

PAGE = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")


def file(name: str) -> Any:
    block = re.search(rf"^```yaml\n# {name}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert block is not None
    return yaml.safe_load(block[1])


def test_the_workflow_installs_a_checkout_and_runs_pytest() -> None:
    (job,) = file("tests.yaml")["jobs"].values()
    commands = [step["run"] for step in job["steps"] if "run" in step]
    install, test = commands
    assert install.startswith("python -m pip install ./vendor/cprofiles_mock")
    assert test == "python -m pytest"


def test_the_server_of_the_compose_file_starts_with_options_that_it_has() -> None:
    service = file("compose.yaml")["services"]["customer-profiles"]
    program, *arguments = shlex.split(service["command"])
    options = parser().parse_args(arguments)
    assert (program, options.host, options.port) == ("cprofiles-mock", "0.0.0.0", 5000)
    assert "pip install --no-cache-dir '/src[server]'" in service["build"]["dockerfile_inline"]


def test_the_health_check_of_the_compose_file_asks_what_the_server_answers() -> None:
    test = file("compose.yaml")["services"]["customer-profiles"]["healthcheck"]["test"]
    assert test[:3] == ["CMD", "python", "-c"]
    address = server_address()
    program = test[3].replace("http://127.0.0.1:5000", address)
    assert program != test[3]
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_the_application_of_the_compose_file_reaches_the_server_by_the_service_s_name() -> None:
    services = file("compose.yaml")["services"]
    address = services["app"]["environment"]["AWS_ENDPOINT_URL_CUSTOMER_PROFILES"]
    host = re.fullmatch(r"http://(.+):5000", address)
    assert host is not None
    assert host[1] in services
    answer = requests.get(
        f"{server_address()}/cprofiles-mock/calls", headers={"Host": f"{host[1]}:5000"}, timeout=60
    )
    assert answer.status_code == 200
