"""Adding people and inviting them, one or everybody who waits. A link is shown once, and never again."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.admin.attempts import attempt, nobody_above, not_oneself
from reflect.admin.people.forms import NewPersonForm
from reflect.admin.people.reading import uninvited
from reflect.admin.routes import bp
from reflect.admin.units.reading import choices
from reflect.core.errors import Conflict
from reflect.identity import enrolment, standing, starting_again
from reflect.identity.invitations import Kind
from reflect.notices.telling import mail
from reflect.organisation import roster, supervising
from reflect.organisation.models import Person
from reflect.organisation.scope import person_in_scope
from reflect.storage.db import db, deployment, write_unit
from reflect.web.forms import Form
from reflect.web.guards import ADMINISTRATOR, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

AT_ONCE = 500
PAGES: dict[Kind, tuple[str, str]] = {
    "enrol": ("enrolment.enrol", "invited"),
    "start-again": ("starting_again.accept", "start-again-offered"),
}


@dataclass(frozen=True)
class Link:
    """One link, for whoever it is."""

    name: str
    email: str
    address: str


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
                return links_page(_("Invitation for %(name)s", name=form.name.data), links)
            flash(_("%(name)s is on the roster.", name=form.name.data))
            return redirect(url_for("admin.person", person_id=person_id), 303)
    status = 200 if request.method == "GET" else 400
    return page("admin/new_person.html", status=status, title=_("Add somebody"), form=form)


@bp.route("/people/<id:person_id>/invite", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def invite(viewer: Viewer, person_id: str) -> ResponseReturnValue:
    """Ask once, then make the link by which somebody sets up their account. An earlier one stops working."""
    person = person_in_scope(viewer.person_id, person_id)
    if person.left_at is not None or standing.enrolled([person_id]):
        raise Conflict(_("They have an account already, or have left."))
    nobody_above(viewer, person_id)
    form = Form()
    if not form.validate_on_submit():
        return page(
            "admin/invite.html", title=_("Invite %(name)s", name=person.name), person=person, mailing=_mailing()
        )
    with write_unit():
        link = make_link(person, "enrol", viewer)
    return links_page(_("Invitation for %(name)s", name=person.name), [link])


@bp.route("/people/<id:person_id>/start-again", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def offer_start_again(viewer: Viewer, person_id: str) -> ResponseReturnValue:
    """Ask once, then make the link by which somebody may start a new journal beside the one that they cannot open."""
    person = person_in_scope(viewer.person_id, person_id)
    not_oneself(viewer, person_id)
    nobody_above(viewer, person_id)
    title = _("Invite %(name)s to start again", name=person.name)
    form = Form()
    if not form.validate_on_submit():
        return page("admin/start_again.html", title=title, person=person, mailing=_mailing())
    with write_unit():
        link = make_link(person, "start-again", viewer)
    return links_page(_("Link for %(name)s to start again", name=person.name), [link])


@bp.route("/invitations", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def invite_all(viewer: Viewer) -> ResponseReturnValue:
    """Invite everybody who has neither an account nor an invitation that still works, 500 at once."""
    waiting = uninvited(viewer.person_id)
    form = Form()
    if not form.validate_on_submit():
        title = _("Invite everybody who is not invited yet")
        return page("admin/invite_all.html", title=title, count=len(waiting), most=AT_ONCE, mailing=_mailing())
    with write_unit():
        links = [make_link(person, "enrol", viewer) for person in uninvited(viewer.person_id)[:AT_ONCE]]
    return links_page(_("Invitations"), links)


def make_link(person: Person, kind: Kind, viewer: Viewer) -> Link:
    """Make somebody's link, and mail it where mail is set up. Runs inside a write unit.

    Raises:
        Conflict: they have an account already and need none, or cannot start again.
    """
    endpoint, notice = PAGES[kind]
    if kind == "enrol":
        token = enrolment.invite(person.id, actor=viewer.person_id)
    else:
        token = starting_again.offer(person.id, actor=viewer.person_id)
    path = url_for(endpoint, token=token)
    if _mailing():
        mail(person.email, notice, person_id=person.id, link=path)
    return Link(person.name, person.email, f"{current_app.config['BASE_URL']}{path}")


def links_page(title: str, links: Sequence[Link]) -> Response:
    """The links, to be printed or handed over. The answer to the post that made them: nobody can open it again."""
    return page("admin/links.html", title=title, links=links, mailing=_mailing())


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


def _mailing() -> bool:
    return bool(deployment().mail_url)
