"""Short ways to fill a catalogue, to let people interact with items, and to ask for items."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest

from cprofiles_mock.protocol.compiled import service_model

_MODEL = service_model()
_GET: Any = _MODEL.operation_model("GetRecommender").output_shape

needs_versions = pytest.mark.skipif(
    "ActiveRecommenderVersionName" not in _GET.members,
    reason="an older botocore has neither versions nor what came with them",
)
needs_search = pytest.mark.skipif(
    "SearchRecommendations" not in _MODEL.operation_names,
    reason="an older botocore has no SearchRecommendations",
)

HERE = {"DomainName": "shop"}

#: An object type for events that finds or makes the profile of a user; WebAnalytics-Clickstream is
#: a template, so that a domain needs nothing more.
EVENTS = "WebAnalytics-Clickstream"

MEMBERS = {
    "id": "Id",
    "name": "Name",
    "category": "Category",
    "type": "Type",
    "price": "Price",
    "created": "CreatedAt",
    "colour": "Attributes.Colour",
}
FIELDS = {
    name: {"Source": f"_source.{name}", "Target": f"_catalogItem.{member}"}
    for name, member in MEMBERS.items()
}

_numbers = count()


def open_shop(client: Any) -> None:
    """A domain with a data store and a domain object type for items."""
    client.create_domain(**HERE, DefaultExpirationDays=366, DataStore={"Enabled": True})
    client.put_domain_object_type(**HERE, ObjectTypeName="Items", Fields=FIELDS)


def interact(client: Any, user: str, *items: str, event_type: str = "View", **members: Any) -> None:
    """Put an event of a user with each of the items."""
    for item in items:
        event = {
            "EventId": f"event-{next(_numbers)}",
            "User": {"Id": user},
            "EventType": event_type,
            "Item": {"Id": item},
            **members,
        }
        client.put_profile_object(**HERE, ObjectTypeName=EVENTS, Object=json.dumps(event))


def person(client: Any, user: str) -> str:
    """The profile id of a user."""
    found = client.search_profiles(**HERE, KeyName="_webAnalyticsUserId", Values=[user])
    (profile,) = found["Items"]
    profile_id: str = profile["ProfileId"]
    return profile_id


def recommender(client: Any, recipe: str = "popular-items", **members: Any) -> None:
    """Create a recommender that is named ``it`` unless ``RecommenderName`` says otherwise."""
    client.create_recommender(
        **{**HERE, "RecommenderName": "it", "RecommenderRecipeName": recipe, **members}
    )


def answer(client: Any, profile_id: str, **members: Any) -> list[dict[str, Any]]:
    """The whole answer of GetProfileRecommendations."""
    found: list[dict[str, Any]] = client.get_profile_recommendations(
        **{**HERE, "ProfileId": profile_id, "RecommenderName": "it", **members}
    )["Recommendations"]
    return found


def items(client: Any, profile_id: str, **members: Any) -> list[str]:
    """The Ids of the recommended items."""
    return [each["CatalogItem"]["Id"] for each in answer(client, profile_id, **members)]
