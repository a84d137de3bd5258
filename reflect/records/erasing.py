"""Erasing a person: their keys first, in a unit of their own, then their rows, as the tables declare.

Whatever happens after the first unit, nothing of theirs can be opened any more; erasing again finishes the rest.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import and_, delete, exists, func, select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import Conflict
from reflect.identity import sessions, standing
from reflect.identity.keyring import live_account
from reflect.identity.models import Account
from reflect.notices.models import Mail
from reflect.organisation import emptied
from reflect.organisation.holds import held
from reflect.organisation.models import Person, Role
from reflect.organisation.relations import in_force
from reflect.records import erased, inventory
from reflect.records.models import Erasure
from reflect.sharing import ended_keys
from reflect.storage.db import db, deployment, write_unit
from reflect.web.language import gettext as _


def refuse(person_id: str, *, by_themselves: bool = False) -> None:
    """Stand in the way of erasing somebody who must not be erased now.

    Args:
        by_themselves: the last administrator may not go by themselves; a command may let them.

    Raises:
        Conflict: there is a hold on them, or they are the last administrator.
    """
    if held(person_id):
        raise Conflict(_("There is a hold on this account. Nothing of it is destroyed until the hold is lifted."))
    if by_themselves and _last_administrator(person_id):
        raise Conflict(
            _("You are the last administrator. Give somebody else the role first, or nobody can look after accounts.")
        )


def erase(person_id: str, *, actor: str | None = None, by_themselves: bool = False) -> None:
    """Erase somebody with every journal they have, in write units of its own. Again, it finishes what was cut short.

    Args:
        actor: the id of who does it; None for a command.
        by_themselves: it is their own wish.

    Raises:
        Conflict: see `refuse`; or the list of who was erased cannot be written, and nothing was erased.
    """
    _ask_for_the_list()
    ids = _destroy_keys(person_id, actor, by_themselves=by_themselves)
    _note(ids)
    _delete_rows(ids)


def erase_again(people: Iterable[str]) -> int:
    """Erase whoever was erased before, after an older backup is restored. No hold and nobody stands in the way.

    Returns:
        How many were there.
    """
    number = 0
    for person_id in people:
        there = db.session.scalar(select(exists().where(Person.id == person_id, ~emptied.is_empty())))
        with write_unit():
            ids = inventory.selves(person_id) if there else []
            _enlist({person_id, *ids})
            _forget_keys(ids)
        if there:
            _delete_rows(ids)
            number += 1
    return number


def cut_short() -> list[str]:
    """Whose erasing has begun and not ended."""
    begun = select(Erasure.person_id).join(Person, Person.id == Erasure.person_id).where(~emptied.is_empty())
    return list(db.session.scalars(begun.order_by(Erasure.person_id)))


def finish(person_ids: Collection[str]) -> None:
    """Go on with what was cut short, in a write unit of its own.

    Raises:
        Conflict: the list of who was erased cannot be written.
    """
    if person_ids:
        _ask_for_the_list()
        # With their journals of before, which may be empty by now but for their name.
        ids = {each for person_id in person_ids for each in inventory.selves(person_id)}
        _note(ids)
        _delete_rows(ids)


def _ask_for_the_list() -> None:
    try:
        erased.ready(deployment().erasures)
    except OSError:
        raise Conflict(
            _("The list of who was erased cannot be written, so nothing was erased. Tell whoever runs Reflect.")
        ) from None


def _destroy_keys(person_id: str, actor: str | None, *, by_themselves: bool) -> list[str]:
    with write_unit():
        # The lock makes two who erase follow each other, and a hold that is placed now is either seen or too late.
        person = db.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
        ids = inventory.selves(person_id)
        # Of themselves alone: a journal of before they started again may have had its time, and be listed by itself.
        if not _enlisted((person_id,)):
            refuse(person_id, by_themselves=by_themselves)
            if person.left_at is None:
                standing.leave(person_id, actor=actor, told=False)
            record("erased", actor=actor, about=person_id)
        _enlist(ids)
        _forget_keys(ids)
    return ids


def _forget_keys(ids: Collection[str]) -> None:
    for each in ids:
        sessions.end_all(each)
    db.session.flush()
    for statement in inventory.keys_of(ids):
        db.session.execute(statement)
    # Another generation refuses whatever is on its way under keys that are still in some worker's memory.
    gone = {
        "sealed_private": b"",
        "sealed_contribution": b"",
        "generation": Account.generation + 1,
        "suspended_at": func.coalesce(Account.suspended_at, now()),
    }
    emptying = update(Account).where(Account.person_id.in_(ids)).values(gone)
    db.session.execute(emptying.execution_options(synchronize_session=False))
    ended_keys.delete_of(ids)


def _note(ids: Collection[str]) -> None:
    """On the list outside the database, before rows go: a restore that comes next has to know."""
    file = deployment().erasures
    known = set(erased.listed(file))
    for each in ids:
        if each not in known:
            erased.append(file, each, now())


def _delete_rows(ids: Collection[str]) -> None:
    with write_unit():
        addresses = list(db.session.scalars(select(Person.email).where(Person.id.in_(ids))))
        db.session.execute(delete(Mail).where(Mail.address.in_(addresses)))
        for statement in (*inventory.emptied(ids), *inventory.deletions(ids)):
            db.session.execute(statement)
        emptied.empty(ids)


def _enlisted(ids: Collection[str]) -> set[str]:
    return set(db.session.scalars(select(Erasure.person_id).where(Erasure.person_id.in_(ids))))


def _enlist(ids: Collection[str]) -> None:
    for each in set(ids) - _enlisted(ids):
        db.session.add(Erasure(person_id=each, erased_at=now()))


def _last_administrator(person_id: str) -> bool:
    """Whether they administer now, and nobody else who is at work does."""
    administers = Role.role == "administrator", in_force(Role, now())
    theirs = select(Role.id).where(*administers, Role.person_id == person_id)
    others = (
        select(Role.id)
        .join(Person, Person.id == Role.person_id)
        .where(*administers, Role.person_id != person_id, Person.left_at.is_(None), live_account(Role.person_id))
    )
    return bool(db.session.scalar(select(and_(exists(theirs), ~exists(others)))))
