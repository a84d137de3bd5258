"""Giving an author who has started again a copy of what they had shared, by a reader who can still open it.

The copy is sealed to the author's new key and to nothing else. Whoever gives it reads nothing by it that the live
grant does not open for them already, and leaves a receipt.
"""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from reflect.core.errors import Conflict, NotFound, Refused
from reflect.identity.keyring import public_key_of
from reflect.organisation.models import Person
from reflect.organisation.relations import names_of
from reflect.privacy.plain import to_markdown
from reflect.privacy.policy import Relation, Thing, Verb, may
from reflect.sharing import telling
from reflect.sharing.live import LIVE_GRANT
from reflect.sharing.models import Share
from reflect.sharing.reader import Opened, open_share
from reflect.storage.db import db
from reflect.vault.keys import Keys
from reflect.web.language import gettext as _
from reflect.web.signals import given_back


@dataclass(frozen=True)
class Offer:
    """An author who has started again, to whom a reader can give a copy back."""

    person_id: str  # of the author, as they go on
    fingerprint: str  # of their new key, to compare
    given: bool  # this share was given back to them already


def offered(reader_id: str, share_id: str) -> Offer | None:
    """To whom this reader of a live grant can give it back; None while its author has not started again.

    Nor while the new account is not finished, is suspended, or its person has left: there is no key to seal to.
    """
    earlier = aliased(Person)
    row = db.session.execute(
        select(Person.id, Share.given_back_to)
        .join(earlier, earlier.continued_as == Person.id)
        .join(Share, Share.owner_id == earlier.id)
        .where(Share.id == share_id, Share.reader_id == reader_id, LIVE_GRANT, Person.left_at.is_(None))
    ).one_or_none()
    public = public_key_of(row.id) if row else None
    if row is None or public is None or not may(Relation.READER, Verb.GIVE_BACK, Thing.SNAPSHOT):
        return None
    return Offer(row.id, public.fingerprint(), row.given_back_to == row.id)


def give_back(keys: Keys, reader_id: str, share_id: str, fingerprint: str) -> None:
    """Seal a copy of what was shared to its author's new key, inside the caller's write unit. Comments stay out.

    Args:
        fingerprint: of the author's new key, as the reader saw it on the page that they confirmed.

    Raises:
        NotFound: it is not shared with this reader now, or its author has not started again.
        Refused: it is not the key that the reader saw.
        Conflict: it was given back already, too much waits for the author, or the copy does not open.
    """
    reflection = open_share(keys, reader_id, share_id)
    offer = offered(reader_id, share_id)
    if offer is None:
        raise NotFound
    if fingerprint != offer.fingerprint:
        raise Refused(_("Their key changed while this page was open. Open the page again and compare it."))
    marked = update(Share).where(Share.id == share_id, Share.given_back_to.is_distinct_from(offer.person_id))
    # Of two presses at once, the second waits here and then changes nothing.
    if db.session.execute(marked.values(given_back_to=offer.person_id)).rowcount != 1:
        raise Conflict(_("You have given this back already."))
    given_back.send(
        offer.person_id,
        share_id=share_id,
        entry_id=reflection.entry_id,
        giver=names_of([reader_id])[reader_id].name,
        title=reflection.title,
        text=_as_text(reflection),
    )
    telling.given_back(reader_id, offer.person_id, share_id)


def _as_text(reflection: Opened) -> str:
    return "\n\n".join(f"**{part.question}**\n\n{to_markdown(part.html)}" for part in reflection.parts)
