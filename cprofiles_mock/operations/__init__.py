"""The operations, one module for each family of resources.

Importing this package registers every handler.
"""

from . import (
    detection,
    domains,
    history_records,
    identity_resolution_jobs,
    integrations,
    matching,
    merging,
    object_types,
    profile_keys,
    profile_objects,
    profiles,
    search_profiles,
    tags,
    templates,
)

__all__ = [
    "detection",
    "domains",
    "history_records",
    "identity_resolution_jobs",
    "integrations",
    "matching",
    "merging",
    "object_types",
    "profile_keys",
    "profile_objects",
    "profiles",
    "search_profiles",
    "tags",
    "templates",
]
