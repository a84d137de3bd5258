"""What an administrator changes about somebody. Each page asks one thing, and an error keeps what was typed."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from reflect.admin.attempts import attempt, nobody_above, not_oneself
from reflect.admin.people import forms
from reflect.admin.people.actions import ACTIONS
from reflect.admin.people.reading import roles_of
from reflect.admin.routes import bp
from reflect.admin.units.reading import choices
from reflect.core.errors import NotFound, Refused
from reflect.identity import invitations, standing
from reflect.organisation import roster, staff, supervising
from reflect.organisation.models import Person
from reflect.organisation.scope import person_in_scope
from reflect.storage.db import deployment, write_unit
from reflect.web.days import begins, ends, today
from reflect.web.forms import Form
from reflect.web.guards import ADMINISTRATOR, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.route("/people/<id:person_id>/account/<action>", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def account(viewer: Viewer, person_id: str, action: str) -> ResponseReturnValue:
    """Ask once, then do what the table of actions says to somebody's account."""
    person = person_in_scope(viewer.person_id, person_id)
    not_oneself(viewer, person_id)
    if (wanted := ACTIONS.get(action)) is None:
        raise NotFound
    if wanted.beyond:
        nobody_above(viewer, person_id)
    form = Form()
    if not form.validate_on_submit():
        return page("admin/ask.html", title=str(wanted.question) % {"name": person.name}, person=person, wanted=wanted)
    with write_unit():
        wanted.verb(person_id, actor=viewer.person_id)
    return _done(person_id, str(wanted.done))


@bp.route("/people/<id:person_id>/name", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def change_name(viewer: Viewer, person_id: str) -> ResponseReturnValue:
    person = person_in_scope(viewer.person_id, person_id)
    form = forms.NameForm(data={"name": person.name})
    if form.validate_on_submit() and attempt(
        form.name, lambda: staff.change_name(person, form.name.data, actor=viewer.person_id)
    ):
        return _done(person_id, _("The name is changed."))
    return _form_page(person, form, _("Change the name"))


@bp.route("/people/<id:person_id>/address", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def change_address(viewer: Viewer, person_id: str) -> ResponseReturnValue:
    """Change the address somebody signs in with. The earlier one is mailed, and starting again is shut for a week."""
    person = person_in_scope(viewer.person_id, person_id)
    not_oneself(viewer, person_id)
    nobody_above(viewer, person_id)  # their link would be mailed to the new address
    form = forms.AddressForm()
    if form.validate_on_submit() and attempt(
        form.email, lambda: staff.change_address(person, form.email.data, actor=viewer.person_id)
    ):
        return _done(
            person_id,
            _("The address is changed, and the earlier one is told by mail.")
            if deployment().mail_url
            else _("The address is changed. Tell them, because no mail does."),
        )
    means = (
        _(
            "The address is %(email)s now. After the change they sign in with the new one. A mail tells the earlier "
            "one, and for seven days nobody can invite them to start again."
        )
        if deployment().mail_url
        else _(
            "The address is %(email)s now. After the change they sign in with the new one, and for seven days nobody "
            "can invite them to start again. Mail is not set up, so tell them yourself."
        )
    ) % {"email": person.email}
    return _form_page(person, form, _("Change the e-mail address"), means)


@bp.route("/people/<id:person_id>/unit", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def change_unit(viewer: Viewer, person_id: str) -> ResponseReturnValue:
    person = person_in_scope(viewer.person_id, person_id)
    form = forms.UnitForm(data={"unit": person.unit_id})
    form.unit.choices = choices(viewer.person_id)
    if form.validate_on_submit() and attempt(
        form.unit, lambda: staff.change_unit(person, form.unit.data, actor=viewer.person_id)
    ):
        return _done(person_id, _("The unit is changed. Roles and supervisors stay as they were."))
    means = _(
        "What they share, and what others share with them, ends: people share again if they choose to. Roles and "
        "supervisors stay. If those change too, end them and give new ones on this person’s page."
    )
    return _form_page(person, form, _("Change the unit"), means)


@bp.route("/people/<id:person_id>/roles/new", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def give_role(viewer: Viewer, person_id: str) -> ResponseReturnValue:
    """Give a role in a unit, from today or a later day."""
    person = person_in_scope(viewer.person_id, person_id)
    form = forms.RoleForm(data={"unit": person.unit_id, "since": today()})
    form.unit.choices = choices(viewer.person_id)

    def give() -> None:
        role, unit, since = form.role.data, form.unit.data, begins(form.since.data)
        roster.give_role(person_id, role, unit, since=since, actor=viewer.person_id)
        invitations.take_back_of_leaders([(person_id, role)])

    if form.validate_on_submit() and attempt(form.role, give):
        return _done(person_id, _("The role is given."))
    return _form_page(person, form, _("Give a role"))


@bp.route("/people/<id:person_id>/roles/<id:role_id>/end", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def end_role(viewer: Viewer, person_id: str, role_id: str) -> ResponseReturnValue:
    """End a role today at once, or at the end of a later day."""
    person = person_in_scope(viewer.person_id, person_id)
    role = next((role for role in roles_of(person_id, viewer.person_id) if role.id == role_id and not role.over), None)
    if role is None:
        raise NotFound(_("This role has ended already."))
    if not role.reached:
        raise Refused(_("You do not look after %(unit)s. Ask an administrator who does.", unit=role.unit))
    if role.role == "administrator":
        not_oneself(viewer, person_id)
    form = forms.EndForm(data={"until": today()})
    if form.validate_on_submit():
        at = begins(today()) if form.until.data == today() else ends(form.until.data)
        if attempt(form.until, lambda: staff.end_role(person_id, role_id, at=at, actor=viewer.person_id)):
            return _done(person_id, _("The role ends."))
    means = _(
        "They are %(role)s in %(unit)s. If you choose today, the role ends at once.", role=role.words, unit=role.unit
    )
    return _form_page(person, form, _("End a role"), means)


@bp.route("/people/<id:person_id>/supervisors/new", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def name_supervisor(viewer: Viewer, person_id: str) -> ResponseReturnValue:
    """Enter somebody's supervisor. They are asked, and nothing can be shared before they say yes."""
    person = person_in_scope(viewer.person_id, person_id)
    form = forms.SupervisorForm()
    if form.validate_on_submit() and attempt(form.email, lambda: _name_supervisor(viewer, person, form.email.data)):
        return _done(person_id, _("They are asked to confirm. Until then nothing can be shared in supervision."))
    means = _(
        "%(name)s is asked whether this is right. Before they say yes, nothing can be shared with the supervisor.",
        name=person.name,
    )
    return _form_page(person, form, _("Name a supervisor"), means)


@bp.route("/people/<id:person_id>/supervisors/<id:relation_id>/end", methods=["GET", "POST"])
@guard(ADMINISTRATOR)
def end_supervision(viewer: Viewer, person_id: str, relation_id: str) -> ResponseReturnValue:
    """Ask once, then end a supervision now. What was shared by it is closed to the supervisor."""
    person = person_in_scope(viewer.person_id, person_id)
    named = supervising.supervisions_of(person_id, open_only=True)
    relation = next((each for each in named if each.id == relation_id), None)
    if relation is None:
        raise NotFound(_("This supervision has ended already."))
    form = Form()
    if not form.validate_on_submit():
        title = _("End the supervision of %(name)s by %(supervisor)s?", name=person.name, supervisor=relation.name)
        return page("admin/end_supervision.html", title=title, person=person, relation=relation)
    with write_unit():
        supervising.end_supervision(person_id, relation_id, actor=viewer.person_id, address=_reached_at(person))
    return _done(person_id, _("The supervision is over. They have been told."))


def _name_supervisor(viewer: Viewer, person: Person, email: str) -> None:
    supervisor = roster.person_by_address(email)
    assert supervisor is not None, "the form asked"  # noqa: S101
    supervising.name_supervisor(person.id, supervisor.id, actor=viewer.person_id, address=_reached_at(person))


def _reached_at(person: Person) -> str | None:
    """Where somebody gets mail about their account; nobody without one does."""
    return person.email if standing.enrolled([person.id]) else None


def _form_page(person: Person, form: Form, title: str, means: str = "") -> Response:
    status = 200 if request.method == "GET" else 400
    return page("admin/change.html", status=status, title=title, person=person, form=form, means=means)


def _done(person_id: str, sentence: str) -> ResponseReturnValue:
    flash(sentence)
    return redirect(url_for("admin.person", person_id=person_id), 303)
