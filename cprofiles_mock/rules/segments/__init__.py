"""Rules of segments, as pure functions."""
