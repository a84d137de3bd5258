"""Supervision: agreements, sessions, and the record of them. Clearly apart from the private journal."""

from flask import Flask

from reflect.web.language import lazy_gettext as _l
from reflect.web.navigation import navigation
from reflect.web.refused import typed_fields
from reflect.web.signals import shared_again


def register(app: Flask) -> None:
    """Add the pages of supervision. They are for everybody: who has no supervisor yet reads there what to do."""
    from reflect.supervision import agenda, keeping, models, pages  # noqa: F401  the tables belong to the app
    from reflect.supervision.words_of_session import MODELS

    app.register_blueprint(pages.bp)
    keeping.register()
    shared_again.connect(agenda.point_at_new_copy)
    typed_fields.register("practitioner_wants", "supervisor_wants", "confidentiality", "reason", "what", "text")
    typed_fields.register("wellbeing", "decisions", "learning", "disagreement")
    typed_fields.register(*(stage for model in MODELS.values() for stage in model.stages))
    navigation.add(label=_l("Supervision"), endpoint="supervision.index", order=30)
