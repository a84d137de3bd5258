"""Notes on an action: how far it is, and what shows it. They are added, never changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import select

from reflect.core.clock import now
from reflect.core.errors import BadInput
from reflect.core.ids import new_id
from reflect.organisation.models import Person
from reflect.storage.db import db
from reflect.themes.actions.models import MOST_NOTE, Action, ActionNote, Progress
from reflect.themes.actions.plan import noting, one
from reflect.web.language import gettext as _
from reflect.web.language import ngettext

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
    """Say how far an action is, and what shows it. Inside a write unit.

    Raises:
        NotFound: there is none, or they neither lead its unit nor are to do it.
        BadInput: nothing is said, or too much.
    """
    here, action = one(person_id, action_id)
    noting(here, action, person_id)
    if progress not in get_args(Progress):
        raise BadInput(_("Choose how far it is."))
    over = len(evidence) - MOST_NOTE
    if over > 0:
        raise BadInput(ngettext("Shorten it by %(num)d character.", "Shorten it by %(num)d characters.", over))
    if progress == action.progress and not evidence.strip():
        raise BadInput(_("Say what was done or seen, or choose how far it is now."))
    note = ActionNote(id=new_id(), action_id=action_id, progress=progress, evidence=evidence.strip())
    note.noted_by, note.noted_at = person_id, now()
    db.session.add(note)
    db.session.get_one(Action, action_id).progress = progress
    db.session.flush()
