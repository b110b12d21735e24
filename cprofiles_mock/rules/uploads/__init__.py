"""Files of profiles that are uploaded: their lines, and the mapping of their columns."""
