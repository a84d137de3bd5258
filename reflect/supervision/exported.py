"""What somebody takes along of supervision: all that stands under a key of one of their own pairs, opened for them.

Both of the two may read all of it, so it goes into the copy of either. A record that somebody may read as its third
reader is about two others: it is only named, and opening it leaves its trace where it always does.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from reflect.core.errors import Conflict, NotFound
from reflect.storage.db import db
from reflect.supervision import reading
from reflect.supervision.models import Action, AgendaItem, Agreement, Notes, Session
from reflect.supervision.pairing import OpenPair, Pair, open_pair, pairs_of
from reflect.supervision.terms import Terms
from reflect.supervision.words_of_session import SessionWords
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.pairs import open_action, open_agreement, open_item, open_notes
from reflect.web.language import gettext as _

Item = dict[str, Any]


def supervisions(keys: Keys, person_id: str) -> Iterator[Item]:
    """Each supervision that somebody has or had, with what the two agreed."""
    for pair in pairs_of(person_id):
        opened = _opened(keys, pair)
        yield {
            "id": pair.supervision_id,
            "opens": opened is not None,
            "practitioner": pair.practitioner.name,
            "supervisor": pair.supervisor.name,
            "since": pair.since,
            "until": pair.until,
            "agreements": [_agreement(opened, row) for row in _of(Agreement, opened)] if opened else [],
        }


def sessions(keys: Keys, person_id: str) -> Iterator[Item]:
    """Each session of somebody's supervisions: agenda, notes as they were saved, what was agreed to do, the record."""
    for pair in pairs_of(person_id):
        opened = _opened(keys, pair)
        wanted = select(Session.id).where(Session.supervision_id == pair.supervision_id)
        for session_id in list(db.session.scalars(wanted.order_by(Session.planned_for, Session.id))):
            session = db.session.get(Session, session_id)
            if session is not None:
                yield _session(keys, person_id, pair, opened, session)


def waiting_items(keys: Keys, person_id: str) -> Iterator[Item]:
    """What was brought without a session, for the next one."""
    for pair in pairs_of(person_id):
        opened = _opened(keys, pair)
        for row in _of(AgendaItem, opened, AgendaItem.session_id.is_(None)) if opened else ():
            yield {"supervision": pair.supervision_id} | _brought(opened, row)


def records_of_others(person_id: str) -> Iterator[Item]:
    """The signed records of others that somebody may read as their third reader: whose, and of which day."""
    for row in reading.for_third_reader(person_id):
        yield {
            "session": row.session_id,
            "practitioner": row.practitioner,
            "supervisor": row.supervisor,
            "held_at": row.held_at,
        }


def _opened(keys: Keys, pair: Pair) -> OpenPair | None:
    """The pair with its key; None where the two have agreed on nothing yet, or the key was damaged from outside."""
    try:
        return open_pair(keys, pair.me.person_id, pair.supervision_id)
    except (NotFound, Conflict):
        return None


def _session(keys: Keys, person_id: str, pair: Pair, opened: OpenPair | None, session: Session) -> Item:
    here = session.id
    return {
        "id": here,
        "opens": opened is not None,
        "supervision": pair.supervision_id,
        "planned_for": session.planned_for,
        "minutes": session.minutes,
        "state": session.state,
        "held_at": session.held_at,
        "agenda": [_brought(opened, row) for row in _of(AgendaItem, opened, AgendaItem.session_id == here)],
        "notes": [_notes(opened, row) for row in db.session.scalars(_notes_of(here))] if opened else [],
        "actions": [_action(opened, row) for row in _of(Action, opened, Action.session_id == here)],
        "record": _record(keys, person_id, here),
    }


def _of(table: Any, opened: OpenPair | None, *conditions: Any) -> list[Any]:
    if opened is None:
        return []
    mine = select(table).where(table.supervision_id == opened.supervision_id, *conditions)
    return list(db.session.scalars(mine.order_by(*table.__table__.primary_key)))


def _notes_of(session_id: str) -> Any:
    return select(Notes).where(Notes.session_id == session_id).order_by(Notes.version)


def _name(pair: Pair, person_id: str | None) -> str:
    return next((each.name for each in (pair.practitioner, pair.supervisor) if each.person_id == person_id), "")


def _agreement(pair: OpenPair, row: Agreement) -> Item:
    item: Item = {
        "version": row.version,
        "opens": True,
        "proposed_by": _name(pair, row.proposed_by),
        "proposed_at": row.proposed_at,
        "practitioner_agreed_at": row.practitioner_at,
        "supervisor_agreed_at": row.supervisor_at,
        "model": row.model,
        "weeks": row.weeks,
        "minutes": row.minutes,
        "review_on": row.review_on,
        "practitioner_wants": "",
        "supervisor_wants": "",
        "confidentiality": "",
        "readers": [],
    }
    try:
        terms = Terms.from_bytes(open_agreement(pair.key, row.version, row.sealed))
    except (CannotOpen, ValueError):
        return item | {"opens": False}
    return item | {
        "practitioner_wants": terms.practitioner_wants,
        "supervisor_wants": terms.supervisor_wants,
        "confidentiality": terms.confidentiality,
        "readers": [reader.name for reader in terms.readers],
    }


def _brought(pair: OpenPair, row: AgendaItem) -> Item:
    """Of a reflection never more than that it was brought: it opens at its own place and by its own rules."""
    item = {"id": row.id, "opens": True, "kind": row.kind, "by": _name(pair, row.brought_by), "at": row.brought_at}
    try:
        words = open_item(pair.key, row.id, row.brought_by, row.sealed).decode()
    except CannotOpen:
        return item | {"opens": False, "words": ""}
    return item | {"words": _("A reflection to talk about") if row.kind == "share" else words}


def _notes(pair: OpenPair, row: Notes) -> Item:
    item: Item = {"version": row.version, "opens": True, "by": _name(pair, row.saved_by), "saved_at": row.saved_at}
    try:
        return item | {"words": _words(SessionWords.from_bytes(_plain_notes(pair, row)))}
    except (CannotOpen, ValueError):
        return item | {"opens": False, "words": _words(SessionWords())}


def _plain_notes(pair: OpenPair, row: Notes) -> bytes:
    return open_notes(pair.key, row.session_id, row.version, row.sealed)


def _action(pair: OpenPair, row: Action) -> Item:
    item = {
        "id": row.id,
        "opens": True,
        "who": _name(pair, row.who_id),
        "by": row.due_on,
        "done_at": row.done_at,
        "dropped_at": row.dropped_at,
    }
    try:
        return item | {"what": open_action(pair.key, row.id, row.version, row.sealed).decode()}
    except CannotOpen:
        return item | {"opens": False, "what": ""}


def _record(keys: Keys, person_id: str, session_id: str) -> Item | None:
    try:
        record = reading.open_record(keys, person_id, session_id)
    except NotFound:
        return None
    except Conflict:
        return {"opens": False}
    return {
        "opens": True,
        "written_by": record.by,
        "written_at": record.written_at,
        "practitioner": record.first.practitioner,
        "supervisor": record.first.supervisor,
        "practitioner_acknowledged_at": record.practitioner_at,
        "supervisor_acknowledged_at": record.supervisor_at,
        "held_at": record.first.held_at,
        "minutes": record.first.minutes,
        "readers": list(record.first.readers),
        "words": _words(record.first.words),
        "digest": record.digest,
        "as_signed": record.whole,
        "additions": [
            {
                "version": each.version,
                "by": each.by,
                "written_at": each.written_at,
                "acknowledged_at": each.acknowledged_at,
                "text": each.text,
            }
            for each in record.additions
        ],
    }


def _words(words: SessionWords) -> Item:
    return {
        "model": words.model,
        "wellbeing": words.wellbeing,
        "sections": [{"heading": heading, "text": text} for heading, text in words.headed()],
        "decisions": words.decisions,
        "learning": words.learning,
        "disagreement": words.disagreement,
        "cancelled": words.cancelled,
        "agenda": list(words.agenda),
        "actions": [{"what": each.what, "who": each.who, "by": each.by} for each in words.actions],
    }
