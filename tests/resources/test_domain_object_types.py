"""Domain object types, and the objects that a test puts into them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cprofiles_mock import StateError
from cprofiles_mock.instruments.controls import Controls
from cprofiles_mock.server.control_calls import ControlRequest, answer
from cprofiles_mock.state import queries
from tests.support.expectations import service_error

pytestmark = pytest.mark.in_process

HERE = {"DomainName": "customers"}
FIELDS: dict[str, dict[str, str]] = {
    "sku": {"Source": "_source.sku", "Target": "_catalogItem.Id"},
    "name": {
        "Source": "{{_source.brand}} {{_source.title}}",
        "Target": "_catalogItem.Name",
        "ContentType": "STRING",
        "FeatureType": "TEXTUAL",
    },
    "price": {"Source": "_source.price", "Target": "_catalogItem.Price", "ContentType": "NUMBER"},
    "size": {"Source": "_source.details.size", "Target": "_catalogItem.Attributes.Size.EU"},
    "made": {"Source": "_source.made", "Target": "_catalogItem.CreatedAt"},
}


@pytest.fixture
def store(client: Any) -> str:
    """A domain with a data store."""
    client.create_domain(**HERE, DefaultExpirationDays=366, DataStore={"Enabled": True})
    return "customers"


@pytest.fixture
def mock(customerprofiles_mock: Any) -> Any:
    return customerprofiles_mock


def put_type(client: Any, name: str = "items", **members: Any) -> Any:
    given = {"Fields": FIELDS, **members}
    made = client.put_domain_object_type(**HERE, ObjectTypeName=name, **given)
    del made["ResponseMetadata"]
    return made


def get(client: Any, name: str = "items") -> Any:
    found = client.get_domain_object_type(**HERE, ObjectTypeName=name)
    del found["ResponseMetadata"]
    return found


def items(mock: Any) -> Any:
    return queries.catalog_items(mock.backend().domains["customers"])


def test_a_type_is_returned_as_it_was_put(client: Any, store: str) -> None:
    made = put_type(client, Description="what we sell", EncryptionKey="k", Tags={"a": "b"})
    assert get(client) == made
    assert made.pop("CreatedAt") == made.pop("LastUpdatedAt")
    assert made == {
        "ObjectTypeName": "items",
        "Description": "what we sell",
        "EncryptionKey": "k",
        "Fields": FIELDS,
        "Tags": {"a": "b"},
    }


def test_putting_again_replaces_all_but_tags_and_the_time_of_creation(
    client: Any, store: str
) -> None:
    before = put_type(client, Description="what we sell", EncryptionKey="k", Tags={"a": "b"})
    fields = {"id": {"Source": "_source.id", "Target": "_catalogItem.Id"}}
    put_type(client, Fields=fields, EncryptionKey="", Tags={"c": "d"})
    now = get(client)
    assert now.pop("LastUpdatedAt") >= before["LastUpdatedAt"]
    assert now == {
        "ObjectTypeName": "items",
        "Fields": fields,
        "CreatedAt": before["CreatedAt"],
        "Tags": {"a": "b"},
    }


def test_a_list_leaves_out_fields_and_keys(client: Any, store: str) -> None:
    put_type(client, Description="what we sell", EncryptionKey="k")
    (item,) = client.list_domain_object_types(**HERE)["Items"]
    assert set(item) == {"ObjectTypeName", "Description", "CreatedAt", "LastUpdatedAt", "Tags"}


def test_a_domain_without_a_data_store_cannot_have_one(client: Any, domain: str) -> None:
    with service_error(
        "BadRequestException",
        "Domain customers must have its data store enabled before a domain object type is created",
    ):
        put_type(client)
    assert client.list_domain_object_types(**HERE)["Items"] == []


def test_names_that_are_one_in_the_data_store_collide(client: Any, store: str) -> None:
    put_type(client, "shop-items")
    with service_error(
        "BadRequestException",
        "Object type names Shop_Items and shop-items are the same in the data store, which has "
        "them in small letters and with _ for -; choose another name",
    ):
        put_type(client, "Shop_Items")
    put_type(client, "shop-items", Description="again")


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ({"Source": "_source.a", "Target": "_catalogItem.Colour"}, "The Target of field f is not"),
        ({"Source": "_source.a", "Target": "_catalogItem.Attributes"}, "_catalogItem.Attributes i"),
        ({"Source": "_source.a", "Target": "_profile.FirstName"}, "_profile.FirstName is none of"),
        ({"Source": "_source.a[", "Target": "_catalogItem.Id"}, "The Source of field f is not val"),
        ({"Source": "_source.a", "Target": "_catalogItem.Name"}, "one with the Target _catalogIt"),
    ],
)
def test_fields_that_make_no_item_are_refused_and_nothing_changes(
    client: Any, store: str, field: dict[str, str], reason: str
) -> None:
    before = put_type(client)
    with pytest.raises(ClientError, match=reason) as raised:
        put_type(client, Fields={"f": field}, Description="changed")
    assert raised.value.response["Error"]["Code"] == "BadRequestException"
    assert get(client) == before


def test_a_deleted_type_is_gone_with_its_objects(client: Any, store: str, mock: Any) -> None:
    put_type(client)
    mock.put_domain_objects("customers", "items", [{"sku": "1"}])
    deleted = client.delete_domain_object_type(**HERE, ObjectTypeName="items")
    del deleted["ResponseMetadata"]
    assert deleted == {}
    assert items(mock) == {}
    with pytest.raises(ClientError, match="Domain object type items is not found in domain cust"):
        get(client)


def test_objects_become_items_by_the_fields_of_their_type(
    client: Any, store: str, mock: Any
) -> None:
    put_type(client)
    tent = {
        "sku": 7,
        "brand": "Ünder",
        "title": "Tent",
        "price": 9.5,
        "details": {"size": None},
        "made": 1_700_000_000,
    }
    sock = {"sku": "8", "details": {"size": 42}, "undeclared": [1]}
    assert mock.put_domain_objects("customers", "items", [tent, sock]) == ["7", "8"]
    assert items(mock) == {
        "7": {"Id": "7", "Name": "Ünder Tent", "Price": "9.5", "CreatedAt": 1_700_000_000},
        "8": {"Id": "8", "Attributes": {"Size.EU": "42"}},
    }


def test_an_object_with_an_id_that_is_there_replaces_it(client: Any, store: str, mock: Any) -> None:
    put_type(client)
    put_type(client, "more", Fields={"sku": FIELDS["sku"]})
    mock.put_domain_objects("customers", "items", [{"sku": "1", "price": 1}, {"sku": "2"}])
    mock.put_domain_objects("customers", "items", [{"sku": "1", "price": 2}])
    assert items(mock) == {"1": {"Id": "1", "Price": "2"}, "2": {"Id": "2"}}
    mock.put_domain_objects("customers", "more", [{"sku": "1"}])
    assert items(mock)["1"] == {"Id": "1"}


def test_objects_are_read_by_the_fields_that_the_type_has_now(
    client: Any, store: str, mock: Any
) -> None:
    put_type(client)
    mock.put_domain_objects("customers", "items", [{"sku": "1", "code": "c"}, {"sku": "2"}])
    put_type(client, Fields={"id": {"Source": "_source.code", "Target": "_catalogItem.Id"}})
    assert items(mock) == {"c": {"Id": "c"}}
    mock.put_domain_objects("customers", "items", [{"code": "d"}])
    put_type(client)
    assert set(items(mock)) == {"1", "2"}


def test_what_cannot_be_put_is_refused_whole(client: Any, store: str, mock: Any) -> None:
    put = mock.put_domain_objects
    with pytest.raises(ValueError, match="nowhere"):
        put("nowhere", "items", [])
    with pytest.raises(ValueError, match="domain 'customers' has no domain object type 'items'"):
        put("customers", "items", [])
    put_type(client)
    with pytest.raises(ValueError, match="domain 'customers' has no domain object type 'others'"):
        put("customers", "others", [])
    with pytest.raises(ValueError, match="object 1 has no value for the field with the Target _ca"):
        put("customers", "items", [{"sku": "1"}, {"id": "2"}])
    for wrong in ("x", [7], None):
        with pytest.raises(TypeError, match="objects is a list of mappings, one for each object"):
            put("customers", "items", wrong)
    with pytest.raises(TypeError, match="object_type_name is a text, not 7"):
        put("customers", 7, [])
    with pytest.raises(TypeError, match="not JSON serializable"):
        put("customers", "items", [{"sku": object()}])
    assert items(mock) == {}


def test_objects_are_in_state_files(client: Any, store: str, mock: Any) -> None:
    put_type(client)
    mock.put_domain_objects("customers", "items", [{"sku": "1", "title": "Zelt ä"}])
    document = json.loads(json.dumps(mock.dump()))
    (entry,) = document["Domains"][0]["DomainObjectTypes"]
    assert entry["Objects"] == ['{"sku":"1","title":"Zelt ä"}']
    mock.reset()
    mock.load(document)
    assert mock.dump() == document
    assert set(items(mock)) == {"1"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no JSON", "is not valid JSON"),
        ("[]", "is no JSON object"),
        ('{"id": 1}', "has no value for the field with the Target _catalogItem.Id"),
    ],
)
def test_a_file_with_an_object_that_makes_no_item_is_refused(
    client: Any, store: str, mock: Any, text: str, reason: str
) -> None:
    put_type(client)
    before = mock.dump()
    document = json.loads(json.dumps(before))
    document["Domains"][0]["DomainObjectTypes"][0]["Objects"] = ['{"sku": "1"}', text]
    with pytest.raises(StateError, match=rf"DomainObjectTypes\[0\].Objects\[1\].*{reason}"):
        mock.load(document)
    assert mock.dump() == before


def test_the_server_puts_them_too(client: Any, store: str, mock: Any) -> None:
    put_type(client)
    body = {"domain_name": "customers", "object_type_name": "items", "objects": [{"sku": "1"}]}

    def post(**changed: Any) -> tuple[int, Any]:
        raw = json.dumps({**body, **changed}).encode()
        request = ControlRequest("POST", "/cprofiles-mock/domain-objects", "", raw, "")
        return answer(request, Controls())

    assert post() == (200, {"Ids": ["1"]})
    message = "objects is a list of mappings, one for each object, not {'sku': '1'}"
    assert post(objects={"sku": "1"}) == (400, {"Message": message})
    assert set(items(mock)) == {"1"}


def test_an_object_of_a_profile_cannot_have_such_a_type(client: Any, store: str) -> None:
    put_type(client)
    with pytest.raises(ClientError) as raised:
        client.put_profile_object(**HERE, ObjectTypeName="items", Object='{"sku": "1"}')
    assert raised.value.response["Error"]["Code"] == "ResourceNotFoundException"
