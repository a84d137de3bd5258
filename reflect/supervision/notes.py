"""A session’s notes as either of the two saved them. Each saving is a version of its own; no earlier one is lost."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.storage.db import db
from reflect.supervision.models import Notes, Session
from reflect.supervision.pairing import OpenPair
from reflect.supervision.words_of_session import SessionWords
from reflect.vault.errors import CannotOpen
from reflect.vault.pairs import open_notes, seal_notes
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class SavedNotes:
    """One saved state. Version 0: nothing is saved yet, and nobody saved it."""

    version: int
    words: SessionWords
    saved_by: str | None
    saved_at: datetime | None


def latest(pair: OpenPair, session_id: str) -> SavedNotes:
    """What was saved last of a session of this pair.

    Raises:
        Conflict: it does not open: it was changed from outside.
    """
    row = db.session.scalars(
        select(Notes)
        .join(Session, Session.id == Notes.session_id)
        .where(Notes.session_id == session_id, Session.supervision_id == pair.supervision_id)
        .order_by(Notes.version.desc())
        .limit(1)
    ).first()
    if row is None:
        return SavedNotes(0, SessionWords(), None, None)
    try:
        words = SessionWords.from_bytes(open_notes(pair.key, session_id, row.version, row.sealed))
    except (CannotOpen, ValueError):
        raise Conflict(_("These notes do not open: they were changed outside Reflect.")) from None
    return SavedNotes(row.version, words, row.saved_by, row.saved_at)


def save(pair: OpenPair, session_id: str, words: SessionWords, *, base: int) -> int:
    """Save a new state of a session’s notes; returns its version. Inside a write unit, while the pair is live.

    Args:
        base: the version that the page showed; 0 for none.

    Raises:
        Conflict: the other has saved since, the session is cancelled, or its record is signed: nothing is overwritten.
        BadInput: a text is too long.
    """
    words.check()
    session = db.session.scalars(
        select(Session).where(Session.id == session_id, Session.supervision_id == pair.supervision_id).with_for_update()
    ).one()
    if session.state == "signed":
        raise Conflict(_("The record of this session is signed. Add to the record instead."))
    if session.state == "cancelled":
        raise Conflict(_("This session is signed or cancelled, so its notes stay as they are."))
    last = latest(pair, session_id)
    if last.version != base:
        raise Conflict(_("These notes were saved in the meantime. Compare the two, then save again."))
    version = base + 1
    db.session.add(
        Notes(
            session_id=session_id,
            version=version,
            sealed=seal_notes(pair.key, session_id, version, words.to_bytes()),
            saved_by=pair.me.person_id,
            saved_at=now(),
        )
    )
    db.session.flush()
    return version
