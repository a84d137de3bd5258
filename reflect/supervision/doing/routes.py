"""Actions on pages: agreeing on one, changing it, done or dropped; and the reminder for the child’s record."""

from datetime import timedelta

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, Conflict
from reflect.storage.db import write_unit
from reflect.supervision import actions, pairing, sessions
from reflect.supervision.agreeing.forms import number
from reflect.supervision.doing.forms import ActionForm, EndForm, ReminderForm
from reflect.supervision.models import Session
from reflect.supervision.pairing import OpenPair
from reflect.supervision.routes import bp
from reflect.vault.keys import Keys
from reflect.web.days import today
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/<id:meeting_id>/actions")
@guard(UNLOCKED)
def session_actions(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Who will do what, by when; what is carried over; and the reminder for the child’s record."""
    pair, found = sessions.open_session(keys, viewer.person_id, meeting_id)
    return _actions(pair, found, ActionForm(formdata=None), ReminderForm(formdata=None, prefix="child"))


@bp.post("/<id:meeting_id>/actions")
@guard(UNLOCKED)
def agree_action(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Agree on one."""
    pair, found = sessions.open_session(keys, viewer.person_id, meeting_id, writes=True)
    form = ActionForm()
    form.offer(pair)
    if not form.validate():
        return _actions(pair, found, form, ReminderForm(formdata=None, prefix="child"), 400)
    try:
        with write_unit():
            actions.agree(pair, meeting_id, form.what.data or "", form.who.data, form.by.data)
    except (BadInput, Conflict) as refused:
        form.what.errors = [refused.sentence]
        status = 400 if isinstance(refused, BadInput) else 409
        return _actions(pair, found, form, ReminderForm(formdata=None, prefix="child"), status)
    flash(_("Agreed. It is carried over until it is done."))
    return redirect(url_for(".session_actions", meeting_id=meeting_id), 303)


@bp.post("/<id:meeting_id>/actions/child")
@guard(UNLOCKED)
def remind(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Remind one of the two to put a decision on the child’s record. Not a word of it is asked for."""
    pair, found = sessions.open_session(keys, viewer.person_id, meeting_id, writes=True)
    form = ReminderForm(prefix="child")
    form.offer(pair)
    if not form.validate():
        return _actions(pair, found, ActionForm(formdata=None), form, 400)
    try:
        with write_unit():
            actions.remind(pair, meeting_id, form.who.data, form.by.data)
    except (BadInput, Conflict) as refused:
        form.who.errors = [refused.sentence]
        status = 400 if isinstance(refused, BadInput) else 409
        return _actions(pair, found, ActionForm(formdata=None), form, status)
    flash(_("Only the reminder is kept here. Write the decision itself on the child’s record."))
    return redirect(url_for(".session_actions", meeting_id=meeting_id), 303)


@bp.get("/actions/<id:action_id>")
@guard(UNLOCKED)
def action(viewer: Viewer, keys: Keys, action_id: str) -> ResponseReturnValue:
    """One action, to be changed, done or dropped."""
    pair = _pair(viewer, keys, action_id)
    form = ActionForm(formdata=None)
    found = actions.one(pair, action_id)
    form.show(found)
    return _action(pair, found, form)


@bp.post("/actions/<id:action_id>")
@guard(UNLOCKED)
def change_action(viewer: Viewer, keys: Keys, action_id: str) -> ResponseReturnValue:
    """Change it. What was typed comes back if the other has changed it meanwhile."""
    pair = _pair(viewer, keys, action_id, writes=True)
    form = ActionForm()
    form.offer(pair)
    if not form.validate():
        return _action(pair, actions.one(pair, action_id), form, 400)
    try:
        with write_unit():
            base = number(form.base.data)
            actions.change(pair, action_id, form.what.data or "", form.who.data, form.by.data, base=base)
    except (BadInput, Conflict) as refused:
        form.what.errors = [refused.sentence]
        status = 400 if isinstance(refused, BadInput) else 409
        return _action(pair, actions.one(pair, action_id), form, status)
    flash(_("Changed."))
    return redirect(url_for(".sessions_of_pair", supervision_id=pair.supervision_id), 303)


@bp.post("/actions/<id:action_id>/end")
@guard(UNLOCKED)
def end_action(viewer: Viewer, keys: Keys, action_id: str) -> ResponseReturnValue:
    """Say that it is done, or that it is dropped."""
    pair = _pair(viewer, keys, action_id, writes=True)
    form = EndForm()
    done = form.how.data != "dropped"
    try:
        with write_unit():
            actions.end(pair, action_id, done=done, base=number(form.base.data))
    except Conflict as refused:
        shown = ActionForm(formdata=None)
        found = actions.one(pair, action_id)
        shown.show(found)
        shown.form_errors.append(refused.sentence)
        return _action(pair, found, shown, 409)
    flash(_("Done.") if done else _("Dropped."))
    return redirect(url_for(".sessions_of_pair", supervision_id=pair.supervision_id), 303)


def _pair(viewer: Viewer, keys: Keys, action_id: str, *, writes: bool = False) -> OpenPair:
    pair = actions.pair_of_action(viewer.person_id, action_id)
    return pairing.open_pair(keys, viewer.person_id, pair.supervision_id, writes=writes)


def _actions(pair: OpenPair, found: Session, form: ActionForm, reminder: ReminderForm, status: int = 200) -> Response:
    for each in (form, reminder):
        each.offer(pair)
    reminder.by.data = reminder.by.data or today() + timedelta(days=1)
    return page(
        "supervision/actions.html",
        status=status,
        title=_("Actions"),
        pair=pair,
        session=found,
        actions=actions.of_session(pair, found),
        open=pair.live and found.state in ("planned", "held"),
        form=reminder if reminder.errors else form,
        action_form=form,
        reminder=reminder,
    )


def _action(pair: OpenPair, found: actions.Agreed, form: ActionForm, status: int = 200) -> Response:
    form.offer(pair)
    form.base.data = str(found.version)
    return page("supervision/action.html", status=status, title=_("Action"), pair=pair, action=found, form=form)
