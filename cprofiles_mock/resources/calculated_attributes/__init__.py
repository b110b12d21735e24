"""Calculated attributes: their definitions, and what they come to for a profile."""
