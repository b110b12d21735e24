"""Turns mappings into HTML responses with their headers, without access to the state."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ...instruments.explanation import key_values, shown
from . import visible
from .json_layout import laid_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...protocol.messages import WireResponse

_PREFIX = "/cprofiles-mock/"

# Longer texts are cut, with the full text inside <details>.
_SHOWN_CHARACTERS = 1_500
_SHOWN_LINES = 40


def answer(status: int, template: str, data: Mapping[str, Any]) -> WireResponse:
    """The response with the page that a template makes of ``data``."""
    text = _environment().get_template(template).render(data)
    # JSON can contain half of a surrogate pair, which UTF-8 cannot encode. It is written as a
    # character reference, which browsers show as a replacement character.
    body = text.encode("utf-8", "xmlcharrefreplace")
    return status, dict(_headers()), body


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("cprofiles_mock.server.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "address": address,
        "style": Markup(_source("style.css")),  # noqa: S704  (our own file, without values)
        "script": Markup(_source("journal.js")),  # noqa: S704  (our own file, without values)
    }
    environment.filters |= {
        "seen": seen,
        "plain": visible.plain,
        "number": number,
        "laid_out": laid_out,
        "cut": _cut,
        "shown": shown,
        "key_values": key_values,
    }
    return environment


def address(page: str = "", **parameters: Any) -> str:
    """The URL of a page; parameters that are None, empty or 1 are left out."""
    set_ones = {name: value for name, value in parameters.items() if value not in (None, "", 1)}
    query = urlencode(set_ones, doseq=True, errors="replace")
    path = f"{_PREFIX}page/{page}" if page else _PREFIX
    return f"{path}?{query}" if query else path


def seen(value: Any) -> Markup:
    """An untrusted value as HTML: escaped, and with hidden characters shown by their names."""
    return Markup("").join(
        Markup('<span class="code-point">{}</span>').format(piece) if named else escape(piece)
        for piece, named in visible.parts(str(value))
    )


def number(value: float) -> str:
    """A number as every page writes it: 3904 as 3,904, and 2.0 as 2."""
    return f"{value:,}".removesuffix(".0")


def _cut(text: str) -> str | None:
    """The beginning of a text that is too long to be shown in full; None if it is not."""
    lines = text.split("\n", _SHOWN_LINES)
    begin = "\n".join(lines[:_SHOWN_LINES])[:_SHOWN_CHARACTERS]
    return None if len(begin) == len(text) else begin


@cache
def _source(name: str) -> str:
    folder = files("cprofiles_mock.server.pages") / "templates"
    return (folder / name).read_text(encoding="utf-8")


@cache
def _headers() -> dict[str, str]:
    """The headers of every page.

    The policy allows style and script by their hashes, not as files of this server: moto's other
    services answer at the same address, and a file in S3 must not become a script of a page.
    """
    policy = {
        "default-src": "'none'",
        "style-src": f"'sha256-{_hash(_source('style.css'))}'",
        "script-src": f"'sha256-{_hash(_source('journal.js'))}'",
        # The script fetches the newest calls; forms send a search, or an object to explain.
        "connect-src": "'self'",
        "form-action": "'self'",
        # For an empty icon, so that browsers do not request one from moto.
        "img-src": "data:",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        # Other sites learn nothing. Without a referrer for its own, a form's Origin would be null.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


def _hash(source: str) -> str:
    return base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode("ascii")
