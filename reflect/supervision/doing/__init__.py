"""Pages of what somebody will do, by when."""
