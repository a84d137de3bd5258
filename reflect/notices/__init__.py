"""What people are told: in the app, and by mail without content through an outbox."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the page of notices."""
    from reflect.notices import telling  # noqa: F401
