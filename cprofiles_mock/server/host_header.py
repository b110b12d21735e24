"""By which names the server may be spoken to, where a browser could be made to speak to it.

Pure. A site can let its own name lead to 127.0.0.1 and then read, as its own, what a server there
answers (DNS rebinding). The name stays in the header ``Host``. So a name that anybody could have
registered is refused, unless whoever runs the server says that it is theirs.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

# The ends of names that nobody can register: RFC 6761 and 6762, ICANN's `internal`, RFC 8375, and
# the services of a Kubernetes cluster.
_LOCAL_ENDS = (
    ".localhost", ".local", ".internal", ".test", ".home.arpa", ".svc",
)  # fmt: skip


def is_trusted(host: str, allowed: Container[str] = ()) -> bool:
    """Whether a header ``Host`` names this machine, a neighbour by its bare name, or an address.

    ``allowed`` are further names, in lower case. No header is no browser.
    """
    name = host_name(host)
    if not name or name in allowed or name.endswith(_LOCAL_ENDS):
        return True
    # A bare name is a container's, or that of a machine in the same network.
    return "." not in name or _is_address(name)


def refusal(host: str) -> str:
    """What is said to whoever used a name that is not trusted."""
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
