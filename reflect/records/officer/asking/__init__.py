"""Pages on which a data protection officer asks people to search their own journals, and reads what they share."""
