"""The server as a process: what it prints, what it writes at its end, and whether it is well."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests

import cprofiles_mock
from tests.support.controls import ControlsOnServer
from tests.support.warm import Program

pytestmark = [pytest.mark.in_process, pytest.mark.children_measured]

Serve = Callable[..., tuple[Program, str]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers with some options, each with its address."""
    with ExitStack() as started:

        def start(*options: object) -> tuple[Program, str]:
            command = ["-m", "cprofiles_mock", "serve", "--port", "0", *map(str, options)]
            process = started.enter_context(Program(command))
            started.callback(process.kill)
            return process, process.stdout.readline().rsplit(" ", 1)[1].strip()

        yield start


def create_domain(address: str, name: str = "shop", region: str = "us-east-1") -> None:
    client: Any = boto3.client(
        "customer-profiles",
        endpoint_url=address,
        region_name=region,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    client.create_domain(DomainName=name, DefaultExpirationDays=30)


def names(path: Path) -> list[str]:
    return [each["DomainName"] for each in json.loads(path.read_text())["Domains"]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_state_is_written_when_a_signal_ends_the_server(
    serve: Serve, tmp_path: Path, number: int
) -> None:
    path = tmp_path / "after.json"
    process, address = serve("--dump", path)
    create_domain(address)
    assert not path.exists()
    process.send_signal(number)
    _, said = process.communicate()
    assert (process.returncode, said) == (0, "")
    assert names(path) == ["shop"]


def test_what_was_loaded_is_written_again(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text('{"Domains": [{"DomainName": "old", "DefaultExpirationDays": 30}]}')
    process, address = serve("--load", path, "--dump", path, "--region", "eu-west-2")
    create_domain(address, "new", "eu-west-2")
    create_domain(address, "elsewhere")
    process.terminate()
    _, said = process.communicate()
    assert names(path) == ["old", "new"]
    assert "there are domains in us-east-1 (elsewhere); --region all writes a file for each" in said


def test_each_region_can_have_a_file(serve: Serve, tmp_path: Path) -> None:
    process, address = serve("--dump", tmp_path / "after.json", "--region", "all")
    create_domain(address, "one")
    create_domain(address, "other", "eu-west-2")
    process.terminate()
    process.communicate()
    assert names(tmp_path / "after.us-east-1.json") == ["one"]
    assert names(tmp_path / "after.eu-west-2.json") == ["other"]


@pytest.mark.parametrize("name", ["nowhere/after.json", "after.txt"])
def test_a_dump_that_cannot_be_is_refused_before_it_serves(tmp_path: Path, name: str) -> None:
    command = ["-m", "cprofiles_mock", "serve", "--port", "0", "--dump", str(tmp_path / name)]
    with Program(command) as done:
        output, errors = done.communicate()
    assert (done.returncode, output) == (2, "")
    assert errors.startswith("cprofiles-mock: ")


def test_a_file_that_cannot_be_written_at_the_end_makes_the_status_2(
    serve: Serve, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    process, address = serve("--dump", folder / "after.json")
    create_domain(address)
    folder.rmdir()
    process.terminate()
    _, said = process.communicate()
    assert process.returncode == 2
    assert said.startswith("cprofiles-mock: ")


def test_it_says_that_it_is_well(serve: Serve) -> None:
    _, address = serve()
    answer = requests.get(f"{address}/cprofiles-mock/health", timeout=10)
    assert (answer.status_code, answer.json()) == (
        200, {"status": "ok", "version": cprofiles_mock.__version__},
    )  # fmt: skip
    head = requests.head(f"{address}/cprofiles-mock/health", timeout=10)
    assert (head.status_code, head.content) == (200, b"")
    assert ControlsOnServer(address).call("GET", "calls") == []


def test_it_prints_a_line_for_each_request_if_it_is_told_to(serve: Serve) -> None:
    process, address = serve("--verbose")
    create_domain(address)
    requests.get(f"{address}/cprofiles-mock/?account_id=secret", timeout=10)
    process.terminate()
    _, said = process.communicate()
    time = "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2},[0-9]{3}"
    assert re.fullmatch(f"{time} POST /domains/shop 200\n{time} GET /cprofiles-mock/ 200\n", said)


def test_it_prints_none_otherwise(serve: Serve) -> None:
    process, address = serve()
    create_domain(address)
    process.terminate()
    assert process.communicate()[1] == ""


def test_an_address_in_use_names_the_way_out(serve: Serve) -> None:
    _, address = serve()
    command = ["-m", "cprofiles_mock", "serve", "--port", address.rsplit(":", 1)[1]]
    with Program(command) as done:
        _, errors = done.communicate()
    assert done.returncode == 1
    host = address.removeprefix("http://")
    assert errors == (
        f"cprofiles-mock: cannot bind {host}: Address already in use; --port 0 picks a free port\n"
    )


def test_it_tells_its_version() -> None:
    for command in (["--version"], ["serve", "--version"]):
        done = subprocess.run(
            [sys.executable, "-m", "cprofiles_mock", *command],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.startswith(f"cprofiles-mock {cprofiles_mock.__version__} (moto ")


def test_a_hangup_that_is_ignored_ends_nothing(tmp_path: Path) -> None:
    """As under nohup."""
    program = (
        "import signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN);"
        "from cprofiles_mock.cli import main; sys.exit(main(['serve', '--port', '0']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().rsplit(" ", 1)[1].strip()
        process.send_signal(signal.SIGHUP)
        assert requests.get(f"{address}/cprofiles-mock/health", timeout=10).status_code == 200
        process.terminate()
