"""The table of docs/cloudformation.md: resource types, what ``Ref`` returns, and attributes."""

from __future__ import annotations

from cprofiles_mock import resources as _resources  # noqa: F401  (importing it registers families)
from cprofiles_mock.hosts.cloudformation import INSTANCE
from cprofiles_mock.hosts.connect import ATTRIBUTES
from cprofiles_mock.state.cloudformation import RESOURCE_TYPES, ResourceType


def text() -> str:
    """Return the table."""
    rows = [
        # A row may have its ARN among the attributes already.
        (
            row.full_name,
            _reference(row),
            [*dict.fromkeys([*row.attributes, *filter(None, [row.arn_attribute])])],
        )
        for _, row in sorted(RESOURCE_TYPES.items())
    ]
    rows.append((INSTANCE, "its ARN", [*ATTRIBUTES]))
    lines = ["| Type | `Ref` | `Fn::GetAtt` |", "|---|---|---|"]
    lines += [
        f"| `{name}` | {reference} | {', '.join(f'`{each}`' for each in attributes)} |"
        for name, reference, attributes in rows
    ]
    return "\n".join(lines)


def _reference(row: ResourceType) -> str:
    if row.identified_by_arn:
        return "its ARN"
    return "`" + "\\|".join(row.key) + "`"
