"""What an entry was at every time it was saved: reading, comparing, restoring."""
