"""What every family of resources owes: a component that breaks it fails here.

A family brings an example request in ``families.py``; one without an example fails too.
"""

from __future__ import annotations

from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from cprofiles_mock import MockHandle
from cprofiles_mock import resources as _resources  # noqa: F401  (importing it registers families)
from cprofiles_mock.instruments.controls import active_controls
from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.server.pages import site
from cprofiles_mock.state.cloudformation import RESOURCE_TYPES, ResourceType
from cprofiles_mock.state.components import COMPONENTS, ResourceComponent
from cprofiles_mock.state.domain import Component
from cprofiles_mock.state.registry import HANDLERS
from tests.contract.families import DOMAIN_NAME, EXAMPLES, Example

pytestmark = pytest.mark.in_process

#: A component class, whose own class attributes differ, and its example.
Family = tuple[Any, Example]

HAVE_RESOURCES = [kind for kind in COMPONENTS if issubclass(kind, ResourceComponent)]
CONFIGURED = [kind for kind in COMPONENTS if kind.setting is not None]


def named(kind: type[Component]) -> str:
    return kind.__name__


def example_of(kind: type[Component]) -> Example:
    assert kind.__name__ in EXAMPLES, f"give tests/contract/families.py an example of {kind}"
    example = EXAMPLES[kind.__name__]
    if example.create and example.create not in service_model().operation_names:
        pytest.skip(f"this botocore has no {example.create}")  # pragma: no cover  (an older one)
    return example


@pytest.fixture
def family(request: pytest.FixtureRequest) -> Family:
    return request.param, example_of(request.param)


with_resources = pytest.mark.parametrize("family", HAVE_RESOURCES, indirect=True, ids=named)
configured = pytest.mark.parametrize("family", CONFIGURED, indirect=True, ids=named)
every_family = pytest.mark.parametrize("family", COMPONENTS, indirect=True, ids=named)


def call(client: Any, operation: str, **members: Any) -> Any:
    return getattr(client, xform_name(operation))(DomainName=DOMAIN_NAME, **members)


def make(client: Any, example: Example, *numbers: int) -> list[str]:
    """Make resources, as many of them as a domain may have; their keys."""
    return [
        example.key_of(number, call(client, example.create, **example.members(number)))
        for number in numbers[: example.most]
    ]


def _create_domain(client: Any, example: Example, **settings: Any) -> None:
    client.create_domain(
        DomainName=DOMAIN_NAME, DefaultExpirationDays=30, **{**example.domain, **settings}
    )


def fill(client: Any, family: Family) -> None:
    """A domain that uses the family."""
    kind, example = family
    settings = {kind.setting: example.setting} if kind.setting is not None else {}
    _create_domain(client, example, **settings)
    if example.create:
        keys = make(client, example, 1, 2, 3)
        if len(keys) == 3 and example.delete:
            call(client, example.delete, **{example.key: keys[-1]})


def arn_of(kind: Any, key: str) -> str:
    return f"arn:aws:profile:us-east-1:123456789012:domains/{DOMAIN_NAME}/{kind.arn_kind}/{key}"


def members_of(operation: str, shape: str) -> Any:
    return getattr(service_model().operation_model(operation), f"{shape}_shape").members


def test_every_example_is_one_of_a_component() -> None:
    assert set(EXAMPLES) == {kind.__name__ for kind in COMPONENTS}


def test_every_component_has_an_order_of_its_own() -> None:
    assert [kind.order for kind in COMPONENTS] == list(range(len(COMPONENTS)))


@every_family
def test_a_dump_that_is_loaded_and_dumped_again_is_the_same(client: Any, family: Family) -> None:
    fill(client, family)
    mock = MockHandle()
    before = mock.dump()
    mock.reset()
    mock.load(before)
    assert mock.dump() == before
    written = set(before["Domains"][0])
    kind = family[0]
    assert kind.section is not None
    used = written & {*kind.section.members, kind.setting}
    assert used, "nothing of the family is in the document"


@every_family
def test_a_domain_that_does_not_use_the_family_has_nothing_of_it_in_a_dump(
    client: Any, family: Family
) -> None:
    kind, _ = family
    client.create_domain(DomainName=DOMAIN_NAME, DefaultExpirationDays=30)
    backend = MockHandle().backend()
    assert backend.domains[DOMAIN_NAME].existing(kind) is None
    assert kind.section is not None
    assert not set(kind.section.members) & set(MockHandle().dump()["Domains"][0])


@every_family
def test_all_of_it_is_gone_with_the_domain(client: Any, family: Family) -> None:
    fill(client, family)
    client.delete_domain(DomainName=DOMAIN_NAME)
    client.create_domain(DomainName=DOMAIN_NAME, DefaultExpirationDays=30)
    kind, example = family
    assert kind.section is not None
    assert not set(kind.section.members) & set(MockHandle().dump()["Domains"][0])
    if example.read:
        with pytest.raises(ClientError) as raised:
            key = example.members(1).get(example.key, example.missing)
            call(client, example.read, **{example.key: key})
        assert raised.value.response["Error"]["Code"] == "ResourceNotFoundException"


@configured
def test_a_setting_is_shown_by_the_domain_and_refused_where_it_is_wrong(
    client: Any, family: Family
) -> None:
    kind, example = family
    assert kind.setting is not None
    fill(client, family)
    shown = client.get_domain(DomainName=DOMAIN_NAME)[kind.setting]
    assert example.setting is not None
    assert {name: shown[name] for name in example.setting} == example.setting
    before = MockHandle().dump()
    with pytest.raises(ClientError):
        client.update_domain(
            DomainName=DOMAIN_NAME, DefaultExpirationDays=1, **{kind.setting: WRONG[kind.setting]}
        )
    assert MockHandle().dump() == before


#: What no setting can be, by its name: a check that comes after that of the shape.
WRONG = {
    "Matching": {
        "Enabled": True,
        "AutoMerging": {
            "Enabled": True,
            "Consolidation": {"MatchingAttributesList": [["Nothing"]]},
        },
    },
    "RuleBasedMatching": {"Enabled": True, "MatchingRules": [{"Rule": ["Nothing"]}]},
}


@with_resources
def test_what_is_not_there_is_a_404_that_names_it_and_its_domain(
    client: Any, family: Family
) -> None:
    fill(client, family)
    kind, example = family
    for operation in filter(None, (example.read, example.delete, example.update)):
        with pytest.raises(ClientError) as raised:
            call(client, operation, **{example.key: example.missing})
        error = raised.value.response["Error"]
        assert error["Code"] == "ResourceNotFoundException"
        # A family may list what is there.
        message = f"{kind.noun} {example.missing} is not found in domain {DOMAIN_NAME}"
        assert error["Message"].partition(";")[0] == message


@with_resources
def test_a_list_gives_all_in_the_order_of_creation_page_by_page(
    client: Any, family: Family
) -> None:
    _, example = family
    _create_domain(client, example)
    keys = make(client, example, 3, 1, 2)
    listed: list[str] = []
    paging: dict[str, str] = {}
    while True:
        page = call(client, example.list, MaxResults=1, **paging)
        assert len(page[example.items]) == 1
        listed += [item[example.key] for item in page[example.items]]
        if not page.get("NextToken"):
            break
        paging = {"NextToken": page["NextToken"]}
    assert [key for key in listed if key in keys] == keys
    assert len(listed) == len(set(listed))


@with_resources
def test_one_more_than_the_limit_is_refused_and_changes_nothing(
    client: Any, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, example = family
    if kind.limit is None:
        assert "check_room" not in vars(kind)
        return
    monkeypatch.setattr(kind, "limit", 2)
    _create_domain(client, example)
    make(client, example, 1, 2)
    before = MockHandle().dump()
    with pytest.raises(ClientError) as raised:
        make(client, example, 3)
    assert raised.value.response["Error"]["Code"] == "BadRequestException"
    # The service has a text of its own where a domain may have but one.
    text = f"limit of 2 {kind.plural}" if example.most > 1 else "already associated"
    assert text in raised.value.response["Error"]["Message"]
    assert MockHandle().dump() == before


@with_resources
def test_a_resource_that_the_model_tags_is_tagged_by_its_arn(client: Any, family: Family) -> None:
    kind, example = family
    has_tags = "Tags" in members_of(example.create, "input")
    assert (kind.arn_kind is not None) == (has_tags and example.has_arn)
    if kind.arn_kind is None:
        return
    _create_domain(client, example)
    call(client, example.create, **example.members(1), Tags={"made": "so"})
    key = example.members(1)[example.key]
    arn = arn_of(kind, key)
    client.tag_resource(resourceArn=arn, tags={"team": "care"})
    assert client.list_tags_for_resource(resourceArn=arn)["tags"] == {"made": "so", "team": "care"}
    client.untag_resource(resourceArn=arn, tagKeys=["made"])
    if "Tags" in members_of(example.read, "output"):
        assert call(client, example.read, **{example.key: key})["Tags"] == {"team": "care"}
    call(client, example.delete, **{example.key: key})
    with pytest.raises(ClientError) as raised:
        client.list_tags_for_resource(resourceArn=arn)
    assert raised.value.response["Error"]["Code"] == "ResourceNotFoundException"


@with_resources
def test_the_page_of_the_domain_has_a_table_with_a_row_for_each(
    client: Any, family: Family
) -> None:
    kind, example = family
    _create_domain(client, example)
    keys = make(client, example, 1, 2)
    controls = active_controls()
    assert controls is not None
    query = f"domain_name={DOMAIN_NAME}&account_id=123456789012&region=us-east-1"
    request = site.PageRequest("GET", "/cprofiles-mock/page/domain", query)
    status, _, body = site.answer(request, controls)
    page = body.decode()
    assert status == 200
    assert f">{kind.title}</h2>" in page
    assert kind.columns[0].heading == example.key
    assert all(f'<th scope="row">{key}</th>' in page for key in keys)


# --- CloudFormation -----------------------------------------------------------------------------

rows = pytest.mark.parametrize("row", RESOURCE_TYPES.values(), ids=lambda row: row.name)


def test_the_rows_are_those_that_the_families_declare_and_the_domain() -> None:
    declared = {kind.cloudformation.name for kind in HAVE_RESOURCES if kind.cloudformation}
    assert set(RESOURCE_TYPES) == {"Domain", *declared}


@rows
def test_a_row_names_what_the_service_model_has(row: ResourceType) -> None:
    operations = {row.create, row.read, row.update or row.create, row.delete}
    assert operations <= set(HANDLERS)
    inputs = members_of(row.create, "input")
    assert set(row.key) <= set(inputs)
    for path in (*row.create_only, *row.not_in_cloudformation, *row.only_at_creation):
        assert path.partition(".")[0] in inputs
    # A member of the answer may be newer than the botocore that is installed.
    newer = {"MaxAvailableProfileObjectCount", "DataStore"}
    for path in row.attributes:
        there = {*members_of(row.read, "output"), *newer, row.arn_attribute}
        assert path.partition(".")[0] in there
    assert row.full_name == f"AWS::CustomerProfiles::{row.name}"
