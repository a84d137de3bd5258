"""Bringing a file of the roster in, after a look at what it would do."""
