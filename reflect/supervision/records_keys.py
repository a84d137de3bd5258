"""The organisation’s key for supervision records: there is one at a time, or none. Its private half is never here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from reflect.audit.trail import record as record_event
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.organisation.names import tidy_name
from reflect.storage.db import db
from reflect.supervision.models import RecordsKey
from reflect.vault.keys import PublicKey
from reflect.vault.records import ORGANISATION, new_records_key
from reflect.web.language import gettext as _

HOLDERS = 2
_LOCK = 7_205_507  # PostgreSQL's advisory lock of the one key; SQLite has one writer anyway
_MOST_HOLDER = 190  # two of them and what joins them fit the column


@dataclass(frozen=True)
class OrganisationKey:
    """The records key in use: to seal to, and by whom its private half is held."""

    public: PublicKey
    holders: str
    made_at: datetime


def present_key() -> OrganisationKey | None:
    """The key that records are sealed to now; None while the organisation has none."""
    row = db.session.scalars(select(RecordsKey).where(RecordsKey.ended_at.is_(None))).one_or_none()
    return (
        OrganisationKey(PublicKey(ORGANISATION, row.key_id, row.public_key), row.holders, row.made_at) if row else None
    )


def make_key(holders: Sequence[str], *, instead_of: str | None = None) -> tuple[bytes, str]:
    """Make a records key and let it take the place of the one before. Inside a write unit.

    Args:
        holders: the two people who will hold the private half, by name and role.
        instead_of: the name of the key that was there when whoever asks for another one looked; None: there was none.

    Returns:
        The private half, 32 bytes, which nobody can make again, and the key’s name.

    Raises:
        BadInput: they are not two, or one is no name.
        Conflict: somebody made or ended a key at this moment.
    """
    if len(holders) != HOLDERS:
        raise BadInput(_("Name two people who will hold the key, each with their role."))
    named = [tidy_name(holder, _MOST_HOLDER) for holder in holders]
    if len(set(named)) != HOLDERS:
        raise BadInput(_("Name two different people."))
    if _end_present() != instead_of:
        raise Conflict(_("Somebody made or ended a records key a moment ago, so none was made. Look again first."))
    raw, public = new_records_key()
    db.session.add(
        RecordsKey(key_id=public.key_id, public_key=public.raw, holders="; ".join(named), made_at=now(), ended_at=None)
    )
    record_event("records-key-made", key=public.key_id)
    db.session.flush()
    return raw, public.key_id


def end_key() -> str:
    """Switch the records key off: what is signed from now on is not sealed to it. Returns its name. In a write unit.

    Raises:
        NotFound: there is none.
    """
    ended = _end_present()
    if ended is None:
        raise NotFound(_("There is no records key."))
    return ended


def _end_present() -> str | None:
    # Where there is no key yet, there is no row to wait for: two who make one wait for each other here.
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    row = db.session.scalars(select(RecordsKey).where(RecordsKey.ended_at.is_(None)).with_for_update()).one_or_none()
    if row is None:
        return None
    row.ended_at = now()
    db.session.flush()
    record_event("records-key-ended", key=row.key_id)
    return row.key_id
