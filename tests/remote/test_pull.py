"""``cprofiles-mock pull``, with a server as the far side."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
import yaml
from botocore import xform_name

import cprofiles_mock
from cprofiles_mock.remote import connection
from cprofiles_mock.remote import kinds as kinds_module
from cprofiles_mock.remote.errors import RemoteError
from cprofiles_mock.remote.kinds import kinds
from cprofiles_mock.remote.loadable import loadable
from cprofiles_mock.remote.progress import Progress
from cprofiles_mock.runtime.reaching_aws import is_reaching_aws
from cprofiles_mock.schema.sections import ResourceSection
from cprofiles_mock.state.components import COMPONENTS
from cprofiles_mock.state.registry import HANDLERS
from tests.contract.families import EXAMPLES, knows
from tests.remote.conftest import Command
from tests.support.controls import ControlsOnServer
from tests.support.ingesting import CUSTOMER, define, put
from tests.support.terminal import Terminal

pytestmark = pytest.mark.in_process

HERE = {"DomainName": "customers"}


def fill(client: Any) -> str:
    """Make a domain with some of everything; return the identifier of a profile with an object."""
    client.create_domain(
        **HERE,
        DefaultExpirationDays=30,
        DefaultEncryptionKey="arn:aws:kms:eu-west-2:123456789012:key/k",
        Matching={"Enabled": True, "AutoMerging": {"Enabled": False}},
        RuleBasedMatching={"Enabled": True, "MatchingRules": [{"Rule": ["EmailAddress"]}]},
        Tags={"team": "blue"},
        **EXAMPLES["DomainObjectTypes"].domain,
    )
    define(client, "customer", CUSTOMER, Tags={"a": "b"})
    client.put_profile_object_type(
        **HERE, ObjectTypeName="CTR", Description="contacts", TemplateId="CTR"
    )
    for name, example in EXAMPLES.items():
        if name != "ObjectTypes" and example.create and knows(client, example.create):
            for number in (1, 2)[: example.most]:
                method = getattr(client, xform_name(example.create))
                # An event stream names a data stream of its own region.
                members = json.dumps(example.members(number))
                method(
                    **HERE,
                    **json.loads(members.replace("us-east-1", client.meta.region_name)),
                )
    put(client, "customer", id="1", email="ann@example.org", name={"first": "Ann"}, tier="gold")
    found = client.search_profiles(**HERE, KeyName="_email", Values=["ann@example.org"])
    return str(found["Items"][0]["ProfileId"])


def pulled(path: Path) -> Any:
    (domain,) = yaml.safe_load(path.read_text())["Domains"]
    return domain


def test_a_pulled_file_holds_what_a_domain_has(far: Any, command: Command, tmp_path: Path) -> None:
    profile_id = fill(far)
    out = tmp_path / "customers.yaml"

    done = command("pull", "--domain", "customers", "--out", str(out), "--profile-id", profile_id)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    domain = pulled(out)
    assert domain["DefaultEncryptionKey"] == "arn:aws:kms:eu-west-2:123456789012:key/k"
    assert domain["Matching"] == {"Enabled": True, "AutoMerging": {"Enabled": False}}
    assert domain["RuleBasedMatching"] == {
        "Enabled": True,
        "MatchingRules": [{"Rule": ["EmailAddress"]}],
    }
    assert domain["Tags"] == {"team": "blue"}
    assert domain["CreatedAt"] == domain["LastUpdatedAt"]
    assert [each["ObjectTypeName"] for each in domain["ObjectTypes"]] == ["customer", "CTR"]
    assert domain["ObjectTypes"][0]["Tags"] == {"a": "b"}
    # What its template settles is left out.
    assert domain["ObjectTypes"][1].keys() == {
        "ObjectTypeName", "Description", "TemplateId", "CreatedAt", "LastUpdatedAt",
    }  # fmt: skip
    (profile,) = domain["Profiles"]
    (stored,) = profile.pop("Objects")
    assert profile == {
        "ProfileId": profile_id,
        "AccountNumber": "1",
        "FirstName": "Ann",
        "EmailAddress": "ann@example.org",
        "Attributes": {"tier": "gold"},
    }
    assert json.loads(stored["Object"])["name"] == {"first": "Ann"}


def test_a_pulled_file_loads_and_answers_as_the_domain_does(
    far: Any, command: Command, tmp_path: Path
) -> None:
    profile_id = fill(far)
    out = tmp_path / "customers.json"
    command("pull", "--domain", "customers", "--out", str(out), "--profile-id", profile_id)

    def everything(client: Any) -> list[Any]:
        reads: list[tuple[str, dict[str, Any]]] = [
            (each.get_operation, {each.section.key: item[each.section.key]})
            for each in kinds()
            for item in getattr(client, xform_name(each.list_operation))(**HERE)[
                EXAMPLES[each.component.__name__].items
            ]
        ]
        reads.append(("GetDomain", {}))
        reads.append(("BatchGetProfile", {"ProfileIds": [profile_id]}))
        reads.append(
            ("ListProfileObjects", {"ProfileId": profile_id, "ObjectTypeName": "customer"})
        )
        answers = []
        for operation, members in reads:
            answer = getattr(client, xform_name(operation))(**HERE, **members)
            del answer["ResponseMetadata"]
            # Each side looks for its own data stream, at its own time.
            answer.get("DestinationDetails", {}).pop("UnhealthySince", None)
            # A pulled recommender is trained when it is loaded.
            for member in ("ActiveRecommenderVersionName", "TrainingMetrics"):
                answer.pop(member, None)
            answers.append((operation, answer))
        return answers

    there = everything(far)
    with cprofiles_mock.mock_customerprofiles(region="eu-west-2") as mock:
        mock.load(out, region="eu-west-2")
        here = everything(boto3.client("customer-profiles"))
    assert here == there
    assert {operation for operation, _ in here} >= {each.get_operation for each in kinds()}


#: Sections whose resources have no operations that list and read them by their key.
NOT_READ: dict[str, str] = {}


def test_every_family_whose_resources_can_be_read_is_pulled() -> None:
    read = {each.section.name for each in kinds()}
    sections = {
        each.section.name for each in COMPONENTS if isinstance(each.section, ResourceSection)
    }
    assert sections - read == NOT_READ.keys()
    assert read >= {"ObjectTypes", "Integrations", "Layouts"}


def test_a_member_that_an_answer_has_inside_of_a_structure_is_found() -> None:
    """GetEventStream answers the Uri of CreateEventStream in DestinationDetails."""
    section = ResourceSection("Streams", made_by="CreateEventStream", key="EventStreamName")
    component: Any = None
    kind = kinds_module.Kind(component, section, "ListEventStreams", "GetEventStream")
    at = datetime(2026, 1, 1, tzinfo=timezone.utc)
    answer = {
        "EventStreamName": "s",
        "CreatedAt": at,
        "State": "RUNNING",
        "DestinationDetails": {"Uri": "arn:aws:kinesis:::stream/s", "Status": "HEALTHY"},
    }
    assert kind.entry(answer) == {
        "EventStreamName": "s",
        "Uri": "arn:aws:kinesis:::stream/s",
        "CreatedAt": "2026-01-01T00:00:00Z",
    }


@pytest.mark.parametrize(
    ("made_by", "key"),
    [("CreateIntegrationWorkflow", "WorkflowId"), ("PutIntegration", "ObjectTypeName")],
)
def test_a_kind_without_operations_that_read_it_is_left_out(made_by: str, key: str) -> None:
    section = ResourceSection("Made", made_by=made_by, key=key)
    assert kinds_module.kind_of(None, section) is None


def test_a_pull_only_reads(
    far: Any, command: Command, controls: ControlsOnServer, tmp_path: Path
) -> None:
    profile_id = fill(far)
    before = controls.dump(region="eu-west-2")
    already = len(controls.calls)
    out = str(tmp_path / "o.yaml")

    command("pull", "--domain", "customers", "--out", out, "--profile-id", profile_id)

    made = [call.operation for call in controls.calls[already:]]
    assert made
    assert [name for name in made if not name.startswith(("Get", "List", "BatchGet"))] == []
    assert controls.dump(region="eu-west-2") == before


def test_lists_are_read_to_their_end(far: Any, command: Command, tmp_path: Path) -> None:
    far.create_domain(**HERE, DefaultExpirationDays=30)
    for number in range(101):
        far.create_domain_layout(**HERE, **EXAMPLES["Layouts"].members(number + 10))
    out = tmp_path / "o.yaml"

    assert command("pull", "--domain", "customers", "--out", str(out)).returncode == 0

    names = [each["LayoutDefinitionName"] for each in pulled(out)["Layouts"]]
    assert names == [f"layout-{number + 10}" for number in range(101)]


def test_throttled_reads_are_made_again(
    far: Any,
    command: Command,
    controls: ControlsOnServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    far.create_domain(**HERE, DefaultExpirationDays=30)
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    # botocore: in adaptive mode a client that was throttled waits before its next calls, too.
    monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_, **__: True)
    controls.fail_next("ListIntegrations", "ThrottlingException", times=4)

    done = command("pull", "--domain", "customers", "--out", str(tmp_path / "o.yaml"))

    assert (done.returncode, done.stderr) == (0, "")
    assert len(waited) >= 4


def test_what_the_credentials_may_not_read_is_named_and_the_rest_is_written(
    far: Any, command: Command, controls: ControlsOnServer, tmp_path: Path
) -> None:
    profile_id = fill(far)
    for operation in ("ListIntegrations", "GetDomainLayout", "ListProfileObjects"):
        controls.fail_next(operation, "AccessDeniedException", message="no", times=1)
    out = tmp_path / "o.yaml"

    done = command("pull", "--domain", "customers", "--out", str(out), "--profile-id", profile_id)

    assert done.returncode == 1
    lacks = f"cprofiles-mock: not in {out}:"
    assert done.stderr.splitlines() == [
        f"{lacks} Integrations: the credentials lack profile:ListIntegrations "
        "(AccessDeniedException: no)",
        f"{lacks} Layouts: the credentials lack profile:GetDomainLayout "
        "(AccessDeniedException: no)",
        f"{lacks} Profiles: {profile_id}: objects of customer: the credentials lack "
        "profile:ListProfileObjects (AccessDeniedException: no)",
    ]
    domain = pulled(out)
    assert domain.keys().isdisjoint({"Integrations", "Layouts"})
    assert len(domain["ObjectTypes"]) == 2
    # What is denied once is not asked for again.
    calls = [call.operation for call in controls.calls]
    assert calls.count("GetDomainLayout") == 1


def test_what_is_gone_when_it_is_read_is_named_alone(
    far: Any, command: Command, controls: ControlsOnServer, tmp_path: Path
) -> None:
    fill(far)
    controls.fail_next("GetDomainLayout", "ResourceNotFoundException", message="gone")
    out = tmp_path / "o.yaml"

    done = command("pull", "--domain", "customers", "--out", str(out))

    assert done.stderr.endswith("Layouts: layout-1: ResourceNotFoundException: gone\n")
    assert [each["LayoutDefinitionName"] for each in pulled(out)["Layouts"]] == ["layout-2"]


def test_profiles_that_cannot_be_read_are_named(
    far: Any, command: Command, controls: ControlsOnServer, tmp_path: Path
) -> None:
    far.create_domain(**HERE, DefaultExpirationDays=30)
    out = tmp_path / "o.yaml"
    arguments = ("pull", "--domain", "customers", "--out", str(out), "--profile-id", "f" * 32)

    missing = command(*arguments)
    controls.fail_next("BatchGetProfile", "AccessDeniedException", message="no")
    denied = command(*arguments)

    assert f"Profiles: {'f' * 32}: 404: " in missing.stderr
    assert "Profiles: the credentials lack profile:BatchGetProfile" in denied.stderr
    assert (missing.returncode, denied.returncode) == (1, 1)
    assert "Profiles" not in pulled(out)


def test_objects_of_a_template_that_nobody_put_are_read_where_an_integration_brings_them(
    far: Any, command: Command, tmp_path: Path
) -> None:
    far.create_domain(**HERE, DefaultExpirationDays=30)
    far.put_integration(**HERE, Uri="arn:aws:connect:::i", ObjectTypeName="CTR")
    endpoint = {"Address": "+12065550100", "Type": "TELEPHONE_NUMBER"}
    put(far, "CTR", {"ContactId": "c", "Channel": "VOICE", "CustomerEndpoint": endpoint})
    found = far.search_profiles(**HERE, KeyName="_phone", Values=["+12065550100"])
    out = tmp_path / "o.yaml"

    command(
        "pull", "--domain", "customers", "--out", str(out),
        "--profile-id", found["Items"][0]["ProfileId"],
    )  # fmt: skip

    (profile,) = pulled(out)["Profiles"]
    assert [each["ObjectTypeName"] for each in profile["Objects"]] == ["CTR"]


# --- what this package refuses -------------------------------------------------------------------


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[Any], bool]], None]:
    """Lets a handler of this process refuse requests that the far side has accepted."""

    def refuse(operation: str, is_refused: Callable[[Any], bool]) -> None:
        handler: Any = HANDLERS[operation]

        def refusing_handler(scope: Any, request: Any) -> Any:
            if is_refused(request):
                raise cprofiles_mock.exceptions.BadRequestException("too new")
            return handler.function(scope, request)

        monkeypatch.setitem(HANDLERS, operation, replace(handler, function=refusing_handler))

    return refuse


def test_a_resource_that_cannot_be_loaded_is_left_out_and_named(
    far: Any, command: Command, tmp_path: Path, refusing: Any
) -> None:
    profile_id = fill(far)
    refusing("CreateDomainLayout", lambda request: request["LayoutDefinitionName"] == "layout-1")
    refusing("PutProfileObjectType", lambda request: request["ObjectTypeName"] == "customer")
    out = tmp_path / "o.yaml"

    done = command("pull", "--domain", "customers", "--out", str(out), "--profile-id", profile_id)

    assert done.returncode == 1
    assert [line.partition(f"{out}: ")[2] for line in done.stderr.splitlines()] == [
        "Layouts: layout-1: too new",
        "ObjectTypes: customer: too new",
        f"Profiles: {profile_id}: Objects[0].ObjectTypeName: "
        "Profile object type customer is not found in domain customers; there are CTR",
    ]
    domain = pulled(out)
    assert [each["LayoutDefinitionName"] for each in domain["Layouts"]] == ["layout-2"]
    assert [profile["FirstName"] for profile in domain["Profiles"]] == ["Ann"]


def test_an_object_type_whose_template_differs_is_written_in_full(
    far: Any, command: Command, tmp_path: Path, refusing: Any
) -> None:
    fill(far)
    refusing("PutProfileObjectType", lambda request: "TemplateId" in request)
    out = tmp_path / "o.yaml"

    done = command("pull", "--domain", "customers", "--out", str(out))

    assert done.stderr.endswith("ObjectTypes: CTR: too new; left out TemplateId for that\n")
    contacts = pulled(out)["ObjectTypes"][1]
    assert contacts["Fields"]
    assert "TemplateId" not in contacts


def test_a_setting_that_cannot_be_loaded_is_left_out_and_named() -> None:
    entry = {"DomainName": "d", "DefaultExpirationDays": 1, "DataStore": {"Made": "up"}}
    document, refused = loadable(entry)
    assert document["Domains"] == [{"DomainName": "d", "DefaultExpirationDays": 1}]
    assert refused == ["DataStore: is not a member here; there are Enabled"]
    assert "DataStore" in entry


def test_a_profile_that_cannot_be_loaded_is_left_out_and_named() -> None:
    entry = {
        "DomainName": "d",
        "DefaultExpirationDays": 1,
        "Profiles": [{"ProfileId": "a" * 32, "Gender": "NEW"}, {"ProfileId": "b" * 32}],
    }
    document, refused = loadable(entry)
    assert document["Domains"][0]["Profiles"] == [{"ProfileId": "b" * 32}]
    assert len(refused) == 1
    assert refused[0].startswith(f"Profiles: {'a' * 32}: Gender: Member must satisfy enum value")


def test_a_domain_that_cannot_be_loaded_at_all_is_an_error() -> None:
    with pytest.raises(RemoteError, match="cannot be loaded: Domains.0..DefaultExpirationDays: "):
        loadable({"DomainName": "d", "DefaultExpirationDays": 10_000})


# --- what is written -----------------------------------------------------------------------------


def test_nothing_secret_is_written_or_printed(
    far: Any, command: Command, controls: ControlsOnServer, tmp_path: Path
) -> None:
    fill(far)
    controls.fail_next("ListIntegrations", "AccessDeniedException", message="no")
    out = tmp_path / "o.yaml"

    done = command("pull", "--domain", "customers", "--out", str(out))

    said = f"{out.read_text()}{done.stdout}{done.stderr}"
    assert "AKIAIOSFODNN7EXAMPLE" not in said
    assert "wJalrXUtnFEMI" not in said
    assert not re.search(r"Signature|RequestId|Authorization", said)
    if os.name == "posix":  # pragma: no branch  (other systems have other rights)
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_is_replaced_only_when_everything_was_read(
    far: Any, command: Command, tmp_path: Path
) -> None:
    out = tmp_path / "o.yaml"
    out.write_text("before")

    done = command("pull", "--domain", "nowhere", "--out", str(out))

    assert done.returncode == 2
    assert done.stderr.startswith("cprofiles-mock: ResourceNotFoundException: DomainName nowhere")
    assert out.read_text() == "before"


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("o.csv", "o.csv: a CSV file has profiles alone; choose .yaml or .json"),
        ("o.txt", "o.txt: the suffix must be one of .json, .yaml, .yml, .csv"),
        ("none/o.yaml", "none/o.yaml: there is no folder none"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_read(
    out: str,
    says: str,
    command: Command,
    controls: ControlsOnServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = command("pull", "--domain", "customers", "--out", out)
    assert (done.returncode, done.stderr) == (2, f"cprofiles-mock: {says}\n")
    assert controls.calls == []


def test_a_file_that_cannot_take_its_place_is_an_error(
    far: Any, command: Command, tmp_path: Path
) -> None:
    far.create_domain(**HERE, DefaultExpirationDays=30)
    out = tmp_path / "o.yaml"
    out.mkdir()
    done = command("pull", "--domain", "customers", "--out", str(out))
    assert (done.returncode, done.stderr) == (2, f"cprofiles-mock: {out}: Is a directory\n")
    assert list(tmp_path.iterdir()) == [out]


# --- where it reads ------------------------------------------------------------------------------


def test_a_configured_endpoint_is_used_as_by_the_aws_cli(
    far: Any, command: Command, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far.create_domain(**HERE, DefaultExpirationDays=30)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    out = str(tmp_path / "o.yaml")
    assert command("pull", "--domain", "customers", "--out", out, endpoint=None).returncode == 0


@pytest.mark.parametrize("endpoint", [None, "https://profile.eu-west-2.amazonaws.com"])
def test_a_pull_from_aws_is_refused_while_the_mock_is_active(
    endpoint: str | None, command: Command, tmp_path: Path
) -> None:
    out = tmp_path / "o.yaml"
    with cprofiles_mock.mock_customerprofiles():
        done = command("pull", "--domain", "d", "--out", str(out), endpoint=endpoint)
    assert done.returncode == 2
    assert "the mock is active in this process" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize("is_configured", [False, True])
def test_an_endpoint_of_something_else_is_read_while_the_mock_is_active(
    is_configured: bool,
    far: Any,
    command: Command,
    server: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if is_configured:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    far.create_domain(**HERE, DefaultExpirationDays=30)
    out = tmp_path / "o.yaml"
    with cprofiles_mock.mock_customerprofiles():
        done = command("pull", "--domain", "customers", "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert pulled(out)["DefaultExpirationDays"] == 30


@pytest.mark.parametrize(
    ("dropped", "says"),
    [
        ("AWS_DEFAULT_REGION", "no region is configured; add --region"),
        ("AWS_SECRET_ACCESS_KEY", "Partial credentials found in env"),
        ("both", "there are no credentials; configure them as for the AWS CLI"),
    ],
)
def test_a_configuration_that_lacks_something_is_told(
    dropped: str, says: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    for name in keys if dropped == "both" else (dropped,):
        monkeypatch.delenv(name)
    done = command("pull", "--domain", "d", "--out", str(tmp_path / "o.yaml"))
    assert done.returncode == 2
    assert says in done.stderr


def test_an_endpoint_that_does_not_answer_is_told(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    done = command(
        "pull", "--domain", "d", "--out", str(tmp_path / "o.yaml"), endpoint="http://127.0.0.1:9"
    )
    assert done.returncode == 2
    assert done.stderr.startswith("cprofiles-mock: GetDomain: Could not connect to the endpoint")


def test_the_calls_are_meant_for_aws_so_that_a_guard_lets_them_pass() -> None:
    client = SimpleNamespace(get_domain=lambda: {"is_meant": is_reaching_aws()})
    assert connection.call(client, "GetDomain", {}) == {"is_meant": True}
    assert not is_reaching_aws()


# --- on a terminal -------------------------------------------------------------------------------


def test_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress("reading customers") as progress:
        progress.expect(1)
        progress.step()
        progress.step()
        assert (progress._bar.n, progress._bar.total) == (2, 2)
    assert "reading customers:   0%|          | 0/1" in terminal.getvalue()


def test_ctrl_c_ends_a_pull_and_writes_nothing(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cprofiles_mock.remote.pulling.read_domain", interrupt)
    done = command("pull", "--domain", "d", "--out", str(tmp_path / "o.yaml"))
    assert (done.returncode, done.stderr) == (130, "cprofiles-mock: interrupted\n")
    assert list(tmp_path.iterdir()) == []
