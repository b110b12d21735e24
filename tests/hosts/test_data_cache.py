"""The data cache: what sessions share while the mock is active, and what they do not."""

from __future__ import annotations

import copy
import gc
import json
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.loaders import Loader

from cprofiles_mock import mock_customerprofiles
from cprofiles_mock.hosts.data_cache import LazyDict

pytestmark = pytest.mark.in_process


def loader_of(session: botocore.session.Session) -> Loader:
    loader: Loader = session.get_component("data_loader")
    return loader


def test_a_client_made_under_the_mock_has_the_whole_model() -> None:
    without = boto3.client("customer-profiles", region_name="us-east-1")
    with mock_customerprofiles():
        client = boto3.client("customer-profiles", region_name="us-east-1")
        assert client.meta.service_model.operation_names == (
            without.meta.service_model.operation_names
        )
        assert client.can_paginate("list_event_streams")
        assert not client.can_paginate("list_domains")
        assert client.waiter_names == without.waiter_names
        with pytest.raises(ValueError, match="Waiter does not exist"):
            client.get_waiter("domain_exists")


def test_an_edit_in_place_reaches_no_other_session() -> None:
    with mock_customerprofiles():
        first, second = botocore.session.Session(), botocore.session.Session()
        for name in ("endpoints", "partitions", "_retry", "sdk-default-configuration"):
            data: Any = loader_of(first).load_data(name)
            data["edited"] = True
            assert loader_of(first).load_data(name)["edited"]
            assert "edited" not in loader_of(second).load_data(name)
        model: Any = loader_of(first).load_service_model("customer-profiles", "service-2")
        model["operations"].clear()
        assert loader_of(second).load_service_model("customer-profiles", "service-2")["operations"]


def test_a_search_path_of_ones_own_is_heeded(tmp_path: Path) -> None:
    (tmp_path / "endpoints.json").write_text(json.dumps({"partitions": [], "mine": True}))
    with mock_customerprofiles():
        mine, other = botocore.session.Session(), botocore.session.Session()
        loader_of(mine).search_paths.insert(0, str(tmp_path))
        data: Any = loader_of(mine).load_data("endpoints")
        assert data == {"partitions": [], "mine": True}
        assert "mine" not in loader_of(other).load_data("endpoints")


def test_the_garbage_collector_stays_as_it_was() -> None:
    assert gc.isenabled()
    with mock_customerprofiles():
        loader_of(botocore.session.Session()).load_data("endpoints")
        assert gc.isenabled()
        gc.disable()
        try:
            loader_of(botocore.session.Session()).load_data("endpoints")
            assert not gc.isenabled()
        finally:
            gc.enable()


def test_other_services_and_data_load_as_without_the_mock() -> None:
    with mock_customerprofiles():
        loader = loader_of(botocore.session.Session())
        assert loader.load_service_model("sqs", "service-2")["metadata"]["serviceId"] == "SQS"
        model: Any = loader.load_data("sqs/2012-11-05/service-2")
        assert model["metadata"]["serviceId"] == "SQS"


def test_botocores_loader_has_its_own_methods_outside() -> None:
    methods = Loader.load_service_model, Loader.load_data_with_path
    with mock_customerprofiles():
        assert Loader.load_service_model is not methods[0]
    assert (Loader.load_service_model, Loader.load_data_with_path) == methods


def services(session: botocore.session.Session) -> Any:
    """The services of the partition aws, in a session's endpoint data."""
    data: Any = loader_of(session).load_data("endpoints")
    return data["partitions"][0]["services"]


@pytest.fixture
def plain() -> dict[str, Any]:
    """The services as botocore reads them without the mock, in plain dicts."""
    found: dict[str, Any] = json.loads(json.dumps(services(botocore.session.Session())))
    return found


def test_data_read_lazily_is_the_data_that_botocore_reads(plain: dict[str, Any]) -> None:
    model = json.dumps(Loader().load_service_model("customer-profiles", "service-2"))
    with mock_customerprofiles():
        session = botocore.session.Session()
        assert services(session) == plain
        assert list(services(session)) == list(plain)
        lazy = loader_of(session).load_service_model("customer-profiles", "service-2")
        assert json.dumps(lazy) == model


def test_an_edit_below_an_entry_reaches_no_other_session() -> None:
    with mock_customerprofiles():
        first, second = services(botocore.session.Session()), services(botocore.session.Session())
        first["profile"]["endpoints"].clear()
        assert first["profile"]["endpoints"] == {}
        assert "us-east-1" in second["profile"]["endpoints"]
        assert "us-east-1" in services(botocore.session.Session())["profile"]["endpoints"]


def test_an_entry_is_made_once_for_all_threads() -> None:
    with mock_customerprofiles(), ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            found = services(botocore.session.Session())
            entries = list(pool.map(lambda _, found=found: found["s3"], range(8)))
            assert all(each is entries[0] for each in entries)


def test_a_model_with_shapes_that_are_no_table_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "endpoints.json").write_text(
        json.dumps({"shapes": 1, "operations": {}, "partitions": [2, {"services": 3}]})
    )
    (tmp_path / "partitions.json").write_text("[4]")
    with mock_customerprofiles():
        loader = loader_of(botocore.session.Session())
        loader.search_paths.insert(0, str(tmp_path))
        assert loader.load_data("endpoints") == {
            "shapes": 1, "operations": {}, "partitions": [2, {"services": 3}],
        }  # fmt: skip
        assert loader.load_data("partitions") == [4]


READS: dict[str, Callable[[Any], Any]] = {
    "item": lambda d: d["s3"],
    "get": lambda d: d.get("s3"),
    "get what is missing": lambda d: (d.get("nothing"), d.get("nothing", 7)),
    "setdefault": lambda d: (d.setdefault("s3", 1), d.setdefault("new", 2), d["new"]),
    "pop": lambda d: (d.pop("s3"), d.pop("nothing", 3), "s3" in d),
    "popitem": lambda d: d.popitem(),
    "items": lambda d: list(d.items()),
    "values": lambda d: list(d.values()),
    "keys": lambda d: (list(d), list(d.keys()), list(reversed(d)), len(d), "s3" in d),
    "copy": lambda d: d.copy(),
    "dict": dict,
    "double star": lambda d: {**d},
    "update": lambda d: [target := {}, target.update(d)],
    "union": lambda d: (d | {"new": 1}, {"new": 1} | d),
    "union in place": lambda d: d.__ior__({"new": 1})["new"],
    "copy.copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda d: pickle.loads(pickle.dumps(d)),
    "json": json.dumps,
    "repr": repr,
    "equal": lambda d: (d == dict(d), dict(d) == d, d == {}, d != {}, d == 1),
    "delete": lambda d: (d.__delitem__("s3"), "s3" in d),
    "clear": lambda d: (d.clear(), dict(d)),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_every_way_to_read_finds_what_a_plain_dict_has(
    read: Callable[[Any], Any], plain: dict[str, Any]
) -> None:
    with mock_customerprofiles():
        lazy = services(botocore.session.Session())
        assert type(lazy) is LazyDict
        expected = repr(read(plain))
        assert repr(read(lazy)) == expected


def test_two_sessions_have_equal_data_that_nobody_can_hash() -> None:
    with mock_customerprofiles():
        first, second = services(botocore.session.Session()), services(botocore.session.Session())
        assert first == second
        with pytest.raises(KeyError, match="nothing"):
            first["nothing"]
        # As a thread does that comes second.
        assert first._unpacked("s3") is first["s3"]
        with pytest.raises(TypeError, match="unhashable"):
            hash(first)
