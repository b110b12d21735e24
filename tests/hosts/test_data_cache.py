"""The data cache: what sessions share while the mock is active, and what they do not."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.loaders import Loader

from cprofiles_mock import mock_customerprofiles

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
