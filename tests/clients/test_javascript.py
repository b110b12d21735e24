"""AWS's SDK for JavaScript against the server: the tests in ``javascript/``, run by Node."""

from __future__ import annotations

import subprocess

import pytest

from tests.clients.accounts import key_of_another_account
from tests.support import optional
from tests.support.controls import ControlsOnServer
from tests.support.documentation import clean_environment

SUITES = sorted(path.name for path in optional.JAVASCRIPT.glob("*.test.mjs"))


@pytest.mark.parametrize("suite", SUITES)
def test_the_sdk_for_javascript(suite: str, server: str, handle: ControlsOnServer) -> None:
    done = subprocess.run(
        [optional.node(), "--no-warnings", "--test", "--test-reporter=tap", suite],
        cwd=optional.JAVASCRIPT,
        env={
            **clean_environment(),
            "CPROFILES_MOCK_ADDRESS": server,
            "OTHER_ACCOUNTS_KEY": key_of_another_account(server),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n# skipped 0\n" in done.stdout
    assert "\n# pass 0\n" not in done.stdout
