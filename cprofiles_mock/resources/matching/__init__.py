"""Who is the same person: identity resolution jobs, rule-based matching, and their results."""
