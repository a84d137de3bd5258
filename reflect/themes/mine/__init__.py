"""My contributions: what of mine is counted, and changing it."""
