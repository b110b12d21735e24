"""The host names under which the server answers calls that a browser could be made to send.

Pure. A site can point its own name at 127.0.0.1 and then read, as its own, the responses of a
server there (DNS rebinding). The name is still in the header ``Host``. So names that anybody could
have registered are refused, unless the server was started with them as allowed names.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

# Suffixes that nobody can register: RFC 6761 and 6762, ICANN's `internal`, RFC 8375, and the
# services of a Kubernetes cluster.
_LOCAL_ENDS = (
    ".localhost", ".local", ".internal", ".test", ".home.arpa", ".svc",
)  # fmt: skip


def is_trusted(host: str, allowed: Container[str] = ()) -> bool:
    """Whether a ``Host`` header is an address, a local name, a bare name, or an allowed name.

    ``allowed`` must be in lower case. A missing header is trusted, as every browser sends one.
    """
    name = host_name(host)
    if not name or name in allowed or name.endswith(_LOCAL_ENDS):
        return True
    # A bare name belongs to a container, or to a machine in the same network.
    return "." not in name or _is_address(name)


def refusal(host: str) -> str:
    """The message for a client that used a name that is not trusted."""
    name = host_name(host)
    return (
        f"The server does not know itself as {name!r}, which anybody could have let lead here. "
        f"If that is its name: cprofiles-mock serve --allowed-host {name}"
    )


def host_name(host: str) -> str:
    """The name without the port, in lower case."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    if name.count(":") == 1:
        name = name.partition(":")[0]
    return name.removesuffix(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
