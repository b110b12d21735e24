"""The state of a domain in memory, and what must hold between its parts."""
