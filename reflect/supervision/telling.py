"""What the two of a pair are told, and what the trail keeps: who did what to which session, never a word of it."""

from datetime import datetime

from reflect.audit.trail import record
from reflect.notices.telling import tell
from reflect.organisation.contacts import contacts_of
from reflect.supervision.pairing import Pair
from reflect.web.language import day


def proposed(pair: Pair, version: int) -> None:
    """One proposed an agreement: the other is asked."""
    _record(pair, "agreement-proposed", pair.me.person_id, supervision=pair.supervision_id, version=version)
    _tell(pair.other.person_id, "agreement-proposed", pair.me.name)


def agreed(pair: Pair, version: int, *, new_third_reader: str | None) -> None:
    """The other said yes: who proposed it is told, and so is who may read the records from now on."""
    _record(pair, "agreement-agreed", pair.me.person_id, supervision=pair.supervision_id, version=version)
    _tell(pair.other.person_id, "agreement-agreed", pair.me.name)
    if new_third_reader is not None:
        _tell(new_third_reader, "named-third-reader", f"{pair.practitioner.name}, {pair.supervisor.name}")


def written(pair: Pair, session_id: str, version: int) -> None:
    """One wrote the record of a session, or an addition to it: the other is asked to acknowledge it."""
    _record(pair, "record-written", pair.me.person_id, session=session_id, version=version)
    _tell(pair.other.person_id, "record-written" if version == 1 else "record-added-to", pair.me.name)


def frozen(pair: Pair, session_id: str, version: int, digest: str) -> None:
    """Both have acknowledged it. The digest in the trail is what its row is held against for ever after."""
    _record(pair, "record-frozen", pair.me.person_id, session=session_id, version=version, digest=digest)
    _tell(pair.other.person_id, "record-acknowledged", pair.me.name)


def session(pair: Pair, kind: str, moment: datetime) -> None:
    """One planned, moved or cancelled a session: the other is told on which day, and nothing of what."""
    address = contacts_of((pair.other.person_id,))[pair.other.person_id].email
    tell(pair.other.person_id, kind, address=address, name=pair.me.name, day=day(moment))


def read_by_third(both: tuple[str, str], reader_id: str, session_id: str) -> None:
    """The third reader opened a record: it stands in both people’s own log."""
    for person_id in both:
        record("record-read", actor=reader_id, about=person_id, session=session_id)


def opened_for_organisation(
    both: tuple[str, str], opened_by: str, name: str, session_id: str, held_at: datetime, reason: str
) -> None:
    """Somebody opened a record with the organisation’s records key: it stands in both people’s log, both are told."""
    for person_id in both:
        record("record-opened", actor=opened_by, about=person_id, session=session_id, reason=reason)
        contact = contacts_of((person_id,))[person_id]
        tell(person_id, "record-opened", address=contact.email, name=name, day=day(held_at))


def _record(pair: Pair, event: str, actor: str, **details: str | int) -> None:
    for person_id in pair.both:
        record(event, actor=actor, about=person_id, **details)


def _tell(person_id: str, kind: str, name: str) -> None:
    tell(person_id, kind, address=contacts_of((person_id,))[person_id].email, name=name)
