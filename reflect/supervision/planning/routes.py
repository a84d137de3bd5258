"""Planning on pages: the sessions of a pair, planning one or a row of them, moving, cancelling, saying one was held."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from reflect.core.errors import BadInput, Conflict
from reflect.organisation.words import words_for
from reflect.storage.db import write_unit
from reflect.supervision import actions, agreements, due, pairing, sessions
from reflect.supervision.agreeing.forms import number
from reflect.supervision.models import Session
from reflect.supervision.pairing import OpenPair
from reflect.supervision.planning.forms import CancelForm, HeldForm, MoveForm, PlanForm
from reflect.supervision.routes import bp
from reflect.vault.keys import Keys
from reflect.web.guards import UNLOCKED, guard
from reflect.web.language import gettext as _
from reflect.web.language import ngettext
from reflect.web.pages import page
from reflect.web.viewer import Viewer


@bp.get("/<id:supervision_id>/sessions")
@guard(UNLOCKED)
def sessions_of_pair(viewer: Viewer, keys: Keys, supervision_id: str) -> ResponseReturnValue:
    """The sessions of a pair: those to come, those gone by, and what is still to do."""
    pair = pairing.open_pair(keys, viewer.person_id, supervision_id)
    found = sessions.of_pair(supervision_id)
    planned = [each for each in found if each.state == "planned"]
    return page(
        "supervision/sessions.html",
        title=_("Sessions with %(name)s", name=pair.other.name),
        pair=pair,
        planned=planned,
        gone=[each for each in reversed(found) if each.state != "planned"],
        rhythm=due.rhythms([pair]).get(supervision_id),
        to_do=actions.open_ones(pair),
        words=words_for(viewer.person_id),
    )


@bp.get("/<id:supervision_id>/sessions/new")
@guard(UNLOCKED)
def plan(viewer: Viewer, keys: Keys, supervision_id: str) -> ResponseReturnValue:
    """When to meet: what the two agreed is filled in."""
    pair = pairing.open_pair(keys, viewer.person_id, supervision_id, writes=True)
    form = PlanForm(formdata=None)
    last = next((each for each in reversed(sessions.of_pair(supervision_id)) if each.state != "cancelled"), None)
    form.suggest(agreements.in_force(pair).terms, last.planned_for if last else None)
    return _planning(pair, form)


@bp.post("/<id:supervision_id>/sessions/new")
@guard(UNLOCKED)
def plan_session(viewer: Viewer, keys: Keys, supervision_id: str) -> ResponseReturnValue:
    """Plan it, and the others that follow."""
    pair = pairing.open_pair(keys, viewer.person_id, supervision_id, writes=True)
    form = PlanForm()
    if not form.validate():
        return _planning(pair, form, 400)
    weeks = form.weeks.data or agreements.in_force(pair).terms.weeks
    try:
        with write_unit():
            planned = sessions.plan(
                pair, form.day.data, form.at.data, form.minutes.data, weeks=weeks, until=form.until.data
            )
    except BadInput as refused:
        form.form_errors.append(refused.sentence)
        return _planning(pair, form, 400)
    flash(
        ngettext(
            "Planned. %(name)s is told.",
            "%(num)s sessions planned. %(name)s is told.",
            len(planned),
            name=pair.other.name,
        )
    )
    return redirect(url_for(".sessions_of_pair", supervision_id=supervision_id), 303)


@bp.get("/<id:meeting_id>/move")
@guard(UNLOCKED)
def move(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """When it is now, to be changed."""
    pair, session = sessions.open_session(keys, viewer.person_id, meeting_id, writes=True)
    _still_planned(session)
    form = MoveForm(formdata=None)
    form.show(session)
    return _moving(pair, session, form)


@bp.post("/<id:meeting_id>/move")
@guard(UNLOCKED)
def move_session(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Move it. What was typed comes back if the other has changed it meanwhile."""
    pair, session = sessions.open_session(keys, viewer.person_id, meeting_id, writes=True)
    form = MoveForm()
    if not form.validate():
        return _moving(pair, session, form, 400)
    try:
        with write_unit():
            base = number(form.base.data)
            sessions.move(pair, meeting_id, form.day.data, form.at.data, form.minutes.data, base=base)
    except (BadInput, Conflict) as refused:
        form.form_errors.append(refused.sentence)
        return _moving(pair, session, form, 400 if isinstance(refused, BadInput) else 409)
    flash(_("Moved. %(name)s is told.", name=pair.other.name))
    return redirect(url_for(".session", meeting_id=meeting_id), 303)


@bp.get("/<id:meeting_id>/cancel")
@guard(UNLOCKED)
def cancel(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Why it does not take place."""
    pair, session = sessions.open_session(keys, viewer.person_id, meeting_id, writes=True)
    _still_planned(session)
    return _cancelling(pair, session, CancelForm(formdata=None))


@bp.post("/<id:meeting_id>/cancel")
@guard(UNLOCKED)
def cancel_session(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Cancel it, then plan another."""
    pair, session = sessions.open_session(keys, viewer.person_id, meeting_id, writes=True)
    form = CancelForm()
    try:
        with write_unit():
            sessions.cancel(pair, meeting_id, form.reason.data, base=number(form.base.data))
    except (BadInput, Conflict) as refused:
        form.reason.errors = [refused.sentence]
        return _cancelling(pair, session, form, 400 if isinstance(refused, BadInput) else 409)
    if sessions.next_of(pair.supervision_id) is not None:
        flash(_("Cancelled. %(name)s is told. What was brought to it waits for the next one.", name=pair.other.name))
        return redirect(url_for(".sessions_of_pair", supervision_id=pair.supervision_id), 303)
    flash(_("Cancelled. %(name)s is told. Nothing else is planned: choose another day now.", name=pair.other.name))
    return redirect(url_for(".plan", supervision_id=pair.supervision_id), 303)


@bp.post("/<id:meeting_id>/held")
@guard(UNLOCKED)
def held(viewer: Viewer, keys: Keys, meeting_id: str) -> ResponseReturnValue:
    """Say that it was held."""
    pair, _session = sessions.open_session(keys, viewer.person_id, meeting_id, writes=True)
    try:
        with write_unit():
            sessions.hold(pair, meeting_id, base=number(HeldForm().base.data))
        flash(_("Held. Write down together what you want to keep, then make the record."))
    except Conflict as refused:
        flash(refused.sentence)
    return redirect(url_for(".session", meeting_id=meeting_id), 303)


def _still_planned(session: Session) -> None:
    if session.state != "planned":
        raise Conflict(_("This session was held or cancelled, so when it is does not change any more."))


def _planning(pair: OpenPair, form: PlanForm, status: int = 200) -> Response:
    title = _("Plan a session with %(name)s", name=pair.other.name)
    return page("supervision/plan.html", status=status, title=title, pair=pair, form=form)


def _moving(pair: OpenPair, session: Session, form: MoveForm, status: int = 200) -> Response:
    form.base.data = str(session.changes)
    title = _("Move this session")
    return page("supervision/move.html", status=status, title=title, pair=pair, session=session, form=form)


def _cancelling(pair: OpenPair, session: Session, form: CancelForm, status: int = 200) -> Response:
    form.base.data = str(session.changes)
    title = _("Cancel this session")
    return page("supervision/cancel.html", status=status, title=title, pair=pair, session=session, form=form)
