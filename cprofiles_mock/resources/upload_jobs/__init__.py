"""Upload jobs: profiles from a file."""
