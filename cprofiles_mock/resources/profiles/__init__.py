"""Profiles: created, read, searched and deleted; their keys and their history."""
