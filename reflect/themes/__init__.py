"""Themes: what leaves the journal, counted once a window with noise in it, and never the words."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the pages of themes."""
    from reflect.themes.pages import bp

    app.register_blueprint(bp)
