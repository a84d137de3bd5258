"""Wrapping somebody's share keys, drafts and pins again, when their root key is replaced."""

from contextlib import suppress

from sqlalchemy import select

from reflect.sharing.models import DraftComment, PinnedKey, Share
from reflect.storage.db import db
from reflect.vault.drafts import rewrap_draft_key
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys
from reflect.vault.pins import rewrap_pin
from reflect.vault.shares import rewrap_share_key

COLUMNS = ("share.owner_key", "share_draft_comment.wrapped_key", "share_pinned_key.sealed")


def rewrap(person_id: str, old: Keys, new: Keys) -> None:
    """Wrap everything in `COLUMNS` that is this person's again; what is sealed to readers stays as it is.

    What was damaged from outside is left as it is: it must not keep somebody from new keys.
    """
    for share in db.session.scalars(select(Share).where(Share.owner_id == person_id)):
        with suppress(CannotOpen):
            share.owner_key = rewrap_share_key(old, new, share.id, share.owner_key)
            share.generation = new.generation
    for draft in db.session.scalars(select(DraftComment).where(DraftComment.author_id == person_id)):
        with suppress(CannotOpen):
            draft.wrapped_key = rewrap_draft_key(old, new, draft.id, draft.wrapped_key)
    for pinned in db.session.scalars(select(PinnedKey).where(PinnedKey.owner_id == person_id)):
        with suppress(CannotOpen):
            pinned.sealed = rewrap_pin(old, new, pinned.reader_id, pinned.sealed)
