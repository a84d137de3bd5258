"""Words that arrived while their author could not save them, or that a reader gave back: sealed to that author.

They are offered when the author unlocks. Whoever holds a page of the author's could have sent them, so they are never
merged into anything.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, func, select

from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.core.ids import derived_id, new_id
from reflect.identity.keyring import rescue_key_of, secrets_of
from reflect.identity.models import Account
from reflect.journal.document import (
    LONGEST_ANSWER,
    LONGEST_TAG,
    LONGEST_TITLE,
    MOST_TAGS,
    Document,
    Part,
    tidy,
    tidy_tags,
)
from reflect.journal.models import Rescue
from reflect.journal.tokens import DraftToken
from reflect.library.themes import themes
from reflect.storage.db import db, write_unit
from reflect.vault.keys import Keys, PublicKey, private_key
from reflect.vault.rescue import open_rescue, seal_rescue
from reflect.web.language import gettext as _

MOST_BYTES = 256 * 1024  # of one rescue
MOST_OF_PAGE = 5  # of one page load: whoever holds a page of somebody's cannot take all the room there is
MOST_ROWS = 50  # of one person, and as many again that were given back
MOST_TOTAL = 5 * 1024 * 1024  # bytes of one person, likewise

Reason = Literal["signed-out", "locked", "csrf", "someone-else", "other-session", "keys-changed", "left"]
GIVEN_BACK = "given-back"


@dataclass(frozen=True)
class Waiting:
    """A rescue that waits for its author: when it came and why, not yet opened."""

    id: str
    entry_id: str
    arrived_at: datetime
    reason: str


@dataclass(frozen=True)
class Beside:
    """What stood on the page beside the words: theme slugs, tags and how somebody was. A tick to count is not kept."""

    themes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    wellbeing: str = ""


NOTHING_BESIDE = Beside()


@dataclass(frozen=True)
class Rescued:
    """A rescue, opened for its author."""

    id: str
    entry_id: str
    arrived_at: datetime
    reason: str
    title: str
    text: str
    giver: str = ""  # the name of whoever gave it back
    beside: Beside = NOTHING_BESIDE


def keep(token: DraftToken, title: str, text: str, reason: Reason, beside: Beside = NOTHING_BESIDE) -> bool:
    """Seal words to the person whose page they came from, in a write unit of its own.

    Returns:
        False when they cannot be kept: too many or too long, of the same page or of all, the token is too old, or its
        person is gone. The words must then go back to where they came from.
    """
    with_it = {"themes": beside.themes, "tags": tidy_tags(beside.tags), "wellbeing": tidy(beside.wellbeing)}
    words = json.dumps({"title": tidy(title), "text": tidy(text), **with_it}, ensure_ascii=False).encode()
    if token.expired or len(words) > MOST_BYTES:
        return False
    public = rescue_key_of(token.person_id)
    if public is None:
        return False
    with write_unit():
        return _lay_down(public, token.entry_id, _places(token.one_time_id), words, reason)


def receive(person_id: str, *, share_id: str, entry_id: str, giver: str, title: str, text: str) -> None:
    """Seal what a reader gives back to its author who has started again, inside the caller's write unit.

    Raises:
        Conflict: too much that was given back waits for them already.
    """
    words = json.dumps({"title": title, "text": text, "giver": giver}, ensure_ascii=False).encode()
    public = rescue_key_of(person_id)
    if public is None or not _lay_down(public, entry_id, [share_id], words, GIVEN_BACK):
        raise Conflict(_("Too much waits for them already. Ask them to look at what was given back, then try again."))


def waiting(person_id: str, entry_id: str | None = None) -> list[Waiting]:
    """What waits for this person, newest first; all of it, or what came from the pages of one entry."""
    statement = select(Rescue.id, Rescue.entry_id, Rescue.arrived_at, Rescue.reason).where(
        Rescue.person_id == person_id
    )
    if entry_id is not None:
        statement = statement.where(Rescue.entry_id == entry_id)
    rows = db.session.execute(statement.order_by(Rescue.arrived_at.desc(), Rescue.id))
    return [Waiting(*row) for row in rows]


def count(person_id: str) -> int:
    """How many rescues wait for this person."""
    return db.session.scalar(select(func.count()).where(Rescue.person_id == person_id)) or 0


def open_(keys: Keys, person_id: str, rescue_id: str) -> Rescued:
    """The words of one rescue, for the person they were sealed to.

    Raises:
        NotFound: nothing of theirs has this id.
        CannotOpen: it was changed by somebody else.
    """
    row = db.session.scalar(select(Rescue).where(Rescue.id == rescue_id, Rescue.person_id == person_id))
    if row is None:
        raise NotFound
    private = private_key(keys, secrets_of(person_id))
    words = json.loads(open_rescue(private, row.entry_id, row.one_time_id, row.sealed))
    return Rescued(
        row.id,
        row.entry_id,
        row.arrived_at,
        row.reason,
        words["title"],
        words["text"],
        words.get("giver", ""),
        Beside(tuple(words.get("themes", ())), tuple(words.get("tags", ())), words.get("wellbeing", "")),
    )


def as_document(rescued: Rescued, title: str, heading: str) -> Document:
    """The rescued words as a new private entry. They may be longer than one answer; nothing typed is cut off.

    Args:
        title: for words that came without a title, or with one that is too long and goes above the words.
    """
    typed, text = " ".join(rescued.title.split()), rescued.text
    if len(typed) > LONGEST_TITLE:
        text = f"{rescued.title}\n\n{text}"
    elif typed:
        title = typed
    tags = [tag for tag in rescued.beside.tags if len(tag) <= LONGEST_TAG][:MOST_TAGS]
    if no_tags := [tag for tag in rescued.beside.tags if tag not in tags]:
        # What was typed as tags and is too long or too much to be some goes below the words.
        text = "\n\n".join(filter(None, (text, ", ".join(no_tags))))
    pieces = [text[start : start + LONGEST_ANSWER] for start in range(0, len(text), LONGEST_ANSWER)]
    parts = tuple(Part(question=heading, answer=piece) for piece in pieces or [""])
    known = {theme.slug for theme in themes()}
    return Document(
        kind="blank",
        parts=parts,
        title=title,
        themes=tuple(slug for slug in dict.fromkeys(rescued.beside.themes) if slug in known),
        tags=tuple(tags),
        wellbeing=rescued.beside.wellbeing[:LONGEST_TITLE],
        draft=True,
    )


def discard(person_id: str, rescue_id: str) -> None:
    """Delete one rescue of this person's. Runs inside the caller's write unit.

    Raises:
        NotFound: nothing of theirs has this id.
    """
    gone = db.session.execute(delete(Rescue).where(Rescue.id == rescue_id, Rescue.person_id == person_id))
    if gone.rowcount != 1:
        raise NotFound


def _places(one_time_id: str) -> list[str]:
    """Under which one-time ids words of one page load can be kept, in their order: it may go away more than once."""
    return [one_time_id, *(derived_id(one_time_id, number) for number in range(1, MOST_OF_PAGE))]


def _lay_down(public: PublicKey, entry_id: str, places: list[str], words: bytes, reason: str) -> bool:
    """Seal words under the first of these one-time ids that is free. False when there is no room."""
    place = _free(public.person, places, len(words), given=reason == GIVEN_BACK)
    if place is None:
        return False
    sealed = seal_rescue(public, entry_id, place, words)
    values: dict[str, Any] = {"id": new_id(), "arrived_at": now(), "size": len(words), "reason": reason}
    db.session.add(Rescue(person_id=public.person, entry_id=entry_id, one_time_id=place, sealed=sealed, **values))
    return True


def _free(person_id: str, places: list[str], size: int, *, given: bool) -> str | None:
    # The lock makes two posts of one person wait for each other, so that together they keep the limits.
    db.session.execute(select(Account.person_id).where(Account.person_id == person_id).with_for_update())
    mine = Rescue.person_id == person_id
    # Apart from each other: what readers give back never takes the room of what its author types.
    kind = Rescue.reason == GIVEN_BACK if given else Rescue.reason != GIVEN_BACK
    totals = select(func.count(), func.coalesce(func.sum(Rescue.size), 0)).where(mine, kind)
    rows, total = db.session.execute(totals).one()
    if rows >= MOST_ROWS or total + size > MOST_TOTAL:
        return None
    taken = set(db.session.scalars(select(Rescue.one_time_id).where(mine, Rescue.one_time_id.in_(places))))
    return next((place for place in places if place not in taken), None)
