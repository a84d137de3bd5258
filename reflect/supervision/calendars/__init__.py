"""Sessions in somebody’s own calendar."""
