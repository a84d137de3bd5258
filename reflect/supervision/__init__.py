"""Supervision: agreements, sessions, and the record of them. Clearly apart from the private journal."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the pages of supervision."""
    from reflect.supervision import models  # noqa: F401  the tables belong to the app
