"""Finds the page for a request, and answers it.

URLs identify a domain by the same parameters as control calls, ``account_id``, ``region`` and
``domain_name``, not by their path: an account may have any name, even with slashes and dots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from ... import exceptions
from ...models import default_account
from ..control_calls import PREFIX
from . import calls, reading, rendering
from .reading import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...instruments.controls import Controls
    from ...instruments.lag import Lag
    from ...protocol.messages import WireResponse

#: Every path below this is a page; so is the prefix of the control calls itself.
BELOW = f"{PREFIX}page/"

# People type it without the slash; moto's S3 would take it for the name of a bucket.
_WITHOUT_SLASH = PREFIX.removesuffix("/")

# The longest interval, in seconds, at which a journal page can reload itself.
_LONGEST_REFRESH = 60


def is_page(path: str) -> bool:
    """Whether the path belongs to a page rather than to a control call."""
    return path in {PREFIX, _WITHOUT_SLASH} or path.startswith(BELOW)


class PageRequest(NamedTuple):
    """A request for a page, as received.

    ``origin`` is the site of the page that sent it, if a browser tells, and ``host`` the name under
    which the server was asked.
    """

    method: str
    path: str
    query: str
    body: bytes = b""
    origin: str = ""
    host: str = ""

    @property
    def is_from_elsewhere(self) -> bool:
        """Whether a page of another site sent it. A program that is no browser names no site."""
        return bool(self.origin) and urlsplit(self.origin).netloc != self.host


def answer(request: PageRequest, controls: Controls) -> WireResponse:
    """The response with the page, or with a page that says why there is none."""
    allowed = ["GET", "HEAD", *(["POST"] if request.path in _FORMS else [])]
    if request.method not in allowed:
        text = f"This page takes {', '.join(allowed)}."
        return refusal(405, text, Allow=", ".join(allowed))
    is_form = request.method == "POST"
    if is_form and request.is_from_elsewhere:
        return refusal(403, "This form is not for pages of other sites.")
    if request.path == _WITHOUT_SLASH:
        place = f"{PREFIX}?{request.query}" if request.query else PREFIX
        return refusal(308, f"The page is at {PREFIX}.", Location=place)
    show = _PAGES.get(request.path)
    if show is None:
        return refusal(404, f"There is no page {request.path}.")
    try:
        template, data = show(_Query(request.query, request.body), controls)
    except exceptions.ServiceError as error:
        return refusal(404, f"{error.message}.")
    return rendering.answer(200, template, data)


def refusal(status: int, text: str, **headers: str) -> WireResponse:
    """A response that says why there is no page."""
    status, common, body = rendering.answer(status, "refusal.html", {"text": text})
    return status, {**common, **headers}, body


class _Query:
    """The parameters of a page."""

    def __init__(self, query: str, form: bytes = b"") -> None:
        # More than enough for a search; a longer query comes from elsewhere, and is cut off.
        self._values = parse_qs(query[:10_000], keep_blank_values=True)
        self._values |= parse_qs(form.decode("utf-8", "replace"), keep_blank_values=True)

    def optional(self, name: str) -> str | None:
        return self.text(name) or None

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name, [default])[0]

    def texts(self, name: str) -> list[str]:
        return self._values.get(name, [])

    def number(self, name: str) -> int:
        """The number of a part of a listing, or of a call; 1 if there is none."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 1

    @property
    def place(self) -> Place:
        return Place(
            self.optional("account_id") or default_account(),
            self.optional("region") or "us-east-1",
            self.text("domain_name"),
        )


_Page = tuple[str, dict[str, Any]]


def _domains(query: _Query, controls: Controls) -> _Page:
    account_id, region = query.optional("account_id"), query.optional("region")
    shown = reading.domains(account_id, region, query.number("domains"))
    return "domains.html", {**shown, "account_id": account_id, "region": region}


def _domain(query: _Query, controls: Controls) -> _Page:
    place, lag = query.place, _lag(controls)
    shown = reading.domain(place, lag, query.number)
    return "domain.html", {**shown, "place": place, "lag": lag}


def _search(query: _Query, controls: Controls) -> _Page:
    place, key_name = query.place, query.text("KeyName")
    values = query.texts("Values")
    # The form always sends all fields for a key's values, so the last ones may be empty.
    while values and not values[-1]:
        values.pop()
    shown = reading.search(place, key_name, values, _lag(controls), query.number("profiles"))
    return "search.html", {**shown, "place": place, "key_name": key_name, "values": values}


def _profile(query: _Query, controls: Controls) -> _Page:
    place = query.place
    shown = reading.profile(place, query.text("profile_id"), _lag(controls), query.number)
    return "profile.html", {**shown, "place": place}


def _explain(query: _Query, controls: Controls) -> _Page:
    place = query.place
    name, text = query.text("ObjectTypeName"), query.text("Object")
    names = reading.object_type_names(place)
    explanation = reading.explanation(place, name, text) if name else None
    return "explain.html", {
        "place": place, "names": names, "name": name, "text": text, "explanation": explanation,
    }  # fmt: skip


def _journal(query: _Query, controls: Controls) -> _Page:
    refresh = query.number("refresh") if query.text("refresh") else None
    shown = calls.journal(controls.journal, query.number("calls"))
    return "journal.html", {
        **shown,
        "refresh": refresh and min(refresh, _LONGEST_REFRESH),
    }


def _journal_rows(query: _Query, controls: Controls) -> _Page:
    return "journal_rows.html", calls.journal(controls.journal, 1)


def _dead_letters(query: _Query, controls: Controls) -> _Page:
    return "dead_letters.html", calls.dead_letters(controls.journal, query.number("letters"))


def _call(query: _Query, controls: Controls) -> _Page:
    number = query.number("number")
    shown = calls.call(controls.journal, number)
    if shown is None:
        raise exceptions.ResourceNotFoundException(f"Call {number:,} is not in the journal")
    return "call.html", shown


def _lag(controls: Controls) -> Lag | None:
    return controls.lag or None


# Pages with a form that is posted; they change nothing either.
_FORMS = {f"{BELOW}explain"}

_PAGES: dict[str, Callable[[_Query, Controls], _Page]] = {
    PREFIX: _domains,
    f"{BELOW}domain": _domain,
    f"{BELOW}search": _search,
    f"{BELOW}profile": _profile,
    f"{BELOW}explain": _explain,
    f"{BELOW}journal": _journal,
    f"{BELOW}journal/rows": _journal_rows,
    f"{BELOW}call": _call,
    f"{BELOW}dead-letters": _dead_letters,
}
