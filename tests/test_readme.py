"""What README promises beside its code blocks: its first lines, and each row of its table."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile
from typing import Any
from unittest.mock import MagicMock

import boto3
import moto.backends
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError
from botocore.stub import Stubber

from tests.support.documentation import ROOT

pytestmark = pytest.mark.in_process

README = (ROOT / "README.md").read_text(encoding="utf-8")

LONG_NAME = "n" * 65


def test_the_first_things_are_a_sentence_an_install_line_and_a_test() -> None:
    title, _, sentence = README.splitlines()[:3]
    assert title == "# cprofiles_mock"
    assert sentence.startswith("Test code that uses Amazon Connect Customer Profiles without AWS")
    install, test = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[:2]
    assert install == ("console", "$ python -m pip install . pytest\n")
    assert test[0] == "python"
    assert len([line for line in test[1].splitlines() if line]) <= 10


def test_the_two_commands_stand_in_the_first_forty_lines() -> None:
    top = README.splitlines()[:40]
    assert "$ python -m pip install . && cprofiles-mock run examples/unified_customer.py" in top
    assert "$ python -m pip install tox && tox" in top


def test_continuous_integration_runs_what_the_second_command_runs() -> None:
    """``tox run-parallel`` without ``-e`` runs the environments that plain ``tox`` does."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "python -m pip install --quiet tox tox-uv\ntox run-parallel" in script
    assert not re.search(r"tox run-parallel[^#]* (-e|-m|--skip-env)\b", script)


def table(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading."""
    below = README.split(f"## {heading}\n")[1].splitlines()
    start = next(number for number, line in enumerate(below) if line.startswith("|"))
    rows = takewhile(lambda line: line.startswith("|"), below[start:])
    return [[cell.strip() for cell in row[1:-1].split("|")] for row in rows]


@pytest.fixture
def stubbed() -> Any:
    """A client of botocore, with answers from a Stubber."""
    client = boto3.client(
        "customer-profiles",
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    with Stubber(client) as stubber:
        stubber.add_response("create_domain", ANSWER)
        stubber.add_response("search_profiles", {"Items": []})
        yield client


@pytest.fixture
def mocked(customerprofiles: Any) -> Any:
    return customerprofiles


ANSWER = {
    "DomainName": "shop",
    "DefaultExpirationDays": 366,
    "CreatedAt": 0,
    "LastUpdatedAt": 0,
}


def misspelt(client: Any) -> None:
    client.create_domain(DomainNam="shop", DefaultExpirationDays=366)


def refused_value(client: Any) -> None:
    client.create_domain(DomainName=LONG_NAME, DefaultExpirationDays=366)


def is_found(call: Callable[[Any], None], client: Any) -> bool:
    """Whether the call fails, as it should."""
    try:
        call(client)
    except (ClientError, ParamValidationError):
        return True
    return False


@pytest.mark.parametrize(
    ("call", "row"), [(misspelt, "A misspelt parameter"), (refused_value, "A value that the")]
)
def test_what_a_wrong_call_leads_to(
    call: Callable[[Any], None], row: str, stubbed: Any, mocked: Any
) -> None:
    _, magic, stubber, _, _, ours = next(
        cells for cells in table("Why not something else?") if cells[0].startswith(row)
    )
    words = {True: "found", False: "missed"}
    assert magic == words[is_found(call, MagicMock())]
    assert stubber == words[is_found(call, stubbed)]
    assert ours == words[is_found(call, mocked)]


def finds_what_it_stored(client: Any) -> bool:
    """A search by the wrong key's values, which AWS answers with nothing."""
    client.create_domain(DomainName="shop", DefaultExpirationDays=366)
    found = client.search_profiles(DomainName="shop", KeyName="_email", Values=["ada"])
    return bool(found["Items"])


def test_a_search_is_answered_by_what_was_stored_in_the_mock_alone(
    stubbed: Any, mocked: Any
) -> None:
    """The doubles answer whatever was put into them: here, the opposite of what is stored."""
    double = MagicMock()
    double.search_profiles.return_value = {"Items": [{"EmailAddress": "ada"}]}
    assert finds_what_it_stored(double)

    assert not finds_what_it_stored(stubbed)
    assert not finds_what_it_stored(mocked)
    mocked.create_profile(DomainName="shop", EmailAddress="ada")
    again = mocked.search_profiles(DomainName="shop", KeyName="_email", Values=["ada"])
    assert len(again["Items"]) == 1


def test_a_read_that_comes_too_early_is_found_with_lag(
    mocked: Any, customerprofiles_mock: Any
) -> None:
    mocked.create_domain(DomainName="shop", DefaultExpirationDays=366)
    customerprofiles_mock.lag(reads=1)
    mocked.create_profile(DomainName="shop", EmailAddress="ada")
    search = {"DomainName": "shop", "KeyName": "_email", "Values": ["ada"]}
    assert mocked.search_profiles(**search)["Items"] == []
    assert len(mocked.search_profiles(**search)["Items"]) == 1


def test_an_error_is_provoked_with_fail_next(customerprofiles_mock: Any) -> None:
    once = Config(retries={"total_max_attempts": 1})
    client = boto3.client("customer-profiles", config=once)
    customerprofiles_mock.fail_next("ListDomains", "ThrottlingException")
    with pytest.raises(ClientError, match="ThrottlingException"):
        client.list_domains()


def test_moto_and_its_server_do_not_have_the_service() -> None:
    """If it ever has, README and the package have to say so."""
    assert "customer-profiles" not in moto.backends.list_of_moto_modules()
    column = [cells[3] for cells in table("Why not something else?")[2:]]
    assert set(column) == {"found", "not there", "none"}


def test_the_costs_in_the_table_are_those_of_the_benchmarks() -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    measured = re.findall(r"^\| one call: (.*?) \| its floor \| ([\d.]+) \|", page, re.MULTILINE)
    calls = [(name, float(ratio)) for name, ratio in measured if name[0].isupper()]
    observed = [ratio for name, ratio in calls if name.endswith(", observed")]
    others = [ratio for name, ratio in calls if not name.endswith(", observed")]
    stubber = {f"{float(ratio):.1f}" for name, ratio in measured if "Stubber" in name}

    (costs,) = (cells for cells in table("Why not something else?") if cells[0] == "Cost of a call")
    assert costs[5] == (
        f"{min(others):.1f} to {max(others):.1f} times botocore's own, "
        f"{min(observed):.1f} to {max(observed):.1f} if something watches the requests"
    )
    assert {re.findall(r"[\d.]+", costs[2])[0]} <= stubber


def test_every_row_of_the_table_is_known_here() -> None:
    """A new row needs a test above."""
    assert [cells[0] for cells in table("Why not something else?")[2:]] == [
        "A misspelt parameter",
        "A value that the service refuses",
        "A search that misses what was stored",
        "A read that comes before the write shows",
        "An error that is not handled, such as throttling",
        "Set-up for a test",
        "Cost of a call",
    ]


def test_no_credentials_are_needed(customerprofiles_mock: Any) -> None:
    client = boto3.client("customer-profiles")
    assert client.list_domains()["Items"] == []
