"""Switching the mock on and off: functions, context managers, start and stop."""

from __future__ import annotations

import asyncio
import inspect
import os
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Generator
from typing import Any, cast

import boto3
import pytest
from moto import mock_aws

from cprofiles_mock import MockCustomerProfiles, MockHandle, mock_customerprofiles
from cprofiles_mock.testing.region import default_region
from tests.support.expectations import service_error

pytestmark = pytest.mark.in_process


def is_active() -> bool:
    """Whether the mock answers calls. Sends nothing to find out."""
    from moto.core.models import botocore_stubber

    return botocore_stubber.enabled


def new_client() -> Any:
    return boto3.client("customer-profiles", region_name="us-east-1")


def create_domain(name: str) -> None:
    new_client().create_domain(DomainName=name, DefaultExpirationDays=30)


def domain_names() -> list[str]:
    return [item["DomainName"] for item in new_client().list_domains()["Items"]]


def aws_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}


@pytest.fixture(autouse=True)
def _leaves_nothing_behind() -> Generator[None]:
    """Check after each test that the process is in its original state."""
    environment = aws_environment()
    session = boto3.DEFAULT_SESSION
    yield
    assert not is_active()
    assert aws_environment() == environment
    assert boto3.DEFAULT_SESSION is session


# --- functions ----------------------------------------------------------------------------------


def test_a_decorated_function_is_mocked_and_keeps_its_name_and_signature() -> None:
    @mock_customerprofiles
    def names_after(name: str, *, times: int = 1) -> list[str]:
        """Its docstring."""
        create_domain(name)
        return domain_names() * times

    assert names_after("a", times=2) == ["a", "a"]
    assert names_after.__name__ == "names_after"
    assert names_after.__doc__ == "Its docstring."
    assert list(inspect.signature(names_after).parameters) == ["name", "times"]


def test_a_decorated_function_starts_with_fresh_state_at_every_call() -> None:
    @mock_customerprofiles()
    def names() -> list[str]:
        create_domain("a")
        return domain_names()

    assert names() == ["a"]
    assert names() == ["a"]


def test_a_decorated_function_that_raises_is_left() -> None:
    @mock_customerprofiles
    def fail() -> None:
        raise LookupError("inside")

    with pytest.raises(LookupError, match="inside"):
        fail()
    assert not is_active()


def test_a_coroutine_function_is_mocked_while_its_body_runs() -> None:
    @mock_customerprofiles
    async def names() -> list[str]:
        create_domain("a")
        await asyncio.sleep(0)
        return domain_names()

    assert inspect.iscoroutinefunction(names)
    assert asyncio.run(names()) == ["a"]


def test_a_coroutine_hidden_behind_another_decorator_is_mocked_too() -> None:
    async def names() -> list[str]:
        create_domain("a")
        return domain_names()

    @mock_customerprofiles
    def hides_it() -> Any:
        return names()

    assert asyncio.run(hides_it()) == ["a"]


def test_a_generator_stays_mocked_while_it_is_suspended() -> None:
    @mock_customerprofiles
    def names() -> Generator[list[str]]:
        create_domain("a")
        yield domain_names()
        create_domain("b")
        yield domain_names()

    assert inspect.isgeneratorfunction(names)
    generator = names()
    assert not is_active()
    assert next(generator) == ["a"]
    assert is_active()
    assert next(generator) == ["a", "b"]
    assert next(generator, "the end") == "the end"


def test_a_generator_delegates_send_throw_close_and_its_return_value() -> None:
    seen: list[object] = []

    @mock_customerprofiles
    def echo() -> Generator[object, object, str]:
        try:
            seen.append((yield "ready"))
            try:
                yield "sent"
            except LookupError as error:
                seen.append(error)
            yield "thrown"
        finally:
            seen.append(is_active())
        return "returned"

    generator = echo()
    assert next(generator) == "ready"
    assert generator.send("hello") == "sent"
    error = LookupError()
    assert generator.throw(error) == "thrown"
    with pytest.raises(StopIteration) as stopped:
        next(generator)
    assert stopped.value.value == "returned"
    assert seen == ["hello", error, True]

    closed = echo()
    next(closed)
    closed.close()
    assert seen == ["hello", error, True, True]


def test_an_asynchronous_generator_delegates_asend_athrow_and_aclose() -> None:
    seen: list[object] = []

    @mock_customerprofiles
    async def echo() -> AsyncGenerator[object, object]:
        try:
            seen.append((yield "ready"))
            try:
                yield domain_names()
            except LookupError as error:
                seen.append(error)
            yield "thrown"
        finally:
            seen.append(is_active())

    error = LookupError()

    async def drive() -> None:
        generator = echo()
        assert await anext(generator) == "ready"
        assert is_active()
        assert await generator.asend("hello") == []
        assert await generator.athrow(error) == "thrown"
        assert [item async for item in generator] == []
        assert not is_active()
        closed = echo()
        await anext(closed)
        await closed.aclose()
        assert not is_active()

    assert inspect.isasyncgenfunction(echo)
    asyncio.run(drive())
    assert seen == ["hello", error, True, True]


def test_an_exception_inside_an_asynchronous_generator_comes_out_of_it() -> None:
    @mock_customerprofiles
    async def fail() -> AsyncGenerator[int]:
        yield 1
        raise LookupError("inside")

    async def drive() -> None:
        with pytest.raises(LookupError, match="inside"):
            assert [item async for item in fail()] == []

    asyncio.run(drive())


def test_a_generator_that_a_function_returns_is_mocked_while_it_is_read() -> None:
    @mock_customerprofiles
    def lengths() -> Generator[int]:
        return (len(domain_names()) for _ in range(2))

    assert list(lengths()) == [0, 0]


def test_a_context_manager_below_the_decorator_is_a_type_error_that_says_what_to_do() -> None:
    with pytest.raises(TypeError, match="put @contextmanager above @mock_customerprofiles"):
        mock_customerprofiles(default_region)()


@pytest.mark.parametrize(
    ("decorated", "advice"),
    [
        (staticmethod(len), "put @staticmethod above @mock_customerprofiles, not below it"),
        (property(len), "put @property above @mock_customerprofiles, not below it"),
        (
            pytest.fixture(lambda: None),
            "put @pytest.fixture above @mock_customerprofiles, not below it",
        ),
        (
            5,
            "mock_customerprofiles decorates functions and classes, not 'int' objects; wrap the "
            "call in `with mock_customerprofiles():` instead",
        ),
        (
            {"core": {}},
            "mock_customerprofiles takes moto's configuration by its name, "
            "mock_customerprofiles(config={'core': {}}); by position it takes what it decorates",
        ),
        (
            "eu-west-2",
            "mock_customerprofiles takes the region by its name, "
            "mock_customerprofiles(region='eu-west-2'); by position it takes what it decorates",
        ),
    ],
)
def test_decorating_anything_else_is_a_type_error_that_says_what_to_do(
    decorated: Any, advice: str
) -> None:
    with pytest.raises(TypeError) as raised:
        mock_customerprofiles(decorated)
    assert str(raised.value) == advice


# --- context managers ---------------------------------------------------------------------------


def test_a_context_manager_gives_the_handle() -> None:
    with mock_customerprofiles() as mock:
        create_domain("a")
        assert isinstance(mock, MockHandle)
        assert list(mock.backend().domains) == ["a"]
        assert list(mock.backend("eu-west-2").domains) == []
        assert list(mock.backend(account_id="111111111111").domains) == []
        mock.reset()
        assert domain_names() == []


def test_an_account_that_is_a_number_is_refused_because_it_would_be_another() -> None:
    number: Any = 111122223333
    reason = "^account_id is a text, not 111122223333; put it in quotes$"
    with mock_customerprofiles() as mock:
        for use in (
            lambda: mock.backend("us-east-1", number),
            lambda: mock.dump(account_id=number),
            lambda: mock.load({}, account_id=number),
            lambda: mock.run_identity_resolution("shop", account_id=number),
        ):
            with pytest.raises(TypeError, match=reason):
                use()
        with pytest.raises(TypeError, match=r"^region is a text, not \['us-east-1'\]$"):
            mock.backend(cast("Any", ["us-east-1"]))
        with pytest.raises(TypeError, match="^domain_name is a text, not 7; put it in quotes$"):
            mock.run_identity_resolution(cast("Any", 7))


def test_an_asynchronous_context_manager_does_the_same() -> None:
    async def names() -> list[str]:
        async with mock_customerprofiles() as mock:
            create_domain("a")
            return list(mock.backend().domains)

    assert asyncio.run(names()) == ["a"]


def test_the_object_itself_can_be_entered_without_a_call() -> None:
    with mock_customerprofiles:
        create_domain("a")
        assert domain_names() == ["a"]


def test_an_exception_inside_comes_out_and_the_mock_is_left() -> None:
    with pytest.raises(KeyboardInterrupt), mock_customerprofiles():
        raise KeyboardInterrupt


def test_one_object_can_be_used_again_and_entered_while_it_is_entered() -> None:
    activation = mock_customerprofiles()
    with activation:
        create_domain("a")
        with activation:
            assert domain_names() == ["a"]
        assert domain_names() == ["a"]
    with activation:
        assert domain_names() == []


def test_state_lives_from_the_outermost_entry_to_the_outermost_exit() -> None:
    with mock_customerprofiles():
        create_domain("a")
        with mock_customerprofiles():
            create_domain("b")
        assert domain_names() == ["a", "b"]


@pytest.mark.parametrize("ours_first", [True, False])
def test_it_stacks_with_mock_aws_in_either_order(ours_first: bool) -> None:
    outer: Any
    inner: Any
    outer, inner = mock_customerprofiles(), mock_aws()
    if not ours_first:
        outer, inner = inner, outer
    with outer:
        create_domain("a")
        with inner:
            create_domain("b")
            boto3.client("sqs", region_name="us-east-1").create_queue(QueueName="q")
        assert domain_names() == ["a", "b"]
    with outer:
        assert domain_names() == []


def test_plain_mock_aws_covers_the_service_once_it_is_registered() -> None:
    @mock_aws
    def names() -> list[str]:
        create_domain("a")
        return domain_names()

    assert names() == ["a"]


def test_activations_may_end_in_any_order() -> None:
    first, second = mock_customerprofiles(), mock_customerprofiles()
    first.start()
    create_domain("a")
    second.start()
    first.stop()
    assert domain_names() == ["a"]
    second.stop()


def test_overlapping_tasks_end_their_own_handles_of_one_object() -> None:
    activation = mock_customerprofiles()

    async def leave_first(entered: asyncio.Event, goes: asyncio.Event) -> None:
        async with activation:
            entered.set()
            await goes.wait()

    async def stay(entered: asyncio.Event, goes: asyncio.Event, left: asyncio.Event) -> None:
        await entered.wait()
        async with activation as mock:
            mock.fail_next("ListDomains", "AccessDeniedException")
            goes.set()
            await left.wait()
            with service_error("AccessDeniedException", "The test asked for this error"):
                domain_names()

    async def both() -> None:
        entered, goes, left = asyncio.Event(), asyncio.Event(), asyncio.Event()
        staying = asyncio.create_task(stay(entered, goes, left))
        await asyncio.create_task(leave_first(entered, goes))
        left.set()
        await staying

    asyncio.run(both())


def test_a_suspended_generator_ends_its_own_handle() -> None:
    @mock_customerprofiles
    def generate() -> Generator[None]:
        yield

    suspended = generate()
    next(suspended)
    with mock_customerprofiles as mock:
        mock.fail_next("ListDomains", "AccessDeniedException")
        suspended.close()
        with service_error("AccessDeniedException", "The test asked for this error"):
            domain_names()


def test_an_object_that_one_thread_started_may_be_stopped_by_another() -> None:
    activation = mock_customerprofiles()
    activation.start()
    thread = threading.Thread(target=activation.stop)
    thread.start()
    thread.join()
    assert not is_active()


def test_gathered_coroutines_overlap() -> None:
    @mock_customerprofiles
    async def names(name: str, pauses: int) -> list[str]:
        create_domain(name)
        for _ in range(pauses):
            await asyncio.sleep(0)
        return domain_names()

    async def gather() -> list[list[str]]:
        return list(await asyncio.gather(names("a", 1), names("b", 3), names("c", 2)))

    assert asyncio.run(gather()) == [["a", "b", "c"]] * 3


def test_threads_overlap() -> None:
    barrier = threading.Barrier(4)

    def enter_together(number: int) -> None:
        with mock_customerprofiles():
            barrier.wait(timeout=30)
            create_domain(f"domain-{number}")
            barrier.wait(timeout=30)
            names.append(sorted(domain_names()))
            barrier.wait(timeout=30)

    names: list[list[str]] = []
    threads = [threading.Thread(target=enter_together, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names == [["domain-0", "domain-1", "domain-2", "domain-3"]] * 4


def test_suspended_generators_overlap() -> None:
    @mock_customerprofiles
    def suspended() -> Generator[None]:
        yield

    first, second = suspended(), suspended()
    next(first)
    next(second)
    first.close()
    assert is_active()
    second.close()


def test_entering_many_times_leaves_nothing_behind() -> None:
    import botocore.loaders
    from moto.core.models import responses_mock

    before = (
        botocore.loaders.Loader.load_service_model,
        botocore.loaders.Loader.load_data_with_path,
        responses_mock._real_send,
        threading.active_count(),
    )
    for _ in range(200):
        with mock_customerprofiles():
            pass
    assert before == (
        botocore.loaders.Loader.load_service_model,
        botocore.loaders.Loader.load_data_with_path,
        responses_mock._real_send,
        threading.active_count(),
    )


# --- start and stop -----------------------------------------------------------------------------


def test_start_gives_the_handle_and_stop_ends_it() -> None:
    activation = MockCustomerProfiles()
    mock = activation.start()
    create_domain("a")
    assert list(mock.backend().domains) == ["a"]
    activation.stop()


def test_stop_without_start_raises_and_changes_nothing() -> None:
    activation = mock_customerprofiles()
    with pytest.raises(RuntimeError, match="stop\\(\\) was called without start\\(\\)"):
        activation.stop()
    with mock_customerprofiles():
        with pytest.raises(RuntimeError):
            activation.stop()
        create_domain("a")


# --- configuration ------------------------------------------------------------------------------


def test_moto_takes_the_configuration_while_the_mock_is_active() -> None:
    from moto.core.config import default_user_config

    with mock_customerprofiles(config={"iam": {"load_aws_managed_policies": True}}):
        assert default_user_config["iam"] == {"load_aws_managed_policies": True}
    assert default_user_config["iam"] == {"load_aws_managed_policies": False}


def test_the_configuration_goes_with_the_mock_inside_mock_aws_too() -> None:
    from moto.core.config import default_user_config

    with mock_aws():
        with mock_customerprofiles(config={"iam": {"load_aws_managed_policies": True}}):
            assert default_user_config["iam"] == {"load_aws_managed_policies": True}
        assert default_user_config["iam"] == {"load_aws_managed_policies": False}


def test_an_inner_entry_with_another_configuration_is_a_type_error() -> None:
    config: Any = {"iam": {"load_aws_managed_policies": True}}
    another = mock_customerprofiles(config={"iam": {"load_aws_managed_policies": False}})
    with mock_customerprofiles(config=config):
        with mock_customerprofiles(config=config.copy()):
            assert domain_names() == []
        with pytest.raises(TypeError, match="active with another config"):
            another.start()
    with mock_customerprofiles(), pytest.raises(TypeError, match="active with another config"):
        another.start()


@pytest.mark.parametrize("config", [5, "core", {"core": 5}, {"core": None}])
def test_a_configuration_that_cannot_be_one_is_a_type_error(config: Any) -> None:
    with pytest.raises(TypeError, match="config is a mapping of mappings"):
        mock_customerprofiles(config=config)


@pytest.mark.children_measured
def test_a_start_without_the_server_of_server_mode_says_so_and_is_undone() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT_A_SERVER],
            env={
                **os.environ,
                "TEST_SERVER_MODE": "true",
                "TEST_SERVER_MODE_ENDPOINT": f"http://127.0.0.1:{unheard.getsockname()[1]}",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.stderr == ""
    assert done.stdout == "start it first\n" * 2 + "None\n"


WITHOUT_A_SERVER = """
import os
from cprofiles_mock import mock_customerprofiles
for _ in range(2):
    try:
        mock_customerprofiles().start()
    except OSError as error:
        print(str(error)[-14:])
print(os.environ.get("AWS_ACCESS_KEY_ID"))
"""


def test_a_start_that_fails_otherwise_is_undone_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise LookupError

    with monkeypatch.context() as patched:
        patched.setattr("moto.core.models.responses_mock.start", fail)
        with pytest.raises(LookupError):
            mock_customerprofiles.start()
    with mock_customerprofiles:
        create_domain("a")


# --- credentials --------------------------------------------------------------------------------


def test_credentials_are_fake_inside_and_restored_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "")
    with mock_customerprofiles():
        assert os.environ["AWS_ACCESS_KEY_ID"] == "FOOBARKEY"
    assert os.environ["AWS_ACCESS_KEY_ID"] == "mine"
    assert os.environ["AWS_SECRET_ACCESS_KEY"] == ""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")


def test_credentials_that_moto_is_told_to_leave_are_left() -> None:
    with mock_customerprofiles(config={"core": {"mock_credentials": False}}):
        assert "AWS_ACCESS_KEY_ID" not in os.environ


def test_a_test_may_delete_the_fake_credentials() -> None:
    with mock_customerprofiles():
        del os.environ["AWS_ACCESS_KEY_ID"]
    assert "AWS_ACCESS_KEY_ID" not in os.environ
