"""What our pages are compared with, served beside them: a greeting, and a post that asks the database one thing."""

from flask import Blueprint
from sqlalchemy import select

from reflect.organisation.models import Person
from reflect.storage.db import db
from reflect.web.guards import ANYONE, SIGNED_IN, guard
from reflect.web.viewer import Viewer

HELLO = "/hello"
ONE_SELECT = "/reference"


def references() -> Blueprint:
    """The two endpoints, for an app that is measured."""
    bp = Blueprint("reference", __name__)

    @bp.get(HELLO)
    @guard(ANYONE)
    def hello() -> str:
        return "Hello"

    @bp.post(ONE_SELECT)
    @guard(SIGNED_IN)
    def one_select(viewer: Viewer) -> str:
        return str(db.session.scalar(select(Person.name).where(Person.id == viewer.person_id)))

    return bp
