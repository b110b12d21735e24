"""The filter of the fidelity page, on a page of the form that Sphinx gives it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.browser.chromium import Browser

ROOT = Path(__file__).parent.parent.parent

HEAD = "<tr><th>Behaviour</th><th>Confidence</th><th>Source</th></tr>"
PAGE = f"""<!doctype html><title>Fidelity</title><link rel="icon" href="data:,">
<script src="filter.js"></script>
<section id="fidelity"><h1>Fidelity</h1>
<section id="summary"><h2>Summary</h2><table><tr><th>Statements</th></tr></table></section>
<section id="domains"><h2>Domains</h2>
 <section id="createdomain"><h3>CreateDomain</h3><table>{HEAD}
  <tr><td>100 domains</td><td>documented</td><td>admin guide</td></tr>
  <tr><td>The text</td><td>choice</td><td></td></tr></table></section>
 <section id="getdomain"><h3>GetDomain</h3><table>{HEAD}
  <tr><td>Stats</td><td>documented</td><td>model</td></tr></table></section>
</section>
<section id="tags"><h2>Tags</h2>
 <section id="tagresource"><h3>TagResource</h3><table>{HEAD}
  <tr><td>50 tags</td><td>documented</td><td>model</td></tr></table></section>
</section></section>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Print nothing."""


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Browser]:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    script = (ROOT / "docs" / "_static" / "filter.js").read_text(encoding="utf-8")
    (tmp_path / "filter.js").write_text(script, encoding="utf-8")
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        browser.open(f"http://127.0.0.1:{server.server_port}/page.html")
        # On a busy machine the script may run after the page has been loaded.
        browser.wait_until(lambda: browser.has("form.filter"))
        yield browser
        browser.open("about:blank")
        server.shutdown()


def visible(page: Browser) -> list[str]:
    """The statements and headings that can be seen."""
    found: list[str] = page.run(
        "return [...document.querySelectorAll('h2, h3, td:first-child')]"
        ".filter(each => each.checkVisibility()).map(each => each.innerText)"
    )
    return found


def test_everything_is_there_at_first(page: Browser) -> None:
    assert page.texts("form.filter output") == ["4 statements"]
    assert {"Summary", "CreateDomain", "100 domains", "50 tags"} <= set(visible(page))


def test_what_is_typed_leaves_the_statements_with_it_and_their_headings(page: Browser) -> None:
    page.write("form.filter input", "createdomain")
    assert visible(page) == ["Domains", "CreateDomain", "100 domains", "The text"]
    assert page.texts("form.filter output") == ["2 statements"]


def test_words_may_be_in_the_statement_or_in_its_source(page: Browser) -> None:
    page.write("form.filter input", "model stats")
    assert visible(page) == ["Domains", "GetDomain", "Stats"]


def test_a_grade_leaves_the_statements_that_have_it(page: Browser) -> None:
    page.write("form.filter select", "choice")
    assert visible(page) == ["Domains", "CreateDomain", "The text"]
