"""A shop with a catalogue and some customers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.recommending import interact, open_shop, person

CATALOGUE = [
    {"id": "boot", "name": "Boot", "category": "shoes", "price": 90, "colour": "brown"},
    {"id": "sandal", "name": "Sandal", "category": "shoes", "price": 20},
    {"id": "shirt", "name": "Shirt", "category": "shirts", "price": 15.5, "colour": "red"},
    {"id": "scarf", "name": "Scarf", "type": "winter", "colour": "red"},
]


@pytest.fixture
def mock(customerprofiles_mock: Any) -> Any:
    return customerprofiles_mock


@pytest.fixture
def shop(client: Any, mock: Any) -> str:
    """A domain with a catalogue, and nobody in it."""
    open_shop(client)
    mock.put_domain_objects("shop", "Items", CATALOGUE)
    return "shop"


@pytest.fixture
def ann(client: Any, shop: str) -> str:
    """Ann has looked at the boot, and Bob at boot, sandal, and a ghost that is in no catalogue."""
    interact(client, "ann", "boot")
    interact(client, "bob", "boot", "sandal", "ghost")
    return person(client, "ann")
