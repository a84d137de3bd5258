"""Pages on which two people plan their sessions."""
