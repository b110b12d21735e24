"""Clock, identifiers, state transitions, garbage collection and JSON."""
