"""The operations, one module for each family of resources: dataclasses on top, handlers below.

Importing this package registers every handler.
"""

from . import domains, integrations, profile_keys, profiles, search_profiles, tags, templates

__all__ = [
    "domains",
    "integrations",
    "profile_keys",
    "profiles",
    "search_profiles",
    "tags",
    "templates",
]
