"""Saving one's own words: never an older text over a newer one, and nothing that was acknowledged is lost."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.identity.keyring import hold
from reflect.journal import entries, rekeying, revisions
from reflect.journal.document import Document, Words, changed
from reflect.journal.entries import OpenEntry
from reflect.journal.ordering import Edit, Verdict, verdict
from reflect.journal.rendering import rendered
from reflect.journal.revisions import Raced, RevisionKind
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _

SITTING = timedelta(minutes=5)
TRIES = 5


@dataclass(frozen=True)
class Saved:
    """Where the words are now. Revision 0: nothing was written yet, so nothing is kept."""

    entry_id: str
    revision: int
    document: Document


class ChangedElsewhere(Conflict):
    """Another page has saved since this one was loaded."""

    def __init__(self, present: OpenEntry, mine: Document) -> None:
        super().__init__(_("This reflection was changed somewhere else."))
        self.present = present
        self.mine = mine  # what stands there, with the words that arrived in their place


def store(
    keys: Keys,
    author_id: str,
    entry_id: str,
    base: int,
    edit: Edit,
    words: Words,
    kind: RevisionKind = "saved",
    first: Document | None = None,
    earlier_id: str | None = None,
) -> Saved:
    """Save what one page sends: encrypted first, then written in a short write unit of its own.

    Args:
        base: the revision that the page was working from; 0 for an entry that is not saved yet.
        kind: "draft" for a save that the page made by itself, "saved" for one that its author asked for.
        first: the document that a new entry begins with.
        earlier_id: the entry that a new one goes on from.

    Raises:
        NotFound: the author has no such entry.
        Deleted: they deleted it, and can have it back.
        BadInput: something is too long.
        ChangedElsewhere: another page has saved since.
        KeysReplaced: these are not the author's present keys.
        CannotOpen: they were replaced a moment ago, or what is stored was changed by somebody else.
    """
    for _attempt in range(TRIES):
        present = entries.find(keys, author_id, entry_id)
        try:
            if present is None:
                entries.refuse_deleted(author_id, entry_id)
                if base or first is None:
                    raise NotFound
                return _begin(keys, author_id, entry_id, edit, _next(first, words, kind), kind, earlier_id)
            if present.generation != keys.generation:
                _renew(keys, author_id, entry_id)
                continue
            return _follow(keys, author_id, present, base, edit, _next(present.document, words, kind), kind)
        except (Raced, IntegrityError):
            continue
    raise NotFound  # the id is somebody else's


def _begin(
    keys: Keys,
    author_id: str,
    entry_id: str,
    edit: Edit,
    document: Document,
    kind: RevisionKind,
    earlier_id: str | None,
) -> Saved:
    if document.empty:
        return Saved(entry_id, 0, document)
    sealed = revisions.seal_first(keys, entry_id, document, kind, edit)
    with write_unit():
        hold(keys)
        revisions.begin(author_id, keys.generation, sealed, earlier_id)
    return Saved(entry_id, sealed.number, document)


def _follow(
    keys: Keys,
    author_id: str,
    present: OpenEntry,
    base: int,
    edit: Edit,
    document: Document,
    kind: RevisionKind,
) -> Saved:
    moved = document.place != present.document.place
    same = replace(document, place=present.document.place) == present.document and (
        kind == "draft" or present.kind == "saved"
    )
    pages = {**present.agreed, present.editor: present.edit_number}
    match verdict(present.revision, pages, base, edit, same=same):
        case Verdict.CHANGED:
            raise ChangedElsewhere(present, document)
        case Verdict.MARK:
            body = revisions.seal_place(keys, present, document) if moved else None
            with write_unit():
                hold(keys)
                revisions.mark(author_id, present, edit, body)
        case Verdict.WRITE:
            sealed = revisions.seal_next(keys, present, document, kind, edit)
            with write_unit():
                hold(keys)
                revisions.advance(author_id, present, sealed, replaces=_one_sitting(present, edit))
            return Saved(present.id, sealed.number, document)
    return Saved(present.id, present.revision, present.document)


def _one_sitting(present: OpenEntry, edit: Edit) -> bool:
    """Whether the present revision is a draft that the same page made within this sitting."""
    # Without a sign: another machine's clock may be a little ahead, and one that was far ahead may have been put right.
    since = abs(now() - present.sitting_since)
    return present.kind == "draft" and present.editor == edit.id and since < SITTING


def _next(document: Document, words: Words, kind: RevisionKind) -> Document:
    document = changed(document, words)
    return rendered(document) if kind == "saved" else document


def _renew(keys: Keys, author_id: str, entry_id: str) -> None:
    with write_unit():
        rekeying.renew(keys, author_id, entry_id)
