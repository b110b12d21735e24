"""The endpoints of the service: its host names, its regions, and what a URL asks of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from botocore.loaders import Loader


class Endpoint(NamedTuple):
    """An endpoint of the service."""

    region: str
    # Whether the service is offered there: the suffix is that of the region's partition, too.
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
    """The pattern of the regions of each partition, and the suffixes of its host names."""
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
    # Longest first, so that amazonaws.com does not match the beginning of amazonaws.com.cn.
    return "|".join(re.escape(suffix) for suffix in sorted(suffixes, key=len, reverse=True))


# A VPC endpoint has its own name in front, and the zone's in some of them.
_HOST = (
    r"(?:[a-z0-9-]+\.(?=profile(?:-fips)?\.[a-z0-9-]+\.vpce\.))?"
    r"profile(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?:vpce\.)?"
    rf"(?P<suffix>{_suffixes()})"
)
_HOST_PATTERN = re.compile(rf"{_HOST}(?::\d+)?\Z", re.IGNORECASE)

#: Matches the beginning of a URL of the service.
URL_PATTERN = rf"https?://(?i:{re.sub(r'[?]P<[a-z]+>', '?:', _HOST)})(?::\d+)?"


@lru_cache(maxsize=256)
def endpoint_of(netloc: str) -> Endpoint | None:
    """The endpoint of that host name, or None if it is not one of the service."""
    match = _HOST_PATTERN.match(netloc)
    if match is None:
        return None
    region, suffix = match["region"].lower(), match["suffix"].lower()
    own = next((s for pattern, s in _partitions() if pattern.match(region)), frozenset())
    return Endpoint(region, suffix in own and region in offered_regions())


@dataclass(frozen=True, slots=True)
class Target:
    """What a URL asks of an endpoint of the service."""

    endpoint: Endpoint
    # The URL without its query.
    url: str
    netloc: str
    # Still percent-encoded, as the query is.
    path: str
    query: str


# A program asks the same few URLs again and again.
@lru_cache(maxsize=256)
def target(url: str) -> Target | None:
    """What a URL asks of the service, or None if its host is not one of the service."""
    without_query, _, query = url.partition("?")
    _, _, netloc, *path = without_query.split("/", 3)
    endpoint = endpoint_of(netloc)
    return endpoint and Target(endpoint, without_query, netloc, "/" + "".join(path), query)
