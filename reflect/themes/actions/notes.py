"""Notes on an action: how far it is, and what shows it. They are added, never changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from sqlalchemy import select

from reflect.core.clock import now
from reflect.core.errors import BadInput
from reflect.core.ids import new_id
from reflect.organisation.models import Person
from reflect.storage.db import db
from reflect.themes.actions.models import MOST_NOTE, ActionNote, Progress
from reflect.themes.actions.plan import locked, noting, one
from reflect.themes.typed import check_typed
from reflect.web.language import gettext as _

SHOWN = 50


@dataclass(frozen=True)
class Note:
    """One note as it is read. Whoever wrote it may have left."""

    progress: str
    evidence: str
    writer: str | None
    noted_at: datetime


def notes_of(action_id: str) -> list[Note]:
    """The notes on an action, the newest first. One statement."""
    statement = (
        select(ActionNote.progress, ActionNote.evidence, Person.name, ActionNote.noted_at)
        .outerjoin(Person, Person.id == ActionNote.noted_by)
        .where(ActionNote.action_id == action_id)
        .order_by(ActionNote.noted_at.desc(), ActionNote.id)
    )
    return [Note(*row) for row in db.session.execute(statement.limit(SHOWN))]


def add_note(person_id: str, action_id: str, progress: str, evidence: str) -> None:
    """Say how far an action is, and what shows it. Inside a write unit; a button pressed twice adds one note.

    Raises:
        NotFound: there is none, or they neither lead its unit nor are to do it.
        BadInput: nothing is said, or too much.
    """
    row = locked(action_id)
    here, action = one(person_id, action_id)
    noting(here, action, person_id)
    if progress not in get_args(Progress):
        raise BadInput(_("Choose how far it is."))
    check_typed(evidence, MOST_NOTE)
    said, at = evidence.strip(), now()
    if _last_note(action_id, at - timedelta(minutes=1)) == (person_id, progress, said):
        return
    if progress == row.progress and not said:
        raise BadInput(_("Say what was done or seen, or choose how far it is now."))
    note = ActionNote(id=new_id(), action_id=action_id, progress=progress, evidence=said)
    note.noted_by, note.noted_at = person_id, at
    db.session.add(note)
    row.progress = progress
    db.session.flush()


def _last_note(action_id: str, since: datetime) -> tuple[str | None, str, str] | None:
    """Who noted what last, if that was after a moment: who, how far it is, and what shows it."""
    statement = (
        select(ActionNote.noted_by, ActionNote.progress, ActionNote.evidence)
        .where(ActionNote.action_id == action_id, ActionNote.noted_at > since)
        .order_by(ActionNote.noted_at.desc(), ActionNote.id)
    )
    row = db.session.execute(statement.limit(1)).first()
    return None if row is None else (row.noted_by, row.progress, row.evidence)
