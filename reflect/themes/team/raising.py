"""Raising a theme with one's own team, openly and under one's own name, until one withdraws it.

Nothing here knows what anybody counts or has written: what is raised is chosen from the published themes, each time.
No event is kept of it and nobody is sent a notice.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, select
from sqlalchemy.exc import IntegrityError

from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.core.ids import new_id
from reflect.organisation.models import Person, Unit
from reflect.organisation.relations import PersonName
from reflect.storage.db import db
from reflect.themes.belonging import of_team, people_of
from reflect.themes.public import public_names
from reflect.themes.team.models import MOST_WORDS, RaisedTheme
from reflect.themes.typed import check_typed
from reflect.themes.visible import viewed_by
from reflect.web.language import gettext as _


@dataclass(frozen=True)
class OwnTeam:
    """Where somebody works, and who else sees what they raise there."""

    unit_id: str
    name: str
    seen_by: tuple[PersonName, ...]


@dataclass(frozen=True)
class Raised:
    """Something that was raised."""

    id: str
    person_id: str
    who: str
    theme: str
    words: str
    raised_at: datetime
    unit: str
    shown: bool  # whoever raised it still works there, so the team sees it


_RAISED = (
    select(
        RaisedTheme.id,
        RaisedTheme.person_id,
        Person.name.label("who"),
        RaisedTheme.theme,
        RaisedTheme.words,
        RaisedTheme.raised_at,
        Unit.name.label("unit"),
        and_(Person.left_at.is_(None), Person.unit_id == RaisedTheme.unit_id).label("shown"),
    )
    .join(Person, Person.id == RaisedTheme.person_id)
    .join(Unit, Unit.id == RaisedTheme.unit_id)
    .order_by(RaisedTheme.raised_at.desc(), RaisedTheme.id)
)
_OF_TEAM = _RAISED.where(
    RaisedTheme.unit_id == bindparam("unit"),
    Person.unit_id == RaisedTheme.unit_id,
    Person.left_at.is_(None),
    of_team(RaisedTheme.unit_id),
)


def own_team(person_id: str) -> OwnTeam:
    """Where somebody works, and everybody who would see what they raise there, by name.

    Raises:
        NotFound: they work nowhere any more.
    """
    statement = (
        select(Unit.id, Unit.name)
        .join(Person, Person.unit_id == Unit.id)
        .where(Person.id == person_id, Person.left_at.is_(None), Unit.closed_at.is_(None))
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    others = (person for person in people_of(row.id) if person.person_id != person_id)
    return OwnTeam(row.id, row.name, tuple(others))


def raise_(person_id: str, unit_id: str, theme: str, words: str) -> str:
    """Raise a theme with one's own team. Inside a write unit. Returns its id.

    Args:
        unit_id: the team whose people the page named; another one by now is refused.
        theme: the slug of a published theme that may be named in public.
        words: of one's own; may be empty.

    Raises:
        BadInput: it is no such theme, the words are too long or no text, or nobody else works there.
        Conflict: they have raised it there already, or have moved since the page named who will see it.
    """
    team = own_team(person_id)
    if team.unit_id != unit_id:
        raise Conflict(_("You work somewhere else now. Look again at who will see it."))
    if theme not in public_names():
        raise BadInput(_("Choose a theme from the list."))
    check_typed(words, MOST_WORDS)
    if not team.seen_by:
        raise BadInput(_("Nobody else works in %(team)s, so nobody would see it.", team=team.name))
    raised_id = new_id()
    db.session.add(
        RaisedTheme(id=raised_id, unit_id=team.unit_id, person_id=person_id, theme=theme, words=words, raised_at=now())
    )
    try:
        db.session.flush()
    except IntegrityError:
        raise Conflict(
            _("You have raised this with your team already. To say it differently, withdraw it first.")
        ) from None
    return raised_id


def withdraw(person_id: str, raised_id: str) -> None:
    """Withdraw what one has raised, wherever one works now: it is deleted at once. Inside a write unit.

    Raises:
        NotFound: it is not theirs, or not there any more.
    """
    mine = delete(RaisedTheme).where(RaisedTheme.id == raised_id, RaisedTheme.person_id == person_id)
    if not db.session.execute(mine).rowcount:  # type: ignore[attr-defined]
        raise NotFound


def raised_in(person_id: str, unit_id: str, names: dict[str, str]) -> list[Raised]:
    """What is raised in a team, newest first; nothing for whoever neither works in it nor leads it.

    Only from those who work there now: what somebody raised before they moved or left is not shown.
    """
    here = db.session.execute(_OF_TEAM, viewed_by(person_id, now()) | {"unit": unit_id})
    return [_raised(row, names) for row in here if row.theme in names]


def raised_by(person_id: str) -> list[Raised]:
    """Everything that somebody has raised and not withdrawn, newest first, also in teams they have left."""
    names = public_names()
    return [_raised(row, names) for row in db.session.execute(_RAISED.where(RaisedTheme.person_id == person_id))]


def _raised(row: Any, names: dict[str, str]) -> Raised:
    return Raised(**{**row._mapping, "theme": names.get(row.theme, row.theme), "shown": bool(row.shown)})
