"""“Unlock with this device”: what a passkey's PRF gives opens the person's keys too. The passphrase remains."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, select

from reflect.identity.factor_models import DeviceSlot, Factor
from reflect.identity.factors import passkeys
from reflect.identity.factors.passkeys import PasskeyRefused, Site
from reflect.identity.keyring import hold
from reflect.storage.db import db
from reflect.vault import devices as vault
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys


def has_device(person_id: str) -> bool:
    """Whether a passkey opens this person's journal."""
    return bool(db.session.scalar(select(exists().where(DeviceSlot.person_id == person_id))))


def that_unlock(person_id: str) -> Sequence[tuple[Factor, bytes]]:
    """The passkeys that open this person's journal, each with the salt it is asked with."""
    mine = (
        select(Factor, DeviceSlot.salt)
        .join(DeviceSlot, DeviceSlot.factor_id == Factor.id)
        .where(DeviceSlot.person_id == person_id)
    )
    return [(row[0], row[1]) for row in db.session.execute(mine)]


def request_options(passkeys_salts: Sequence[tuple[Factor, bytes]], site: Site, challenge: bytes) -> dict[str, Any]:
    """What a page's script is to ask some passkeys, each with its salt, as JSON.

    Raises:
        PasskeyRefused: there is none to ask.
    """
    if not passkeys_salts:
        raise PasskeyRefused
    asked = passkeys.request_options([passkey for passkey, _salt in passkeys_salts], site, challenge)
    salts = {as_text(passkey.credential_id or b""): as_text(salt) for passkey, salt in passkeys_salts}
    return {"publicKey": asked, "salts": salts}


def add_device(keys: Keys, factor_id: str, salt: str, secret: str) -> None:
    """Let a passkey open these keys from now on.

    Args:
        salt, secret: what the passkey was asked with and what it gave: 32 bytes each, base64url without padding.

    Raises:
        KeysReplaced: they are not the present keys any more.
        PasskeyRefused: this is not what a passkey gives.
    """
    hold(keys)
    slot = vault.new_device_slot(keys, factor_id, _bytes(salt), _bytes(secret))
    db.session.merge(
        DeviceSlot(
            factor_id=factor_id,
            person_id=keys.person,
            generation=slot.generation,
            salt=slot.salt,
            envelope=slot.envelope,
        )
    )


def open_with_device(person_id: str, factor_id: str, secret: str) -> Keys:
    """The keys of somebody whose passkey was accepted a moment ago.

    Raises:
        PasskeyRefused: this passkey opens nothing, or gave something else.
    """
    row = db.session.scalar(
        select(DeviceSlot).where(DeviceSlot.factor_id == factor_id, DeviceSlot.person_id == person_id)
    )
    if row is None:
        raise PasskeyRefused
    slot = vault.DeviceSlot(row.generation, row.salt, row.envelope)
    try:
        return vault.open_device_slot(person_id, factor_id, slot, _bytes(secret))
    except CannotOpen:
        raise PasskeyRefused from None


def forget_device(person_id: str, factor_id: str) -> None:
    """Let one passkey open nothing any more. As a second factor it stays."""
    db.session.execute(delete(DeviceSlot).where(DeviceSlot.factor_id == factor_id, DeviceSlot.person_id == person_id))


def forget_all(person_id: str, _old: Keys, _new: Keys) -> None:
    """Delete a person's device slots when their keys are replaced: only the passkeys could make new ones."""
    db.session.execute(delete(DeviceSlot).where(DeviceSlot.person_id == person_id))


def as_text(value: bytes) -> str:
    """Bytes as a page's script has them: base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        value = base64.b64decode(text + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise PasskeyRefused from None
    if len(value) != 32:
        raise PasskeyRefused
    return value
