"""What people are told: in the app, and by mail without content through an outbox."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the pages of notices."""
    from reflect.notices.routes import bp

    app.register_blueprint(bp)
