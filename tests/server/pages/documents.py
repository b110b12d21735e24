"""What a browser makes of a page: its elements, and the text of its tables."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = {"meta", "link", "input"}


class Document(HTMLParser):
    """A page, read strictly: every element must be closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.links: dict[str, str] = {}
        self.title = ""
        self.headings: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self._href = ""
        self.feed(html)
        self.close()
        assert self._open == []
        # As a browser does, but for what is laid out in ``pre``.
        self.tables = [[[_plain(cell) for cell in row] for row in rows] for rows in self.tables]
        self.headings = [_plain(heading) for heading in self.headings]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in {"th", "td"} and self.tables:
            self.tables[-1][-1].append("")
        elif tag in {"h1", "h2", "h3"}:
            self.headings.append("")
        elif tag == "a":
            self._href = attributes["href"] or ""

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "title" in self._open:
            self.title += data
        elif "style" not in self._open and "script" not in self._open:
            self.text += data
        if {"th", "td"} & set(self._open) and self.tables:
            self.tables[-1][-1][-1] += data
        if {"h1", "h2", "h3"} & set(self._open):
            self.headings[-1] += data
        if "a" in self._open:
            self.links[data] = self._href

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each element of that kind."""
        return [attributes for name, attributes in self.elements if name == tag]


def _plain(text: str) -> str:
    return " ".join(text.split())
