"""Registering the service with moto."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = [pytest.mark.in_process, pytest.mark.children_measured]


def python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


def test_registering_twice_does_no_harm() -> None:
    done = python(
        "import cprofiles_mock\n"
        "cprofiles_mock.register()\n"
        "cprofiles_mock.register()\n"
        "from moto.backend_index import backend_url_patterns\n"
        "print([name for name, _ in backend_url_patterns].count('customer-profiles'))\n"
    )
    assert (done.stdout, done.stderr) == ("1\n", "")


@pytest.mark.parametrize(
    "grown",
    [
        "import re\nfrom moto.backend_index import backend_url_patterns as patterns\n"
        "patterns.append(('customer-profiles', re.compile('https?://profile[.]')))\n",
        "import sys, types\nsys.modules['moto.customerprofiles'] = types.ModuleType('theirs')\n",
    ],
)
def test_a_backend_that_moto_has_grown_itself_is_left_in_place_loudly(grown: str) -> None:
    done = python(
        f"{grown}"
        "import warnings\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    from cprofiles_mock import mock_customerprofiles\n"
        "print(*(f'{w.filename} {w.category.__name__}: {w.message}' for w in caught))\n"
        "from moto.core.models import botocore_stubber\n"
        "print('process_request' in vars(botocore_stubber))\n"
    )
    assert done.stderr == ""
    assert done.stdout == (
        "<string> HostWarning: this moto has a backend of customer-profiles of its own; "
        "cprofiles_mock leaves the service to it\nFalse\n"
    )


def test_motos_other_services_are_found_as_before() -> None:
    done = python(
        "import moto.backend_index as index\n"
        "before = list(index.backend_url_patterns)\n"
        "import cprofiles_mock\n"
        "cprofiles_mock.register()\n"
        "print(index.backend_url_patterns[1:] == before)\n"
    )
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_what_another_thread_is_importing_does_not_disturb_registration_or_calls() -> None:
    """A module is in sys.modules before it has any of its names."""
    done = python(
        "import sys, types\n"
        "for name in ('moto.cloudformation.parsing', 'aiobotocore.signers'):\n"
        "    sys.modules[name] = types.ModuleType(name)\n"
        "import boto3\n"
        "from cprofiles_mock import mock_customerprofiles\n"
        "with mock_customerprofiles():\n"
        "    print(boto3.client('customer-profiles').list_domains()['Items'])\n"
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
