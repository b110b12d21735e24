"""Recommenders, their filters and schemas, and what they recommend."""
