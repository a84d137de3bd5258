"""The author's present keys, held for one write unit: nothing is written under keys on their way out."""

from sqlalchemy import select

from reflect.core.errors import Refused
from reflect.identity.models import Account
from reflect.storage.db import db
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _


class KeysChanged(Refused):
    """The author's keys were replaced while their page was open."""


def hold(keys: Keys, author_id: str) -> None:
    """Check that these are the author's present keys, and keep them so until the write unit ends.

    Raises:
        KeysChanged: they were replaced in the meantime.
    """
    generation = db.session.scalar(
        select(Account.generation).where(Account.person_id == author_id).with_for_update(read=True)
    )
    if generation != keys.generation or keys.person != author_id:
        raise KeysChanged(_("Your keys were replaced from another browser. Sign in again."))
