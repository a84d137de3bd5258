"""Comments that moved into the entry when sharing stopped: sealed under the entry's key, for its author."""

import json
from collections.abc import Iterable

from sqlalchemy import select

from reflect.core.errors import NotFound
from reflect.core.ids import new_id
from reflect.journal.models import Entry, KeptComment
from reflect.journal.rekeying import renew
from reflect.journal.said import Said
from reflect.privacy.sanitise import CLEANER_VERSION, to_html
from reflect.sharing.comments import OpenedComment, StoppedComment, read_document, unopened, writer_of
from reflect.sharing.threads import Thread, threads
from reflect.storage.db import db
from reflect.vault.entries import entry_key, open_comment, seal_comment
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys


def keep_comments(keys: Keys, author_id: str, entry_id: str, share_id: str, comments: list[StoppedComment]) -> None:
    """Seal the comments of a share that ended into the author's entry, inside the same write unit.

    Raises:
        NotFound: the author has no such entry.
        CannotOpen: there are comments, and the entry was damaged from outside.
    """
    if db.session.scalar(select(Entry.id).where(Entry.id == entry_id, Entry.owner_id == author_id)) is None:
        raise NotFound
    if not comments:
        return
    key = renew(keys, author_id, entry_id)
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


def kept_comments(keys: Keys, author_id: str, entry_id: str) -> list[Thread]:
    """The comments that moved into the author's entry and the answers to them, oldest first."""
    return threads(kept_of(keys, author_id, entry_id), (), author_id)


def kept_of(keys: Keys, author_id: str, entry_id: str) -> list[OpenedComment]:
    """The same as they lie there, for a copy of everything. One that was changed from outside says so."""
    rows = db.session.execute(
        select(Entry.wrapped_key, KeptComment)
        .join(KeptComment, KeptComment.entry_id == Entry.id)
        .where(Entry.id == entry_id, Entry.owner_id == author_id)
        .order_by(KeptComment.written_at, KeptComment.id)
    ).all()
    found = []
    for wrapped, kept in rows:
        key, written = entry_key(keys, entry_id, wrapped), (kept.id, kept.author_id, kept.written_at)
        try:
            document = open_comment(key, kept.share_id, kept.id, kept.author_id, kept.sealed)
            html, anchor, reply_to = read_document(document)
        except CannotOpen:  # one damaged comment must not take the reflection with it
            found.append(unopened(*written))
            continue
        found.append(OpenedComment(*written, html, document, anchor, reply_to, writer_of(document)))
    return found


def keep_brought(keys: Keys, author_id: str, entry_id: str, wrapped: bytes, comments: Iterable[Said]) -> None:
    """Seal comments that came with a reflection from elsewhere into the author's new entry, inside the write unit.

    Whoever wrote them is nobody here, whatever id they had; they keep the name they had, which nothing proves.
    """
    key, nobody, share_id = entry_key(keys, entry_id, wrapped), new_id(), new_id()
    comments = list(comments)
    ids = {comment.id: new_id() for comment in comments}
    for comment in comments:
        writer = author_id if comment.mine else nobody
        document = {"text": comment.text, "html": to_html(comment.text), "cleaner": CLEANER_VERSION, "by": comment.by}
        if comment.question is not None:
            document["anchor"] = {"question": comment.question, "place": 0, "quote": comment.quote}
        if comment.answers in ids:
            document["reply_to"] = ids[comment.answers]
        sealed = seal_comment(key, share_id, ids[comment.id], writer, json.dumps(document).encode())
        row = {"id": ids[comment.id], "entry_id": entry_id, "share_id": share_id, "author_id": writer}
        db.session.add(KeptComment(**row, written_at=comment.written_at, sealed=sealed))
