"""Whether somebody has a second factor that works."""

from sqlalchemy import ColumnElement, exists, literal, select

from reflect.identity.factor_models import Factor
from reflect.storage.db import db


def confirmed_factor(person: ColumnElement[str]) -> ColumnElement[bool]:
    """The SQL condition that somebody has a second factor that works."""
    return exists(select(Factor.id).where(Factor.person_id == person, Factor.confirmed_at.is_not(None)))


def has_factor(person_id: str) -> bool:
    """Whether this person has one, and so is asked for it."""
    return bool(db.session.scalar(select(confirmed_factor(literal(person_id)))))
