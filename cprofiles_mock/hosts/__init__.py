"""Code that uses private names of other packages, one module for each host."""
