"""Reading what somebody shared, and the conversation beside it."""
