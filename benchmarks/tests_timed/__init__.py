"""The whole tests that are timed, as a user would write them; each file is one side of a pair."""
