"""Taking one's own reflections out as files that can be read anywhere, and bringing such files in."""
