"""The hosts of the service, and what moto reads of them.

moto finds this module as the neighbour of ``models``: it matches ``url_bases`` against requests,
and hands what ``url_paths`` matches to the function there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from botocore.loaders import Loader


class Endpoint(NamedTuple):
    """A host of the service."""

    region: str
    # Whether the service is there: the host's suffix is that of the region's partition, too.
    is_offered: bool


@cache
def offered_regions() -> tuple[str, ...]:
    """The regions in which botocore's endpoint data offers the service."""
    return tuple(
        region
        for partition in Loader().load_data("endpoints")["partitions"]
        for region in partition["services"].get("profile", {}).get("endpoints", {})
        if not region.startswith("fips-")
    )


@cache
def _partitions() -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    """Of each partition the pattern of its regions and the suffixes of its hosts."""
    return tuple(
        (
            re.compile(partition["regionRegex"]),
            frozenset(
                (partition["outputs"]["dnsSuffix"], partition["outputs"]["dualStackDnsSuffix"])
            ),
        )
        for partition in Loader().load_data("partitions")["partitions"]
    )


def _suffixes() -> str:
    suffixes = {suffix for _, suffixes in _partitions() for suffix in suffixes}
    # The longest first, so that amazonaws.com.cn is not taken for amazonaws.com.
    return "|".join(re.escape(suffix) for suffix in sorted(suffixes, key=len, reverse=True))


# A VPC endpoint has its own name in front, and the zone's in some of them.
_HOST = (
    r"(?:[a-z0-9-]+\.(?=profile(?:-fips)?\.[a-z0-9-]+\.vpce\.))?"
    r"profile(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?:vpce\.)?"
    rf"(?P<suffix>{_suffixes()})"
)
_HOST_PATTERN = re.compile(rf"{_HOST}(?::\d+)?\Z", re.IGNORECASE)

url_bases = [rf"https?://(?i:{re.sub(r'[?]P<[a-z]+>', '?:', _HOST)})(?::\d+)?"]


@lru_cache(maxsize=256)
def endpoint_of(netloc: str) -> Endpoint | None:
    """What host of the service this is, or None where it is none."""
    match = _HOST_PATTERN.match(netloc)
    if match is None:
        return None
    region, suffix = match["region"].lower(), match["suffix"].lower()
    own = next((s for pattern, s in _partitions() if pattern.match(region)), frozenset())
    return Endpoint(region, suffix in own and region in offered_regions())


@dataclass(frozen=True, slots=True)
class Target:
    """What a URL asks of a host of the service."""

    host: Endpoint
    # The URL without its query.
    url: str
    netloc: str
    # Still percent-encoded, as the query is.
    path: str
    query: str


# A program asks the same few URLs again and again.
@lru_cache(maxsize=256)
def target(url: str) -> Target | None:
    """What a URL asks of the service, or None where its host is none of the service's."""
    without_query, _, query = url.partition("?")
    _, _, netloc, *path = without_query.split("/", 3)
    host = endpoint_of(netloc)
    return host and Target(host, without_query, netloc, "/" + "".join(path), query)


def _handle(request: Any, *_: Any) -> tuple[int, dict[str, str], bytes]:
    from .hosts.moto import answer_moto

    return answer_moto(request)


url_paths = {"{0}/(?P<path>.*)$": _handle}
