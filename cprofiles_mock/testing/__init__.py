"""Switching the mock on, and the handle of an active mock."""
