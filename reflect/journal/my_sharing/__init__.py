"""Pages on which an author sees everything they share, and stops one or all of it."""
