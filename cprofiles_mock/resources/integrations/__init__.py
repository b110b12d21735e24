"""Integrations: where a domain's objects come from."""
