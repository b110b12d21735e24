"""What this package uses of moto, botocore and werkzeug is there; what is not, is named.

None of them promises most of it. A new release that takes something away breaks many tests in many
ways; these say what it was, and what needs it.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import botocore.handlers
import pytest
from botocore.awsrequest import HeadersDict
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError
from botocore.session import Session
from moto import mock_aws
from moto.core.base_backend import BackendDict
from moto.core.config import default_user_config
from moto.core.models import botocore_stubber

import cprofiles_mock

pytestmark = pytest.mark.in_process

PACKAGE = Path(cprofiles_mock.__file__).parent
HOSTS = ("moto", "botocore", "werkzeug", "responses")


def imported() -> Iterator[tuple[str, str]]:
    """Each name that is imported from a host, wherever the import stands, and by which module."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not any(host in text for host in HOSTS):
            # Parsing takes longer than all the rest.
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and not node.level:
                module = node.module or ""
                if module.split(".")[0] in HOSTS:
                    for each in node.names:
                        yield f"{module}:{each.name}", path.relative_to(PACKAGE).as_posix()


#: What is used beyond what is imported by name, and what for.
USED = {
    "moto.cloudformation.models:Stack.delete": "what was made for a stack goes with it",
    "moto.cloudformation.parsing:ResourceMap.resources": "stacks know what they consist of",
    "moto.cloudformation.parsing:clean_json": "references to what was replaced are resolved",
    "moto.cloudformation.parsing:get_model_list.cache_clear": "types are found after moto's own",
    "moto.cloudformation.parsing:get_model_map.cache_clear": "types are found after moto's own",
    "moto.cloudformation.parsing:get_name_type_map.cache_clear": "types are found after moto's own",
    "moto.connect.models:ConnectBackend.create_instance": "integrations refer to an instance",
    "moto.connect.models:ConnectBackend.delete_instance": "integrations refer to an instance",
    "moto.connect.models:ConnectBackend.describe_instance": "integrations refer to an instance",
    "moto.connect.models:ConnectBackend.tag_resource": "integrations refer to an instance",
    "moto.connect.models:ConnectBackend.untag_resource": "integrations refer to an instance",
    "moto.core.models:RESPONSES_METHODS": "requests of `requests` are answered",
    "moto.core.models:ServerModeMockAWS._RESET_IN_PROGRESS": "a failed start is undone",
    "moto.core.models:botocore_stubber.enabled": "whether anything is mocked",
    "moto.core.models:botocore_stubber.process_request": "the way in for all clients",
    "moto.core.models:responses_mock._on_request": "senders of `requests` wait until they time out",
    "moto.core.models:responses_mock._real_send": "TRACE is kept from the network",
    "moto.core.models:responses_mock.add": "requests of `requests` are answered",
    "moto.backend_index:backend_url_patterns": "the service is registered",
    "moto.core.authorization:ActionAuthenticatorMixin.request_count": "policies begin to count",
    "moto.core.utils:utcnow": "the clock",
    "moto.iam.access_control:IAMRequest.check_action_permitted": "policies are checked",
    "moto.iam.access_control:IAMRequest.check_signature": "signatures are checked",
    "moto.iam.models:get_account_id_from": "an assumed role names the account",
    "moto.iam.models:mark_account_as_visited": "IAM's report of what was used",
    "moto.moto_api._internal:mock_random.getrandbits": "identifiers",
    "moto.moto_api._internal:mock_random.seed": "identifiers are made reproducible",
    "moto.moto_api:recorder._record_request": "requests are recorded",
    "moto.moto_api:recorder._user_enabled": "whether requests are recorded",
    "moto.moto_api:state_manager.register_default_transition": "jobs wait for transitions",
    "moto.moto_server.werkzeug_app:DomainDispatcherApplication": "the server has moto's services",
    "moto.moto_server.werkzeug_app:create_backend_app": "the server has moto's services",
    "moto.s3.models:S3Backend.put_object": "matches are exported",
    "moto.settings:INITIAL_NO_AUTH_ACTION_COUNT": "policies begin to count",
    "moto.settings:TEST_SERVER_MODE": "moto's server mode",
    "moto.settings:allow_unknown_region": "regions that do not exist",
    "moto.settings:test_server_mode_endpoint": "moto's server mode",
    "moto.sqs.models:SQSBackend.send_message": "the dead letter queue",
    "moto.sts.models:STSBackend.get_caller_identity": "who performed an action",
    "botocore.handlers:BUILTIN_HANDLERS": "clients to come are mocked",
    "botocore.loaders:Loader.load_data_with_path": "data is read once",
    "botocore.loaders:Loader.load_service_model": "the service model is read once",
    "botocore.session:Session.full_config": "endpoints in the configuration",
    "botocore.session:Session.get_component": "sessions that exist are mocked",
}


def missing(name: str) -> str | None:
    """Say what is not there, of a name such as ``moto.settings:TEST_SERVER_MODE``."""
    module, _, attributes = name.partition(":")
    try:
        found: Any = import_module(module)
        for attribute in attributes.split("."):
            # A module below need not have been imported yet.
            if inspect.ismodule(found) and not hasattr(found, attribute):
                found = import_module(f"{found.__name__}.{attribute}")
            else:
                found = getattr(found, attribute)
    except (ImportError, AttributeError):
        host = module.split(".")[0]
        return f"{host} {version(host)} has no {module}.{attributes}"
    return None


def test_what_is_missing_is_named() -> None:
    assert missing("moto.settings:NONE") == f"moto {version('moto')} has no moto.settings.NONE"
    assert missing("botocore.gone:it") == f"botocore {version('botocore')} has no botocore.gone.it"
    assert missing("moto.core.models:botocore_stubber.gone.further") is not None


@pytest.mark.parametrize(("name", "by"), sorted(set(imported())))
def test_what_is_imported_is_there(name: str, by: str) -> None:
    problem = missing(name)
    assert problem is None, f"{problem}; {by} imports it"


@pytest.mark.parametrize("name", sorted(USED))
def test_what_is_used_is_there(name: str) -> None:
    assert missing(name) is None, f"{missing(name)}, which is needed for: {USED[name]}"


def test_motos_stubber_answers_before_a_request_is_sent() -> None:
    handlers = botocore.handlers.BUILTIN_HANDLERS
    assert ("before-send", botocore_stubber) in [each[:2] for each in handlers]


def test_botocores_headers_are_kept_by_keys_that_know_the_name_in_small_letters() -> None:
    headers: Any = HeadersDict({"Content-Type": "application/json"})
    assert [(key._lower, value) for key, value in headers._dict.items()] == [
        ("content-type", "application/json")
    ]


def client_of(endpoint_url: str | None = None) -> Any:
    return Session().create_client(
        "customer-profiles",
        region_name="us-east-1",
        endpoint_url=endpoint_url,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_a_stack_of_moto_has_what_a_resource_looks_for() -> None:
    # It imports dozens of services, which read the configuration.
    models: Any = import_module("moto.cloudformation.models")
    stack = models.Stack("id", "app", '{"Resources": {}}', {}, "123456789012", "us-east-1")
    assert (stack.tags, stack.events) == ({}, [])
    resource_map: Any = stack.resource_map
    assert resource_map._resource_json_map == {}
    assert resource_map._parsed_resources["AWS::StackName"] == "app"
    assert resource_map.lazy_condition_map == {}
    backend = models.cloudformation_backends["123456789012"]["us-east-1"]
    assert dict(backend.stacks) == {}


def test_a_signer_of_botocore_says_whose_credentials_it_has() -> None:
    client = client_of()
    assert client._request_signer._credentials.access_key == "testing"


def test_a_configured_endpoint_is_a_parameter_that_a_handler_can_change() -> None:
    seen: list[str | None] = []

    def change(builtins: dict[str, Any], **_: Any) -> None:
        seen.append(builtins["SDK::Endpoint"])
        builtins["SDK::Endpoint"] = "http://127.0.0.1:2"

    client = client_of("http://127.0.0.1:1")
    client.meta.events.register_first("before-endpoint-resolution.customer-profiles", change)
    client.meta.events.register_first(
        "before-send", lambda request, **_: seen.append(request.url.rsplit("/", 1)[0])
    )
    with cprofiles_mock.mock_customerprofiles(), pytest.raises(EndpointConnectionError):
        client.list_domains()
    assert seen == ["http://127.0.0.1:1", "http://127.0.0.1:2"]


def test_motos_backends_are_dictionaries_that_look_without_making() -> None:
    accounts = cprofiles_mock.models.customerprofiles_backends
    assert isinstance(accounts, BackendDict)
    assert dict.get(accounts, "210987654321") is None
    assert isinstance(accounts["123456789012"], dict)


def test_the_mock_of_moto_can_be_told_to_take_its_configuration_back() -> None:
    before = {**default_user_config}
    outer, inner = mock_aws(), mock_aws(config={"core": {"service_whitelist": ["s3"]}})
    outer.start()
    inner.start()
    assert default_user_config != before
    # Only the last to stop takes its configuration back by itself.
    inner.stop()
    outer.stop()
    inner._user_config_mock.stop()
    assert default_user_config == before


def test_the_mock_of_moto_tells_which_credentials_it_has_replaced() -> None:
    mock = mock_aws()
    mock.start()
    mock.stop()
    assert set(mock._orig_creds) == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
