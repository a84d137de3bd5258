"""What there is around a reflection, asked in one statement, so that its page asks no further for what is not there."""

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, lambda_stmt, select

from reflect.journal.continuing import IN_THREAD
from reflect.journal.models import Entry, KeptComment, ReadyShare, Rescue
from reflect.sharing.overview import ANY_RECEIPT, ANY_SHARE
from reflect.storage.db import fetch


@dataclass(frozen=True)
class Around:
    """Which of it there is."""

    shares: bool  # live or ended
    receipts: bool
    kept: bool  # comments of shares that ended
    ready: bool  # something is kept ready to share
    rescued: bool  # words from its pages that could not be saved
    thread: bool  # it goes on from another reflection, or another from it


_MINE = (Entry.id == bindparam("entry"), Entry.owner_id == bindparam("author"))
_AROUND = lambda_stmt(  # known by its code, and not by its thousand parts
    lambda: select(
        ANY_SHARE.label("shares"),
        ANY_RECEIPT.label("receipts"),
        exists(select(KeptComment.id).join(Entry, Entry.id == KeptComment.entry_id).where(*_MINE)).label("kept"),
        exists(
            select(ReadyShare.id).where(
                ReadyShare.entry_id == bindparam("entry"), ReadyShare.owner_id == bindparam("author")
            )
        ).label("ready"),
        exists(
            select(Rescue.id).where(Rescue.person_id == bindparam("author"), Rescue.entry_id == bindparam("entry"))
        ).label("rescued"),
        exists(select(Entry.id).where(*IN_THREAD)).label("thread"),
    )
)


def around(author_id: str, entry_id: str) -> Around:
    """What there is around the author's reflection; nothing around somebody else's."""
    return Around(*fetch(_AROUND, {"author": author_id, "entry": entry_id}).one())
