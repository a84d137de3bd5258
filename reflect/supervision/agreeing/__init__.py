"""Pages on which two people agree on how they work together."""
