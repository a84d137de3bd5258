"""The server's half of every passphrase slot, and the check that it is the right one."""

import hmac

from sqlalchemy import func, inspect, select

from reflect.core.settings import Settings, UnsafeSettings
from reflect.identity.models import KeySlot, PepperCheck
from reflect.storage.db import db, insert, write_unit
from reflect.vault.derivation import Cost
from reflect.vault.slots import Peppers, check_value


def from_settings(settings: Settings) -> Peppers:
    """The peppers that this server was given."""
    return Peppers(settings.peppers, settings.current_pepper)


def cost_from_settings(settings: Settings) -> Cost:
    """How hard a new passphrase slot is to try.

    Raises:
        UnsafeSettings: no slot can be made at that cost, so nobody could enrol, or sign in and take it over.
    """
    cost = Cost(memory_kib=settings.argon2_memory_kib, iterations=settings.argon2_iterations, lanes=1)
    if not cost.sound():
        raise UnsafeSettings("REFLECT_ARGON2_* ask for less than Argon2id takes, or more than a slot may. Unset both.")
    return cost


def accept(peppers: Peppers) -> None:
    """Compare the given peppers with the database's check values, and note new ones in a write unit of its own.

    A pepper that is generated is right only for an empty database: a container that lost its volume must not lock every
    journal behind a new one.

    Raises:
        UnsafeSettings: a slot needs a pepper that was not given, or a pepper has another value than before.
    """
    known = {row.pepper_id: row.check_value for row in db.session.scalars(select(PepperCheck))}
    for pepper_id, value in known.items():
        if pepper_id not in peppers.ids():
            needed = db.session.scalar(select(func.count()).where(KeySlot.pepper_id == pepper_id))
            if needed:
                raise UnsafeSettings(f"REFLECT_PEPPER lacks the pepper {pepper_id}, which {needed} journals need.")
        elif not hmac.compare_digest(check_value(pepper_id, peppers.value(pepper_id)), value):
            raise UnsafeSettings(f"REFLECT_PEPPER gives {pepper_id} another value than this database was made with.")
    new = set(peppers.ids()) - set(known)
    if new:
        with write_unit():
            for pepper_id in new:
                # Another worker that starts at the same time may note it first, and what is noted stays.
                row = {"pepper_id": pepper_id, "check_value": check_value(pepper_id, peppers.value(pepper_id))}
                db.session.execute(insert(PepperCheck).values(row).on_conflict_do_nothing())


def fit(peppers: Peppers) -> bool:
    """Whether the given peppers still are those of the database, for a readiness check. Only reads."""
    known = db.session.execute(select(PepperCheck.pepper_id, PepperCheck.check_value)).all()
    return bool(known) and all(
        hmac.compare_digest(check_value(pepper_id, peppers.value(pepper_id)), value)
        for pepper_id, value in known
        if pepper_id in peppers.ids()
    )


def accept_when_migrated(peppers: Peppers) -> None:
    """The same at the start of a server. A database without tables yet is left to `reflect db upgrade`."""
    if inspect(db.engine).has_table(PepperCheck.__tablename__):
        accept(peppers)
        db.session.remove()
