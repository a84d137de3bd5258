"""The check for identifying details before something leaves the journal, and replacing what it found by a role."""
