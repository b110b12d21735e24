"""What ``Matching`` and ``RuleBasedMatching`` have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def with_conflict_resolution(config: Mapping[str, Any]) -> dict[str, Any]:
    """A copy without a SourceName if the model is RECENCY: the service drops it."""
    copied = {
        key: dict(value) if isinstance(value, dict) else value for key, value in config.items()
    }
    resolution = copied.get("ConflictResolution", {})
    merging = copied.get("AutoMerging", {})
    if "ConflictResolution" in merging:
        resolution = merging["ConflictResolution"] = dict(merging["ConflictResolution"])
    if resolution.get("ConflictResolvingModel") == "RECENCY":
        resolution.pop("SourceName", None)
    return copied
