"""Pages on which an author shares what they chose, and stops it."""
