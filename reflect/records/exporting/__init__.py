"""Taking along everything about oneself, and what an organisation can say about somebody without their keys."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the page."""
    from reflect.records.exporting.routes import bp

    app.register_blueprint(bp)
