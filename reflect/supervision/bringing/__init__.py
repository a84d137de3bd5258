"""Pages on which two people bring what they want to talk about."""
