"""The table of docs/cloudformation.md: resource types, what ``Ref`` returns, and attributes."""

from __future__ import annotations

from cprofiles_mock import resources as _resources  # noqa: F401  (importing it registers families)
from cprofiles_mock.hosts.cloudformation import INSTANCE
from cprofiles_mock.hosts.connect import ATTRIBUTES
from cprofiles_mock.state.cloudformation import (
    PREFIX,
    RESOURCE_TYPES,
    ResourceType,
    types_to_come,
)


def text() -> str:
    """Return the table, and which types are still to come."""
    rows = [
        (row.full_name, _reference(row), [*row.attributes, *filter(None, [row.arn_attribute])])
        for _, row in sorted(RESOURCE_TYPES.items())
    ]
    rows.append((INSTANCE, "its ARN", [*ATTRIBUTES]))
    lines = ["| Type | `Ref` | `Fn::GetAtt` |", "|---|---|---|"]
    lines += [
        f"| `{name}` | {reference} | {', '.join(f'`{each}`' for each in attributes)} |"
        for name, reference, attributes in rows
    ]
    if to_come := types_to_come():
        names = ", ".join(f"`{PREFIX}{name}`" for name in to_come)
        lines += [
            "",
            f"Not modelled yet: {names}. A stack that names one of these fails with one sentence, "
            "and never reports success.",
        ]
    return "\n".join(lines)


def _reference(row: ResourceType) -> str:
    if row.identified_by_arn:
        return "its ARN"
    return "`" + "\\|".join(row.key) + "`"
