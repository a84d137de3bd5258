"""Adding people, and single-use links to set up an account or start again: shown once, mailed where mail is set up."""
