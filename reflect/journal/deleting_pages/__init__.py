"""Pages on which an author deletes a reflection, has it back, or lets it go for good."""
