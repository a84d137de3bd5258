"""Pages of a data protection officer: asking people to search their own journals, and holds. They open no journal."""

from flask import Flask

from reflect.web.language import lazy_gettext as _l
from reflect.web.navigation import navigation
from reflect.web.refused import typed_fields
from reflect.web.viewer import Viewer


def register(app: Flask) -> None:
    """Add the pages, and their link for whoever holds the role."""
    from reflect.records.officer.pages import bp

    app.register_blueprint(bp)
    typed_fields.register("terms", "explanation", "addresses")
    navigation.add(label=_l("Data protection"), endpoint="data_protection.index", order=75, shown=is_officer)


def is_officer(viewer: Viewer) -> bool:
    """Whether this person is a data protection officer."""
    return "data_protection" in viewer.roles
