"""What a test's author can do and see beyond the API: journal, faults, lag, and their controls."""
