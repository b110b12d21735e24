"""Calculated attributes: which objects count, and what they come to. Pure."""
