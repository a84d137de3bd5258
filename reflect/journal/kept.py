"""Comments that moved into the entry when sharing stopped: sealed under the entry's key, for its author."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from reflect.core.errors import NotFound
from reflect.journal.models import Entry, KeptComment
from reflect.organisation.relations import names_of
from reflect.privacy.sanitise import clean_again
from reflect.sharing.grants import StoppedComment
from reflect.storage.db import db
from reflect.vault.entries import entry_key, open_comment, seal_comment
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class Kept:
    """A kept comment, opened for the author of the entry."""

    id: str
    author_name: str
    written_at: datetime
    html: str


def keep_comments(keys: Keys, author_id: str, entry_id: str, share_id: str, comments: list[StoppedComment]) -> None:
    """Seal the comments of a share that ended into the author's entry, inside the same write unit.

    Raises:
        NotFound: the author has no such entry.
    """
    mine = select(Entry.wrapped_key).where(Entry.id == entry_id, Entry.owner_id == author_id)
    wrapped = db.session.scalar(mine.with_for_update())
    if wrapped is None:
        raise NotFound
    key = entry_key(keys, entry_id, wrapped)
    db.session.add_all(
        KeptComment(
            id=comment.comment_id,
            entry_id=entry_id,
            share_id=share_id,
            author_id=comment.author_id,
            written_at=comment.written_at,
            sealed=seal_comment(key, share_id, comment.comment_id, comment.author_id, comment.text),
        )
        for comment in comments
    )


def kept_comments(keys: Keys, author_id: str, entry_id: str) -> list[Kept]:
    """The comments that moved into the author's entry, oldest first."""
    rows = db.session.execute(
        select(Entry.wrapped_key, KeptComment)
        .join(KeptComment, KeptComment.entry_id == Entry.id)
        .where(Entry.id == entry_id, Entry.owner_id == author_id)
        .order_by(KeptComment.written_at, KeptComment.id)
    ).all()
    names = names_of({row.KeptComment.author_id for row in rows}) if rows else {}
    found = []
    for wrapped, kept in rows:
        key = entry_key(keys, entry_id, wrapped)
        document = json.loads(open_comment(key, kept.share_id, kept.id, kept.author_id, kept.sealed))
        name = names[kept.author_id].name if kept.author_id in names else _("Somebody who has left")
        found.append(Kept(kept.id, name, kept.written_at, clean_again(document["html"])))
    return found
