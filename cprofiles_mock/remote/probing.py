"""``cprofiles-mock probe``: asks the mock and a far side the same, and tells where they differ."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from .asking import Answered, Side
from .connection import connect, is_local
from .errors import RemoteError
from .local import ACCOUNT_ID, local_side
from .probes import PROBES
from .progress import Progress
from .report import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .probes.probe import Probe

_PREFIX = re.compile(r"[A-Za-z0-9_-]{1,50}")
# botocore checks only what it can; the service is to be asked about the rest.
_UNCHECKED = {"parameter_validation": False}


def probes_about(text: str | None) -> list[tuple[int, Probe]]:
    """The probes whose row contains a text, each with its number."""
    wanted = (text or "").casefold()
    return [
        (number, each) for number, each in enumerate(PROBES, 1) if wanted in each.row.casefold()
    ]


def probe(
    prefix: str,
    *,
    about: str | None = None,
    region: str | None = None,
    endpoint_url: str | None = None,
    agree: Callable[[str], bool],
) -> tuple[list[Finding], str]:
    """Ask both sides, first the mock; return the findings, and where the far side is.

    ``agree`` is asked with the list of calls before AWS is. Each probe has a domain of its own,
    named by the prefix and the probe's number, which is deleted after it, whatever happens.
    Raises RemoteError.
    """
    if not _PREFIX.fullmatch(prefix):
        raise RemoteError(
            f"--domain-prefix: {prefix!r} is not 1 to 50 letters, digits, '-' and '_'"
        )
    chosen = probes_about(about)
    if not chosen:
        raise RemoteError(f"no probe has {about!r} in its row")
    client = connect(region, endpoint_url, **_UNCHECKED)
    is_aws = not is_local(client)
    if is_aws and not agree(_summary(chosen, prefix, client)):
        raise RemoteError("nothing was asked")
    named = [(f"{prefix}-{number}", each) for number, each in chosen]
    region = client.meta.region_name
    with Progress("asking") as progress:
        # Creating and deleting a domain included.
        progress.expect(2 * sum(len(list(each.operations)) for _, each in chosen))
        with local_side(str(region), **_UNCHECKED) as (_, local_client):
            names = _names(client, ACCOUNT_ID)
            mock = _ask(Side(local_client, names, False, progress), named)
        names = _names(client, _account(client, region, is_aws=is_aws))
        there = _ask(Side(client, names, is_aws, progress), named, mock)
    findings = [
        Finding(each, *answered) for (_, each), *answered in zip(chosen, mock, there, strict=True)
    ]
    return findings, f"{client.meta.endpoint_url} ({region})"


def _ask(
    side: Side, named: Sequence[tuple[str, Probe]], expected: Sequence[Answered] = ()
) -> list[Answered]:
    """What a side answers to all probes. Raises RemoteError, also if domains are left."""
    answered: list[Answered] = []
    try:
        for number, (domain_name, each) in enumerate(named):
            likely = expected[number].answers if expected else ()
            answered.append(side.ask(each, domain_name, likely))
    finally:
        side.clean_up()
        if side.domains:
            left = ", ".join(side.domains)
            raise RemoteError(f"these domains could not be deleted, so delete them: {left}")
    return answered


def _summary(chosen: Sequence[tuple[int, Probe]], prefix: str, client: Any) -> str:
    """The calls that will be made, for whoever pays for them."""
    calls = Counter(name for _, each in chosen for name in each.operations)
    return "\n".join(
        [
            f"{len(chosen)} probes of {client.meta.endpoint_url} make these calls, and more where "
            "something takes time to be seen:",
            *(f"  {count:5} {name}" for name, count in sorted(calls.items())),
            f"The domains are named {prefix}-1 and so on; each is deleted after its probe.",
        ]
    )


def _names(client: Any, account_id: str) -> dict[str, str]:
    """What probes may refer to on a side that has this account."""
    partition, region = client.meta.partition, client.meta.region_name
    return {
        "arn": f"arn:{partition}:profile:{region}:{account_id}:domains/<domain>",
        "partition": partition,
        "region": region,
        "account": account_id,
    }


def _account(client: Any, region: str | None, *, is_aws: bool) -> str:
    """The account of the credentials. Raises RemoteError."""
    session: Any = boto3.session.Session()
    elsewhere = {} if is_aws else {"endpoint_url": client.meta.endpoint_url}
    try:
        sts = session.client("sts", region_name=region, **elsewhere)
        return str(sts.get_caller_identity()["Account"])
    except (BotoCoreError, ClientError) as error:
        raise RemoteError(f"GetCallerIdentity: {error}") from None
