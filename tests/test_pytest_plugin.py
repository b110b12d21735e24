"""The pytest plugin, in runs of pytest of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.in_process, pytest.mark.children_measured]


#: What goes in one run of pytest, by what it shows. Each file stands for itself.
FILES = {
    "the fixtures give a client, and the handle of an active mock": """
        import boto3, os

        def test_client(customerprofiles, customerprofiles_mock):
            customerprofiles.create_domain(DomainName="d", DefaultExpirationDays=30)
            assert customerprofiles.meta.region_name == "us-east-1"
            assert list(customerprofiles_mock.backend().domains) == ["d"]
            # The code under test makes its own client, and needs no region for it.
            mine = boto3.client("customer-profiles")
            assert [i["DomainName"] for i in mine.list_domains()["Items"]] == ["d"]

        def test_state_is_fresh(customerprofiles):
            assert customerprofiles.list_domains()["Items"] == []

        def test_nothing_is_left(request):
            assert "AWS_DEFAULT_REGION" not in os.environ
            assert "AWS_ACCESS_KEY_ID" not in os.environ
        """,
    "a handler registered with one test's client reaches no other": """
        import pytest

        @pytest.mark.parametrize("number", [1, 2, 3])
        def test_client(customerprofiles, number):
            seen = []
            customerprofiles.meta.events.register("before-call", lambda **_: seen.append(1))
            customerprofiles.list_domains()
            assert seen == [1]
        """,
    "the marker sets region and configuration": """
        import os
        import pytest
        from moto.core.config import default_user_config

        pytestmark = pytest.mark.customerprofiles(region="eu-west-2")

        def test_of_the_module(customerprofiles):
            assert customerprofiles.meta.region_name == "eu-west-2"
            assert os.environ["AWS_DEFAULT_REGION"] == "eu-west-2"

        @pytest.mark.customerprofiles(config={"iam": {"load_aws_managed_policies": True}})
        def test_of_both(customerprofiles):
            assert customerprofiles.meta.region_name == "eu-west-2"
            assert default_user_config["iam"] == {"load_aws_managed_policies": True}

        @pytest.mark.customerprofiles(region=None)
        def test_that_takes_it_back(customerprofiles):
            assert customerprofiles.meta.region_name == "us-east-1"
        """,
    "the marker alone activates the mock": """
        import os
        import unittest
        import boto3
        import pytest
        from moto.core.models import botocore_stubber

        pytestmark = pytest.mark.customerprofiles(region="eu-west-2")

        def use():
            client = boto3.client("customer-profiles")
            assert client.meta.region_name == "eu-west-2"
            assert client.list_domains()["Items"] == []
            client.create_domain(DomainName="d", DefaultExpirationDays=30)

        @pytest.fixture(scope="module", autouse=True)
        def module():
            assert not botocore_stubber.enabled

        @pytest.fixture(autouse=True)
        def function(monkeypatch):
            assert botocore_stubber.enabled
            monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")

        @pytest.mark.parametrize("number", [1, 2])
        def test_function(number):
            use()

        def test_with_a_fixture(customerprofiles):
            assert customerprofiles.meta.region_name == "eu-west-2"
            use()

        class TestPlain:
            def setup_method(self):
                boto3.client("customer-profiles").list_domains()

            def test_method(self):
                use()

        class Case(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                assert not botocore_stubber.enabled

            def setUp(self):
                use()

            def test_method(self):
                boto3.client("customer-profiles").get_domain(DomainName="d")

        class Asynchronous(unittest.IsolatedAsyncioTestCase):
            async def test_method(self):
                use()
        """,
    "a test without the marker is not mocked": """
        import pytest
        from moto.core.models import botocore_stubber

        @pytest.mark.parametrize(
            "is_marked", [False, pytest.param(True, marks=pytest.mark.customerprofiles)]
        )
        def test_parameter(is_marked):
            assert botocore_stubber.enabled == is_marked
        """,
    "a configured region is kept": """
        import os
        import pytest

        @pytest.fixture
        def configured(monkeypatch):
            monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
            yield
            # The mock has ended by now.
            assert os.environ["AWS_DEFAULT_REGION"] == "us-west-2"

        def test_client(configured, customerprofiles):
            assert customerprofiles.meta.region_name == "us-west-2"
        """,
}

#: Markers that are refused, and what is said of each.
WRONG = [
    ("'eu-west-2'", " takes region=* and config=* alone, not 'eu-west-2'"),
    ("regoin='eu-west-2'", " takes region=* and config=* alone, not regoin"),
    ("region=''", ": region is a str, not ''"),
    ("region=5", ": region is a str, not 5"),
    (
        "region='eu-west-22'",
        ": region: * not offered at 'eu-west-22'; it is offered in ",
    ),
    ("config='x'", ": config is a dict, not 'x'"),
]


def test_the_fixtures_and_the_marker_do_what_each_file_says(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Lines of the summary are cut where the terminal ends.
    monkeypatch.setenv("COLUMNS", "250")
    pytester.makepyfile(
        **{f"test_{number}": source for number, source in enumerate(FILES.values())},
        test_wrong="import pytest\n"
        + "".join(
            f"@pytest.mark.customerprofiles({marker})\n"
            f"def test_{number}(customerprofiles):\n    pass\n"
            for number, (marker, _) in enumerate(WRONG)
        ),
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=18, errors=len(WRONG))
    result.stdout.fnmatch_lines_random(
        [
            f"*test_wrong.py::test_{number} - *: @pytest.mark.customerprofiles{reason}*"
            for number, (_, reason) in enumerate(WRONG)
        ]
    )


WIDER = {
    "mock_aws": """
        @pytest.fixture(scope="session", autouse=True)
        def wider():
            with mock_aws():
                yield from prepared()
        """,
    "mock_customerprofiles": """
        @pytest.fixture(scope="session", autouse=True)
        def wider():
            with mock_customerprofiles() as mock:
                mock.lag(reads=1)
                yield from prepared()
        """,
    "start": """
        mock_customerprofiles.start().lag(reads=1)

        @pytest.fixture(scope="session", autouse=True)
        def wider():
            yield from prepared()
        """,
}


@pytest.mark.parametrize("kind", list(WIDER))
def test_under_a_wider_activation_each_test_with_a_fixture_has_fresh_state(
    pytester: pytest.Pytester, kind: str
) -> None:
    """The wider activation keeps its own: state, lag, and what moto's other services have."""
    pytester.makeconftest(
        """
import boto3
import pytest
from moto import mock_aws
from cprofiles_mock import mock_customerprofiles, register

register()

def prepared():
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="bucket")
    client = boto3.client("customer-profiles", region_name="us-east-1")
    client.create_domain(DomainName="wider", DefaultExpirationDays=30)
    profile = client.create_profile(DomainName="wider", FirstName="Ana")
    yield
    assert [item["DomainName"] for item in client.list_domains()["Items"]] == ["wider"]
    assert client.get_domain(DomainName="wider")["Stats"]["ProfileCount"] == 1
"""
        + "\n".join(line[8:] for line in WIDER[kind].splitlines())
    )
    pytester.makepyfile(
        f"""
        import boto3
        import pytest
        from cprofiles_mock.models import customerprofiles_backends

        HAS_LAG = {kind != "mock_aws"}

        def names(region="us-east-1"):
            client = boto3.client("customer-profiles", region_name=region)
            return [item["DomainName"] for item in client.list_domains()["Items"]]

        def buckets():
            return len(boto3.client("s3", region_name="us-east-1").list_buckets()["Buckets"])

        def use(client):
            assert names() == [] == names("eu-west-2")
            assert buckets() == 1
            client.create_domain(DomainName="mine", DefaultExpirationDays=30)
            client.create_profile(DomainName="mine", AccountNumber="1")
            search = {{"DomainName": "mine", "KeyName": "_account", "Values": ["1"]}}
            assert len(client.search_profiles(**search)["Items"]) == (0 if HAS_LAG else 1)
            other = boto3.client("customer-profiles", region_name="eu-west-2")
            other.create_domain(DomainName="mine", DefaultExpirationDays=30)

        @pytest.mark.parametrize("number", range(2))
        def test_of_a_fixture(customerprofiles, number):
            use(customerprofiles)

        @pytest.mark.customerprofiles
        def test_of_the_marker():
            use(boto3.client("customer-profiles"))

        def test_that_resets(customerprofiles, customerprofiles_mock):
            use(customerprofiles)
            # What a reset of moto does to this service.
            customerprofiles_backends.clear()
            assert names() == []

        def test_without_a_fixture():
            assert names() == ["wider"]
            assert names("eu-west-2") == []
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=5)


LAMBDA = """
import boto3
client = boto3.client("customer-profiles")

def handler():
    return client.list_domains()["Items"]
"""


def test_the_configured_region_holds_before_a_conftest_is_imported(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above environment and files, below the marker and an activation's own."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    pytester.makeini("[pytest]\ncustomerprofiles_region = eu-west-2\n")
    pytester.makeconftest("import mylambda\n")
    pytester.makepyfile(
        mylambda=LAMBDA,
        test_lambda="""
        import boto3
        import mylambda
        import pytest
        from cprofiles_mock import mock_customerprofiles

        def region():
            return boto3.client("customer-profiles").meta.region_name

        def test_handler(customerprofiles):
            assert mylambda.handler() == []
            assert mylambda.client.meta.region_name == "eu-west-2"

        def test_a_test_that_changes_the_environment(monkeypatch, request):
            monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
            assert request.getfixturevalue("customerprofiles").meta.region_name == "eu-west-2"
            with mock_customerprofiles():
                assert region() == "eu-west-2"

        @pytest.mark.customerprofiles(region="ca-central-1")
        def test_marker():
            assert region() == "ca-central-1"

        @mock_customerprofiles(region="ca-central-1")
        def test_activation():
            assert region() == "ca-central-1"
        """,
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=4)
    result.stdout.no_fnmatch_line("*- customerprofiles -*")


def test_a_run_in_this_process_puts_the_environment_back(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    for before in (None, "us-west-2"):
        if before is not None:
            monkeypatch.setenv("AWS_DEFAULT_REGION", before)
        pytester.makeini("[pytest]\ncustomerprofiles_region = eu-west-2\n")
        pytester.makepyfile(
            "import os\n"
            "def test_region():\n    assert os.environ['AWS_DEFAULT_REGION'] == 'eu-west-2'\n"
        )
        pytester.runpytest_inprocess().assert_outcomes(passed=1)
        assert os.environ.get("AWS_DEFAULT_REGION") == before


REMEDY = "*customerprofiles_region = us-east-1 in pytest's configuration, or AWS_DEFAULT_REGION*"


@pytest.fixture(params=[None, ""])
def lack_of_a_region(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without AWS_DEFAULT_REGION botocore finds no region; with an empty one, a wrong address."""
    if request.param is not None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", request.param)


def test_where_collection_fails_for_lack_of_a_region_the_report_says_what_to_do(
    pytester: pytest.Pytester, lack_of_a_region: None
) -> None:
    pytester.makepyfile(
        mylambda=LAMBDA,
        test_lambda="import mylambda\n\ndef test_handler():\n    pass\n",
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*= customerprofiles =*", REMEDY])


def test_where_a_conftest_fails_for_lack_of_a_region_pytest_says_what_to_do(
    pytester: pytest.Pytester, lack_of_a_region: None
) -> None:
    pytester.makepyfile(mylambda=LAMBDA)
    pytester.makeconftest("import mylambda\n")
    result = pytester.runpytest_subprocess()
    result.stderr.fnmatch_lines([REMEDY])
    pytester.makeconftest("raise ValueError\n")
    pytester.runpytest_subprocess().stderr.no_fnmatch_line(REMEDY)


def test_a_region_of_the_configuration_that_is_no_text_is_refused(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\ncustomerprofiles_region = ["eu-west-2"]\n'
    )
    result = pytester.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: customerprofiles_region is the name of a region, * not ['[]'eu-west-2'[]]"]
    )
    result.stderr.no_fnmatch_line("*Traceback*")


@pytest.mark.fresh_interpreters
@pytest.mark.parametrize("place", ["module", "test"])
def test_a_region_of_the_configuration_that_is_not_offered_is_refused(
    pytester: pytest.Pytester, place: str
) -> None:
    """At the end of collection if boto3 has been imported, and else at the first fixture."""
    pytester.makeini("[pytest]\ncustomerprofiles_region = eu-west-22\n")
    imports = {"module": "import boto3\n", "test": ""}[place]
    pytester.makepyfile(f"{imports}def test_something(customerprofiles):\n    pass\n")
    result = pytester.runpytest_subprocess()
    text = "*customerprofiles_region: * not offered at 'eu-west-22'; it is offered in *"
    (result.stderr if place == "module" else result.stdout).fnmatch_lines([text])
    if place == "test":
        result.assert_outcomes(errors=1)
    else:
        assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_plain_mock_aws_covers_the_service_in_a_run_with_the_plugin(
    pytester: pytest.Pytester,
) -> None:
    """The lambda's client is made at import, before anything of this package is."""
    pytester.makepyfile(
        mylambda="""
        import boto3
        client = boto3.client("customer-profiles", region_name="us-east-1")

        def handler():
            return client.list_domains()["Items"]
        """,
        test_lambda="""
        import mylambda
        from moto import mock_aws

        @mock_aws
        def test_handler():
            assert mylambda.handler() == []
        """,
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


@pytest.mark.fresh_interpreters
def test_where_moto_is_imported_too_late_the_report_says_what_to_do(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        def test_a_call():
            import boto3
            from moto import mock_aws

            with mock_aws():
                boto3.client("customer-profiles", region_name="us-east-1").list_domains()
        """
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*= customerprofiles =*", "moto did not know this service, *"])


def test_what_another_service_lacks_is_not_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_a_call():
            raise ValueError(
                "An error occurred (404) when calling the ListTagsForResource operation: "
                "Not yet implemented, as when calling the ListDomains operation"
            )
        """
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*customerprofiles*")


def test_the_plugin_shows_its_marker_and_fixtures(pytester: pytest.Pytester) -> None:
    pytester.runpytest_inprocess("--markers").stdout.fnmatch_lines(
        ["@pytest.mark.customerprofiles(region=None, config=None): activate the mock*"]
    )
    pytester.runpytest_inprocess("--fixtures").stdout.fnmatch_lines_random(
        ["customerprofiles_mock*", "customerprofiles --*"]
    )


@pytest.mark.fresh_interpreters
def test_loading_the_plugin_imports_neither_moto_nor_botocore(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_modules():
            assert "cprofiles_mock.pytest_plugin" in sys.modules
            assert not {"moto", "boto3", "botocore"} & sys.modules.keys()
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_importing_the_package_imports_neither_moto_nor_botocore() -> None:
    program = (
        "import sys, cprofiles_mock; print(dir(cprofiles_mock)[0]); "
        "print({'moto', 'boto3', 'botocore'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["Call", "set()"]


def test_the_package_has_the_names_that_it_lists_and_no_others() -> None:
    import cprofiles_mock

    assert {name: getattr(cprofiles_mock, name) is not None for name in cprofiles_mock.__all__}
    with pytest.raises(AttributeError, match="module 'cprofiles_mock' has no attribute 'nothing'"):
        cprofiles_mock.nothing  # noqa: B018  (it is the look-up that is tested)
