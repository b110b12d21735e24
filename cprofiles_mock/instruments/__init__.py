"""What a test can do and see beyond the API: journal, faults, lag, and their controls."""
