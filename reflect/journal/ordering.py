"""Who may follow whom when several pages write to one entry. Pure: it looks at marks, never at words.

Each page load has an edit id and counts what it sends; a form post is the last that a page has to say. A page
follows itself by that count, and anybody else by naming the revision it was working from.
"""

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


def verdict(present: int, last: Edit, base: int, edit: Edit, *, same: bool) -> Verdict:
    """What to do with a save on an entry.

    Args:
        present: the entry's present revision, which `last` wrote.
        base: the revision that the arriving page was working from.
        same: the words that arrive are the ones that stand there.
    """
    if edit.id == last.id:
        follows = edit.number > last.number
        # A page may live on after its form post, when the answer was lost: its count says nothing then.
        late = not follows and last.number != FORM_POST
    else:
        follows, late = base == present, False
    if follows:
        return Verdict.MARK if same else Verdict.WRITE
    return Verdict.STORED if same or late else Verdict.CHANGED
