"""The first page of each role, and the public pages that say how Reflect treats people."""

from flask import Flask

from reflect.home import routes


def register(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(routes.bp)
