"""Use of a reflection for continuing professional development: words for a regulator's form, made and kept nowhere."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the pages."""
    from reflect.records.cpd.routes import bp

    app.register_blueprint(bp)
