"""THE AUTHOR'S DOOR: writing, keeping and reading one's own journal. Sharing starts and stops here."""

from flask import Flask

from reflect.journal import deleting, ended, ready, rekeying, rescuing
from reflect.storage.retention import Rule, retention
from reflect.web.language import lazy_gettext as _l
from reflect.web.language import marked
from reflect.web.navigation import navigation
from reflect.web.refused import refused_posts, typed_fields
from reflect.web.rewraps import rewraps
from reflect.web.signals import account_finished, given_back, unlocked


def register(app: Flask) -> None:
    """Add the pages of the journal, the rescue of words, and the wrapping of its keys at rotation."""
    from reflect.journal.pages import bp
    from reflect.journal.rescued.routes import rescue_refused

    app.register_blueprint(bp)
    for endpoint in ("journal.save", "journal.preview"):
        refused_posts.register(endpoint, rescue_refused)
    typed_fields.register("title", "answer", "tags", "note", "text")
    rewraps.register("journal", ["journal_entry.wrapped_key"], rekeying.rewrap)
    unlocked.connect(ended.take_back)
    unlocked.connect(deleting.erase_at_unlock)
    retention.register(
        Rule(marked("deleted reflections"), deleting.how_long_kept, deleting.overdue, deleting.erase_overdue)
    )
    given_back.connect(rescuing.receive)
    account_finished.connect(ready.tell_authors)
    navigation.add(label=_l("My journal"), endpoint="journal.index", order=10)
