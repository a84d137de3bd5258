"""Running the organisation: people, units and question sets. Nothing here can read what anybody wrote."""

from flask import Flask

from reflect.web.language import lazy_gettext as _l
from reflect.web.navigation import navigation
from reflect.web.refused import typed_fields
from reflect.web.viewer import Viewer


def register(app: Flask) -> None:
    """Add the pages of administration."""
    from reflect.admin import pages
    from reflect.admin.log import routes as log_routes

    for part in (pages, log_routes):
        app.register_blueprint(part.bp)
    typed_fields.register("questions", "title", "note", "detail")
    navigation.add(label=_l("Administration"), endpoint="admin.index", order=80, shown=administers)


def administers(viewer: Viewer) -> bool:
    """Whether this person is an administrator."""
    return "administrator" in viewer.roles
