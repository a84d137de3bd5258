"""Stopping what one shares: the share goes, and its comments move into the entry, in one write unit."""

from collections.abc import Iterable

from reflect.core.errors import ReflectError
from reflect.journal.kept import keep_comments
from reflect.sharing import grants
from reflect.storage.db import db, write_unit
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys


def stop_one(keys: Keys, author_id: str, share_id: str, *, by_itself: bool = False) -> None:
    """Stop one share, inside the caller's write unit.

    Where the entry was damaged from outside there is nothing to keep comments under. That must not keep a reader
    reading: their key goes, and the comments wait with the copy, which opens for its author alone.

    Args:
        by_itself: it had ended already, and is only cleared away.

    Raises:
        NotFound: the author has no such share.
        KeysReplaced: the author's keys were replaced in the meantime.
        CannotOpen: it had ended already, and the entry was damaged from outside: its comments wait where they are.
    """
    try:
        with db.session.begin_nested():
            stopped = grants.stop(keys, author_id, share_id, by_itself=by_itself)
            keep_comments(keys, author_id, stopped.entry_id, share_id, stopped.comments)
    except CannotOpen:
        if by_itself:
            raise
        grants.shut(keys, author_id, share_id)


def stop_all(keys: Keys, author_id: str, share_ids: Iterable[str], *, by_itself: bool = False) -> int:
    """Stop several, each in a write unit of its own: one that is damaged must not keep the others shared.

    Returns:
        How many could not be stopped.
    """
    left = 0
    for share_id in share_ids:
        try:
            with write_unit():
                stop_one(keys, author_id, share_id, by_itself=by_itself)
        except (CannotOpen, ReflectError):
            left += 1
    return left
