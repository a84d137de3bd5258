"""Who opens a record: either of the two, the third reader once it is signed, and the organisation by its records key.

Nothing here asks for a role. Whoever has no key of the record finds nothing, an administrator like anybody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, or_, select

from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.identity.keyring import secrets_of
from reflect.organisation.models import Supervision
from reflect.organisation.relations import has_left, names_of
from reflect.privacy.policy import Relation, Thing, Verb, may
from reflect.storage.db import db
from reflect.supervision import chain, telling
from reflect.supervision.models import Record, RecordKey, Session
from reflect.supervision.record_words import Addition, FirstWords
from reflect.supervision.records import versions
from reflect.vault import records as vault
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, private_key
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class ReadAddition:
    """An addition as it is read."""

    version: int
    text: str
    by: str
    written_at: datetime
    acknowledged_at: datetime | None  # by the other; None while they have not
    mine_to_acknowledge: bool
    digest: str


@dataclass(frozen=True)
class ReadRecord:
    """A record as somebody reads it who may."""

    session_id: str
    supervision_id: str
    first: FirstWords
    by: str
    written_at: datetime
    practitioner_at: datetime | None
    supervisor_at: datetime | None
    digest: str
    whole: bool  # nothing was changed or taken out of it outside Reflect
    mine_to_acknowledge: bool
    one_of_the_two: bool
    additions: tuple[ReadAddition, ...]

    @property
    def signed(self) -> bool:
        """Whether both have signed this version."""
        return self.practitioner_at is not None and self.supervisor_at is not None

    @property
    def version(self) -> int:
        """The latest version."""
        return 1 + len(self.additions)


@dataclass(frozen=True)
class Listed:
    """One record in a list: whose session, when, and where it stands. Nothing of what it says."""

    session_id: str
    supervision_id: str
    practitioner: str
    supervisor: str
    held_at: datetime
    signed: bool
    waits_for_me: bool
    key_id: str = ""  # of the records key that opens it, where the organisation asks


def open_record(keys: Keys, person_id: str, session_id: str) -> ReadRecord:
    """Open a record for one of the two, or for its third reader once it is signed. In a write unit for a receipt.

    Raises:
        NotFound: they hold no key of it.
        Conflict: it was changed from outside so that it does not open.
    """
    found = db.session.execute(
        select(RecordKey.sealed, Session, Supervision.practitioner_id, Supervision.supervisor_id)
        .join(Session, Session.id == RecordKey.session_id)
        .join(Supervision, Supervision.id == Session.supervision_id)
        .where(RecordKey.session_id == session_id, RecordKey.holder == person_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    both = (found.practitioner_id, found.supervisor_id)
    relation = Relation.PAIR if person_id in both else Relation.THIRD_READER
    if not may(relation, Verb.READ, Thing.SUPERVISION_RECORD):
        raise NotFound
    if relation is Relation.THIRD_READER:
        if found.Session.state != "signed" or has_left(person_id):
            raise NotFound
        telling.read_by_third(both, person_id, session_id)
        db.session.flush()  # no trace, nothing opened
    try:
        key = vault.record_key(private_key(keys, secrets_of(person_id)), session_id, found.sealed)
        return _read(key, found.Session, both, person_id)
    except (CannotOpen, ValueError):
        raise Conflict(_("This record does not open: it was changed outside Reflect.")) from None


def open_for_organisation(session_id: str, raw: bytes, *, opened_by: str, reason: str) -> ReadRecord:
    """Open a signed record with the organisation’s private key. Both people are told. Inside a write unit.

    Args:
        raw: the private half, 32 bytes.
        opened_by: the id of who does it, on the roster.
        reason: a word of ours, for the trail.

    Raises:
        NotFound: there is no signed record of this id, or it is not sealed to any records key.
        BadInput: this is not the key that it is sealed to.
    """
    found = db.session.execute(
        select(RecordKey.sealed, RecordKey.key_id, Session, Supervision.practitioner_id, Supervision.supervisor_id)
        .join(Session, Session.id == RecordKey.session_id)
        .join(Supervision, Supervision.id == Session.supervision_id)
        .where(RecordKey.session_id == session_id, RecordKey.holder == vault.ORGANISATION, Session.state == "signed")
    ).one_or_none()
    if found is None:
        raise NotFound(_("No signed record of this session is sealed to a records key."))
    both = (found.practitioner_id, found.supervisor_id)
    try:
        key = vault.record_key(vault.records_private_key(raw), session_id, found.sealed)
        record = _read(key, found.Session, both, None)
    except (CannotOpen, ValueError):
        sentence = _("This is not the key, or the record was changed. It is sealed to %(key)s.", key=found.key_id)
        raise BadInput(sentence) from None
    name = names_of((opened_by,))[opened_by].name
    telling.opened_for_organisation(both, opened_by, name, session_id, record.first.held_at, reason)
    return record


def of_pair(person_id: str, supervision_id: str) -> list[Listed]:
    """The records of one of a person’s own pairs, the latest first."""
    mine = or_(Supervision.practitioner_id == person_id, Supervision.supervisor_id == person_id)
    return _listed(person_id, and_(Supervision.id == supervision_id, mine))


def waiting_for(person_id: str) -> list[Listed]:
    """The records and additions that wait for a person’s acknowledgement."""
    mine = or_(Supervision.practitioner_id == person_id, Supervision.supervisor_id == person_id)
    waits = or_(Record.practitioner_at.is_(None), Record.supervisor_at.is_(None))
    return [row for row in _listed(person_id, and_(mine, waits)) if row.waits_for_me]


def for_third_reader(person_id: str) -> list[Listed]:
    """The signed records that a person may read although they are neither of the two, the latest first.

    None for who has left: they open none, so they need not see either that two people go on meeting.
    """
    if has_left(person_id):
        return []
    held = select(RecordKey.session_id).where(RecordKey.holder == person_id)
    outside = and_(Supervision.practitioner_id != person_id, Supervision.supervisor_id != person_id)
    return _listed(person_id, and_(Session.id.in_(held), Session.state == "signed", outside))


def of_person(person_id: str) -> list[Listed]:
    """The signed records of somebody that a records key opens, for whoever runs Reflect; content-free."""
    mine = or_(Supervision.practitioner_id == person_id, Supervision.supervisor_id == person_id)
    keys = select(RecordKey.session_id, RecordKey.key_id).where(RecordKey.holder == vault.ORGANISATION)
    sealed_to = {row.session_id: row.key_id for row in db.session.execute(keys)}
    return [
        replace(row, key_id=sealed_to[row.session_id])
        for row in _listed(person_id, and_(mine, Session.state == "signed"))
        if row.session_id in sealed_to
    ]


def _listed(person_id: str, condition: ColumnElement[bool]) -> list[Listed]:
    """Sessions that have a record, the latest first; two statements, and none of the words."""
    rows = db.session.execute(
        select(
            Record.practitioner_at,
            Record.supervisor_at,
            Session,
            Supervision.practitioner_id,
            Supervision.supervisor_id,
        )
        .join(Session, Session.id == Record.session_id)
        .join(Supervision, Supervision.id == Session.supervision_id)
        .where(condition)
        .order_by(Session.held_at.desc(), Session.id, Record.version)
    ).all()
    names = names_of({each for row in rows for each in (row.practitioner_id, row.supervisor_id)})
    found: dict[str, Listed] = {}
    for row in rows:
        waits = _waits_for(person_id, row, (row.practitioner_id, row.supervisor_id))
        earlier = found.get(row.Session.id)
        found[row.Session.id] = Listed(
            row.Session.id,
            row.Session.supervision_id,
            names[row.practitioner_id].name,
            names[row.supervisor_id].name,
            row.Session.held_at or row.Session.planned_for,
            row.Session.state == "signed",
            waits or (earlier is not None and earlier.waits_for_me),
        )
    return list(found.values())


def _waits_for(person_id: str | None, row: Record | Row, both: Sequence[str]) -> bool:
    times = (row.practitioner_at, row.supervisor_at)
    return any(each == person_id and at is None for each, at in zip(both, times, strict=True))


def _read(key: vault.RecordKey, session: Session, both: tuple[str, str], person_id: str | None) -> ReadRecord:
    """Everything of one record. Raises CannotOpen, or ValueError for what is nothing of ours."""
    rows = versions(session.id)
    names = {each: person.name for each, person in names_of({row.written_by for row in rows}).items()}
    if not rows:
        raise CannotOpen
    head = rows[0]
    return ReadRecord(
        session_id=session.id,
        supervision_id=session.supervision_id,
        first=FirstWords.from_bytes(vault.open_record(key, 1, head.sealed)),
        by=names.get(head.written_by, ""),
        written_at=head.written_at,
        practitioner_at=head.practitioner_at,
        supervisor_at=head.supervisor_at,
        digest=head.digest,
        whole=chain.whole(session.supervision_id, rows),
        mine_to_acknowledge=_waits_for(person_id, head, both),
        one_of_the_two=person_id in both,
        additions=tuple(
            ReadAddition(
                version=row.version,
                text=Addition.from_bytes(vault.open_record(key, row.version, row.sealed)).text,
                by=names.get(row.written_by, ""),
                written_at=row.written_at,
                acknowledged_at=max(row.practitioner_at, row.supervisor_at)
                if row.practitioner_at and row.supervisor_at
                else None,
                mine_to_acknowledge=_waits_for(person_id, row, both),
                digest=row.digest,
            )
            for row in rows[1:]
        ),
    )
