"""An author answers what a reader said about their reflection, and notes that they have talked about it."""
