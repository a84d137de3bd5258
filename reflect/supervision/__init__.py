"""Supervision: agreements, sessions, and the record of them. Clearly apart from the private journal."""

from flask import Flask

from reflect.supervision.pairing import pairs_of
from reflect.supervision.reading import holds_a_key
from reflect.web.language import lazy_gettext as _l
from reflect.web.navigation import navigation
from reflect.web.viewer import Viewer


def register(app: Flask) -> None:
    """Add the pages of supervision."""
    from reflect.supervision import models, pages  # noqa: F401  the tables belong to the app

    app.register_blueprint(pages.bp)
    navigation.add(label=_l("Supervision"), endpoint="supervision.index", order=30, shown=takes_part)


def takes_part(viewer: Viewer) -> bool:
    """Whether supervision is of use to this person: a supervisor, somebody who is or was supervised, a third reader."""
    return "supervisor" in viewer.roles or bool(pairs_of(viewer.person_id)) or holds_a_key(viewer.person_id)
