"""A new recovery code on its way to paper: shown to its person until two groups of it are typed back."""

import secrets
from datetime import timedelta

from sqlalchemy import select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.identity.keyring import hold, store_slot
from reflect.identity.models import Account, PendingCode
from reflect.identity.sessions import forget_code
from reflect.identity.telling import tell_owner
from reflect.storage.db import db
from reflect.vault import unlocking as vault
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.slots import new_recovery_slot
from reflect.web.signals import account_finished

CODE_WAITS = timedelta(minutes=30)


def hold_code(person_id: str, code: str) -> str:
    """Keep a new code sealed until it is written down. Returns the browser's half of the key."""
    cookie, row_id, sealed = vault.open_pending(person_id, code.encode())
    forget_code(person_id)
    db.session.add(PendingCode(id=row_id, person_id=person_id, sealed=sealed, created_at=now()))
    return cookie


def held_code(person_id: str, cookie: str) -> str | None:
    """The code that waits to be written down, or None when it is no longer there."""
    row = db.session.execute(
        select(PendingCode.sealed).where(
            PendingCode.person_id == person_id, PendingCode.created_at > now() - CODE_WAITS
        )
    ).one_or_none()
    if row is None:
        return None
    try:
        return vault.resume_pending(cookie, person_id, row.sealed).decode()
    except CannotOpen:
        return None


def asked_groups(code: str, person_id: str) -> tuple[int, int]:
    """Which two groups of the code to type back, counted from 1: the same ones each time the page is shown."""
    numbers = range(1, len(code.split("-")) + 1)
    seed = int.from_bytes(person_id.encode()[:8], "big")
    first = numbers[seed % len(numbers)]
    second = numbers[(seed // len(numbers)) % (len(numbers) - 1)]
    return (first, second) if second < first else (first, second + 1)


def groups_match(code: str, asked: tuple[int, int], typed: tuple[str, str]) -> bool:
    """Whether the two groups were typed back as they stand on paper."""
    groups = code.split("-")
    wanted = "".join(groups[number - 1] for number in asked)
    given = "".join(group.strip().upper().translate(str.maketrans("OIL", "011")) for group in typed)
    return secrets.compare_digest(wanted.encode(), given.encode())


def confirm_code(person_id: str) -> None:
    """Note that the code is on paper. From now on the person can share and be shared with."""
    db.session.execute(update(Account).where(Account.person_id == person_id).values(code_confirmed_at=now()))
    forget_code(person_id)
    account_finished.send(person_id)


def is_confirmed(person_id: str) -> bool:
    """Whether the person has written a recovery code down, this one or an earlier one: their account is finished."""
    return db.session.scalar(select(Account.code_confirmed_at).where(Account.person_id == person_id)) is not None


def is_on_paper(person_id: str) -> bool:
    """Whether the person's present code is written down: none waits, and one has been confirmed.

    After new keys the earlier code opens nothing, and the new one may never have been seen: a closed browser is enough.
    """
    waits = db.session.scalar(select(PendingCode.person_id).where(PendingCode.person_id == person_id)) is not None
    return not waits and is_confirmed(person_id)


def new_code(keys: Keys) -> str:
    """Replace the recovery code. The earlier one stops working, and the person is told.

    Returns:
        The browser's half that shows the new one.

    Raises:
        KeysReplaced: the keys are not the present ones any more; the code would open nothing.
    """
    hold(keys)
    code, slot = new_recovery_slot(keys)
    store_slot(keys.person, slot)
    record("recovery-code-replaced", actor=keys.person, about=keys.person)
    tell_owner(keys.person, "recovery-code-replaced")
    return hold_code(keys.person, code)
