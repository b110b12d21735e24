"""Recommenders: what their recipes rank, and what is left of that in an answer."""
