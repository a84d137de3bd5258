"""Who may follow whom when several pages write to one entry. Pure: it looks at marks, never at words.

Each page load has an edit id and counts what it sends; a form post is the last that a page has to say. A page
follows itself by that count, and anybody else by naming the revision it was working from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

FORM_POST = 2**31 - 1  # the number of a page's form post


@dataclass(frozen=True)
class Edit:
    """Which page load is writing, and the how-manyth of its saves this is."""

    id: str
    number: int = FORM_POST


class Verdict(Enum):
    """What to do with a save that arrives."""

    WRITE = "it is newer: write it"
    MARK = "the same words stand there already: note that this page has come so far"
    STORED = "these words, or newer ones of the same page, stand there already"
    CHANGED = "another page has saved since: the author decides"


def verdict(present: int, pages: Mapping[str, int], base: int, edit: Edit, *, same: bool) -> Verdict:
    """What to do with a save on an entry.

    Args:
        present: the entry's present revision.
        pages: every page load that has sent the words of this revision, and how far it had come.
        base: the revision that the arriving page was working from.
        same: the words that arrive are the ones that stand there.
    """
    if edit.id in pages:
        follows = edit.number > pages[edit.id]
        # A page may live on after its form post, when the answer was lost: its count says nothing then.
        late = not follows and pages[edit.id] != FORM_POST
    else:
        follows, late = base == present, False
    if same and (follows or edit.id not in pages):
        return Verdict.MARK  # also of a page that had not seen these words: they are its own now, and must stay
    if follows:
        return Verdict.WRITE
    return Verdict.STORED if same or late else Verdict.CHANGED
