"""Identity matching: similarity, rules, consolidation; pure apart from the errors it raises."""
