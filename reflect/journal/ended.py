"""Shares that ended by themselves: at the author's next unlock their comments move into the entry."""

from typing import Any

from reflect.journal import stopping
from reflect.sharing import grants
from reflect.vault.keys import Keys


def take_back(person_id: str, *, keys: Keys, **_rest: Any) -> None:
    """Take down what has ended. Heard at every unlock.

    What does not open stays where it is: nobody must be kept out of their journal by one damaged row.
    """
    stopping.stop_all(keys, person_id, grants.ended(person_id), by_itself=True)
