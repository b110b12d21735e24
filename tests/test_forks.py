"""Processes that are forked while the mock is active."""

from __future__ import annotations

import gc
import os
import signal
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import boto3
import moto.core.models as moto_models
import pytest
from moto.core import base_backend

from cprofiles_mock import ForkedProcessWarning, mock_customerprofiles
from cprofiles_mock.hosts import data_cache as cache_module
from cprofiles_mock.hosts import moto as moto_host
from cprofiles_mock.runtime.gc_pause import no_collection
from cprofiles_mock.testing.region import regions
from cprofiles_mock.testing.shared_mock import shared_mock

pytestmark = [
    pytest.mark.in_process,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
    # Python 3.12 and later warn of every fork of a process with threads.
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]


def in_child(action: Callable[[], None]) -> None:
    """Run an action in a forked child; fail if it raises, or hangs."""
    child = os.fork()
    if child == 0:  # pragma: no cover  (what follows the action is not measured)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(20)
        try:
            action()
        except BaseException as error:
            os.write(2, repr(error).encode())
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def client(region: str = "us-east-1") -> Any:
    return boto3.client("customer-profiles", region_name=region)


def create(name: str) -> None:
    client().create_domain(DomainName=name, DefaultExpirationDays=30)


def names() -> list[str]:
    return [item["DomainName"] for item in client().list_domains()["Items"]]


def caught(action: Callable[[], object]) -> list[str]:
    """What is warned of by this package, and where."""
    with warnings.catch_warnings(record=True) as recorded:
        warnings.simplefilter("always")
        action()
    return [
        os.path.basename(each.filename)
        for each in recorded
        if issubclass(each.category, ForkedProcessWarning)
    ]


def test_a_child_works_on_a_copy_and_its_first_call_warns_at_the_callers_line() -> None:
    def action() -> None:
        assert caught(lambda: create("child")) == ["test_forks.py"]
        assert caught(lambda: create("again")) == []
        assert names() == ["parent", "child", "again"]

    with mock_customerprofiles():
        create("parent")
        in_child(action)
        assert caught(names) == []
        assert names() == ["parent"]


def test_a_child_that_activates_the_mock_itself_is_not_warned() -> None:
    def action() -> None:
        with mock_customerprofiles():
            assert caught(lambda: create("child")) == []

    in_child(action)

    def stopped() -> None:
        mock_customerprofiles.stop()
        action()

    mock_customerprofiles.start()
    in_child(stopped)
    mock_customerprofiles.stop()


@pytest.fixture
def locked() -> Iterator[Callable[[Any], None]]:
    """Lets another thread hold locks to the end of the test."""
    ended = threading.Event()
    threads = []

    def hold(locks: Any) -> None:
        begun = threading.Event()

        def run() -> None:
            with ExitStack() as held:
                for lock in locks:
                    held.enter_context(lock)
                begun.set()
                ended.wait()

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        begun.wait()

    yield hold
    ended.set()
    for thread in threads:
        thread.join()
    mock_customerprofiles.stop()


def test_a_child_hangs_on_no_lock_that_another_thread_held(
    locked: Callable[[Any], None],
) -> None:
    """Neither on ours nor on moto's, in whatever the child does."""

    def action() -> None:
        with pytest.warns(ForkedProcessWarning):
            create("child")
        client("eu-west-2").list_domains()
        mock.fail_next("GetDomain", "ThrottlingException", times=5)
        with mock_customerprofiles():
            assert names() == ["child"]
        mock.reset()
        mock_customerprofiles.stop()
        moto_host.register()
        with activation:
            assert names() == []

    activation = mock_customerprofiles()
    mock = mock_customerprofiles.start()
    controls = mock._kept
    assert controls is not None
    backend = mock.backend()
    backend.region.is_working = True
    locked(
        [
            backend.lock,
            controls.outcomes._lock,
            cache_module.data_cache._lock,
            cache_module._unpacking,
            shared_mock._lock,
            regions._lock,
            activation._lock,
            mock_customerprofiles._lock,
            moto_host._lock,
            moto_models.MockAWS._mock_init_lock,
            base_backend.backend_lock,
            moto_models.responses_mock._thread_lock,
        ]
    )
    in_child(action)
    backend.region.is_working = False


def test_a_child_collects_garbage_though_another_thread_had_paused_that(
    locked: Callable[[Any], None],
) -> None:
    """As ``mock.load`` does. A pause of its own goes on, and one of the program's for good."""

    def goes_on() -> None:
        assert not gc.isenabled()

    def action() -> None:
        assert gc.isenabled()
        with no_collection():
            assert not gc.isenabled()
            in_child(goes_on)
        assert gc.isenabled()

    mock_customerprofiles.start()
    with no_collection():
        in_child(goes_on)
    gc.disable()
    try:
        with no_collection():
            in_child(goes_on)
    finally:
        gc.enable()
    locked([no_collection()])
    assert not gc.isenabled()
    in_child(action)
