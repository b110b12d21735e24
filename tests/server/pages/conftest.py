"""Pages of a mock in this process, without a server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from cprofiles_mock.instruments.controls import active_controls
from cprofiles_mock.server.pages import site
from tests.server.pages.documents import Document

Look = Callable[..., Document]


@pytest.fixture
def look(customerprofiles_mock: Any) -> Look:
    """Looks at a page of the active mock, which must be there, and reads it."""

    def look(page: str = "", *, status: int = 200, **parameters: Any) -> Document:
        path = f"/cprofiles-mock/page/{page}" if page else "/cprofiles-mock/"
        return follow(f"{path}?{urlencode(parameters, doseq=True)}", status=status)

    return look


def follow(address: str, *, status: int = 200) -> Document:
    """Look at the page of an address, as a link has it."""
    controls = active_controls()
    assert controls is not None
    path, _, query = address.partition("#")[0].partition("?")
    answered, _, body = site.answer(site.PageRequest("GET", path, query), controls)
    assert answered == status
    return Document(body.decode("utf-8"))
