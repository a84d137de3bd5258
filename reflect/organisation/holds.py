"""Whether something stands in the way of destroying what is a person's. Placing and lifting are a data protection
officer's; whoever destroys anything asks here first."""

from typing import Any

from sqlalchemy import ColumnElement, Exists, exists, select

from reflect.organisation.models import Hold
from reflect.storage.db import db


def is_held(person: ColumnElement[Any] | Any) -> Exists:
    """The condition in SQL that a hold lies on the person whose id stands in this column."""
    return exists().where(Hold.person_id == person, Hold.lifted_at.is_(None))


def held(person_id: str) -> bool:
    """Whether a hold lies on this person now."""
    return bool(db.session.scalar(select(is_held(person_id))))
