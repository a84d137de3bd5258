"""Backups: one encrypted file of everything that is of use later, and the way back from it."""
