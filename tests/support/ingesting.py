"""Short ways to define object types, put objects, and look at what became of them."""

from __future__ import annotations

import json
from typing import Any

#: An object type of customers: its keys find a profile, its fields fill one.
CUSTOMER: dict[str, Any] = {
    "Fields": {
        "id": {"Source": "_source.id", "Target": "_profile.AccountNumber"},
        "email": {
            "Source": "_source.email",
            "Target": "_profile.EmailAddress",
            "ContentType": "EMAIL_ADDRESS",
        },
        "first": {"Source": "_source.name.first", "Target": "_profile.FirstName"},
        "last": {"Source": "_source.name.last", "Target": "_profile.LastName"},
        "city": {"Source": "_source.city", "Target": "_profile.Address.City"},
        "tier": {"Source": "_source.tier", "Target": "_profile.Attributes.tier"},
    },
    "Keys": {
        "customerId": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}],
        "customerEmail": [{"StandardIdentifiers": [], "FieldNames": ["email"]}],
    },
    "AllowProfileCreation": True,
}

#: An object type of orders, which belong to profiles that are there.
ORDER: dict[str, Any] = {
    "Fields": {
        "orderNumber": {"Source": "_source.number"},
        "customer": {"Source": "_source.customer"},
        "total": {"Source": "_source.total", "ContentType": "NUMBER"},
    },
    "Keys": {
        "orderNumber": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["orderNumber"]}],
        "customerId": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
    },
}


def define(client: Any, name: str, definition: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Put an object type into the domain ``customers``."""
    answer: dict[str, Any] = client.put_profile_object_type(
        **{
            "DomainName": "customers",
            "ObjectTypeName": name,
            "Description": f"objects of type {name}",
            **definition,
            **members,
        }
    )
    return answer


def keyed(**keys: Any) -> dict[str, Any]:
    """An object type with a field of the name of each key, and those standard identifiers."""
    return {
        "Fields": {name: {"Source": f"_source.{name}"} for name in keys},
        "Keys": {
            name: [{"StandardIdentifiers": identifiers.split(), "FieldNames": [name]}]
            for name, identifiers in keys.items()
        },
        "AllowProfileCreation": True,
    }


def put(client: Any, type_name: str, source: Any = None, **members: Any) -> str:
    """Put an object, given as JSON value or as members, and return its unique key."""
    text = json.dumps(members if source is None else source)
    key: str = client.put_profile_object(
        DomainName="customers", ObjectTypeName=type_name, Object=text
    )["ProfileObjectUniqueKey"]
    return key


def profiles(client: Any, key_name: str, *values: str) -> list[dict[str, Any]]:
    """The profiles that a key finds, without what says how they were found."""
    found = client.search_profiles(DomainName="customers", KeyName=key_name, Values=list(values))
    items: list[dict[str, Any]] = found["Items"]
    for item in items:
        del item["FoundByItems"]
    return items


def profile(client: Any, key_name: str, *values: str) -> dict[str, Any]:
    """The one profile that a key finds, without its id."""
    (found,) = profiles(client, key_name, *values)
    del found["ProfileId"]
    return found


def profile_id(client: Any, key_name: str, *values: str) -> str:
    """The id of the one profile that a key finds."""
    (found,) = profiles(client, key_name, *values)
    identifier: str = found["ProfileId"]
    return identifier


def objects(client: Any, owner: str, type_name: str, **members: Any) -> list[Any]:
    """The objects of a type that a profile has, parsed."""
    items = client.list_profile_objects(
        DomainName="customers", ProfileId=owner, ObjectTypeName=type_name, **members
    )["Items"]
    return [json.loads(item["Object"]) for item in items]


def stats(client: Any) -> dict[str, int]:
    """What GetDomain says of the domain ``customers``."""
    numbers: dict[str, int] = client.get_domain(DomainName="customers")["Stats"]
    return numbers
