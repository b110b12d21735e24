"""Recommenders: what the second call costs against the first, which counts everything."""

from __future__ import annotations

import gc
import json
from itertools import count
from typing import Any

from .floor import new_client
from .timing import Spread, ratios, repeated, spread

_HERE = {"DomainName": "shop"}
_TYPE = "WebAnalytics-Clickstream"
_PEOPLE = 1_000
_FIELDS = {
    name: {"Source": f"_source.{name}", "Target": f"_catalogItem.{member}"}
    for name, member in {"id": "Id", "name": "Name", "kind": "Category"}.items()
}
_RECIPES = (
    "recommended-for-you",
    "popular-items",
    "trending-now",
    "frequently-paired-items",
    "similar-items",
)


def _event(number: int, items: int) -> str:
    return json.dumps(
        {
            "EventId": f"event-{number}",
            "EventType": ("View", "Purchase")[number % 7 == 0],
            "User": {"Id": f"user-{number % _PEOPLE}"},
            # Every person sees other items, and some items are seen more often than others.
            "Item": {"Id": f"item-{number * number % items}"},
        }
    )


def second_calls(items: int, interactions: int, pairs: int) -> dict[str, Spread]:
    """The time of a call against that of the first, by recipe; in between, one event arrives."""
    from botocore.session import Session

    from cprofiles_mock import mock_customerprofiles
    from cprofiles_mock.resources.recommenders.component import Recommenders
    from cprofiles_mock.state.ingest import put
    from cprofiles_mock.unit_of_work import work_on

    with mock_customerprofiles() as mock:
        client = new_client(Session(), "customer-profiles")
        client.create_domain(**_HERE, DefaultExpirationDays=366, DataStore={"Enabled": True})
        client.put_domain_object_type(**_HERE, ObjectTypeName="Items", Fields=_FIELDS)
        catalogue: list[dict[str, Any]] = [
            {"id": f"item-{number}", "name": f"Item {number}", "kind": f"kind-{number % 50}"}
            for number in range(items)
        ]
        mock.put_domain_objects("shop", "Items", catalogue)
        numbers = count()

        def arrive(events: int) -> None:
            with work_on(mock.backend(), "shop") as domain:
                object_type = domain.type_of_objects(_TYPE)
                for _ in range(events):
                    put(domain, object_type, _event(next(numbers), items))

        arrive(interactions)
        found = client.search_profiles(**_HERE, KeyName="_webAnalyticsUserId", Values=["user-1"])
        recommenders = mock.backend().domains["shop"].component(Recommenders)

        def forget(_: int) -> None:
            """Let the next call read all items and events anew."""
            recommenders.object_type_deleted(_TYPE)
            mock.put_domain_objects("shop", "Items", catalogue[:1])

        def of(recipe: str) -> Spread:
            client.create_recommender(**_HERE, RecommenderName=recipe, RecommenderRecipeName=recipe)

            def ask() -> None:
                answer = client.get_profile_recommendations(
                    **_HERE,
                    ProfileId=found["Items"][0]["ProfileId"],
                    RecommenderName=recipe,
                    Context={"_catalogItem.Id": "item-1"},
                )
                assert len(answer["Recommendations"]) == 10

            first, second = repeated(ask, forget), repeated(ask, lambda _: arrive(1))
            first(1)
            measured = spread(ratios(second, first, pairs=pairs, block=1))
            # So that the events are counted for one recommender at a time.
            client.delete_recommender(**_HERE, RecommenderName=recipe)
            return measured

        gc.freeze()
        return {recipe: of(recipe) for recipe in _RECIPES}
