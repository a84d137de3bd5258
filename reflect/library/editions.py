"""The life of an edition: draft, published and never changed again, retired.

There is no verb that changes a published edition's words, and this is the only module that changes a status.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import Conflict, NotFound
from reflect.library.models import Edition, Path, PathStep, Prompt, Section, Signpost, Theme, Wellbeing
from reflect.library.themes import ENGLISH
from reflect.storage.db import db
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class SetRow:
    """One edition of a question set, for an administrator's list."""

    id: str
    slug: str
    version: int
    title: str
    whose: str
    status: str
    created_at: datetime
    published_at: datetime | None
    retired_at: datetime | None


def edition(edition_id: str, *, held: bool = False) -> Edition:
    """One edition, for an administrator.

    Args:
        held: as it is now, and nobody else changes it until the write unit ends. A button pressed twice waits for that.

    Raises:
        NotFound: there is none.
    """
    found = db.session.get(Edition, edition_id, with_for_update=held, populate_existing=held)
    if found is None:
        raise NotFound(_("There is no such question set."))
    return found


def question_set(edition_id: str) -> Edition:
    """One version of a question set, for an administrator.

    Raises:
        NotFound: there is none.
    """
    found = edition(edition_id)
    if found.kind != "questions":
        raise NotFound(_("There is no such question set."))
    return found


_SETS = (
    select(
        Edition.id,
        Edition.slug,
        Edition.version,
        Edition.title,
        Edition.origin.label("whose"),
        Edition.status,
        Edition.created_at,
        Edition.published_at,
        Edition.retired_at,
    )
    .where(Edition.kind == "questions", Edition.language == bindparam("language"))
    .order_by(Edition.slug, Edition.version.desc())
)


def all_sets(language: str = ENGLISH) -> tuple[SetRow, ...]:
    """Every edition of every question set, newest version first, for an administrator. One statement."""
    return tuple(SetRow(**row._mapping) for row in db.session.execute(_SETS, {"language": language}))


def highest_version(kind: str, slug: str, language: str) -> int:
    """The highest version there is of something, whatever its status; 0 where there is none."""
    same = (Edition.kind == kind, Edition.slug == slug, Edition.language == language)
    return db.session.scalar(select(func.max(Edition.version)).where(*same)) or 0


def publish(edition_id: str, *, actor: str | None = None) -> None:
    """Publish a draft: from now on its words stay as they are. The version before it is retired.

    Args:
        actor: the id of the administrator who does it; None for a command.

    Raises:
        Conflict: it is no draft any more.
    """
    draft = _with_status(edition_id, "draft")
    same = (Edition.kind == draft.kind, Edition.slug == draft.slug, Edition.language == draft.language)
    db.session.execute(
        update(Edition).where(*same, Edition.status == "published").values(status="retired", retired_at=now())
    )
    draft.status, draft.published_at = "published", now()
    record("edition-published", actor=actor, edition=edition_id)
    db.session.flush()


def retire(edition_id: str, *, actor: str | None = None) -> None:
    """Stop offering a published edition. Entries that answered it keep its words.

    Raises:
        Conflict: it is not published.
    """
    published = _with_status(edition_id, "published")
    published.status, published.retired_at = "retired", now()
    record("edition-retired", actor=actor, edition=edition_id)
    db.session.flush()


def discard(edition_id: str) -> None:
    """Delete a draft and everything in it.

    Raises:
        Conflict: it is no draft any more.
    """
    draft = _with_status(edition_id, "draft")
    paths = select(Path.id).where(Path.edition_id == draft.id)
    db.session.execute(delete(PathStep).where(PathStep.path_id.in_(paths)))
    for table in (Path, Prompt, Section, Wellbeing, Theme, Signpost):
        db.session.execute(delete(table).where(table.edition_id == draft.id))
    db.session.delete(draft)
    db.session.flush()


def _with_status(edition_id: str, status: str) -> Edition:
    found = edition(edition_id, held=True)
    if found.status == status:
        return found
    if found.status == "published":
        raise Conflict(_("It is published. Published questions are never changed; they can be retired."))
    if found.status == "retired":
        raise Conflict(_("It has been retired already."))
    raise Conflict(_("It is not published yet."))
