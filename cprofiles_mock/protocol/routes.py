"""Routing: the operation for a method and a raw path."""

from __future__ import annotations

from urllib.parse import unquote

from .. import exceptions


class Router:
    """A tree of path segments.

    A literal segment takes precedence over a label; only the label of ``/tags`` matches the rest of
    a path. Paths are split on ``/`` before percent-decoding, and each segment is decoded once, so
    an encoded slash inside a label stays part of it.
    """

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, method: str, template: str, operation_name: str) -> None:
        """Bind an operation to a request URI of the model, such as ``/domains/{DomainName}``."""
        node = self._root
        segments = template.strip("/").split("/")
        for segment in segments:
            if not segment.startswith("{"):
                node = node.literals.setdefault(segment, _Node())
                continue
            if node.label is None:
                node.label = _Node()
            node = node.label
        names = tuple(s[1:-1] for s in segments if s.startswith("{"))
        node.operations[method] = (operation_name, names)
        # botocore: the only label that holds an ARN; hosts may have decoded its slashes.
        node.takes_rest = segments[0] == "tags"

    def match(self, method: str, raw_path: str) -> tuple[str, dict[str, str]]:
        """Return the operation's name and the labels.

        Raises ResourceNotFoundException for a path that no operation is bound to, and
        BadRequestException for a method not bound to the path or a path that is not UTF-8.
        """
        segments = raw_path[1:].split("/") if raw_path.startswith("/") else raw_path.split("/")
        if "%" in raw_path:
            try:
                decoded = [unquote(segment, errors="strict") for segment in segments]
            except UnicodeDecodeError:
                raise exceptions.path_not_utf8() from None
        else:
            decoded = segments
        values: list[str] = []
        node = self._root.find(decoded, 0, values)
        if node is None:
            raise exceptions.unknown_path(method, raw_path)
        try:
            name, labels = node.operations[method]
        except KeyError:
            raise exceptions.unknown_method(method, raw_path, node.operations) from None
        return name, dict(zip(labels, values, strict=True))


class _Node:
    __slots__ = ("label", "literals", "operations", "takes_rest")

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.label: _Node | None = None
        self.operations: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.takes_rest = False

    def find(self, segments: list[str], position: int, values: list[str]) -> _Node | None:
        if position == len(segments):
            return self if self.operations else None
        literal = self.literals.get(segments[position])
        if literal is not None:
            found = literal.find(segments, position + 1, values)
            if found is not None:
                return found
        if self.label is None:
            return None
        if self.label.takes_rest:
            values.append("/".join(segments[position:]))
            return self.label
        values.append(segments[position])
        found = self.label.find(segments, position + 1, values)
        if found is None:
            values.pop()
        return found
