"""Sharing as the journal does it, for tests: a snapshot, a grant, a stop, each in a write unit of its own."""

from __future__ import annotations

from datetime import timedelta

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.identity.keyring import public_key_of
from reflect.privacy.sanitise import to_html
from reflect.sharing import grants, inbox, readers
from reflect.sharing.snapshot import Part, Snapshot
from reflect.storage.db import write_unit

TITLE = "Home visit, Tuesday"
NOTE = "Help me think about the silence"
QUESTION = "What did you notice?"
ANSWER = "a kestrel over the car park"


def snapshot(answer: str = ANSWER, *, entry_id: str | None = None, title: str = TITLE, revision: int = 1) -> Snapshot:
    """A copy of one answer of an invented entry."""
    return Snapshot(
        entry_id=entry_id or new_id(),
        entry_revision=revision,
        title=title,
        note=NOTE,
        parts=(Part(QUESTION, to_html(answer)),),
    )


def granted(author, reader, copy: Snapshot | None = None, *, days: float = 90, **values) -> grants.Granted:
    """Share as the author's page does: with the fingerprint that the reader's key has now."""
    public = public_key_of(reader.person_id)
    values.setdefault("fingerprint", public.fingerprint() if public else "")
    with write_unit():
        return grants.grant(
            author.keys,
            author.person_id,
            reader.person_id,
            copy or snapshot(),
            now() + timedelta(days=days),
            **values,
        )


def shared(author, reader, copy: Snapshot | None = None, **values) -> str:
    """The id of a new share."""
    return granted(author, reader, copy, **values).share_id


def listed(reader) -> list[inbox.InboxRow]:
    """Everything on the reader's list, whether it waits, is read or is discussed."""
    states: tuple[inbox.State, ...] = ("waiting", "read", "discussed")
    return [row for state in states for row in inbox.inbox(reader.keys, reader.person_id, state).rows]


def choices(author) -> list[readers.Reader]:
    """The author's supervisors as the share page offers them, with what is known of their keys."""
    offered = readers.offered_to(author.person_id)
    people = [person.person_id for person in offered.supervisors]
    return readers.readers(author.keys, author.person_id, readers.chosen_by(author.person_id, offered, people, (), ()))


def stopped(author, share_id: str) -> grants.Stopped:
    """Stop sharing, as the author's page does."""
    with write_unit():
        return grants.stop(author.keys, author.person_id, share_id)
