"""Pages of a session’s record: written, acknowledged, added to, read."""
