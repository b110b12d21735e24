"""A real domain: pulled into a state file, compared with one, and asked what nobody knows.

The commands ``pull``, ``compare`` and ``probe`` call the service through boto3, with the caller's
own credentials; nothing else in this package does.
"""
