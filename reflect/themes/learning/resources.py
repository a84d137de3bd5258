"""Resources that an organisation adds to its themes. Changes are called inside a write unit.

People see those of every unit that they work in or hold a role in, and of the units above. An administrator changes
those of the units they look after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select

from reflect.audit.trail import record
from reflect.core.clock import now
from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.core.ids import new_id
from reflect.library.report import check_link
from reflect.library.themes import ThemeText, themes
from reflect.organisation.models import Person, Role, Unit
from reflect.organisation.names import NOT_TEXT
from reflect.organisation.relations import in_force
from reflect.organisation.scope import administered, unit_in_scope
from reflect.storage.db import db
from reflect.themes.learning.models import MOST_NOTE, MOST_TITLE, Kind, Resource
from reflect.web.language import gettext as _
from reflect.web.language import ngettext


@dataclass(frozen=True)
class Content:
    """What an administrator says of a resource. Without themes it is about all of them."""

    kind: Kind
    title: str
    link: str = ""
    note: str = ""
    themes: tuple[str, ...] = ()
    checked_on: date | None = None


@dataclass(frozen=True)
class ResourceText:
    """A resource as people see it. `unit` is the name of the unit whose it is."""

    id: str
    unit_id: str
    unit: str
    kind: Kind
    title: str
    link: str | None
    note: str
    themes: tuple[str, ...]
    checked_on: date | None
    changed_at: datetime

    @property
    def version(self) -> str:
        """What tells this state of a resource from others."""
        return self.changed_at.isoformat()


def seen_by(person_id: str) -> list[ResourceText]:
    """The resources for somebody: of the units they work or hold a role in, and of those above. One statement."""
    own = select(Person.unit_id).where(Person.id == person_id)
    held = select(Role.unit_id).where(Role.person_id == person_id, in_force(Role, now()))
    units = select(Unit.id, Unit.parent_id)
    up = units.where(or_(Unit.id.in_(own), Unit.id.in_(held))).cte("up", recursive=True)
    up = up.union(units.join(up, Unit.id == up.c.parent_id))
    return _read(Resource.unit_id.in_(select(up.c.id)))


def looked_after_by(administrator_id: str) -> list[ResourceText]:
    """The resources that an administrator may change. One statement."""
    return _read(Resource.unit_id.in_(administered(administrator_id)))


def resource(administrator_id: str, resource_id: str) -> ResourceText:
    """One of them.

    Raises:
        NotFound: there is no such resource among those that this administrator looks after.
    """
    found = _read(Resource.id == resource_id, Resource.unit_id.in_(administered(administrator_id)))
    if not found:
        raise NotFound
    return found[0]


def add(administrator_id: str, unit_id: str, content: Content) -> str:
    """Add a resource to a unit that this administrator looks after. Returns its id.

    Raises:
        NotFound: they do not look after the unit.
        BadInput: something of it cannot be used; the sentence says what.
    """
    row = Resource(id=new_id())
    _fill(row, administrator_id, unit_id, content)
    db.session.add(row)
    db.session.flush()
    record("resource-changed", actor=administrator_id, resource=row.id)
    return row.id


def change(administrator_id: str, resource_id: str, unit_id: str, content: Content, base: str) -> None:
    """Put something else in the place of a resource.

    Args:
        base: `version` of the resource that the page showed.

    Raises:
        NotFound: it, or the unit it goes to, is not theirs to change.
        BadInput: as for `add`.
        Conflict: somebody has changed it in the meantime.
    """
    row = _row(administrator_id, resource_id)
    if row.changed_at.isoformat() != base:
        raise Conflict(_("Somebody changed this resource in the meantime. Compare the two, then save again."))
    _fill(row, administrator_id, unit_id, content)
    record("resource-changed", actor=administrator_id, resource=row.id)


def remove(administrator_id: str, resource_id: str) -> None:
    """Remove a resource.

    Raises:
        NotFound: as for `resource`.
    """
    db.session.delete(_row(administrator_id, resource_id))
    record("resource-removed", actor=administrator_id, resource=resource_id)


def to_choose() -> list[ThemeText]:
    """The themes that a resource can be about: the published ones that are ever shown in public."""
    return [theme for theme in themes() if theme.public_name is not None]


def _read(*wanted: ColumnElement[bool]) -> list[ResourceText]:
    rows = db.session.execute(_RESOURCES.where(*wanted))
    return [
        ResourceText(**{**row._mapping, "themes": tuple(row.themes)})  # a list in the database
        for row in rows
    ]


_RESOURCES = (
    select(
        Resource.id,
        Resource.unit_id,
        Unit.name.label("unit"),
        Resource.kind,
        Resource.title,
        Resource.link,
        Resource.note,
        Resource.themes,
        Resource.checked_on,
        Resource.changed_at,
    )
    .join(Unit, Unit.id == Resource.unit_id)
    .order_by(Resource.title, Resource.id)
)


def _row(administrator_id: str, resource_id: str) -> Resource:
    own = Resource.unit_id.in_(administered(administrator_id))
    row = db.session.scalar(select(Resource).where(Resource.id == resource_id, own).with_for_update())
    if row is None:
        raise NotFound
    return row


def _fill(row: Resource, administrator_id: str, unit_id: str, content: Content) -> None:
    if unit_in_scope(administrator_id, unit_id).closed_at is not None:
        raise BadInput(_("This unit is closed. Choose another."))
    row.unit_id = unit_id
    row.kind = content.kind
    row.title = _text(content.title, MOST_TITLE)
    row.link = check_link(content.link.strip()) if content.link.strip() else None
    row.note = _text(content.note, MOST_NOTE, may_be_empty=True)
    row.themes = _about(content.themes)
    row.checked_on = content.checked_on
    row.changed_at = now()


def _text(text: str, most: int, *, may_be_empty: bool = False) -> str:
    tidy = " ".join(text.split())
    if not tidy and not may_be_empty:
        raise BadInput(_("Enter a title."))
    if len(tidy) > most:
        raise BadInput(ngettext("Enter %(num)d character or fewer.", "Enter %(num)d characters or fewer.", most))
    if NOT_TEXT.search(tidy):
        raise BadInput(_("There is a character in it that no text needs. Type it again."))
    return tidy


def _about(slugs: Sequence[str]) -> list[str]:
    known = [theme.slug for theme in to_choose()]
    if not set(slugs) <= set(known):
        raise BadInput(_("Choose themes from the list."))
    return [slug for slug in known if slug in slugs]
