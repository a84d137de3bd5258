"""Bringing an earlier revision back: as the next revision, so that nothing is overwritten."""

from reflect.journal import entries, saving
from reflect.journal.document import Words
from reflect.journal.ordering import Edit
from reflect.journal.saving import Saved
from reflect.vault.keys import Keys


def restore(keys: Keys, author_id: str, entry_id: str, number: int, base: int, edit: Edit) -> Saved:
    """Save the answers, title, tags and wellbeing of an earlier revision once more, in a write unit of its own.

    The themes, and whether they are counted, stay as they are: what was ticked was ticked then.

    Args:
        base: the revision that stood there when the author asked for it.

    Raises:
        NotFound: the author has no such entry, or it has no such revision.
        ChangedElsewhere: another page has saved since.
        KeysReplaced: these are not the author's present keys.
        CannotOpen: what is stored was changed by somebody else.
    """
    earlier = entries.open_(keys, author_id, entry_id, number).document
    return saving.store(keys, author_id, entry_id, base, edit, Words(step=1, whole=earlier))
