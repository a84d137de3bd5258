"""Finding people, adding one, and the page of each."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.admin.attempts import attempt
from reflect.admin.inviting.routes import Link, links_page, make_link
from reflect.admin.people import reading
from reflect.admin.people.actions import ACTIONS
from reflect.admin.people.forms import NewPersonForm
from reflect.admin.routes import bp
from reflect.admin.units.reading import choices
from reflect.core.ids import ID_PATTERN
from reflect.identity.factors import resets
from reflect.organisation import roster, supervising
from reflect.organisation.models import Person
from reflect.organisation.relations import unit_path
from reflect.organisation.scope import person_in_scope
from reflect.storage.db import db
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


@bp.route("/people/new", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def new_person(viewer: Viewer) -> ResponseReturnValue:
    """Put somebody on the roster, and make their invitation at once unless it is left for later."""
    form = NewPersonForm()
    form.unit.choices = choices(viewer.person_id)
    if form.validate_on_submit():
        made: list[str | Link] = []
        if attempt(form.email, lambda: made.extend(_add(viewer, form))):
            person_id, *links = made
            if links:
                return links_page(links)
            flash(_("%(name)s is on the roster.", name=form.name.data))
            return redirect(url_for("admin.person", person_id=person_id), 303)
    status = 200 if request.method == "GET" else 400
    return page("admin/new_person.html", status=status, title=_("Add somebody"), form=form)


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
        roles=reading.roles_of(person_id),
        supervisions=supervising.supervisions_of(person_id),
        standing=reading.standing_of(person_id),
        reset_at=resets.waiting(person_id),
        actions=ACTIONS,
        oneself=viewer.person_id == person_id,
    )


def _after() -> str | None:
    """The last row of the page before; anything that is no id starts at the beginning."""
    given = request.args.get("after", "")
    return given if ID_PATTERN.fullmatch(given) else None


def _add(viewer: Viewer, form: NewPersonForm) -> list[str | Link]:
    """Put the person of a form on the roster, inside a write unit. Their id, and their link if one was wanted."""
    actor = viewer.person_id
    person_id = roster.place_person(form.name.data, form.email.data, form.unit.data)
    roster.give_role(person_id, form.role.data, form.unit.data, actor=actor)
    if form.supervisor.data:
        supervisor = roster.person_by_address(form.supervisor.data)
        supervising.name_supervisor(person_id, supervisor.id, actor=actor, address=None)  # type: ignore[union-attr]
    if not form.invite.data:
        return [person_id]
    return [person_id, make_link(db.session.get_one(Person, person_id), "enrol", viewer)]
