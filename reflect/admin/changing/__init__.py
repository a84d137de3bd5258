"""Changing what the roster says about somebody, and how their account stands."""
