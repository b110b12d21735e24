"""The time, identifiers, state transitions, the garbage collector, and JSON."""
