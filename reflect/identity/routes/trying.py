"""Showing something secret: a wrong try is counted, and put on record for the person whose secret it is."""

from collections.abc import Callable
from typing import Any

from flask import current_app

from reflect.audit.trail import record_about
from reflect.identity import known_devices, signing, tries
from reflect.identity.factors import pending
from reflect.identity.factors.pending import Waiting
from reflect.identity.routes.browser import DEVICE, PENDING, read_half
from reflect.identity.tries import Attempt, Kind
from reflect.organisation.models import Person
from reflect.organisation.roster import normal_address
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.limits import sender_address
from reflect.web.viewer import Viewer


def lock_material() -> dict[str, Any]:
    """What opening and making passphrase slots needs of this deployment."""
    extensions = current_app.extensions
    return {"peppers": extensions["reflect_peppers"], "cost": extensions["reflect_cost"]}


def tried_lock(kind: Kind, reason: str, email: str, work: Callable[[], Keys | None]) -> Keys | None:
    """What `work` opens with something that anybody may type beside an address; None when it does not open.

    For every refusal the same statements run, whoever the address belongs to.

    Args:
        reason: what was typed, for the person's record.

    Raises:
        TooManyTries: whoever it is, and whether or not it would have opened.
    """
    tried = _attempt(kind, email)
    marked = tries.check(tried)
    keys = work()
    if keys is None:
        with write_unit():
            tries.count(tried)
            record_about("sign-in-refused", Person.id, Person.email == normal_address(email), reason=reason)
    elif marked:
        with write_unit():
            tries.clear(tried)
    return keys


def own_passphrase(viewer: Viewer | Waiting, passphrase: str) -> Keys | None:
    """The keys of somebody known already who types their passphrase once more; None when it is wrong.

    Raises:
        TooManyTries: they were wrong too often.
        Busy, KeysReplaced: see `signing.unlock_with_passphrase`.
    """
    person_id = viewer.person_id
    return own_lock(viewer, lambda: signing.unlock_with_passphrase(person_id, passphrase, **lock_material()))


def own_lock(viewer: Viewer | Waiting, work: Callable[[], Keys | None]) -> Keys | None:
    """What `work` opens for somebody known already; None when it does not open.

    Raises:
        TooManyTries: they were wrong too often.
    """
    tried = _attempt("unlock", viewer.email)
    marked = tries.check(tried)
    keys = work()
    if keys is None:
        with write_unit():
            tries.count(tried)
            record_about("unlock-refused", Person.id, Person.id == viewer.person_id)
    elif marked:
        with write_unit():
            tries.clear(tried)
    return keys


def waiting_here() -> Waiting | None:
    """Who is between the two steps of signing in, in this browser."""
    return pending.waiting(read_half(PENDING))


def accepted(waiting: Waiting, kind: Kind, reason: str, shown: Callable[[], bool]) -> bool:
    """Whether what somebody shows for the second step is right, by `shown`, which runs inside the write unit.

    One of the pending sign-in's tries is spent before.

    Args:
        reason: what they show, for their record when it is wrong.

    Raises:
        TooManyTries: their account was tried too often, in this pending sign-in or others.
    """
    tried = _attempt(kind, waiting.email)
    tries.check(tried)
    with write_unit():
        right = pending.spend_try(read_half(PENDING)) is not None and shown()
        if right:
            tries.clear(tried)
        else:
            tries.count(tried)
            record_about("sign-in-refused", Person.id, Person.id == waiting.person_id, reason=reason)
    return right


def _attempt(kind: Kind, email: str) -> Attempt:
    token, email = read_half(DEVICE), normal_address(email)
    device = token if known_devices.is_known_at(email, token) else None
    return tries.attempt(current_app.config["SECRET_KEY"], kind, email, sender_address(), device)
