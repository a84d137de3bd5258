"""Pages on which two people plan their sessions, and let their calendars know."""
