"""Writes what the documentation counts, and all that follows from the registry of handlers.

    python docs/computed.py

That is docs/operations.md, and the parts of README.md and of pages in docs/ between
``<!-- computed: NAME -->`` and ``<!-- computed: end -->``. ``tests/test_documentation.py`` fails
where they are not current.

The page of operations names a version of botocore, whose service model says which operations there
are. With an older botocore installed, that list stays as it is.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import botocore
import grades
import operations_table
import resource_types

from cprofiles_mock.protocol.compiled import service_model
from cprofiles_mock.remote.kinds import input_members, kinds
from cprofiles_mock.remote.probes import PROBES
from cprofiles_mock.state.registry import HANDLERS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
OPERATIONS = ROOT / "docs" / "operations.md"
FIDELITY = ROOT / "docs" / "fidelity.md"
REAL_DOMAINS = ROOT / "docs" / "real-domains.md"
PROBE_PAGE = ROOT / "docs" / "probes.md"
STACKS = ROOT / "docs" / "cloudformation.md"

#: What pull reads besides the resources of the families; of these, two are for profiles.
_READ = ("GetDomain", "BatchGetProfile", "ListProfileObjects")


def texts(model: operations_table.Model) -> dict[Path, str]:
    """Return the files as they should be, for the operations of a service model."""
    statements = grades.statements(FIDELITY.read_text(encoding="utf-8"))
    names = model.operations | HANDLERS.keys()
    return {
        OPERATIONS: operations_table.page(model),
        README: _filled(
            README, {"coverage": coverage(model), "fidelity": grades.sentence(statements)}
        ),
        FIDELITY: _filled(FIDELITY, {"summary": grades.summary(statements, names, HANDLERS)}),
        REAL_DOMAINS: _filled(REAL_DOMAINS, {"pull": pull_policy()}),
        PROBE_PAGE: _filled(
            PROBE_PAGE, {"probes": probed_sentence(statements), "policy": probe_policy()}
        ),
        STACKS: _filled(STACKS, {"resource types": resource_types.text()}),
    }


def stated() -> operations_table.Model:
    """Return the service model that the page of operations was written for."""
    return operations_table.read(OPERATIONS.read_text(encoding="utf-8"))


def newest() -> operations_table.Model:
    """Return the installed service model, or the page's where that is of a newer botocore."""
    installed = operations_table.Model(
        botocore.__version__, frozenset(service_model().operation_names)
    )
    return max(installed, stated(), key=lambda model: tuple(map(int, model.version.split("."))))


def coverage(model: operations_table.Model) -> str:
    """Return README's table of what has a handler."""
    families: dict[str, list[str]] = defaultdict(list)
    for name, handler in HANDLERS.items():
        # cprofiles_mock.resources.<family>, or a module below that.
        families[handler.function.__module__.split(".")[2]].append(name)
    total = len(model.operations | HANDLERS.keys())
    lines = [
        f"{len(HANDLERS)} of the {total} operations that botocore {model.version} has for the "
        "service:",
        "",
        "| Family | Operations |",
        "|---|---|",
    ]
    for family, names in sorted(families.items()):
        title = family.replace("_", " ").capitalize()
        lines.append(f"| {title} | {', '.join(names)} |")
    return "\n".join(lines)


def pull_policy() -> str:
    """Return the policy that pull and compare need, for a domain named ``shop``."""
    of_families = [name for kind in kinds() for name in (kind.list_operation, kind.get_operation)]
    return policy([_READ[0], *sorted(of_families), *_READ[1:]], "shop")


def probe_policy() -> str:
    """Return the policy that the probes need, for domains whose names begin with ``probe-``."""
    names = sorted({name for each in PROBES for name in each.operations})
    return policy(names, "probe-*")


def probed_sentence(statements: list[grades.Statement]) -> str:
    """Return how many of the choices the probes ask about."""
    choices = sum(1 for each in statements if each.grade == "choice")
    return f"There are {len(PROBES)} probes, for {choices} choices."


def policy(operations: list[str], domains: str) -> str:
    """Return an IAM policy that allows operations on domains and what is below them.

    What names no domain in its request can only be allowed for all resources.
    """
    arn = f"arn:aws:profile:*:*:domains/{domains}"
    of_domain = {"DomainName", "resourceArn"}
    statements = []
    for resources in ([arn, f"{arn}/*"], ["*"]):
        actions = [
            f"profile:{name}"
            for name in operations
            if of_domain.isdisjoint(input_members(name)) == (resources == ["*"])
        ]
        if actions:
            statements.append({"Effect": "Allow", "Action": actions, "Resource": resources})
    document = {"Version": "2012-10-17", "Statement": statements}
    return f"```json\n{json.dumps(document, indent=2)}\n```"


def _filled(path: Path, parts: dict[str, str]) -> str:
    """Return the file's text with each computed part in its place."""
    text = path.read_text(encoding="utf-8")
    for name, part in parts.items():
        begin, end = f"<!-- computed: {name} -->\n", "<!-- computed: end -->\n"
        pattern = re.compile(f"{begin}.*?{end}", re.DOTALL)
        whole = f"{begin}\n{part}\n\n{end}"
        text, times = pattern.subn(lambda _, whole=whole: whole, text)
        if times != 1:
            raise ValueError(f"{path.name}: expected one {begin.strip()}, found {times}")
    return text


if __name__ == "__main__":
    for path, text in texts(newest()).items():
        path.write_text(text, encoding="utf-8")
