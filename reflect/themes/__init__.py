"""Themes: what leaves the journal, counted once a window with noise in it, and never the words."""

from flask import Flask

from reflect.notices.due import due_notices
from reflect.themes import contributions
from reflect.themes.actions import reminding
from reflect.web.language import lazy_gettext as _l
from reflect.web.navigation import navigation
from reflect.web.refused import typed_fields
from reflect.web.rewraps import rewraps
from reflect.web.signals import unlocked


def register(app: Flask) -> None:
    """Add the pages of themes; everybody's rows are sealed again at each unlock, and their own envelope at rotation."""
    from reflect.themes.pages import bp

    app.register_blueprint(bp)
    navigation.add(label=_l("Themes"), endpoint="themes.index", order=40)
    typed_fields.register("what", "note", "agreed_1", "agreed_2", "agreed_3")
    rewraps.register("themes", ["theme_choices.sealed"], contributions.rewrap)
    unlocked.connect(contributions.reseal_at_unlock)
    due_notices.register("actions and the figures they wait for", reminding.remind)
