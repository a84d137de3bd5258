"""Shares that ended by themselves: at the author's next unlock their comments move into the entry."""

from typing import Any

from reflect.core.errors import ReflectError
from reflect.journal.kept import keep_comments
from reflect.sharing import grants
from reflect.storage.db import write_unit
from reflect.vault.errors import CannotOpen
from reflect.vault.keys import Keys


def take_back(person_id: str, *, keys: Keys, **_rest: Any) -> None:
    """Take down what has ended, each share in a write unit of its own. Heard at every unlock.

    What does not open stays where it is: nobody must be kept out of their journal by one damaged row.
    """
    for share_id in grants.ended(person_id):
        try:
            with write_unit():
                stopped = grants.stop(keys, person_id, share_id, by_itself=True)
                keep_comments(keys, person_id, stopped.entry_id, share_id, stopped.comments)
        except (CannotOpen, ReflectError):
            continue
