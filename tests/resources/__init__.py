"""What the operations do, one module for each family of resources."""
