"""The record of a session: written by one, acknowledged by both, then frozen. Additions are appended, nothing changed.

Until both have acknowledged it, it is sealed to the two alone and may be written again. With the second acknowledgement
its key is sealed to whoever else the agreement names, and no statement here touches it any more.
"""

from dataclasses import dataclass

from sqlalchemy import delete, or_, select

from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.identity.keyring import secrets_of
from reflect.organisation.models import Supervision
from reflect.storage.db import db
from reflect.supervision import agreements, chain, telling
from reflect.supervision.models import Record, RecordKey, Session
from reflect.supervision.pairing import OpenPair, Pair, open_pair, pair_of
from reflect.supervision.record_words import Addition, FirstWords
from reflect.supervision.words_of_session import SessionWords
from reflect.vault import records as vault
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys, PublicKey, private_key
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Draft:
    """What would be written into the record of a session now, and whether anything stands there already."""

    session_id: str
    pair: OpenPair
    first: FirstWords
    replaces: str  # the digest of what was written and not yet acknowledged by both; empty for nothing


def own_session(person_id: str, session_id: str, *, lock: bool = False) -> Session:
    """A session of one of a person’s own pairs.

    Raises:
        NotFound: there is none of this id.
    """
    mine = or_(Supervision.practitioner_id == person_id, Supervision.supervisor_id == person_id)
    wanted = (
        select(Session)
        .join(Supervision, Supervision.id == Session.supervision_id)
        .where(Session.id == session_id, Supervision.confirmed_at.is_not(None), mine)
    )
    found = db.session.scalar(wanted.with_for_update(of=Session) if lock else wanted)
    if found is None:
        raise NotFound
    return found


def draft(keys: Keys, person_id: str, session_id: str, words: SessionWords) -> Draft:
    """The record as it would be written from these words, for its writer to look at first.

    Raises:
        NotFound: it is no session of theirs.
        Refused: the supervision has ended.
        Conflict: it was not held yet, is signed already, has no words, or the agreement names somebody who is not
            there any more.
    """
    session = own_session(person_id, session_id)
    pair = open_pair(keys, person_id, session.supervision_id, writes=True)
    if session.state == "signed":
        raise Conflict(_("The record of this session is signed. Add to the record instead."))
    if session.state != "held" or session.held_at is None:
        raise Conflict(_("Say first that the session was held."))
    if words.empty:
        raise Conflict(_("Nothing is written down of this session yet. Save your notes first."))
    agreed = agreements.in_force(pair)
    agreements.sealing_keys(pair, agreed.terms)
    earlier = db.session.get(Record, (session_id, 1))
    first = FirstWords(
        practitioner=pair.practitioner.name,
        supervisor=pair.supervisor.name,
        held_at=session.held_at,
        minutes=session.minutes,
        agreement=agreed.version,
        readers=tuple(reader.name for reader in agreed.terms.readers),
        words=words,
    )
    return Draft(session_id, pair, first, earlier.digest if earlier else "")


def write(keys: Keys, person_id: str, session_id: str, words: SessionWords, *, replaces: str) -> None:
    """Write the record; the writer’s acknowledgement is in it. The other is told. Inside a write unit.

    Args:
        replaces: the digest that stood there as the page was shown; empty for nothing.

    Raises:
        NotFound, Refused, Conflict: as `draft`; Conflict also when the other has written in the meantime.
    """
    own_session(person_id, session_id, lock=True)
    new = draft(keys, person_id, session_id, words)
    if new.replaces != replaces:
        raise Conflict(_("%(name)s has written this record in the meantime. Read it first.", name=new.pair.other.name))
    db.session.execute(delete(RecordKey).where(RecordKey.session_id == session_id))
    db.session.execute(delete(Record).where(Record.session_id == session_id))
    named = agreements.in_force(new.pair).terms
    both = [public for public in agreements.sealing_keys(new.pair, named) if public.person in new.pair.both]
    made = vault.new_record(session_id, both)
    _hold_keys(session_id, both, made.sealed)
    _append(new.pair, chain.START, made.key, 1, new.first.to_bytes())


def acknowledge(keys: Keys, person_id: str, session_id: str, version: int, digest: str) -> None:
    """Acknowledge what the other wrote. From then on nobody can change it. Inside a write unit.

    Args:
        digest: of the version as the page showed it.

    Raises:
        NotFound: it is no session of theirs.
        Conflict: there is no such version, it was written again in the meantime, is acknowledged already, is not
            whole, or the two have agreed on other readers since.
    """
    session = own_session(person_id, session_id, lock=True)
    pair = pair_of(person_id, session.supervision_id)
    rows = versions(session_id)
    row = next((row for row in rows if row.version == version), None)
    if row is None:
        raise _answered()
    mine = row.practitioner_at if pair.side == "practitioner" else row.supervisor_at
    if row.digest != digest or mine is not None or not chain.whole(pair.supervision_id, rows):
        raise _answered()
    key = _record_key(keys, person_id, session_id)
    if version == 1:
        _seal_to_readers(keys, pair, key, _first(key, row))
        session.state = "signed"
    if pair.side == "practitioner":
        row.practitioner_at = now()
    else:
        row.supervisor_at = now()
    db.session.flush()
    telling.frozen(pair, session_id, version, chain.frozen_digest(row))


def append(keys: Keys, person_id: str, session_id: str, addition: Addition, *, base: int) -> int:
    """Add to a signed record; returns the version. The other is told and acknowledges it. Inside a write unit.

    Args:
        base: the latest version that the page showed.

    Raises:
        NotFound: it is no session of theirs.
        BadInput: there is nothing in it, or too much.
        Refused: the supervision has ended.
        Conflict: it is not signed yet, is not whole, or the other has added to it in the meantime.
    """
    addition.check()
    session = own_session(person_id, session_id, lock=True)
    pair = pair_of(person_id, session.supervision_id, writes=True)
    rows = versions(session_id)
    if session.state != "signed" or not chain.whole(pair.supervision_id, rows):
        raise Conflict(_("This record is not signed by both yet, so it can still be written again."))
    if len(rows) != base:
        raise Conflict(_("%(name)s has added to this record in the meantime. Read it first.", name=pair.other.name))
    _append(pair, rows[-1].digest, _record_key(keys, person_id, session_id), base + 1, addition.to_bytes())
    return base + 1


def versions(session_id: str) -> list[Record]:
    """The rows of one record, in order."""
    wanted = select(Record).where(Record.session_id == session_id).order_by(Record.version)
    return list(db.session.scalars(wanted))


def _append(pair: Pair, before: str, key: vault.RecordKey, version: int, document: bytes) -> None:
    at = now()
    row = Record(
        session_id=key.session,
        version=version,
        sealed=vault.seal_record(key, version, document),
        digest="",
        written_by=pair.me.person_id,
        written_at=at,
        practitioner_at=at if pair.side == "practitioner" else None,
        supervisor_at=at if pair.side == "supervisor" else None,
    )
    row.digest = chain.digest(before, pair.supervision_id, row)
    db.session.add(row)
    db.session.flush()
    telling.written(pair, key.session, version)


def _record_key(keys: Keys, person_id: str, session_id: str) -> vault.RecordKey:
    held = db.session.get(RecordKey, (session_id, person_id))
    if held is None:
        raise NotFound
    try:
        return vault.record_key(private_key(keys, secrets_of(person_id)), session_id, held.sealed)
    except CannotOpen:
        raise _damaged() from None


def _first(key: vault.RecordKey, row: Record) -> FirstWords:
    try:
        return FirstWords.from_bytes(vault.open_record(key, 1, row.sealed))
    except (CannotOpen, ValueError):
        raise _damaged() from None


def _seal_to_readers(keys: Keys, pair: Pair, key: vault.RecordKey, first: FirstWords) -> None:
    """Seal the key to whoever the agreement names beside the two; they are those that the record itself names."""
    agreed = agreements.in_force(open_pair(keys, pair.me.person_id, pair.supervision_id))
    if agreed.version != first.agreement:
        raise Conflict(_("You two have agreed anew since this was written. Write it again before you sign."))
    others = [public for public in agreements.sealing_keys(pair, agreed.terms) if public.person not in pair.both]
    _hold_keys(key.session, others, vault.seal_record_key(key, others))


def _hold_keys(session_id: str, holders: list[PublicKey], sealed: dict[str, bytes]) -> None:
    for holder in holders:
        db.session.add(
            RecordKey(session_id=session_id, holder=holder.person, key_id=holder.key_id, sealed=sealed[holder.person])
        )
    db.session.flush()


def _answered() -> Conflict:
    return Conflict(_("This was written again or acknowledged in the meantime. Read it again."))


def _damaged() -> Conflict:
    return Conflict(_("This record does not open: it was changed outside Reflect."))
