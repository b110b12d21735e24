"""Segments: their definitions, who is in them, estimates, and snapshots."""
