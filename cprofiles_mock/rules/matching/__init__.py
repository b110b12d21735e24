"""Who is the same person: likeness, matching rules, consolidation; pure but for refusals."""
