"""Clients and sessions that were made before the package was imported, with their own handlers."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.in_process

#: How each program begins: nothing can be looked up or connected to.
OFFLINE = """
import socket

class RequestLeft(BaseException):
    pass

def refuse(*arguments, **_):
    raise RequestLeft(arguments)

socket.getaddrinfo = socket.socket.connect = refuse

import boto3, botocore.session
from botocore.config import Config

OPTIONS = {
    "region_name": "us-east-1",
    "aws_access_key_id": "mine",
    "aws_secret_access_key": "mine",
    "config": Config(retries={"total_max_attempts": 1}),
}

def make(session=None):
    return (session or botocore.session.Session()).create_client("customer-profiles", **OPTIONS)

def use(client, name="d"):
    client.create_domain(DomainName=name, DefaultExpirationDays=30)
    client.create_profile(DomainName=name, FirstName="Ana")
    assert client.get_domain(DomainName=name)["Stats"]["ProfileCount"] == 1
    client.delete_domain(DomainName=name)
"""


def run(program: str, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, *arguments, "-c", OFFLINE + program],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.parametrize("moto_is_first", [False, True])
def test_a_client_is_mocked_whatever_handlers_it_or_its_session_has(moto_is_first: bool) -> None:
    """On every event, specific or not, with a unique id or without, first, last or in between."""
    run(
        f"if {moto_is_first}:\n    import moto.core.models\n"
        """
from itertools import product

EVENTS = [
    f"{event}{rest}"
    for event in (
        "before-send", "before-sign", "before-endpoint-resolution", "creating-client-class",
        "before-call", "after-call", "request-created", "needs-retry", "choose-signer",
    )
    for rest in ("", ".customer-profiles", ".customer-profiles.CreateDomain", ".*")
] + ["*", "*.customer-profiles"]
WAYS = ("register", "register_first", "register_last")
heard = []

def handler(event_name, **_):
    heard.append(event_name)

def listen(events, event, way, unique_id):
    getattr(events, way)(event, handler, unique_id=unique_id)

shared = botocore.session.Session()
combinations = list(product(EVENTS, WAYS, (None, "mine")))
clients = []
for event, way, unique_id in combinations:
    client = make(shared)
    listen(client.meta.events, event, way, unique_id)
    clients.append(client)
# A client has the handlers that its session had when it was made.
session = botocore.session.Session()
for event, way, unique_id in combinations:
    listen(session.get_component("event_emitter"), event, way, unique_id and f"{event}{way}")
clients.append(make(session))

from cprofiles_mock import mock_customerprofiles

with mock_customerprofiles():
    clients.append(make(session))
    for event in EVENTS:
        clients.append(make(shared))
        listen(clients[-1].meta.events, event, "register", "late")
    for number, client in enumerate(clients):
        heard.clear()
        use(client)
    assert heard
"""
    )


@pytest.mark.children_measured
def test_a_handler_that_compares_as_it_likes_keeps_its_place() -> None:
    run(
        """
seen = []

class Tracer:
    def __call__(self, **_):
        seen.append("sent")

    def __eq__(self, other):
        return True

class Refusing(Tracer):
    def __eq__(self, other):
        raise AttributeError("compared")

clients = [make(), make()]
for client, tracer in zip(clients, (Tracer(), Refusing())):
    client.meta.events.register("before-send", tracer)

from cprofiles_mock import mock_customerprofiles

with mock_customerprofiles():
    for client in clients:
        seen.clear()
        client.list_domains()
        assert seen == ["sent"]
"""
    )


@pytest.mark.children_measured
def test_sessions_with_emitters_of_their_own_or_without_handlers_are_mocked() -> None:
    run(
        """
from botocore.hooks import BaseEventHooks, HierarchicalEmitter

class Delegating(BaseEventHooks):
    def __init__(self, inner=None):
        self.inner = inner or HierarchicalEmitter()
        for name in ("register", "register_first", "register_last", "unregister", "emit",
                     "emit_until_response"):
            setattr(self, name, getattr(self.inner, name))

    def __copy__(self):
        import copy
        return Delegating(copy.copy(self.inner))

def sessions():
    yield botocore.session.Session(event_hooks=Delegating())
    yield botocore.session.Session(include_builtin_handlers=False)

before = list(sessions())
clients = [make(session) for session in before]
clients[1].meta.events.register("before-send.customer-profiles", lambda **_: None)

from cprofiles_mock import mock_customerprofiles

with mock_customerprofiles():
    for client in [*clients, *map(make, before), *map(make, sessions())]:
        use(client)
"""
    )


def test_a_request_that_is_sent_by_botocores_http_session_is_mocked() -> None:
    run(
        """
import json
from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session
from cprofiles_mock import mock_customerprofiles

request = AWSRequest("GET", "https://profile.us-east-1.amazonaws.com/domains").prepare()
with mock_customerprofiles():
    assert json.loads(URLLib3Session().send(request).content)["Items"] == []
try:
    URLLib3Session().send(request)
except RequestLeft:
    pass
else:
    raise AssertionError("outside of the mock nothing is intercepted")
"""
    )


@pytest.mark.children_measured
def test_what_is_no_whole_session_or_client_is_passed_over() -> None:
    run(
        """
from botocore.client import BaseClient

kinds = (botocore.session.Session, BaseClient)
halves = [kind.__new__(kind) for kind in kinds]
client = make()

from cprofiles_mock import mock_customerprofiles

with mock_customerprofiles():
    use(client)
"""
    )


@pytest.mark.children_measured
def test_a_registration_that_fails_leaves_nothing_and_says_why() -> None:
    """It is tried again at the next use, and then succeeds."""
    run(
        """
from botocore.handlers import BUILTIN_HANDLERS
from botocore.hooks import BaseEventHooks
from botocore.httpsession import URLLib3Session
import sys, warnings

warnings.simplefilter("error")

class Sealed(BaseEventHooks):
    sealed = False

    def register(self, event_name, *_, **__):
        if self.sealed and event_name == "before-send":
            raise AttributeError("sealed")

    register_first = register_last = register

import moto.core.models as moto_models
from moto import backend_index

client = make()
emitters = [botocore.session.Session(event_hooks=Sealed()) for _ in range(2)]
Sealed.sealed = True

def state():
    return (
        list(BUILTIN_HANDLERS), list(backend_index.backend_url_patterns), URLLib3Session.send,
        sorted(vars(moto_models.botocore_stubber)), moto_models.responses_mock._real_send,
        "moto.customerprofiles" in sys.modules,
        list(client.meta.events._emitter._handlers.prefix_search("before-sign.customer-profiles")),
    )

before = state()
for _ in range(2):
    try:
        from cprofiles_mock import mock_customerprofiles
    except ImportError as error:
        assert str(error) == "cprofiles_mock cannot be loaded: sealed", error
        assert isinstance(error.__cause__, AttributeError)
    else:
        raise AssertionError("it loads")
    import cprofiles_mock
    try:
        cprofiles_mock.register()
    except AttributeError as error:
        assert str(error) == "sealed"
    else:
        raise AssertionError("it registers")
    assert state() == before
Sealed.sealed = False
from cprofiles_mock import mock_customerprofiles
with mock_customerprofiles():
    use(client)
"""
    )


def test_a_backend_of_motos_own_that_lacks_a_module_is_still_motos() -> None:
    run(
        """
import sys, types, warnings
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec

class Finder(MetaPathFinder, Loader):
    def find_spec(self, name, path=None, target=None):
        return ModuleSpec(name, self) if name == "moto.customerprofiles" else None

    def exec_module(self, module):
        import not_installed

sys.meta_path.insert(0, Finder())
with warnings.catch_warnings(record=True) as caught:
    import cprofiles_mock
    cprofiles_mock.register()
assert [each.category for each in caught] == [cprofiles_mock.HostWarning]
"""
    )
