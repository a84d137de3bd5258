"""A person's own second factors, of whichever kind: which they have, and what a change of them brings about."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from reflect.audit.trail import record
from reflect.core.errors import Conflict, NotFound
from reflect.identity import sessions
from reflect.identity.codes import new_code
from reflect.identity.factor_models import DeviceSlot, Factor
from reflect.identity.factors import resets
from reflect.identity.factors.pending import Waiting, end
from reflect.identity.models import Account
from reflect.identity.telling import tell_owner
from reflect.storage.db import db, deployment
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _
from reflect.web.signals import account_finished


def of_person(person_id: str) -> Sequence[Factor]:
    """The factors that work, the oldest first."""
    mine = select(Factor).where(Factor.person_id == person_id, Factor.confirmed_at.is_not(None))
    return db.session.scalars(mine.order_by(Factor.created_at)).all()


def one(person_id: str, factor_id: str) -> Factor:
    """One factor of this person.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = db.session.get(Factor, factor_id)
    if found is None or found.person_id != person_id or found.confirmed_at is None:
        raise NotFound
    return found


def added(factor: Factor, *, session_id: str) -> None:
    """What follows when a factor begins to count: the person is told, and signed out everywhere else."""
    _changed("factor-added", factor, but=session_id)
    account_finished.send(factor.person_id)


def remove(factor: Factor, *, session_id: str) -> None:
    """Take a factor away, with what it unlocks. The person is told, and signed out everywhere else.

    Raises:
        Conflict: it is their last one, and everybody needs one here.
    """
    # The lock makes two removals follow each other, so that they cannot both find another factor left.
    db.session.execute(select(Account.person_id).where(Account.person_id == factor.person_id).with_for_update())
    left = select(func.count()).where(Factor.person_id == factor.person_id, Factor.confirmed_at.is_not(None))
    if deployment().second_factor_required and (db.session.scalar(left) or 0) <= 1:
        raise Conflict(_("This is your only second factor, and you need one here. Add another one first."))
    _delete(factor)
    _changed("factor-removed", factor, but=session_id)


def replace_lost(waiting: Waiting, keys: Keys) -> str:
    """Take all factors away from somebody who showed passphrase and recovery code instead, and replace that code.

    A reset that an administrator was asked for has nothing left to do: it would take the next factors away.

    Returns:
        The browser's half that shows the new code.

    Raises:
        Conflict: the pending sign-in has led to a session already.
        NotFound: the reset took effect at this moment, and ended the pending sign-in.
        KeysReplaced: the keys were replaced meanwhile.
    """
    person_id = waiting.person_id
    if resets.waiting(person_id) is not None:  # first, as who applies it locks it first
        resets.stop(person_id, actor=person_id)
    if not end(waiting.row_id):
        raise Conflict(_("You were signed in from this page already. Sign in again."))
    record("recovery-code-used", actor=person_id, about=person_id)
    tell_owner(person_id, "recovery-code-used")
    for factor in of_person(person_id):
        _delete(factor)
        _changed("factor-removed", factor, but=None)
    return new_code(keys)


def _delete(factor: Factor) -> None:
    db.session.execute(delete(DeviceSlot).where(DeviceSlot.factor_id == factor.id))
    db.session.execute(delete(Factor).where(Factor.id == factor.id))


def _changed(event: str, factor: Factor, *, but: str | None) -> None:
    person_id = factor.person_id
    record(event, actor=person_id, about=person_id, kind=factor.kind, factor=factor.id)
    tell_owner(person_id, event, name=factor.name)
    sessions.end_all(person_id, but=but)
