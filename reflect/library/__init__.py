"""Question sets, paths, themes and signposts: what the organisation offers, nothing that anybody wrote."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the page of signposts."""
    from reflect.library.routes import bp

    app.register_blueprint(bp)
