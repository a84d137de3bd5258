"""Finding people, and the page of each."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.admin.attempts import is_above
from reflect.admin.people import reading
from reflect.admin.people.actions import ACTIONS
from reflect.admin.routes import bp
from reflect.core.ids import ID_PATTERN
from reflect.identity.factors import resets
from reflect.organisation import supervising
from reflect.organisation.relations import unit_path
from reflect.organisation.scope import person_in_scope
from reflect.web import leavers
from reflect.web.guards import ADMINISTRATOR, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

LONGEST_SEARCH = 100


@bp.get("/people/")
@guard(ADMINISTRATOR)
def people(viewer: Viewer) -> Response:
    """Everybody this administrator looks after, searched by name or address, 50 a page."""
    search, state = request.args.get("q", "").strip()[:LONGEST_SEARCH], request.args.get("state", "")
    rows, following = reading.people_page(viewer.person_id, search=search, state=state, after=_after())
    return page(
        "admin/people.html",
        title=_("People"),
        people=rows,
        following=following,
        search=search,
        state=state,
        states=reading.STATES,
    )


@bp.get("/people/<id:person_id>")
@guard(ADMINISTRATOR)
def person(viewer: Viewer, person_id: str) -> ResponseReturnValue:
    """One person: where they work, their roles, supervisors and account, and what can be done."""
    found = person_in_scope(viewer.person_id, person_id)
    if found.continued_as is not None:
        return redirect(url_for("admin.person", person_id=found.continued_as))
    return page(
        "admin/person.html",
        title=found.name,
        person=found,
        units=unit_path(person_id),
        roles=reading.roles_of(person_id, viewer.person_id),
        supervisions=supervising.supervisions_of(person_id),
        standing=reading.standing_of(person_id),
        reset_at=resets.waiting(person_id),
        actions=ACTIONS,
        oneself=viewer.person_id == person_id,
        above=is_above(viewer, person_id),
        erased_after=found.left_at and found.left_at + leavers.window(),
    )


def _after() -> str | None:
    """The last row of the page before; anything that is no id starts at the beginning."""
    given = request.args.get("after", "")
    return given if ID_PATTERN.fullmatch(given) else None
