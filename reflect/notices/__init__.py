"""What people are told: in the app, and by mail without content through an outbox."""

from flask import Flask


def register(app: Flask) -> None:
    """Add the pages of notices."""
    from reflect.notices import outbox
    from reflect.notices.routes import bp
    from reflect.web.metrics import waiting

    app.register_blueprint(bp)
    waiting.add("reflect_mails_waiting", "Mails that wait in the outbox", outbox.waiting)
