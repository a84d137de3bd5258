"""Passkeys: adding one, and knowing somebody by one (W3C WebAuthn level 3, verified by py_webauthn).

A passkey is asked for the person's own presence and PIN, finger or face each time, for every role.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from reflect.core.clock import now
from reflect.core.errors import Refused
from reflect.core.ids import new_id
from reflect.identity.factor_models import Factor
from reflect.identity.factors import own
from reflect.identity.models import Account
from reflect.storage.db import db
from reflect.web.language import gettext as _

CREDENTIAL_ID_BYTES = 1023  # the longest that the standard allows


class PasskeyRefused(Refused):
    """A passkey's answer that proves nothing. One sentence for every reason, so that none can be told apart."""

    def __init__(self) -> None:
        super().__init__(_("The passkey was not accepted. Try again, or use another way."))


@dataclass(frozen=True)
class Site:
    """What a passkey is tied to: the host of the base address, and the origin as browsers write it."""

    host: str
    origin: str


def of_person(person_id: str) -> Sequence[Factor]:
    """A person's passkeys, the oldest first."""
    mine = select(Factor).where(Factor.person_id == person_id, Factor.kind == "passkey").order_by(Factor.created_at)
    return db.session.scalars(mine).all()


def creation_options(person_id: str, email: str, name: str, site: Site, challenge: bytes) -> dict[str, Any]:
    """What the browser is to make a passkey with, as JSON. Those that the person has already are left out.

    The authenticator keeps the person's id here, which says nothing elsewhere, and shows their name and address.
    """
    from reflect.identity.factors import ceremonies

    return ceremonies.creation_options(
        host=site.host,
        user_id=person_id.encode(),
        user_name=email,
        shown=name,
        challenge=challenge,
        present=_credential_ids(of_person(person_id)),
    )


def add(person_id: str, name: str, answer: str, challenge: bytes | None, site: Site, *, session_id: str) -> str:
    """Keep a new passkey under the name that the person gave it, and tell them. Returns its id.

    Args:
        answer: what the browser made, as JSON.
        challenge: the one that was asked; None when it ran out.
        session_id: where they stay signed in; everywhere else they are signed out.

    Raises:
        PasskeyRefused: the answer does not hold, or somebody has this passkey already.
    """
    from reflect.identity.factors import ceremonies

    if challenge is None:
        raise PasskeyRefused
    try:
        made = ceremonies.registered(answer, challenge=challenge, host=site.host, origin=site.origin)
    except ceremonies.NotHeld:
        raise PasskeyRefused from None
    taken = db.session.scalar(select(Factor.id).where(Factor.credential_id == made.credential_id))
    if taken is not None or len(made.credential_id) > CREDENTIAL_ID_BYTES:
        raise PasskeyRefused
    at = now()
    factor = Factor(
        id=new_id(),
        person_id=person_id,
        kind="passkey",
        name=name,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        created_at=at,
        confirmed_at=at,
    )
    db.session.add(factor)
    db.session.flush()
    own.added(factor, session_id=session_id)
    return factor.id


def request_options(passkeys: Sequence[Factor], site: Site, challenge: bytes) -> dict[str, Any]:
    """What the browser is to ask one of these passkeys, as JSON."""
    from reflect.identity.factors import ceremonies

    return ceremonies.request_options(host=site.host, challenge=challenge, allowed=_credential_ids(passkeys))


def accept(person_id: str, answer: str, challenge: bytes | None, site: Site) -> str:
    """Check that one of the person's passkeys signed the challenge, and note its use. Returns the passkey's id.

    Raises:
        PasskeyRefused: for whatever reason: no such passkey of theirs, another site, another challenge, a wrong
            signature, no PIN, finger or face, or a counter that went back, as a copied authenticator's does.
    """
    from reflect.identity.factors import ceremonies

    try:
        credential_id = ceremonies.credential_id(answer)
    except ceremonies.NotHeld:
        raise PasskeyRefused from None
    # The account first, as removing a passkey does: two that waited for each other would wait for ever.
    db.session.execute(select(Account.person_id).where(Account.person_id == person_id).with_for_update(read=True))
    # The row stays locked from reading its counter to writing it, so that two answers cannot both be the next one.
    passkey = db.session.scalar(
        select(Factor).where(Factor.person_id == person_id, Factor.credential_id == credential_id).with_for_update()
    )
    if passkey is None or challenge is None:
        raise PasskeyRefused
    try:
        passkey.sign_count = ceremonies.signed(
            answer,
            challenge=challenge,
            host=site.host,
            origin=site.origin,
            public_key=passkey.public_key or b"",
            count=passkey.sign_count or 0,
        )
    except ceremonies.NotHeld:
        raise PasskeyRefused from None
    passkey.used_at = now()
    return passkey.id


def _credential_ids(passkeys: Sequence[Factor]) -> list[bytes]:
    return [each.credential_id for each in passkeys if each.credential_id]
