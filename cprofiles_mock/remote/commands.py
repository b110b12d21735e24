"""The commands ``pull``, ``compare`` and ``probe`` of the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

#: There are differences, or the file lacks something.
INCOMPLETE = 1
#: Python's own exit status for an invalid command line; here, nothing could be done.
FAILED = 2


def add_remote_commands(commands: Any, **options: Any) -> None:
    """Add the commands to those of the command line; ``options`` are for each parser."""
    pull = commands.add_parser(
        "pull",
        help="write a real domain to a state file",
        description="Read a real domain with your own credentials, and write it to a state file "
        "for --load. Only reads are made.",
        **options,
    )
    _add_domain(pull)
    pull.add_argument(
        "--out", metavar="FILE", required=True, help="the .yaml or .json file to write"
    )
    pull.add_argument(
        "--mask", action="store_true", help="replace the personal values of the profiles"
    )
    pull.set_defaults(function=_pull)

    compare = commands.add_parser(
        "compare",
        help="compare a real domain with a state file",
        description="Show what differs between a real domain and a state file; times and "
        "statistics are not compared. The status is 1 if something differs.",
        **options,
    )
    _add_domain(compare)
    compare.add_argument("file", metavar="FILE", help="the .yaml or .json file")
    compare.set_defaults(function=_compare)

    probe = commands.add_parser(
        "probe",
        help="ask a real account what this package had to guess",
        description="Ask AWS, or a server, what the documentation's page on fidelity lists as "
        "choices, in domains that are deleted again, and report where the mock differs. The "
        "status is 0 only if all answers are the same.",
        **options,
    )
    probe.add_argument(
        "--domain-prefix",
        metavar="PREFIX",
        required=True,
        help="what the names of the domains begin with",
    )
    probe.add_argument(
        "--against",
        metavar="URL",
        help="what to ask (default: the configured endpoint, else AWS)",
    )
    probe.add_argument("--region", help="AWS region (default: the configured one)")
    probe.add_argument(
        "--about", metavar="TEXT", help="only the statements whose first words contain this"
    )
    probe.add_argument("--out", metavar="FILE", help="write the report to a file")
    probe.add_argument("--yes", action="store_true", help="do not ask before AWS is called")
    probe.set_defaults(function=_probe)


def _add_domain(command: argparse.ArgumentParser) -> None:
    command.add_argument("--domain", metavar="NAME", required=True, help="the real domain")
    command.add_argument(
        "--profile-id",
        metavar="ID",
        action="append",
        default=[],
        help="include this profile and its objects; may be repeated",
    )
    command.add_argument("--region", help="AWS region (default: the configured one)")
    command.add_argument(
        "--endpoint-url",
        metavar="URL",
        help="where the service is (default: the configured endpoint, else AWS)",
    )


def _pull(options: argparse.Namespace) -> int:
    from .errors import RemoteError
    from .pulling import pull

    try:
        lacking = pull(
            options.domain,
            options.out,
            profile_ids=options.profile_id,
            region=options.region,
            endpoint_url=options.endpoint_url,
            mask=options.mask,
        )
    except RemoteError as error:
        return _failed(error)
    _tell(f"not in {options.out}: {line}" for line in lacking)
    return INCOMPLETE if lacking else 0


def _compare(options: argparse.Namespace) -> int:
    from .comparing import compare
    from .errors import RemoteError

    try:
        found = compare(
            options.domain,
            options.file,
            profile_ids=options.profile_id,
            region=options.region,
            endpoint_url=options.endpoint_url,
        )
    except (RemoteError, OSError, ValueError) as error:
        return _failed(error)
    if found.file_domain != options.domain:
        _tell([f"{options.file} has the domain {found.file_domain}; it is compared"])
    if found.differences:
        print(found.table)
    _tell(f"not compared: {line}" for line in found.unread)
    if found.unread:
        return FAILED
    return INCOMPLETE if found.differences else 0


def _probe(options: argparse.Namespace) -> int:
    from .errors import RemoteError
    from .probing import probe
    from .report import report

    try:
        findings, place = probe(
            options.domain_prefix,
            about=options.about,
            region=options.region,
            endpoint_url=options.against,
            agree=lambda calls: options.yes or _agrees(calls),
        )
        text = report(findings, place)
        if options.out is None:
            print(text, end="")
        else:
            with open(options.out, "w", encoding="utf-8") as file:
                file.write(text)
    except (RemoteError, OSError) as error:
        return _failed(error)
    return 0 if all(each.verdict == "same" for each in findings) else INCOMPLETE


def _agrees(calls: str) -> bool:
    """Whether the user agrees to the calls; no answer is none."""
    _tell([calls])
    try:
        print("Make these calls? [y/N] ", end="", file=sys.stderr, flush=True)
        return input().strip().lower() in {"y", "yes"}
    except EOFError:
        return False


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"cprofiles-mock: {line}", file=sys.stderr)


def _failed(error: Exception) -> int:
    _tell([str(error)])
    return FAILED
