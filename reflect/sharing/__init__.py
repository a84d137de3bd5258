"""THE READER'S DOOR: what authors share, and the only way for a reader to open it."""

from flask import Flask

from reflect.notices.due import due_notices
from reflect.sharing import ended_keys, rewrap, warning
from reflect.sharing.groups import keeping
from reflect.sharing.inbox import anything_shared
from reflect.storage.retention import Rule, retention
from reflect.web.language import lazy_gettext as _l
from reflect.web.language import marked
from reflect.web.navigation import navigation
from reflect.web.refused import typed_fields
from reflect.web.rewraps import rewraps
from reflect.web.viewer import Viewer


def register(app: Flask) -> None:
    """Add the pages of sharing, and say how its wrapped keys are wrapped again."""
    from reflect.sharing.groups.routes import bp as groups
    from reflect.sharing.pages import bp

    app.register_blueprint(bp)
    app.register_blueprint(groups)
    due_notices.register("shares that end", warning.warn_of_ends)
    kept = marked("a day at most after the sharing has ended")
    retention.register(Rule(marked("readers’ keys of what has ended"), kept, ended_keys.due, ended_keys.delete))
    keeping.register()
    typed_fields.register("text", "quote", "title")
    rewraps.register("sharing", rewrap.COLUMNS, rewrap.rewrap)
    navigation.add(label=_l("Shared with me"), endpoint="sharing.inbox", order=20, shown=reads_for_others)


def reads_for_others(viewer: Viewer) -> bool:
    """Whether "Shared with me" is of use to this person: a supervisor, or somebody who is shared with now."""
    return "supervisor" in viewer.roles or anything_shared(viewer.person_id)
