"""Groups of colleagues: make one, ask people in, say yes or no, leave, let somebody go, close."""

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, Conflict, NotFound
from reflect.organisation import groups
from reflect.organisation.groups import MOST_MEMBERS, OwnGroup
from reflect.organisation.relations import colleagues_of
from reflect.sharing.groups.forms import AskForm, GroupForm
from reflect.storage.db import write_unit
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer

bp = Blueprint("groups", __name__, url_prefix="/groups")


@bp.get("/")
@guard(UNLOCKED)
def index(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    """One's groups, and where one is asked in."""
    return _index(viewer, GroupForm(formdata=None))


@bp.post("/")
@guard(UNLOCKED)
def make(viewer: Viewer, keys: Keys) -> ResponseReturnValue:
    form = GroupForm()
    if not form.validate():
        return _index(viewer, form, status=400)
    with write_unit():
        group_id = groups.make(viewer.person_id, form.title.data)
    return _to_group(group_id, _("The group is made. Now ask people into it."))


@bp.get("/<id:group_id>")
@guard(UNLOCKED)
def group(viewer: Viewer, keys: Keys, group_id: str) -> ResponseReturnValue:
    own = groups.group_of(viewer.person_id, group_id)
    return _group(viewer, own, AskForm(_not_in(viewer, own)))


@bp.post("/<id:group_id>/ask")
@guard(UNLOCKED)
def ask(viewer: Viewer, keys: Keys, group_id: str) -> ResponseReturnValue:
    own = groups.group_of(viewer.person_id, group_id)
    form = AskForm(_not_in(viewer, own))
    if not form.validate():
        return _group(viewer, own, form, status=400)
    try:
        with write_unit():
            for person_id in form.chosen():
                groups.ask(viewer.person_id, group_id, person_id)
    except (BadInput, Conflict, NotFound) as refused:
        form.form_errors.append(refused.sentence)
        return _group(viewer, own, form, status=409)
    return _to_group(group_id, _("They are asked. They belong to the group once they say yes."))


@bp.post("/asked/<id:membership_id>/accept")
@guard(UNLOCKED)
def accept(viewer: Viewer, keys: Keys, membership_id: str) -> ResponseReturnValue:
    with write_unit():
        group_id = groups.accept(viewer.person_id, membership_id)
    return _to_group(group_id, _("You belong to the group now. You see nothing by it, and share nothing by it."))


@bp.post("/asked/<id:membership_id>/decline")
@guard(UNLOCKED)
def decline(viewer: Viewer, keys: Keys, membership_id: str) -> ResponseReturnValue:
    with write_unit():
        groups.decline(viewer.person_id, membership_id)
    return _to_groups(_("You said no. Nobody is told."))


@bp.get("/<id:group_id>/leave")
@guard(UNLOCKED)
def leaving(viewer: Viewer, keys: Keys, group_id: str) -> ResponseReturnValue:
    own = groups.group_of(viewer.person_id, group_id)
    return page("groups/leave.html", title=_("Leave “%(name)s”", name=own.name), group=own)


@bp.post("/<id:group_id>/leave")
@guard(UNLOCKED)
def leave(viewer: Viewer, keys: Keys, group_id: str) -> ResponseReturnValue:
    with write_unit():
        groups.leave(viewer.person_id, group_id)
    return _to_groups(_("You have left the group. What was shared through it, by you or with you, is closed."))


@bp.post("/<id:group_id>/members/<id:membership_id>/let-go")
@guard(UNLOCKED)
def let_go(viewer: Viewer, keys: Keys, group_id: str, membership_id: str) -> ResponseReturnValue:
    with write_unit():
        person = groups.let_go(viewer.person_id, group_id, membership_id)
    return _to_group(group_id, _("%(name)s does not belong to the group now.", name=person.name))


@bp.get("/<id:group_id>/close")
@guard(UNLOCKED)
def closing(viewer: Viewer, keys: Keys, group_id: str) -> ResponseReturnValue:
    own = groups.group_of(viewer.person_id, group_id)
    if own.keeper_id != viewer.person_id:
        raise NotFound
    return page("groups/close.html", title=_("Close “%(name)s”", name=own.name), group=own)


@bp.post("/<id:group_id>/close")
@guard(UNLOCKED)
def close(viewer: Viewer, keys: Keys, group_id: str) -> ResponseReturnValue:
    with write_unit():
        groups.close(viewer.person_id, group_id)
    return _to_groups(_("The group is closed, and so is what was shared through it."))


def _to_group(group_id: str, sentence: str) -> ResponseReturnValue:
    """After something was done: the page of the group, which says it."""
    flash(sentence)
    return redirect(url_for(".group", group_id=group_id), 303)


def _to_groups(sentence: str) -> ResponseReturnValue:
    """After something was done that leaves no group to see: the list, which says it."""
    flash(sentence)
    return redirect(url_for(".index"), 303)


def _not_in(viewer: Viewer, own: OwnGroup) -> list:
    there = {member.person.person_id for member in (*own.members, *own.asked)}
    return [person for person in colleagues_of(viewer.person_id) if person.person_id not in there]


def _index(viewer: Viewer, form: GroupForm, status: int = 200) -> Response:
    return page(
        "groups/index.html",
        status=status,
        title=_("Groups"),
        groups=groups.groups_of(viewer.person_id),
        asked=groups.asked_into(viewer.person_id),
        form=form,
    )


def _group(viewer: Viewer, own: OwnGroup, form: AskForm, status: int = 200) -> Response:
    return page(
        "groups/group.html",
        status=status,
        title=own.name,
        group=own,
        keeps=own.keeper_id == viewer.person_id,
        full=len(own.members) + len(own.asked) >= MOST_MEMBERS,
        form=form,
    )
