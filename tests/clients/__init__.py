"""Clients of other makers against the server. Each has an environment of its own in tox.ini."""
