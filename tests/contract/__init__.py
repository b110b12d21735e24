"""What the whole service model demands, held against this package operation by operation."""
