"""What two people of a service have together: supervision, its sessions, what one shared and the other said to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from reflect.audit.models import AuditEvent
from reflect.core.ids import new_id
from reflect.demo.large.sealing import ENROLLED_FOR, WRITING_FOR, Lock, Making, Rows, Somebody, Units, staff
from reflect.demo.large.shape import Service
from reflect.demo.large.words import Written
from reflect.demo.people import PRIYA
from reflect.notices.models import Notice
from reflect.sharing.models import Comment, Receipt, Share
from reflect.supervision.models import Agreement, Notes, PairKey, Session
from reflect.vault.pairs import new_pair, seal_agreement, seal_notes
from reflect.vault.shares import new_share, seal_comment, seal_share_body, seal_share_head

SHARED, LONGEST_SHARED = 0.15, 180  # of the reflections of the last half-year, for so many days
OPENED, COMMENTED = 0.8, 0.6  # of what was shared, of what was opened
NOTICES_FOR = 90  # days
SESSIONS = -84, -56, -28, 9  # days from today: three that were held and one to come
VISITS = 6  # of each person, in the trail
OF_PRIYA = 12  # shared, whatever the dice say


def seal(service: Service, units: Units, written: Written, lock: Lock | None = None) -> Rows:
    """Everything of one service, by table.

    Args:
        lock: makes the slots of those who can sign in; without it nobody can.
    """
    making, pairs = staff(service, units, written, lock)
    supervisors = {practitioner.keys.person: supervisor for practitioner, supervisor in pairs}
    for practitioner, supervisor in pairs:
        _meet(making, practitioner, supervisor)
    for author in making.people:
        _trail(making, author)
        entries = making.write(author)
        reader = supervisors.get(author.keys.person)
        if reader is not None:
            late = [each for each in entries if each[2] > making.at - timedelta(days=LONGEST_SHARED - 10)]
            chosen = (
                late[:OF_PRIYA] if author.named == PRIYA else [e for e in late if making.dice.random() < 4 * SHARED]
            )
            for entry_id, text, at in chosen:
                _share(making, author, reader, entry_id, text, at)
    return making.rows


def _trail(making: Making, person: Somebody) -> None:
    """What the trail keeps of somebody beside sharing: how they came, and that they were here."""
    came, unit = making.at - ENROLLED_FOR, making.works_in[person.keys.person]
    _event(making, "role-given", None, person, came, role="practitioner", unit=unit)
    _event(making, "enrolled", person, person, came)
    for _visit in range(VISITS):
        _event(making, "signed-in", person, person, making.moment(WRITING_FOR), session=new_id())


def _share(making: Making, author: Somebody, reader: Somebody, entry_id: str, text: int, at: datetime) -> None:
    share_id, (head, body) = new_id(), making.written.shares[text]
    new = new_share(author.keys, share_id, reader.public)
    opened = making.dice.random() < OPENED
    both = {"owner_id": author.keys.person, "reader_id": reader.keys.person}
    making.rows[Share].append(
        {
            "id": share_id,
            **both,
            "entry_id": entry_id,
            "entry_revision": 1,
            "created_at": at,
            "expires_at": at + timedelta(days=LONGEST_SHARED),
            "generation": author.keys.generation,
            "owner_key": new.owner_wrapped,
            "reader_key": new.reader_sealed,
            "reader_key_id": reader.public.key_id,
            "head": seal_share_head(new.key, head),
            "body": seal_share_body(new.key, body),
            "basis": "supervision",
            "owner_unit_id": _unit(making, author),
            "reader_unit_id": _unit(making, reader),
            "opened_at": at + timedelta(hours=20) if opened else None,
        }
    )
    _event(making, "shared", author, author, at, share=share_id, reader=reader.keys.person)
    _tell(making, reader, "shared-with-you", author, at)
    if not opened:
        return
    receipt = {"id": new_id(), "share_id": share_id, **both, "entry_id": entry_id, "entry_revision": 1}
    making.rows[Receipt].append({**receipt, "opened_at": at + timedelta(hours=20)})
    _event(making, "share-opened", reader, author, at + timedelta(hours=20), share=share_id, revision=1)
    _tell(making, author, "share-opened", reader, at + timedelta(hours=20))
    if making.dice.random() < COMMENTED:
        comment_id, later = new_id(), at + timedelta(hours=21)
        sealed = seal_comment(new.key, comment_id, reader.keys.person, making.written.comment)
        said = {"id": comment_id, "share_id": share_id, "author_id": reader.keys.person, "written_at": later}
        making.rows[Comment].append({**said, "sealed": sealed})
        _event(making, "commented", reader, author, later, share=share_id)
        _tell(making, author, "commented", reader, later)


def _meet(making: Making, practitioner: Somebody, supervisor: Somebody) -> None:
    """Supervision with an agreement, sessions that were held, and one to come."""
    supervision_id, agreed = making.supervise(practitioner, supervisor), making.at - timedelta(days=100)
    _event(making, "supervisor-named", None, practitioner, making.at - ENROLLED_FOR, supervisor=supervisor.keys.person)
    pair = new_pair(supervision_id, (practitioner.public, supervisor.public))
    for one in (practitioner, supervisor):
        values = {"supervision_id": supervision_id, "person_id": one.keys.person, "key_id": one.public.key_id}
        making.rows[PairKey].append({**values, "sealed": pair.sealed[one.keys.person]})
    making.rows[Agreement].append(
        {
            "supervision_id": supervision_id,
            "version": 1,
            "model": "4x4x4",
            "weeks": 4,
            "minutes": 60,
            "review_on": making.written.review_on,
            "sealed": seal_agreement(pair.key, 1, making.written.agreement),
            "proposed_by": supervisor.keys.person,
            "proposed_at": agreed,
            "practitioner_at": agreed,
            "supervisor_at": agreed,
        }
    )
    for days in SESSIONS:
        session_id, at = new_id(), making.at.replace(hour=10, minute=0) + timedelta(days=days)
        held = days < 0
        values = {"id": session_id, "supervision_id": supervision_id, "planned_for": at, "minutes": 60}
        state = {"state": "held" if held else "planned", "changes": 0, "changed_at": at - timedelta(days=20)}
        making.rows[Session].append({**values, **state, "held_at": at if held else None})
        if held:
            notes = seal_notes(pair.key, session_id, 1, making.written.notes)
            saved = {"session_id": session_id, "version": 1, "sealed": notes}
            making.rows[Notes].append({**saved, "saved_by": supervisor.keys.person, "saved_at": at})


def _unit(making: Making, somebody: Somebody) -> str:
    return making.works_in[somebody.keys.person]


def _tell(making: Making, somebody: Somebody, kind: str, whose_doing: Somebody, at: datetime) -> None:
    if at > making.at - timedelta(days=NOTICES_FOR):
        read = at + timedelta(days=1) if making.dice.random() < OPENED else None
        values = {"id": new_id(), "person_id": somebody.keys.person, "kind": kind, "made_at": at, "read_at": read}
        making.rows[Notice].append({**values, "details": {"name": whose_doing.name}})


def _event(
    making: Making, event: str, actor: Somebody | None, about: Somebody, at: datetime, **details: str | int
) -> None:
    values = {"id": new_id(), "happened_at": at, "event": event, "details": details}
    making.rows[AuditEvent].append({**values, "actor_id": actor and actor.keys.person, "about_id": about.keys.person})
