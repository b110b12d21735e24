"""What touches private names of others, one module for each host."""
