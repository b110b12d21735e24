"""Clients of other makers against the server; ``tox -e clients`` installs them."""
