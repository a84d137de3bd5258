"""Named people are asked to search their own journals. Nobody searches for them."""

from flask import Flask

from reflect.notices.due import due_notices
from reflect.records.searches import reminding
from reflect.web.refused import typed_fields


def register(app: Flask) -> None:
    """Add the pages on which somebody who is asked looks and answers, and their reminder."""
    from reflect.records.searches.answering_pages.routes import bp

    app.register_blueprint(bp)
    typed_fields.register("extract")
    due_notices.register("searches", reminding.tell_due)
