"""What the other side of a share is told, and what the trail keeps of it: who and which share, never a word of it."""

from reflect.audit.trail import record
from reflect.notices.telling import tell
from reflect.organisation.contacts import contacts_of


def shared(author_id: str, reader_id: str, share_id: str, *, again: bool = False) -> None:
    """Somebody shared: the reader is told, and in other words when they had an earlier copy."""
    record("shared", actor=author_id, about=author_id, share=share_id, reader=reader_id)
    _tell(reader_id, "shared-again" if again else "shared-with-you", author_id)


def opened(reader_id: str, author_id: str, share_id: str, revision: int, *, first: bool) -> None:
    """The reader opened it: the author is told the first time. The receipts say the rest."""
    record("share-opened", actor=reader_id, about=author_id, share=share_id, revision=revision)
    if first:
        _tell(author_id, "share-opened", reader_id)


def commented(reader_id: str, author_id: str, share_id: str) -> None:
    """The reader commented: the author is told."""
    record("commented", actor=reader_id, about=author_id, share=share_id)
    _tell(author_id, "commented", reader_id)


def replied(author_id: str, reader_id: str, share_id: str) -> None:
    """The author answered a comment: the reader is told."""
    record("commented", actor=author_id, about=author_id, share=share_id)
    _tell(reader_id, "replied", author_id)


def stopped(author_id: str, reader_id: str, share_id: str, *, by_itself: bool) -> None:
    """A share is gone, by its author's hand or because its time was over. Nobody is told."""
    actor = None if by_itself else author_id
    record("share-stopped", actor=actor, about=author_id, share=share_id, reader=reader_id)


def given_back(reader_id: str, author_id: str, share_id: str) -> None:
    """The reader gave a copy back: its author is told, under the id by which they go on."""
    record("given-back", actor=reader_id, about=author_id, share=share_id)
    _tell(author_id, "given-back", reader_id)


def _tell(person_id: str, kind: str, whose_doing: str) -> None:
    people = contacts_of((person_id, whose_doing))
    tell(person_id, kind, address=people[person_id].email, name=people[whose_doing].name)
