"""Parts of requests that no client would send."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from tests.contract.shapes import OPERATION_NAMES, input_of, operation
from tests.fuzz.wire import Request

METHODS = st.sampled_from(
    ["GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "get", "PROPFIND", "X"]
)

# What stands for a label: names, and what has a meaning for some reader of paths.
_SEGMENTS = st.one_of(
    st.sampled_from(
        [
            "customers", ".", "..", "%2e%2e", "%2F", "..%2f..", "%00", "%", "%zz", "%C0%AF", "%ff",
            "%252F", "%25252e", "a%0Ab", "%E5%B1%B1", "%ED%A0%80", "", "*", "a;b=c", "a" * 300,
            "{DomainName}", "arn:aws:s3:::a", "https://a", "a:b@c", "%F0%9F%98%80", "$", "\\",
        ]
    ),
    st.text(st.characters(codec="utf-8"), max_size=6).map(lambda t: quote(t, safe="")),
)  # fmt: skip


def _path(template: str, names: list[str], extra: str | None) -> str:
    """A template with its labels filled in, and perhaps a segment where none belongs."""
    rest = iter(names)
    filled = [next(rest) if "{" in part else part for part in template.split("/")]
    return "/".join(filled if extra is None else [*filled[:-1], extra, filled[-1]])


_QUERIES = st.one_of(
    st.just(""),
    st.sampled_from(
        [
            "max-results=1", "max-results=-1", "max-results=1&max-results=x", "max-results=",
            "max-results=99999999999999999999", "max-results=%ff", "next-token=", "next-token=%00",
            "next-token=MTIz", "next-token=%F0%9F%98%80", "next-token=====", "&&&", "=", "a",
            "max-results=1_0", "max-results=%2B1", "a=" + "b" * 3000, "include-hidden=TRUE",
            "tagKeys=a&tagKeys=", "object-type-name=%ED%A0%80", "X-Amz-Credential=",
            "X-Amz-Credential=a%2F20260801%2Fus-east-1%2Fprofile%2Faws4_request",
        ]
    ),
)  # fmt: skip


def nested(opening: str, closing: str, depth: int) -> bytes:
    """A text of lists or objects in one another."""
    return (opening * depth + "0" + closing * depth).encode()


_DEPTHS = (50, 90, 150, 400, 700, 940, 5000, 100_000)
_DEEP = [
    nested(*brackets, depth)
    for brackets in (("[", "]"), ('{"KeyName":', "}"), ('{"Values":[', "]}"))
    for depth in _DEPTHS
]

_ODD = [
    b"", b"{", b"[]", b"null", b"0", b'""', b"{}", b"NaN", b'{"KeyName": NaN}', b"\xff\xfe{}",
    b'{"KeyName": "\xff"}', b'{"KeyName": "\xed\xa0\x80"}', b'{"KeyName": "\\ud800"}',
    b'{"KeyName": "a", "KeyName": "_email", "Values": [], "Values": ["a"]}', b"\xef\xbb\xbf{}",
    b'{"MaxResults": 1e999}', b'{"MaxResults": -0}', b'{"DefaultExpirationDays": 1e2}',
    b'{"DefaultExpirationDays": ' + b"9" * 5000 + b"}", b'{"DefaultExpirationDays": 0.1e-999}',
    b'{"DefaultExpirationDays": Infinity}', b'{"": null}', b"{'a': 1}", b"{} {}", b"{}\x00",
    b'{"Tags": {"a": null}}', b'{"Values": [null]}', b'{"Attributes": {"\\u0000": "\\u0000"}}',
    b'{"KeyName": "a\nb"}', b"/* */{}", b'{"a":1,}', b"\r\n\r\n", b'{"Values": "' + b"x" * 70_000,
]  # fmt: skip

_VALID = b'{"DefaultExpirationDays": 30, "KeyName": "_email", "Values": ["ann@example.com"]}'

_BODIES = st.one_of(
    st.sampled_from(_ODD),
    st.sampled_from(_DEEP),
    # Cut off somewhere, or with a byte that is another.
    st.integers(0, len(_VALID)).map(lambda end: _VALID[:end]),
    st.builds(
        lambda at, byte: _VALID[:at] + bytes([byte]) + _VALID[at + 1 :],
        st.integers(0, len(_VALID)),
        st.integers(0, 255),
    ),
)


@st.composite
def _odd_requests(draw: Any) -> Request:
    """A request to some operation in which all is right but for one or several parts."""
    name = draw(st.sampled_from(OPERATION_NAMES))
    http, members = operation(name).http, sorted(input_of(name).members)
    mostly = st.integers(0, 3).map(bool)
    right_labels, right_method, no_extra, of_member = draw(st.tuples(*[mostly] * 4))
    segments = st.just("customers") if right_labels else _SEGMENTS
    labels = draw(st.lists(segments, min_size=6, max_size=6))
    extra = None if no_extra else draw(_SEGMENTS)
    method = http["method"] if right_method else draw(METHODS)
    body = draw(_BODIES)
    if of_member:
        deep = nested("[", "]", draw(st.sampled_from(_DEPTHS)))
        body = b'{"%s":%s}' % (draw(st.sampled_from(members)).encode(), deep)
    return Request(method, _path(http["requestUri"], labels, extra), draw(_QUERIES), body)


ODD_REQUESTS = _odd_requests()

_VALUES: list[Any] = [None, True, 10**30, 0.5, "text", [[[]]], {"a": {"b": [None]}}]
_any = st.sampled_from(_VALUES)
#: Members of no shape.
HARMLESS = st.dictionaries(st.text(min_size=1, max_size=8), _any, min_size=1, max_size=3).map(
    lambda members: json.loads(json.dumps(members))
)
