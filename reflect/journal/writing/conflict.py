"""Two pages have saved to one reflection, and its author keeps the other one’s words."""

from dataclasses import replace

from reflect.core.ids import new_id
from reflect.journal import entries
from reflect.journal.document import Words
from reflect.journal.ordering import Edit
from reflect.journal.saving import Saved, store
from reflect.journal.writing.sent import Sent
from reflect.vault.keys import Keys
from reflect.web.viewer import Viewer


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
