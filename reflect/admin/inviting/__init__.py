"""Single-use links to set up an account, or to start again: shown once, and mailed where mail is set up."""
