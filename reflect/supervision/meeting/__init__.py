"""Pages of one session, and of its notes."""
