"""Two pages have saved to one reflection: both versions in place, for the author to choose from."""

from dataclasses import replace

from flask import Response

from reflect.core.ids import new_id
from reflect.journal import entries
from reflect.journal.document import Words
from reflect.journal.ordering import Edit
from reflect.journal.saving import ChangedElsewhere, Saved, store
from reflect.journal.writing.forms import asks_title
from reflect.journal.writing.sent import Sent
from reflect.journal.writing.showing import hidden_fields
from reflect.library.signposts import beside_writing
from reflect.library.themes import names_of_themes
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


def conflict(viewer: Viewer, changed: ChangedElsewhere, sent: Sent, then: str) -> Response:
    """The page of both versions.

    Args:
        then: the button that was pressed first; whichever version is kept, the choice goes on from there.
    """
    present = changed.present
    return page(
        "journal/conflict.html",
        status=409,
        padded=True,
        title=_("Changed somewhere else"),
        entry_id=present.id,
        theirs=present.document,
        saved_at=present.saved_at,
        mine=changed.mine,
        my_themes=names_of_themes(changed.mine.themes),
        their_themes=names_of_themes(present.document.themes),
        step=sent.step,
        asks_title=asks_title(present.document, sent.step),
        then=then,
        hidden=hidden_fields(viewer, present.id, present.revision, sent.step, sent.start),
        signposts=beside_writing(),
    )


def keep_theirs(keys: Keys, viewer: Viewer, entry_id: str, sent: Sent, mine: Words) -> Saved:
    """Put the other page's words on top of mine. Both stay as revisions."""
    theirs = entries.open_(keys, viewer.person_id, entry_id).document
    mine = replace(mine, counted=None)  # a tick is no words: theirs stays as it is
    saved = store(keys, viewer.person_id, entry_id, sent.base, sent.edit, mine)
    answer = theirs.parts[sent.step - 1].answer if sent.step <= len(theirs.parts) else None
    words = Words(
        sent.step,
        answer=answer,
        title=theirs.title,
        themes=theirs.themes,
        tags=theirs.tags,
        wellbeing=theirs.wellbeing,
    )
    return store(keys, viewer.person_id, entry_id, saved.revision, Edit(new_id()), words)
