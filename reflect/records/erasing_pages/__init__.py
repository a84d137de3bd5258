"""A person's own page to erase their account."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the page."""
    from reflect.records.erasing_pages.routes import bp

    app.register_blueprint(bp)
