"""The organisation's signposts: who to contact, and when somebody last checked it."""
