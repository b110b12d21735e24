"""Decorated test classes, run by unittest and by pytest, and called by hand."""

from __future__ import annotations

import sys
import unittest
from dataclasses import dataclass
from typing import Any, NamedTuple

import boto3
import pytest

from cprofiles_mock import mock_customerprofiles

pytestmark = [pytest.mark.in_process, pytest.mark.children_measured]

PYTEST_MODULE = """
import unittest
import boto3
import pytest
from cprofiles_mock import mock_customerprofiles


def create_domain(name):
    client = boto3.client("customer-profiles", region_name="us-east-1")
    client.create_domain(DomainName=name, DefaultExpirationDays=30)


def names():
    client = boto3.client("customer-profiles", region_name="us-east-1")
    return [item["DomainName"] for item in client.list_domains()["Items"]]


class Base:
    def test_inherited(self):
        assert names() == ["setup"]
        create_domain("inherited")


@mock_customerprofiles
class TestWithSetup(Base):
    def setup_method(self, method):
        assert method.__name__.startswith("test_")
        create_domain("setup")

    def teardown_method(self):
        assert "setup" in names()

    def test_one(self):
        assert names() == ["setup"]
        create_domain("one")

    def test_two(self):
        assert names() == ["setup"]
        create_domain("two")

    async def check_not_a_test(self):
        pass

    @staticmethod
    def test_static():
        assert names() == ["setup"]

    @classmethod
    def test_class(cls):
        assert names() == ["setup"]

    @pytest.fixture
    def test_client(self):
        return boto3.client("customer-profiles", region_name="us-east-1")

    def test_with_fixture(self, test_client):
        assert test_client.list_domains()["Items"]

    class TestNested:
        def test_nested(self):
            assert names() == []
            create_domain("nested")

    class DescribeNested:
        def test_nested(self):
            assert names() == []

    class TestCaseNested(unittest.TestCase):
        def test_nested(self):
            assert names() == []


class Shared:
    class TestInherited:
        def test_it(self):
            assert names() == []
            create_domain("inherited")


class TestElsewhere:
    def test_it(self):
        from moto.core.models import botocore_stubber
        assert botocore_stubber.enabled == (type(self) is not TestElsewhere)


@mock_customerprofiles
class TestThatNamesOthers(Shared):
    TestAlias = TestElsewhere

    def test_it(self):
        assert names() == []


@mock_customerprofiles
class TestWithFixture:
    @pytest.fixture(autouse=True)
    def domain(self):
        create_domain("fixture")
        yield
        assert names() == ["fixture"]

    def test_three(self):
        assert names() == ["fixture"]


@mock_customerprofiles
class TestSlotted:
    __slots__ = ()

    def test_slotted(self):
        assert names() == []
        create_domain("slotted")

    def test_slotted_again(self):
        assert names() == []
        create_domain("slotted")


@mock_customerprofiles
class TestFailingSetup:
    def setup_method(self):
        raise LookupError

    def test_never(self):
        pass


def test_the_mock_is_off_between():
    from moto.core.models import botocore_stubber
    assert not botocore_stubber.enabled
"""


def domain_names() -> list[str]:
    client = boto3.client("customer-profiles", region_name="us-east-1")
    return [item["DomainName"] for item in client.list_domains()["Items"]]


def create_domain(name: str) -> None:
    client = boto3.client("customer-profiles", region_name="us-east-1")
    client.create_domain(DomainName=name, DefaultExpirationDays=30)


def test_one_activation_covers_setup_test_and_teardown_of_a_plain_class(
    pytester: pytest.Pytester,
) -> None:
    """The same holds for inherited and nested tests, and for a fixture in the class."""
    pytester.makepyfile(PYTEST_MODULE)
    result = pytester.runpytest_subprocess(
        "-p", "no:randomly", "-o", "python_classes=Test Describe"
    )
    result.assert_outcomes(passed=17, errors=1)


def test_a_method_of_a_plain_class_is_mocked_without_a_runner_too() -> None:
    @mock_customerprofiles
    class TestThing:
        def test_it(self) -> list[str]:
            create_domain("a")
            return domain_names()

    assert TestThing().test_it() == ["a"]
    assert TestThing().test_it() == ["a"]


def test_static_and_class_methods_and_what_is_no_test_are_untouched() -> None:
    def helper(self: object) -> None: ...

    static, of_class = staticmethod(lambda: None), classmethod(lambda cls: None)

    @mock_customerprofiles
    class TestThing:
        test_static = static
        test_class = of_class
        test_data = 5
        helps = helper
        TestElsewhere = dict
        kind = int

    assert vars(TestThing)["test_static"] is static
    assert vars(TestThing)["test_class"] is of_class
    assert TestThing.helps is helper
    assert TestThing.test_data == 5
    assert TestThing.TestElsewhere is dict


def test_a_fault_of_setting_up_leaves_nothing_entered() -> None:
    from moto.core.models import botocore_stubber

    @mock_customerprofiles
    class TestThing:
        def setup_method(self) -> None:
            raise LookupError

    with pytest.raises(LookupError):
        TestThing().setup_method()
    assert not botocore_stubber.enabled


def test_setup_and_teardown_keep_their_docstrings() -> None:
    @mock_customerprofiles
    class TestThing:
        def setup_method(self) -> None:
            """What is set up."""

    assert TestThing.setup_method.__doc__ == "What is set up."


def test_teardown_without_a_setup_leaves_nothing() -> None:
    @mock_customerprofiles
    class TestThing:
        pass

    thing: Any = TestThing()
    thing.teardown_method()
    thing.setup_method()
    assert domain_names() == []
    thing.teardown_method()


def run(test_case: type[unittest.TestCase]) -> unittest.TestResult:
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(test_case).run(result)
    return result


def test_a_test_case_is_mocked_from_setup_to_the_last_cleanup_and_fresh_for_each_test() -> None:
    seen: list[list[str]] = []

    @mock_customerprofiles
    class Case(unittest.TestCase):
        def setUp(self) -> None:
            seen.append(domain_names())
            create_domain("setup")
            self.addCleanup(lambda: seen.append(domain_names()))

        def tearDown(self) -> None:
            create_domain("teardown")

        def test_one(self) -> None:
            create_domain("one")

        def test_two(self) -> None:
            create_domain("two")

    result = run(Case)
    assert result.wasSuccessful(), result.errors
    assert seen == [[], ["setup", "one", "teardown"], [], ["setup", "two", "teardown"]]


def test_a_subclass_of_a_decorated_test_case_is_mocked_too() -> None:
    @mock_customerprofiles
    class Base(unittest.TestCase):
        pass

    class Case(Base):
        def test_one(self) -> None:
            create_domain("one")
            assert domain_names() == ["one"]

    result = run(Case)
    assert result.testsRun == 1
    assert result.wasSuccessful(), result.errors
    Case("test_one").debug()


def test_an_asynchronous_test_case_is_mocked_too() -> None:
    seen: list[list[str]] = []

    @mock_customerprofiles
    class Case(unittest.IsolatedAsyncioTestCase):
        async def asyncSetUp(self) -> None:
            create_domain("setup")

        async def test_one(self) -> None:
            create_domain("one")

        async def asyncTearDown(self) -> None:
            seen.append(domain_names())

    result = run(Case)
    assert result.wasSuccessful(), result.errors
    assert seen == [["setup", "one"]]


def test_set_up_class_lies_outside() -> None:
    from moto.core.models import botocore_stubber

    seen: list[bool] = []

    @mock_customerprofiles
    class Case(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            seen.append(botocore_stubber.enabled)

        def test_one(self) -> None:
            seen.append(botocore_stubber.enabled)

    assert run(Case).wasSuccessful()
    assert seen == [False, True]


class Slotted:
    __slots__ = ("name",)

    def test_domains(self) -> None:
        client = boto3.client("customer-profiles", region_name="us-east-1")
        assert client.list_domains()["Items"] == []
        client.create_domain(DomainName="d", DefaultExpirationDays=30)


@dataclass(slots=True)
class SlottedData(Slotted):
    other: str = "d"


class Named(NamedTuple):
    name: str = "d"

    def test_domains(self) -> None:
        SlottedData.test_domains(self)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [Slotted, SlottedData, Named])
def test_a_class_whose_instances_take_no_attributes_can_be_decorated(kind: Any) -> None:
    decorated = mock_customerprofiles(kind)
    for _ in range(2):
        instance = decorated()
        instance.test_domains()
        instance.setup_method()
        instance.test_domains()
        client = boto3.client("customer-profiles", region_name="us-east-1")
        assert len(client.list_domains()["Items"]) == 1
        instance.teardown_method()
        instance.teardown_method()


class Refusing(type):
    def __setattr__(cls, name: str, value: object) -> None:
        raise AttributeError("frozen")


class Frozen(metaclass=Refusing):
    def test_domains(self) -> None: ...


@pytest.mark.parametrize(("kind", "reason"), [(Frozen, "frozen"), (int, "immutable type")])
def test_a_class_that_refuses_new_members_is_refused_at_decoration(kind: Any, reason: str) -> None:
    with pytest.raises(TypeError) as caught:
        mock_customerprofiles(kind)
    assert str(caught.value).startswith(
        f"mock_customerprofiles cannot decorate the class {kind.__name__}, which refuses new "
    )
    assert reason in str(caught.value)


# --- with mock_aws ------------------------------------------------------------------------------

STACKED_MODULE = """
import os
import unittest
import boto3
from moto import mock_aws
from cprofiles_mock import mock_customerprofiles

CREDENTIALS = os.environ.get("AWS_ACCESS_KEY_ID")


def use():
    domains = boto3.client("customer-profiles", region_name="us-east-1")
    s3 = boto3.client("s3", region_name="us-east-1")
    assert domains.list_domains()["Items"] == []
    assert s3.list_buckets()["Buckets"] == []
    domains.create_domain(DomainName="d", DefaultExpirationDays=30)
    s3.create_bucket(Bucket="bucket")


class Tests:
    def test_one(self):
        use()

    def test_two(self):
        use()


class SetUp(Tests):
    def setUp(self):
        self.client = boto3.client("customer-profiles", region_name="us-east-1")
        assert self.client.list_domains()["Items"] == []

    def tearDown(self):
        self.client.delete_domain(DomainName="d")


class AsyncTests:
    ran = []

    async def asyncSetUp(self):
        self.client = boto3.client("customer-profiles", region_name="us-east-1")

    async def test_one(self):
        use()
        self.ran.append("one")

    async def test_two(self):
        use()
        self.ran.append("two")

    async def asyncTearDown(self):
        assert self.ran
        self.ran.clear()
        self.client.delete_domain(DomainName="d")


class PlainSetUp(Tests):
    def setup_method(self):
        boto3.client("sqs", region_name="us-east-1").create_queue(QueueName="q")

    def teardown_method(self):
        assert len(boto3.client("sqs", region_name="us-east-1").list_queues()["QueueUrls"]) == 1


def made(name, base, order, runner):
    # Of their own, as a user writes them: moto wraps what stands in the class itself.
    own = {key: value for each in reversed(base.__mro__[:-1]) for key, value in vars(each).items()
           if not key.startswith("__")}
    kinds = {
        "TestCase": (unittest.TestCase,), "Async": (unittest.IsolatedAsyncioTestCase,), "Plain": (),
    }
    def decorate(cls):
        if order == "Above":
            return mock_aws(mock_customerprofiles(cls))
        return mock_customerprofiles(mock_aws(cls))
    globals()[name] = decorate(type(name, kinds[runner], {**own, "__module__": __name__}))


for order in ("Above", "Below"):
    for runner, base in (
        ("TestCase", Tests), ("TestCase", SetUp), ("Async", AsyncTests), ("Async", SetUp),
        ("Plain", Tests), ("Plain", PlainSetUp),
    ):
        made(f"Test{order}{runner}{base.__name__}", base, order, runner)
del Tests, SetUp, AsyncTests, PlainSetUp


class TestZLast(unittest.TestCase):
    def test_nothing_is_left(self):
        assert os.environ.get("AWS_ACCESS_KEY_ID") == CREDENTIALS
"""


def test_each_test_of_a_class_under_mock_aws_too_starts_with_fresh_state_in_either_order(
    pytester: pytest.Pytester,
) -> None:
    """Under pytest and under unittest, with setUp and without; and no fake credentials are left."""
    pytester.makepyfile(test_stacked=STACKED_MODULE)
    pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=25)
    done = pytester.run(sys.executable, "-m", "unittest", "test_stacked")
    # unittest does not run plain classes.
    done.stderr.fnmatch_lines(["Ran 17 tests*", "OK"])
