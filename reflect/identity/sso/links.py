"""Which account at the provider is whose here. A link is made once, by its person."""

from sqlalchemy import ColumnElement, and_, delete, select

from reflect.audit.trail import record, record_about
from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.identity import sessions
from reflect.identity.link_models import IdentityLink
from reflect.identity.linked import PRESENT_ISSUER
from reflect.identity.models import Account
from reflect.identity.sso.answers import Identity
from reflect.identity.telling import tell_owner
from reflect.organisation.models import Person
from reflect.organisation.relations import may_sign_in
from reflect.storage.db import db, insert
from reflect.web.language import gettext as _


def person_behind(identity: Identity) -> str | None:
    """Whose account here this is; None when it is nobody's, or theirs is stopped, or they have left."""
    mine = (
        select(IdentityLink.person_id)
        .join(Account, Account.person_id == IdentityLink.person_id)
        .join(Person, Person.id == IdentityLink.person_id)
    )
    return db.session.scalar(mine.where(_is(identity), Account.suspended_at.is_(None), may_sign_in()))


def is_taken(identity: Identity) -> bool:
    """Whether this account is linked to anybody here, whether or not they may sign in."""
    return db.session.scalar(select(IdentityLink.person_id).where(_is(identity))) is not None


def of_person(person_id: str) -> IdentityLink | None:
    """A person's link to the provider that is set up now."""
    mine = select(IdentityLink).where(IdentityLink.person_id == person_id, IdentityLink.issuer == PRESENT_ISSUER)
    return db.session.scalar(mine)


def link(person_id: str, identity: Identity, name: str, *, session_id: str | None = None) -> None:
    """Let a person sign in by this identity from now on, and no other way, inside the caller's write unit.

    They are told, and signed out everywhere but in `session_id`.

    Args:
        name: of the provider, for the notice.

    Raises:
        Conflict: it is linked to somebody already, or this person is.
    """
    # A provider that is not there any more lets nobody in.
    db.session.execute(
        delete(IdentityLink).where(IdentityLink.person_id == person_id, IdentityLink.issuer != identity.issuer)
    )
    row = {"issuer": identity.issuer, "subject": identity.subject, "person_id": person_id, "linked_at": now()}
    # Two links of one account may meet here. Not by the count of rows, which PostgreSQL's driver does not give.
    made = insert(IdentityLink).values(row).on_conflict_do_nothing().returning(IdentityLink.person_id)
    if db.session.scalar(made) is None:
        raise Conflict(_("One of the two accounts is connected already."))
    record("identity-linked", actor=person_id, about=person_id, issuer=identity.issuer)
    tell_owner(person_id, "identity-linked", name=name)
    sessions.end_all(person_id, but=session_id)


def unlink(person_id: str) -> None:
    """Let a person sign in with their passphrase again, inside the caller's write unit, and sign them out everywhere.

    For whoever has a new account at the provider. Not at the person's own wish: who leaves could stay.

    Raises:
        NotFound: they are not linked.
    """
    gone = delete(IdentityLink).where(IdentityLink.person_id == person_id).returning(IdentityLink.issuer)
    issuer = db.session.scalar(gone)
    if issuer is None:
        raise NotFound(_("Their account is not connected."))
    record("identity-unlinked", about=person_id, issuer=issuer)
    tell_owner(person_id, "identity-unlinked")
    sessions.end_all(person_id)


def refused(identity: Identity) -> None:
    """Put on record that somebody signed in there and was turned away here. About nobody, nothing is."""
    record_about("sign-in-refused", IdentityLink.person_id, _is(identity), reason="stopped")


def _is(identity: Identity) -> ColumnElement[bool]:
    return and_(IdentityLink.issuer == identity.issuer, IdentityLink.subject == identity.subject)
