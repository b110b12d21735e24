"""How entries of a state document are read and written."""
