"""Who is the same person: identity resolution jobs, rule-based matching, and their results."""

# Rules register first, so that they react, and act on the clock, before the jobs do.
from . import rule_matching  # noqa: F401  (see above)
