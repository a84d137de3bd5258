"""Everything that would stand in a session’s record: its notes, with what was on the agenda and what was agreed."""

import hashlib
from dataclasses import dataclass, replace

from reflect.supervision import actions, agenda, notes
from reflect.supervision.models import Session
from reflect.supervision.pairing import OpenPair
from reflect.supervision.words_of_session import AgreedAction, SessionWords
from reflect.vault.keys import Keys


@dataclass(frozen=True)
class Whole:
    """The words as they are now; `seen` stands for exactly these, so that nobody signs others than they looked at."""

    words: SessionWords

    @property
    def seen(self) -> str:
        """A hash of the words, for a form to carry and to be compared when it is sent."""
        return hashlib.sha256(self.words.to_bytes()).hexdigest()


def whole(keys: Keys, pair: OpenPair, session: Session) -> Whole:
    """What two people wrote down of a session, so that it stands by itself.

    Raises:
        Conflict: something of it was changed from outside.
    """
    words = notes.latest(pair, session.id).words
    items = tuple(item.line for item in agenda.items_of(keys, pair, session))
    agreed = tuple(
        AgreedAction(action.what, action.who.name, action.due_on.isoformat())
        for action in actions.of_session(pair, session)
        if action.open or (action.session_id == session.id and action.done)
    )
    return Whole(replace(words, agenda=items, actions=agreed))
