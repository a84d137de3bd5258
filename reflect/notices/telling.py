"""Telling somebody something: a notice in the app, and a mail in the outbox unless they do not want it."""

from sqlalchemy import select

from reflect.core.clock import now
from reflect.core.ids import new_id
from reflect.notices.models import Mail, MailPreference, Notice
from reflect.notices.texts import TEXTS
from reflect.storage.db import db


def tell(person_id: str, kind: str, *, address: str | None, **details: str) -> None:
    """Tell a person something, inside the caller's write unit: they are told exactly when it happened.

    Args:
        address: where to mail it too; None for no mail.
        details: exactly the names that the kind's words use.

    Raises:
        ValueError: there is no such kind, its words use other names, or it holds a link, which is only mailed.
    """
    _check(kind, details)
    if "link" in details:
        raise ValueError(f"the notice {kind!r} holds a link: mail it instead")
    db.session.add(Notice(id=new_id(), person_id=person_id, kind=kind, details=details, made_at=now()))
    if address is not None and (TEXTS[kind].important or not _turned_off(person_id, kind)):
        mail(address, kind, person_id=person_id, **details)


def mail(address: str, kind: str, *, person_id: str | None = None, **details: str) -> None:
    """Put a mail into the outbox without a notice in the app, inside the caller's write unit.

    Args:
        details: exactly the names that the kind's words use; a link is a path here, and gets our address in front.

    Raises:
        ValueError: there is no such kind, its words use other names, or its link is no path.
    """
    _check(kind, details)
    if not details.get("link", "/").startswith("/"):
        raise ValueError("the link of a mail is a path of ours")
    db.session.add(Mail(id=new_id(), person_id=person_id, address=address, kind=kind, details=details, made_at=now()))


def _turned_off(person_id: str, kind: str) -> bool:
    wanted = select(MailPreference.kind).where(MailPreference.person_id == person_id, MailPreference.kind == kind)
    return db.session.scalar(wanted) is not None


def _check(kind: str, details: dict[str, str]) -> None:
    if kind not in TEXTS or TEXTS[kind].details != details.keys():
        raise ValueError(f"the notice {kind!r} is not declared with exactly these details")
