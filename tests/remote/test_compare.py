"""``cprofiles-mock compare``, with a server as the far side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import cprofiles_mock
from cprofiles_mock.remote.comparing import ABSENT, Comparison, Difference
from tests.contract.families import EXAMPLES
from tests.remote.conftest import Command
from tests.remote.test_pull import HERE, fill
from tests.support.controls import ControlsOnServer
from tests.support.ingesting import CUSTOMER, define

pytestmark = pytest.mark.in_process


def test_a_domain_does_not_differ_from_what_was_pulled_of_it(
    far: Any, command: Command, tmp_path: Path
) -> None:
    profile_id = fill(far)
    out = str(tmp_path / "customers.yaml")
    named = ("--domain", "customers", "--profile-id", profile_id)
    assert command("pull", *named, "--out", out).returncode == 0

    done = command("compare", *named, out)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_differs_is_a_table_and_the_exit_status(
    far: Any, command: Command, tmp_path: Path
) -> None:
    profile_id = fill(far)
    out = str(tmp_path / "customers.yaml")
    named = ("--domain", "customers", "--profile-id", profile_id)
    command("pull", *named, "--out", out)
    far.update_domain(**HERE, DefaultExpirationDays=31, Tags={"team": "green"})
    changed = {**CUSTOMER, "Fields": {**CUSTOMER["Fields"], "id": {"Source": "_source.number"}}}
    define(far, "customer", changed)
    far.delete_integration(**HERE, Uri="arn:aws:app:::1")
    far.create_domain_layout(**HERE, **EXAMPLES["Layouts"].members(7))
    far.update_profile(**HERE, ProfileId=profile_id, LastName="Lee")

    done = command("compare", *named, out)

    assert done.returncode == 1
    assert done.stderr == ""
    rows = [line.split()[0] for line in done.stdout.splitlines()]
    assert rows == [
        "What",
        "DefaultExpirationDays",
        "Tags.team",
        "Integrations[arn:aws:app:::1]",
        "Layouts[layout-7]",
        "ObjectTypes[customer].Fields.id.Source",
        "ObjectTypes[customer].Fields.id.Target",
        f"Profiles[{profile_id}].LastName",
    ]


def test_times_and_statistics_are_not_compared(far: Any, command: Command, tmp_path: Path) -> None:
    fill(far)
    out = str(tmp_path / "customers.yaml")
    command("pull", "--domain", "customers", "--out", out)
    far.create_profile(**HERE, FirstName="Another")
    far.update_domain(**HERE, DefaultExpirationDays=30)
    assert command("compare", "--domain", "customers", out).returncode == 0


def test_an_object_is_compared_by_what_it_says(far: Any, command: Command, tmp_path: Path) -> None:
    profile_id = fill(far)
    out = tmp_path / "customers.yaml"
    named = ("--domain", "customers", "--profile-id", profile_id)
    command("pull", *named, "--out", str(out))
    text = out.read_text()
    line = next(line for line in text.splitlines() if "Object: " in line)
    reordered = (
        '      Object: \'{"email":"ann@example.org","tier":"gold","id":"1",'
        '"name":{"first":"Ann"}}\''
    )
    out.write_text(text.replace(line, reordered))
    assert command("compare", *named, str(out)).stdout == ""

    out.write_text(text.replace(line, reordered.replace("gold", "silver")))
    done = command("compare", *named, str(out))
    assert done.returncode == 1
    _, row = done.stdout.splitlines()
    assert ".tier " in row
    assert row.split()[-2:] == ['"gold"', '"silver"']


def test_a_file_may_have_one_domain_of_another_name(
    far: Any, command: Command, tmp_path: Path
) -> None:
    far.create_domain(DomainName="shop-live", DefaultExpirationDays=30)
    out = tmp_path / "shop.yaml"
    out.write_text("Domains:\n- {DomainName: shop, DefaultExpirationDays: 30}\n")
    done = command("compare", "--domain", "shop-live", str(out))
    assert done.returncode == 0
    assert done.stderr == f"cprofiles-mock: {out} has the domain shop; it is compared\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Domains: []\n", "has no domain customers; it has none"),
        (
            "Domains:\n- {DomainName: a, DefaultExpirationDays: 30}\n"
            "- {DomainName: b, DefaultExpirationDays: 30}\n",
            "has no domain customers; it has a, b",
        ),
        ("Domains:\n- {DomainName: a}\n", "o.yaml:2: Domains[0].DefaultExpirationDays: "),
    ],
)
def test_a_file_that_cannot_be_compared_is_an_error(
    text: str, says: str, far: Any, command: Command, tmp_path: Path
) -> None:
    far.create_domain(**HERE, DefaultExpirationDays=30)
    out = tmp_path / "o.yaml"
    out.write_text(text)
    done = command("compare", "--domain", "customers", str(out))
    assert done.returncode == 2
    assert says in done.stderr


def test_what_cannot_be_read_is_named_and_not_compared(
    far: Any, command: Command, controls: ControlsOnServer, tmp_path: Path
) -> None:
    fill(far)
    out = str(tmp_path / "o.yaml")
    command("pull", "--domain", "customers", "--out", out)
    controls.fail_next("ListDomainLayouts", "AccessDeniedException", message="no")
    done = command("compare", "--domain", "customers", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "cprofiles-mock: not compared: Layouts: the credentials lack profile:ListDomainLayouts "
        "(AccessDeniedException: no)\n"
    )


def test_a_profile_that_the_file_lacks_is_named(far: Any, command: Command, tmp_path: Path) -> None:
    profile_id = fill(far)
    out = str(tmp_path / "o.yaml")
    command("pull", "--domain", "customers", "--out", out)
    done = command("compare", "--domain", "customers", "--profile-id", profile_id, out)
    assert done.returncode == 2
    assert f"not compared: in the file: Profiles: {profile_id}: 404" in done.stderr


def test_a_mock_that_is_active_keeps_its_state(far: Any, command: Command, tmp_path: Path) -> None:
    far.create_domain(**HERE, DefaultExpirationDays=30)
    out = str(tmp_path / "o.yaml")
    command("pull", "--domain", "customers", "--out", out)
    with cprofiles_mock.mock_customerprofiles() as mock:
        mock.load({"Domains": [{"DomainName": "customers", "DefaultExpirationDays": 7}]})
        before = mock.dump()
        assert command("compare", "--domain", "customers", out).returncode == 0
        assert mock.dump() == before


def test_ctrl_c_ends_a_comparison(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cprofiles_mock.remote.comparing.connect", interrupt)
    done = command("compare", "--domain", "d", "o.yaml")
    assert (done.returncode, done.stderr) == (130, "cprofiles-mock: interrupted\n")


def table(*differences: Difference) -> list[str]:
    return Comparison(list(differences), [], "d").table.splitlines()


def test_the_table_is_aligned_and_shows_what_is_absent() -> None:
    assert table(
        Difference("DefaultExpirationDays", 30, 366), Difference("Tags.a", ABSENT, "b")
    ) == [
        "What                   In the domain  In the file",
        "DefaultExpirationDays  30             366",
        'Tags.a                 -              "b"',
    ]


def test_a_long_value_is_shown_where_it_differs() -> None:
    start = "x" * 60
    _, row = table(Difference("Layout", f"{start}A{start}", f"{start}B{start}"))
    assert row == f"Layout  ...{'x' * 8}A{'x' * 19}...  ...{'x' * 8}B{'x' * 19}..."
