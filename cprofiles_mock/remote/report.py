"""The report of the probes: each statement, what both sides answered, and whether that agrees."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .answers import shown
from .probes.probe import Raw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .asking import Answered
    from .probes.probe import Call, Probe


@dataclass(frozen=True, slots=True)
class Finding:
    """What the two sides answered to one probe."""

    probe: Probe
    mock: Answered
    there: Answered

    @property
    def verdict(self) -> str:
        """``same`` or ``different``; ``not asked`` where either side could not be."""
        if self.mock.trouble or self.there.trouble:
            return "not asked"
        return "same" if self.mock == self.there else "different"


def report(findings: Sequence[Finding], place: str) -> str:
    """The report as Markdown; those that are not the same come first."""
    counts = {
        verdict: sum(1 for each in findings if each.verdict == verdict)
        for verdict in ("same", "different", "not asked")
    }
    order = sorted(findings, key=lambda each: each.verdict == "same")
    return "\n".join(
        [
            f"# Probes of {place}",
            "",
            f"{len(findings)} statements: "
            + ", ".join(f"{count} {verdict}" for verdict, count in counts.items()),
            *(line for each in order for line in _lines(each)),
            "",
        ]
    )


def _lines(finding: Finding) -> Iterator[str]:
    yield from ("", f"## {finding.probe.row} …", "", finding.verdict, "")
    if finding.verdict == "not asked":
        yield f"- the mock: {finding.mock.trouble or 'could be asked'}"
        yield f"- the far side: {finding.there.trouble or 'could be asked'}"
        return
    answers = zip(finding.probe.asked, finding.mock.answers, finding.there.answers, strict=True)
    for step, mock, there in answers:
        yield f"- `{_asked(step)}`"
        if mock == there:
            yield f"  - both: {shown(mock)}"
        else:
            yield f"  - the mock: {shown(mock)}"
            yield f"  - the far side: {shown(there)}"


def _asked(step: Call | Raw) -> str:
    if isinstance(step, Raw):
        return f"{step.operation} {step.body.decode('latin-1')}".strip()
    members = json.dumps(step.members, ensure_ascii=False)
    return f"{step.operation} {members if len(members) <= _WIDEST else members[:_WIDEST] + '...'}"


_WIDEST = 300
