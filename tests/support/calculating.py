"""Short ways to define calculated attributes and to read them for a profile."""

from __future__ import annotations

from typing import Any

from tests.support.ingesting import define, profile_id, put

#: An object type of purchases: one customer's make and find one profile.
PURCHASE: dict[str, Any] = {
    "Fields": {
        "id": {"Source": "_source.id"},
        "customer": {"Source": "_source.customer", "Target": "_profile.AccountNumber"},
        "total": {"Source": "_source.total", "ContentType": "NUMBER"},
        "tax": {"Source": "_source.tax", "ContentType": "NUMBER"},
        "shop": {"Source": "_source.shop.name"},
        "status": {"Source": "_source.state"},
    },
    "Keys": {
        "purchaseId": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
        "customer": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
    },
    "AllowProfileCreation": True,
}


def details(expression: str, *names: str) -> dict[str, Any]:
    """The AttributeDetails of an expression over attributes of these names."""
    return {"Attributes": [{"Name": name} for name in names], "Expression": expression}


def calculating(client: Any, name: str, statistic: str = "SUM", **members: Any) -> Any:
    """Create a definition in the domain ``customers``, over the purchases' total unless told."""
    return client.create_calculated_attribute_definition(
        **{
            "DomainName": "customers",
            "CalculatedAttributeName": name,
            "AttributeDetails": details("{Purchase.total}", "total"),
            "Statistic": statistic,
            **members,
        }
    )


def days(value: int, **members: Any) -> dict[str, Any]:
    """Conditions with a range of so many days."""
    return {"Range": {"Value": value, "Unit": "DAYS"}, **members}


def define_purchases(client: Any) -> None:
    define(client, "Purchase", PURCHASE)


def buy(client: Any, number: Any, total: Any = None, customer: str = "c", **members: Any) -> str:
    """Put a purchase, and return the id of the customer's profile."""
    put(client, "Purchase", {"id": str(number), "customer": customer, "total": total, **members})
    return profile_id(client, "customer", customer)


def calculated(client: Any, name: str, profile: str) -> dict[str, Any]:
    """The whole answer of GetCalculatedAttributeForProfile."""
    answer: dict[str, Any] = client.get_calculated_attribute_for_profile(
        DomainName="customers", ProfileId=profile, CalculatedAttributeName=name
    )
    del answer["ResponseMetadata"]
    return answer


def value(client: Any, name: str, profile: str) -> str | None:
    """The Value alone; None if there is none."""
    return calculated(client, name, profile).get("Value")


def overridden(client: Any, name: str, profile: str, **time_range: int) -> str | None:
    """The Value with another range, for one call."""
    (found,) = client.batch_get_calculated_attribute_for_profile(
        DomainName="customers",
        CalculatedAttributeName=name,
        ProfileIds=[profile],
        ConditionOverrides={"Range": {"Unit": "DAYS", **time_range}},
    )["CalculatedAttributeValues"]
    text: str | None = found.get("Value")
    return text
