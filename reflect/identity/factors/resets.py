"""An administrator's reset of somebody's second factors: a day later, with notice to the person, who can stop it.

No slot is touched: whoever signs in still has to know the passphrase.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.identity import sessions
from reflect.identity.factor_models import DeviceSlot, Factor, FactorReset
from reflect.identity.models import Account
from reflect.notices.telling import tell
from reflect.organisation.models import Person
from reflect.storage.db import db, write_unit
from reflect.web.language import day
from reflect.web.language import gettext as _

WAITS = timedelta(hours=24)


def ask(person_id: str, *, actor: str) -> datetime:
    """Ask for a reset, inside a write unit. Returns the moment from which it holds.

    Raises:
        Conflict: the person has no account, or one has been asked for already.
    """
    person = db.session.get_one(Person, person_id, with_for_update=True)
    if db.session.get(Account, person_id) is None:
        raise Conflict(_("They have no account yet, so there is nothing to reset."))
    if db.session.get(FactorReset, person_id) is not None:
        raise Conflict(_("A reset has been asked for already."))
    at = now()
    reset = FactorReset(person_id=person_id, asked_by=actor, asked_at=at, takes_effect_at=at + WAITS)
    db.session.add(reset)
    record("factor-reset-asked", actor=actor, about=person_id)
    tell(person_id, "factor-reset-asked", address=person.email, day=day(reset.takes_effect_at))
    return reset.takes_effect_at


def waiting(person_id: str) -> datetime | None:
    """When a reset of this person's second factors takes effect; None when none has been asked for."""
    return db.session.scalar(select(FactorReset.takes_effect_at).where(FactorReset.person_id == person_id))


def stop(person_id: str, *, actor: str) -> None:
    """Stop a reset, inside a write unit. The person can, and the administrator.

    Raises:
        NotFound: none waits.
    """
    found = db.session.get(FactorReset, person_id, with_for_update=True)
    if found is None:
        raise NotFound(_("No reset is waiting any more."))
    db.session.delete(found)
    record("factor-reset-cancelled", actor=actor, about=person_id)


def apply_due(person_id: str) -> bool:
    """Remove a person's second factors when a reset has come due, and sign them out, in a write unit of its own.

    Asked each time it is known who signs in, by passphrase or at the organisation's provider, and before a second
    factor is asked for. Returns whether it did.
    """
    due = select(FactorReset).where(FactorReset.person_id == person_id, FactorReset.takes_effect_at <= now())
    if db.session.scalar(due) is None:
        return False
    with write_unit(receipt=True):  # the way back from the organisation's provider is a GET
        if (reset := db.session.scalar(due.with_for_update())) is None:
            return False
        db.session.execute(delete(DeviceSlot).where(DeviceSlot.person_id == person_id))
        removed = db.session.execute(
            delete(Factor).where(Factor.person_id == person_id).returning(Factor.id, Factor.kind)
        ).all()
        for factor in removed:
            record("factor-removed", actor=reset.asked_by, about=person_id, kind=factor.kind, factor=factor.id)
        db.session.delete(reset)
        sessions.end_all(person_id)  # whoever holds what was lost may be signed in with it
    return True
